package main

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
	pg "github.com/hwprint/hwprint/activation/store/postgres"
	"github.com/hwprint/hwprint/activation/store/sqlite"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

const scope = "acme.example/editor"

// seatsOfALicence is how many machines a licence has; machines have a few hashes
// among them, which changes nothing of what is measured.
const (
	seatsOfALicence = 10
	hashes          = 64
)

// vendor is a folder of hwactd with very many activations.
type vendor struct {
	name     string // of the database
	dir, url string // of the folder, and of PostgreSQL
	stop     func() // of that
	keys     server.Keys
	ring     activation.Ring
	ticket   activation.TicketKey
	machines []hwhash.Hash
	now      int64
	used     int // installations that renewed
	took     time.Duration
}

func onSQLite(ctx context.Context, p plan, dir string) (*vendor, error) {
	v := &vendor{name: "SQLite", dir: filepath.Join(dir, "sqlite"), stop: func() {}}
	return v, v.fill(ctx, p, func(s *hwhash.Sealer) (server.Store, error) {
		return sqlite.Open(ctx, filepath.Join(v.dir, "hwactd.db"), s)
	})
}

func onPostgres(ctx context.Context, p plan, dir string) (*vendor, error) {
	url, stop, err := postgres()
	if err != nil {
		return nil, err
	}
	v := &vendor{name: "PostgreSQL", dir: filepath.Join(dir, "postgres"), url: url, stop: stop}
	return v, v.fill(ctx, p, func(s *hwhash.Sealer) (server.Store, error) { return pg.Open(ctx, url, s) })
}

func (v *vendor) end() error {
	v.stop()
	return os.RemoveAll(v.dir)
}

// fill makes the folder, and activations of a week ago that have renewed once.
func (v *vendor) fill(ctx context.Context, p plan, open func(*hwhash.Sealer) (server.Store, error)) error {
	began := time.Now()
	v.now = began.Unix()
	if err := v.makeKeys(); err != nil {
		return err
	}
	sealer, err := hwhash.NewSealer(v.keys.Database)
	if err != nil {
		return err
	}
	store, err := open(sealer)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	for i := range hashes {
		v.machines = append(v.machines, acttest.Machine(scope, uint64(i)))
	}
	product := server.Product{ID: server.NewID(), Scope: scope, Format: "base24"}
	if err := store.Apply(ctx, &server.Changes{AddProducts: []server.Product{product}}); err != nil {
		return err
	}
	const atOnce = 100 // licences
	c := new(server.Changes)
	for first := 0; first < p.n; first += seatsOfALicence {
		if err := v.licence(c, product.ID, first, min(seatsOfALicence, p.n-first)); err != nil {
			return err
		}
		if len(c.AddLicences) == atOnce || first+seatsOfALicence >= p.n {
			if err := store.Apply(ctx, c); err != nil {
				return err
			}
			c = new(server.Changes)
		}
	}
	v.took = time.Since(began)
	log.Printf("%s: %d activations in %s", v.name, p.n, v.took.Round(time.Second))
	return nil
}

func (v *vendor) makeKeys() error {
	if err := os.MkdirAll(v.dir, 0o700); err != nil {
		return err
	}
	_, keys, err := server.NewKeys(scope, v.now-30*86400, nil)
	if err != nil {
		return err
	}
	v.keys = keys
	if v.ring, err = activation.ParseRing([]activation.PublicKey{keys.Root}, scope, keys.Ring); err != nil {
		return err
	}
	if v.ticket, err = activation.ParseTicketKey(keys.Tickets[0]); err != nil {
		return err
	}
	doc, err := json.Marshal(keys)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(v.dir, "hwactd.keys"), doc, 0o600)
}

// licence adds one with n seats, of the installations from first on.
func (v *vendor) licence(c *server.Changes, product server.ID, first, n int) error {
	l := server.Licence{
		ID: server.NewID(), Product: product, Kind: activation.Subscription, Seats: seatsOfALicence, Used: int64(n),
		Ends: v.now + 365*86400, State: server.LicenceActive,
	}
	l.Ref = l.ID.String()[:16]
	number := l.ID
	number[0] &= 0x01 // within the format
	key, err := productkey.Base24.FromNumber(number)
	if err != nil {
		key, err = productkey.Base24.Generate(nil)
	}
	if err != nil {
		return err
	}
	c.AddLicences = append(c.AddLicences, l)
	c.AddKeys = append(c.AddKeys, server.Key{Digest: "pk1:" + base64.RawURLEncoding.EncodeToString(append(number[:], key.Partial()...)), Licence: l.ID})
	week := v.now - 8*86400
	for i := first; i < first+n; i++ {
		h := v.machines[i%hashes]
		s := server.Seat{ID: server.NewID(), Licence: l.ID, Anchor: h, Last: h, Since: week - 86400, Seen: week, State: server.SeatActive}
		_, public, err := installation(i)
		if err != nil {
			return err
		}
		c.Seats = append(c.Seats, s)
		c.Installations = append(c.Installations, server.Installation{
			IID: public.IID(), IPK: public, Seat: s.ID, Seen: week, Until: v.now + 90*86400, State: server.InstallationActive,
		})
		c.Tickets = append(c.Tickets, server.Presented{IID: public.IID(), Seq: 1, ID: ticketOf(i, 1), Seen: week, Tip: server.TipHead})
	}
	return nil
}

// installation returns the key of an installation, which its number makes.
func installation(i int) (activation.SigningKey, activation.PublicKey, error) {
	var seed [32]byte
	binary.BigEndian.PutUint64(seed[:], uint64(i)+1)
	r := rand.NewChaCha8(seed)
	var b [ed25519.SeedSize]byte
	_, _ = r.Read(b[:]) // never fails
	k, err := activation.ParseSigningKey("sig1:" + base64.RawURLEncoding.EncodeToString(b[:]))
	return k, k.Public(), err
}

// ticketOf is the number of an installation's ticket.
func ticketOf(i int, seq byte) (id activation.TicketID) {
	binary.BigEndian.PutUint64(id[:], uint64(i)<<8|uint64(seq))
	return id
}
