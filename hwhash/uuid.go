package hwhash

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// uuid is the sixteen bytes of a UUID in the order of its text.
type uuid [16]byte

// parseUUID reads 32 hexadecimal digits, with hyphens and braces anywhere.
func parseUUID(v string) (u uuid, ok bool) {
	if len(v) == 36 && v[8] == '-' && v[13] == '-' && v[18] == '-' && v[23] == '-' { // the usual case
		a, b, c, d := load64(v), load32(v[9:])|load32(v[14:])<<32, load32(v[19:])|load32(v[24:])<<32, load64(v[28:])
		binary.LittleEndian.PutUint32(u[0:], hexBytes(a))
		binary.LittleEndian.PutUint32(u[4:], hexBytes(b))
		binary.LittleEndian.PutUint32(u[8:], hexBytes(c))
		binary.LittleEndian.PutUint32(u[12:], hexBytes(d))
		return u, hexOnly(a)&hexOnly(b)&hexOnly(c)&hexOnly(d) == high
	}
	var first, second uint64
	n := 0
	for i := range len(v) {
		d := hexValues[v[i]]
		if d < 0 {
			if c := v[i]; c == '-' || c == '{' || c == '}' || c == ' ' {
				continue
			}
			return u, false
		}
		second = second<<4 | uint64(d)
		if n++; n == 16 {
			first = second
		}
	}
	binary.BigEndian.PutUint64(u[:], first)
	binary.BigEndian.PutUint64(u[8:], second)
	return u, n == 32
}

// swapped returns u with the byte order of its first three fields reversed.
// SMBIOS before 2.6 did not say which order they are stored in (DSP0134,
// section 7.2.1), so one machine is reported in both.
func (u uuid) swapped() uuid {
	u[0], u[1], u[2], u[3] = u[3], u[2], u[1], u[0]
	u[4], u[5] = u[5], u[4]
	u[6], u[7] = u[7], u[6]
	return u
}

// canonical returns the smaller of the two byte orders, which share the
// second half.
func (u uuid) canonical() uuid {
	if s := u.swapped(); binary.BigEndian.Uint64(s[:]) < binary.BigEndian.Uint64(u[:]) {
		return s
	}
	return u
}

// knownUUIDs were met on many machines: the blacklists that GLPI, FreeBSD,
// CapaSystems and WAPT publish.
var knownUUIDs = func(texts ...string) (known []uuid) {
	for _, text := range texts {
		u, _ := parseUUID(text)
		known = append(known, u.canonical())
	}
	return known
}(
	"07090201-0103-0301-0807-060504030201",
	"12345678-1234-5678-90AB-CDDEEFAABBCC",
	"2462F1A8-EE0A-B744-A887-5D6A8E5D2609",
	"4C4C4544-0000-1010-8010-C4C04F313233",
	"6AB5B300-538D-1014-9FB5-B0684D007B53",
	"890E2D14-CACD-45D1-AE66-BC80E8BFEB0F",
	"8E275844-178F-44A8-ACEB-A7D7E5178C63",
	"90218F6F-8B87-8442-8AAD-4A676F39B1F3",
	"DC698397-FA54-4CF2-82C8-B1B5307A6A7F",
)

// judgeUUID says whether u, canonical, is evidence.
func judgeUUID(u uuid) rule {
	for _, known := range knownUUIDs {
		if u == known {
			return ruleKnownUUID
		}
	}
	if [10]byte(u[:10]) == [10]byte{} { // a MAC address after zeros
		if judgeMAC(macOf(u[10:]), false) != ruleUsed {
			return rulePatternUUID
		}
		return ruleUsed
	}
	s := u.swapped()
	distinct := u.distinctBytes()
	if distinct <= 4 || u.counts() || s.counts() || u.blankTag() ||
		distinct < 11 && (uniform(u[8:]) || u.openDigits() < minOpenDigits || s.openDigits() < minOpenDigits) {
		return rulePatternUUID
	}
	return ruleUsed
}

func (u uuid) distinctBytes() (n int) {
	var seen [4]uint64
	for _, b := range u {
		seen[b>>6] |= 1 << (b & 63)
	}
	for _, word := range seen {
		n += bits.OnesCount64(word)
	}
	return n
}

// hasByte reports whether some byte of u is c.
func (u *uuid) hasByte(c byte) bool {
	a, b := binary.LittleEndian.Uint64(u[:])^uint64(c)*ones, binary.LittleEndian.Uint64(u[8:])^uint64(c)*ones
	return ((a-ones)&^a|(b-ones)&^b)&high != 0 // where is a zero byte?
}

func uniform(b []byte) bool { return bytes.Count(b, b[:1]) == len(b) }

// counts reports whether the bytes other than zero rise by a constant step,
// as in 00020003-0004-0005-0006-000700080009.
func (u uuid) counts() bool {
	var last, step byte
	n := 0
	for _, b := range u {
		if b == 0 {
			continue
		}
		if n == 1 {
			step = b - last
		}
		if n > 1 && b-last != step {
			return false
		}
		last = b
		n++
	}
	return n >= 4
}

// minOpenDigits is the number of digits that must lie outside of fillers.
const minOpenDigits = 6

// openDigits counts the digits outside of runs of four and more that repeat
// one digit or count.
func (u uuid) openDigits() int {
	var digits [32]byte
	for i, b := range u {
		digits[2*i], digits[2*i+1] = upperHex[b>>4], upperHex[b&15]
	}
	open := 0
	for i := 0; i < len(digits); {
		if run := fillerAt(digits[:], i); run >= 4 {
			i += run
			continue
		}
		open++
		i++
	}
	return open
}

// dell reports whether u is of Dell's form, "DELL" and the service tag spread
// over the other bytes. u is canonical: 44454C4C or 4C4C4544, whichever is
// smaller, so "DELL" comes first.
func (u *uuid) dell() bool { return u[0] == 'D' && u[1] == 'E' && u[2] == 'L' && u[3] == 'L' }

// blankTag reports whether u is of Dell's form with a service tag of spaces.
func (u uuid) blankTag() bool {
	if !u.dell() {
		return false
	}
	blanks := 0
	for _, b := range u[4:] {
		if b&0x7f == ' ' {
			blanks++
		}
	}
	return blanks >= 5
}
