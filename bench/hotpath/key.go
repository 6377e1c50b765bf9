package hotpath

import (
	"io"
	"math/rand/v2"
	"strings"
	"sync"

	"github.com/hwprint/hwprint/productkey"
)

// batch is how many keys SumAll gets.
const batch = 1000

var (
	ring = sync.OnceValue(func() productkey.Ring {
		secret := make([]byte, productkey.PepperSize)
		rand.NewChaCha8([32]byte{3}).Read(secret)
		return productkey.Ring{must(productkey.NewPepper(1, secret))}
	})
	keyHasher = sync.OnceValue(func() *productkey.Hasher {
		return must(productkey.NewHasher(productkey.Base24, ring()))
	})
	licences = sync.OnceValue(func() []licence {
		random := rand.NewChaCha8([32]byte{1})
		return repeat(4096, func(uint64) licence { return newLicence(random) })
	})
)

// licence is a product key, and what the server keeps of it.
type licence struct {
	text   string
	key    productkey.Key
	digest productkey.Digest
}

func newLicence(random io.Reader) licence {
	key := must(productkey.Base24.Generate(random))
	return licence{key.Reveal(), key, must(keyHasher().Sum(key))}
}

// oneLicence is the same every time.
func oneLicence() licence { return newLicence(rand.NewChaCha8([32]byte{2})) }

func (l *licence) verify(h *productkey.Hasher, key productkey.Key) {
	if verdict, err := h.Verify(key, l.digest); verdict != productkey.Match || err != nil {
		panic("hotpath: a wrong verdict")
	}
}

func keyOperations() []Operation {
	parse := func(text string) func() {
		return func() {
			_, err := productkey.Base24.Parse(text)
			check(err)
		}
	}
	return []Operation{
		{Name: "Key/parse", New: func() func() { return parse(oneLicence().text) }},
		{Name: "Key/parse/typed", New: func() func() {
			return parse(strings.ToLower(strings.ReplaceAll(oneLicence().text, "-", " ")) + "\n")
		}},
		{Name: "Key/sum", New: func() func() {
			h, key := keyHasher(), oneLicence().key
			return func() {
				_, err := h.Sum(key)
				check(err)
			}
		}},
		{Name: "Key/sumall", Times: batch, New: func() func() {
			h, keys, digests := keyHasher(), make([]productkey.Key, batch), make([]productkey.Digest, batch)
			for i := range keys {
				keys[i] = licences()[i].key
			}
			return func() { check(h.SumAll(digests, keys)) }
		}},
		{Name: "Key/verify", New: func() func() {
			h, l := keyHasher(), oneLicence()
			return func() { l.verify(h, l.key) }
		}},
		{Name: "Key/verify/varied", New: func() func() {
			h, next := keyHasher(), cycle(licences())
			return func() { l := next(); l.verify(h, l.key) }
		}},
		{Name: "Key/parse+verify", New: func() func() {
			h, l := keyHasher(), oneLicence()
			return func() {
				key, err := productkey.Base24.Parse(l.text)
				check(err)
				l.verify(h, key)
			}
		}},
		{Name: "Key/parse+verify/cold", New: func() func() {
			l := oneLicence()
			return func() {
				key, err := productkey.Base24.Parse(l.text)
				check(err)
				l.verify(must(productkey.NewHasher(productkey.Base24, ring())), key)
			}
		}},
	}
}
