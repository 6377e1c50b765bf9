package productkey

import "math/bits"

// checkCode has, for each of the five bits of the weighted sum, those bits of
// a key that it is the parity of: the sum is linear over GF(2). See
// [Layout.Check].
type checkCode [5]number

func newCheckCode(letters int) *checkCode {
	var c checkCode
	factor := uint64(1)
	for letter := range letters { // from the last
		element := factor
		for bit := range 5 { // the letter's bits are 1, x, x^2, x^3 and x^4
			at := uint(5*letter + bit)
			for i := range c {
				if element>>i&1 != 0 {
					c[i].hi |= 1 << (at - 64)
					c[i].lo |= 1 << at
				}
			}
			element = timesX(element)
		}
		factor = timesX(factor)
	}
	return &c
}

// timesX multiplies by x in GF(32), modulo x^5 + x^2 + 1.
func timesX(a uint64) uint64 { return a<<1 ^ a>>4*0b100101 }

// sum is 0 for a key whose check letter is right. For a key whose check letter
// has the value 0, it is the value to put there.
func (c *checkCode) sum(n number) (s uint64) {
	for i := range c {
		s |= uint64(bits.OnesCount64(n.hi&c[i].hi^n.lo&c[i].lo)&1) << i
	}
	return s
}
