package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"

	"github.com/hwprint/hwprint/hwhash"
)

// A thief has the table of sealed hashes, and was a customer: he has enrolled
// as many machines of his own as he liked, and knows their hashes. Of a record
// he is told two machines, one of which it is.

// guessed is how often a test was right.
type guessed struct {
	name         string
	rate, margin float64 // share of right guesses, and half of its 95 % interval
}

// sealedTest prefers the first machine if it returns above zero, the second
// below. own are the thief's records of the two.
type sealedTest struct {
	name   string
	prefer func(record, first, second []byte) int
}

var sealedTests = []sealedTest{
	{"the record is the same", func(x, a, b []byte) int { return boolean(bytes.Equal(x, a)) - boolean(bytes.Equal(x, b)) }},
	{"more bytes are the same", func(x, a, b []byte) int { return equalBytes(x, a) - equalBytes(x, b) }},
	{"more bits are the same", func(x, a, b []byte) int { return differentBits(x, b) - differentBits(x, a) }},
	{"it begins nearer", func(x, a, b []byte) int { return bytes.Compare(near(x, b), near(x, a)) }},
	{"it is odd as the record is", func(x, a, b []byte) int { return int((x[len(x)-1]^b[len(b)-1])&1) - int((x[len(x)-1]^a[len(a)-1])&1) }},
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

func equalBytes(a, b []byte) (n int) {
	for i := range a {
		n += boolean(a[i] == b[i])
	}
	return n
}

func differentBits(a, b []byte) (n int) {
	for i := range a {
		n += bits.OnesCount8(a[i] ^ b[i])
	}
	return n
}

func near(a, b []byte) []byte {
	out := make([]byte, len(a))
	for i := range a {
		out[i] = a[i] ^ b[i]
	}
	return out
}

// robbed is what the thief finds in a table of n records, with enrolments of his
// own: the tests, and how many records of the table are equal.
func robbed(n, enrolments int) (out []guessed, equal int, err error) {
	h, err := hwhash.NewHasher(scope)
	if err != nil {
		return nil, 0, err
	}
	r := rand.New(rand.NewPCG(17, 18))
	key := make([]byte, 32)
	for i := range key {
		key[i] = byte(r.Uint32())
	}
	sealer, err := hwhash.NewSealer("1:" + hex.EncodeToString(key))
	if err != nil {
		return nil, 0, err
	}
	// Half of the machines are in the table; the thief has enrolled all.
	machines := make([]hwhash.Hash, enrolments)
	own := make([][]byte, enrolments)
	seal := func(hash hwhash.Hash, row string) ([]byte, error) {
		sealed, err := sealer.Seal(hash, []byte(row))
		if err != nil {
			return nil, err
		}
		return sealed.MarshalBinary()
	}
	for i := range machines {
		var inv hwhash.Inventory
		inv.Add(hwhash.SystemSerial, fmt.Sprintf("PF%06X", r.Uint64N(1<<24)))
		inv.Add(hwhash.NIC, addressText(makersPrefix<<24|r.Uint64N(1<<24)))
		if machines[i], err = h.Sum(&inv); err != nil {
			machines[i], err = machines[max(0, i-1)], nil
		}
		if own[i], err = seal(machines[i], fmt.Sprint("thief/", i)); err != nil {
			return nil, 0, err
		}
	}
	right, asked := make([]float64, len(sealedTests)), make([]float64, len(sealedTests))
	seen := map[string]bool{}
	for i := range n {
		first, second := r.IntN(enrolments), r.IntN(enrolments)
		record, err := seal(machines[first], fmt.Sprint("seat/", i))
		if err != nil {
			return nil, 0, err
		}
		equal += boolean(seen[string(record)])
		seen[string(record)] = true
		swap := r.IntN(2) == 0
		for t, test := range sealedTests {
			a, b := own[first], own[second]
			if swap {
				a, b = b, a
			}
			asked[t]++
			switch prefer := test.prefer(record, a, b); {
			case prefer == 0:
				right[t] += 0.5
			case prefer > 0 != swap:
				right[t]++
			}
		}
	}
	for t, test := range sealedTests {
		out = append(out, guessed{test.name, right[t] / asked[t], 1.96 * 0.5 / math.Sqrt(asked[t])})
	}
	return out, equal, nil
}
