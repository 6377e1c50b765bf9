package hwhash

import "encoding/binary"

// Compare decides whether two hashes are of one machine: enrolled is what the
// server keeps, presented what the client sends now. It weighs each class by
// the model of Fellegi and Sunter, caps what each group contributes, and adds.
// A class that either hash lacks adds nothing. The verdict is [Same] only when
// at least half of the identity groups that were enrolled speak for the
// machine, and two for [Strict], and never when of several an installation is
// all that does, so that one value in common is not enough for whoever withholds
// all others. docs/matching.md specifies it.
//
// Compare neither allocates nor uses floating point. The error is [ErrInvalid]
// for a zero Hash, [ErrScopeMismatch] for hashes of two scopes, [ErrPolicy] for
// the zero Policy.
func (p Policy) Compare(enrolled, presented Hash) (Match, error) {
	var m Match
	switch {
	case p.same <= 0:
		return m, ErrPolicy
	case enrolled.IsZero() || presented.IsZero():
		return m, ErrInvalid
	case enrolled.scopeTag() != presented.scopeTag():
		return m, ErrScopeMismatch
	}
	var t tally
	a, b := enrolled.slots(), presented.slots()
	for i := range m.classes {
		c, out := Class(i+1), &m.classes[i]
		if p.ignores(c) {
			continue
		}
		info := &classes[c]
		if info.slots == 1 {
			t.sums[info.group] += out.weighOne(&weights[c], a[info.first], b[info.first])
		} else {
			overflow := [2]bool{enrolled.b[offTraits]&overflowBits[c] != 0, presented.b[offTraits]&overflowBits[c] != 0}
			t.sums[info.group] += out.weighSeveral(c, used(a[info.first:][:info.slots]), used(b[info.first:][:info.slots]), overflow)
		}
		t.enrolled[info.group] = t.enrolled[info.group] || out.Enrolled > 0
	}
	t.forgiveVirtualModel(&enrolled, &presented)
	t.countCopiedInstallOnce(&m, &enrolled)
	t.letInstallGoWithDisk()
	t.add(&m)
	t.doubtInstallAlone(&m)
	m.Verdict = p.verdict(&m)
	return m, nil
}

// tally is what the groups come to.
type tally struct {
	sums     [numGroups + 1]Bits
	enrolled [numGroups + 1]bool // the group is a witness
}

// forgiveVirtualModel is rule C4: a virtual machine moves between hosts and is
// resized, so its model does not speak against it.
func (t *tally) forgiveVirtualModel(enrolled, presented *Hash) {
	if enrolled.Traits().Virtual || presented.Traits().Virtual {
		t.sums[GroupModel] = max(t.sums[GroupModel], 0)
	}
}

// countCopiedInstallOnce is rule C5: an installation that is the UUID again, as
// systemd makes it in virtual machines, is no second witness where both agree.
func (t *tally) countCopiedInstallOnce(m *Match, enrolled *Hash) {
	uuid, install := &classes[SystemUUID], &classes[OSInstall]
	if m.classes[SystemUUID-1].Agreement == AgreementAgrees && m.classes[OSInstall-1].Agreement == AgreementAgrees &&
		(enrolled.slot(uuid.first)-enrolled.slot(install.first))%(1<<uuid.width) == 0 {
		t.sums[GroupOS], t.enrolled[GroupOS] = 0, false
	}
}

// letInstallGoWithDisk is rule C6: a new disk brings a new installation, which
// is no second witness.
func (t *tally) letInstallGoWithDisk() {
	if t.sums[GroupStorage] < 0 && t.sums[GroupOS] < 0 {
		t.sums[GroupOS], t.enrolled[GroupOS] = 0, false
	}
}

// add caps what each group contributes, adds, and counts the witnesses.
func (t *tally) add(m *Match) {
	for g := GroupPlatform; g <= numGroups; g++ {
		sum := min(max(t.sums[g], groupCaps[g].low), groupCaps[g].high)
		m.Bits += sum
		if g != GroupModel && t.enrolled[g] {
			m.GroupsEnrolled++
			if sum > 0 {
				m.GroupsAgreeing++
			}
		}
	}
}

// doubtInstallAlone is the end of rule C8: images are cloned with their
// installation, so that does not stand alone for a machine known by more.
func (t *tally) doubtInstallAlone(m *Match) {
	if m.GroupsAgreeing == 1 && m.GroupsEnrolled > 1 && t.enrolled[GroupOS] && t.sums[GroupOS] > 0 {
		m.GroupsAgreeing = 0
	}
}

func (p Policy) verdict(m *Match) Verdict {
	switch {
	case m.Bits >= p.same && m.GroupsAgreeing >= max(1, int(p.groups)) &&
		2*m.GroupsAgreeing >= m.GroupsEnrolled && m.GroupsEnrolled >= int(p.enrolled):
		return Same
	case m.Bits >= p.review:
		return Review
	}
	return Different
}

// weighSeveral compares a class with several slots, given those in use and
// whether values of the enrolled and of the presented hash found none, and
// returns what that is worth. out is zero before.
func (out *ClassMatch) weighSeveral(c Class, enrolled, presented []uint16, overflow [2]bool) Bits {
	out.Enrolled, out.Presented = uint8(len(enrolled)), uint8(len(presented))
	if len(enrolled) == 0 || len(presented) == 0 {
		return 0
	}
	doubt := Bits(0)
	if c == NIC {
		out.Agreeing, doubt = commonAdapters(enrolled, presented)
	} else {
		out.Agreeing = common(enrolled, presented)
	}
	switch {
	case out.Agreeing > 0:
		out.Agreement = AgreementAgrees
		return max(0, weights[c].agreeing(out, overflow[0] || overflow[1])-doubt)
	case !out.mayBeLeftOut(overflow):
		out.Agreement = AgreementDiffers
		return weights[c].differ
	}
	return 0
}

// mayBeLeftOut is rule C3: the one value of a class may be among those that
// found no slot in the other hash.
func (out *ClassMatch) mayBeLeftOut(overflow [2]bool) bool {
	return out.Enrolled == 1 && overflow[1] || out.Presented == 1 && overflow[0]
}

// weighOne compares a class with one slot.
func (out *ClassMatch) weighOne(w *weight, enrolled, presented uint16) Bits {
	switch {
	case enrolled != 0 && enrolled == presented:
		*out = ClassMatch{AgreementAgrees, 1, 1, 1}
		return w.agree[1][1]
	case enrolled != 0 && presented != 0:
		*out = ClassMatch{AgreementDiffers, 0, 1, 1}
		return w.differ
	case enrolled != 0:
		out.Enrolled = 1
	case presented != 0:
		out.Presented = 1
	}
	return 0
}

// slots returns all slots, read four at a time.
func (h *Hash) slots() (all [numSlots]uint16) {
	for i := 0; i < numSlots; i += 4 {
		four := binary.BigEndian.Uint64(h.b[offSlots+2*i:])
		all[i], all[i+1], all[i+2], all[i+3] = uint16(four>>48), uint16(four>>32), uint16(four>>16), uint16(four)
	}
	return all
}

// used returns the slots of a class that are in use, which come first.
func used(slots []uint16) []uint16 {
	n := 0
	for n < len(slots) && slots[n] != 0 {
		n++
	}
	return slots[:n]
}

// common counts the values in both, by merging the sorted slots.
func common(a, b []uint16) (n uint8) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			n, a, b = n+1, a[1:], b[1:]
		}
	}
	return n
}

// commonAdapters is rule C2: it counts the adapters in both, those that have a
// port in common, and says how much less they are worth than equal ones.
func commonAdapters(enrolled, presented []uint16) (n uint8, doubt Bits) {
	for _, a := range enrolled {
		if least, found := leastDoubt(a, presented); found {
			n++
			doubt += least
		}
	}
	back := uint8(0)
	for _, b := range presented {
		if _, found := leastDoubt(b, enrolled); found {
			back++
		}
	}
	return min(n, back), doubt
}

// leastDoubt returns what an adapter shares with the one of others that is most
// like it: nothing less if they are equal, or, if their ports overlap, as many
// bits less as there are places where they would.
func leastDoubt(a uint16, others []uint16) (least Bits, found bool) {
	for _, b := range others {
		if a == b {
			return 0, true
		}
		if places, overlap := overlapping(a, b); overlap && (!found || spanDoubts[places] < least) {
			least, found = spanDoubts[places], true
		}
	}
	return least, found
}

// overlapping reports whether the ports of two adapters overlap, and of how many
// places that b could have it would do so. The numbers of the lowest ports are
// modulo 2^11.
func overlapping(a, b uint16) (places int, overlap bool) {
	const ports = 1 << 11
	a, b = a-1, b-1
	return int(1 + a/ports + b/ports), (b-a)%ports <= a/ports || (a-b)%ports <= b/ports
}

// spanDoubts are log2 of the number of places.
var spanDoubts = func() (doubts [2*maxSpan + 2]Bits) {
	for places := range doubts {
		doubts[places] = log2(uint64(max(1, places)), 1)
	}
	return doubts
}()
