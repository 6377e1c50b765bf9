// Command app is a program that needs a licence: it activates at its first start,
// and checks at each later one, without a network.
//
//	go build -ldflags "-X main.root=pub1:... -X main.url=https://licences.acme.example" ./examples/app
package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/agent"
	"github.com/hwprint/hwprint/productkey"
)

const product = "acme.example/editor"

var root, url string // pinned by the build

func main() {
	ctx := context.Background()
	var pinned activation.PublicKey
	must(0, pinned.UnmarshalText([]byte(root)))
	folder := must(agent.DefaultFolder(product))
	client := must(agent.New(agent.Config{Product: product, Roots: []activation.PublicKey{pinned}, Server: url, Folder: folder}))

	status := must(client.Status(ctx))
	if slices.Contains(status.Help, activation.HelpActivate) {
		for _, sentence := range client.Sends(activation.OpActivate) {
			fmt.Println(sentence)
		}
		fmt.Print("Product key: ")
		line, _ := bufio.NewReader(os.Stdin).ReadString('\n')
		status = must(client.Activate(ctx, must(productkey.Base24.Parse(line)))).Status
	} else if status.Has(activation.ReasonRenew) {
		if result, err := client.Renew(ctx); err == nil { // else some other time
			status = result.Status
		}
	}
	if !status.Allowed() {
		fmt.Println("This program is not licensed here:", status.State, status.Help)
		os.Exit(1)
	}
	fmt.Println("Welcome. Licence", status.Certificate.Licence, "is", status.State)
}

func must[T any](v T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	return v
}
