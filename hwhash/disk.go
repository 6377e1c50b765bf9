package hwhash

// schemes are what drivers put before a serial number or a WWN.
var schemes = [...]string{"NAA.", "EUI.", "UUID.", "WWN-", "0X"}

// appendDrive appends the canonical form of the serial number or WWN of a disk
// or a memory module: without the name of a scheme, the number of a namespace,
// blanks, underscores and full stops.
func appendDrive(dst []byte, c Class, v string) ([]byte, rule) {
	var m marks
	out, bad := fold(dst, v, &m)
	if bad != ruleUsed {
		return out, bad
	}
	text := out[len(dst):]
	if mayHaveScheme(text) {
		text = cutSchemes(text)
	}
	text = cutNamespace(text)
	if whole := out[len(dst):]; len(text) < len(whole) {
		m = marksOf(text)
	}
	if bad := judgeSerial(c, text, &m); bad != ruleUsed {
		return out[:len(dst)], bad
	}
	if len(text) == len(out)-len(dst) && m.onlySymbols(len(text)) {
		return out, ruleUsed
	}
	out = out[:len(dst)]
	for _, c := range text { // written no further than it is read
		if c != ' ' && c != '_' && c != '.' {
			out = append(out, c)
		}
	}
	return out, ruleUsed
}

func cutSchemes(text []byte) []byte {
	for _, scheme := range schemes {
		if len(text) > len(scheme) && hasPrefix(text, scheme) {
			text = text[len(scheme):]
		}
	}
	return text
}

// cutNamespace cuts what Windows appends to the serial number of an NVMe drive,
// the number of the namespace: "_00000001.".
func cutNamespace(text []byte) []byte {
	n := len(text) - len("_00000001.")
	if n <= 0 || text[n] != '_' || text[len(text)-1] != '.' {
		return text
	}
	for _, c := range text[n+1 : len(text)-1] {
		if !isDigit(c) {
			return text
		}
	}
	return text[:n]
}

// driveStep returns the number that the last three digits of the last run of
// digits make, and where in form they stand. Drives and modules of one batch
// differ in it.
func driveStep(form []byte) (step uint32, start, end int) {
	end = len(form)
	for end > 0 && !isDigit(form[end-1]) {
		end--
	}
	for start = end; start > 0 && start > end-3 && isDigit(form[start-1]); start-- {
	}
	for _, c := range form[start:end] {
		step = step*10 + uint32(c-'0')
	}
	return step, start, end
}
