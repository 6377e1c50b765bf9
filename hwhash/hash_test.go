package hwhash

import (
	"database/sql/driver"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sample is a hash with every class, some of them twice or more.
func sample(t testing.TB) Hash {
	t.Helper()
	h, err := NewHasher("example.com/test")
	require.NoError(t, err)
	sum, err := h.Sum(fullInventory())
	require.NoError(t, err)
	return sum
}

func fullInventory() *Inventory {
	inv := &Inventory{Traits: Traits{Portable: true}}
	inv.Add(SystemUUID, "9b1f6a52-4d0e-4c87-a8b3-0f6f2e6d71c4")
	inv.Add(SystemSerial, "PF3XK7Q2")
	inv.Add(BoardSerial, "L1HF0AV01K7")
	inv.Add(TPM, "4f1c9a0b7d3e52868b0c6d1f2a9e7c5305be8f7a6d4c3b2a190e8d7c6b5a4f3e")
	inv.Add(OSInstall, "5d3ac1f0e5be4a04b4a7a0c2d5f1e6b9")
	inv.Add(NIC, "3c:52:82:0a:11:07")
	inv.Add(NIC, "a0:a8:cd:4e:92:15")
	inv.Add(Disk, "S4EVNX0M718245K")
	inv.Add(Disk, "WD-WCC7K4PE4C1U")
	inv.Add(Disk, "ZFN0EHXF")
	inv.Add(Disk, "50026B7682A1C2D3")
	inv.Add(MemoryModule, "3F2A1B04")
	inv.Add(MemoryModule, "918C77E2")
	inv.Add(SystemModel, "LENOVO|20L8S2N800|LENOVO_MT_20L8")
	inv.Add(BoardModel, "LENOVO|20L8S2N800")
	inv.Add(Firmware, "LENOVO|N22ET75W (1.52 )|07/04/2022")
	inv.Add(CPU, "GenuineIntel|Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz")
	inv.Add(MemorySize, "16384 MB")
	inv.Add(GPU, "pci:8086:5917")
	inv.Add(PnPDevice, "pci:8086:9d71:17aa:225d")
	inv.Add(PnPDevice, "pci:8086:9d2f:17aa:225d")
	return inv
}

func TestHashRoundTrips(t *testing.T) {
	want := sample(t)

	text, err := want.MarshalText()
	require.NoError(t, err)
	require.Len(t, text, TextSize)
	require.Equal(t, string(text), want.String())
	got, err := Parse(string(text))
	require.NoError(t, err)
	require.Equal(t, want, got)

	raw, err := want.MarshalBinary()
	require.NoError(t, err)
	require.Len(t, raw, Size)
	got, err = FromBytes(raw)
	require.NoError(t, err)
	require.Equal(t, want, got)

	doc, err := json.Marshal(map[string]Hash{"hash": want})
	require.NoError(t, err)
	var decoded map[string]Hash
	require.NoError(t, json.Unmarshal(doc, &decoded))
	require.Equal(t, want, decoded["hash"])

	column, err := want.Value()
	require.NoError(t, err)
	for _, src := range []any{column, text, raw} {
		var scanned Hash
		require.NoError(t, scanned.Scan(src))
		require.Equal(t, want, scanned)
	}
	require.Equal(t, want.String(), want.LogValue().String())
}

func TestZeroHashIsInvalid(t *testing.T) {
	var zero Hash
	require.True(t, zero.IsZero())
	require.Equal(t, "hw1:invalid", zero.String())
	for name, err := range map[string]error{
		"text":   second(zero.MarshalText()),
		"binary": second(zero.MarshalBinary()),
		"json":   second(json.Marshal(zero)),
		"sql":    second(zero.Value()),
	} {
		require.ErrorIs(t, err, ErrInvalid, name)
	}
	_, err := FromBytes(make([]byte, Size))
	require.Error(t, err)
	_, err = Standard().Compare(zero, sample(t))
	require.ErrorIs(t, err, ErrInvalid)
}

func second[T any](_ T, err error) error { return err }

func TestScanRefuses(t *testing.T) {
	good := sample(t)
	for name, src := range map[string]driver.Value{
		"null": nil, "number": int64(7), "empty": "", "bytes": []byte("hw1:"), "text": "hw1:AAAA",
	} {
		h := good
		require.Error(t, h.Scan(src), name)
		require.Equal(t, good, h, "%s changed the hash", name)
	}
}

// forge changes a record and makes its checksum right again, to reach the
// checks behind it.
func forge(h Hash, change func(h *Hash)) []byte {
	change(&h)
	h.seal()
	return h.b[:]
}

func TestDecodeErrors(t *testing.T) {
	h := sample(t)
	raw := h.b[:]
	long := append(append([]byte{}, raw...), 0)
	nic, disk := classes[NIC].first, classes[Disk].first
	for _, c := range []struct {
		name string
		raw  []byte
		want error
	}{
		{"empty", nil, ErrLength},
		{"short", raw[:Size-1], ErrLength},
		{"long", long, ErrLength},
		{"version 0", forge(h, func(h *Hash) { h.b[offVersion] = 0 }), ErrVersion},
		{"version 2", forge(h, func(h *Hash) { h.b[offVersion] = 2 }), ErrVersion},
		{"damaged slot", func() []byte { d := h; d.b[20] ^= 1; return d.b[:] }(), ErrChecksum},
		{"damaged checksum", func() []byte { d := h; d.b[offChecksum] ^= 1; return d.b[:] }(), ErrChecksum},
		{"overflow of a class with room", forge(h, func(h *Hash) { h.b[offTraits] |= 8 }), ErrTraits},
		{"overflow of an empty class", forge(h, func(h *Hash) { h.setSlot(nic, 0); h.setSlot(nic+1, 0); h.b[offTraits] |= 8 }), ErrTraits},
		{"reserved slot 24", forge(h, func(h *Hash) { h.setSlot(24, 1) }), ErrReserved},
		{"reserved slot", forge(h, func(h *Hash) { h.setSlot(27, 1) }), ErrReserved},
		{"slot too wide", forge(h, func(h *Hash) { h.setSlot(0, 1<<11+1) }), ErrSlotWidth},
		{"adapter too wide", forge(h, func(h *Hash) { h.setSlot(nic+1, 1<<15+1) }), ErrSlotWidth},
		{"installation too wide", forge(h, func(h *Hash) { h.setSlot(4, 1<<15+1) }), ErrSlotWidth},
		{"model slot too wide", forge(h, func(h *Hash) { h.setSlot(16, 1<<8+1) }), ErrSlotWidth},
		{"slots not sorted", forge(h, func(h *Hash) { h.setSlot(disk, 9); h.setSlot(disk+1, 8) }), ErrSlotOrder},
		{"gap", forge(h, func(h *Hash) { h.setSlot(nic, 0) }), ErrSlotGap},
		{"no identity", forge(h, func(h *Hash) {
			for i := range 13 {
				h.setSlot(i, 0)
			}
			h.b[offTraits] = 0
		}), ErrInsufficient},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := FromBytes(c.raw)
			require.ErrorIs(t, err, c.want)
			require.True(t, got.IsZero())
			if c.want != ErrInsufficient {
				require.ErrorIs(t, err, ErrMalformed)
			}
			kept := h
			require.ErrorIs(t, kept.UnmarshalBinary(c.raw), c.want)
			require.Equal(t, h, kept)
		})
	}
}

func TestTextErrors(t *testing.T) {
	text := sample(t).String()
	tail := "AEIMQUYcgkosw048" // the characters that may end 64 bytes
	require.Contains(t, tail, text[len(text)-1:])
	for _, c := range []struct {
		name, text string
		want       error
	}{
		{"empty", "", ErrPrefix},
		{"no prefix", text[4:], ErrPrefix},
		{"upper case prefix", "HW1:" + text[4:], ErrPrefix},
		{"a product key's prefix", "pk1:" + text[4:], ErrPrefix},
		{"later version", "hw2:" + text[4:], ErrVersion},
		{"later, longer version", "hw10:" + text[4:] + "AAAA", ErrVersion},
		{"short", text[:len(text)-1], ErrLength},
		{"long", text + "A", ErrLength},
		{"space before", " " + text, ErrPrefix},
		{"space after", text + " ", ErrLength},
		{"line end within", text[:50] + "\n" + text[51:], ErrEncoding},
		{"padded", text[:len(text)-1] + "=", ErrEncoding},
		{"plain base64", text[:50] + "+" + text[51:], ErrEncoding},
		{"trailing bits", text[:len(text)-1] + "B", ErrEncoding},
		{"damaged", text[:30] + flip(text[30]) + text[31:], ErrChecksum},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse(c.text)
			require.ErrorIs(t, err, c.want)
			var h Hash
			require.ErrorIs(t, h.UnmarshalText([]byte(c.text)), c.want)
		})
	}
}

func flip(c byte) string {
	if c == 'A' {
		return "B"
	}
	return "A"
}

func TestChecksum(t *testing.T) {
	require.Equal(t, uint16(0x29b1), crc16(0xffff, []byte("123456789"))) // the catalogue's check value
	require.Equal(t, uint16(0xffff), crc16(beforeZeros, []byte{0, 0}))
}

// The checksum is linear, so what it finds in one hash it finds in all.
func TestChecksumFindsTypingErrors(t *testing.T) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" // by value
	text := sample(t).String()
	for i := len("hw1:"); i < len(text); i++ {
		for _, c := range []byte(alphabet) {
			if c != text[i] {
				_, err := Parse(text[:i] + string(c) + text[i+1:])
				require.Error(t, err, "position %d, %c", i, c)
			}
		}
		// Two adjacent characters exchanged change by one and the same
		// pattern: all 63 patterns.
		for d := 1; d < 64 && i+1 < len(text); d++ {
			exchanged := []byte(text)
			for j := i; j < i+2; j++ {
				exchanged[j] = alphabet[strings.IndexByte(alphabet, text[j])^d]
			}
			_, err := Parse(string(exchanged))
			require.Error(t, err, "positions %d and %d, pattern %d", i, i+1, d)
		}
	}
}

func TestDecodingAllocatesNothing(t *testing.T) {
	h := sample(t)
	text := h.String()
	raw, buf := []byte(text), make([]byte, 0, TextSize)
	var out Hash
	for name, f := range map[string]func(){
		"Parse":           func() { _, _ = Parse(text) },
		"UnmarshalText":   func() { _ = out.UnmarshalText(raw) },
		"UnmarshalBinary": func() { _ = out.UnmarshalBinary(h.b[:]) },
		"AppendText":      func() { buf, _ = h.AppendText(buf[:0]) },
	} {
		require.Zero(t, testing.AllocsPerRun(100, f), name)
	}
}

func TestAccessors(t *testing.T) {
	h := sample(t)
	require.Equal(t, Traits{Portable: true}, h.Traits())
	require.True(t, h.Overflowed(Disk), "four disks")
	require.False(t, h.Overflowed(NIC))
	require.False(t, h.Overflowed(SystemUUID))
	require.False(t, h.Overflowed(0))
	require.Equal(t, Classes(), h.Classes())
	require.Equal(t, 2, h.Count(NIC))
	require.Equal(t, 3, h.Count(Disk))
	require.Equal(t, 0, h.Count(0))
	require.Equal(t, 0, h.Count(200))
	require.Equal(t, []Group{GroupPlatform, GroupTPM, GroupOS, GroupNetwork, GroupStorage, GroupMemory}, h.IdentityGroups())
	require.Equal(t, 3*11+2*15+2*11+3*11+2*10, h.IdentityBits())
}

func TestClassNames(t *testing.T) {
	require.Len(t, Classes(), 15)
	next := 0
	for _, c := range Classes() {
		parsed, err := ParseClass(c.String())
		require.NoError(t, err)
		require.Equal(t, c, parsed)
		require.Equal(t, next, classes[c].first, c)
		next += classes[c].slots
	}
	require.Equal(t, firstReserved, next)
	for _, name := range []string{"", "NIC", "nic ", "invalid", "serial"} {
		_, err := ParseClass(name)
		require.ErrorIs(t, err, ErrClass)
	}
	require.Equal(t, "invalid", Class(0).String())
	require.Equal(t, "invalid", Class(99).String())
	require.Equal(t, Group(0), Class(99).Group())
	require.Equal(t, "network", NIC.Group().String())
	require.Equal(t, "invalid", Group(99).String())
}

func FuzzParse(f *testing.F) {
	text := sample(f).String()
	seeds := []string{
		text,
		text[:89],
		text + "A",
		"hw1:" + strings.Repeat("A", 86), // zero bytes
		"hw2:" + text[4:],
		text[:40] + "\n" + text[41:],
		text[:40] + "=" + text[41:],
	}
	require.NotEmpty(f, seeds)
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		h, err := Parse(text)
		if err != nil {
			require.True(t, h.IsZero())
			return
		}
		require.Equal(t, text, h.String(), "two texts for one value")
		again, err := FromBytes(h.b[:])
		require.NoError(t, err)
		require.Equal(t, h, again)
	})
}

// FuzzFromBytes repairs the checksum, so that the fuzzer reaches what is
// behind it.
func FuzzFromBytes(f *testing.F) {
	h := sample(f)
	f.Add(h.b[:])
	f.Add(make([]byte, Size))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) == Size {
			h := Hash{[Size]byte(raw)}
			h.seal()
			raw = h.b[:]
		}
		h, err := FromBytes(raw)
		if err != nil {
			return
		}
		require.Equal(t, "hw1:"+base64.RawURLEncoding.EncodeToString(raw), h.String())
		m, err := Standard().Compare(h, h)
		require.NoError(t, err)
		require.Positive(t, m.Bits)
	})
}
