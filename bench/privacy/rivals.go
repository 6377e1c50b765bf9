package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/zeebo/blake3"

	"github.com/hwprint/hwprint/hwhash"
)

// rival is one way to publish an address, attacked on one core.
type rival struct {
	name    string
	trial   trial
	seconds float64
}

// rivals run the same attack on what others publish of an address: whatever
// the function, and whatever key the agent carries, every address has its own
// value.
func rivals(h *hwhash.Hasher, bits int) (all []rival, err error) {
	key := sha256.Sum256([]byte("the key that every agent carries"))
	keyed, err := blake3.NewKeyed(key[:])
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, key[:])
	var inv hwhash.Inventory
	for _, r := range []struct {
		name    string
		publish func(m uint64, out []byte) []byte
	}{
		{"a keyed BLAKE3 hash of each component, in full", func(m uint64, out []byte) []byte {
			keyed.Reset()
			_, _ = keyed.WriteString(addressText(m))
			return keyed.Sum(out)
		}},
		{"HMAC-SHA256 of the address", func(m uint64, out []byte) []byte {
			mac.Reset()
			_, _ = mac.Write([]byte(addressText(m)))
			return mac.Sum(out)
		}},
		{"the hardware hash", func(m uint64, out []byte) []byte {
			inv.Components = inv.Components[:0]
			inv.Add(hwhash.NIC, addressText(m))
			sum, err := h.Sum(&inv)
			if err != nil {
				return fmt.Append(out, err)
			}
			out, _ = sum.AppendBinary(out)
			return out
		}},
	} {
		n := 1 << bits
		base := uint64(makersPrefix) << 24
		published := r.publish(base|ownDevice&uint64(n-1), nil)
		var buf []byte
		hits, start := 0, time.Now()
		for i := range n {
			if buf = r.publish(base|uint64(i), buf[:0]); string(buf) == string(published) {
				hits++
			}
		}
		all = append(all, rival{r.name, trial{float64(n), n, hits}, time.Since(start).Seconds()})
	}
	return all, nil
}
