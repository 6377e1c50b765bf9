// Agent is a complete client of the server beside it: it reads this machine,
// makes the hardware hash, and activates a product key with it.
//
//	go run ./examples/agent -server http://localhost:8080 < key.txt
//
// It sends the key and the hash, and nothing else: no serial number, no address
// and no name leaves the machine.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
	"github.com/hwprint/hwprint/hwhash/explain"
)

// scope is the vendor's own, and the product: nobody else's hashes can be
// linked with it.
const scope = "acme.example/editor"

func main() {
	server := flag.String("server", "http://localhost:8080", "the activation server's `URL`; https:// outside of tests")
	flag.Parse()
	ctx, stop := context.WithTimeout(context.Background(), 30*time.Second)
	defer stop()
	hash, err := machine(ctx)
	if err == nil {
		err = activate(ctx, *server, hash)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "agent:", err)
		os.Exit(1)
	}
	fmt.Println("activated")
}

// machine returns the hash of this machine.
func machine(ctx context.Context) (hwhash.Hash, error) {
	found, err := collect.Inventory(ctx) // collect.Without(...) is the user's choice
	if err == nil && found.Late() {
		found, err = found.Retry(ctx) // late is not absent
	}
	if err != nil {
		return hwhash.Hash{}, err
	}
	hasher, err := hwhash.NewHasher(scope)
	if err != nil {
		return hwhash.Hash{}, err
	}
	hash, err := hasher.Sum(&found.Inventory)
	if errors.Is(err, hwhash.ErrInsufficient) {
		// Nothing identifies this machine: say what would help.
		record, err := explain.NewRecord(hasher, &found.Inventory, found.Sources)
		if err != nil {
			return hwhash.Hash{}, err
		}
		for _, help := range explain.Machine(record).Help {
			fmt.Fprintln(os.Stderr, "what would help:", help.What)
		}
	}
	return hash, err
}

// activate sends the key on standard input and the hash. The key is not kept.
func activate(ctx context.Context, server string, hash hwhash.Hash) error {
	key, err := io.ReadAll(io.LimitReader(os.Stdin, 1<<10))
	if err != nil {
		return err
	}
	body, err := json.Marshal(map[string]string{"key": strings.TrimSpace(string(key)), "hash": hash.String()})
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, server+"/activate", bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return errors.New("not activated: " + response.Status)
	}
	return nil
}
