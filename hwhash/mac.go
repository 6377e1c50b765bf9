package hwhash

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// mac is a MAC address as a number: the first byte is the highest.
type mac uint64

const (
	macBytes   = 6
	deviceHalf = 1<<24 - 1 // what the maker numbers, below the three bytes that are the maker's
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

// appendFromMAC appends the six bytes of an address that is evidence.
func appendFromMAC(dst []byte, v string, traits Traits) ([]byte, rule) {
	m, ok := parseMAC(v)
	if !ok {
		return unparsed(dst, v, ruleNotMAC)
	}
	return appendJudgedMAC(dst, m, traits)
}

func appendJudgedMAC(dst []byte, m mac, traits Traits) ([]byte, rule) {
	if bad := judgeMAC(m, traits.Virtual); bad != ruleUsed {
		return dst, bad
	}
	return appendMAC(dst, m), ruleUsed
}

// judgeMAC says whether an address is evidence.
func judgeMAC(m mac, virtual bool) rule {
	const group, local = 1, 2
	switch {
	case m.byteAt(0)&group != 0:
		return ruleMulticast
	case m>>24 == 0 || fewDigits(m) || evenSteps(m) || vanity(m):
		return rulePatternMAC
	case m.byteAt(0)&local != 0 && !virtual:
		return ruleLocal
	case m.byteAt(0)&local != 0 && assigned(m):
		return ruleAssigned
	case mayBeListedMAC(m) && listedMAC(m):
		return ruleKnownMAC
	}
	return ruleUsed
}

// listedMAC reports whether an address is of a range that is no evidence.
func listedMAC(m mac) bool {
	after, found := slices.BinarySearchFunc(macRanges[:], m, func(r macRange, m mac) int {
		return cmp.Compare(r.first, m)
	})
	return found || after > 0 && m-macRanges[after-1].first < macRanges[after-1].count
}

// macRange is some addresses in a row.
type macRange struct{ first, count mac }

// vanity reports whether the device half is what people type by hand.
func vanity(m mac) bool {
	_, found := slices.BinarySearch(deviceHalves[:], uint32(m&deviceHalf))
	return found
}

// fewDigits reports whether the twelve digits are of at most two kinds.
func fewDigits(m mac) bool {
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

// assigned reports whether a locally administered address follows a scheme: a
// small counter, an IPv4 address (Docker's 02:42, Google's 42:01), many zeros.
func assigned(m mac) bool {
	const qemu = 0x525400 // then three drawn bytes
	zeros := 0
	for i := 1; i < macBytes; i++ {
		if m.byteAt(i) == 0 {
			zeros++
		}
	}
	prefix := m >> 32
	return m&deviceHalf < 256 || zeros >= 3 && m>>24 != qemu || prefix == 0x0242 || prefix == 0x4201
}

// adjacency is the distance below which two addresses of one maker, or two
// serial numbers that differ in a number only, count as one. It is as large
// as it is because a second value hides only what its distance from the first
// leaves open, and has to hide the bits of its slot: docs/privacy.md, section
// "Joint budget".
const adjacency = 1024

// near reports whether two addresses are of one maker and closer than
// adjacency, as the cards of a batch are.
func (m mac) near(o mac) bool {
	return m>>24 == o>>24 && max(m, o)-min(m, o) < adjacency
}

// The ports of one card share a block of addresses, whose digest is one, and
// differ by their step within it, so that one port after the other tells
// nothing new. What the slot says besides is how far the ports go: its span.
const (
	portBlock = 64
	portGap   = 4 // at most, from one port to the next
	maxSpan   = 15
)
