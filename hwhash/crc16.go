package hwhash

// crc16 continues a CRC-16/IBM-3740 (polynomial 0x1021, most significant bit
// first, initially 0xffff), which finds every wrong character of the text form
// and every two adjacent ones exchanged. Those of the standard library are
// longer, and let their input escape to the heap. It takes eight bytes a step,
// because each step has to wait for the one before it.
func crc16(sum uint16, b []byte) uint16 {
	t := &crc16Tables
	for ; len(b) >= 8; b = b[8:] {
		rest := t[5][b[2]] ^ t[4][b[3]] ^ t[3][b[4]] ^ t[2][b[5]] ^ t[1][b[6]] ^ t[0][b[7]] // need not wait
		sum = rest ^ (t[7][byte(sum>>8)^b[0]] ^ t[6][byte(sum)^b[1]])
	}
	for _, c := range b {
		sum = sum<<8 ^ t[0][byte(sum>>8)^c]
	}
	return sum
}

// beforeZeros is what two bytes of zeros take to the initial value, 0xffff: six
// bytes and these in front are one step.
const beforeZeros = 0x84cf

// crc16Tables[n] is the sum of a byte with n zeros after it.
var crc16Tables = func() (tables [8][256]uint16) {
	for i := range tables[0] {
		r := uint16(i) << 8
		for n := range tables {
			for range 8 {
				carry := r >> 15
				r = r<<1 ^ carry*0x1021
			}
			tables[n][i] = r
		}
	}
	return tables
}()
