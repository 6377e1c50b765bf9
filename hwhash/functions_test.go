package hwhash

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What makers make of one value: the kinds of functions that docs/format.md
// names. Each draws a function and applies it to a source.

// noise returns a UUID with n random bytes, the others small constants.
func noise(r *rand.Rand) (b [16]byte) {
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func place(r *rand.Rand, b [16]byte, part []byte) [16]byte {
	copy(b[r.IntN(17-len(part)):], part)
	return b
}

func placeDigits(r *rand.Rand, b [16]byte, digits string) [16]byte {
	text := fmt.Sprintf("%x", b)
	at := r.IntN(len(text) + 1 - len(digits))
	u, ok := parseUUID(text[:at] + digits + text[at+len(digits):])
	if !ok {
		panic("no digits")
	}
	return u.bytes()
}

func uuidText(b [16]byte) string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// swappedText is a UUID in one of its byte orders.
func swappedText(r *rand.Rand, b [16]byte) string {
	if r.IntN(2) == 0 {
		return uuidText(uuidOf(b[:]).swapped().bytes())
	}
	return uuidText(b)
}

func addressBytes(m mac) []byte { return appendMAC(nil, m) }

func half(d uint32) []byte { return binary.BigEndian.AppendUint32(nil, d)[1:] }

func reversed(b []byte) []byte {
	out := make([]byte, len(b))
	for i := range b {
		out[len(b)-1-i] = b[i]
	}
	return out
}

func backwardsText(s string) string { return string(reversed([]byte(s))) }

func oneOf[T any](r *rand.Rand, all ...T) T { return all[r.IntN(len(all))] }

// relative draws one of the numbers that makers make of a device half, large
// enough not to be everywhere.
func relative(r *rand.Rand, d uint32) uint32 {
	for {
		if n := oneOf(r, d, d^0x555555, d^0xaaaaaa, d^0xffffff, d/2, d/4, d/8, d*2&deviceHalf); n >= leastRelative {
			return n
		}
	}
}

var uuidsOfAddress = map[string]func(r *rand.Rand, m mac) [16]byte{
	"bytes in any order and spacing": func(r *rand.Rand, m mac) [16]byte {
		b := noise(r)
		for i, at := range r.Perm(16)[:6] {
			b[at] = m.byteAt(i)
		}
		return b
	},
	"between counting constants": func(r *rand.Rand, m mac) [16]byte {
		return [16]byte{3, m.byteAt(1), 2, m.byteAt(0), 4, m.byteAt(2), 5, m.byteAt(3), m.byteAt(4), 6, m.byteAt(5), 7, 0, 8, 0, 9}
	},
	"after zeros":      func(r *rand.Rand, m mac) (b [16]byte) { copy(b[10:], addressBytes(m)); return b },
	"in a row":         func(r *rand.Rand, m mac) [16]byte { return place(r, noise(r), addressBytes(m)) },
	"backwards":        func(r *rand.Rand, m mac) [16]byte { return place(r, noise(r), reversed(addressBytes(m))) },
	"a constant added": func(r *rand.Rand, m mac) [16]byte { return place(r, noise(r), addressBytes(m+mac(r.IntN(64)))) },
	"device half": func(r *rand.Rand, m mac) [16]byte {
		return place(r, noise(r), half(relative(r, uint32(m&deviceHalf))))
	},
	"device half, a constant added": func(r *rand.Rand, m mac) [16]byte {
		d := half(uint32(m&deviceHalf) + uint32(r.IntN(64)))
		return place(r, noise(r), oneOf(r, d, reversed(d)))
	},
	"backwards, a constant added": func(r *rand.Rand, m mac) [16]byte {
		return place(r, noise(r), reversed(addressBytes(m+mac(r.IntN(64)))))
	},
	"device half, spaced": func(r *rand.Rand, m mac) [16]byte {
		b, at := noise(r), r.IntN(6)
		for i := range 3 {
			b[at] = m.byteAt(3 + i)
			at += 1 + r.IntN(5)
		}
		return b
	},
	"hexadecimal digits as text": func(r *rand.Rand, m mac) [16]byte {
		text := oneOf(r, fmt.Sprintf("%012X", uint64(m)), fmt.Sprintf("%012x", uint64(m)), fmt.Sprintf("%06X", uint64(m&deviceHalf)))
		return place(r, noise(r), []byte(text))
	},
	"decimal digits as text": func(r *rand.Rand, m mac) [16]byte {
		text, b := strconv.FormatUint(uint64(oneOf(r, m, m&deviceHalf)), 10), noise(r)
		b[0], b[15] = 0, 0 // sixteen letters and digits are another form
		return place(r, b, []byte(oneOf(r, text, backwardsText(text))))
	},
	"decimal digits": func(r *rand.Rand, m mac) [16]byte {
		text := strconv.FormatUint(uint64(oneOf(r, m, m&deviceHalf)), 10)
		return placeDigits(r, noise(r), oneOf(r, text, backwardsText(text)))
	},
	"device half backwards": func(r *rand.Rand, m mac) [16]byte {
		return place(r, noise(r), reversed(half(relative(r, uint32(m&deviceHalf)))))
	},
}

var serialsOfAddress = map[string]func(r *rand.Rand, m mac) string{
	"the address": func(r *rand.Rand, m mac) string {
		sep := oneOf(r, "", ":", "-", " ", ".")
		parts := strings.Split(fmt.Sprintf("% X", addressBytes(m)), " ")
		return oneOf(r, "", "SN", "MAC-", "Q") + strings.Join(parts, sep)
	},
	"backwards":        func(r *rand.Rand, m mac) string { return "ZK" + backwardsText(fmt.Sprintf("%012X", uint64(m))) },
	"a constant added": func(r *rand.Rand, m mac) string { return fmt.Sprintf("WQ%012X", uint64(m)+uint64(r.IntN(64))) },
	"a relative in hexadecimal": func(r *rand.Rand, m mac) string {
		return draw(r, "@@") + "Z" + fmt.Sprintf("%06X", relative(r, uint32(m&deviceHalf))) + "X" + draw(r, "##")
	},
	"a number in decimal": func(r *rand.Rand, m mac) string {
		d := uint64(m & deviceHalf)
		n := oneOf(r, d, d/2, d/4, d/8, uint64(m))
		if x := uint64(relative(r, uint32(d))); x >= 100_000 { // a number has six digits
			n = x
		}
		n += uint64(r.IntN(100))
		return oneOf(r, "", "SN", "ZX-") + strconv.FormatUint(n, 10)
	},
	"a number in decimal, backwards": func(r *rand.Rand, m mac) string {
		return "ZX" + backwardsText(strconv.FormatUint(uint64(oneOf(r, m, m&deviceHalf)), 10))
	},
	"a device half in hexadecimal, a constant added": func(r *rand.Rand, m mac) string {
		return oneOf(r, "ZN", "SN-") + fmt.Sprintf("%06X", uint64(m&deviceHalf)+r.Uint64N(64)) + oneOf(r, "Z", "Q7", "-X")
	},
	"a number less a constant": func(r *rand.Rand, m mac) string { return strconv.FormatUint(uint64(m&deviceHalf)/4-64, 10) },
	"bytes in any order": func(r *rand.Rand, m mac) string {
		var b strings.Builder
		for _, i := range r.Perm(3) {
			b.WriteString(draw(r, "@")[:1] + fmt.Sprintf("%02X", m.byteAt(3+i)))
		}
		return "Z" + b.String()
	},
	"digits with letters between": func(r *rand.Rand, m mac) string {
		var b strings.Builder
		for _, c := range fmt.Sprintf("%06X", uint64(m&deviceHalf)) {
			b.WriteRune(c)
			b.WriteString(oneOf(r, "", "X", "Z", "-"))
		}
		return b.String() + "Q"
	},
}

var uuidsOfSerial = map[string]func(r *rand.Rand, serial string) [16]byte{
	"Dell's": func(r *rand.Rand, s string) (b [16]byte) {
		for len(s) < 7 {
			s += "X"
		}
		b = [16]byte{'L', 'L', 'E', 'D', 0, s[1], s[2], 0x10, 0x80, s[3], s[0] | 0x80, 0xc0, 0x4f, s[4], s[5], s[6]}
		return b
	},
	"in a row":      func(r *rand.Rand, s string) [16]byte { return place(r, noise(r), []byte(s)) },
	"backwards":     func(r *rand.Rand, s string) [16]byte { return place(r, noise(r), reversed([]byte(s))) },
	"the last five": func(r *rand.Rand, s string) [16]byte { return place(r, noise(r), []byte(s[len(s)-5:])) },
	"any order, spaced": func(r *rand.Rand, s string) [16]byte {
		b := noise(r)
		at := r.Perm(16)
		for i, c := range []byte(s) {
			b[at[i]] = c | byte(r.IntN(2))<<7
		}
		return b
	},
}

// A board's serial number of the system's: what it adds is no evidence.
var boardsOfSerial = map[string]func(r *rand.Rand, serial string) string{
	"more around it":       func(r *rand.Rand, s string) string { return "BS" + s + "01" },
	"spaced":               func(r *rand.Rand, s string) string { return strings.Join(strings.Split(s, ""), " ") },
	"backwards":            func(r *rand.Rand, s string) string { return backwardsText(s) },
	"its end":              func(r *rand.Rand, s string) string { return "CN0" + s[len(s)-5-r.IntN(2):] + "QQ" },
	"its end, backwards":   func(r *rand.Rand, s string) string { return "CN0" + backwardsText(s[len(s)-5:]) + "QQ" },
	"in two":               func(r *rand.Rand, s string) string { return s[:4] + "XX" + s[4:] },
	"zeros between":        func(r *rand.Rand, s string) string { return strings.Join(strings.Split(s, ""), "0") },
	"all but the last one": func(r *rand.Rand, s string) string { return s[:len(s)-1] + "KQ" },
}

// A value that is a function of another publishes what the other does, and
// nothing besides, whether both are read or, where the form tells, either.
func TestFunctionsPublishOneWord(t *testing.T) {
	h := newHasher(t)
	r := rand.New(rand.NewPCG(31, 32))
	sum := func(components ...Component) Hash {
		out, err := h.Sum(&Inventory{Components: components})
		require.NoError(t, err)
		return out
	}
	randomMAC := func() (mac, Component) {
		text := oneOf(r, ouis...) + ":" + draw(r, "^^:^^:^^")
		m, _ := parseMAC(text)
		return m, Component{NIC, text}
	}
	n := 100_000 / (len(uuidsOfAddress) + len(serialsOfAddress) + len(uuidsOfSerial) + len(boardsOfSerial))
	for range n {
		m, nic := randomMAC()
		if judgeMAC(m, false) != ruleUsed || m&deviceHalf < 1<<20 {
			continue
		}
		want := sum(nic)
		for name, f := range uuidsOfAddress {
			c := Component{SystemUUID, swappedText(r, f(r, m))}
			require.Equal(t, want, sum(nic, c), "UUID, %s: %v of %v", name, c.Value, nic.Value)
		}
		for name, f := range serialsOfAddress {
			for _, class := range []Class{SystemSerial, BoardSerial} {
				c := Component{class, f(r, m)}
				require.Equal(t, want, sum(nic, c), "serial, %s: %v of %v", name, c.Value, nic.Value)
			}
		}
		serial := Component{SystemSerial, draw(r, oneOf(r, "%%%%%%#", "CZC#####&&"[:10], "PF&&&&&&"))}
		if _, rule := canonical(SystemSerial, serial.Value, Traits{}); rule != ruleUsed {
			continue
		}
		want = sum(serial)
		for name, f := range uuidsOfSerial {
			if name == "Dell's" && len(serial.Value) != 7 {
				continue
			}
			c := Component{SystemUUID, swappedText(r, f(r, serial.Value))}
			require.Equal(t, want, sum(serial, c), "UUID, %s: %v of %v", name, c.Value, serial.Value)
		}
		for name, f := range boardsOfSerial {
			c := Component{BoardSerial, f(r, serial.Value)}
			require.Equal(t, want, sum(serial, c), "board, %s: %v of %v", name, c.Value, serial.Value)
		}
	}
	// Where the form tells, the source need not be read.
	for range 2000 {
		m, nic := randomMAC()
		if judgeMAC(m, false) != ruleUsed {
			continue
		}
		for _, name := range []string{"between counting constants", "after zeros"} {
			require.Equal(t, sum(nic), sum(Component{SystemUUID, swappedText(r, uuidsOfAddress[name](r, m))}), name)
		}
		if text := strings.ReplaceAll(nic.Value, ":", ""); strings.ContainsAny(text, "abcdefABCDEF") {
			require.Equal(t, sum(nic), sum(Component{SystemSerial, text}))
		}
		tag := draw(r, "%%%%%%#")
		if _, rule := canonical(SystemSerial, tag, Traits{}); rule == ruleUsed {
			require.Equal(t, sum(Component{SystemSerial, tag}), sum(Component{SystemUUID, swappedText(r, uuidsOfSerial["Dell's"](r, tag))}))
		}
		u := drawUUID(r)
		if _, as, rule := normalise(nil, &Component{SystemUUID, u}, Traits{}); rule == ruleUsed && as == SystemUUID {
			require.Equal(t, sum(Component{SystemUUID, u}), sum(Component{SystemSerial, "VMware-" + strings.ReplaceAll(u, "-", " ")}))
		}
	}
}

// The functions of one adapter's address that another adapter has.
func TestAddressesOfAddresses(t *testing.T) {
	h := newHasher(t)
	r := rand.New(rand.NewPCG(33, 34))
	for range 20_000 {
		wired, _ := parseMAC("3c:52:82:" + draw(r, "^^:^^:^^"))
		if judgeMAC(wired, false) != ruleUsed || wired&deviceHalf < 8*leastRelative {
			continue
		}
		other := mac(oneOf(r, 0x3c5282, 0xa0a8cd, 0x001b21))<<24 | mac(relative(r, uint32(wired&deviceHalf)))
		if judgeMAC(other, false) != ruleUsed || other.near(wired) {
			continue
		}
		inv := &Inventory{}
		inv.Add(NIC, fmt.Sprintf("%012x", uint64(wired)))
		inv.Add(NIC, fmt.Sprintf("%012x", uint64(other)))
		sum, err := h.Sum(inv)
		require.NoError(t, err)
		require.Equal(t, 1, sum.Count(NIC), "%012x %012x", uint64(wired), uint64(other))
	}
}

// Chance makes a function of what is none, for few machines.
func TestFunctionsByChance(t *testing.T) {
	h := newHasher(t)
	r := rand.New(rand.NewPCG(35, 36))
	const n = 20_000
	dropped := map[string]int{}
	for range n {
		inv := &Inventory{Components: []Component{
			{SystemUUID, uuidText(noise(r))}, {SystemSerial, draw(r, oneOf(r, systemSerials...))}, {BoardSerial, draw(r, oneOf(r, boardSerials...))},
			{OSInstall, draw(r, strings.Repeat("^", 32))},
			{NIC, "3c:52:82:" + draw(r, "^^:^^:^^")}, {NIC, "a0:a8:cd:" + draw(r, "^^:^^:^^")},
		}}
		findings, err := h.Explain(inv)
		require.NoError(t, err)
		for _, f := range findings {
			if f.Status == StatusDerived || f.As != 0 {
				dropped[f.Class.String()]++
			}
		}
	}
	t.Log(dropped)
	for class, count := range dropped {
		require.Less(t, count, n/200, class)
	}
}
