// Command agent is what a guest of test/machines runs: it collects, and prints
// the result as JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/hwprint/hwprint/hwhash/collect"
)

// An emulated processor on a busy host is slow.
const patience = 3 * time.Minute

func main() {
	result, err := collect.Inventory(context.Background(), collect.Timeout(patience))
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(result)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
