package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"

	"github.com/hwprint/hwprint/activation/server"
)

// mover is a store that can be moved to another database.
type mover interface {
	Export(ctx context.Context, w io.Writer) error
	Import(ctx context.Context, r io.Reader) error
	ExportLicence(ctx context.Context, l *server.Licence, w io.Writer) error
}

// move runs an export or import on the folder's database.
func (d *folder) move(ctx context.Context, do func(mover) error) error {
	k, err := d.keys()
	if err != nil {
		return err
	}
	store, err := d.store(ctx, k)
	if err != nil {
		return err
	}
	return errors.Join(do(store.(mover)), store.Close())
}

func setExport(f *flag.FlagSet) func(context.Context, streams) error {
	d := setFolder(f)
	to := f.String("to", "", "new `file` to write, as secret as the database")
	product := f.String("product", "", "`scope` of the product, for one licence")
	licence := f.String("licence", "", "`reference` of a licence: only what is kept of it")
	return func(ctx context.Context, s streams) error {
		if *to == "" {
			return errors.New("name a new file with -to")
		}
		out, err := os.OpenFile(*to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		if *licence != "" {
			err = d.exportLicence(ctx, *product, *licence, out)
		} else {
			err = d.move(ctx, func(m mover) error { return m.Export(ctx, out) })
		}
		if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
			return err
		}
		return s.print(map[string]string{"exported": *to})
	}
}

// exportLicence writes all that is kept of a licence, for whom it is about.
func (d *folder) exportLicence(ctx context.Context, product, ref string, out io.Writer) error {
	act, store, err := d.open(ctx, nil)
	if err != nil {
		return err
	}
	rows, err := act.FindLicence(ctx, product, ref)
	if err == nil {
		err = store.(mover).ExportLicence(ctx, &rows.Licence, out)
	}
	return errors.Join(err, store.Close())
}

func setImport(f *flag.FlagSet) func(context.Context, streams) error {
	d := setFolder(f)
	from := f.String("from", "", "`file` that export wrote")
	return func(ctx context.Context, s streams) error {
		in, err := os.Open(*from)
		if err != nil {
			return err
		}
		defer func() { _ = in.Close() }()
		if err := d.move(ctx, func(m mover) error { return m.Import(ctx, in) }); err != nil {
			if errors.Is(err, server.ErrExists) {
				return errors.New("the database has a product already: import into an empty one")
			}
			return err
		}
		return s.print(map[string]string{"imported": *from})
	}
}
