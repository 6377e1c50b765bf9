package hwhash

import (
	"bytes"
	"slices"

	"github.com/zeebo/blake3"

	"github.com/hwprint/hwprint/internal/blockhash"
)

// scratch is what one call of Sum or Explain works in. It comes from the
// Hasher's pool, so that nothing is allocated in the steady state.
type scratch struct {
	key       *blockhash.Key      // of the vendor
	tag       uint32              // of the scope
	buf       []byte              // the canonical forms, one after another
	entries   []entry             // one for each component
	order     []int32             // indices of the entries that are evidence, class by class
	counts    [numClasses + 1]int // how much evidence each class has
	first     [numClasses + 2]int // where in order that of a class begins; behind the last, where it ends
	addresses []address           // of the adapters
	shown     sixes               // of the addresses
	serials   []serial            // of the system and the board
	kept      [maxSlots]int32     // indices of the entries that have the slots of a class
	blocks    [][blockSize]byte   // what is digested of each component that is evidence
	words     []uint32            // the first word of each block's digest
	sum       Hash                // its slots; here, because what the checksum reads would escape from the stack
}

const blockSize = blockhash.BlockSize

// newScratch returns a scratch with room for a laptop.
func newScratch(key *blockhash.Key, tag uint32) *scratch {
	const usual = 24 // components
	room := new(struct {
		scratch
		buf       [1 << 10]byte
		blocks    [usual][blockSize]byte
		entries   [usual]entry
		words     [usual]uint32
		order     [usual]int32
		addresses [4]address
		serials   [2]serial
	})
	s := &room.scratch
	*s = scratch{key: key, tag: tag, buf: room.buf[:0], blocks: room.blocks[:0], entries: room.entries[:0],
		words: room.words[:0], order: room.order[:0], addresses: room.addresses[:0], serials: room.serials[:0]}
	return s
}

// entry is what became of one component.
type entry struct {
	start, end uint32 // of its canonical form in buf
	block      uint32 // which of the blocks is its own
	x          uint32 // the word of docs/format.md
	step       uint16 // its part that is no digest
	span       uint16 // of an adapter's ports
	class      Class  // as which it counts
	made       bool   // its form told that it was made of a value of that class
	rule       rule
}

// maxKept is the number of bytes of forms, or of blocks, beyond which a scratch is
// not kept for the next call.
const maxKept = 1 << 16

func (s *scratch) form(i int32) []byte {
	e := &s.entries[i]
	return s.buf[e.start:e.end]
}

func (s *scratch) block(i int32) *[blockSize]byte { return &s.blocks[s.entries[i].block] }

// of returns the indices of the evidence of a class, sorted.
func (s *scratch) of(c Class) []int32 { return s.order[s.first[c]:s.first[c+1]] }

// run decides of every component of inv what becomes of it, and fills the slots.
// Its steps are the sections of docs/format.md.
func (s *scratch) run(inv *Inventory) error {
	if len(inv.Components) > MaxComponents {
		return ErrTooLarge
	}
	s.normalise(inv)
	if err := s.group(); err != nil {
		return err
	}
	s.relate()
	s.hash()
	s.fill()
	return nil
}

// normalise fills entries, and counts the evidence of each class.
func (s *scratch) normalise(inv *Inventory) {
	components, buf := inv.Components, s.buf[:0]
	entries := slices.Grow(s.entries[:0], len(components))[:len(components)]
	blocks := slices.Grow(s.blocks[:0], len(components))
	clear(s.counts[:])
	for i := range components {
		c, start := &components[i], len(buf)
		form, as, bad := normalise(buf, c, inv.Traits)
		buf = form
		e := entry{start: uint32(start), end: uint32(len(buf)), class: as, made: as != c.Class, rule: bad}
		if bad == ruleUsed {
			s.counts[as]++
			e.block = uint32(len(blocks))
			blocks = blocks[:len(blocks)+1]
			e.step = fillBlock(&blocks[e.block], as, buf[start:])
		}
		entries[i] = e
	}
	s.buf, s.entries, s.blocks = buf, entries, blocks
}

// maxOfClass bounds how many values of a class are looked at, and with it the
// work that an untrusted inventory can cause.
const maxOfClass = 256

// group sorts the evidence by class, and within a class by length and form, and
// drops what is there twice.
func (s *scratch) group() error {
	var next [numClasses + 1]int // where the next of a class goes
	end := 0
	for c, n := range s.counts {
		if n > maxOfClass {
			return ErrTooLarge
		}
		s.first[c], next[c] = end, end
		end += n
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
	for c := SystemUUID; c <= numClasses; c++ {
		if of := s.of(c); len(of) > 1 {
			slices.SortFunc(of, s.compare)
			s.dropRepeated(c, of)
		}
	}
	return nil
}

func (s *scratch) compare(i, j int32) int {
	a, b := s.form(i), s.form(j)
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	if order := bytes.Compare(a, b); order != 0 {
		return order
	}
	switch made := s.entries[i].made; {
	case made == s.entries[j].made:
		return int(i - j) // of equal values the first is used
	case made:
		return 1 // or one that was read itself
	}
	return -1
}

// relate drops values that are functions of others.
func (s *scratch) relate() {
	s.relateMACs(s.of(NIC))
	s.relateDrives(s.of(Disk))
	s.relateDrives(s.of(MemoryModule))
	s.relateValues()
}

// hash digests the evidence, all of it at once. The blocks are ready long before,
// since one that was just written is read late.
func (s *scratch) hash() {
	words := slices.Grow(s.words[:0], len(s.blocks))[:len(s.blocks)]
	s.key.Words(words, s.blocks)
	for i := range s.entries {
		if e := &s.entries[i]; e.rule == ruleUsed {
			e.x = words[e.block] + uint32(e.step)
		}
	}
	s.words = words
}

// fill gives each class's slots to the values whose slots are smallest before
// the tag is added: what is kept is a function of what is published. Order
// never matters, and one more device displaces at most one.
func (s *scratch) fill() {
	s.sum = Hash{}
	for c := SystemUUID; c <= numClasses; c++ {
		info, n := &classes[c], 0
		for _, i := range s.of(c) {
			if s.entries[i].rule == ruleUsed {
				n = s.place(i, n, info)
			}
		}
		for at, i := range s.kept[:n] {
			s.sum.insertSlot(info.first, info.first+at, s.slotValue(i, info))
		}
	}
}

// place puts entry i among the n that are kept, which are sorted, and returns
// how many there are now. What no longer fits is marked as overflow.
func (s *scratch) place(i int32, n int, info *classInfo) int {
	if n == info.slots {
		s.sum.b[offTraits] |= overflowBits[s.entries[i].class]
		if n--; s.rank(i, info) >= s.rank(s.kept[n], info) {
			i, s.kept[n] = s.kept[n], i
		}
		s.entries[s.kept[n]].rule = ruleOverflow
	}
	at := n
	for ; at > 0 && s.rank(i, info) < s.rank(s.kept[at-1], info); at-- {
		s.kept[at] = s.kept[at-1]
	}
	s.kept[at] = i
	return n + 1
}

// rank is what values are kept by: the slot without the tag, and equal ones by
// span.
func (s *scratch) rank(i int32, info *classInfo) uint32 {
	e := &s.entries[i]
	return e.x&(1<<info.width-1)<<4 | uint32(e.span)
}

func (s *scratch) slotValue(i int32, info *classInfo) uint16 {
	e := &s.entries[i]
	return 1 + uint16((e.x+s.tag)&(1<<info.width-1)) + e.span<<info.width
}

// fillBlock makes the block of a value, and returns its step: docs/format.md,
// section "Scope and digest".
func fillBlock(block *[blockSize]byte, c Class, form []byte) (step uint16) {
	const maxForm = len(block) - 2
	*block = [blockSize]byte{classes[c].number, byte(len(form))}
	copied := copy(block[2:], form)
	switch c {
	case NIC:
		last := &block[1+macBytes]
		step = uint16(*last % portBlock)
		*last -= byte(step)
	case Disk, MemoryModule:
		n, start, end := driveStep(form)
		if step = uint16(n); copied == len(form) {
			zeroDigits(block[2:], start, end)
		} else {
			form = slices.Clone(form)
			zeroDigits(form, start, end)
		}
	}
	if len(form) > maxForm {
		*block = [blockSize]byte{classes[c].number, 255}
		sum := blake3.Sum256(form)
		copy(block[2:], sum[:])
	}
	return step
}

func zeroDigits(b []byte, start, end int) {
	for i := start; i < end; i++ {
		b[i] = '0'
	}
}
