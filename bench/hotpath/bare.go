package hotpath

import (
	"encoding/base64"
	"fmt"

	"github.com/zeebo/blake3"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/internal/blockhash"
)

// compress is the least that a digest takes: one keyed compression by a Hasher
// that is used again.
func compress(h *blake3.Hasher, sum *[32]byte, block *[64]byte) {
	h.Reset()
	h.Write(block[:])
	h.Sum(sum[:0])
}

// compressWiped is compress for a secret, which must not stay in the Hasher.
func compressWiped(h *blake3.Hasher, sum *[32]byte, block, zeros *[64]byte) {
	compress(h, sum, block)
	h.Reset()
	h.Write(zeros[:])
}

// Bare returns the name of the operation that does nothing but n compressions.
func Bare(n int) string { return fmt.Sprintf("Bare/%d", n) }

// BareLanes returns the name of the operation that does n compressions side by
// side.
func BareLanes(n int) string { return fmt.Sprintf("BareLanes/%d", n) }

// Digested returns how many components of the dirty inventory of a size are
// evidence, and hence digested.
func Digested(n int) (digested int) {
	for _, f := range must(hasher().Explain(dirty(0, n))) {
		if f.Status == hwhash.StatusUsed || f.Status == hwhash.StatusOverflow {
			digested++
		}
	}
	return digested
}

func bareOperations() []Operation {
	var ops []Operation
	for _, n := range []int{1, 2, 5, 16, 40, Digested(16), Digested(40)} {
		// Side by side: the limit of whatever hashes many blocks.
		ops = append(ops, Operation{Name: BareLanes(n), New: func() func() {
			key, blocks, words := new(blockhash.Key), readyBlocks(n), make([]uint32, n)
			return func() { key.Words(words, blocks) }
		}})
		ops = append(ops, Operation{Name: Bare(n), New: func() func() {
			h := must(blake3.NewKeyed(make([]byte, 32)))
			blocks, sum := readyBlocks(n), new([32]byte)
			return func() {
				for i := range blocks {
					compress(h, sum, &blocks[i])
				}
			}
		}})
	}
	// The same, read from a Digest instead of by Sum.
	ops = append(ops, forSizes("BareDigest", func(n int) func() {
		h := must(blake3.NewKeyed(make([]byte, 32)))
		blocks, sum := readyBlocks(n), new([32]byte)
		return func() {
			for i := range blocks {
				h.Reset()
				h.Write(blocks[i][:])
				h.Digest().Read(sum[:])
			}
		}
	})...)
	return append(ops,
		Operation{Name: "BareLanes/keys", Times: batch, New: func() func() {
			key, blocks, sums := new(blockhash.Key), readyBlocks(batch), make([][32]byte, batch)
			return func() { key.SumAll(sums, blocks) }
		}},
		Operation{Name: "Bare/wiped", New: bareKey},
		Operation{Name: "Bare/decode", New: bareDecode},
		Operation{Name: "Bare/encode", New: bareEncode},
		// What Mix cannot do without. Comparing counts for nothing here.
		Operation{Name: "Bare/mix", New: func() func() {
			key, decode, encode := bareKey(), bareDecode(), bareEncode()
			return func() { key(); decode(); encode() }
		}},
	)
}

// readyBlocks returns n blocks that differ. Had one been written just before it
// is digested, it would be read late.
func readyBlocks(n int) [][64]byte {
	blocks := make([][64]byte, n)
	for i := range blocks {
		blocks[i][0] = byte(i)
	}
	return blocks
}

func bareKey() func() {
	h := must(blake3.NewKeyed(make([]byte, 32)))
	block, zeros, sum := new([64]byte), new([64]byte), new([32]byte)
	return func() {
		block[0]++
		compressWiped(h, sum, block, zeros)
	}
}

func bareDecode() func() {
	var raw [hwhash.Size]byte
	text := []byte(base64.RawURLEncoding.EncodeToString(raw[:]))
	out := make([]byte, len(raw))
	strict := base64.RawURLEncoding.Strict()
	return func() {
		_, err := strict.Decode(out, text)
		check(err)
	}
}

func bareEncode() func() {
	var raw [hwhash.Size]byte
	out := make([]byte, base64.RawURLEncoding.EncodedLen(len(raw)))
	return func() { base64.RawURLEncoding.Encode(out, raw[:]) }
}
