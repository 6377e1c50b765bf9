package main

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
)

// grammar is how a maker writes a value, and what of it an attacker who knows
// the maker and the model has to guess.
type grammar struct {
	name     string
	classes  string // that it is of, separated by spaces
	match    *regexp.Regexp
	template string // as long as the value; see unknowns
	guess    string // what is unknown, for people
	// linked says that the unknowns are those of another value of the machine,
	// so they are guessed once.
	linked bool
}

// unknowns are what the characters of a template stand for; any other stands for
// one that the attacker knows.
var unknowns = map[byte][]string{
	'#': strings.Split("0123456789", ""),
	'@': strings.Split("0123456789ABCDEF", ""),
	'K': strings.Split("0123456789BCDFGHJKLMNPQRSTVWXYZ", ""), // digits and consonants, 31
	'y': strings.Split("789", ""),                             // the model is made for three years
	'm': strings.Split("123456789ABC", ""),
	't': strings.Split("0123456789BCDFG", ""), // of service tags, five a year
	'd': strings.Split("123456789ABCDEFGHIJKLMNOPQRSTUV", ""),
	'l': strings.Split("AFLSX", ""), // a production line
	'w': weeks(),                    // takes two characters
}

func weeks() (all []string) {
	for w := range 52 {
		w++
		all = append(all, string([]byte{'0' + byte(w/10), '0' + byte(w%10)}))
	}
	return all
}

const random = "random"

// spell is a grammar whose match is of the whole value, in either case.
func spell(name, classes, match, template, guess string) grammar {
	return grammar{name: name, classes: classes, match: regexp.MustCompile("^(?i:" + match + ")$"), template: template, guess: guess}
}

func hexes(n int) string { return strings.Repeat("@", n) }

// grammars are tried in this order. What the attacker is taken to know errs to
// his side: the prefix that goes with the model, the plant, and three years.
var grammars = []grammar{
	spell("Dell service tag", "system_serial", `[0-9B-DF-HJ-NP-TV-Z]{7}`, "KKKKKt=", "five characters, and a sixth that goes with the year"),
	spell("Lenovo serial", "system_serial", `(PF|MJ)[0-9A-Z]{6}`, "==yKKKKK", "one of three years, five characters"),
	spell("HP, HPE serial", "system_serial", `[0-9A-Z]{3}\d{3}[0-9A-Z]{4}`, "===ywKKKK", "a week of three years, four characters"),
	spell("Supermicro serial", "system_serial", `[A-Z]\d{6}X\d[0-9A-C]\d{5}`, "===####=ym#####", "four digits of the order, a month of three years, a number of five digits"),
	spell("Apple serial", "system_serial", `[0-9A-Z]{10}`, "KKKKKKKKKK", "ten random characters"),
	spell("Hyper-V serial", "system_serial", `\d{4}(-\d{4}){5}-\d{2}`, "####-####-####-####-####-####-##", random),
	spell("cloud instance", "board_serial", `i-0[0-9a-f]{16}`, "==="+hexes(16), random),
	spell("Dell board", "board_serial", `/[0-9A-Z]{7}/[0-9A-Z]{14}/`, "================ymd=KKK=", "a day of three years, three characters, and the tag"),
	spell("Dell server's board", "board_serial", `\.[0-9A-Z]{7}\.CNIVC[0-9A-Z]{9}\.`, "================ymd####=", "a day of three years, four digits, and the tag"),
	spell("Lenovo board", "board_serial", `L1[0-9A-Z]{9}`, "=====KKKKKK", "six characters"),
	spell("HP, HPE board", "board_serial", `P[0-9A-Z]{13}`, "=======KKKKKKK", "seven characters"),
	spell("Supermicro board", "board_serial", `[A-Z]{2}\d[0-9]\d[A-Z]\d{6}`, "===ym=######", "a month of three years, six digits"),
	spell("ASUS board", "board_serial", `\d{15}`, "=ym======######", "a month of three years, six digits"),
	spell("ASRock board", "board_serial", `M80-[A-Z]\d{10}`, "======#########", "nine digits"),

	spell("virtual adapter's address, drawn", "nic", `0[26ae](:[0-9a-f]{2}){5}`, "==:@@:@@:@@:@@:@@", random),
	spell("adapter's address", "nic", `([0-9a-f]{2}:){5}[0-9a-f]{2}`, "==:==:==:@@:@@:@@", "2^24 device numbers"),

	spell("Samsung disk", "disk", `S[0-9A-Z]{3}N[A-Z]0[A-Z]\d{6}`, "=====l=y######", "one of five lines, three years, six digits"),
	spell("Samsung disk, with a check letter", "disk", `S[0-9A-Z]{3}N[A-Z]0[A-Z]\d{6}[A-Z]`, "=====l=y######K", "one of five lines, three years, six digits, a letter"),
	spell("Western Digital disk", "disk", `WD-W[0-9A-Z]{11}`, "=========KKKKKK", "six characters"),
	spell("Seagate disk", "disk", `Z[0-9A-Z]{7}`, "===KKKKK", "five characters"),
	spell("Kingston disk", "disk", `50026B[0-9A-F]{10}`, "=========@@@@@@@", "seven hexadecimal digits"),
	spell("Micron disk", "disk", `2\d{3}[0-9A-F]{8}`, "=yw==@@@@@@", "a week of three years, six hexadecimal digits"),
	spell("Intel disk", "disk", `(PHMB|BTYF)\d{3}[0-9A-Z]{5}480[BD]GN`, "====yw##KKK======", "a week of three years, two digits, three characters"),
	spell("HPE disk", "disk", `P[0-9A-Z]{13}`, "=======KKKKKKK", "seven characters"),
	spell("World Wide Name", "disk", `naa\.5000c[0-9a-f]{11}`, "=============@@@@@@@", "seven hexadecimal digits"),
	spell("memory card", "disk", `0x[0-9a-f]{8}`, "=="+hexes(8), "eight hexadecimal digits"),
	spell("virtual disk of VMware", "disk", `6000c29[0-9a-f]{25}`, "======="+hexes(25), random),
	spell("virtual disk of Hyper-V", "disk", `60022480[0-9a-f]{24}`, "========"+hexes(24), random),
	spell("cloud volume", "disk", `vol0[0-9a-f]{16}`, "===="+hexes(16), random),

	spell("memory module", "memory_module", `[0-9A-F]{8}`, hexes(8), "eight hexadecimal digits"),
	spell("TPM", "tpm", `[0-9a-f]{64}`, hexes(64), random),
	spell("installation", "os_install", `[0-9a-f]{32}`, hexes(32), random),
	spell("UUID, random or of a hash", "system_uuid os_install", `[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`, hexes(8)+"-@@@@-=@@@-@@@@-"+hexes(12), random),
	spell("UUID of a hypervisor", "system_uuid", `[0-9a-f]{8}-[0-9a-f]{4}-[02367-9a-f][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`, hexes(8)+"-@@@@-@@@@-@@@@-"+hexes(12), random),
	spell("UUID, of a time and a random node", "system_uuid", `[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`, hexes(8)+"-@@@@-====-====-"+hexes(12), "a time, and a random node"),
}

// grammarOf returns the first grammar of a value.
func grammarOf(class, value string) (grammar, bool) {
	for _, g := range grammars {
		for _, c := range strings.Fields(g.classes) {
			if c == class && g.match.MatchString(value) {
				return g, true
			}
		}
	}
	return grammar{}, false
}

// space is the set of candidates for a value.
type space struct {
	value string
	parts [][]string
}

func (g grammar) space(value string) space {
	s := space{value: value}
	for i := 0; i < len(g.template) && len(value) > 0; i++ {
		width := 1
		part, unknown := unknowns[g.template[i]]
		if unknown {
			width = len(part[0])
		} else {
			part = []string{""}
		}
		if !slices.Contains(part, strings.ToUpper(value[:width])) { // the machine's own is a candidate
			part = append([]string{value[:width]}, part[1:]...)
		}
		s.parts = append(s.parts, part)
		value = value[width:]
	}
	return s
}

// size is the number of candidates.
func (s space) size() float64 {
	n := 1.0
	for _, p := range s.parts {
		n *= float64(len(p))
	}
	return n
}

// at is candidate i, for sizes below 2^63.
func (s space) at(buf []byte, i uint64) []byte {
	for _, p := range s.parts {
		n := uint64(len(p))
		buf = append(buf, p[i%n]...)
		i /= n
	}
	return buf
}

// draw is a random candidate.
func (s space) draw(buf []byte, r *rand.Rand) []byte {
	for _, p := range s.parts {
		buf = append(buf, p[r.IntN(len(p))]...)
	}
	return buf
}
