package hwhash

// appendTPM appends the digits of a digest of the endorsement public key,
// without colons and spaces.
func appendTPM(dst []byte, v string) ([]byte, rule) {
	var m marks
	out, bad := fold(dst, v, &m)
	if bad != ruleUsed {
		return out, bad
	}
	if text := out[len(dst):]; !onlyHex(text) {
		n := 0
		for _, c := range text { // written no further than it is read
			switch {
			case hexValue(c) >= 0:
				text[n] = c
				n++
			case c != ':' && c != ' ':
				return unparsed(out[:len(dst)], v, ruleNotDigest)
			}
		}
		out = out[:len(dst)+n]
		m = marksOf(text[:n])
	}
	digits := out[len(dst):]
	if len(digits) < 32 || len(digits) > 128 {
		return unparsed(out[:len(dst)], v, ruleNotDigest)
	}
	var buf [maxSymbols]byte
	if m.measure(m.symbols(&buf, digits)).total() < 2*minWorth || mayBeListedDigest(digits) && listedDigest(digits) {
		return out[:len(dst)], ruleKnownDigest
	}
	return out, ruleUsed
}
