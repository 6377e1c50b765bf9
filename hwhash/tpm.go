package hwhash

// appendTPM appends the digits of a digest of the endorsement public key,
// without colons and spaces.
func appendTPM(dst []byte, v string) ([]byte, rule) {
	out, _, bad := fold(dst, v)
	if bad != ruleUsed {
		return out, bad
	}
	text, digits := out[len(dst):], out[:len(dst)]
	for _, c := range text { // written no further than it is read
		if c != ':' && c != ' ' && hexValue(c) < 0 {
			return unparsed(out[:len(dst)], v, ruleNotDigest)
		}
	}
	for _, c := range text {
		if c != ':' && c != ' ' {
			digits = append(digits, c)
		}
	}
	form := digits[len(dst):]
	if len(form) < 32 || len(form) > 128 {
		return unparsed(digits[:len(dst)], v, ruleNotDigest)
	}
	var buf [maxSymbols]byte
	if measure(symbols(&buf, form)).total() < 2*minWorth || mayBeListedDigest(form) && listedDigest(form) {
		return digits[:len(dst)], ruleKnownDigest
	}
	return digits, ruleUsed
}
