package hwhash

import (
	"flag"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

var attackBits = flag.Int("attack.bits", 16, "enumerate 2^`n` device numbers of an OUI in the attack test, 24 for all")

// TestAttack is what anyone can do who has a hash and knows the scope and the
// maker: try every address. What is left are candidates that the hash cannot
// tell apart. In full:
//
//	go test ./hwhash -run Attack -v -attack.bits 24
func TestAttack(t *testing.T) {
	require.LessOrEqual(t, *attackBits, 24)
	h := newHasher(t)
	total := 1 << *attackBits
	want := total >> 12 // 4,096 of all 2^24
	stride := mac(1<<24/total) | 1
	oui := mac(0xac1f6b) << 24

	text := func(m mac) string {
		return fmt.Sprintf("%02x:%02x:%02x:%02x:%02x:%02x", m.byteAt(0), m.byteAt(1), m.byteAt(2), m.byteAt(3), m.byteAt(4), m.byteAt(5))
	}
	for _, c := range []struct {
		name string
		// inventory of a machine whose adapter, or first port, is m
		inventory func(inv *Inventory, m mac)
	}{
		{"one adapter", func(inv *Inventory, m mac) { inv.Add(NIC, text(m)) }},
		{"four ports", func(inv *Inventory, m mac) {
			for i := range mac(4) {
				inv.Add(NIC, text(m+i))
			}
		}},
		{"a UUID that ends in the address", func(inv *Inventory, m mac) {
			inv.Add(SystemUUID, fmt.Sprintf("00000000-0000-0000-0000-%012x", uint64(m)))
		}},
		{"adapter and UUID", func(inv *Inventory, m mac) {
			inv.Add(NIC, text(m))
			inv.Add(SystemUUID, fmt.Sprintf("00000000-0000-0000-0000-%012x", uint64(m)))
		}},
		{"adapter and a UUID next to it", func(inv *Inventory, m mac) {
			inv.Add(NIC, text(m+2))
			inv.Add(SystemUUID, fmt.Sprintf("00000000-0000-0000-0000-%012x", uint64(m)))
		}},
		{"adapter, UUID and serial", func(inv *Inventory, m mac) {
			inv.Add(NIC, text(m))
			inv.Add(SystemUUID, fmt.Sprintf("00000000-0000-0000-0000-%012x", uint64(m)))
			inv.Add(SystemSerial, fmt.Sprintf("%012X", uint64(m)))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			build := func(inv *Inventory, m mac) (Hash, error) {
				inv.Components = inv.Components[:0]
				c.inventory(inv, m)
				return h.Sum(inv)
			}
			var inv Inventory
			published, err := build(&inv, oui|0x7d21e4)
			require.NoError(t, err)
			survivors := 0
			for i := range total {
				guess, err := build(&inv, oui|(0x7d21e4+mac(i)*stride)&deviceLow)
				if err == nil && guess == published {
					survivors++
				}
			}
			t.Logf("%d of 2^%d candidates remain", survivors, *attackBits)
			require.GreaterOrEqual(t, survivors, want)
		})
	}
}
