package hwhash

import "slices"

// A value whose form tells that it was made of another is that other, so that
// one machine publishes the same bits whether or not the other can be read:
// docs/format.md, rules F1 to F7.

// madeOfMAC returns the address that u was made of.
func (u uuid) madeOfMAC() (mac, bool) {
	for _, o := range [2]uuid{u, u.swapped()} {
		if m, ok := o.interleaved(); ok {
			return m, true // F1
		}
	}
	const last = 1<<48 - 1                                             // six bytes
	return mac(u.lo & last), zeroBytes(u.hi)+zeroBytes(u.lo|last) >= 8 // F2
}

// interleaved returns the address that stands between the counting bytes of a
// default UUID, as on Gigabyte's boards: 03D502E0-045E-0512-3406-560700080009
// is of E0:D5:5E:12:34:56.
func (u uuid) interleaved() (mac, bool) {
	const fixedHi, fixedLo = 0xff00ff00ff00ff00, 0x00ff00ffffffffff
	if u.hi&fixedHi != 0x0300020004000500 || u.lo&fixedLo != 0x0006000700080009 {
		return 0, false
	}
	b := u.bytes()
	return mac(b[3])<<40 | mac(b[1])<<32 | mac(b[5])<<24 | mac(b[7])<<16 | mac(b[8])<<8 | mac(b[10]), true
}

// madeOfSerial returns the serial number of the system that u was made of: the
// first n of its characters, none if it was not.
func (u uuid) madeOfSerial() (tag [10]byte, n int) {
	for _, o := range [2]uuid{u, u.swapped()} {
		if o.dell() {
			return o.serviceTag(), 7 // F3
		}
	}
	b := u.bytes()
	for _, c := range b {
		if !isAlnum(c) {
			return tag, 0
		}
	}
	return textual(b), 10 // F4
}

// dell reports whether u is of Dell's form: "DELL", and the service tag between
// constants.
func (u uuid) dell() bool {
	const fixedHi, fixedLo = 0xffffffffff0000ff, 0xff0000ffff000000
	return u.hi&fixedHi == 0x4c4c454400000010 && u.lo&fixedLo == 0x800000c04f000000
}

func (u uuid) serviceTag() [10]byte {
	b := u.bytes()
	return [10]byte{b[10] & 0x7f, b[5], b[6], b[9], b[13], b[14], b[15]}
}

// textual returns the last ten characters of a UUID that is text throughout, as
// on HP's servers: six of the product and the serial number, which begins with
// two of the plant.
func textual(b [uuidBytes]byte) [10]byte {
	if !isPlant(b[6], b[7]) && isPlant(b[7], b[6]) {
		b[6], b[7] = b[7], b[6]
	}
	return [10]byte(b[6:])
}

func isPlant(a, b byte) bool { return slices.Contains(plants[:], [2]byte{a, b}) }

// spelledUUID returns the UUID that the symbols of a serial number spell, with
// or without a label in front: F5.
func spelledUUID(sym []byte) (u uuid, ok bool) {
	label := len(sym) - 2*uuidBytes
	if label < 0 || len(sym) == maxSymbols {
		return u, false
	}
	for _, c := range sym[:label] {
		if !isLetter(c) {
			return u, false
		}
	}
	return parseUUID(string(sym[label:]))
}

// spelledMAC returns the address that the symbols of a serial number spell: F6
// and F7.
func spelledMAC(sym []byte) (m mac, ok bool) {
	if len(sym) != 2*macBytes && (len(sym) != 16 || string(sym[:8]) != "00000000") {
		return 0, false
	}
	letter := false
	for _, c := range sym {
		d := hexValue(c)
		if d < 0 {
			return 0, false
		}
		letter = letter || d > 9
		m = m<<4 | mac(d)
	}
	if len(sym) == 16 {
		return raspberry<<24 | m&deviceHalf, true
	}
	return m, letter && m.byteAt(0)&3 == 0
}

// raspberry begins the addresses that the Raspberry Pi makes of its serial
// number.
const raspberry = 0xb827eb
