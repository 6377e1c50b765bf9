package hwhash

import (
	"encoding/binary"
	"slices"
)

// mac is a MAC address as a number: the first byte is the highest.
type mac uint64

const (
	macBytes  = 6
	deviceLow = 1<<24 - 1 // the half that the maker numbers, below the OUI
)

// parseMAC reads six bytes in hexadecimal, written 3c:52:82:0a:11:07,
// 3c-52-82-0a-11-07, 3c52.820a.1107 or 3c52820a1107.
func parseMAC(v string) (mac, bool) {
	if len(v) == 17 {
		if m, ok := parsePairs(v); ok { // the usual case
			return m, true
		}
	}
	return parseGroups(v)
}

// parsePairs reads six pairs of digits between colons or hyphens, 17 characters
// in all, three pairs at once.
func parsePairs(v string) (mac, bool) {
	const digits, between = 0x8080008080008080, 0x0000ff0000ff0000
	a, b, sep := load64(v), load64(v[9:]), v[8]
	ok := (sep == ':' || sep == '-') && hexOnly(a)&hexOnly(b)&digits == digits &&
		((a^uint64(sep)*ones)|(b^uint64(sep)*ones))&between == 0
	return mac(hexPairs(a)<<24 | hexPairs(b)), ok
}

func parseGroups(v string) (mac, bool) {
	for len(v) > 0 && v[0] == ' ' {
		v = v[1:]
	}
	for len(v) > 0 && v[len(v)-1] == ' ' {
		v = v[:len(v)-1]
	}
	group := 0 // digits between separators
	switch len(v) {
	case 17:
		group = 2
	case 14:
		group = 4
	case 12:
		group = 12
	default:
		return 0, false
	}
	var m mac
	sep, digits := byte(0), 0
	for i := range len(v) {
		c := v[i]
		if d := hexValue(c); d >= 0 && digits < group {
			m = m<<4 | mac(d)
			digits++
			continue
		}
		if digits != group || c != ':' && c != '-' && c != '.' || sep != 0 && c != sep {
			return 0, false
		}
		sep, digits = c, 0
	}
	return m, true
}

// appendMAC appends the six bytes.
func appendMAC(dst []byte, m mac) []byte {
	return append(dst, m.byteAt(0), m.byteAt(1), m.byteAt(2), m.byteAt(3), m.byteAt(4), m.byteAt(5))
}

// macOf reads back what appendMAC wrote.
func macOf(b []byte) mac {
	return mac(binary.BigEndian.Uint32(b))<<16 | mac(binary.BigEndian.Uint16(b[4:]))
}

func (m mac) byteAt(i int) byte { return byte(m >> (40 - 8*i)) }

// near reports whether two addresses are of one OUI and closer than
// adjacency, as the ports of a card and the cards of a batch are.
func (m mac) near(o mac) bool {
	if m < o {
		m, o = o, m
	}
	return m>>24 == o>>24 && m-o < adjacency
}

// judgeMAC says whether an address is evidence.
func judgeMAC(m mac, virtual bool) rule {
	switch {
	case m == 0 || m == 1<<48-1 || fewNibbles(m) || evenSteps(m):
		return rulePatternMAC
	case m.byteAt(0)&1 != 0:
		return ruleMulticast
	case m.byteAt(0)&2 != 0:
		if !virtual {
			return ruleLocal
		}
		if assigned(m) {
			return ruleAssigned
		}
	case m>>24 == 0 || vanity(m&deviceLow):
		return rulePatternMAC
	}
	if !listed[m.byteAt(0)] {
		return ruleUsed // the usual case
	}
	for i := range softwareMACs {
		if r := &softwareMACs[i]; m-r.first < r.count {
			return ruleSoftwareMAC
		}
	}
	if _, known := slices.BinarySearch(knownMACs[:], m); known {
		return ruleKnownMAC
	}
	return ruleUsed
}

// fewNibbles reports whether the twelve digits are of at most two kinds.
func fewNibbles(m mac) bool {
	seen := 0
	for range 2 * macBytes {
		seen |= 1 << (m & 15)
		m >>= 4
		if rest := seen & (seen - 1); rest&(rest-1) != 0 {
			return false
		}
	}
	return true
}

// evenSteps reports whether the bytes, with or without the first, rise or
// fall by one constant step: 00:11:22:33:44:55, 12:34:56:78:9a:bc.
func evenSteps(m mac) bool {
	step := m.byteAt(2) - m.byteAt(1)
	for i := 3; i < macBytes; i++ {
		if m.byteAt(i)-m.byteAt(i-1) != step {
			return false
		}
	}
	return true
}

// vanity reports whether the maker's half is what people type by hand.
func vanity(device mac) bool {
	switch device {
	case 0x000000, 0xffffff, 0x123456, 0x234567, 0x345678, 0x456789, 0x56789a, 0x6789ab, 0x789abc,
		0x112233, 0x223344, 0x334455, 0x445566, 0x556677, 0x667788, 0x778899, 0x8899aa, 0x99aabb,
		0xaabbcc, 0xbbccdd, 0xccddee, 0xddeeff, 0xabcdef, 0xfedcba, 0x654321, 0x543210, 0x332211,
		0x012345, 0x010203, 0x000102, 0xcafe00, 0x00cafe, 0xc0ffee, 0xbadbad, 0xdeadbe, 0xadbeef:
		return true
	}
	return false
}

// assigned reports whether a locally administered address follows a scheme:
// a small counter, an IPv4 address (Docker's 02:42, Google's 42:01), text.
func assigned(m mac) bool {
	const qemu = 0x525400 // then three drawn bytes
	device, prefix := m&deviceLow, m>>32
	zeros := 0
	for i := 1; i < macBytes; i++ {
		if m.byteAt(i) == 0 {
			zeros++
		}
	}
	return device < 256 || vanity(device) || zeros >= 3 && m>>24 != qemu || prefix == 0x0242 || prefix == 0x4201
}

// adjacency is the distance below which two addresses of one OUI, or two
// serial numbers that differ in a number only, count as one. It is as large
// as it is because a second value hides only what its distance from the first
// leaves open, and has to hide the bits of its slot: docs/privacy.md, section
// "Joint budget".
const adjacency = 1024
