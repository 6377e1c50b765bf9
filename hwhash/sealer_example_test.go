package hwhash_test

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

// sealingKey is an entry of a ring. Take the digits from openssl rand -hex 32.
func sealingKey(id int) string {
	digits := []string{1: "8f0e4d1b", 2: "c3a95e72"}[id] + strings.Repeat("d41d8cd9", 7)
	return fmt.Sprintf("%d:%s", id, digits)
}

// A server seals the hash of each seat for its row. A rotation of keys makes
// old records stale, and they are sealed anew when they are next seen.
func ExampleSealer() {
	hasher, err := hwhash.NewHasher("acme.example/editor")
	if err != nil {
		log.Fatal(err)
	}
	hash, err := hasher.Sum(laptop())
	if err != nil {
		log.Fatal(err)
	}

	sealer, err := hwhash.NewSealer(sealingKey(1))
	if err != nil {
		log.Fatal(err)
	}
	row := []byte("seat.anchor/8f14e45f") // table, column and row
	sealed, err := sealer.Seal(hash, row)
	if err != nil {
		log.Fatal(err)
	}
	text := sealed.String() // what the column holds
	fmt.Println(text[:4], len(text), "characters, key", sealed.KeyID())

	// Later there is a new key.
	sealer, err = hwhash.NewSealer(sealingKey(2) + " " + sealingKey(1))
	if err != nil {
		log.Fatal(err)
	}
	stored, err := hwhash.ParseSealed(text)
	if err != nil {
		log.Fatal(err)
	}
	opened, stale, err := sealer.Open(stored, row)
	fmt.Println(opened == hash, stale, err)
	if stale {
		if stored, err = sealer.Seal(opened, row); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println("key", stored.KeyID())

	// Copied into another row it does not open.
	_, _, err = sealer.Open(stored, []byte("seat.anchor/c9f0f895"))
	fmt.Println(errors.Is(err, hwhash.ErrSealed))

	raw, err := stored.MarshalBinary()
	fmt.Println(len(raw), bytes.HasPrefix(raw, []byte("hs1")), err)
	// Output:
	// hs1: 148 characters, key 1
	// true true <nil>
	// key 2
	// true
	// 111 true <nil>
}
