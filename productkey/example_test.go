package productkey_test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hwprint/hwprint/productkey"
)

// secret stands in for 32 bytes from a secure random source.
func secret(id byte) []byte {
	b := []byte("32 bytes of openssl rand -hex 32")
	b[0] = id
	return b
}

func Example() {
	pepper, err := productkey.NewPepper(1, secret(0x5a))
	if err != nil {
		panic(err)
	}
	hasher, err := productkey.NewHasher(productkey.Base24, productkey.Ring{pepper})
	if err != nil {
		panic(err)
	}

	// Issuing: the customer gets the key, the server keeps the digest.
	key, err := productkey.Base24.Parse("BCDFG-HJKMP-QRTVW-XY234-67892")
	if err != nil {
		panic(err)
	}
	digest, err := hasher.Sum(key)
	if err != nil {
		panic(err)
	}
	fmt.Println(digest)

	// Activation: the customer types the key.
	typed, err := productkey.Base24.Parse("bcdfg hjkmp qrtvw xy234 67892")
	if err != nil {
		panic(err)
	}
	fmt.Println(hasher.Verify(typed, digest))
	// Output:
	// pk1:AQAAAd7uaPPJ-NsaBkMvgnsQwQrdjWi8oI5eZtEBFS1cbCl9
	// match <nil>
}

func ExampleFormat_Parse() {
	key, err := productkey.Crockford32.Parse("ol234 56789 abcde fghjk mnpqf")
	fmt.Println(key, err)
	fmt.Println(key.Reveal())

	_, err = productkey.Crockford32.Parse("01234-56789-ABCDE-FGHJK-MNPQX")
	fmt.Println(err)
	// Output:
	// productkey.Key(redacted) <nil>
	// 01234-56789-ABCDE-FGHJK-MNPQF
	// productkey: malformed product key
}

func ExampleFormat_Diagnose() {
	for _, typo := range productkey.Base24.Diagnose("BCDFG-HJAMP-QRTVW-XY234-6789") {
		fmt.Println(typo)
	}
	// Output:
	// group 2, character 3: this character is in no key of this kind
	// group 5: there are too few characters
}

func ExampleNewFormat() {
	format, err := productkey.NewFormat(productkey.Layout{
		Alphabet: "23456789ABCDEFGHJKLMNPQRSTUVWXYZ",
		Aliases:  map[byte]byte{'0': 'Q'},
		Groups:   4,
		Size:     6,
		Check:    true,
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(format, format.Bits())

	_, err = productkey.NewFormat(productkey.Layout{Alphabet: "ABBA", Groups: 5, Size: 5})
	fmt.Println(err)
	// Output:
	// 4x6/23456789ABCDEFGHJKLMNPQRSTUVWXYZ/check 115
	// productkey: impossible format: the alphabet repeats 'B'
}

func ExampleFormat_GenerateN() {
	different := map[string]bool{}
	for key, err := range productkey.Base24N.GenerateN(nil, 1000) { // nil is crypto/rand
		if err != nil {
			panic(err)
		}
		different[key.Reveal()] = true
	}
	fmt.Println(len(different))
	// Output: 1000
}

func ExampleFormat_Generate() {
	random := strings.NewReader("not random, so that the key is the same each time")
	key, err := productkey.Base24.Generate(random)
	fmt.Println(key.Reveal(), err)
	// Output: HX4WG-WMJW4-V6QHP-B2DKT-VX2DG <nil>
}

func ExampleHasher_Verify_rotation() {
	ring := func(ids ...byte) (r productkey.Ring) {
		for _, id := range ids {
			pepper, err := productkey.NewPepper(uint16(id), secret(id))
			if err != nil {
				panic(err)
			}
			r = append(r, pepper)
		}
		return r
	}
	hasher := func(r productkey.Ring) *productkey.Hasher {
		h, err := productkey.NewHasher(productkey.Base24, r)
		if err != nil {
			panic(err)
		}
		return h
	}
	key, err := productkey.Base24.Parse("BCDFG-HJKMP-QRTVW-XY234-67892")
	if err != nil {
		panic(err)
	}
	digest, err := hasher(ring(1)).Sum(key)
	if err != nil {
		panic(err)
	}

	// A new pepper in front: old digests verify, but are stale.
	rotated := hasher(ring(2, 1))
	verdict, err := rotated.Verify(key, digest)
	fmt.Println(verdict, err)
	if verdict == productkey.MatchStale {
		if digest, err = rotated.Sum(key); err != nil {
			panic(err)
		}
	}

	// Later the old one is dropped.
	fmt.Println(hasher(ring(2)).Verify(key, digest))
	_, err = hasher(ring(3)).Verify(key, digest)
	fmt.Println(errors.Is(err, productkey.ErrUnknownPepper))
	// Output:
	// match-stale <nil>
	// match <nil>
	// true
}

func ExampleStretch() {
	pins, err := productkey.NewFormat(productkey.Layout{Alphabet: "0123456789", Groups: 4, Size: 4})
	if err != nil {
		panic(err)
	}
	pepper, err := productkey.NewPepper(1, secret(1))
	if err != nil {
		panic(err)
	}
	_, err = productkey.NewHasher(pins, productkey.Ring{pepper})
	fmt.Println(err)
	_, err = productkey.NewHasher(pins, productkey.Ring{pepper}, productkey.WithStretch(productkey.Argon2id64MiB))
	fmt.Println(err)
	// Output:
	// productkey: keys of under 80 bits need a stretch
	// <nil>
}

func ExampleHasher_ProductID() {
	pepper, err := productkey.NewPepper(1, secret(0x5a))
	if err != nil {
		panic(err)
	}
	hasher, err := productkey.NewHasher(productkey.Base24, productkey.Ring{pepper})
	if err != nil {
		panic(err)
	}
	key, err := productkey.Base24.Parse("BCDFG-HJKMP-QRTVW-XY234-67892")
	if err != nil {
		panic(err)
	}
	fmt.Println(hasher.ProductID(key))
	// Output: pid1:M25X7F13WB <nil>
}
