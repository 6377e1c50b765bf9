package hwhash

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// change returns the full inventory with values replaced; an empty value takes
// the component away.
func change(changes map[Class][]string) *Inventory {
	base := fullInventory()
	inv := &Inventory{Traits: base.Traits}
	seen := map[Class]int{}
	for _, c := range base.Components {
		values, changed := changes[c.Class]
		if !changed {
			inv.Components = append(inv.Components, c)
			continue
		}
		if i := seen[c.Class]; i < len(values) && values[i] != "" {
			inv.Add(c.Class, values[i])
		}
		seen[c.Class]++
	}
	return inv
}

func compare(t *testing.T, p Policy, a, b *Inventory) Match {
	t.Helper()
	h := newHasher(t)
	x, err := h.Sum(a)
	require.NoError(t, err)
	y, err := h.Sum(b)
	require.NoError(t, err)
	m, err := p.Compare(x, y)
	require.NoError(t, err)
	return m
}

// another is a twin of the same model: everything that identifies differs.
var another = map[Class][]string{
	SystemUUID:   {"c40d2b17-8f6a-4c3e-9b05-7d21e8a6f394"},
	SystemSerial: {"PF4ZB1M7"},
	BoardSerial:  {"L1HF0CX91QT"},
	TPM:          {"b17e0d4c9a2f83655e1b7c8d0a4f6e9321d5c7b8f0e9a3b4c6d8e1f2a5b7c9d0"},
	OSInstall:    {"e81f7c26a0d94b53917c2e4b8d6a0f35"},
	NIC:          {"3c:52:82:7b:90:c1", "a0:a8:cd:13:5e:44"},
	Disk:         {"S4EVNX0M903117K", "WD-WCC7K1QZ8B4T", "ZFN1QK7B", "50026B7682F9E1A6"},
	MemoryModule: {"5C81D90E", "0A37F64B"},
}

// Drift that a reasonable vendor forgives, and twins that he does not.
func TestVerdicts(t *testing.T) {
	only := func(classes ...Class) map[Class][]string {
		changes := map[Class][]string{}
		for _, c := range classes {
			changes[c] = another[c]
		}
		return changes
	}
	without := func(classes ...Class) map[Class][]string {
		changes := map[Class][]string{}
		for _, c := range classes {
			changes[c] = nil
		}
		return changes
	}
	// what an agent without privileges can read
	unprivileged := without(SystemUUID, SystemSerial, BoardSerial, TPM, MemoryModule)
	for _, c := range []struct {
		name                      string
		changes                   map[Class][]string
		lenient, standard, strict Verdict
	}{
		{"nothing", nil, Same, Same, Same},
		{"firmware update", map[Class][]string{Firmware: {"LENOVO|N22ET80W (1.57 )|02/01/2024"}}, Same, Same, Same},
		{"reinstallation", only(OSInstall), Same, Same, Same},
		{"one disk of four", map[Class][]string{Disk: {"S4EVNX0M718245K", "WD-WCC7K4PE4C1U", "ZFN0EHXF", "S4EVNX0M903117K"}}, Same, Same, Same},
		{"all disks", only(Disk), Same, Same, Same},
		{"all disks and a reinstallation", only(Disk, OSInstall), Same, Same, Same},
		{"memory upgrade", map[Class][]string{MemoryModule: another[MemoryModule], MemorySize: {"32 GB"}}, Same, Same, Same},
		{"another graphics card", map[Class][]string{GPU: {"pci:10de:1c82"}}, Same, Same, Same},
		{"lost privileges", unprivileged, Same, Same, Same},
		{"one boot with a broken UUID", map[Class][]string{SystemUUID: {"00000000-0000-0000-0000-000000000000"}}, Same, Same, Same},
		{"a new board with the serial restored", only(SystemUUID, BoardSerial, TPM, NIC), Same, Same, Same},
		{"a twin", another, Different, Different, Different},
		{"a twin from the same image", func() map[Class][]string {
			changes := map[Class][]string{}
			for c, v := range another {
				if c != OSInstall {
					changes[c] = v
				}
			}
			return changes
		}(), Different, Different, Different},
		{"a twin on the same dock", func() map[Class][]string {
			changes := map[Class][]string{}
			for c, v := range another {
				changes[c] = v
			}
			changes[NIC] = []string{"3c:52:82:0a:11:07", "a0:a8:cd:13:5e:44"}
			return changes
		}(), Different, Different, Different},
		{"only the installation presented", without(SystemUUID, SystemSerial, BoardSerial, TPM, NIC, Disk, MemoryModule), Review, Review, Review},
	} {
		t.Run(c.name, func(t *testing.T) {
			base, drifted := fullInventory(), change(c.changes)
			require.Equal(t, c.lenient, compare(t, Lenient(), base, drifted).Verdict)
			require.Equal(t, c.standard, compare(t, Standard(), base, drifted).Verdict)
			require.Equal(t, c.strict, compare(t, Strict(), base, drifted).Verdict)
		})
	}
}

// A machine known by its installation alone is still itself.
func TestWeakIdentity(t *testing.T) {
	inv := &Inventory{Traits: Traits{Virtual: true}}
	inv.Add(OSInstall, "5d3ac1f0e5be4a04b4a7a0c2d5f1e6b9")
	inv.Add(CPU, "GenuineIntel|Xeon")
	inv.Add(MemorySize, "24 GB")
	resized := &Inventory{Traits: inv.Traits}
	resized.Add(OSInstall, "5d3ac1f0e5be4a04b4a7a0c2d5f1e6b9")
	resized.Add(CPU, "AuthenticAMD|EPYC")
	resized.Add(MemorySize, "64 GB")
	require.Equal(t, Same, compare(t, Standard(), inv, inv).Verdict)
	require.Equal(t, Same, compare(t, Standard(), inv, resized).Verdict)
	require.Equal(t, Review, compare(t, Strict(), inv, inv).Verdict)

	serial := &Inventory{Components: []Component{{SystemSerial, "PF3XK7Q2"}, {CPU, "GenuineIntel|Xeon"}}}
	m := compare(t, Standard(), inv, serial)
	require.NotEqual(t, Same, m.Verdict, "nothing of identity is in both")
	require.Zero(t, m.GroupsAgreeing)
}

// Images are cloned with their installation: for a machine that was known by
// more it does not stand alone, however little is presented.
func TestInstallationAlone(t *testing.T) {
	install := []Component{{OSInstall, "5d3ac1f0e5be4a04b4a7a0c2d5f1e6b9"}}
	for _, other := range []Component{
		{SystemUUID, "9b1f6a52-4d0e-4c87-a8b3-0f6f2e6d71c4"}, {SystemSerial, "PF3XK7Q2"}, {NIC, "3c:52:82:0a:11:07"}, {Disk, "S4EVNX0M718245K"},
	} {
		enrolled := &Inventory{Components: append([]Component{other}, install...)}
		m := compare(t, Standard(), enrolled, &Inventory{Components: install})
		require.Equal(t, Review, m.Verdict, other.Class)
		require.Equal(t, 2, m.GroupsEnrolled)
		require.Zero(t, m.GroupsAgreeing)
		require.Equal(t, Same, compare(t, Standard(), enrolled, &Inventory{Components: []Component{other}}).Verdict, other.Class)
		require.Equal(t, Same, compare(t, Standard(), &Inventory{Components: install}, enrolled).Verdict, other.Class)
	}
}

// A laptop whose agent has no privileges gets a new disk, and with it a new
// installation: one event, not two witnesses against it.
func TestNewDiskBringsNewInstallation(t *testing.T) {
	user := func(changes map[Class][]string) *Inventory {
		for _, c := range []Class{SystemUUID, SystemSerial, BoardSerial, TPM, MemoryModule} {
			changes[c] = nil
		}
		return change(changes)
	}
	before := user(map[Class][]string{})
	after := user(map[Class][]string{Disk: another[Disk], OSInstall: another[OSInstall]})
	require.Equal(t, Same, compare(t, Standard(), before, after).Verdict)
	require.Equal(t, Different, compare(t, Standard(), before, user(map[Class][]string{Disk: another[Disk], OSInstall: another[OSInstall], NIC: another[NIC]})).Verdict)

	oneAdapter := map[Class][]string{NIC: {"3c:52:82:0a:11:07"}}
	before = user(oneAdapter)
	after = user(map[Class][]string{NIC: oneAdapter[NIC], Disk: another[Disk], OSInstall: another[OSInstall]})
	require.Equal(t, Review, compare(t, Standard(), before, after).Verdict)
}

// Presenting less never adds an agreeing group, and never makes the same of
// fewer than half of the enrolled ones.
func TestWithholdingDoesNotHelp(t *testing.T) {
	base := fullInventory()
	for _, p := range []Policy{Lenient(), Standard(), Strict()} {
		for shared := range 1 << 6 { // which groups the impostor shares
			twin := change(another)
			for i := range twin.Components {
				if g := twin.Components[i].Class.Group(); g != GroupModel && shared>>(g-1)&1 != 0 {
					twin.Components[i] = base.Components[i]
				}
			}
			whole := compare(t, p, base, twin)
			for keep := range 1 << 6 {
				less := &Inventory{Traits: twin.Traits}
				identity := false
				for _, c := range twin.Components {
					if g := c.Class.Group(); g == GroupModel || keep>>(g-1)&1 != 0 {
						less.Components = append(less.Components, c)
						identity = identity || g != GroupModel
					}
				}
				if !identity {
					continue
				}
				m := compare(t, p, base, less)
				require.LessOrEqual(t, m.GroupsAgreeing, whole.GroupsAgreeing)
				if m.Verdict == Same {
					require.GreaterOrEqual(t, 2*m.GroupsAgreeing, m.GroupsEnrolled)
				}
			}
		}
	}
	// Of several devices, to present only those that agree is worth no more.
	few := change(map[Class][]string{Disk: {"S4EVNX0M718245K"}})
	require.LessOrEqual(t, compare(t, Standard(), base, few).Bits, compare(t, Standard(), base, base).Bits)
}

func TestCompareErrors(t *testing.T) {
	h := sample(t)
	other, err := NewHasher("another.example")
	require.NoError(t, err)
	foreign, err := other.Sum(fullInventory())
	require.NoError(t, err)
	for name, c := range map[string]struct {
		a, b Hash
		want error
	}{
		"zero enrolled":  {Hash{}, h, ErrInvalid},
		"zero presented": {h, Hash{}, ErrInvalid},
		"another scope":  {h, foreign, ErrScopeMismatch},
	} {
		m, err := Standard().Compare(c.a, c.b)
		require.ErrorIs(t, err, c.want, name)
		require.Zero(t, m, name)
	}
	_, err = Policy{}.Compare(h, h)
	require.ErrorIs(t, err, ErrPolicy)
}

func TestMatchTellsPerClass(t *testing.T) {
	m := compare(t, Standard(), fullInventory(), change(map[Class][]string{
		Disk: {"S4EVNX0M718245K"}, NIC: another[NIC], TPM: nil, SystemSerial: {"PF3XK7Q2"},
		MemoryModule: {"3F2A1B04", "5C81D90E"},
	}))
	require.Equal(t, ClassMatch{AgreementAgrees, 1, 2, 2}, m.Class(MemoryModule))
	require.Equal(t, ClassMatch{AgreementAgrees, 1, 1, 1}, m.Class(SystemSerial))
	require.Equal(t, ClassMatch{AgreementDiffers, 0, 2, 2}, m.Class(NIC))
	require.Equal(t, ClassMatch{AgreementAbsent, 0, 1, 0}, m.Class(TPM))
	require.Equal(t, ClassMatch{}, m.Class(0))
	require.Equal(t, uint8(3), m.Class(Disk).Enrolled)
	require.Equal(t, uint8(1), m.Class(Disk).Presented)
	require.Equal(t, 6, m.GroupsEnrolled)
}

func TestMatchJSON(t *testing.T) {
	few := &Inventory{Components: []Component{{SystemSerial, "PF3XK7Q2"}, {NIC, "3c:52:82:0a:11:07"}}}
	less := &Inventory{Components: []Component{{SystemSerial, "PF4ZB1M7"}, {Disk, "ZFN0EHXF"}}}
	m := compare(t, Standard(), few, less)
	doc, err := json.Marshal(m)
	require.NoError(t, err)
	require.Equal(t, `{"verdict":"different","bits":-9.96,"groups_enrolled":2,"groups_agreeing":0,"classes":{`+
		`"disk":{"agreement":"absent","agreeing":0,"enrolled":0,"presented":1},`+
		`"nic":{"agreement":"absent","agreeing":0,"enrolled":1,"presented":0},`+
		`"system_serial":{"agreement":"differs","agreeing":0,"enrolled":1,"presented":1}}}`, string(doc))
	require.Equal(t, []Class{SystemSerial, NIC, Disk}, m.Compared())

	var read Match
	require.NoError(t, json.Unmarshal(doc, &read))
	require.Equal(t, m, read)
	for _, bad := range []string{`{}`, `{"verdict":"maybe"}`, `{"verdict":"same","bits":1}`, `{"verdict":"same","bits":1.00,"classes":{"fan":{}}}`, `{"verdict":"same","bits":1.00,"classes":{"nic":{"agreement":"?"}}}`} {
		kept := m
		require.Error(t, json.Unmarshal([]byte(bad), &kept), bad)
		require.Equal(t, m, kept)
	}
}

func TestPolicyOptions(t *testing.T) {
	for _, c := range [][2]Bits{{0, 0}, {-1, -2}, {5, 6}, {10_001, 0}, {10, -10_001}} {
		_, err := Standard().WithThresholds(c[0], c[1])
		require.ErrorIs(t, err, ErrPolicy, c)
	}
	p, err := Standard().WithThresholds(100*Bit, -100*Bit)
	require.NoError(t, err)
	require.Equal(t, Review, compare(t, p, fullInventory(), fullInventory()).Verdict)

	same, review := p.Thresholds()
	require.Equal(t, [2]Bits{100 * Bit, -100 * Bit}, [2]Bits{same, review})

	for _, groups := range []int{-1, 7} {
		_, err := Standard().WithEnrolled(groups)
		require.ErrorIs(t, err, ErrPolicy)
	}
	one := &Inventory{Components: []Component{{NIC, "3c:52:82:0a:11:07"}}}
	two, err := Standard().WithEnrolled(2)
	require.NoError(t, err)
	require.Equal(t, Same, compare(t, Standard(), one, one).Verdict)
	require.Equal(t, Review, compare(t, two, one, one).Verdict)
	require.Equal(t, Same, compare(t, two, fullInventory(), fullInventory()).Verdict)

	_, err = Standard().Ignoring(Class(0))
	require.ErrorIs(t, err, ErrPolicy)
	_, err = Standard().Ignoring(Classes()...)
	require.ErrorIs(t, err, ErrPolicy)
	p, err = Standard().Ignoring(Firmware, NIC)
	require.NoError(t, err)
	p, err = p.Ignoring(Disk)
	require.NoError(t, err)
	m := compare(t, p, fullInventory(), change(map[Class][]string{NIC: another[NIC], Disk: another[Disk]}))
	require.Equal(t, ClassMatch{}, m.Class(NIC))
	require.Equal(t, Same, m.Verdict)
	require.Equal(t, 4, m.GroupsEnrolled)
}

func TestCompareAllocatesNothing(t *testing.T) {
	a := sample(t)
	require.Zero(t, testing.AllocsPerRun(200, func() { _, _ = Standard().Compare(a, a) }))
}

// The integer weights are those of the formula. With -v it prints the table of
// docs/matching.md: for each count of enrolled values, what 0, 1, 2, ...
// agreeing ones are worth.
func TestWeights(t *testing.T) {
	logOf := func(x float64) float64 { return 100 * math.Log2(x) }
	for _, c := range Classes() {
		m := 1 - float64(classRates[c.String()].miss)/1e6
		u := float64(classRates[c.String()].shared) / 1e6
		require.InDelta(t, logOf((1-m)/(1-u)), float64(weights[c].differ), 1, c)
		info := &classes[c]
		for n := 1; n <= info.slots; n++ {
			t.Logf("%-13s %d enrolled: agrees %v differs %v", c, n, weights[c].agree[n][1:n+1], weights[c].differ)
		}
		for n := 1; n <= info.slots; n++ {
			lambda := float64(n*info.slots) / float64(int(1)<<info.width)
			factorial := 1.0
			for k := 1; k <= n; k++ {
				factorial *= float64(k)
				chance := max(math.Pow(u, float64(k)), math.Pow(lambda, float64(k))/factorial)
				require.InDelta(t, logOf(m/chance), float64(weights[c].agree[n][k]), 3, "%s %d of %d", c, k, n)
				require.Positive(t, weights[c].agree[n][k], "%s %d of %d", c, k, n)
			}
		}
	}
}

func TestLog2(t *testing.T) {
	for n := uint64(1); n < 100_000; n += 7 {
		require.InDelta(t, 100*math.Log2(float64(n)/1000), float64(log2(n, 1000)), 0.5001)
	}
	require.Equal(t, 3*Bit, log2(8, 1))
	require.Equal(t, -3*Bit, log2(1, 8))
}

func TestBitsText(t *testing.T) {
	for b, want := range map[Bits]string{0: "0.00", 5: "0.05", 1258: "12.58", -1: "-0.01", -450: "-4.50"} {
		require.Equal(t, want, b.String())
		doc, err := json.Marshal(b)
		require.NoError(t, err)
		require.Equal(t, want, string(doc))
		var read Bits
		require.NoError(t, json.Unmarshal(doc, &read))
		require.Equal(t, b, read)
	}
	for _, bad := range []string{"", "1", "1.0", "1.000", "+1.00", "01.00", "-0.00", "1e2", "99999999999.00", ".50", "null"} {
		_, err := ParseBits(bad)
		require.ErrorIs(t, err, ErrName, bad)
	}
}

// What is written of a name can be read back, and nothing else can.
func TestNamesReadBack(t *testing.T) {
	for _, v := range []Verdict{Different, Review, Same} {
		text, err := v.MarshalText()
		require.NoError(t, err)
		var read Verdict
		require.NoError(t, read.UnmarshalText(text))
		require.Equal(t, v, read)
	}
	for _, a := range []Agreement{AgreementAbsent, AgreementAgrees, AgreementDiffers} {
		text, err := a.MarshalText()
		require.NoError(t, err)
		read := Agreement(77)
		require.NoError(t, read.UnmarshalText(text))
		require.Equal(t, a, read)
	}
	for s := StatusUsed; s <= StatusMalformed; s++ {
		text, err := s.MarshalText()
		require.NoError(t, err)
		var read Status
		require.NoError(t, read.UnmarshalText(text))
		require.Equal(t, s, read)
	}
	for _, v := range []interface{ MarshalText() ([]byte, error) }{Verdict(0), Verdict(9), Agreement(9), Status(0), Status(99)} {
		_, err := v.MarshalText()
		require.ErrorIs(t, err, ErrName)
	}
	for _, text := range []string{"", "invalid", "Same", "same "} {
		require.ErrorIs(t, new(Verdict).UnmarshalText([]byte(text)), ErrName, text)
		require.ErrorIs(t, new(Agreement).UnmarshalText([]byte(text)), ErrMalformed, text)
		require.ErrorIs(t, new(Status).UnmarshalText([]byte(text)), ErrName, text)
	}
	for _, p := range []Policy{Lenient(), Standard(), Strict()} {
		read, err := ParsePolicy(p.String())
		require.NoError(t, err)
		require.Equal(t, p, read)
	}
	custom, err := Standard().WithEnrolled(2)
	require.NoError(t, err)
	require.Equal(t, "custom", custom.String())
	_, err = ParsePolicy("custom")
	require.ErrorIs(t, err, ErrPolicy)
}

func TestNames(t *testing.T) {
	for got, want := range map[string]string{
		Same.String(): "same", Review.String(): "review", Different.String(): "different", Verdict(9).String(): "invalid",
		AgreementAbsent.String(): "absent", AgreementAgrees.String(): "agrees", AgreementDiffers.String(): "differs", Agreement(9).String(): "invalid", Status(99).String(): "invalid", StatusOverflow.String(): "overflow",
	} {
		require.Equal(t, want, got)
	}
}

func FuzzCompare(f *testing.F) {
	h := sample(f)
	f.Add(h.b[:], h.b[:])
	f.Fuzz(func(t *testing.T, a, b []byte) {
		if len(a) != Size || len(b) != Size {
			return
		}
		x, y := Hash{[Size]byte(a)}, Hash{[Size]byte(b)}
		copy(y.b[offScope:], x.b[offScope:offChecksum])
		x.seal()
		y.seal()
		if x.check() != nil || y.check() != nil {
			return
		}
		forth, err := Standard().Compare(x, y)
		require.NoError(t, err)
		back, err := Standard().Compare(y, x)
		require.NoError(t, err)
		for _, c := range Classes() {
			require.Equal(t, forth.Class(c).Agreeing, back.Class(c).Agreeing)
		}
	})
}

// An adapter is the same while one of its ports is there, and another adapter
// next to it is another.
func TestPortsOfAnAdapter(t *testing.T) {
	nics := func(last ...int) *Inventory {
		inv := &Inventory{}
		for _, l := range last {
			inv.Add(NIC, fmt.Sprintf("3c:52:82:0a:11:%02x", l))
		}
		return inv
	}
	for _, c := range []struct {
		enrolled, presented []int
		want                Agreement
	}{
		{[]int{8, 9}, []int{9}, AgreementAgrees},
		{[]int{8, 9}, []int{8}, AgreementAgrees},
		{[]int{9}, []int{8, 9}, AgreementAgrees},
		{[]int{8, 9, 10, 11}, []int{10}, AgreementAgrees},
		{[]int{8, 9, 10, 11}, []int{10, 11}, AgreementAgrees},
		{[]int{8, 12}, []int{12}, AgreementAgrees},
		{[]int{8}, []int{9}, AgreementDiffers},
		{[]int{9}, []int{8}, AgreementDiffers},
		{[]int{8, 9}, []int{10, 11}, AgreementDiffers},
		{[]int{8, 9}, []int{6, 7}, AgreementDiffers},
		{[]int{8, 32}, []int{20}, AgreementDiffers}, // two cards, not one with many ports
	} {
		require.Equal(t, c.want, compareOne(t, nics(c.enrolled...), nics(c.presented...)).Agreement, "%v %v", c.enrolled, c.presented)
	}
}

func compareOne(t *testing.T, a, b *Inventory) ClassMatch {
	m := compare(t, Standard(), a, b)
	return m.Class(NIC)
}

// Of six adapters three are kept. The one that was enrolled may be among those
// that are not: that is no evidence against the machine, and no less evidence
// than if nothing were presented.
func TestOverflowIsNoEvidenceAgainst(t *testing.T) {
	h := newHasher(t)
	r := rand.New(rand.NewPCG(21, 22))
	absent, agrees := 0, 0
	for range 2000 {
		card := "3c:52:82:" + draw(r, "^^:^^:^^")
		enrolled, presented := &Inventory{}, &Inventory{}
		enrolled.Add(NIC, card)
		presented.Add(NIC, card)
		for range 5 {
			presented.Add(NIC, ouis[r.IntN(5)]+":"+draw(r, "^^:^^:^^"))
		}
		x, err := h.Sum(enrolled)
		require.NoError(t, err)
		y, err := h.Sum(presented)
		require.NoError(t, err)
		require.False(t, x.Overflowed(NIC))
		m, err := Standard().Compare(x, y)
		require.NoError(t, err)
		if y.Overflowed(NIC) {
			require.NotEqual(t, AgreementDiffers, m.Class(NIC).Agreement)
			require.Equal(t, 1, m.GroupsEnrolled, "what may be missing counts as enrolled")
		}
		switch m.Class(NIC).Agreement {
		case AgreementAbsent:
			absent++
			require.Zero(t, m.Bits)
		case AgreementAgrees:
			agrees++
		}
	}
	require.Greater(t, absent, 500)
	require.Greater(t, agrees, 500)
}

// A virtual machine's installation is often named after its UUID. Both are
// published, as one word; they count as one witness, and as two once it was
// reinstalled.
func TestInstallNamedAfterUUID(t *testing.T) {
	machine := func(uuid, install string) *Inventory {
		inv := &Inventory{Traits: Traits{Virtual: true}}
		if uuid != "" {
			inv.Add(SystemUUID, uuid)
		}
		inv.Add(OSInstall, install)
		inv.Add(NIC, "52:54:00:9d:3b:e7")
		return inv
	}
	const uuid, copied, fresh = "a7c3f05e-6b12-4d98-8e47-d19b30f6c25a", "a7c3f05e6b124d988e47d19b30f6c25a", "0ad91f6e73b84c25a6e4170c8d5fb392"
	root, user := machine(uuid, copied), machine("", copied)
	m := compare(t, Standard(), root, root)
	require.Equal(t, Same, m.Verdict)
	require.Equal(t, 2, m.GroupsEnrolled)
	m = compare(t, Standard(), root, user)
	require.Equal(t, Same, m.Verdict)
	require.Equal(t, 3, m.GroupsEnrolled)
	m = compare(t, Standard(), user, root)
	require.Equal(t, Same, m.Verdict)
	m = compare(t, Standard(), root, machine(uuid, fresh))
	require.Equal(t, Same, m.Verdict)
	require.Equal(t, AgreementDiffers, m.Class(OSInstall).Agreement)
}
