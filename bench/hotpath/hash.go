package hotpath

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"

	"github.com/hwprint/hwprint/hwhash"
)

const scope = "example.com/benchmark"

var (
	hasher = sync.OnceValue(func() *hwhash.Hasher { return must(hwhash.NewHasher(scope)) })
	sealer = sync.OnceValue(func() *hwhash.Sealer { return must(hwhash.NewSealer(sealingKeys(1))) })

	// so many that no branch predictor learns them, and first caches hold few
	variedMachines = sync.OnceValue(func() []*hwhash.Inventory {
		return repeat(1024, func(i uint64) *hwhash.Inventory { return machine(i, 16) })
	})
	// each one beside itself drifted
	variedHashes = sync.OnceValue(func() [][2]hwhash.Hash {
		return repeat(1<<14, func(i uint64) [2]hwhash.Hash {
			return [2]hwhash.Hash{hashOf(machine(i, 16)), hashOf(drifted(i))}
		})
	})
)

func hashOf(inv *hwhash.Inventory) hwhash.Hash { return must(hasher().Sum(inv)) }

func repeat[T any](n uint64, one func(uint64) T) []T {
	all := make([]T, n)
	for i := range n {
		all[i] = one(i)
	}
	return all
}

// cycle returns a function that gives one item after the other, for ever.
// Counters of two goroutines must not share a line of the cache.
func cycle[T any](items []T) func() *T {
	var counter struct {
		_    [128]byte
		next int
		_    [128]byte
	}
	return func() *T {
		item := &items[counter.next]
		if counter.next++; counter.next == len(items) {
			counter.next = 0
		}
		return item
	}
}

func hashOperations() []Operation {
	warm := func(spelled func(uint64, int) *hwhash.Inventory) func(int) func() {
		return func(n int) func() {
			h, inv := hasher(), spelled(0, n)
			return func() {
				_, err := h.Sum(inv)
				check(err)
			}
		}
	}
	ops := append(forSizes("Sum/clean", warm(machine)), forSizes("Sum/dirty", warm(dirty))...)
	return append(ops,
		Operation{Name: "Sum/varied/16", New: func() func() {
			h, next := hasher(), cycle(variedMachines())
			return func() {
				_, err := h.Sum(*next())
				check(err)
			}
		}},
		Operation{Name: "Sum/cold/16", New: func() func() {
			inv := machine(0, 16)
			return func() {
				_, err := must(hwhash.NewHasher(scope)).Sum(inv)
				check(err)
			}
		}},

		compare("Compare/same", machine(0, 16)),
		compare("Compare/drifted", drifted(0)),
		compare("Compare/other", machine(1, 16)),
		Operation{Name: "Compare/varied", New: func() func() {
			next := cycle(variedHashes())
			return func() {
				pair := next()
				_, err := hwhash.Standard().Compare(pair[0], pair[1])
				check(err)
			}
		}},

		Operation{Name: "NewHasher", New: func() func() {
			return func() { must(hwhash.NewHasher(scope)) }
		}},

		// The most keys that a ring has.
		Operation{Name: "NewSealer", New: func() func() {
			keys := sealingKeys(1)
			return func() { must(hwhash.NewSealer(keys)) }
		}},
		Operation{Name: "NewSealer/256", New: func() func() {
			keys := sealingKeys(256)
			return func() { must(hwhash.NewSealer(keys)) }
		}},
		Operation{Name: "Seal", New: func() func() {
			s, hash := sealer(), hashOf(machine(0, 16))
			return func() { must(s.Seal(hash, record)) }
		}},
		Operation{Name: "Open", New: func() func() {
			s, sealed := sealer(), must(sealer().Seal(hashOf(machine(0, 16)), record))
			return func() {
				_, _, err := s.Open(sealed, record)
				check(err)
			}
		}},

		encode("Encode/text", hwhash.Hash.AppendText),
		encode("Encode/binary", hwhash.Hash.AppendBinary),
		encode("Encode/json", func(h hwhash.Hash, _ []byte) ([]byte, error) { return json.Marshal(h) }),
		decode("Decode/text", hwhash.Hash.MarshalText, (*hwhash.Hash).UnmarshalText),
		decode("Decode/binary", hwhash.Hash.MarshalBinary, (*hwhash.Hash).UnmarshalBinary),
		decode("Decode/json", func(h hwhash.Hash) ([]byte, error) { return json.Marshal(h) },
			func(h *hwhash.Hash, doc []byte) error { return json.Unmarshal(doc, h) }),
	)
}

// record is what a sealed hash is bound to.
var record = []byte("seat.anchor/8f14e45f")

// sealingKeys is the text of a ring of n keys.
func sealingKeys(n int) string {
	var text strings.Builder
	random := rand.NewChaCha8([32]byte{3})
	for id := n; id > 0; id-- {
		var key [32]byte
		random.Read(key[:])
		fmt.Fprintf(&text, "%d:%x\n", id, key)
	}
	return text.String()
}

func compare(name string, presented *hwhash.Inventory) Operation {
	return Operation{Name: name, New: func() func() {
		enrolled, now := hashOf(machine(0, 16)), hashOf(presented)
		return func() {
			_, err := hwhash.Standard().Compare(enrolled, now)
			check(err)
		}
	}}
}

func encode(name string, to func(hwhash.Hash, []byte) ([]byte, error)) Operation {
	return Operation{Name: name, New: func() func() {
		hash, buf := hashOf(machine(0, 16)), make([]byte, 0, 256)
		return func() {
			_, err := to(hash, buf)
			check(err)
		}
	}}
}

func decode(name string, to func(hwhash.Hash) ([]byte, error), from func(*hwhash.Hash, []byte) error) Operation {
	return Operation{Name: name, New: func() func() {
		encoded := must(to(hashOf(machine(0, 16))))
		hash := new(hwhash.Hash)
		return func() { check(from(hash, encoded)) }
	}}
}
