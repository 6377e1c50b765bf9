package hwhash

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// Bits is an amount of evidence in hundredths of a bit: 100 says that what was
// seen is twice as likely on the same machine as on another of its model. It
// is an integer so that every platform decides alike. The zero value is no
// evidence either way.
type Bits int32

// Bit is one bit of evidence.
const Bit Bits = 100

// String returns b with two decimals, such as "12.58".
func (b Bits) String() string {
	sign := ""
	if b < 0 {
		sign, b = "-", -b
	}
	return fmt.Sprintf("%s%d.%02d", sign, b/100, b%100)
}

// MarshalJSON returns b as a JSON number with two decimals.
func (b Bits) MarshalJSON() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalJSON reads a JSON number with two decimals, as MarshalJSON writes it.
func (b *Bits) UnmarshalJSON(doc []byte) error {
	parsed, err := ParseBits(string(doc))
	if err == nil {
		*b = parsed
	}
	return err
}

// ParseBits reads what String writes: a decimal number with two decimals. The
// error is [ErrName].
func ParseBits(text string) (Bits, error) {
	whole, hundredths, ok := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole+hundredths, 10, 32)
	if b := Bits(n); ok && err == nil && b.String() == text {
		return b, nil
	}
	return 0, ErrName
}

// log2 returns the binary logarithm of n/d in hundredths, rounded to nearest,
// by integer arithmetic alone. n and d are 1 to 2^31.
func log2(n, d uint64) Bits {
	q32 := log2Q32(n) - log2Q32(d)
	return Bits((q32*100 + 1<<31) >> 32)
}

// log2Q32 returns log2(n) with 32 binary places: the integer part from the
// length of n, each further place by squaring the mantissa.
func log2Q32(n uint64) int64 {
	whole := bits.Len64(n) - 1
	mantissa := n << (63 - whole) // 1.63 fixed point, in [1, 2)
	result := int64(whole)
	for range 32 {
		hi, _ := bits.Mul64(mantissa, mantissa) // 2.62
		result <<= 1
		if hi>>63 != 0 {
			result |= 1
			mantissa = hi
		} else {
			mantissa = hi << 1
		}
	}
	return result
}
