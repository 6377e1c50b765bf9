package main

import (
	"hash/fnv"
	"slices"

	"github.com/hwprint/hwprint/hwhash"
)

// parts are the full values of a machine, class by class: what the rivals
// compare. They are given the benefit of hwhash's normalisation, so that no
// placeholder counts as agreement.
type parts [16][]uint64

func gather(h *hwhash.Hasher, inv *hwhash.Inventory) (p parts) {
	findings, err := h.Explain(inv)
	if err != nil {
		panic(err)
	}
	for i, f := range findings {
		if f.Status == hwhash.StatusPlaceholder || f.Status == hwhash.StatusMalformed {
			continue
		}
		sum := fnv.New64a()
		sum.Write([]byte(inv.Components[i].Value))
		p[f.Class] = append(p[f.Class], sum.Sum64())
	}
	return p
}

// compared is one class of both machines.
func (p *parts) agrees(o *parts, c hwhash.Class) bool {
	for _, v := range p[c] {
		if slices.Contains(o[c], v) {
			return true
		}
	}
	return false
}

// rival is a rule of another system, re-implemented from its public
// description.
type rival struct {
	name     string
	settings string
	same     func(enrolled, presented *sight) bool
}

// full has a rule compare full values.
func full(same func(a, b *parts) bool) func(a, b *sight) bool {
	return func(a, b *sight) bool { return same(&a.parts, &b.parts) }
}

// slots has Keygen's rules count slots of the hash instead, which tell as
// little as ours: of identity, those that the client supplies.
func slots(enough func(agree, presented int) bool) func(a, b *sight) bool {
	return func(a, b *sight) bool {
		if b.hash.IsZero() {
			return false
		}
		m, err := hwhash.Standard().Compare(a.hash, b.hash)
		if err != nil {
			panic(err)
		}
		agree, presented := 0, 0
		for _, c := range hwhash.Classes() {
			if c.Identity() {
				out := m.Class(c)
				agree += int(out.Agreeing)
				presented += int(out.Presented)
			}
		}
		return enough(agree, presented)
	}
}

// countAgreeing returns how many of the presented values are enrolled.
func countAgreeing(a, b *parts, identity bool) (agree, presented int) {
	for _, c := range hwhash.Classes() {
		if identity && !c.Identity() {
			continue
		}
		for _, v := range b[c] {
			presented++
			if slices.Contains(a[c], v) {
				agree++
			}
		}
	}
	return agree, presented
}

// whole is one hash over all components: everything must be equal.
func whole(identity bool) func(a, b *parts) bool {
	return func(a, b *parts) bool {
		n, presented := countAgreeing(a, b, identity)
		m, enrolled := countAgreeing(b, a, identity)
		return n == presented && m == enrolled && n > 0
	}
}

// votes are those of Windows Product Activation: ten characteristics, of which
// the network adapter has three votes and the others one; seven are asked for,
// four of a machine that can be docked. Its controllers and optical drive are
// three of the built-in devices here, the volume's serial number the
// installation; the processor's serial number no machine has had for twenty
// years. Only the first device of a kind is looked at.
func votes(from int) func(a, b *parts) bool {
	return func(a, b *parts) bool {
		sum := 0
		vote := func(c hwhash.Class, i, weight int) {
			if i < len(a[c]) && i < len(b[c]) && a[c][i] == b[c][i] {
				sum += weight
			}
		}
		vote(hwhash.NIC, 0, 3)
		vote(hwhash.Disk, 0, 1)
		vote(hwhash.OSInstall, 0, 1)
		vote(hwhash.CPU, 0, 1)
		vote(hwhash.MemorySize, 0, 1)
		vote(hwhash.GPU, 0, 1)
		for i := range 3 {
			vote(hwhash.PnPDevice, i, 1)
		}
		return sum >= from
	}
}

// identityVotes are the same with characteristics of identity: the adapter has
// three votes, seven others one.
func identityVotes(from int) func(a, b *parts) bool {
	return func(a, b *parts) bool {
		sum := 0
		for _, c := range hwhash.Classes() {
			if c.Identity() && a.agrees(b, c) {
				sum++
				if c == hwhash.NIC {
					sum += 2
				}
			}
		}
		return sum >= from
	}
}

// keygen counts components that match, of those that the client supplies. Its
// default is ANY, and it counts only after one fingerprint over all of them was
// met exactly, unless the licence says otherwise; here components alone decide.
func keygen(identity bool, enough func(agree, presented int) bool) func(a, b *parts) bool {
	return func(a, b *parts) bool { return enough(countAgreeing(a, b, identity)) }
}

func anyOf(n, _ int) bool   { return n >= 1 }
func twoOf(n, of int) bool  { return n >= 2 }
func mostOf(n, of int) bool { return 2*n >= of && n > 0 }
func allOf(n, of int) bool  { return n == of && n > 0 }

// sysLib is the weighted comparison of sys-lib: installation and UUID weigh
// three, the serials two, processor and address one. Likely the same, which
// counts as the same here, is a matched weight of five with at most one strong
// anchor changed; the same is everything equal that is in both, and more than
// the processor.
func sysLib(identity bool) func(a, b *parts) bool {
	anchors := []struct {
		class  hwhash.Class
		weight int
	}{
		{hwhash.OSInstall, 3}, {hwhash.SystemUUID, 3}, {hwhash.BoardSerial, 2},
		{hwhash.SystemSerial, 2}, {hwhash.CPU, 1}, {hwhash.NIC, 1},
	}
	return func(a, b *parts) bool {
		matched, changed, strong, other := 0, 0, 0, 0
		for _, x := range anchors {
			if identity && !x.class.Identity() || len(a[x.class]) == 0 || len(b[x.class]) == 0 {
				continue
			}
			if x.class != hwhash.CPU {
				other++
			}
			if a.agrees(b, x.class) {
				matched += x.weight
				continue
			}
			changed++
			if x.weight >= 2 {
				strong++
			}
		}
		return matched >= 5 && strong <= 1 || changed == 0 && other > 0
	}
}

var rivals = []rival{
	{"one hash over all", "all classes", full(whole(false))},
	{"one hash over all", "identity", full(whole(true))},
	{"WPA's votes", "7", full(votes(7))},
	{"WPA's votes", "4, as if all were dockable", full(votes(4))},
	{"WPA's votes", "identity, 7", full(identityVotes(7))},
	{"WPA's votes", "identity, 4", full(identityVotes(4))},
	{"Keygen", "ANY, all classes", full(keygen(false, anyOf))},
	{"Keygen", "TWO, all classes", full(keygen(false, twoOf))},
	{"Keygen", "MOST, all classes", full(keygen(false, mostOf))},
	{"Keygen", "ALL, all classes", full(keygen(false, allOf))},
	{"Keygen", "ANY, identity", full(keygen(true, anyOf))},
	{"Keygen", "TWO, identity", full(keygen(true, twoOf))},
	{"Keygen", "MOST, identity", full(keygen(true, mostOf))},
	{"Keygen", "ALL, identity", full(keygen(true, allOf))},
	{"Keygen, on slots", "ANY, identity", slots(anyOf)},
	{"Keygen, on slots", "TWO, identity", slots(twoOf)},
	{"Keygen, on slots", "MOST, identity", slots(mostOf)},
	{"Keygen, on slots", "ALL, identity", slots(allOf)},
	{"sys-lib", "its weights", full(sysLib(false))},
	{"sys-lib", "identity", full(sysLib(true))},
}
