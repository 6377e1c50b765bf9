package hwhash

import (
	"math/bits"
	"strconv"
)

// parseMemorySize reads a size from folded text: a decimal number of bytes,
// or one with a unit, with or without a space and a fraction. Units are
// powers of 1024 whatever they are called, as memory has always been sold.
func parseMemorySize(b []byte) (bytes uint64, ok bool) {
	i := 0
	var whole uint64
	for ; i < len(b) && isDigit(b[i]); i++ {
		if whole > 1<<53 {
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
	if !ok || whole > 1<<(60-shift) {
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

// appendNominal appends the nominal size in MiB that bytes were installed as:
// the least of 2^n and 3*2^n MiB that is not smaller. What firmware and
// graphics reserve does not move it.
func appendNominal(dst []byte, bytes uint64) []byte {
	mib := (bytes + 1<<20 - 1) >> 20
	n := bits.Len64(max(mib, 1) - 1)
	if n >= 2 && 3<<(n-2) >= mib {
		return append(dst, nominals[n].three...)
	}
	return append(dst, nominals[n].power...)
}

// nominals are 2^n and 3*2^(n-2) in decimal, as far as 64 bits of bytes go.
var nominals = func() (texts [45]struct{ power, three string }) {
	for n := range texts {
		texts[n].power = strconv.FormatUint(1<<n, 10)
		texts[n].three = strconv.FormatUint(3<<n>>2, 10)
	}
	return texts
}()
