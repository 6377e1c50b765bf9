package agent

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
)

// Config is what a Client is made of. Product and Roots must be there; a zero
// field has the default that its comment gives.
type Config struct {
	// Product is the scope, as in "acme.example/editor".
	Product string
	// Roots are the vendor's public keys that are pinned in the program: one or
	// two. Whatever they did not sign is not believed.
	Roots []activation.PublicKey
	// Server is the URL under which the server answers at /v1/; none for a
	// machine that exchanges files only.
	Server string
	// Ring is the token of the ring that came with the program. Without it the
	// server is asked; requests as files need it.
	Ring string
	// Folder is where the state is kept, see [DefaultFolder]. It belongs to one
	// user on one machine: a folder that roams with the user takes a new
	// installation on each machine. Without it the state is in memory and ends
	// with the Client, as for a floating licence of a pod.
	Folder string
	// Built is when the program was built, in seconds since 1970, for licences
	// with maintenance. All of them cover 0.
	Built int64

	// Only and Without are the user's choice of what is read of the machine: all
	// but Without, or Only. What an activation did not read is not read later.
	Only, Without []hwhash.Class
	// Privileged has an activation read what only a superuser can, if it is one.
	// Otherwise it is left out, so that a service and its users see one machine.
	Privileged bool
	// Collect are further options for package collect, such as collect.Root.
	Collect []collect.Option
	// Read reads the machine in place of package collect. It is given the classes
	// that are wanted, and called again when a class was late.
	Read func(ctx context.Context, classes []hwhash.Class) (hwhash.Inventory, error)

	// Language and Region are sent if they are there: "de", "DE".
	Language, Region string
	// HTTP sends the requests; nil for a client of its own, which uses the proxy
	// of the environment and keeps no connection.
	HTTP *http.Client
	// Patience is how long a server that does not answer is asked again: 10
	// seconds. A negative number asks once.
	Patience time.Duration
	// Now gives the time in seconds since 1970; nil for the system's clock.
	Now func() int64
}

// Client is an agent for one product in one folder. It comes from New, and is
// safe for concurrent use; so are several processes on one folder.
type Client struct {
	config Config
	hasher *hwhash.Hasher
	store  *store
	busy   chan struct{} // holds an element while a call is at work
	began  began         // guarded by busy
}

// began is when this process first saw the state of an installation.
type began struct {
	iid   activation.IID
	clock activation.Clock
	at    time.Time // with a monotonic clock
}

// The defaults.
const (
	defaultPatience = 10 * time.Second
	exchangeTimeout = 30 * time.Second // of one HTTP exchange
	lockWait        = 2 * time.Second
)

// New returns a Client. It reads and connects to nothing. The error wraps
// ErrConfig.
func New(c Config) (*Client, error) {
	bad := func(field string, err error) error { return fmt.Errorf("%w: %s: %w", ErrConfig, field, err) }
	hasher, err := hwhash.NewHasher(c.Product)
	if err != nil {
		return nil, bad("Product", err)
	}
	if len(c.Roots) == 0 {
		return nil, bad("Roots", ErrRing)
	}
	if c.Ring != "" {
		if _, err := activation.ParseRing(c.Roots, c.Product, c.Ring); err != nil {
			return nil, bad("Ring", err)
		}
	}
	if c.Server != "" {
		if u, err := url.Parse(c.Server); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, bad("Server", fmt.Errorf("not a URL of http or https"))
		}
	}
	c.Roots, c.Collect = slices.Clone(c.Roots), slices.Clone(c.Collect)
	c.Only, c.Without = slices.Clone(c.Only), slices.Clone(c.Without)
	if c.Patience == 0 {
		c.Patience = defaultPatience
	}
	if c.Now == nil {
		c.Now = func() int64 { return time.Now().Unix() }
	}
	if c.HTTP == nil {
		c.HTTP = &http.Client{Timeout: exchangeTimeout, Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true, ForceAttemptHTTP2: true,
		}}
	}
	return &Client{config: c, hasher: hasher, store: newStore(c.Folder, c.Product), busy: make(chan struct{}, 1)}, nil
}
