package server_test

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/hwhash"
)

// Slots of a hash that a forger guesses: their class, and how many values each
// has. docs/format.md has the table.
var guessed = []struct {
	slot, values int
	class        string
}{
	{0, 1 << 11, "system_uuid"}, {1, 1 << 11, "system_serial"}, {2, 1 << 11, "board_serial"},
	{5, 1 << 11, "nic"}, {8, 1 << 11, "disk"}, {11, 1 << 10, "memory_module"},
}

// forger is an attacker's client: it knows the scope and the model of the victim's
// machine, has the victim's product key and any number of installations, and makes
// any hash that is one.
type forger struct {
	*bare
	head   [8]byte
	model  [16]uint16 // slots 13 to 23 of the victim's model
	victim hwhash.Hash
	place  place // of the victim
	r      *rand.Rand

	requests, granted, refused int
	kinds                      map[string]int // of answers
	renewals, stopped          int            // of the victim
}

// newForger has a victim on a licence of one seat, which it has released or not.
func newForger(t testing.TB, free bool) *forger {
	f := &forger{
		bare: newBare(t, nil, server.Licence{Kind: activation.Perpetual, Seats: 1}),
		r:    rand.New(rand.NewPCG(5, 6)), kinds: map[string]int{}, victim: machine(3), place: newPlace(),
	}
	b, err := f.victim.MarshalBinary()
	require.NoError(t, err)
	copy(f.head[:], b)
	for i := 13; i < 24; i++ {
		f.model[i-13] = binary.BigEndian.Uint16(b[8+2*i:])
	}
	require.Equal(t, activation.Granted, f.activate(&f.place, f.victim, "").Outcome)
	if free {
		f.now += seconds
		v, err := f.ask(server.Ask{Op: activation.OpRelease, IID: f.place.iid, Ticket: f.place.ticket})
		require.NoError(t, err)
		require.Equal(t, activation.Released, v.Outcome)
	}
	return f
}

// forge makes a hash of slots; those of the model are the victim's.
func (f *forger) forge(slots map[int]uint16) hwhash.Hash {
	var b [64]byte
	copy(b[:], f.head[:])
	for i, v := range f.model[:11] {
		binary.BigEndian.PutUint16(b[8+2*(13+i):], v)
	}
	for i, v := range slots {
		binary.BigEndian.PutUint16(b[8+2*i:], v)
	}
	crc := uint16(0xffff)
	for i, c := range b {
		if i == 6 || i == 7 {
			continue
		}
		crc ^= uint16(c) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	binary.BigEndian.PutUint16(b[6:], crc)
	var h hwhash.Hash
	require.NoError(f.t, h.UnmarshalBinary(b[:]))
	return h
}

// verdict is what the server would see, and never tells.
func (f *forger) verdict(h hwhash.Hash) hwhash.Verdict {
	m, err := hwhash.Standard().Compare(f.victim, h)
	require.NoError(f.t, err)
	return m.Verdict
}

// probe activates with a hash on a new installation, and returns the answer as a
// client reads it. What is granted is released again, as often as that is free.
func (f *forger) probe(h hwhash.Hash) string {
	f.requests++
	f.now += 300
	p := newPlace()
	v := f.activate(&p, h, "")
	kind := fmt.Sprint(v.Outcome, v.May)
	if v.Outcome == activation.Granted {
		f.granted++
		kind += fmt.Sprint(" another's anchor: ", v.Seat.Anchor == f.victim, ", graced: ", v.Graced)
		_, err := f.ask(server.Ask{Op: activation.OpRelease, IID: p.iid, Ticket: p.ticket})
		require.NoError(f.t, err)
	} else {
		f.refused++
	}
	f.kinds[kind]++
	return kind
}

// oneByOne guesses one class at a time: it keeps the values whose answer differs
// from most, and puts them together.
func (f *forger) oneByOne(answer func(hwhash.Hash) string, budget int) (h hwhash.Hash, right, asked int) {
	kept := map[int]uint16{}
	for _, g := range guessed {
		seen := map[string][]uint16{}
		for v := range min(g.values, budget/len(guessed)) {
			kind := answer(f.forge(map[int]uint16{g.slot: uint16(v + 1)}))
			seen[kind] = append(seen[kind], uint16(v+1))
			asked++
		}
		// Of the answers that are rare, one value is taken; else any.
		kept[g.slot] = uint16(f.r.IntN(g.values) + 1)
		rarest := 1 << 30
		for _, kind := range slices.Sorted(maps.Keys(seen)) {
			if values := seen[kind]; len(seen) > 1 && len(values) < rarest {
				rarest, kept[g.slot] = len(values), values[f.r.IntN(len(values))]
			}
		}
		b, err := f.victim.MarshalBinary()
		require.NoError(f.t, err)
		if kept[g.slot] == binary.BigEndian.Uint16(b[8+2*g.slot:]) {
			right++
		}
	}
	return f.forge(kept), right, asked
}

// random guesses all classes at once.
func (f *forger) random() hwhash.Hash {
	slots := map[int]uint16{}
	for _, g := range guessed {
		slots[g.slot] = uint16(f.r.IntN(g.values) + 1)
	}
	return f.forge(slots)
}

// TestOracle has a forger ask 100,000 times within a year. It gains nothing: no
// answer tells how near a hash is, no machine is forged, and the victim renews.
// The same program, told the verdict, forges the machine: so it could.
func TestOracle(t *testing.T) {
	n := full(100_000, 3000)
	var rows []string
	for _, free := range []bool{false, true} {
		f := newForger(t, free)
		began := f.now
		forged, right, asked := f.oneByOne(f.probe, n/4)
		for f.requests < n {
			f.probe(f.random())
			if !free && f.now >= began+int64(f.renewals+1)*7*seconds {
				f.renewals++
				if f.renew(&f.place, f.victim, false).Outcome != activation.Granted {
					f.stopped++
				}
			}
		}
		for kind := range f.kinds {
			require.NotContains(t, kind, "anchor: true", "it was given the victim's seat")
		}
		require.NotEqual(t, hwhash.Same, f.verdict(forged))
		require.Zero(t, f.stopped)
		name := "taken"
		if free {
			name = "released"
		} else {
			require.Zero(t, f.granted)
			require.NotZero(t, f.renewals)
		}
		rows = append(rows, fmt.Sprintf("| %s | %d | %d, of them %d one class at a time | %d | %d of %d | no | %d of %d |",
			name, f.requests, len(f.kinds), asked, f.granted, right, len(guessed), f.stopped, f.renewals))
		t.Logf("%s: answers %v", name, f.kinds)
	}

	// The same forger where the server told the verdict.
	f := newForger(t, false)
	forged, right, asked := f.oneByOne(func(h hwhash.Hash) string { return fmt.Sprint(f.verdict(h)) }, 1<<20)
	require.NotZero(t, right)
	require.Equal(t, hwhash.Same, f.verdict(forged), "a server that tells the verdict is an oracle")
	rows = append(rows, fmt.Sprintf("| taken, if answers told the verdict | %d | | | %d of %d | yes | |", asked, right, len(guessed)))

	table := "| the victim's seat | requests | kinds of answers | granted | classes found | machine forged | victim's renewals refused |\n" +
		"| --- | --- | --- | --- | --- | --- | --- |\n" + strings.Join(rows, "\n") + "\n"
	t.Log("\n" + table)
	if os.Getenv("WRITE") != "" {
		writeBlock(t, "../../docs/activation.md", "oracle", table)
	}
}

// TestAnswersAreTheSame asks two servers at the same times: one for a machine that
// is certainly another, one for a machine that may be the victim's. Each answer is
// the same.
func TestAnswersAreTheSame(t *testing.T) {
	for _, free := range []bool{false, true} {
		a := newForger(t, free)
		var doubtful, different []hwhash.Hash
		real, err := a.victim.MarshalBinary()
		require.NoError(t, err)
		for i := 0; len(doubtful) < 20 || len(different) < 20; i++ {
			slots := map[int]uint16{}
			for _, g := range guessed {
				slots[g.slot] = uint16(a.r.IntN(g.values) + 1)
				if own := binary.BigEndian.Uint16(real[8+2*g.slot:]); i%2 == 0 && own != 0 && a.r.IntN(2) == 0 {
					slots[g.slot] = own
				} else if i%2 == 0 {
					delete(slots, g.slot)
				}
			}
			if len(slots) == 0 {
				continue
			}
			h := a.forge(slots)
			switch a.verdict(h) {
			case hwhash.Review:
				doubtful = append(doubtful, h)
			case hwhash.Different:
				different = append(different, h)
			}
		}
		for i := range min(len(different), len(doubtful), 20) {
			a, b := newForger(t, free), newForger(t, free)
			for range full(500, 50) {
				require.Equal(t, a.probe(different[i]), b.probe(doubtful[i]))
			}
		}
	}
}

// writeBlock writes a table between the marks of a document.
func writeBlock(t *testing.T, file, name, text string) {
	doc, err := os.ReadFile(file)
	require.NoError(t, err)
	begin, end := "<!-- begin "+name+" -->\n", "<!-- end "+name+" -->\n"
	before, rest, ok := strings.Cut(string(doc), begin)
	require.True(t, ok)
	_, after, ok := strings.Cut(rest, end)
	require.True(t, ok)
	require.NoError(t, os.WriteFile(file, []byte(before+begin+text+end+after), 0o644))
}
