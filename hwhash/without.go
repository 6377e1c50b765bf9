package hwhash

import "slices"

// Without returns the inventory without some classes, as a user may choose who
// does not want to publish them, and without what repeats their values: a UUID
// that holds the address of an adapter goes with the adapters. Classes that are
// late stay late, but those left out.
//
// It has to be called on the whole inventory: what repeats a value that was
// never read cannot be told. The result shares nothing with inv. The error is
// [ErrClass] for a number that is no class, and [ErrTooLarge] as in
// [Hasher.Sum].
func (inv *Inventory) Without(classes ...Class) (Inventory, error) {
	var out [numClasses + 1]bool
	for _, c := range classes {
		if !c.valid() {
			return Inventory{}, ErrClass
		}
		out[c] = true
	}
	if len(inv.Components) > MaxComponents {
		return Inventory{}, ErrTooLarge
	}
	s := newScratch(nil, 0)
	s.normalise(inv)
	if err := s.group(); err != nil {
		return Inventory{}, err
	}
	s.relateMACs(s.of(NIC))
	left := Inventory{Traits: inv.Traits}
	for i, c := range inv.Components {
		if e := &s.entries[i]; !out[c.Class] && !out[e.class] && !s.repeatsAny(int32(i), &out) {
			left.Components = append(left.Components, c)
		}
	}
	for _, c := range inv.Late {
		if !out[c] {
			left.Late = append(left.Late, c)
		}
	}
	return left, nil
}

// repeatsAny reports whether evidence repeats a value of one of the classes.
func (s *scratch) repeatsAny(at int32, of *[numClasses + 1]bool) bool {
	e := &s.entries[at]
	if e.start == e.end {
		return false // no evidence, so nothing is published
	}
	form := s.form(at)
	switch e.class {
	case SystemUUID, OSInstall:
		u := uuidOf(form)
		return of[NIC] && uuidShowsMAC(u, s.addresses) || s.repeatsInstall(u, of) ||
			s.anySerial(of, func(sym []byte) bool { return uuidShowsSerial(u, sym) })
	case SystemSerial, BoardSerial:
		var buf [maxSymbols]byte
		own := symbols(&buf, form)
		return of[NIC] && serialShowsMAC(own, s.addresses) || of[SystemUUID] && s.shownByUUID(own) ||
			s.anySerial(of, func(sym []byte) bool { return serialRepeats(own, sym) || serialRepeats(sym, own) })
	}
	return false
}

// repeatsInstall reports whether the other of UUID and installation equals u.
func (s *scratch) repeatsInstall(u uuid, of *[numClasses + 1]bool) bool {
	for _, c := range [2]Class{SystemUUID, OSInstall} {
		if of[c] && slices.ContainsFunc(s.of(c), func(at int32) bool { return uuidOf(s.form(at)) == u }) {
			return true
		}
	}
	return false
}

func (s *scratch) shownByUUID(sym []byte) bool {
	return slices.ContainsFunc(s.of(SystemUUID), func(at int32) bool { return uuidShowsSerial(uuidOf(s.form(at)), sym) })
}

// anySerial asks found of the serial numbers of these classes.
func (s *scratch) anySerial(of *[numClasses + 1]bool, found func(sym []byte) bool) bool {
	for _, c := range [2]Class{SystemSerial, BoardSerial} {
		for _, at := range s.of(c) {
			var buf [maxSymbols]byte
			if of[c] && found(symbols(&buf, s.form(at))) {
				return true
			}
		}
	}
	return false
}
