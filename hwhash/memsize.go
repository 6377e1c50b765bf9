package hwhash

import (
	"math/bits"
	"strconv"
)

// appendSize appends the nominal size of what was installed, in MiB.
func appendSize(dst []byte, v string) ([]byte, rule) {
	var m marks
	out, bad := fold(dst, v, &m)
	if bad != ruleUsed {
		return out, bad
	}
	size, ok := parseMemorySize(out[len(dst):])
	switch {
	case !ok:
		return unparsed(out[:len(dst)], v, ruleNotSize)
	case size == 0:
		return out[:len(dst)], ruleEmpty
	}
	return strconv.AppendUint(out[:len(dst)], nominal(size), 10), ruleUsed
}

// maxSize is the greatest size that is read, in bytes.
const maxSize = 1 << 60

// parseMemorySize reads a size from folded text: a decimal number of bytes,
// or one with a unit, with or without a space and a fraction. Units are
// powers of 1024 whatever they are called, as memory has always been sold.
func parseMemorySize(b []byte) (bytes uint64, ok bool) {
	i := 0
	var whole uint64
	for ; i < len(b) && isDigit(b[i]); i++ {
		if whole > maxSize/10 {
			return 0, false
		}
		whole = whole*10 + uint64(b[i]-'0')
	}
	if i == 0 {
		return 0, false
	}
	var tenths, scale uint64 = 0, 1
	if i < len(b) && b[i] == '.' {
		for i++; i < len(b) && isDigit(b[i]); i++ {
			if scale < 1000 {
				tenths = tenths*10 + uint64(b[i]-'0')
				scale *= 10
			}
		}
	}
	if i < len(b) && b[i] == ' ' {
		i++
	}
	shift, ok := unitShift(b[i:])
	if !ok || whole > maxSize>>shift {
		return 0, false
	}
	return whole<<shift + tenths<<shift/scale, true
}

func unitShift(unit []byte) (int, bool) {
	switch string(unit) {
	case "", "B", "BYTE", "BYTES":
		return 0, true
	case "K", "KB", "KIB", "KBYTE", "KBYTES":
		return 10, true
	case "M", "MB", "MIB", "MBYTE", "MBYTES":
		return 20, true
	case "G", "GB", "GIB", "GBYTE", "GBYTES":
		return 30, true
	case "T", "TB", "TIB":
		return 40, true
	}
	return 0, false
}

// nominal returns the size in MiB that bytes were installed as: the least of
// 2^n and 3*2^n that is not smaller. What firmware and graphics reserve does
// not move it.
func nominal(bytes uint64) uint64 {
	mib := max(1, (bytes+1<<20-1)>>20)
	power := uint64(1) << bits.Len64(mib-1)
	if three := power / 4 * 3; three >= mib {
		return three
	}
	return power
}
