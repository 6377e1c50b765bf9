package hwhash

import (
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
	present   classSet            // the classes that have evidence
	addresses []address           // of the adapters
	shown     sixes               // of the addresses
	serials   []serial            // of the system and the board
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
	head       uint64 // of its form, where the class has several: see headOf
	step       uint16 // what is added to the word of its block
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
	s.fillBlocks()
	s.relate()
	s.hash()
	s.fill()
	return nil
}

// normalise fills entries, and counts the evidence of each class.
func (s *scratch) normalise(inv *Inventory) {
	n := len(inv.Components)
	s.buf = s.buf[:0]
	s.entries = slices.Grow(s.entries[:0], n)[:n]
	clear(s.counts[:])
	for i := range inv.Components {
		s.read(&s.entries[i], &inv.Components[i], inv.Traits)
	}
}

// read fills the entry of a component.
func (s *scratch) read(e *entry, c *Component, traits Traits) {
	start := len(s.buf)
	form, as, bad := normalise(s.buf, c, traits)
	s.buf = form
	e.start, e.end = uint32(start), uint32(len(form))
	e.span, e.class, e.made, e.rule = 0, as, as != c.Class, bad
	if bad == ruleUsed {
		s.counts[as]++
	}
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
	s.words = slices.Grow(s.words[:0], len(s.blocks))[:len(s.blocks)]
	s.key.Words(s.words, s.blocks)
}

// fillBlocks makes the blocks of the evidence. All of them at once: forms that were
// just written are read late, too.
func (s *scratch) fillBlocks() {
	s.blocks = slices.Grow(s.blocks[:0], len(s.order))[:len(s.order)]
	for n, i := range s.order {
		e := &s.entries[i]
		e.block, e.step = uint32(n), fillBlock(&s.blocks[n], e.class, s.form(i))
	}
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
