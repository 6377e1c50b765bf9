package hwhash

import (
	"encoding/binary"
	"math/bits"
)

// normalise appends the canonical form of a component to dst, or says why it
// is no evidence by itself; dst then holds what it held, perhaps in more room.
// What a component repeats of others is for relate.go.
func normalise(dst []byte, c *Component, traits Traits) ([]byte, rule) {
	switch c.Class {
	case SystemUUID:
		return normaliseUUID(dst, c.Value)
	case OSInstall:
		if traits.Container {
			return dst, ruleContainer
		}
		return normaliseUUID(dst, c.Value)
	case NIC:
		return normaliseMAC(dst, c.Value, traits.Virtual)
	}
	out, seen, bad := fold(dst, c.Value)
	if bad != ruleUsed {
		return out, bad
	}
	text := out[len(dst):]
	switch c.Class {
	case SystemSerial, BoardSerial:
		bad = judgeSerial(text, seen)
	case Disk, MemoryModule:
		text, bad = stripDriver(text, seen)
	case TPM:
		text, bad = stripDigest(text)
	case MemorySize:
		text, bad = nominalSize(text)
	case SystemModel, BoardModel, Firmware, CPU, GPU, PnPDevice:
		text, bad = stripFields(text, seen)
	default:
		bad = ruleNoClass
	}
	if bad != ruleUsed {
		text = nil
	}
	return out[:len(dst)+len(text)], bad
}

func normaliseUUID(dst []byte, v string) ([]byte, rule) {
	u, ok := parseUUID(v)
	if !ok {
		return unparsed(dst, v, ruleNotUUID)
	}
	u = u.canonical()
	if bad := judgeUUID(u); bad != ruleUsed {
		return dst, bad
	}
	return appendUUID(dst, u), ruleUsed
}

func normaliseMAC(dst []byte, v string, virtual bool) ([]byte, rule) {
	m, ok := parseMAC(v)
	if !ok {
		return unparsed(dst, v, ruleNotMAC)
	}
	if bad := judgeMAC(m, virtual); bad != ruleUsed {
		return dst, bad
	}
	return appendMAC(dst, m), ruleUsed
}

// unparsed says why v is no value of its class: ill-formed, words that say
// there is none, or something else.
func unparsed(dst []byte, v string, other rule) ([]byte, rule) {
	out, _, bad := fold(dst, v)
	if bad != ruleUsed {
		return out, bad
	}
	return out[:len(dst)], unsaid(out[len(dst):], other)
}

// unsaid tells folded text that says there is no value from other text.
func unsaid(b []byte, other rule) rule {
	switch {
	case len(b) == 0:
		return ruleEmpty
	case string(b) == "UNKNOWN":
		return ruleUnreadable
	case onlyWords(b):
		return ruleWords
	}
	return other
}

// schemes are what drivers put before a serial number or a WWN.
var schemes = [...]string{"NAA.", "EUI.", "UUID.", "WWN-", "0X"}

func stripSchemes(b []byte) []byte {
	for _, scheme := range schemes {
		if len(b) > len(scheme) && string(b[:len(scheme)]) == scheme {
			b = b[len(scheme):]
		}
	}
	return b
}

// stripDriver judges a serial number or a WWN, and drops what drivers add to
// it: the name of the scheme, blanks, underscores and full stops.
func stripDriver(b []byte, seen kind) ([]byte, rule) {
	value := b
	if seen&kindOther != 0 || len(b) > 1 && b[1] == 'X' { // all schemes have either
		value = stripSchemes(b)
	}
	if bad := judgeSerial(value, seen); bad != ruleUsed {
		return nil, bad
	}
	if sharedDrive(value) {
		return nil, ruleReader
	}
	if seen&(kindSpace|kindOther) == 0 && len(value) == len(b) {
		return b, ruleUsed // the usual case
	}
	n := 0
	for _, c := range value {
		if c != ' ' && c != '_' && c != '.' {
			b[n] = c
			n++
		}
	}
	return b[:n], ruleUsed
}

// stripDigest takes a digest in hexadecimal, with or without colons.
func stripDigest(b []byte) ([]byte, rule) {
	n := 0
	for _, c := range b {
		if hexValue(c) >= 0 {
			b[n] = c
			n++
		} else if c != ':' && c != ' ' {
			return nil, unsaid(b, ruleNotDigest)
		}
	}
	if n < 32 || n > 128 {
		return nil, unsaid(b[:n], ruleNotDigest)
	}
	var buf [maxSymbols]byte
	if measure(symbols(&buf, b[:n])).total() < 2*minWorth {
		return nil, ruleWeak
	}
	return b[:n], ruleUsed
}

// nominalSize replaces a size by the one that was installed. Fold leaves room
// for it.
func nominalSize(b []byte) ([]byte, rule) {
	size, ok := parseMemorySize(b)
	if !ok {
		return nil, unsaid(b, ruleNotSize)
	}
	if size == 0 {
		return nil, ruleEmpty
	}
	return appendNominal(b[:0], size), ruleUsed
}

// stripFields judges the fields of a model value one by one and empties those
// that say nothing.
func stripFields(b []byte, seen kind) ([]byte, rule) {
	n, said := 0, false
	for start := 0; ; start++ {
		end := fieldEnd(b, start)
		field := b[start:end]
		if seen&kindSpace != 0 {
			field = trim(field)
		}
		if saysSomething(field) || !onlyWords(field) {
			said = true
			if n == start && len(field) == end-start { // the usual case
				n = end
			} else {
				n += copy(b[n:], field)
			}
		}
		if end == len(b) {
			break
		}
		b[n] = '|'
		n++
		start = end
	}
	if !said {
		return nil, unsaid(b, ruleWords)
	}
	return b[:n], ruleUsed
}

// fieldEnd returns where the field of folded text ends that begins at start.
func fieldEnd(b []byte, start int) int {
	room := b[:len(b)+8]
	for ; start < len(b); start += 8 {
		w := binary.LittleEndian.Uint64(room[start:]) ^ '|'*ones
		if found := (w - ones) &^ w & high; found != 0 {
			return min(start+bits.TrailingZeros64(found)/8, len(b))
		}
	}
	return len(b)
}

// trim cuts the spaces at the ends of folded text, where there is at most one.
func trim(b []byte) []byte {
	if len(b) > 0 && b[0] == ' ' {
		b = b[1:]
	}
	if len(b) > 0 && b[len(b)-1] == ' ' {
		b = b[:len(b)-1]
	}
	return b
}
