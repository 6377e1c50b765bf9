package server

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

// What an operator does. docs/activation.md says what each means to customers.

// ErrTerms says that a licence cannot be as its fields say, and why.
var ErrTerms = errors.New("server: impossible licence")

// AddProduct adds a product. The error is ErrExists if there is one of its
// scope, ErrProduct if the scope is another vendor's, or that of scope or format.
func (s *Server) AddProduct(ctx context.Context, scope, format string, test bool) error {
	if vendorOf(scope) != s.vendor {
		return fmt.Errorf("%w: of another vendor", ErrProduct)
	}
	p := Product{ID: NewID(), Scope: scope, Format: format, Test: test}
	if _, err := s.open(p); err != nil {
		return err
	}
	if err := s.store.Apply(ctx, &Changes{AddProducts: []Product{p}}); err != nil {
		return err
	}
	return s.load(ctx)
}

// Check reports what is wrong with a licence that is to be issued.
func (l *Licence) Check() error {
	bad := func(what string) error { return fmt.Errorf("%w: %s", ErrTerms, what) }
	kinds := []activation.Terms{activation.Perpetual, activation.Subscription, activation.Trial, activation.Floating}
	t := &l.Terms
	switch {
	case !slices.Contains(kinds, l.Kind):
		return bad("its kind is none of perpetual, subscription, trial, floating")
	case l.Kind == activation.Subscription && l.Ends == 0:
		return bad("a subscription needs an end")
	case l.Maintained != 0 && l.Kind != activation.Perpetual:
		return bad("only perpetual licences have maintenance")
	case l.Seats < 0 || l.Overage < 0:
		return bad("seats below 0")
	case l.Seats == 0 && l.Kind != activation.Trial:
		return bad("only a trial has any number of seats")
	case !slices.Contains([]string{"", "standard", "lenient", strict}, t.Policy):
		return bad("its policy is none of standard, lenient, strict")
	case !slices.Contains([]Full{FullRefuse, FullOverage, FullOldest}, t.Full):
		return bad("full is none of overage, oldest")
	case !slices.Contains([]Clones{ClonesReport, ClonesOff, ClonesEnforce}, t.Clones):
		return bad("clones is none of off, enforce")
	case t.fill().Grace > 90*day:
		return bad("grace of more than 90 days")
	}
	return nil
}

// Batch is how many licences are stored at once.
const Batch = 1000

// Issue adds licences that are alike, one for each key that keys yields, and
// calls done after each batch with how many there are now. A key that exists
// is ErrExists: nothing of its batch is added then.
func (s *Server) Issue(ctx context.Context, scope string, l Licence, keys func(yield func(productkey.Key, error) bool), done func(n int)) error {
	p, err := s.product(ctx, scope)
	if err != nil {
		return err
	}
	b := &batch{s: s, licence: l, product: p.ID, done: done}
	for key, err := range keys {
		if err != nil {
			return err
		}
		d, err := p.hashers[0].Sum(key)
		if err != nil {
			return err
		}
		if err := b.add(ctx, d.String()); err != nil {
			return err
		}
	}
	return b.flush(ctx)
}

// Import adds licences whose keys exist as digests only.
func (s *Server) Import(ctx context.Context, scope string, l Licence, digests []productkey.Digest) error {
	p, err := s.product(ctx, scope)
	if err != nil {
		return err
	}
	b := &batch{s: s, licence: l, product: p.ID, done: func(int) {}}
	for _, d := range digests {
		if d.IsZero() {
			return productkey.ErrInvalid
		}
		if err := b.add(ctx, d.String()); err != nil {
			return err
		}
	}
	return b.flush(ctx)
}

// batch collects licences to store.
type batch struct {
	s       *Server
	licence Licence
	product ID
	done    func(int)
	changes Changes
	n       int
}

func (b *batch) add(ctx context.Context, digest string) error {
	l := b.licence
	l.ID, l.Product, l.State, l.Used, l.Version = NewID(), b.product, LicenceActive, 0, 0
	if err := l.Check(); err != nil {
		return err
	}
	b.changes.AddLicences = append(b.changes.AddLicences, l)
	b.changes.AddKeys = append(b.changes.AddKeys, Key{Digest: digest, Licence: l.ID})
	if len(b.changes.AddKeys) < Batch {
		return nil
	}
	return b.flush(ctx)
}

func (b *batch) flush(ctx context.Context) error {
	if len(b.changes.AddKeys) == 0 {
		return nil
	}
	if err := b.s.store.Apply(ctx, &b.changes); err != nil {
		return err
	}
	b.n += len(b.changes.AddKeys)
	b.changes = Changes{}
	b.done(b.n)
	return nil
}

// FindKey returns what is stored of the licence of a product key.
func (s *Server) FindKey(ctx context.Context, scope string, key productkey.Key) (*Rows, error) {
	p, err := s.product(ctx, scope)
	if err != nil {
		return nil, err
	}
	digests, err := p.digests(key)
	if err != nil {
		return nil, err
	}
	return s.view(ctx, Find{Product: p.ID, Keys: digests})
}

// FindLicence returns what is stored of a licence, by its reference.
func (s *Server) FindLicence(ctx context.Context, scope, ref string) (*Rows, error) {
	p, err := s.product(ctx, scope)
	if err != nil {
		return nil, err
	}
	id, err := parseRef(ref)
	if err != nil {
		return nil, err
	}
	return s.view(ctx, Find{Product: p.ID, Licence: id})
}

func (s *Server) view(ctx context.Context, f Find) (*Rows, error) {
	rows, err := s.store.View(ctx, f)
	if err == nil && rows.Licence.ID == (ID{}) {
		err = ErrNotFound
	}
	return rows, err
}

// Compare says how a hash compares with the anchors of a licence's seats: why
// a machine was not granted. It is for an operator alone.
func (r *Rows) Compare(h hwhash.Hash) ([]hwhash.Match, error) {
	policy, err := policyOf(r.Licence.terms())
	if err != nil {
		return nil, err
	}
	var all []hwhash.Match
	for _, s := range r.Seats {
		m, err := policy.Compare(s.Anchor, h)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

// FreeSeat frees a seat by a person's decision: at once, and without a count.
// The error is ErrNotFound for a seat that is not in use.
func (s *Server) FreeSeat(ctx context.Context, scope, licence, seat string) error {
	p, err := s.product(ctx, scope)
	if err != nil {
		return err
	}
	id, err := parseRef(licence)
	if err != nil {
		return err
	}
	return s.store.Decide(ctx, Find{Product: p.ID, Licence: id}, func(rows *Rows) (*Changes, error) {
		for i := range rows.Seats {
			if at := &rows.Seats[i]; at.Ref() == seat && at.State != SeatFree {
				e := &engine{rows: rows, ask: new(ask), now: s.now(), out: new(Changes)}
				e.releaseInstallations(at)
				at.State, at.Until = SeatFree, 0
				e.putSeat(at)
				e.use(-1)
				return e.out, nil
			}
		}
		return nil, ErrNotFound
	})
}
