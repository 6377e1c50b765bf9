package hwhash

// sharedDrives begin the serial numbers that a controller gives to whatever
// drive is behind it: card readers (Alcor, Realtek), USB enclosures (JMicron,
// ASMedia) and the virtual drives of servers' management controllers.
var sharedDrives = [...]struct {
	prefix string
	length int // of the whole, 0 for any
}{
	{"058F", 11}, {"058F", 12}, {"058F", 13},
	{"152D00539000", 12},
	{"202006054D01", 12},
	{"801130168383", 12},
	{"105000000000", 12},
	{"AAAABBBB", 0},
	{"AA000000000", 0},
	{"DB98765432", 0},
	{"012345678", 12},
	{"130818V01", 9},
}

// sharedFirst says with which characters they begin.
var sharedFirst = func() (set [256]bool) {
	for _, d := range sharedDrives {
		set[d.prefix[0]] = true
	}
	return set
}()

func sharedDrive(b []byte) bool {
	if len(b) < 9 || !sharedFirst[b[0]] {
		return false // a date begins like one of them
	}
	for i := range sharedDrives {
		d := &sharedDrives[i]
		if b[0] == d.prefix[0] && b[1] == d.prefix[1] && (d.length == 0 || len(b) == d.length) &&
			len(b) >= len(d.prefix) && string(b[:len(d.prefix)]) == d.prefix {
			return true
		}
	}
	return readerDate(b)
}

// readerDate reports whether b is what Realtek's card readers have: the date
// of the firmware, and zeros.
func readerDate(b []byte) bool {
	if len(b) != 17 || b[0] != '2' || b[1] != '0' || string(b[12:]) != "00000" {
		return false
	}
	for _, c := range b {
		if !isDigit(c) {
			return false
		}
	}
	return true
}
