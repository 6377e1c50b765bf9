package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/hwprint/hwprint/activation/server"
)

func setInit(f *flag.FlagSet) func(context.Context, streams) error {
	d := setFolder(f)
	product := f.String("product", "", "`scope` of the product, such as acme.example/editor")
	format := f.String("format", "base24", "of its keys: base24, base24n, crockford32, or a layout as JSON")
	test := f.Bool("test", false, "a product for tests: served with -test, with a clock that is set")
	return func(ctx context.Context, s streams) error {
		if *product == "" {
			fmt.Fprintln(s.err, "hwactd init needs -product")
			return errUsage
		}
		return initialise(ctx, s, d, *product, *format, *test)
	}
}

// initialise makes the keys, unless there are some, and adds a product.
func initialise(ctx context.Context, s streams, d *folder, product, format string, test bool) error {
	k, err := d.keys()
	made := false
	if _, missing := os.Stat(d.path(keysFile)); errors.Is(missing, os.ErrNotExist) {
		if k, err = makeKeys(d, product); err == nil {
			made = true
		}
	}
	if err != nil {
		return err
	}
	store, err := d.store(ctx, k)
	if err != nil {
		return err
	}
	act, err := server.New(ctx, server.Config{Store: store, Keys: k, Product: product})
	if err == nil {
		err = act.AddProduct(ctx, product, format, test)
	}
	if err := errors.Join(err, store.Close()); err != nil {
		return err
	}
	result := map[string]any{"product": product, "root": k.Root, "ring": k.Ring}
	if made {
		result["keys"], result["secret_root"] = d.path(keysFile), d.path(rootFile)
		fmt.Fprintf(s.err, "Move %s to where no network reaches it. Whoever has it can make certificates.\n", d.path(rootFile))
		fmt.Fprintf(s.err, "Keep %s apart from copies of the database.\n", d.path(keysFile))
	}
	return s.print(result)
}

// makeKeys draws the keys of a vendor and writes them.
func makeKeys(d *folder, product string) (server.Keys, error) {
	if err := os.MkdirAll(d.dir, 0o700); err != nil {
		return server.Keys{}, err
	}
	root, k, err := server.NewKeys(product, time.Now().Unix(), nil)
	if err != nil {
		return k, err
	}
	if err := d.writeSecret(rootFile, root.Reveal()+"\n"); err != nil {
		return k, err
	}
	return k, d.writeKeys(k)
}
