// Command agent is the smallest program that collects. A test builds it to see
// what collecting links into a program.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/hwprint/hwprint/hwhash/collect"
)

func main() {
	got, err := collect.Inventory(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(len(got.Inventory.Components))
}
