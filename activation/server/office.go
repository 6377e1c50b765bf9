package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
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
	}
	return l.sample()
}

// sample signs a certificate of the licence, for what package activation says.
func (l *Licence) sample() error {
	key, err := activation.NewSigningKey(rand.Reader)
	if err != nil {
		return err
	}
	terms := l.terms()
	c := activation.Certificate{
		Licence: l.Ref(), Product: "sample", Terms: l.Kind, IID: activation.IID{1}, Serial: activation.Serial{1},
		Issued: 1, Grace: terms.Grace, Maintained: l.Maintained, Features: l.features(),
	}
	if l.Kind != activation.Perpetual {
		c.End = 2
	}
	if l.Kind != activation.Floating {
		c.Policy = terms.Policy
		if c.Anchor, err = someHash("sample"); err != nil {
			return err
		}
	}
	if _, err = activation.SignCertificate(activation.Signer{KID: 1, Key: key}, c); err != nil {
		return fmt.Errorf("%w: %w", ErrTerms, err)
	}
	return nil
}

// Batch is how many licences are stored at once.
const Batch = 1000

// Order is a licence to be issued, with its product key, or the digest of one
// that only the customer knows.
type Order struct {
	Licence Licence
	Key     productkey.Key
	Digest  productkey.Digest // if Key is zero
}

// Issue adds licences, and calls done after each batch with their references,
// in order. A key that exists is ErrExists: nothing of its batch is added then.
func (s *Server) Issue(ctx context.Context, scope string, orders iter.Seq2[Order, error], done func(refs []string)) error {
	p, err := s.product(ctx, scope)
	if err != nil {
		return err
	}
	b := &batch{s: s, product: p.ID, done: done}
	for o, err := range orders {
		if err != nil {
			return err
		}
		if !o.Key.IsZero() {
			if o.Digest, err = p.hasher.WithContext(ctx).Sum(o.Key); err != nil {
				return err
			}
		}
		if o.Digest.IsZero() {
			return productkey.ErrInvalid
		}
		if err := b.add(ctx, o.Licence, o.Digest.String()); err != nil {
			return err
		}
	}
	return b.flush(ctx)
}

// batch collects licences to store.
type batch struct {
	s       *Server
	product ID
	done    func([]string)
	changes Changes
	refs    []string
	checked Licence // the one that was found good last
}

func (b *batch) add(ctx context.Context, l Licence, digest string) error {
	if l != b.checked {
		if err := l.Check(); err != nil {
			return err
		}
		b.checked = l
	}
	l.ID, l.Product, l.State, l.Used, l.Version = NewID(), b.product, LicenceActive, 0, 0
	b.refs = append(b.refs, l.Ref())
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
	b.done(b.refs)
	b.changes, b.refs = Changes{}, nil
	return nil
}

// FindKey returns what is stored of the licence of a product key.
func (s *Server) FindKey(ctx context.Context, scope string, key productkey.Key) (*Rows, error) {
	p, err := s.product(ctx, scope)
	if err != nil {
		return nil, err
	}
	digests, err := p.digests(ctx, key)
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

// FindRequest returns what is stored of the licence that a request is about, and
// the hash in it: a request as a file, that a customer sent to support.
func (s *Server) FindRequest(ctx context.Context, m activation.Message) (*Rows, hwhash.Hash, error) {
	r, err := activation.ParseRequest(m.Request)
	if err != nil {
		return nil, hwhash.Hash{}, err
	}
	p, err := s.product(ctx, r.Product)
	if err != nil {
		return nil, hwhash.Hash{}, err
	}
	f := Find{Product: p.ID, IID: r.IPK.IID()}
	if r.Op == activation.OpActivate {
		key, err := activation.OpenKey(s.secrets.seal, p.format, &r)
		if err != nil {
			return nil, hwhash.Hash{}, err
		}
		defer key.Wipe()
		if f.Keys, err = p.digests(ctx, key); err != nil {
			return nil, hwhash.Hash{}, err
		}
	}
	rows, err := s.view(ctx, f)
	return rows, r.Hash, err
}

// Compare says how a hash compares with the anchors of a licence's seats: why
// a machine was not granted. It is for an operator alone.
func (r *Rows) Compare(h hwhash.Hash) ([]hwhash.Match, error) {
	policy, err := hwhash.ParsePolicy(r.Licence.terms().Policy)
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

// Format returns the format of a product's keys.
func (s *Server) Format(ctx context.Context, scope string) (*productkey.Format, error) {
	p, err := s.product(ctx, scope)
	if err != nil {
		return nil, err
	}
	return p.format, nil
}
