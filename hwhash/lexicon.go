package hwhash

// lexicon holds the words of which firmware makers, drivers and tools compose
// the text that stands where a value should be ("To be filled by O.E.M.",
// "Type2 - Board Serial Number", "SerNum0"). Words of three letters and more
// may be run together, and the last may be cut short. It holds no word that
// makers put into genuine serial numbers or model names.
var lexicon = byInitial(
	"ALL", "ANY", "APPLICABLE", "ARRAY", "ASDF", "ASSET", "ASSIGNED", "AVAILABLE",
	"BAD", "BANK", "BAR", "BASE", "BE", "BLANK", "BOARD", "BSN", "BY",
	"CHANGE", "CHASSIS", "COMPUTER", "CSN", "CUSTOM",
	"DEADBEEF", "DEFAULT", "DEFINED", "DEMO", "DEVICE", "DIMM", "DISK", "DRIVE", "DUMMY",
	"EMPTY", "ENCLOSURE", "ENTER", "ERROR", "EVAL", "EVALUATION", "EXAMPLE",
	"FAIL", "FAMILY", "FIELD", "FILL", "FILLED", "FOO",
	"GENERIC", "HARD", "HERE",
	"IAT", "ID", "IDENTIFIER", "IN", "INFO", "INFORMATION", "INITIALIZED", "INSERT", "INVALID", "IS",
	"MAIN", "MANUFACTURER", "MATCH", "MATCHED", "MEMORY", "MIS", "MISSING", "MODEL", "MODULE", "MOTHER", "MSN",
	"NA", "NAME", "NB", "NIL", "NO", "NONE", "NOT", "NULL", "NUM", "NUMBER",
	"OBJECT", "ODM", "OEM", "OF", "OR", "OTHER",
	"PART", "PASS", "PERSISTENT", "PLACEHOLDER", "PRESENT", "PRODUCT", "PROGRAMMED", "PROVIDED", "PSN",
	"QM", "QWERTY", "READ", "REPLACE", "RESERVED", "REV", "REVISION",
	"SAMPLE", "SATA", "SCSI", "SER", "SERIAL", "SERIES", "SET", "SETTABLE", "SKU", "SLOT", "SMBIOS", "SN", "SPECIFIED", "SPECIFY", "SSN", "STANDARD", "STRING", "SUPPORTED", "SYS", "SYSTEM",
	"TAG", "TBA", "TBD", "TEST", "TESTING", "THE", "THIS", "TO", "TYPE",
	"UNASSIGNED", "UNAVAILABLE", "UNDEFINED", "UNINITIALIZED", "UNIT", "UNKNOWN", "UNSET", "UNSPECIFIED", "UPDATE",
	"VALID", "VALUE", "VENDOR", "VERSION", "VIRTUAL",
	"WRITTEN", "YET", "YOUR",
)

func byInitial(words ...string) (index [26][]string) {
	for _, w := range words {
		index[w[0]-'A'] = append(index[w[0]-'A'], w)
	}
	return index
}

// ordinals are 1 to 26 for capital letters, 0 for all else.
var ordinals = func() (table [256]uint8) {
	for c := byte('A'); c <= 'Z'; c++ {
		table[c] = c - 'A' + 1
	}
	return table
}()

// openings has, for the ordinals of two letters, the ordinals of the third and
// of the fourth letters of the words that begin with them, as bits. Bit 0 of
// third says that the two are a word.
var openings = func() (all [32][32]struct{ third, fourth uint32 }) {
	for _, words := range lexicon {
		for _, w := range words {
			o := &all[ordinals[w[0]]][ordinals[w[1]]]
			switch len(w) {
			case 2:
				o.third |= 1
			case 3:
				o.third |= 1 << ordinals[w[2]]
				o.fourth = 1<<32 - 1 // whichever word follows
			default:
				o.third |= 1 << ordinals[w[2]]
				o.fourth |= 1 << ordinals[w[3]]
			}
		}
	}
	return all
}()

// mayBegin reports whether text that begins with two letters may begin with a
// word. Full stops and slashes may stand between its letters.
func mayBegin(b []byte) bool {
	o := &openings[ordinals[b[0]]&31][ordinals[b[1]]&31]
	switch {
	case len(b) > 2 && isLetter(b[2]):
		return o.third>>ordinals[b[2]]&1 != 0 &&
			(len(b) == 3 || !isLetter(b[3]) || o.fourth>>ordinals[b[3]]&1 != 0)
	case len(b) > 2 && (b[2] == '.' || b[2] == '/'):
		return o.third != 0
	}
	return o.third&1 != 0
}

// maxRun bounds the length of a run of letters that is taken apart.
const maxRun = 48

// composed reports whether a run of letters is a lexicon word, or made of
// such.
func composed(run []byte) bool {
	return len(run) > 1 && len(run) <= maxRun && mayBegin(run) && wordsOf(run, 2)
}

// wordsOf reports whether run is made of lexicon words of at least shortest
// letters: 2 for the first, 3 for one that follows. The last may be cut short
// to four letters, the first to five, and to fewer where a fixed field cut
// text as long as "System Serial Number".
func wordsOf(run []byte, shortest int) bool {
	for _, w := range lexicon[run[0]-'A'] {
		if len(w) < shortest || run[1] != w[1] || len(w) > 2 && len(run) > 2 && run[2] != w[2] {
			continue
		}
		if len(run) <= len(w) {
			if len(run) >= 7-shortest && w[:len(run)] == string(run) || w == string(run) {
				return true
			}
			continue
		}
		if len(w) < 3 || string(run[:len(w)]) != w {
			continue
		}
		rest := run[len(w):]
		if len(rest) >= 3 && wordsOf(rest, 3) || len(rest) < 3 && len(w) >= 6 && cutWord(rest) {
			return true
		}
	}
	return false
}

// cutWord reports whether one or two letters begin a lexicon word, as where a
// fixed field cut "System Serial Number" short.
func cutWord(rest []byte) bool {
	for _, w := range lexicon[rest[0]-'A'] {
		if len(w) > len(rest) && w[:len(rest)] == string(rest) {
			return true
		}
	}
	return false
}
