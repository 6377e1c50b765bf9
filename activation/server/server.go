package server

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Errors of a Server that are no verdict: an agent tries again later.
var (
	// ErrRequest says that a message is not a request, or at the wrong place.
	ErrRequest = errors.New("server: not a request")
	// ErrProduct says that a request is for a product that is not sold here.
	ErrProduct = errors.New("server: unknown product")
	// ErrUnavailable says that the server can sign nothing now.
	ErrUnavailable = errors.New("server: not available")
)

// clockBack is how far the clock may be behind what was signed, in seconds.
const clockBack = 60

// Config is what a Server is made of. Store and Keys must be there.
type Config struct {
	Store Store
	Keys  Keys
	// Product is the scope of one of the vendor's products: a server serves
	// those whose scopes begin alike before the first "/".
	Product string
	Log     *slog.Logger // nil for none
	// Now gives the time in seconds since 1970; nil for the system's. A vendor's
	// own tests set it.
	Now    func() int64
	Random io.Reader // nil for crypto/rand
	// Proxies are the addresses whose X-Forwarded-For header is believed.
	Proxies []netip.Prefix
}

// Server answers requests. It comes from New and is safe for concurrent use.
type Server struct {
	store   Store
	secrets secrets
	vendor  string
	log     *slog.Logger
	now     func() int64
	random  io.Reader
	proxies []netip.Prefix
	failed  addresses
	limits  limits
	metrics metrics

	newest   atomic.Int64 // time of the newest grant
	draining atomic.Bool

	mu       sync.Mutex
	products map[string]*product
	asked    int64 // when the store was last asked for products
}

// New returns a Server. It reads the products and the time of the newest grant
// from the store. The error wraps ErrKeys, or is that of the store.
func New(ctx context.Context, c Config) (*Server, error) {
	secrets, err := c.Keys.read(c.Product)
	if err != nil {
		return nil, err
	}
	s := &Server{
		store: c.Store, secrets: secrets, vendor: vendorOf(c.Product),
		log: c.Log, now: c.Now, random: c.Random, proxies: c.Proxies,
		limits: ordinary,
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = func() int64 { return time.Now().Unix() }
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	newest, err := c.Store.Newest(ctx)
	if err != nil {
		return nil, err
	}
	s.newest.Store(newest)
	return s, s.load(ctx)
}

// time returns the time, unless the clock is behind what was signed.
func (s *Server) time() (int64, error) {
	now := s.now()
	if now < s.newest.Load()-clockBack {
		return 0, fmt.Errorf("%w: the clock is behind what was signed", ErrUnavailable)
	}
	return now, nil
}

// signed notes that something was granted.
func (s *Server) signed(at int64) {
	for {
		old := s.newest.Load()
		if at <= old || s.newest.CompareAndSwap(old, at) {
			return
		}
	}
}

// Ready reports why the server could not sign an answer now; nil if it can.
func (s *Server) Ready(ctx context.Context) error {
	if s.draining.Load() {
		return fmt.Errorf("%w: shutting down", ErrUnavailable)
	}
	now, err := s.time()
	if err != nil {
		return err
	}
	if _, err = s.sign(now); err != nil {
		return err
	}
	_, err = s.store.Newest(ctx)
	return err
}

func vendorOf(scope string) string {
	before, _, _ := strings.Cut(scope, "/")
	return before
}
