package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"strings"

	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/hwhash"
)

// desk is a licence that an operator does something with.
type desk struct {
	*folder
	product, licence, seat string
	by                     server.By
}

func setDesk(f *flag.FlagSet) *desk {
	d := &desk{folder: setFolder(f)}
	f.StringVar(&d.product, "product", "", "`scope` of the product")
	f.StringVar(&d.licence, "licence", "", "`reference` of the licence, which its certificates have")
	f.StringVar(&d.by.Operator, "operator", "hwactd", "`name` for the list of actions")
	f.StringVar(&d.by.Once, "once", "", "idempotency `key`: the same call with it again does nothing more")
	return d
}

func (d *desk) setSeat(f *flag.FlagSet) {
	f.StringVar(&d.seat, "seat", "", "`reference` of the seat, from show")
}

// do runs an action and prints the licence as it is then.
func (d *desk) do(action func(context.Context, *server.Server) (*server.Rows, error)) func(context.Context, streams) error {
	return func(ctx context.Context, s streams) error {
		return d.with(ctx, func(act *server.Server) error {
			rows, err := action(ctx, act)
			if err != nil {
				return err
			}
			view, err := rows.View(hwhash.Hash{})
			if err != nil {
				return err
			}
			return s.print(view)
		})
	}
}

func setRelease(f *flag.FlagSet) func(context.Context, streams) error {
	d := setDesk(f)
	d.setSeat(f)
	return d.do(func(ctx context.Context, act *server.Server) (*server.Rows, error) {
		return act.FreeSeat(ctx, d.product, d.licence, d.seat, d.by)
	})
}

// setState returns the command that puts a licence into a state.
func setState(to func(*server.Server, context.Context, string, string, server.By) (*server.Rows, error)) func(*flag.FlagSet) func(context.Context, streams) error {
	return func(f *flag.FlagSet) func(context.Context, streams) error {
		d := setDesk(f)
		return d.do(func(ctx context.Context, act *server.Server) (*server.Rows, error) {
			return to(act, ctx, d.product, d.licence, d.by)
		})
	}
}

func setChange(f *flag.FlagSet) func(context.Context, streams) error {
	d := setDesk(f)
	var starts, ends, maintained date
	f.Var(&starts, "starts", "`day` from which it holds")
	f.Var(&ends, "ends", "`day` until which it is paid")
	f.Var(&maintained, "maintained", "`day` until which new builds are covered")
	seats := f.Int64("seats", 0, "how many machines")
	overage := f.Int64("overage", 0, "seats beyond")
	features := f.String("features", "", "names, separated by spaces or commas")
	terms := f.String("terms", "", "all numbers that differ from the defaults, as `JSON`")
	return d.do(func(ctx context.Context, act *server.Server) (*server.Rows, error) {
		var c server.Change
		var err error
		f.Visit(func(given *flag.Flag) {
			switch given.Name {
			case "starts":
				c.Starts = (*int64)(&starts)
			case "ends":
				c.Ends = (*int64)(&ends)
			case "maintained":
				c.Maintained = (*int64)(&maintained)
			case "seats":
				c.Seats = seats
			case "overage":
				c.Overage = overage
			case "features":
				list := strings.ReplaceAll(*features, ",", " ")
				c.Features = &list
			case "terms":
				c.Terms = new(server.Terms)
				decode := json.NewDecoder(strings.NewReader(*terms))
				decode.DisallowUnknownFields()
				err = decode.Decode(c.Terms)
			}
		})
		if err != nil {
			return nil, err
		}
		return act.Change(ctx, d.product, d.licence, c, d.by)
	})
}

func setReplaceKey(f *flag.FlagSet) func(context.Context, streams) error {
	d := setDesk(f)
	return func(ctx context.Context, s streams) error {
		return d.with(ctx, func(act *server.Server) error {
			key, _, err := act.ReplaceKey(ctx, d.product, d.licence, d.by)
			if err != nil {
				return err
			}
			return s.print(map[string]string{"licence": d.licence, "key": key.Reveal()})
		})
	}
}

func setErase(f *flag.FlagSet) func(context.Context, streams) error {
	d := setDesk(f)
	return func(ctx context.Context, s streams) error {
		return d.with(ctx, func(act *server.Server) error {
			if err := act.Erase(ctx, d.product, d.licence, d.by); err != nil {
				return err
			}
			return s.print(map[string]string{"erased": "all but copies of the database, which are yours to delete"})
		})
	}
}

func setReviewList(f *flag.FlagSet) func(context.Context, streams) error {
	d := setDesk(f)
	return func(ctx context.Context, s streams) error {
		return d.with(ctx, func(act *server.Server) error {
			all, err := act.Cases(ctx, d.product)
			if err != nil {
				return err
			}
			for _, c := range all {
				if err := s.print(c); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func setReviewDecide(f *flag.FlagSet) func(context.Context, streams) error {
	d := setDesk(f)
	d.setSeat(f)
	decision := f.String("decision", "", "approve or refuse")
	return d.do(func(ctx context.Context, act *server.Server) (*server.Rows, error) {
		if *decision != "approve" && *decision != "refuse" {
			return nil, errors.New("-decision is approve or refuse")
		}
		return act.DecideCase(ctx, d.product, d.licence, d.seat, *decision == "approve", d.by)
	})
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
