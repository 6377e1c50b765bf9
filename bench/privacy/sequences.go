package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hwprint/hwprint/hwhash"
)

// Several hashes of one machine: with and without privileges, from the host
// and from a container, with fewer ports, for several products. The attacker
// has them all, and knows how each came about.

// look is one hash: under a scope, of what can be read then.
type look struct {
	scope string
	build func(inv *hwhash.Inventory, value string)
}

// sequence is some looks at one machine, all of whose identity goes back to one
// value.
type sequence struct {
	name  string
	space func(bits int) space
	looks []look
	least float64 // of 2^24 addresses, or of the space, so many remain at least; 0 if that cannot be helped
}

func byAddress(build func(inv *hwhash.Inventory, m uint64)) func(*hwhash.Inventory, string) {
	return func(inv *hwhash.Inventory, value string) {
		m, _ := strconv.ParseUint(value, 16, 64) // hexadecimal digits all
		build(inv, m)
	}
}

func nics(offsets ...uint64) func(*hwhash.Inventory, string) {
	return byAddress(func(inv *hwhash.Inventory, m uint64) {
		for _, o := range offsets {
			inv.Add(hwhash.NIC, addressText(m+o))
		}
	})
}

// interleaved is the UUID of a board whose maker puts the address between
// counting constants.
func interleaved(m uint64) string {
	b := func(i int) byte { return byte(m >> (40 - 8*i)) }
	return fmt.Sprintf("03%02x02%02x-04%02x-05%02x-%02x06-%02x0700080009", b(1), b(0), b(2), b(3), b(4), b(5))
}

func boardUUID(inv *hwhash.Inventory, m uint64) { inv.Add(hwhash.SystemUUID, interleaved(m)) }

// dellUUID is that of a service tag.
func dellUUID(tag string) string {
	t := []byte(tag)
	return fmt.Sprintf("4c4c4544-00%02x-%02x10-80%02x-%02xc04f%02x%02x%02x", t[1], t[2], t[3], t[0]|0x80, t[4], t[5], t[6])
}

func dellTags(int) space {
	return grammar{template: "KKKKK==", guess: "five characters"}.space("B5R7NM2")
}

func withTag(uuid, serial bool) func(*hwhash.Inventory, string) {
	return func(inv *hwhash.Inventory, tag string) {
		if uuid {
			inv.Add(hwhash.SystemUUID, dellUUID(tag))
		}
		if serial {
			inv.Add(hwhash.SystemSerial, tag)
		}
	}
}

// crossing is the space of cards whose ports lie in two blocks of 64 addresses.
func crossing(bits int) space {
	s := addresses(bits)
	s.value = s.value[:10] + "7f"
	s.parts = append(s.parts[:10:10], strings.Split("37bf", ""), []string{"f"})
	return s
}

var sequences = []sequence{
	{"a UUID with the address between constants, and the adapter", addresses, []look{
		{scope, byAddress(func(inv *hwhash.Inventory, m uint64) { inv.Add(hwhash.NIC, addressText(m)); boardUUID(inv, m) })}}, promise},
	{"the same: both, the UUID alone, the adapter alone", addresses, []look{
		{scope, byAddress(func(inv *hwhash.Inventory, m uint64) { inv.Add(hwhash.NIC, addressText(m)); boardUUID(inv, m) })},
		{scope, byAddress(boardUUID)}, {scope, nics(0)}}, promise},
	{"a wireless adapter, its address the wired one xor 555555", addresses, []look{
		{scope, byAddress(func(inv *hwhash.Inventory, m uint64) {
			inv.Add(hwhash.NIC, addressText(m))
			inv.Add(hwhash.NIC, addressText(m^0x555555))
		})}}, promise},
	{"a serial number that is a quarter of the address less 64, and three ports", addresses, []look{
		{scope, byAddress(func(inv *hwhash.Inventory, m uint64) {
			inv.Add(hwhash.SystemSerial, fmt.Sprint(m&0xffffff/4-64))
			for i := range uint64(3) {
				inv.Add(hwhash.NIC, addressText(m+i))
			}
		})}}, promise},
	{"four ports, then the first given away, then only the last", addresses, []look{{scope, nics(0, 1, 2, 3)}, {scope, nics(1, 2, 3)}, {scope, nics(3)}}, promise},
	{"two ports, and each alone", addresses, []look{{scope, nics(0, 1)}, {scope, nics(0)}, {scope, nics(1)}}, promise},
	{"two ports in two blocks of 64 addresses, and each alone", crossing, []look{{scope, nics(0, 1)}, {scope, nics(0)}, {scope, nics(1)}}, 0},
	{"a host, and a container that sees the UUID only", addresses, []look{
		{scope, byAddress(func(inv *hwhash.Inventory, m uint64) {
			inv.Add(hwhash.NIC, addressText(m))
			inv.Add(hwhash.SystemUUID, uuidOf(m))
		})},
		{scope, byAddress(func(inv *hwhash.Inventory, m uint64) {
			inv.Traits.Container = true
			inv.Add(hwhash.SystemUUID, uuidOf(m))
			inv.Add(hwhash.NIC, "02:42:ac:11:00:02")
		})}}, promise},
	{"root, and an ordinary user who reads the adapter only", addresses, []look{
		{scope, byAddress(func(inv *hwhash.Inventory, m uint64) {
			inv.Add(hwhash.NIC, addressText(m))
			inv.Add(hwhash.SystemSerial, fmt.Sprintf("%012X", m))
			boardUUID(inv, m)
		})}, {scope, nics(0)}}, promise},
	{"a service tag and its UUID, with and without the tag", dellTags, []look{{scope, withTag(true, true)}, {scope, withTag(true, false)}, {scope, withTag(false, true)}}, promise},
	{"an adapter, three products of one vendor", addresses, []look{{"acme.example/editor", nics(0)}, {"acme.example/viewer", nics(0)}, {"acme.example/player", nics(0)}}, promise},
	{"an adapter, two vendors together", addresses, []look{{"acme.example/editor", nics(0)}, {"rival.example/editor", nics(0)}}, 0},
	{"an adapter, three vendors together", addresses, []look{{"acme.example/editor", nics(0)}, {"rival.example/editor", nics(0)}, {"third.example", nics(0)}}, 0},
}

// attack tries all candidates against all looks.
func (q *sequence) attack(bits int, e effort) (trial, error) {
	s := q.space(bits)
	hashers := make([]*hwhash.Hasher, len(q.looks))
	published := make([]hwhash.Hash, len(q.looks))
	for i, l := range q.looks {
		h, err := hwhash.NewHasher(l.scope)
		if err != nil {
			return trial{}, err
		}
		var inv hwhash.Inventory
		l.build(&inv, s.value)
		if hashers[i], published[i], err = hashed(h, &inv); err != nil {
			return trial{}, err
		}
	}
	return s.try(e, func(inv *hwhash.Inventory, value []byte) bool {
		for i, l := range q.looks {
			inv.Components, inv.Traits = inv.Components[:0], hwhash.Traits{}
			l.build(inv, string(value))
			if guess, err := hashers[i].Sum(inv); err != nil || guess != published[i] {
				return false
			}
		}
		return true
	}), nil
}

func hashed(h *hwhash.Hasher, inv *hwhash.Inventory) (*hwhash.Hasher, hwhash.Hash, error) {
	sum, err := h.Sum(inv)
	return h, sum, err
}

// hidden are values of which too few would remain: they publish nothing.
var hidden = []edge{
	{name: "an address of VMware's manager, 00:50:56:80 to bf", value: "00:50:56:a1:3f:07", class: hwhash.NIC},
	{name: "an address of a block of 2^20 (MA-M)", value: "1c:fd:08:3e:c7:05", class: hwhash.NIC},
	{name: "an address of a block of 2^12 (MA-S)", value: "70:b3:d5:3e:c7:05", class: hwhash.NIC},
	{name: "an address of a blade system's predefined range", value: "00:17:a4:77:14:3a", class: hwhash.NIC},
	{name: "an address of Hyper-V, made of the host's IPv4 address", value: "00:15:5d:4a:71:0c", class: hwhash.NIC},
	{name: "an older Mac's serial number of 12 characters", value: "C02XK1QZJGH5", class: hwhash.SystemSerial},
	{name: "a small PC's serial number of 12 characters", value: "G6BN84200K3X", class: hwhash.SystemSerial},
	{name: "a Fujitsu serial number, four letters and six digits", value: "YLXX204173", class: hwhash.SystemSerial},
}

// publishes reports whether a value of hidden has a slot after all.
func (e *edge) publishes(h *hwhash.Hasher) bool {
	inv := hwhash.Inventory{Traits: hwhash.Traits{Virtual: true}}
	inv.Add(e.class, e.value)
	_, err := h.Sum(&inv)
	return err == nil
}
