package main

import (
	"encoding/binary"
	"fmt"
	"strconv"

	"github.com/hwprint/hwprint/hwhash"
)

// What hangs together is attacked together: ports of a card, a UUID or a
// serial that is the address, cards of one order.

const (
	makersPrefix = 0xac1f6b
	ownDevice    = 0x7d21e4
)

func addressText(m uint64) string {
	var b [6]byte
	for i := range b {
		b[i] = byte(m >> (40 - 8*i))
	}
	return fmt.Sprintf("%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3], b[4], b[5])
}

// coupled is a machine all of whose identity goes back to one address.
type coupled struct {
	name  string
	build func(inv *hwhash.Inventory, m uint64)
}

func uuidOf(m uint64) string { return fmt.Sprintf("00000000-0000-0000-0000-%012x", m) }

var coupledMachines = []coupled{
	{"one adapter", func(inv *hwhash.Inventory, m uint64) { inv.Add(hwhash.NIC, addressText(m)) }},
	{"a card with four ports, consecutive addresses", func(inv *hwhash.Inventory, m uint64) {
		for i := range uint64(4) {
			inv.Add(hwhash.NIC, addressText(m+i))
		}
	}},
	{"a UUID that ends in the address, no adapter", func(inv *hwhash.Inventory, m uint64) { inv.Add(hwhash.SystemUUID, uuidOf(m)) }},
	{"the adapter, and a UUID that ends in its address", func(inv *hwhash.Inventory, m uint64) {
		inv.Add(hwhash.NIC, addressText(m))
		inv.Add(hwhash.SystemUUID, uuidOf(m))
	}},
	{"the adapter, and a UUID that ends in an address next to it", func(inv *hwhash.Inventory, m uint64) {
		inv.Add(hwhash.NIC, addressText(m+2))
		inv.Add(hwhash.SystemUUID, uuidOf(m))
	}},
	{"the adapter, the UUID, and a serial that is the address", func(inv *hwhash.Inventory, m uint64) {
		inv.Add(hwhash.NIC, addressText(m))
		inv.Add(hwhash.SystemUUID, uuidOf(m))
		inv.Add(hwhash.SystemSerial, fmt.Sprintf("%012X", m))
	}},
}

// addresses is the space of the first 2^bits device numbers of the maker.
func addresses(bits int) space {
	s := space{value: fmt.Sprintf("%012x", uint64(makersPrefix)<<24|ownDevice&(1<<bits-1))}
	for i := range len(s.value) {
		part := []string{s.value[i : i+1]}
		if i >= 12-bits/4 {
			part = unknowns['@']
		}
		s.parts = append(s.parts, part)
	}
	return s
}

func (c *coupled) attack(h *hwhash.Hasher, bits int, e effort) (trial, error) {
	return attack(h, addresses(bits), e, func(inv *hwhash.Inventory, buf []byte) {
		m, _ := strconv.ParseUint(string(buf), 16, 64) // hexadecimal digits all
		c.build(inv, m)
	})
}

// slots returns the slots of a hash: docs/format.md, section "Record".
func slots(h hwhash.Hash) (all [28]uint16) {
	raw, err := h.MarshalBinary()
	if err != nil {
		return all
	}
	for i := range all {
		all[i] = binary.BigEndian.Uint16(raw[8+2*i:])
	}
	return all
}

// firstSlot is the slot of a hash with one value.
func firstSlot(h hwhash.Hash) (index int, value uint16) {
	for i, v := range slots(h) {
		if v != 0 {
			return i, v
		}
	}
	return 0, 0
}

// Three cards of one order: an unknown base, and two distances of which each
// has so many likely values, beyond those that count as one.
const (
	leastDistance = 1024
	distances     = 1550
)

// threeCards enumerates bases and both distances of three cards of one order
// among 2^bits addresses, and counts those that publish the same three slots.
func threeCards(h *hwhash.Hasher, bits int) (trial, error) {
	n := 1 << bits
	table := make([]uint16, n+2*(leastDistance+distances))
	bad := inParallel(len(table), func(from, to int) (bad int) {
		var inv hwhash.Inventory
		for i := from; i < to; i++ {
			inv.Components = inv.Components[:0]
			inv.Add(hwhash.NIC, addressText(uint64(makersPrefix)<<24+uint64(i)))
			sum, err := h.Sum(&inv)
			if err != nil { // what is no evidence has no slot
				bad++
				continue
			}
			_, table[i] = firstSlot(sum)
		}
		return bad
	})
	if bad > len(table)/100 {
		return trial{}, fmt.Errorf("%d addresses of %d are no evidence", bad, len(table))
	}
	own := ownDevice & (n - 1)
	want := [3]uint16{table[own], table[own+1207], table[own+1207+1431]}
	hits := inParallel(n, func(from, to int) (hits int) {
		for base := from; base < to; base++ {
			hits += matches(table[base:], want[:])
		}
		return hits
	})
	return trial{float64(n) * distances * distances, n * distances * distances, hits}, nil
}

// matches counts the ways to have the wanted slots, in any order, at the
// first place of table and at likely distances from there.
func matches(table, want []uint16) (n int) {
	for i, w := range want {
		if table[0] != w || w == 0 {
			continue
		}
		rest := []uint16{}
		rest = append(append(rest, want[:i]...), want[i+1:]...)
		if len(rest) == 0 {
			return n + 1
		}
		for d := leastDistance; d < leastDistance+distances; d++ {
			n += matches(table[d:], rest)
		}
	}
	return n
}
