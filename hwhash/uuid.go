package hwhash

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// uuid is the sixteen bytes of a UUID as two numbers, in the order of its text:
// the first byte is the highest of hi.
type uuid struct{ hi, lo uint64 }

const uuidBytes = 16

// parseUUID reads 32 hexadecimal digits, with hyphens and braces anywhere.
func parseUUID(v string) (u uuid, ok bool) {
	var a, b, c, d uint64
	switch { // the usual cases
	case len(v) == 36 && v[8] == '-' && v[13] == '-' && v[18] == '-' && v[23] == '-':
		a, b = load64(v), load32(v[9:])<<32|load32(v[14:])
		c, d = load32(v[19:])<<32|load32(v[24:]), load64(v[28:])
	case len(v) == 32:
		a, b, c, d = load64(v), load64(v[8:]), load64(v[16:]), load64(v[24:])
	default:
		return parseSpelledUUID(v)
	}
	u = uuid{hexBytes(a)<<32 | hexBytes(b), hexBytes(c)<<32 | hexBytes(d)}
	return u, hexOnly(a)&hexOnly(b)&hexOnly(c)&hexOnly(d) == high
}

func parseSpelledUUID(v string) (u uuid, ok bool) {
	n := 0
	for i := range len(v) {
		d := hexValues[v[i]]
		if d < 0 {
			if c := v[i]; c == '-' || c == '{' || c == '}' || c == ' ' {
				continue
			}
			return u, false
		}
		u = uuid{u.hi<<4 | u.lo>>60, u.lo<<4 | uint64(d)}
		n++
	}
	return u, n == 2*uuidBytes
}

// appendUUID appends the sixteen bytes.
func appendUUID(dst []byte, u uuid) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(dst, u.hi), u.lo)
}

// uuidOf reads back what appendUUID wrote.
func uuidOf(b []byte) uuid {
	return uuid{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])}
}

func (u uuid) bytes() (b [uuidBytes]byte) {
	binary.BigEndian.PutUint64(b[:], u.hi)
	binary.BigEndian.PutUint64(b[8:], u.lo)
	return b
}

// swapped returns u with the byte order of its first three fields reversed.
// SMBIOS before 2.6 did not say which order they are stored in (DSP0134,
// section 7.2.1), so one machine is reported in both.
func (u uuid) swapped() uuid {
	low, mid, high := uint32(u.hi>>32), uint16(u.hi>>16), uint16(u.hi)
	u.hi = uint64(bits.ReverseBytes32(low))<<32 | uint64(bits.ReverseBytes16(mid))<<16 | uint64(bits.ReverseBytes16(high))
	return u
}

// canonical returns the smaller of the two byte orders, which share the
// second half.
func (u uuid) canonical() uuid {
	u.hi = min(u.hi, u.swapped().hi)
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

// knownFirst says with which bytes they begin.
var knownFirst = func() (set [256]bool) {
	for _, known := range knownUUIDs {
		set[known.hi>>56] = true
	}
	return set
}()

// judgeUUID says whether u, canonical, is evidence.
func judgeUUID(u uuid) rule {
	if knownFirst[u.hi>>56] && slices.Contains(knownUUIDs, u) {
		return ruleKnownUUID
	}
	if u.hi == 0 && u.lo>>48 == 0 { // a MAC address after zeros
		if judgeMAC(mac(u.lo), false) != ruleUsed {
			return rulePatternUUID
		}
		return ruleUsed
	}
	s := u.swapped()
	distinct := u.distinctBytes()
	if distinct <= 4 || u.counts() || s.counts() || u.blankTag() ||
		distinct < manyBytes && (u.lo == u.lo&0xff*ones || u.openDigits() < minOpenDigits || s.openDigits() < minOpenDigits) {
		return rulePatternUUID
	}
	return ruleUsed
}

// manyBytes is as many different bytes as no pattern has.
const manyBytes = 11

// distinctBytes counts the different bytes of u, up to manyBytes at least.
func (u uuid) distinctBytes() (n int) {
	var alike uint64 // modulo 64, which most often is enough
	for hi, lo, i := u.hi, u.lo, 0; i < 8; hi, lo, i = hi>>8, lo>>8, i+1 {
		alike |= 1<<(hi&63) | 1<<(lo&63)
	}
	if n = bits.OnesCount64(alike); n >= manyBytes {
		return n
	}
	var seen [4]uint64
	for _, b := range u.bytes() {
		seen[b>>6] |= 1 << (b & 63)
	}
	n = 0
	for _, word := range seen {
		n += bits.OnesCount64(word)
	}
	return n
}

// hasByte reports whether some byte of u is c.
func (u uuid) hasByte(c byte) bool { return hasByte(u.hi, c) || hasByte(u.lo, c) }

// counts reports whether the bytes other than zero rise by a constant step,
// as in 00020003-0004-0005-0006-000700080009.
func (u uuid) counts() bool {
	var last, step byte
	n := 0
	for hi, lo := u.hi, u.lo; hi|lo != 0; hi, lo = hi<<8|lo>>56, lo<<8 {
		b := byte(hi >> 56)
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
	var digits [2 * uuidBytes]byte
	for i, b := range u.bytes() {
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
func (u uuid) dell() bool { return u.hi>>32 == 'D'<<24|'E'<<16|'L'<<8|'L' }

// blankTag reports whether u is of Dell's form with a service tag of spaces.
func (u uuid) blankTag() bool {
	if !u.dell() {
		return false
	}
	blanks := 0
	for _, b := range u.bytes() {
		if b&0x7f == ' ' {
			blanks++
		}
	}
	return blanks >= 5
}
