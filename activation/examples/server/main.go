// Command server is a vendor's own web server with activation in it: the shop
// issues a licence for who pays, and agents activate under /licences.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/store/sqlite"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

const product = "acme.example/editor" // hwactd init -product makes its files

func main() {
	ctx := context.Background()
	doc := must(os.ReadFile("hwactd.keys"))
	keys := must(server.ParseKeys(doc))
	store := must(sqlite.Open(ctx, "hwactd.db", must(hwhash.NewSealer(keys.Database))))
	licences := must(server.New(ctx, server.Config{Store: store, Keys: keys, Product: product}))

	http.Handle("/licences/", http.StripPrefix("/licences", licences.Handler()))
	http.HandleFunc("POST /buy", func(w http.ResponseWriter, r *http.Request) {
		// A real shop takes the money first.
		key := must(productkey.Base24.Generate(nil))
		order := func(yield func(server.Order, error) bool) {
			yield(server.Order{Key: key, Licence: server.Licence{Kind: activation.Perpetual, Seats: 1}}, nil)
		}
		if err := licences.Issue(r.Context(), product, order, func([]string) {}); err != nil {
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, key.Reveal())
	})
	log.Fatal(http.ListenAndServe(os.Getenv("LISTEN"), nil))
}

func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}
