package server_test

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/store/memory"
	"github.com/hwprint/hwprint/productkey"
)

// at is a day as seconds since 1970.
func at(text string) int64 {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t.Unix()
}

// A server of its own: hwactd does the same on SQLite.
func ExampleNew() {
	ctx := context.Background()
	now := func() int64 { return at("2026-12-01") }
	_, keys, err := server.NewKeys("acme.example/editor", now(), nil) // the root goes off line
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := server.New(ctx, server.Config{Store: memory.New(), Keys: keys, Product: "acme.example/editor", Now: now})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := s.AddProduct(ctx, "acme.example/editor", "base24", false); err != nil {
		fmt.Println(err)
		return
	}
	http.Handle("/licences/", http.StripPrefix("/licences", s.Handler()))
	fmt.Println(s.Ready(ctx))
	// Output: <nil>
}

// The kinds of licences, and what each means for the certificate of a machine
// that activates on 1 December 2026.
func ExampleServer_Issue() {
	ctx := context.Background()
	const scope = "acme.example/editor"
	now := func() int64 { return at("2026-12-01") }
	_, keys, _ := server.NewKeys(scope, now(), nil)
	s, err := server.New(ctx, server.Config{Store: memory.New(), Keys: keys, Product: scope, Now: now})
	if err != nil || s.AddProduct(ctx, scope, "base24", false) != nil {
		fmt.Println("no server", err)
		return
	}
	day := func(t int64) string {
		if t == 0 {
			return "never"
		}
		return time.Unix(t, 0).UTC().Format("2006-01-02 15:04")
	}
	for _, l := range []struct {
		name string
		server.Licence
	}{
		{"perpetual", server.Licence{Kind: activation.Perpetual, Seats: 1}},
		{"perpetual with maintenance", server.Licence{Kind: activation.Perpetual, Seats: 1, Maintained: at("2027-12-01")}},
		{"subscription", server.Licence{Kind: activation.Subscription, Seats: 1, Ends: at("2027-01-01")}},
		{"trial", server.Licence{Kind: activation.Trial}},
		{"floating", server.Licence{Kind: activation.Floating, Seats: 1, Terms: server.Terms{Lease: 3600}}},
		{"air-gapped", server.Licence{Kind: activation.Perpetual, Seats: 1, Terms: server.Terms{AirGapped: true}}},
	} {
		key, _ := productkey.Base24.Generate(nil)
		order := func(yield func(server.Order, error) bool) { yield(server.Order{Licence: l.Licence, Key: key}, nil) }
		if err := s.Issue(ctx, scope, order, func([]string) {}); err != nil {
			fmt.Println(l.name, err)
			continue
		}
		ring, _ := activation.ParseRing([]activation.PublicKey{keys.Root}, scope, keys.Ring)
		agent := acttest.NewClient(acttest.To(s), ring, scope, now)
		if _, err := agent.Activate(key, acttest.Machine(scope, 1), ""); err != nil {
			fmt.Println(l.name, err)
			continue
		}
		c := agent.Certificate
		fmt.Printf("%s: ends %s, grace %d days, renewed %v", l.name, day(c.End), c.Grace/86400, c.Renew != 0)
		if c.Maintained != 0 {
			fmt.Printf(", covers builds until %s", day(c.Maintained))
		}
		fmt.Println()
	}
	// Output:
	// perpetual: ends never, grace 14 days, renewed true
	// perpetual with maintenance: ends never, grace 14 days, renewed true, covers builds until 2027-12-01 00:00
	// subscription: ends 2027-01-01 00:00, grace 14 days, renewed true
	// trial: ends 2026-12-31 00:00, grace 1 days, renewed true
	// floating: ends 2026-12-01 01:00, grace 0 days, renewed true
	// air-gapped: ends never, grace 14 days, renewed false
}
