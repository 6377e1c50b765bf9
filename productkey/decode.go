package productkey

// decode reads the letters in x, which it changes, as the number that they
// spell; ok is 0 if they spell none, and the number is 0 then, and otherwise 1.
func (f *Format) decode(x *lanes) (n number, ok uint64) {
	var bad uint64
	for i := range x {
		x[i] |= f.filler[i]
		bad |= x[i] & high
		x[i] = upper(x[i] &^ high)
	}
	var at lanes
	if f.floating {
		var missing uint64
		at, missing = f.sink(x)
		bad |= missing
	}
	bad |= f.read.apply(x)
	if f.floating {
		f.sunk(x, &at)
	}
	n = f.radix.number(x)
	if f.check != nil {
		bad |= f.check.sum(n)
	}
	ok = isZero(bad)
	return number{n.hi & -ok, n.lo & -ok}, ok
}

// encode writes the letters of a number into x.
func (f *Format) encode(n number) (x lanes) {
	x = f.radix.digits(n, f.letters)
	var at lanes
	if f.floating {
		at = f.float(&x)
	}
	f.write.apply(&x)
	if f.floating {
		for i := range x {
			x[i] ^= at[i] * uint64(marker^f.zero)
		}
	}
	return x
}
