package main

import (
	"context"
	"errors"
	"flag"

	"github.com/hwprint/hwprint/activation/server"
)

func setRelease(f *flag.FlagSet) func(context.Context, streams) error {
	d := setFolder(f)
	product := f.String("product", "", "`scope` of the product")
	licence := f.String("licence", "", "`reference` of the licence")
	seat := f.String("seat", "", "`reference` of the seat, from show")
	return func(ctx context.Context, s streams) error {
		return d.with(ctx, func(act *server.Server) error {
			if err := act.FreeSeat(ctx, *product, *licence, *seat); err != nil {
				return err
			}
			return s.print(map[string]string{"released": *seat, "licence": *licence})
		})
	}
}

func setCheck(f *flag.FlagSet) func(context.Context, streams) error {
	d := setFolder(f)
	return func(ctx context.Context, s streams) error {
		var products []server.Product
		act, store, err := d.open(ctx, func(_ *server.Config, all []server.Product) { products = all })
		if err != nil {
			return err
		}
		sound := true
		for _, p := range products {
			faults, n, err := act.Consistent(ctx, p.Scope)
			if err != nil {
				return errors.Join(err, store.Close())
			}
			sound = sound && len(faults) == 0
			if err := s.print(map[string]any{"product": p.Scope, "licences": n, "faults": faults}); err != nil {
				return errors.Join(err, store.Close())
			}
		}
		if !sound {
			err = errors.New("counts and rows disagree")
		}
		return errors.Join(err, store.Close())
	}
}
