package agent

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
)

const (
	stateVersion = 1
	maxState     = 128 << 10 // of a file
	maxOpen      = 4
	openFor      = 30 * 24 * 60 * 60
)

// state is what is kept of one installation: a file of JSON.
type state struct {
	Version      int               `json:"hwprint_state"`
	Product      string            `json:"product"`
	Installation string            `json:"installation"` // its secret key
	Certificate  string            `json:"certificate,omitempty"`
	Ring         string            `json:"ring,omitempty"`
	Memory       activation.Memory `json:"memory"`
	Open         []string          `json:"open,omitempty"` // requests that travel as files, the oldest first
	// Show says that the server asked for the certificate beside the next request.
	Show bool `json:"show,omitempty"`
	// Classes are what the activation read of the machine. Later checks read the
	// same, and not those of the anchor: a value that repeats another's is not in
	// the anchor, but speaks for the machine when the other one is gone.
	Classes []hwhash.Class `json:"classes,omitempty"`
	// Machine is where the installation was made, until there is a certificate.
	Machine hwhash.Hash `json:"machine,omitzero"`

	key activation.SigningKey
}

var errVersion = errors.New("of another version")

// newState makes an installation.
func newState(product string, random io.Reader) (*state, error) {
	key, err := activation.NewSigningKey(random)
	if err != nil {
		return nil, err
	}
	return &state{Version: stateVersion, Product: product, Installation: key.Reveal(), key: key}, nil
}

// parseState reads a file. The error wraps ErrState, and holds nothing of it.
func parseState(text []byte) (*state, error) {
	s := new(state)
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(s); err != nil {
		return nil, fmt.Errorf("%w: not JSON of its form", ErrState)
	}
	if s.Version != stateVersion {
		return nil, fmt.Errorf("%w: %w", ErrState, errVersion)
	}
	var err error
	if s.key, err = activation.ParseSigningKey(s.Installation); err != nil {
		return nil, fmt.Errorf("%w: its key", ErrState)
	}
	return s, nil
}

// text returns the file.
func (s *state) text() ([]byte, error) {
	text, err := json.MarshalIndent(s, "", "  ")
	return append(text, '\n'), err
}

func (s *state) iid() activation.IID { return s.key.Public().IID() }

// name returns the name of the file.
func (s *state) name() string {
	id := s.iid()
	return hex.EncodeToString(id[:]) + stateSuffix
}

// clone returns a copy that shares nothing that is written.
func (s *state) clone() *state {
	c := *s
	c.Open = slices.Clone(s.Open)
	return &c
}

// purge drops open requests that nobody will accept any more.
func (s *state) purge(now int64) {
	s.Open = slices.DeleteFunc(s.Open, func(token string) bool {
		r, err := activation.ParseRequest(token)
		return err != nil || now >= r.Now+openFor
	})
}

// empty reports whether nothing would be lost with the state.
func (s *state) empty() bool { return s.Certificate == "" && len(s.Open) == 0 }
