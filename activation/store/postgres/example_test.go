package postgres_test

import (
	"context"
	"log"
	"os"

	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/store/postgres"
	"github.com/hwprint/hwprint/hwhash"
)

// Several servers share one database, each with the same keys.
func ExampleOpen() {
	ctx := context.Background()
	doc, err := os.ReadFile("hwactd.keys")
	if err != nil {
		log.Fatal(err)
	}
	keys, err := server.ParseKeys(doc)
	if err != nil {
		log.Fatal(err)
	}
	sealer, err := hwhash.NewSealer(keys.Database)
	if err != nil {
		log.Fatal(err)
	}
	store, err := postgres.Open(ctx, "postgres://hwactd@/hwactd?host=/run/postgresql", sealer)
	if err != nil {
		log.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	if _, err := server.New(ctx, server.Config{Store: store, Keys: keys, Product: "acme.example/editor"}); err != nil {
		log.Fatal(err)
	}
}
