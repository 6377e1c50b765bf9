package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
)

// What happens to the laptop of collect's test data, as lines of its description.
var (
	newDisk     = newDiskOf("S6B0NL0T512077", "eui.0025384111c0ffe1")
	newSystem   = []string{`etc/machine-id = 7b1d90c3a2f84e6d9a55c8f01e23b764`}
	otherSystem = []string{`etc/machine-id = c39e5a7712d04fb8b6a4e0f9d8172c35`}
	// twin is another laptop of the model, with another system on it.
	twin = append([]string{
		`dmi product_serial = PF3ZQ9X7`, `dmi product_uuid = 5d0c1b70-31d9-11b2-a85c-e4c7730f81aa`, `dmi board_serial = L1HF1AB0C8M`,
		`sys/firmware/dmi/tables/DMI ! 0400 = @smbios 3B04E19A 3B04E19F`,
		`nic enp0s31f6 at pci0000:00/0000:00:1f.6 = 3c:18:a0:5f:c3:19`,
		`sys/devices/pci0000:00/0000:00:14.3/ieee80211/phy0/macaddress = f4:26:79:3e:71:5b`,
		`etc/machine-id = 1e7f4c0a88b34d21a9d6f3b25c90e718`,
	}, newDiskOf("S676NF0R917733", "eui.002538b911b4c0d1")...)
	// thirdTwin is one more.
	thirdTwin = append([]string{
		`dmi product_serial = PF3ZR0K2`, `dmi product_uuid = 77e3a9c4-31da-11b2-a85c-b80f5d219c3e`, `dmi board_serial = L1HF1AB0F2R`,
		`sys/firmware/dmi/tables/DMI ! 0400 = @smbios 3C771D02 3C771D0B`,
		`nic enp0s31f6 at pci0000:00/0000:00:1f.6 = 3c:18:a0:60:8a:4d`,
		`sys/devices/pci0000:00/0000:00:14.3/ieee80211/phy0/macaddress = f4:26:79:40:0a:9d`,
		`etc/machine-id = 90c5d2e41fa7436b8e3c7d6a5b4f2e10`,
	}, newDiskOf("S676NF0R918802", "eui.002538b911b500c7")...)
	// secrets are what no log may have.
	secrets = []string{
		"PF3ZQ8T1", "L1HF1AB02QX", "8c1e44cc-31d7-11b2-a85c-d2f09b7710e4", "3c:18:a0:5e:91:7c", "f4:26:79:3b:d8:05", "S676NF0R914420",
		"5f0c2f6a9d3e4b8f8a517be0c4d2a913", "hw1:", "127.0.0.1",
	}
)

func newDiskOf(serial, wwid string) []string {
	return []string{
		`disk nvme0n1 at pci0000:00/0000:00:1d.0/0000:04:00.0/nvme/nvme0 = dev 259:0, size 1000215216, removable 0, wwid ` + wwid +
			`, device/transport pcie, device/serial "` + serial + `      \n"`,
		`run/udev/data/b259:0 = E:ID_SERIAL_SHORT=` + serial + `\nE:ID_WWN=` + wwid,
	}
}

// TestStory is the life of licences, with hwactd on SQLite and hwact on trees of
// machines: each step a process.
func TestStory(t *testing.T) {
	processes(t)
	w := newWorld(t)
	t.Run("drift", w.storyOfDrift)
	t.Run("off line", w.storyOffLine)
	t.Run("reinstalled", w.storyReinstalled)
	t.Run("dual boot", w.storyDualBoot)
	t.Run("replaced", w.storyReplaced)
	t.Run("twins", w.storyOfTwins)
	t.Run("restarted", w.storyRestarted)
	log := w.stop()
	require.Contains(t, log, `"outcome":"granted"`)
	noneOf(t, log, secrets...)
}

// in makes the world's failures those of a part of the story.
func (w *world) in(t *testing.T) *world {
	w.t = t
	return w
}

// A disk dies, then the system is installed anew: each
// after a month, in which the change before it was renewed.
func (w *world) storyOfDrift(t *testing.T) {
	w.in(t)
	licence := w.sell("-kind", "subscription", "-ends", farFuture())[0]
	c := w.pc("laptop")
	c.granted(c.activates(licence), "new")
	c.is(activation.StateValid, "new")
	for _, step := range []struct {
		what    string
		changes []string
	}{
		{"a disk", newDisk},
		{"and a system", append(newSystem, newDisk...)},
	} {
		c.becomes(step.changes...)
		c.is(activation.StateValid, step.what+", before the server knows")
		w.days(30)
		c.granted(c.does("", "renew"), step.what)
		c.is(activation.StateValid, step.what)
	}
	require.Len(t, w.seats(licence), 1)
	// The state folder on the disk of another laptop.
	c.becomes(twin...)
	got := c.is(activation.StateElsewhere, "another laptop")
	require.True(t, has(got.Help, activation.HelpActivate))
	require.True(t, has(got.Differing, hwhash.NIC))
	require.Equal(t, 1, c.does("", "renew").exit, "nothing is presented for it")
	c.denied(c.activates(licence), "the seat is another's")
	c.becomes(append(newSystem, newDisk...)...)
	c.granted(c.does("", "renew"), "the true one goes on")
}

func (w *world) storyOffLine(t *testing.T) {
	w.in(t)
	paid, bought := w.sell("-kind", "subscription", "-ends", farFuture())[0], w.sell()[0]
	subscriber, owner := w.pc("laptop"), w.pc("desktop")
	subscriber.granted(subscriber.activates(paid), "new")
	owner.granted(owner.activates(bought), "new")
	for range 2 { // found well, renewed, and off line again
		w.days(80)
		got := subscriber.is(activation.StateValid, "after 80 days")
		require.True(t, has(got.Reasons, activation.ReasonRenew))
		w.days(15)
		got = subscriber.is(activation.StateGrace, "after 95 days")
		require.NotEmpty(t, got.Until)
		w.days(25)
		subscriber.is(activation.StateEnded, "after 120 days")
		owner.is(activation.StateValid, "what was bought does not end")
		subscriber.granted(subscriber.does("", "renew"), "on line again")
		subscriber.is(activation.StateValid, "renewed")
	}
	require.Len(t, w.seats(paid), 1)
}

func (w *world) storyReinstalled(t *testing.T) {
	w.in(t)
	licence := w.sell()[0]
	c := w.pc("laptop")
	c.granted(c.activates(licence), "new")
	w.days(100)
	again := c.reinstalled(newSystem...) // and the state is gone with the old one
	again.is(activation.StateNone, "installed anew")
	again.granted(again.activates(licence), "on the same seat")
	again.is(activation.StateValid, "installed anew")
	seats := w.seats(licence)
	require.Len(t, seats, 1)
	require.Zero(t, seats[0].Takeovers)
}

// Two systems on one machine, started in turn for a year.
func (w *world) storyDualBoot(t *testing.T) {
	w.in(t)
	licence := w.sell("-kind", "subscription", "-ends", farFuture())[0]
	one := w.pc("laptop")
	two := one.reinstalled(otherSystem...)
	for _, c := range []*traveller{one, two} {
		c.granted(c.activates(licence), "each system once")
	}
	every := int64(30)
	if os.Getenv("FULL") != "" {
		every = 4
	}
	for day := int64(0); day < 365; day += every {
		w.days(every)
		for _, c := range []*traveller{one, two} {
			got := c.is(activation.StateValid, "each day")
			if has(got.Reasons, activation.ReasonRenew) {
				c.granted(c.does("", "renew"), "each week")
			}
		}
	}
	seats := w.seats(licence)
	require.Len(t, seats, 1)
	require.Len(t, seats[0].Installations, 2)
	require.Empty(t, seats[0].Flags, "nobody is suspected of anything")
	require.Zero(t, seats[0].Takeovers)
}

// The laptop is lost; its seat is freed with the key, for a desktop.
func (w *world) storyReplaced(t *testing.T) {
	w.in(t)
	licence := w.sell("-kind", "subscription", "-ends", farFuture())[0]
	old, next := w.pc("laptop"), w.pc("desktop")
	old.granted(old.activates(licence), "new")
	w.days(3)
	got := next.denied(next.activates(licence), "the seat is in use")
	require.Len(t, got.Seats, 1)
	require.True(t, has(got.May, activation.FreeSeat))
	seat := got.Seats[0].Ref
	got = next.denied(next.does(licence.Key, "activate", "-free", seat), "it was seen three days ago")
	require.NotEmpty(t, got.Back)
	w.days(12)
	next.granted(next.does(licence.Key, "activate", "-free", seat), "it was not seen for two weeks")
	next.is(activation.StateValid, "the desktop")
	require.Len(t, w.seats(licence), 1)
	old.denied(old.does("", "renew"), "the finder of the laptop")
	w.days(120)
	old.is(activation.StateEnded, "its certificate ended")
	next.granted(next.does("", "renew"), "the desktop")

	// Giving a seat up is quicker.
	require.Zero(t, next.does("", "release").exit)
	next.is(activation.StateNone, "released")
	another := w.pc("laptop", twin...)
	another.granted(another.activates(licence), "at once")
}

func (w *world) storyOfTwins(t *testing.T) {
	w.in(t)
	licence := w.sell("-seats", "2")[0]
	first, second := w.pc("laptop"), w.pc("laptop", twin...)
	first.granted(first.activates(licence), "one")
	second.granted(second.activates(licence), "its twin")
	require.Len(t, w.seats(licence), 2, "they are two")
	third := w.pc("laptop", thirdTwin...)
	third.denied(third.activates(licence), "no seat is left")
	require.Len(t, w.seats(licence), 2)
	for _, c := range []*traveller{first, second} {
		c.is(activation.StateValid, "each its own")
		c.granted(c.does("", "renew"), "each its own")
	}
}

// The server is restarted, and is down when somebody works.
func (w *world) storyRestarted(t *testing.T) {
	w.in(t)
	licence := w.sell()[0]
	c := w.pc("laptop")
	c.granted(c.activates(licence), "new")
	w.stop()
	require.Equal(t, 1, c.does("", "renew", "-patience", "100ms").exit, "no verdict")
	c.is(activation.StateValid, "nobody's work stops")
	w.serve()
	c.granted(c.does("", "renew"), "up again")
}

// TestStoryOfEachDrift has each scenario of fixtures happen to a machine with a
// licence: what is the same stays licensed, what is different does not, and what
// is in doubt has grace. Where fixtures says that the evidence cannot give what is
// wanted, what the hash says counts.
func TestStoryOfEachDrift(t *testing.T) {
	processes(t)
	w := newWorld(t)
	drifts, every := fixtures.Drifts(), 5
	if os.Getenv("FULL") != "" {
		every = 1
	}
	licences := w.sell("-kind", "subscription", "-ends", farFuture(), "-n", "200")
	require.LessOrEqual(t, len(drifts), len(licences))
	hasher, err := hwhash.NewHasher(scope)
	require.NoError(t, err)
	seen := map[hwhash.Verdict]int{}
	for i, d := range drifts {
		if i%every != 0 {
			continue // package agent's tests have all of them, in one process
		}
		before, err := hasher.Sum(&d.Before)
		require.NoError(t, err)
		after, err := hasher.Sum(&d.After)
		require.NoError(t, err)
		m, err := hwhash.Standard().Compare(before, after)
		require.NoError(t, err)
		if d.Undecided == "" {
			require.Equal(t, d.Wanted, m.Verdict, d.ID)
		}
		seen[m.Verdict]++
		c := &traveller{world: w, pc: pc{t: t, inventory: filepath.Join(t.TempDir(), "inventory.json")}, state: t.TempDir()}
		c.holds(d.Before)
		c.granted(c.activates(licences[i]), d.ID)
		c.holds(d.After)
		c.drifted(m.Verdict, licences[i], d.ID)
	}
	require.NotZero(t, seen[hwhash.Same])
	require.NotZero(t, seen[hwhash.Different])
	t.Log("scenarios:", seen)
	noneOf(t, w.stop(), "hw1:")
}

// holds has a machine say this.
func (c *traveller) holds(inv hwhash.Inventory) {
	doc, err := json.Marshal(inv)
	require.NoError(c.world.t, err)
	require.NoError(c.world.t, os.WriteFile(c.inventory, doc, 0o600))
}

// drifted checks what becomes of a licence.
func (c *traveller) drifted(v hwhash.Verdict, licence sold, what string) {
	switch v {
	case hwhash.Same:
		c.is(activation.StateValid, what)
		c.granted(c.does("", "renew"), what)
		c.is(activation.StateValid, what)
	case hwhash.Review:
		c.is(activation.StateGrace, what)
		c.granted(c.does("", "renew"), what+", for grace")
		c.is(activation.StateGrace, what) // until a person has looked at it
	default:
		got := c.does("", "status")
		require.False(c.world.t, got.Allowed, "%s: %s", what, got.out)
		require.Equal(c.world.t, 1, c.does("", "renew").exit, what)
		c.denied(c.activates(licence), what)
	}
	require.Len(c.world.t, c.seats(licence), 1, what)
}
