package server

import (
	"crypto/rand"
	"encoding/hex"
	"io"
	"slices"
	"strings"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
)

// ID is the random primary key of a row.
// The zero value is no ID.
type ID [16]byte

// String returns 32 hexadecimal digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// NewID returns a random ID.
func NewID() (id ID) {
	rand.Read(id[:]) // never fails
	return id
}

func readID(random io.Reader) (id ID, err error) {
	_, err = io.ReadFull(random, id[:])
	return id, err
}

// Product is what a vendor licenses: a scope of hardware hashes with a format
// of product keys.
type Product struct {
	ID     ID
	Scope  string
	Format string // of its keys: "base24", "base24n", "crockford32" or a layout as JSON
	Test   bool   // short times and a clock that is set: for a vendor's own tests
	// Restored says since when the database may have forgotten what it granted,
	// and until when it learns it from certificates. Zero for never.
	RestoredSince, RestoredUntil int64
}

// LicenceState says whether a licence is in force.
type LicenceState int64

// The states of a licence. The zero value is no state.
const (
	LicenceActive    LicenceState = iota + 1
	LicenceSuspended              // nothing is granted; certificates run out
	LicenceRevoked                // a signed answer ends its certificates
)

// Licence is what a customer bought. Times are seconds since 1970, 0 for none.
type Licence struct {
	ID         ID
	Ref        string // by which a person names it; unique
	Product    ID
	Kind       activation.Terms
	Seats      int64 // 0 for any number
	Overage    int64 // seats beyond, where the terms allow overage
	Used       int64 // seats that count: active or held
	Starts     int64
	Ends       int64
	Maintained int64
	Features   string // separated by spaces
	Terms      Terms
	State      LicenceState
	Version    int64 // grows with each change of its seats
	// Counts of failed activations since a day and since the start of a month
	// of 30 days, and of freed seats since the start of a year.
	FailedDay, Failed, FailedMonthDay, FailedMonth int64
	FreedDay, Freed                                int64
}

// features returns the features as a certificate has them: none is nil.
func (l *Licence) features() []string {
	all := slices.Sorted(strings.FieldsSeq(l.Features))
	return slices.Compact(all)
}

// newRef draws a reference: 11 letters of Crockford's base 32, 55 bits, which a
// person can tell on the telephone.
func newRef(random io.Reader) (string, error) {
	const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var b [11]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", err
	}
	for i := range b {
		b[i] = letters[b[i]%32]
	}
	return string(b[:]), nil
}

// Key is the digest of a product key that opens a licence.
type Key struct {
	Digest  string // text form of a productkey.Digest
	Licence ID
	Revoked bool
	Until   int64 // 0 for always
}

// SeatState says whether a seat counts.
type SeatState int64

// The states of a seat. The zero value is no state.
const (
	SeatActive SeatState = iota + 1
	SeatHeld             // released, but its certificate runs until Seat.Until: it counts
	SeatFree             // released: it does not count, and knows its machine again
)

// Flag is a set of things about a seat that a person may want to look at.
type Flag int64

// The flags of a seat.
const (
	FlagReview  Flag = 1 << iota // it resembles another seat of its licence
	FlagWeak                     // it is known by fewer groups than the terms ask for
	FlagOverage                  // it is beyond the seats that were bought
	FlagAdopted                  // it was learned from a certificate after a restore
	FlagClone                    // its state runs in two copies
)

// Seat is a machine of a licence.
type Seat struct {
	ID      ID
	Licence ID
	// Anchor is the hash as enrolled, Last the hash that was presented last and
	// was the same machine. A store keeps them sealed. Both are the zero Hash
	// for a floating licence.
	Anchor, Last hwhash.Hash
	Since        int64 // enrolled
	Seen         int64 // granted last
	Until        int64 // held until; of a floating licence: the end of the lease
	DriftDay     int64 // first time that the machine was the same as Last but not as Anchor
	Moves        int64 // of the anchor, without a person
	MovedDay     int64
	Takeovers    int64 // since TakeoverDay
	TakeoverDay  int64
	Flags        Flag
	State        SeatState
}

// Ref is the short reference of a seat, by which a customer names it.
func (s *Seat) Ref() string { return hex.EncodeToString(s.ID[:4]) }

// InstallationState says whether an installation may renew.
type InstallationState int64

// The states of an installation. The zero value is no state.
const (
	InstallationActive    InstallationState = iota + 1
	InstallationReleased                    // its seat was freed
	InstallationDisplaced                   // others of its seat were seen later
)

// Installation is an agent's key on a seat.
type Installation struct {
	IID      activation.IID
	Seat     ID
	IPK      activation.PublicKey
	Seen     int64 // granted last, or released
	Until    int64 // when all its certificates have ended, with their grace; 0 for never
	RenewDay int64
	Renewals int64 // on RenewDay
	Returned int64 // when a superseded branch of its tickets last came back
	State    InstallationState
}

// Tip says what a presented ticket is in the tree of an installation's tickets.
type Tip int64

// The places of a presented ticket.
const (
	TipNone       Tip = iota // another one followed
	TipSuperseded            // the end of a branch that is not the newest
	TipHead                  // the end of the newest branch
)

// Presented is a ticket that an installation has presented.
type Presented struct {
	IID    activation.IID
	Seq    int64
	ID     activation.TicketID
	Parent activation.TicketID
	Seen   int64
	Tip    Tip
}

// Grant is what was granted for a request, so that a repeat gets the same.
type Grant struct {
	Digest activation.Digest // of the request
	IID    activation.IID
	Nonce  activation.Nonce
	Keep   int64 // until when a repeat is accepted
	At     int64
	Serial activation.Serial
	Ticket Issued
	Until  int64 // end of the certificate; 0 for none
	Renew  int64
}

// Issued is a ticket without its MAC.
type Issued struct {
	ID, Parent activation.TicketID
	Seq        int64 // from 1; 0 for no ticket
}

// Decision is what a person, or the lack of one, made of a review.
type Decision int64

// The decisions.
const (
	DecisionOpen     Decision = iota
	DecisionApproved          // the anchor moves to the hash that is presented next
	DecisionRefused
	DecisionFavoured // unanswered for too long: granted once
)

// Review is a machine that is put before a person.
type Review struct {
	Seat     ID
	Since    int64
	Classes  string // how the classes compare, as JSON of a hwhash.Match
	Decision Decision
	Decided  int64
}

// Operation is a call of the vendor's shop that was done, so that its repeat does
// nothing more.
type Operation struct {
	ID      activation.Digest // of the shop's idempotency key
	Digest  activation.Digest // of what was asked for
	Licence ID
	Until   int64 // when it is forgotten
}

// Expired reports whether a free seat is to be deleted: its machine is known
// again for as long as the terms of its licence say.
func (s *Seat) Expired(l *Licence, now int64) bool {
	return s.State == SeatFree && now >= s.Seen+l.terms().Keep
}

// Expired reports whether an installation that lost its place is to be
// deleted: nothing that it holds is valid any more.
func (in *Installation) Expired(now int64) bool {
	return in.State != InstallationActive && in.Until != 0 && now >= in.Until && now >= in.Seen+livesFor
}
