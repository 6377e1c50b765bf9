package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"iter"
	"os"
	"strings"
	"time"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/productkey"
)

// issuing is what is to be issued.
type issuing struct {
	*folder
	product, kind, features, terms, file string
	starts, ends, maintained             date
	seats, overage                       int64
	n                                    int
}

func setIssue(f *flag.FlagSet) func(context.Context, streams) error {
	v := &issuing{folder: setFolder(f)}
	f.StringVar(&v.product, "product", "", "`scope` of the product")
	f.StringVar(&v.kind, "kind", "perpetual", "perpetual, subscription, trial or floating")
	f.Int64Var(&v.seats, "seats", 1, "how many machines; 0 for any number, of a trial")
	f.Int64Var(&v.overage, "overage", 0, "seats beyond, with terms of overage")
	f.Var(&v.starts, "starts", "`day` from which it holds")
	f.Var(&v.ends, "ends", "`day` until which it is paid, of a subscription")
	f.Var(&v.maintained, "maintained", "`day` until which a perpetual licence covers new builds")
	f.StringVar(&v.features, "features", "", "names, separated by spaces or commas")
	f.StringVar(&v.terms, "terms", "{}", `numbers that differ from the defaults, as `+"`JSON`"+`: {"policy":"strict"}`)
	f.IntVar(&v.n, "n", 1, "how many licences")
	f.StringVar(&v.file, "import", "", "CSV `file` of keys or digests that exist: columns key or digest, licence, seats, ends, features; - for standard input")
	return v.run
}

func (v *issuing) run(ctx context.Context, s streams) error {
	l, err := v.licence()
	if err != nil {
		return err
	}
	return v.with(ctx, func(act *server.Server) error {
		format, err := act.Format(ctx, v.product)
		if err != nil {
			return err
		}
		out := printer{streams: s, began: time.Now()}
		orders := generated(format, l, v.n)
		if v.file != "" {
			in := s.in
			if v.file != "-" {
				f, err := os.Open(v.file)
				if err != nil {
					return err
				}
				defer func() { _ = f.Close() }()
				in = f
			}
			orders, out.imported = imported(in, format, l), true
		}
		err = act.Issue(ctx, v.product, out.watch(orders), out.done)
		if err != nil {
			return fmt.Errorf("after %d licences: %w", out.n, err)
		}
		return out.err
	})
}

// licence makes a licence of the flags.
func (v *issuing) licence() (l server.Licence, err error) {
	l = server.Licence{
		Kind: activation.Terms(v.kind), Seats: v.seats, Overage: v.overage,
		Starts: int64(v.starts), Ends: int64(v.ends), Maintained: int64(v.maintained),
		Features: strings.Join(strings.FieldsFunc(v.features, func(r rune) bool { return r == ',' || r == ' ' }), " "),
	}
	d := json.NewDecoder(strings.NewReader(v.terms))
	d.DisallowUnknownFields()
	if err := d.Decode(&l.Terms); err != nil {
		return l, fmt.Errorf("-terms: %w", err)
	}
	return l, l.Check()
}

// date is a flag of a day, as the second at which it begins in UTC.
type date int64

// String returns the day, or nothing for none.
func (d *date) String() string {
	if *d == 0 {
		return ""
	}
	return time.Unix(int64(*d), 0).UTC().Format(time.DateOnly)
}

// Set reads a day such as 2027-12-31.
func (d *date) Set(text string) error {
	t, err := time.Parse(time.DateOnly, text)
	*d = date(t.Unix())
	return err
}

// generated yields n orders of one licence, with new keys.
func generated(f *productkey.Format, l server.Licence, n int) iter.Seq2[server.Order, error] {
	return func(yield func(server.Order, error) bool) {
		for key, err := range f.GenerateN(nil, n) {
			if !yield(server.Order{Licence: l, Key: key}, err) {
				return
			}
		}
	}
}

// printer prints each licence when it is stored: new keys with their text,
// since nobody else has it.
type printer struct {
	streams
	imported bool
	began    time.Time
	waiting  []server.Order
	n        int
	err      error
}

// watch remembers orders until they are stored.
func (p *printer) watch(orders iter.Seq2[server.Order, error]) iter.Seq2[server.Order, error] {
	return func(yield func(server.Order, error) bool) {
		for o, err := range orders {
			p.waiting = append(p.waiting, o)
			if !yield(o, err) {
				return
			}
		}
	}
}

// done prints a batch.
func (p *printer) done(refs []string) {
	for i, ref := range refs {
		line := map[string]string{"licence": ref}
		if !p.imported {
			line["key"] = p.waiting[i].Key.Reveal()
		}
		if err := p.print(line); err != nil && p.err == nil {
			p.err = err
		}
	}
	p.n += len(refs)
	p.waiting = p.waiting[len(refs):]
	if p.n > len(refs) {
		fmt.Fprintf(p.streams.err, "%d licences in %s\n", p.n, time.Since(p.began).Round(time.Millisecond))
	}
}
