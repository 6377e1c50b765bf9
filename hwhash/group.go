package hwhash

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
)

// maxOfClass bounds how many values of a class are looked at, and with it the
// work that an untrusted inventory can cause.
const maxOfClass = 256

// group sorts the evidence by class, and within a class by length and form, and
// drops what is there twice.
func (s *scratch) group() error {
	var next [numClasses + 1]int // where the next of a class goes
	end, several := 0, classSet(0)
	s.present = 0
	for c, n := range s.counts {
		if n > maxOfClass {
			return ErrTooLarge
		}
		s.first[c], next[c] = end, end
		end += n
		if n > 0 {
			s.present.add(Class(c))
		}
		if n > 1 {
			several.add(Class(c))
		}
	}
	s.first[numClasses+1] = end
	order := slices.Grow(s.order[:0], end)[:end]
	for i := range s.entries {
		if e := &s.entries[i]; e.rule == ruleUsed {
			order[next[e.class]] = int32(i)
			next[e.class]++
		}
	}
	s.order = order
	for ; several != 0; several &= several - 1 {
		c := several.least()
		s.sort(s.of(c))
		s.dropRepeated(c, s.of(c))
	}
	return nil
}

// classSet has a bit for each class.
type classSet uint32

func (set *classSet) add(c Class) { *set |= 1 << c }
func (set classSet) least() Class { return Class(bits.TrailingZeros32(uint32(set))) }

// sort sorts values of a class by compare. Most classes have few.
func (s *scratch) sort(of []int32) {
	for _, i := range of {
		s.entries[i].head = headOf(s.form(i))
	}
	if len(of) > few {
		slices.SortFunc(of, s.compare)
		return
	}
	var heads [few]uint64 // those of the entries that are sorted already
	for n, i := range of {
		head, at := s.entries[i].head, n&(few-1)
		for ; at > 0 && (head < heads[at-1] || head == heads[at-1] && s.compare(i, of[at-1]) < 0); at-- {
			of[at], heads[at] = of[at-1], heads[at-1]
		}
		of[at], heads[at] = i, head
	}
}

const few = 16

// headOf is a number that orders forms by length, and those of one length by their
// first six bytes.
func headOf(form []byte) uint64 {
	head := uint64(len(form)) << 48
	if len(form) >= 8 {
		return head | binary.BigEndian.Uint64(form)>>16
	}
	for i, c := range form[:min(len(form), 6)] {
		head |= uint64(c) << (40 - 8*i)
	}
	return head
}

func (s *scratch) compare(i, j int32) int {
	a, b := &s.entries[i], &s.entries[j]
	if a.head != b.head {
		return cmp.Compare(a.head, b.head)
	}
	if order := bytes.Compare(s.form(i), s.form(j)); order != 0 {
		return order
	}
	switch {
	case a.made == b.made:
		return int(i - j) // of equal values the first is used
	case a.made:
		return 1 // or one that was read itself
	}
	return -1
}
