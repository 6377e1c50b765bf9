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
	key     *blockhash.Key // of the scope
	buf     []byte         // the canonical forms, one after another
	entries []entry        // one for each component
	order   []int32        // indices of the entries that are evidence, class by class
	starts  [numClasses + 2]int
	macs    []mac
	kept    [maxSlots]int32   // indices of the entries that have the slots of a class
	blocks  [][blockSize]byte // what is digested of each component that is evidence
	words   []uint32          // the first word of each block's digest
	sum     Hash              // its slots; here, because what the checksum reads would escape from the stack
}

const blockSize = blockhash.BlockSize

// entry is what became of one component.
type entry struct {
	start, end uint32 // of its canonical form in buf
	block      uint32 // which of the blocks is its own
	x          uint32 // the first word of its digest
	class      Class
	rule       rule
	spells     bool // a serial number that may spell an address or a part of a UUID
}

// newScratch returns a scratch with room for a laptop.
func newScratch(key *blockhash.Key) *scratch {
	const usual = 24 // components
	room := new(struct {
		scratch
		buf     [1 << 10]byte
		blocks  [usual][blockSize]byte
		entries [usual]entry
		words   [usual]uint32
		order   [usual]int32
		macs    [4]mac
	})
	s := &room.scratch
	*s = scratch{key: key, buf: room.buf[:0], blocks: room.blocks[:0], entries: room.entries[:0],
		words: room.words[:0], order: room.order[:0], macs: room.macs[:0]}
	return s
}

// maxKept is the number of bytes of forms, or of blocks, beyond which a scratch is
// not kept for the next call.
const maxKept = 1 << 16

func (s *scratch) form(i int32) []byte {
	e := &s.entries[i]
	return s.buf[e.start:e.end]
}

// weigh decides of every component of inv what becomes of it, and fills slots.
func (s *scratch) weigh(inv *Inventory) error {
	if len(inv.Components) > MaxComponents {
		return ErrTooLarge
	}
	s.normalise(inv)
	s.group()
	s.relate()
	s.hash()
	s.fill()
	return nil
}

// normalise fills entries, and counts the evidence of each class.
func (s *scratch) normalise(inv *Inventory) {
	components, buf := inv.Components, s.buf[:0]
	entries := slices.Grow(s.entries[:0], len(components))[:len(components)]
	clear(s.starts[:])
	blocks := slices.Grow(s.blocks[:0], len(components))
	for i := range components {
		c, e := &components[i], &entries[i]
		start := len(buf)
		buf, e.rule = normalise(buf, c, inv.Traits)
		e.start, e.end, e.class = uint32(start), uint32(len(buf)), c.Class
		if e.rule == ruleUsed {
			s.starts[e.class]++
			e.block = uint32(len(blocks))
			blocks = blocks[:len(blocks)+1]
			fillBlock(&blocks[e.block], e.class, buf[start:])
		}
	}
	s.buf, s.entries, s.blocks = buf, entries, blocks
}

// group sorts the evidence by class, and within a class by length and form, and
// drops what repeats a neighbour.
func (s *scratch) group() {
	end := 0
	for c, n := range s.starts {
		end += n
		s.starts[c] = end // becomes the start as the entries take their places
	}
	order := slices.Grow(s.order[:0], end)[:end]
	for i := len(s.entries) - 1; i >= 0; i-- {
		if e := &s.entries[i]; e.rule == ruleUsed {
			start := &s.starts[e.class]
			*start--
			order[*start] = int32(i)
		}
	}
	s.order = order
	for c := SystemUUID; c <= numClasses; c++ {
		if s.starts[c+1]-s.starts[c] > 1 {
			of := s.of(c)
			if len(of) > 2 {
				slices.SortFunc(of, s.compare)
			} else if s.compare(of[0], of[1]) > 0 { // the usual case: two
				of[0], of[1] = of[1], of[0]
			}
			s.dropRepeated(c, of)
			s.dropRivals(c, of)
		}
	}
}

// maxRivals is how many different values of a class with one slot are looked
// at. No machine has more than one; the bound is for those who would like to
// keep a server busy comparing each with all addresses.
const maxRivals = 4

func (s *scratch) dropRivals(c Class, sorted []int32) {
	if classes[c].slots > 1 {
		return
	}
	left := maxRivals
	for _, i := range sorted {
		if e := &s.entries[i]; e.rule == ruleUsed {
			if left--; left < 0 {
				e.rule = ruleOverflow
			}
		}
	}
}

// of returns the indices of the evidence of a class, sorted.
func (s *scratch) of(c Class) []int32 { return s.order[s.starts[c]:s.starts[c+1]] }

func (s *scratch) compare(i, j int32) int {
	a, b := s.form(i), s.form(j)
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	if order := bytes.Compare(a, b); order != 0 {
		return order
	}
	return int(i - j) // of equal values the first is used
}

// relate drops values that repeat those of other classes.
func (s *scratch) relate() {
	s.macs = s.macs[:0]
	for _, i := range s.of(NIC) {
		s.macs = append(s.macs, macOf(s.form(i)))
	}
	serials := s.order[s.starts[SystemSerial]:s.starts[BoardSerial+1]]
	for _, i := range serials {
		e, form := &s.entries[i], s.form(i)
		e.spells = spells(form)
		if e.spells && e.rule == ruleUsed && serialHasMAC(form, s.macs) {
			e.rule = ruleRepeatsMAC
		}
	}
	for _, i := range s.of(BoardSerial) {
		if e := &s.entries[i]; e.rule == ruleUsed && s.repeatsSystem(s.form(i)) {
			e.rule = ruleRepeatsSerial
		}
	}
	for _, i := range s.of(SystemUUID) {
		if e := &s.entries[i]; e.rule == ruleUsed {
			e.rule = s.relateUUID(uuidOf(s.form(i)), serials)
		}
	}
}

// repeatsSystem reports whether a board's serial repeats one of the system.
func (s *scratch) repeatsSystem(board []byte) bool {
	for _, i := range s.of(SystemSerial) {
		if s.entries[i].rule == ruleUsed && serialRepeats(board, s.form(i)) {
			return true
		}
	}
	return false
}

// relateUUID says what a UUID repeats.
func (s *scratch) relateUUID(u uuid, serials []int32) rule {
	if uuidHasMAC(u, s.macs) {
		return ruleRepeatsMAC
	}
	swapped := u.swapped()
	textual := textual(u.hi, swapped.hi, u.lo)
	for _, i := range serials {
		if uuidHasSerial(u, swapped, textual, s.entries[i].spells, s.form(i)) {
			return ruleRepeatsSerial
		}
	}
	for _, i := range s.of(OSInstall) {
		if s.entries[i].rule == ruleUsed && u == uuidOf(s.form(i)) {
			return ruleRepeatsInstall
		}
	}
	return ruleUsed
}

// hash digests the evidence, all of it at once. The blocks are ready long before,
// since one that was just written is read late.
func (s *scratch) hash() {
	words := slices.Grow(s.words[:0], len(s.blocks))[:len(s.blocks)]
	s.key.Words(words, s.blocks)
	for i := range s.entries {
		if e := &s.entries[i]; e.rule == ruleUsed {
			e.x = words[e.block]
		}
	}
	s.words = words
}

// fill gives each class's slots to its smallest digests, which is a bottom-k
// sketch: order never matters, and one more device displaces at most one.
func (s *scratch) fill() {
	s.sum = Hash{}
	for c := SystemUUID; c <= numClasses; c++ {
		start, end := s.starts[c], s.starts[c+1]
		if start == end {
			continue
		}
		info, n := &classes[c], 0
		for _, i := range s.order[start:end] {
			switch {
			case s.entries[i].rule != ruleUsed:
			case n == 0: // the usual case
				s.kept[0], n = i, 1
			default:
				n = s.place(i, n, info.slots)
			}
		}
		for at, i := range s.kept[:n] {
			s.sum.insertSlot(info.first, info.first+at, s.slotValue(i, info.width))
		}
	}
}

// place puts entry i among the n that are kept, which are sorted by digest, and
// returns how many there are now. What no longer fits is marked as overflow.
func (s *scratch) place(i int32, n, most int) int {
	if n == most {
		if n--; s.entries[i].x >= s.entries[s.kept[n]].x {
			i, s.kept[n] = s.kept[n], i
		}
		s.entries[s.kept[n]].rule = ruleOverflow
	}
	at := n
	for ; at > 0 && s.entries[i].x < s.entries[s.kept[at-1]].x; at-- {
		s.kept[at] = s.kept[at-1]
	}
	s.kept[at] = i
	return n + 1
}

// fillBlock makes the block of a value: docs/format.md, section "Digest".
func fillBlock(block *[blockSize]byte, c Class, form []byte) {
	const maxForm = len(block) - 2
	if len(form) <= maxForm {
		*block = [blockSize]byte{byte(c), byte(len(form))}
		copy(block[2:], form)
	} else {
		*block = [blockSize]byte{byte(c), 255}
		sum := blake3.Sum256(form)
		copy(block[2:], sum[:])
	}
}

func (s *scratch) slotValue(i int32, width uint) uint16 {
	e := &s.entries[i]
	if e.class == SystemSerial && wideSerial(s.form(i)) {
		return wideNumber(e.x)
	}
	return slotNumber(e.x, width)
}

// slotNumber maps a word to 1 .. 2^width-1; 0 is an absent value.
func slotNumber(x uint32, width uint) uint16 { return uint16(1 + x%(1<<width-1)) }

// wideNumber maps a word to the values of a wide slot, 2^14 .. 2^15-1.
func wideNumber(x uint32) uint16 { return uint16(1<<wideWidth | x%(1<<wideWidth)) }
