package hwhash

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Grammars of genuine serial numbers, maker by maker. In a pattern # is a
// digit, @ a letter, & one of both, % one of both without vowels, ^ an
// upper-case hexadecimal digit; anything else stands for itself.
var systemSerials = []string{
	"%%%%%%#",              // Dell
	"CND#0#%%%%",           // HP: site, year, week, number
	"5CG#4#&&&&",           // HP
	"MXL###0&&&",           // HP
	"CZJ#3#0&&&",           // HPE
	"PF&&&&&&",             // Lenovo
	"MJ0&&&&&",             // Lenovo
	"R9&&&&&&",             // Lenovo
	"K&&&&&&",              // IBM
	"S######X#######",      // Supermicro
	"&&&&&&&&&&",           // Apple from 2021
	"@#N0CV#########",      // ASUS
	"NX&&&&&00#########00", // Acer
	"X#######G",            // Toshiba
	"HTVN91QC#0####@",      // Samsung
	"####NM####",           // Oracle
	"SN##########",         // Gigabyte
	"0############",        // appliances
	"##########",
}

var boardSerials = []string{
	"/%%%%%%#/CN7220##&&0###/", // Dell
	".%%%%%%#.CN4864######&&.",
	"P&&&&&&&&&&&&&", // HP
	"L1HF#&&&&&&",    // Lenovo
	"MS1C9##########",
	"M80-5B#########",
	"ZM##AS######",
	"NBQ4#1100#########0000",
}

var diskSerials = []string{
	"Z4Z&&&&&", "W1D&&&&&", "ZFN&&&&&", // Seagate
	"WD-WCC7K&&&&&&&", "WD-WX#1A########", // WD
	"S###NX0M######@", "S5H1NE0MC#####@", "S4EVNX0M######X", // Samsung
	"##########&&", "2339QT4#####", // WD and SanDisk NVMe
	"CVMD########400FGN", "PHYS########480BGN", // Intel
	"##35E4^^^^^^", "0000000011##09^^^^^^", // Micron
	"50026B7682^^^^^^",                                    // Kingston
	"##J&&&&&T&&&", "JP####HR##Y6AV", "AS#5N503011#&#I0#", // Kioxia, HGST, SK hynix
	"0025_38##_####_^^^^.",                         // NVMe EUI-64 as Windows prints it
	"naa.5000c500^^^^^^^^", "eui.0025385^^1b^^^^^", // WWN
	"VB^^^^^^^^-^^^^^^^^", "vol0^^^^^^^^^^^^^^^^", // virtual
}

var moduleSerials = []string{"^^^^^^^^", "0x^^^^^^^^", "########"}

var ouis = []string{
	"3c:52:82", "a0:a8:cd", "ac:1f:6b", "00:25:90", "d4:be:d9", "f8:b1:56", "00:1b:21", "98:fa:9b", "b8:ca:3a", "00:e0:4c", "00:0c:29", "00:0d:3a", "08:00:27", "dc:a6:32", "00:0a:f7", "14:18:77",
}

func draw(r *rand.Rand, pattern string) string {
	const letters, digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
	var b strings.Builder
	for _, c := range pattern {
		set := string(c)
		switch c {
		case '#':
			set = digits
		case '@':
			set = letters
		case '&':
			set = digits + letters
		case '%':
			set = digits + "BCDFGHJKLMNPQRSTVWXYZ"
		case '^':
			set = digits + "ABCDEF"
		}
		b.WriteByte(set[r.IntN(len(set))])
	}
	return b.String()
}

// drawUUID returns what firmware holds: random, of Dell's or of HP's form, or
// with a MAC address.
func drawUUID(r *rand.Rand) string {
	b := make([]byte, 16)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	switch r.IntN(8) {
	case 0: // Dell
		copy(b, "DELL")
		tag := draw(r, "&&&&&&&")
		b[4], b[5], b[6], b[7], b[8], b[9] = 0, tag[0], 0x10, tag[1], 0x80, tag[2]
		b[10], b[11], b[12] = tag[3]|0x80, 0xc0, 0x4f
		copy(b[13:], tag[4:])
	case 1: // HP
		copy(b, draw(r, "######CZC####&&&"))
	case 2: // Supermicro
		clear(b[:10])
		copy(b[10:], []byte{0xac, 0x1f, 0x6b})
	case 3: // version 1
		b[6], b[8] = b[6]&0x0f|0x10, b[8]&0x3f|0x80
	}
	return fmt.Sprintf("%X-%X-%X-%X-%X", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// Of 10,000 genuine values of a kind at most six may be dropped: a pattern or
// a word comes by chance, too.
func TestGenuineValuesAreEvidence(t *testing.T) {
	const n = 10_000
	r := rand.New(rand.NewPCG(1, 2))
	oneOf := func(patterns []string) func() string {
		return func() string { return draw(r, patterns[r.IntN(len(patterns))]) }
	}
	for _, kind := range []struct {
		class Class
		draw  func() string
	}{
		{SystemSerial, oneOf(systemSerials)},
		{BoardSerial, oneOf(boardSerials)},
		{Disk, oneOf(diskSerials)},
		{MemoryModule, oneOf(moduleSerials)},
		{SystemUUID, func() string { return drawUUID(r) }},
		{OSInstall, func() string { return draw(r, strings.Repeat("^", 32)) }},
		{NIC, func() string { return ouis[r.IntN(len(ouis))] + ":" + draw(r, "^^:^^:^^") }},
	} {
		dropped := 0
		for range n {
			v := kind.draw()
			if _, r := canonical(kind.class, v, Traits{}); r != ruleUsed {
				t.Logf("%s %q: %s", kind.class, v, rules[r].reason)
				dropped++
			}
		}
		require.LessOrEqual(t, dropped, 6, kind.class)
	}
}
