package hwhash

// crc16 continues a CRC-16/IBM-3740 (polynomial 0x1021, most significant bit
// first, initially 0xffff), which finds every wrong character of the text form
// and every two adjacent ones exchanged. Those of the standard library are
// longer, and let their input escape to the heap.
func crc16(sum uint16, b []byte) uint16 {
	for _, c := range b {
		sum = sum<<8 ^ crc16Table[byte(sum>>8)^c]
	}
	return sum
}

var crc16Table = func() (table [256]uint16) {
	for i := range table {
		r := uint16(i) << 8
		for range 8 {
			carry := r >> 15
			r = r<<1 ^ carry*0x1021
		}
		table[i] = r
	}
	return table
}()
