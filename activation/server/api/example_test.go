package api_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/server/api"
	"github.com/hwprint/hwprint/activation/store/memory"
)

// A shop issues a licence for who paid, by the number of the order: if it never
// hears the answer it calls again, and gets the same key.
func Example() {
	const product = "acme.example/editor"
	_, keys, err := server.NewKeys(product, time.Now().Unix(), nil)
	check(err)
	act, err := server.New(context.Background(), server.Config{Store: memory.New(), Keys: keys, Product: product})
	check(err)
	check(act.AddProduct(context.Background(), product, "base24", true))
	token, line, err := api.NewToken("shop")
	check(err)
	tokens, err := api.ReadTokens(strings.NewReader(line))
	check(err)
	listener := httptest.NewServer(api.New(api.Config{Server: act, Tokens: tokens}))
	defer listener.Close()

	buy := func() string {
		r, err := http.NewRequest(http.MethodPost, listener.URL+"/v1/licences",
			strings.NewReader(`{"product": "acme.example/editor", "kind": "perpetual"}`))
		check(err)
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Idempotency-Key", "order 4711")
		res, err := http.DefaultClient.Do(r)
		check(err)
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		check(err)
		return string(body)
	}
	first := buy()
	fmt.Println(strings.Contains(first, `"key":"`), first == buy())
	// Output: true true
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
