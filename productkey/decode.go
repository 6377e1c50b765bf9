package productkey

// decode reads the letters in x as the number that they spell; ok is 0 if they
// spell none, and the number is 0 then, and otherwise 1.
func (f *Format) decode(x lanes) (n number, ok uint64) {
	x = x.or(f.filler)
	bad := (x.a | x.b | x.c | x.d) & high
	x = lanes{upper(x.a), upper(x.b), upper(x.c), upper(x.d)}
	var at lanes
	if f.floating {
		var wrong uint64
		x, at, wrong = f.takeMarker(x)
		bad |= wrong
	}
	x, outside := f.read.apply(x)
	bad |= outside
	if f.floating {
		x = f.sink(x, at)
	}
	return f.finish(f.radix.number(x), bad)
}

// finish returns n and 1, or zeros if bad is not 0 or the check letter of n is
// wrong.
func (f *Format) finish(n number, bad uint64) (_ number, ok uint64) {
	if f.check != nil {
		bad |= f.check.sum(n)
	}
	ok = isZero(bad)
	return number{n.hi & -ok, n.lo & -ok}, ok
}

// encode returns the letters of a number.
func (f *Format) encode(n number) lanes {
	x := f.radix.digits(n, f.letters)
	if !f.floating {
		x, _ = f.write.apply(x)
		return x
	}
	x, at := f.float(x)
	x, _ = f.write.apply(x)
	return f.swapMarker(x, at)
}
