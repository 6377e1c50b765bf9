package hwhash

// crc16 continues a CRC-16/IBM-3740 (polynomial 0x1021, most significant bit
// first, initially 0xffff), which finds every wrong character of the text form
// and every two adjacent ones exchanged. Those of the standard library are
// longer, and let their input escape to the heap. It takes four bytes a step,
// because each look-up has to wait for the one before it.
func crc16(sum uint16, b []byte) uint16 {
	for ; len(b) >= 4; b = b[4:] {
		sum = crc16Tables[3][byte(sum>>8)^b[0]] ^ crc16Tables[2][byte(sum)^b[1]] ^ crc16Tables[1][b[2]] ^ crc16Tables[0][b[3]]
	}
	for _, c := range b {
		sum = sum<<8 ^ crc16Tables[0][byte(sum>>8)^c]
	}
	return sum
}

// crc16Tables[n] is the sum of a byte with n zeros after it.
var crc16Tables = func() (tables [4][256]uint16) {
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
