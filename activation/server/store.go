package server

import (
	"context"
	"errors"

	"github.com/hwprint/hwprint/activation"
)

// Errors of a Store.
var (
	// ErrNotFound says that there is no such row.
	ErrNotFound = errors.New("server: not found")
	// ErrExists says that a key, a product or another unique row exists.
	ErrExists = errors.New("server: exists already")
)

// Store keeps the rows of an activation server. All methods are safe for
// concurrent use, by several processes where the database is shared.
type Store interface {
	// Decide loads what is known of a request, locked against every other
	// Decide on the same licence, and stores the changes that decide returns:
	// all or none. After an error, of its own or of decide, nothing has
	// changed, and decide may have been called more than once.
	Decide(ctx context.Context, find Find, decide func(*Rows) (*Changes, error)) error
	// View loads the same without a lock.
	View(ctx context.Context, find Find) (*Rows, error)
	// Apply stores changes that do not depend on what is stored.
	Apply(ctx context.Context, changes *Changes) error
	// Products returns all products.
	Products(ctx context.Context) ([]Product, error)
	// Licences calls yield for the licences of a product in the order of their
	// ids, until yield returns false.
	Licences(ctx context.Context, product ID, yield func(*Licence) bool) error
	// Events returns the events after number n, in order, at most limit. One that
	// is added later has a greater number than all that were returned before.
	Events(ctx context.Context, n int64, limit int) ([]Event, error)
	// Actions returns the actions with a mark, in order.
	Actions(ctx context.Context, mark string) ([]Action, error)
	// Cases returns the seats of a product that are in review, or have FlagClone.
	Cases(ctx context.Context, product ID) ([]Case, error)
	// Usage returns what the rows need of the server's secrets.
	Usage(ctx context.Context) (Usage, error)
	// Newest returns the time of the newest grant, 0 for none.
	Newest(ctx context.Context) (int64, error)
	// Purge deletes grants and operations whose time to be repeated is over, events
	// after EventsFor, and what released seats and installations have left by the
	// terms of their licences.
	Purge(ctx context.Context, now int64) (deleted int, err error)
	// Close waits for what runs, and closes the database.
	Close() error
}

// Find says what a decision is about.
type Find struct {
	Product ID
	// Keys are digests of the product key that was presented, one for each
	// pepper: the licence is the one of the first that is known. They find all
	// seats of the licence.
	Keys []string
	// Licence finds all seats of a licence by its id, Ref by its reference.
	Licence ID
	Ref     string
	// IID finds an installation with its tickets; without those above also its
	// seat and the licence of that.
	IID activation.IID
	// Digest and Nonce find the grants of an earlier request.
	Digest activation.Digest
	Nonce  activation.Nonce
	// Operation finds an operation by its id.
	Operation activation.Digest
}

// Usage is what rows need of the server's secrets.
type Usage struct {
	Peppers map[uint16]int // product keys, by the pepper of their digests
	Seals   map[uint32]int // hashes, by the key that they are sealed under
	// Until is when the last certificate ends, with its grace; Endless how many
	// installations have one that never does.
	Until   int64
	Endless int64
	// Oldest is when the active installation that was not seen for longest was
	// seen: it holds a ticket of that time. 0 for none.
	Oldest int64
}

// Case is a seat that a person may want to look at.
type Case struct {
	Licence Licence
	Seat    Seat
	Review  Review // zero if there is none: the seat is a clone suspect then
}

// Rows are what a store found. A Rows is the caller's to change.
type Rows struct {
	Product Product
	Licence Licence // zero if none was found
	Key     Key     // the one of Find.Keys that was found
	Keys    []Key   // of the licence, if it was found by its id or reference
	// Own is the installation of Find.IID, on whatever seat; zero if there is
	// none.
	Own           Installation
	Seats         []Seat
	Installations []Installation // of these seats
	Reviews       []Review       // of these seats
	Tickets       []Presented    // of Find.IID
	// Grants are that of Find.Digest, then one of Find.Nonce and Find.IID.
	Grants     []Grant
	Operations []Operation // that of Find.Operation
}

// Changes are rows to be stored: each is added, or takes the place of the row
// with the same primary key. Adding a product, licence or key that exists is
// ErrExists where the field's comment says so.
type Changes struct {
	AddProducts []Product // ErrExists
	AddLicences []Licence // ErrExists
	AddKeys     []Key     // ErrExists
	// AddOperations adds calls of a shop: ErrExists.
	AddOperations []Operation

	Products      []Product
	Licences      []Licence
	Keys          []Key
	Seats         []Seat
	Installations []Installation
	Tickets       []Presented
	Grants        []Grant
	Reviews       []Review
	// Events and Actions get their numbers from the store.
	Events  []Event
	Actions []Action

	// Skip leaves out numbers of events: after a restore, those that were given.
	Skip int64

	// DropLicences drops licences with all that is kept of them, but for actions.
	DropLicences      []ID
	DropSeats         []ID
	DropInstallations []activation.IID
	DropTickets       []Presented
	DropReviews       []ID
}
