package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"strings"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/hwhash"
)

// showing is what is to be shown.
type showing struct {
	*folder
	product, licence, request, hash string
	key                             bool
}

func setShow(f *flag.FlagSet) func(context.Context, streams) error {
	v := &showing{folder: setFolder(f)}
	f.StringVar(&v.product, "product", "", "`scope` of the product")
	f.StringVar(&v.licence, "licence", "", "`reference` of the licence, which its certificates have")
	f.BoolVar(&v.key, "key", false, "find the licence by the product key on standard input")
	f.StringVar(&v.request, "request", "", "`file` with a customer's request: finds its licence, and compares its hash")
	f.StringVar(&v.hash, "hash", "", "a hardware `hash` to compare with each seat, class by class")
	return v.run
}

func (v *showing) run(ctx context.Context, s streams) error {
	return v.with(ctx, func(act *server.Server) error {
		rows, hash, err := v.find(ctx, act, s.in)
		if err != nil {
			return err
		}
		if v.hash != "" {
			if hash, err = hwhash.Parse(v.hash); err != nil {
				return err
			}
		}
		view, err := rows.View(hash)
		if err != nil {
			return err
		}
		return s.print(view)
	})
}

func (v *showing) find(ctx context.Context, act *server.Server, in io.Reader) (*server.Rows, hwhash.Hash, error) {
	var none hwhash.Hash
	switch {
	case v.request != "":
		text, err := os.ReadFile(v.request)
		if err != nil {
			return nil, none, err
		}
		m, err := activation.ParseMessage(text)
		if err != nil {
			return nil, none, err
		}
		return act.FindRequest(ctx, m)
	case v.key:
		format, err := act.Format(ctx, v.product)
		if err != nil {
			return nil, none, err
		}
		line, err := bufio.NewReader(io.LimitReader(in, 256)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, none, err
		}
		key, err := format.Parse(strings.TrimSpace(line))
		if err != nil {
			return nil, none, err
		}
		rows, err := act.FindKey(ctx, v.product, key)
		return rows, none, err
	}
	rows, err := act.FindLicence(ctx, v.product, v.licence)
	return rows, none, err
}
