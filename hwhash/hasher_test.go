package hwhash

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func newHasher(t testing.TB) *Hasher {
	t.Helper()
	h, err := NewHasher("example.com/test")
	require.NoError(t, err)
	return h
}

func TestScopes(t *testing.T) {
	for _, bad := range []string{"", strings.Repeat("s", 256), "a\x00b", "a\nb", "\xff", "/", "/editor"} {
		_, err := NewHasher(bad)
		require.ErrorIs(t, err, ErrScope)
	}
	_, err := new(Hasher).Sum(fullInventory())
	require.ErrorIs(t, err, ErrScope)
	_, err = new(Hasher).Explain(fullInventory())
	require.ErrorIs(t, err, ErrScope)
	for _, good := range []string{"a", " ", "acme.example/editor", strings.Repeat("s", 255), "bücher.example"} {
		_, err := NewHasher(good)
		require.NoError(t, err)
	}
}

// workedExample is the hash of docs/format.md, section "Worked example". From
// the first release on the format is frozen: it never changes.
const workedExample = "hw1:AQRUALOecp8AAANWAAAAAD26AFcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABEAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// With -v it prints the steps that the document shows.
func TestWorkedExample(t *testing.T) {
	h, err := NewHasher("acme.example/editor")
	require.NoError(t, err)
	inv := &Inventory{Traits: Traits{Portable: true}}
	inv.Add(SystemSerial, "pf3xk7q2")
	inv.Add(OSInstall, "5d3ac1f0e5be4a04b4a7a0c2d5f1e6b9")
	inv.Add(NIC, "3c:52:82:0a:11:07")
	inv.Add(MemorySize, "16265456 kB")
	sum, err := h.Sum(inv)
	require.NoError(t, err)
	require.Equal(t, workedExample, sum.String())

	for _, c := range inv.Components {
		form, as, r := normalise(nil, &c, inv.Traits)
		require.Equal(t, ruleUsed, r)
		require.Equal(t, c.Class, as)
		var block [1][blockSize]byte
		step := fillBlock(&block[0], c.Class, form)
		var word [1]uint32
		h.key.Words(word[:], block[:])
		x := word[0] + uint32(step)
		info := &classes[c.Class]
		slot := 1 + uint16((x+h.scopeTag)%(1<<info.width))
		require.Equal(t, slot, sum.slot(info.first))
		t.Logf("%s\n  form  %q\n  block %x\n  word  %d\n  x     %d\n  slot  %d = %d = 0x%04x", c.Class, form, block[0][:], word[0], x, info.first, slot, slot)
	}
	t.Logf("tag %d", h.scopeTag)
	t.Logf("bytes %x", sum.b)
}

func TestOrderDoesNotMatter(t *testing.T) {
	h := newHasher(t)
	inv := fullInventory()
	inv.Add(NIC, "3c:52:82:0a:11:08") // adjacent
	inv.Add(NIC, "A0-A8-CD-4E-92-15") // the same again
	inv.Add(BoardSerial, "Default string")
	want, err := h.Sum(inv)
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(3, 4))
	for range 10_000 {
		r.Shuffle(len(inv.Components), func(i, j int) {
			inv.Components[i], inv.Components[j] = inv.Components[j], inv.Components[i]
		})
		got, err := h.Sum(inv)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestInsufficient(t *testing.T) {
	h := newHasher(t)
	for name, inv := range map[string]*Inventory{
		"empty":        {},
		"model only":   {Components: []Component{{CPU, "GenuineIntel|Xeon"}, {MemorySize, "16 GB"}}},
		"placeholders": {Components: []Component{{SystemSerial, "Default string"}, {SystemUUID, "03000200-0400-0500-0006-000700080009"}, {NIC, "02:42:ac:11:00:02"}}},
		"container":    {Components: []Component{{OSInstall, "5d3ac1f0e5be4a04b4a7a0c2d5f1e6b9"}}, Traits: Traits{Container: true}},
	} {
		sum, err := h.Sum(inv)
		require.ErrorIs(t, err, ErrInsufficient, name)
		require.True(t, sum.IsZero())
	}
	for _, c := range Classes() {
		if !c.Identity() {
			continue
		}
		for _, component := range fullInventory().Components {
			if component.Class == c {
				_, err := h.Sum(&Inventory{Components: []Component{component}})
				require.NoError(t, err, c)
			}
		}
	}
}

func TestTooManyComponents(t *testing.T) {
	h := newHasher(t)
	inv := &Inventory{}
	for i := range maxOfClass {
		inv.Add(NIC, fmt.Sprintf("3c:52:82:%02x:%02x:07", i>>8, i&0xff))
	}
	sum, err := h.Sum(inv)
	require.NoError(t, err)
	require.Equal(t, 1, sum.Count(NIC), "every gap is 256, so all are one chain")
	inv.Add(NIC, "3c:52:82:ff:11:07")
	_, err = h.Sum(inv)
	require.ErrorIs(t, err, ErrTooLarge)

	inv = &Inventory{}
	for range MaxComponents {
		inv.Add(CPU, "unknown")
	}
	_, err = h.Explain(inv)
	require.NoError(t, err)
	inv.Add(Disk, "ZFN0EHXF")
	_, err = h.Sum(inv)
	require.ErrorIs(t, err, ErrTooLarge)
	_, err = h.Explain(inv)
	require.ErrorIs(t, err, ErrTooLarge)
}

// The largest inventory that is hashed, made to compare everything with
// everything: it must not keep a server busy.
func TestHostileInventoryIsCheap(t *testing.T) {
	h := newHasher(t)
	r := rand.New(rand.NewPCG(15, 16))
	inv := &Inventory{}
	for range maxOfClass / 2 {
		long := draw(r, strings.Repeat("^", MaxValueLen))
		inv.Add(SystemUUID, drawUUID(r))
		inv.Add(SystemSerial, long)
		inv.Add(BoardSerial, long[1:])
		inv.Add(OSInstall, drawUUID(r))
		inv.Add(Disk, long)
		inv.Add(MemoryModule, long)
		inv.Add(NIC, "3c:52:82:"+draw(r, "^^:^^:^^"))
		inv.Add(SystemModel, strings.Repeat("Serial|", MaxValueLen/7))
	}
	for range MaxComponents - len(inv.Components) {
		inv.Add(CPU, strings.Repeat("Serial ", MaxValueLen/7))
	}
	start := time.Now()
	sum, err := h.Sum(inv)
	require.NoError(t, err)
	t.Log(time.Since(start))
	require.Less(t, time.Since(start), 5*time.Second)
	r.Shuffle(len(inv.Components), func(i, j int) {
		inv.Components[i], inv.Components[j] = inv.Components[j], inv.Components[i]
	})
	again, err := h.Sum(inv)
	require.NoError(t, err)
	require.Equal(t, sum, again)
}

func TestSumAllocatesNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	for name, inv := range map[string]*Inventory{
		"evidence": fullInventory(),
		"placeholders": {Components: []Component{
			{SystemSerial, "To be filled by O.E.M."}, {SystemUUID, "Not Settable"}, {NIC, "none"}, {MemorySize, "unknown"}, {OSInstall, "5d3ac1f0e5be4a04b4a7a0c2d5f1e6b9"},
		}},
		"long values":           {Components: []Component{{Disk, strings.Repeat("S4EVNX0M718245K", 20)}, {CPU, strings.Repeat("long name ", 30)}}},
		"insufficient":          {Components: []Component{{CPU, "GenuineIntel|Xeon"}}},
		"long rejected text":    {Components: []Component{{SystemSerial, strings.Repeat("default ", 127)}}},
		"long rejected address": {Components: []Component{{NIC, strings.Repeat("default ", 127)}}},
		"long rejected UUID":    {Components: []Component{{SystemUUID, strings.Repeat("default ", 127)}}},
	} {
		h := newHasher(t) // so that no inventory profits from the one before
		require.Zero(t, testing.AllocsPerRun(200, func() { _, _ = h.Sum(inv) }), name)
	}
}

func TestSumIsSafeForConcurrentUse(t *testing.T) {
	h := newHasher(t)
	r := rand.New(rand.NewPCG(5, 6))
	inventories := make([]*Inventory, 64)
	want := make([]Hash, len(inventories))
	for i := range inventories {
		inv := fullInventory()
		inv.Components[1].Value = draw(r, "PF&&&&&&")
		inv.Components[5].Value = "3c:52:82:" + draw(r, "^^:^^:^^")
		var err error
		want[i], err = h.Sum(inv)
		require.NoError(t, err)
		inventories[i] = inv
	}
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range 2000 {
				k := (i*7 + worker) % len(inventories)
				got, err := h.Sum(inventories[k])
				if err != nil || got != want[k] {
					t.Errorf("inventory %d: another hash, %v", k, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestLargeScratchIsNotKept(t *testing.T) {
	h := newHasher(t)
	for _, large := range []*scratch{
		{buf: make([]byte, maxKept+1)},
		{blocks: make([][blockSize]byte, maxKept/blockSize+1)},
	} {
		h.put(large)
		require.NotSame(t, large, h.pool.Get())
	}
}

func TestOneMoreDeviceDisplacesAtMostOne(t *testing.T) {
	h := newHasher(t)
	r := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		inv := &Inventory{}
		for range 1 + r.IntN(8) {
			inv.Add(Disk, draw(r, "Z&&&&&&&"))
		}
		before, err := h.Sum(inv)
		require.NoError(t, err)
		inv.Add(Disk, draw(r, "W&&&&&&&"))
		after, err := h.Sum(inv)
		require.NoError(t, err)
		m, err := Standard().Compare(before, after)
		require.NoError(t, err)
		require.GreaterOrEqual(t, int(m.Class(Disk).Agreeing), before.Count(Disk)-1)
	}
}

// Two products of one vendor publish the same bits: every slot is moved by the
// difference of their tags. Another vendor's are independent.
func TestScopesOfOneVendorTellNoMore(t *testing.T) {
	editor, err := NewHasher("acme.example/editor")
	require.NoError(t, err)
	viewer, err := NewHasher("acme.example/viewer")
	require.NoError(t, err)
	other, err := NewHasher("other.example/editor")
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(9, 10))
	const n = 20_000
	equal := 0
	for range n {
		inv := &Inventory{Components: []Component{{SystemSerial, draw(r, "PF&&&&&&")}}}
		x, err := editor.Sum(inv)
		require.NoError(t, err)
		y, err := viewer.Sum(inv)
		require.NoError(t, err)
		z, err := other.Sum(inv)
		require.NoError(t, err)
		require.NotEqual(t, x.scopeTag(), y.scopeTag())
		untagged := func(h Hash) uint32 { return (uint32(h.slot(1)-1) - h.scopeTag()) % (1 << 11) }
		require.Equal(t, untagged(x), untagged(y))
		if untagged(x) == untagged(z) {
			equal++
		}
	}
	// Chance is n/2048, about 9.8, and five deviations more are 25.
	require.Less(t, equal, 26)

	inv := fullInventory()
	for range 9 {
		inv.Add(NIC, "a0:a8:cd:"+draw(r, "^^:^^:^^"))
	}
	a, err := editor.Explain(inv)
	require.NoError(t, err)
	b, err := viewer.Explain(inv)
	require.NoError(t, err)
	require.Equal(t, a, b, "the same values are kept")
}

func TestInventoryJSON(t *testing.T) {
	const doc = `{"components":[{"class":"nic","value":"3c:52:82:0a:11:07"},{"class":"cpu","value":"a|b"}],"traits":{"virtual":false,"container":false,"portable":true}}`
	var inv Inventory
	require.NoError(t, json.Unmarshal([]byte(doc), &inv))
	require.Equal(t, Inventory{Components: []Component{{NIC, "3c:52:82:0a:11:07"}, {CPU, "a|b"}}, Traits: Traits{Portable: true}}, inv)
	out, err := json.Marshal(inv)
	require.NoError(t, err)
	require.JSONEq(t, doc, string(out))

	for name, bad := range map[string]string{
		"unknown class": `{"components":[{"class":"SECRET-77","value":"x"}]}`,
		"empty class":   `{"components":[{"class":"","value":"SECRET-77"}]}`,
		"number":        `{"components":[{"class":"nic","value":77123456}]}`,
		"array":         `["SECRET-77"]`,
		"cut short":     `{"components":[{"class":"nic","value":"SECRET-77`,
		"no class":      `{"components":[{"class":"nic","value":"x"},{"value":"SECRET-77"}]}`,
		"null class":    `{"components":[{"class":null,"value":"SECRET-77"}]}`,
		"twice":         `{"components":[],"components":[{"class":"nic","value":"SECRET-77"}]}`,
		"class twice":   `{"components":[{"class":"nic","class":"disk","value":"SECRET-77"}]}`,
		"trait twice":   `{"components":[{"class":"nic","value":"SECRET-77"}],"traits":{"virtual":true,"Virtual":false}}`,
		"surrogate":     `{"components":[{"class":"nic","value":"SECRET-77\ud800"}]}`,
		"not UTF-8":     "{\"components\":[{\"class\":\"nic\",\"value\":\"SECRET-77\xff\"}]}",
	} {
		kept := inv
		err := json.Unmarshal([]byte(bad), &kept)
		require.Error(t, err, name)
		require.Equal(t, inv, kept, name)
		require.NotContains(t, err.Error(), "SECRET")
		require.NotContains(t, err.Error(), "77")
	}
	err = json.Unmarshal([]byte(`{"components":[{"class":"nic","value":"x"},{"class":"mac","value":"x"}]}`), &inv)
	require.ErrorIs(t, err, ErrInventory)
	require.ErrorIs(t, err, ErrClass)
	require.ErrorContains(t, err, "components[1]")
}

// What was late is written and read back, refused where it makes no sense, and
// nothing to the hash.
func TestInventoryLate(t *testing.T) {
	const doc = `{"components":[{"class":"os_install","value":"5d3ac1f0e5be4a04b4a7a0c2d5f1e6b9"}],"traits":{"virtual":false,"container":false,"portable":false},"late":["nic","disk"]}`
	var inv Inventory
	require.NoError(t, json.Unmarshal([]byte(doc), &inv))
	require.Equal(t, []Class{NIC, Disk}, inv.Late)
	out, err := json.Marshal(inv)
	require.NoError(t, err)
	require.JSONEq(t, doc, string(out))

	h, err := NewHasher("acme.example/editor")
	require.NoError(t, err)
	late, err := h.Sum(&inv)
	require.NoError(t, err)
	inTime, err := h.Sum(&Inventory{Components: inv.Components})
	require.NoError(t, err)
	require.Equal(t, inTime, late)

	for where, bad := range map[string]string{
		"late[0]":       `{"late":["SECRET-77"]}`,
		"late[1]":       `{"late":["nic",null]}`,
		"late[2]":       `{"late":["nic","disk","nic"]}`,
		"components[1]": `{"late":["nic"],"components":[{"class":"nic","value":"x"},{"class":"SECRET-77"}]}`,
		"late":          `{"late":["nic","nic"],"components":[]}`,
	} {
		kept := inv
		err := json.Unmarshal([]byte(bad), &kept)
		require.ErrorIs(t, err, ErrInventory, where)
		require.ErrorContains(t, err, where)
		require.NotContains(t, err.Error(), "77")
		require.Equal(t, inv, kept, where)
	}
}

func TestValuesDoNotReachLogs(t *testing.T) {
	inv := Inventory{Components: []Component{{SystemSerial, "PF3XK7Q2"}}}
	for _, text := range []string{
		fmt.Sprint(inv), fmt.Sprintf("%v %+v %#v", inv, inv, inv), fmt.Sprintf("%#v", inv.Components[0]), inv.Components[0].LogValue().String(),
	} {
		require.NotContains(t, text, "PF3XK7Q2")
	}
}

func FuzzSum(f *testing.F) {
	doc, err := json.Marshal(fullInventory())
	require.NoError(f, err)
	f.Add(doc)
	f.Add([]byte(`{"components":[{"class":"disk","value":""},{"class":"nic","value":"unknown"}],"traits":{"virtual":true}}`))
	f.Add([]byte(`{"components":null}`))
	h := newHasher(f)
	f.Fuzz(func(t *testing.T, doc []byte) {
		var inv Inventory
		if json.Unmarshal(doc, &inv) != nil {
			return
		}
		sum, err := h.Sum(&inv)
		if err != nil {
			require.True(t, sum.IsZero())
			return
		}
		_, err = FromBytes(sum.b[:])
		require.NoError(t, err, "Sum made what does not decode")
		for i, j := 0, len(inv.Components)-1; i < j; i, j = i+1, j-1 {
			inv.Components[i], inv.Components[j] = inv.Components[j], inv.Components[i]
		}
		again, err := h.Sum(&inv)
		require.NoError(t, err)
		require.Equal(t, sum, again)
	})
}
