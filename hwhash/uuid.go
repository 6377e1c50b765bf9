package hwhash

import (
	"cmp"
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

// either reports whether f holds of u in one of its two byte orders.
func (u uuid) either(f func(uuid) bool) bool { return f(u) || f(u.swapped()) }

// appendFromUUID appends the canonical form of a UUID: sixteen bytes, or that of
// the value which it was made of, whose class it then returns.
func appendFromUUID(dst []byte, c Class, v string, traits Traits) ([]byte, Class, rule) {
	u, ok := parseUUID(v)
	switch {
	case !ok:
		dst, bad := unparsed(dst, v, ruleNotUUID)
		return dst, c, bad
	case c == OSInstall && traits.Container:
		return dst, c, ruleContainer
	}
	return appendJudgedUUID(dst, c, u.canonical(), traits)
}

func appendJudgedUUID(dst []byte, c Class, u uuid, traits Traits) ([]byte, Class, rule) {
	if mayBeKnownUUID(u) && knownUUID(u) {
		return dst, c, ruleKnownUUID
	}
	if m, ok := u.madeOfMAC(); ok {
		dst, bad := appendJudgedMAC(dst, m, traits)
		return dst, NIC, bad
	}
	if tag, n := u.madeOfSerial(); n > 0 {
		dst, bad := appendTag(dst, string(tag[:n]))
		return dst, SystemSerial, bad
	}
	if bad := judgeUUID(u); bad != ruleUsed {
		return dst, c, bad
	}
	return appendUUID(dst, u), c, ruleUsed
}

// judgeUUID says whether u, canonical and not made of another value, is evidence.
func judgeUUID(u uuid) rule {
	switch {
	case u.mayBePattern() && u.pattern():
		return rulePatternUUID
	case u.smallBytes() >= 10:
		return ruleFewUnknown
	}
	return ruleUsed
}

// pattern is rule E11.
func (u uuid) pattern() bool {
	return u.distinctBytes() < 5 || u.lo == u.lo&0xff*ones || u.either(uuid.rises) || u.either(uuid.fillers)
}

// distinctBytes counts the different bytes of u.
func (u uuid) distinctBytes() (n int) {
	var seen [256]bool
	for _, b := range u.bytes() {
		if !seen[b] {
			seen[b] = true
			n++
		}
	}
	return n
}

// smallBytes counts the bytes below 10 hexadecimal.
func (u uuid) smallBytes() int { return zeroBytes(u.hi&^(0x0f*ones)) + zeroBytes(u.lo&^(0x0f*ones)) }

// rises reports whether the bytes other than zero, four at least, rise by one
// constant step, as in 00020003-0004-0005-0006-000700080009.
func (u uuid) rises() bool {
	var last, step byte
	n := 0
	for _, b := range u.bytes() {
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

// fillers reports whether fewer than six digits lie outside of fillers of four
// and more.
func (u uuid) fillers() bool {
	digits, open := u.digits(), 0
	for i := 0; i < len(digits); {
		run := fillerAt(digits[i:])
		if run < 4 {
			open += run
		}
		i += run
	}
	return open < 6
}

// digits returns the hexadecimal digits of u, in upper case.
func (u uuid) digits() (digits [2 * uuidBytes]byte) {
	const upperHex = "0123456789ABCDEF"
	for i, b := range u.bytes() {
		digits[2*i], digits[2*i+1] = upperHex[b>>4], upperHex[b&15]
	}
	return digits
}

// text returns the bytes of u as ASCII: the highest bit does not count.
func (u uuid) text() [uuidBytes]byte { return uuid{u.hi &^ high, u.lo &^ high}.bytes() }

// knownUUID reports whether u, canonical, is one that many machines have.
func knownUUID(u uuid) bool {
	_, found := slices.BinarySearchFunc(knownUUIDs[:], u, func(a, b uuid) int {
		return cmp.Or(cmp.Compare(a.hi, b.hi), cmp.Compare(a.lo, b.lo))
	})
	return found
}
