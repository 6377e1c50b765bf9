package hwhash

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/zeebo/blake3"
)

// scratch is what one call of Sum or Explain works in. It comes from the
// Hasher's pool, so that nothing is allocated in the steady state.
type scratch struct {
	keyed   *blake3.Hasher // under the key of the scope; only of this scratch
	buf     []byte         // the canonical forms, one after another
	entries []entry        // one for each component
	order   []int32        // indices of the entries that are evidence, class by class
	starts  [numClasses + 2]int32
	macs    []mac
	slots   [firstReserved]slotEntry
	block   [64]byte
	digest  [32]byte
	sum     Hash // here, because what the checksum reads would escape from the stack
}

// entry is what became of one component.
type entry struct {
	off, end int32 // of its canonical form in buf
	class    Class
	rule     rule
}

// slotEntry is a value that has a slot: x, the first word of its digest, and
// the component it comes from.
type slotEntry struct {
	x     uint32
	entry int32
	used  bool
}

// maxKept is the number of bytes of text beyond which a scratch is not kept
// for the next call.
const maxKept = 1 << 16

func (s *scratch) text(i int32) []byte { return s.buf[s.entries[i].off:s.entries[i].end] }

// weigh decides of every component of inv what becomes of it, and fills slots.
func (s *scratch) weigh(inv *Inventory) error {
	if len(inv.Components) > MaxComponents {
		return ErrTooLarge
	}
	s.normalise(inv)
	s.group()
	s.relate()
	s.fill()
	return nil
}

func (s *scratch) normalise(inv *Inventory) {
	s.buf, s.entries = s.buf[:0], s.entries[:0]
	for i := range inv.Components {
		c := &inv.Components[i]
		off := int32(len(s.buf))
		var r rule
		s.buf, r = normalise(s.buf, c, inv.Traits)
		s.entries = append(s.entries, entry{off, int32(len(s.buf)), c.Class, r})
	}
}

// group sorts the evidence by class, and within a class by length and text,
// and drops what is there twice.
func (s *scratch) group() {
	s.order = s.order[:0]
	clear(s.starts[:])
	for i := range s.entries {
		if e := &s.entries[i]; e.rule == ruleUsed {
			s.starts[e.class+1]++
			s.order = append(s.order, 0)
		}
	}
	for c := 1; c < len(s.starts); c++ {
		s.starts[c] += s.starts[c-1]
	}
	next := s.starts
	for i := range s.entries {
		if e := &s.entries[i]; e.rule == ruleUsed {
			s.order[next[e.class]] = int32(i)
			next[e.class]++
		}
	}
	for c := SystemUUID; c <= numClasses; c++ {
		if of := s.of(c); len(of) > 1 {
			slices.SortFunc(of, s.compare)
			s.dropAdjacent(of, bytes.Equal, ruleSame)
		}
	}
}

// of returns the indices of the evidence of a class, sorted.
func (s *scratch) of(c Class) []int32 { return s.order[s.starts[c]:s.starts[c+1]] }

func (s *scratch) compare(i, j int32) int {
	a, b := s.text(i), s.text(j)
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	if order := bytes.Compare(a, b); order != 0 {
		return order
	}
	return int(i - j) // of equal values the first is used
}

// relate drops values that repeat others.
func (s *scratch) relate() {
	s.macs = s.macs[:0]
	for _, i := range s.of(NIC) {
		s.macs = append(s.macs, macOf(s.text(i)))
	}
	for _, c := range [2]Class{SystemSerial, BoardSerial} {
		s.each(c, func(e *entry, text []byte) {
			if serialHasMAC(text, s.macs) {
				e.rule = ruleRepeatsMAC
			}
		})
	}
	s.each(BoardSerial, func(e *entry, board []byte) {
		s.each(SystemSerial, func(_ *entry, system []byte) {
			if serialRepeats(board, system) {
				e.rule = ruleRepeatsSerial
			}
		})
	})
	s.each(SystemUUID, func(e *entry, text []byte) {
		u := uuid(text)
		if uuidHasMAC(u, s.macs) {
			e.rule = ruleRepeatsMAC
			return
		}
		for _, c := range [2]Class{SystemSerial, BoardSerial} {
			for _, i := range s.of(c) {
				if uuidHasSerial(u, s.text(i)) {
					e.rule = ruleRepeatsSerial
					return
				}
			}
		}
		s.each(OSInstall, func(_ *entry, install []byte) {
			if bytes.Equal(text, install) {
				e.rule = ruleRepeatsInstall
			}
		})
	})
	s.dropAdjacent(s.of(NIC), nearMACs, ruleAdjacentMAC)
	s.dropAdjacent(s.of(Disk), nearSerials, ruleAdjacentSerial)
	s.dropAdjacent(s.of(MemoryModule), nearSerials, ruleAdjacentSerial)
}

// each calls f for the values of a class that are still evidence.
func (s *scratch) each(c Class, f func(e *entry, text []byte)) {
	for _, i := range s.of(c) {
		if e := &s.entries[i]; e.rule == ruleUsed {
			f(e, s.text(i))
		}
	}
}

// fill digests the evidence and gives each class's slots to its smallest
// digests, which is a bottom-k sketch: order never matters, and one more
// device displaces at most one.
func (s *scratch) fill() {
	clear(s.slots[:])
	for c := SystemUUID; c <= numClasses; c++ {
		info := &classes[c]
		slots := s.slots[info.first : info.first+info.slots]
		n := 0
		for _, i := range s.of(c) {
			if s.entries[i].rule != ruleUsed {
				continue
			}
			n = s.place(slots, n, slotEntry{s.word(c, s.text(i)), i, true})
		}
		if n > 1 {
			insertionSort(slots[:n], func(e slotEntry) uint32 { return uint32(slotNumber(e.x, info.width)) })
		}
	}
}

// place puts e among the n smallest, which are sorted, and returns their new
// number. What no longer fits is marked as overflow.
func (s *scratch) place(slots []slotEntry, n int, e slotEntry) int {
	if n == len(slots) {
		last := &slots[n-1]
		if e.x >= last.x {
			s.entries[e.entry].rule = ruleOverflow
			return n
		}
		s.entries[last.entry].rule = ruleOverflow
		*last = e
	} else {
		slots[n] = e
		n++
	}
	insertionSort(slots[:n], func(e slotEntry) uint32 { return e.x })
	return n
}

// insertionSort is for at most four elements.
func insertionSort(a []slotEntry, key func(slotEntry) uint32) {
	for i := 1; i < len(a); i++ {
		for j := i; j > 0 && key(a[j]) < key(a[j-1]); j-- {
			a[j], a[j-1] = a[j-1], a[j]
		}
	}
}

// word returns the first word of the digest of a value: docs/format.md,
// section "Digest".
func (s *scratch) word(c Class, text []byte) uint32 {
	const maxText = len(s.block) - 2
	s.block[0] = byte(c)
	if len(text) <= maxText {
		s.block[1] = byte(len(text))
		clear(s.block[2+copy(s.block[2:], text):])
	} else {
		s.block[1] = 255
		sum := blake3.Sum256(text)
		clear(s.block[2+copy(s.block[2:], sum[:]):])
	}
	s.keyed.Reset()
	s.keyed.Write(s.block[:])
	s.keyed.Sum(s.digest[:0])
	return binary.LittleEndian.Uint32(s.digest[:])
}

// slotNumber maps a word to 1 .. 2^width-1; 0 is an absent value.
func slotNumber(x uint32, width uint) uint16 { return uint16(1 + x%(1<<width-1)) }

// wipe forgets the values.
func (s *scratch) wipe() {
	clear(s.buf[:cap(s.buf)]) // rejected values stand beyond its length
	clear(s.macs)
	clear(s.block[:])
	s.keyed.Reset()
	s.keyed.Write(s.block[:])
}
