package hotpath

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"hash"
	"slices"
	"strings"
	"sync"

	"github.com/denisbrodbeck/machineid"
	luke "lukechampine.com/blake3"

	"github.com/hwprint/hwprint/hwhash"
)

// What others do with the same values. None of them normalises a value, drops
// a placeholder, or bounds what a hash tells of a serial number.
func rivalOperations() []Operation {
	ops := slices.Concat(
		// One full hash a component, as bytes: for who hashes each component.
		forSizes("Rival/sha256", func(n int) func() {
			messages, sums := messages(n), make([][32]byte, n)
			return func() {
				for i, m := range messages {
					sums[i] = sha256.Sum256(m)
				}
			}
		}),
		forSizes("Rival/hmac-sha256", func(n int) func() {
			return eachKeyed(hmac.New(sha256.New, make([]byte, 32)), messages(n))
		}),
		forSizes("Rival/lukechampine-blake3", func(n int) func() {
			return eachKeyed(luke.New(32, make([]byte, 32)), messages(n))
		}),
		// One hash over all of them, sorted and joined, in hexadecimal: the way
		// of slashdevops/machineid. Its module cannot be had from the module
		// proxy, so this follows its description.
		forSizes("Rival/joined-sha256", func(n int) func() {
			values := named(n)
			return func() {
				identifiers := slices.Clone(values)
				slices.Sort(identifiers)
				sum := sha256.Sum256([]byte(scope + "|" + strings.Join(identifiers, "|")))
				keep(hex.EncodeToString(sum[:]))
			}
		}),
		// The fingerprints of components as strings, compared as sets: the way of
		// licence servers such as Keygen, here with MATCH_MOST.
		[]Operation{
			{Name: "Rival/string-set", New: func() func() {
				enrolled, presented := fingerprints(machine(0, 16)), fingerprints(drifted(0))
				set := make(map[string]bool, len(enrolled))
				for _, f := range enrolled {
					set[f] = true
				}
				return func() {
					if !matchMost(set, presented) {
						panic("hotpath: a wrong verdict")
					}
				}
			}},
			{Name: "Rival/string-set/build", New: func() func() { // what a server does that reads both from its database
				enrolled, presented := fingerprints(machine(0, 16)), fingerprints(drifted(0))
				return func() {
					set := make(map[string]bool, len(enrolled))
					for _, f := range enrolled {
						set[f] = true
					}
					if !matchMost(set, presented) {
						panic("hotpath: a wrong verdict")
					}
				}
			}},
			{Name: "Rival/key/hmac-sha256", New: hmacKey},
			{Name: "Rival/machineid/hmac", New: func() func() { // what ProtectedID does with what it has read
				id := machine(0, 5).Components[0].Value
				return func() {
					mac := hmac.New(sha256.New, []byte(id))
					mac.Write([]byte(scope))
					keep(hex.EncodeToString(mac.Sum(nil)))
				}
			}},
		},
	)
	if _, err := machineid.ID(); err == nil { // containers often have none
		ops = append(ops, Operation{Name: "Rival/machineid/ProtectedID", New: func() func() {
			return func() {
				keep(must(machineid.ProtectedID(scope)))
			}
		}})
	}
	return ops
}

// keep takes strings that must be made.
//
//go:noinline
func keep(string) {}

func matchMost(enrolled map[string]bool, presented []string) bool {
	matching := 0
	for _, f := range presented {
		if enrolled[f] {
			matching++
		}
	}
	return 2*matching > len(enrolled)
}

// named returns the components of a machine as strings.
func named(n int) []string {
	var values []string
	for _, c := range machine(0, n).Components {
		values = append(values, c.Class.String()+":"+c.Value)
	}
	return values
}

func messages(n int) [][]byte {
	var messages [][]byte
	for _, v := range named(n) {
		messages = append(messages, []byte(v))
	}
	return messages
}

func eachKeyed(h hash.Hash, messages [][]byte) func() {
	sums := make([][32]byte, len(messages))
	return func() {
		for i, m := range messages {
			h.Reset()
			h.Write(m)
			h.Sum(sums[i][:0])
		}
	}
}

func fingerprints(inv *hwhash.Inventory) (hashes []string) {
	for _, c := range inv.Components {
		sum := sha256.Sum256([]byte(c.Class.String() + ":" + c.Value))
		hashes = append(hashes, hex.EncodeToString(sum[:]))
	}
	return hashes
}

// hmacKey is a server that hashes the text of a product key with the standard
// library, unparsed, and compares it in constant time.
func hmacKey() func() {
	pool := sync.Pool{New: func() any { return hmac.New(sha256.New, make([]byte, 32)) }}
	text := []byte(oneLicence().text)
	var tag, stored [sha256.Size]byte
	return func() {
		mac := pool.Get().(hash.Hash)
		mac.Reset()
		mac.Write(text)
		mac.Sum(tag[:0])
		pool.Put(mac)
		subtle.ConstantTimeCompare(tag[:], stored[:])
	}
}
