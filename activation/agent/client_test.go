package agent_test

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/agent"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

func TestLifeOfALicence(t *testing.T) {
	s := newShop(t, subscription)
	config := s.config(pc(1))
	c := s.client(config)
	require.Equal(t, activation.StateNone, s.state(c))
	require.Empty(t, files(t, config.Folder), "a look makes nothing")
	_, err := c.Renew(t.Context())
	require.ErrorIs(t, err, agent.ErrNone)
	_, err = c.Activate(t.Context(), productkey.Key{})
	require.ErrorIs(t, err, agent.ErrKey)

	first := s.activated(c)
	require.NotZero(t, first.Installation)
	require.Equal(t, first.Installation, s.status(s.client(config)).Installation, "of another process")
	require.False(t, s.status(c).Has(activation.ReasonRenew))

	s.Sleep(8 * day)
	require.True(t, s.status(c).Has(activation.ReasonRenew))
	require.True(t, s.renew(c).Granted())
	require.False(t, s.status(c).Has(activation.ReasonRenew))

	s.Sleep(80 * day) // off line
	require.Equal(t, activation.StateValid, s.state(c))
	s.Sleep(20 * day)
	require.Equal(t, activation.StateGrace, s.state(c))
	s.Sleep(20 * day)
	require.Equal(t, activation.StateEnded, s.state(c))
	require.True(t, s.renew(c).Granted(), "on line again")
	require.Equal(t, activation.StateValid, s.state(c))
	s.used(1)

	got, err := c.Release(t.Context())
	require.NoError(t, err)
	require.Equal(t, activation.Released, got.Answer.Outcome)
	require.Equal(t, activation.StateNone, got.Status.State)
	require.Empty(t, files(t, config.Folder))
	s.used(0)
}

func TestStateFile(t *testing.T) {
	s := newShop(t, perpetual)
	config := s.config(pc(1))
	config.Folder = filepath.Join(config.Folder, "new", "folder")
	s.activated(s.client(config))
	all := files(t, config.Folder)
	require.Len(t, all, 1)
	for name, text := range all {
		info, err := os.Stat(filepath.Join(config.Folder, name))
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o600), info.Mode())
		require.NotContains(t, text, s.key.Reveal())
	}
	info, err := os.Stat(config.Folder)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o700), info.Mode().Perm())
	for name := range all { // what a process left that was killed
		require.NoError(t, os.WriteFile(filepath.Join(config.Folder, name+".123.new"), nil, 0o600))
	}
	s.Sleep(8 * day)
	s.renew(s.client(config))
	left, err := filepath.Glob(filepath.Join(config.Folder, "*.new"))
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestStatusNeedsNoNetwork(t *testing.T) {
	s := newShop(t, perpetual)
	config := s.config(pc(1))
	s.activated(s.client(config))
	config.HTTP = &http.Client{Transport: trip(func(*http.Request) (*http.Response, error) {
		t.Error("a request")
		return nil, errors.New("none")
	})}
	s.Sleep(100 * day)
	got := s.status(s.client(config))
	require.True(t, got.Has(activation.ReasonRenew))
	_, err := s.client(config).Requests(t.Context())
	require.NoError(t, err)
}

// A clock that is wrong by years does not keep anybody from a licence.
func TestWrongClock(t *testing.T) {
	for _, wrong := range []time.Duration{-5 * 365 * day, 5 * 365 * day} {
		s := newShop(t, perpetual)
		config := s.config(pc(1))
		config.Now = func() int64 { return s.Now() + int64(wrong/time.Second) }
		c := s.client(config)
		s.activated(c)
		s.Sleep(10 * day)
		require.True(t, s.renew(c).Granted())
		got := s.status(c)
		require.True(t, got.Allowed())
		require.Equal(t, wrong < 0, got.Has(activation.ReasonClock))
	}
}

func TestNotGrantedIsAnAnswer(t *testing.T) {
	s := newShop(t, perpetual)
	s.activated(s.on(pc(1)))
	config := s.config(pc(2))
	c := s.client(config)
	got := s.activate(c)
	require.False(t, got.Granted())
	require.Equal(t, []activation.Option{activation.AskVendor, activation.FreeSeat}, got.Answer.May)
	require.Len(t, got.Answer.Seats, 1)
	require.Equal(t, activation.StateNone, got.Status.State)
	require.Empty(t, files(t, config.Folder), "nothing is left of it")

	s.Sleep(15 * day)
	got, err := c.ActivateFreeing(t.Context(), s.key, got.Answer.Seats[0].Ref)
	require.NoError(t, err)
	require.True(t, got.Granted())
	s.used(1)
}

// A reinstalled machine, and a folder for each system of a dual boot, have the
// same seat.
func TestReinstalledHasTheSameSeat(t *testing.T) {
	s := newShop(t, perpetual)
	machine := pc(1)
	first := s.activated(s.on(machine))
	second := s.activated(s.on(machine))
	require.NotEqual(t, first.Installation, second.Installation)
	s.used(1)
}

// A folder that roams between machines, or was copied to one.
func TestEachMachineOpensItsOwn(t *testing.T) {
	s := newShop(t, server.Licence{Kind: activation.Perpetual, Seats: 3})
	config := s.config(pc(1))
	one := s.client(config)
	first := s.activated(one)
	before := files(t, config.Folder)

	config.Read = pc(2).Read
	two := s.client(config)
	got := s.status(two)
	require.Equal(t, activation.StateElsewhere, got.State)
	require.NotEmpty(t, got.Differing())
	require.Contains(t, got.Help, activation.HelpActivate)
	_, err := two.Renew(t.Context())
	require.ErrorIs(t, err, agent.ErrNone, "another's ticket is not presented")
	_, err = two.Release(t.Context())
	require.ErrorIs(t, err, agent.ErrNone)
	second := s.activated(two)
	require.NotEqual(t, first.Installation, second.Installation)
	after := files(t, config.Folder)
	require.Len(t, after, 2)
	for name, text := range before {
		require.Equal(t, text, after[name], "the other's is untouched")
	}
	s.Sleep(8 * day)
	for _, c := range []*agent.Client{one, two} {
		require.True(t, s.renew(c).Granted())
	}
	require.Equal(t, first.Installation, s.status(one).Installation)
	require.Equal(t, second.Installation, s.status(two).Installation)
	s.used(2)
}

// Two products in one folder do not see each other.
func TestProductsShareAFolder(t *testing.T) {
	s := newShop(t, perpetual)
	config := s.config(pc(1))
	s.activated(s.client(config))
	config.Product = "acme.example/viewer"
	require.Equal(t, activation.StateNone, s.state(s.client(config)))
}

func TestInstallationIsKeptBeforeItIsKnown(t *testing.T) {
	s := newShop(t, perpetual)
	config := s.config(pc(1))
	lost := config
	lost.HTTP = losing(config.HTTP)
	_, err := s.client(lost).Activate(t.Context(), s.key)
	require.ErrorIs(t, err, agent.ErrServer)
	require.Len(t, files(t, config.Folder), 1)
	s.used(1) // it was granted, and the answer was lost
	s.activated(s.client(config))
	rows := s.Rows(t, s.key)
	require.Len(t, rows.Installations, 1, "the same one again")
}

func TestUsersChoiceOfClasses(t *testing.T) {
	s := newShop(t, perpetual)
	config := s.config(pc(1))
	config.Without = []hwhash.Class{hwhash.NIC, hwhash.GPU}
	status := s.activated(s.client(config))
	classes := status.Certificate.Anchor.Classes()
	require.NotEmpty(t, classes)
	require.NotContains(t, classes, hwhash.NIC)
	require.NotContains(t, classes, hwhash.GPU)

	// Later programs need not know of the choice: what was not read is not read.
	config.Without = nil
	var asked []hwhash.Class
	machine := pc(1)
	config.Read = func(ctx ctxt, classes []hwhash.Class) (hwhash.Inventory, error) {
		asked = classes
		return machine.Read(ctx, classes)
	}
	c := s.client(config)
	require.Equal(t, activation.StateValid, s.state(c))
	require.Subset(t, asked, classes)
	require.NotContains(t, asked, hwhash.NIC)
	s.Sleep(8 * day)
	got := s.renew(c)
	require.True(t, got.Granted())
	require.Zero(t, got.Status.Certificate.Last, "the same hash again")

	config.Only = []hwhash.Class{hwhash.OSInstall, hwhash.Disk}
	require.True(t, s.status(s.client(config)).Allowed(), "less is grace, not elsewhere")
}

func TestSuperuserLeavesOutWhatUsersCannotRead(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("not a superuser")
	}
	s := newShop(t, perpetual)
	config := s.config(pc(1))
	config.Privileged = false
	classes := s.activated(s.client(config)).Certificate.Anchor.Classes()
	for _, c := range []hwhash.Class{hwhash.SystemUUID, hwhash.SystemSerial, hwhash.BoardSerial, hwhash.MemoryModule, hwhash.TPM} {
		require.NotContains(t, classes, c)
	}
	require.Contains(t, classes, hwhash.Disk)
}

// Late sources are read again before anything is presented.
func TestLateSourcesAreReadAgain(t *testing.T) {
	s := newShop(t, subscription)
	machine, reads, lateFor := pc(1), 0, 0
	config := s.config(machine)
	config.Read = func(ctx ctxt, classes []hwhash.Class) (hwhash.Inventory, error) {
		reads++
		inv, err := machine.Read(ctx, classes)
		if reads <= lateFor {
			inv, err = inv.Without(hwhash.Disk, hwhash.NIC, hwhash.SystemUUID, hwhash.SystemSerial, hwhash.BoardSerial, hwhash.MemoryModule)
			inv.Late = []hwhash.Class{hwhash.NIC, hwhash.Disk}
		}
		return inv, err
	}
	c := s.client(config)
	lateFor = 2
	status := s.activated(c)
	require.Equal(t, 3, reads)
	require.Contains(t, status.Certificate.Anchor.Classes(), hwhash.Disk)

	reads, lateFor = 0, 1
	status = s.status(c)
	require.Equal(t, 1, reads, "a check waits for nothing")
	require.True(t, status.Allowed())
	require.True(t, status.Has(activation.ReasonLate))

	reads, lateFor = 0, 100
	_, err := c.Renew(t.Context())
	require.ErrorIs(t, err, agent.ErrLate, "what is missing is not presented as gone")
	reads, lateFor = 0, 2
	require.True(t, s.renew(c).Granted())
}

func TestNothingIdentifiesTheMachine(t *testing.T) {
	s := newShop(t, subscription)
	config := s.config(pc(1))
	s.activated(s.client(config))
	config.Read = new(acttest.PC).Read
	c := s.client(config)
	require.True(t, s.status(c).Has(activation.ReasonEvidence))
	require.True(t, s.status(c).Allowed())
	_, err := c.Renew(t.Context())
	require.ErrorIs(t, err, agent.ErrEvidence)

	failure := errors.New("no machine")
	config.Read = func(ctxt, []hwhash.Class) (hwhash.Inventory, error) { return hwhash.Inventory{}, failure }
	_, err = s.client(config).Status(t.Context())
	require.ErrorIs(t, err, failure)
}

func TestRevoked(t *testing.T) {
	s := newShop(t, perpetual)
	config := s.config(pc(1))
	s.activated(s.client(config))
	rows := s.Rows(t, s.key)
	rows.Licence.State = server.LicenceRevoked
	require.NoError(t, s.Store.Apply(t.Context(), &server.Changes{Licences: []server.Licence{rows.Licence}}))
	s.Sleep(8 * day)
	got := s.renew(s.client(config))
	require.Equal(t, activation.Revoked, got.Answer.Outcome)
	require.Equal(t, activation.StateRevoked, got.Status.State)
	require.Equal(t, activation.StateRevoked, s.state(s.client(config)), "it is remembered")
}

func TestClockSetBack(t *testing.T) {
	s := newShop(t, subscription)
	config := s.config(pc(1))
	s.activated(s.client(config))
	for range 20 { // starts, each some days after the one before
		s.Sleep(5 * day)
		s.state(s.client(config))
	}
	require.Equal(t, activation.StateGrace, s.state(s.client(config)))
	s.Sleep(-90 * day)
	got := s.status(s.client(config))
	require.Equal(t, activation.StateGrace, got.State, "setting it back gains nothing")
	require.True(t, got.Has(activation.ReasonClock))
}

// While a program runs its clock goes on, whatever the system's is set to.
func TestTimeRunsWhileTheProgramDoes(t *testing.T) {
	inBubble(t, func(s *shop, config agent.Config) {
		start := time.Now()
		config.Now = func() int64 { return min(s.Now(), s.Now()-int64(time.Since(start).Seconds())) } // stands still
		c := s.client(config)
		s.activated(c)
		time.Sleep(91 * day)
		require.Equal(t, activation.StateGrace, s.state(c))
	}, subscription)
}

// A database that was restored from before the activation: the agent shows its
// certificate when it is asked to, and goes on.
func TestRestoredDatabase(t *testing.T) {
	s := newShop(t, subscription)
	c := s.on(pc(1))
	first := s.activated(c)
	s.Sleep(8 * day)
	rows := s.Rows(t, s.key)
	products, err := s.Store.Products(t.Context())
	require.NoError(t, err)
	products[0].RestoredSince, products[0].RestoredUntil = s.Now()-10*86400, s.Now()+120*86400
	rows.Licence.Used = 0
	require.NoError(t, s.Store.Apply(t.Context(), &server.Changes{
		Products: products, Licences: []server.Licence{rows.Licence},
		DropSeats: []server.ID{rows.Seats[0].ID}, DropInstallations: []activation.IID{first.Installation},
	}))
	s.used(0)
	got := s.renew(c)
	require.True(t, got.Granted())
	require.Equal(t, first.Installation, got.Status.Installation)
	s.used(1)
	require.True(t, s.renew(c).Granted(), "known again")
}
