package server

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"

	"github.com/hwprint/hwprint/activation"
)

// ErrTerms says that a licence cannot be as its fields say, and why.
var ErrTerms = errors.New("server: impossible licence")

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
	ref := l.Ref
	if ref == "" {
		ref = "REFERENCE00"
	}
	c := activation.Certificate{
		Licence: ref, Product: "sample", Terms: l.Kind, IID: activation.IID{1}, Serial: activation.Serial{1},
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
