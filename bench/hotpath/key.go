package hotpath

import (
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
		secret[0] = 1
		return productkey.Ring{must(productkey.NewPepper(1, secret))}
	})
	keyHasher = sync.OnceValue(func() *productkey.Hasher {
		return must(productkey.NewHasher(ring(), productkey.Base24, productkey.NoStretch))
	})
	licences = sync.OnceValue(func() []licence {
		random := rand.NewChaCha8([32]byte{1})
		return repeat(4096, func(uint64) licence { return newLicence(must(productkey.Generate(productkey.Base24, random))) })
	})
)

// licence is a product key, and what the server keeps of it.
type licence struct {
	text   string
	key    productkey.Key
	digest productkey.Digest
}

func newLicence(key productkey.Key) licence {
	return licence{key.Reveal(), key, must(keyHasher().Sum(key))}
}

func (l *licence) verify(h *productkey.Hasher, key productkey.Key) {
	if ok, stale, err := h.Verify(key, l.digest); !ok || stale || err != nil {
		panic("hotpath: a wrong verdict")
	}
}

func keyOperations() []Operation {
	parse := func(text string) func() {
		return func() {
			_, err := productkey.Parse(productkey.Base24, text)
			check(err)
		}
	}
	return []Operation{
		{Name: "Key/parse", New: func() func() { return parse(licences()[0].text) }},
		{Name: "Key/parse/typed", New: func() func() {
			return parse(strings.ToLower(strings.ReplaceAll(licences()[0].text, "-", " ")) + "\n")
		}},
		{Name: "Key/sum", New: func() func() {
			h, key := keyHasher(), licences()[0].key
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
			h, l := keyHasher(), &licences()[0]
			return func() { l.verify(h, l.key) }
		}},
		{Name: "Key/verify/varied", New: func() func() {
			h, next := keyHasher(), cycle(licences())
			return func() { l := next(); l.verify(h, l.key) }
		}},
		{Name: "Key/parse+verify", New: func() func() {
			h, l := keyHasher(), &licences()[0]
			return func() {
				key, err := productkey.Parse(productkey.Base24, l.text)
				check(err)
				l.verify(h, key)
			}
		}},
		{Name: "Key/parse+verify/cold", New: func() func() {
			l := &licences()[0]
			return func() {
				key, err := productkey.Parse(productkey.Base24, l.text)
				check(err)
				l.verify(must(productkey.NewHasher(ring(), productkey.Base24, productkey.NoStretch)), key)
			}
		}},
	}
}
