// Count calls Parse, Sum, SumAll and Verify on many keys, for callgrind to count the
// instructions of each call: they must be the same for every key, well-formed
// or not, right or wrong. With the argument "leak" it calls a Parse that
// returns at the first wrong letter, for which they are not.
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/hwprint/hwprint/productkey"
)

const (
	keys  = 500
	batch = 13 // of SumAll: no multiple of the number of lanes
)

// results is where the results go, so that no call is left out.
var results struct {
	key     productkey.Key
	digest  productkey.Digest
	digests [batch]productkey.Digest
	verdict productkey.Verdict
	err     error
}

//go:noinline
func countParse(f *productkey.Format, text []byte) {
	results.key, results.err = f.ParseBytes(text)
}

// countTyped is Parse of a text as a person's clipboard may have it.
//
//go:noinline
func countTyped(f *productkey.Format, text []byte) {
	results.key, results.err = f.ParseBytes(text)
}

//go:noinline
func countSum(h *productkey.Hasher, k productkey.Key) { results.digest, results.err = h.Sum(k) }

//go:noinline
func countSumall(h *productkey.Hasher, keys []productkey.Key) {
	results.err = h.SumAll(results.digests[:], keys)
}

//go:noinline
func countVerify(h *productkey.Hasher, k productkey.Key, d productkey.Digest) {
	results.verdict, results.err = h.Verify(k, d)
}

//go:noinline
func countLeak(f *productkey.Format, text []byte) {
	for _, c := range text {
		if c < '-' || c > 'Z' {
			results.err = productkey.ErrMalformed
			return
		}
	}
	results.key, results.err = f.ParseBytes(text)
}

// letterAt is where the n-th letter of a key stands.
func letterAt(text []byte, n int) int {
	for at, c := range text {
		if c == '-' {
			continue
		}
		if n == 0 {
			return at
		}
		n--
	}
	panic("too few letters")
}

// growStack makes the stack so large that no call has to.
//
//go:noinline
func growStack() byte {
	var large [64 << 10]byte
	return large[len(os.Args)]
}

func main() {
	own, err := productkey.NewFormat(productkey.Layout{
		Alphabet: "QW7ERTY2UP9ASDF3GHJKZ4XCVBNM68", Aliases: map[byte]byte{'0': 'Q', 'I': 'J', '5': 'S'}, Groups: 6, Size: 4,
	})
	if err != nil {
		panic(err)
	}
	// Nothing else may run in between.
	debug.SetGCPercent(-1)
	runtime.LockOSThread()
	growStack()
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: count base24|base24n|crockford32|own parse|typed|sum|sumall|verify|leak")
		os.Exit(2)
	}
	f := map[string]*productkey.Format{
		"base24": productkey.Base24, "base24n": productkey.Base24N, "crockford32": productkey.Crockford32, "own": own,
	}[os.Args[1]]
	if err := run(f, os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// typed is a key in full width and quotation marks, with a soft hyphen, and its
// last group in ASCII.
func typed(text []byte) []byte {
	last := bytes.LastIndexByte(text, '-')
	out := []byte("\u201c\u200e")
	for i, c := range text {
		if i < last {
			out = append(out, string(rune(c)-'!'+'\uff01')...)
		} else {
			out = append(out, c)
		}
		if i == 2 {
			out = append(out, "\u00ad"...)
		}
	}
	return append(out, "\u201d,"...)
}

// spoil puts any byte in place of a letter, or any letter or digit: in a typed
// text it is public which bytes are those.
func spoil(text []byte, random io.Reader, typed bool) {
	var raw [2]byte
	if _, err := io.ReadFull(random, raw[:]); err != nil {
		panic(err)
	}
	letter := int(binary.BigEndian.Uint16(raw[:])) % (len(text) - strings.Count(string(text), "-"))
	if typed {
		raw[0] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[raw[0]%62]
	}
	text[letterAt(text, letter)] = raw[0]
}

// newHasher returns a hasher with a drawn pepper.
func newHasher(f *productkey.Format, random *rand.ChaCha8) (*productkey.Hasher, error) {
	secret := make([]byte, productkey.PepperSize)
	random.Read(secret)
	pepper, err := productkey.NewPepper(1, secret)
	if err != nil {
		return nil, err
	}
	return productkey.NewHasher(f, productkey.Ring{pepper})
}

func run(f *productkey.Format, what string) error {
	random := rand.NewChaCha8([32]byte{1})
	h, err := newHasher(f, random)
	if err != nil {
		return err
	}
	last, lately := productkey.Digest{}, [batch]productkey.Key{}
	for i := range lately {
		if lately[i], err = f.Generate(random); err != nil {
			return err
		}
	}
	for i := range keys + 1 { // the first only fills the pools
		k, err := f.Generate(random)
		if err != nil {
			return err
		}
		text := []byte(k.Reveal())
		if i%2 == 1 {
			spoil(text, random, what == "typed")
		}
		d, err := h.Sum(k)
		switch {
		case err != nil:
			return err
		case i == 0:
			last = d
			continue
		case i%3 == 0: // the digest of another key
			d = last
		}
		lately[i%batch] = k
		runtime.Gosched() // so that the scheduler does not want to interrupt the call
		switch what {
		case "parse":
			countParse(f, text)
		case "typed":
			countTyped(f, typed(text))
		case "sum":
			countSum(h, k)
		case "sumall":
			countSumall(h, lately[:])
		case "verify":
			countVerify(h, k, d)
		case "leak":
			countLeak(f, text)
		}
	}
	return nil
}
