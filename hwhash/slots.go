package hwhash

// fill gives each class's slots to the values whose slots are smallest before
// the tag is added: what is kept is a function of what is published. Order
// never matters, and one more device displaces at most one.
func (s *scratch) fill() {
	s.sum = Hash{}
	for left := s.present; left != 0; left &= left - 1 {
		c := left.least()
		info, of := &classes[c], s.of(c)
		if e := &s.entries[of[0]]; len(of) == 1 && e.rule == ruleUsed { // most classes
			s.sum.setSlot(info.first, info.slot(s.rank(e, info), s.tag))
			continue
		}
		var keep kept
		for _, i := range of {
			if e := &s.entries[i]; e.rule == ruleUsed {
				if over := keep.place(i, s.rank(e, info), info.slots); over != none {
					s.entries[over].rule = ruleOverflow
					s.sum.b[offTraits] |= overflowBits[c]
				}
			}
		}
		for at, rank := range keep.ranks[:keep.n] {
			s.sum.insertSlot(info.first, info.first+at, info.slot(rank, s.tag))
		}
	}
}

// rank is what values are kept by: the slot without the tag, and equal ones by
// span.
func (s *scratch) rank(e *entry, info *classInfo) uint32 {
	x := s.words[e.block] + uint32(e.step)
	return x&info.mask()<<4 | uint32(e.span)
}

// slot returns the slot of a value of some rank.
func (info *classInfo) slot(rank, tag uint32) uint16 {
	return 1 + uint16((rank>>4+tag)&info.mask()|rank&15<<(info.width&15))
}

// mask is of the bits of a slot.
func (info *classInfo) mask() uint32 { return 1<<(info.width&15) - 1 }

// kept are the entries that have the slots of a class, the least rank first.
type kept struct {
	n       int
	entries [maxSlots]int32
	ranks   [maxSlots]uint32
}

const none = -1 // no entry

// place puts an entry where its rank belongs, among as many as there are slots,
// and returns the one that then finds none.
func (k *kept) place(i int32, rank uint32, slots int) (over int32) {
	over, at := none, k.n
	switch {
	case at < slots:
		k.n++
	case rank >= k.ranks[at-1]:
		return i
	default:
		at--
		over = k.entries[at]
	}
	for ; at > 0 && rank < k.ranks[at-1]; at-- {
		k.entries[at], k.ranks[at] = k.entries[at-1], k.ranks[at-1]
	}
	k.entries[at], k.ranks[at] = i, rank
	return over
}
