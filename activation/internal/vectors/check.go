package vectors

import (
	"fmt"
	"slices"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
)

// Check is a vector of check.json: a certificate, a ring and a machine, and the
// status.
type Check struct {
	ID          string          `json:"id"`
	Ring        activation.Ring `json:"ring"`
	Certificate string          `json:"certificate"`
	Machine     Machine         `json:"machine"`
	Status      Status          `json:"status"`
}

// Machine is what a check is told.
type Machine struct {
	Product      string               `json:"product"`
	Built        int64                `json:"built,omitzero"`
	Installation activation.PublicKey `json:"installation"`
	Now          int64                `json:"now"`
	Hash         hwhash.Hash          `json:"hash,omitzero"`
	Late         bool                 `json:"late,omitzero"`
	Unsaved      bool                 `json:"unsaved,omitzero"`
	Memory       activation.Memory    `json:"memory"`
}

// Status is what a check says.
type Status struct {
	State     activation.State    `json:"state"`
	Allowed   bool                `json:"allowed"`
	Until     int64               `json:"until,omitzero"`
	Reasons   []activation.Reason `json:"reasons,omitempty"`
	Help      []activation.Help   `json:"help,omitempty"`
	Differing []hwhash.Class      `json:"differing,omitempty"`
	Missing   []hwhash.Class      `json:"missing,omitempty"`
	Memory    activation.Memory   `json:"memory"`
}

// Situation is a check with what must come of it, both written by hand.
type Situation struct {
	Name        string
	State       activation.State
	Until       int64
	Reasons     []activation.Reason
	Help        []activation.Help
	Ring        activation.Ring
	Certificate string
	Machine     activation.Machine
}

// Verify checks the situation, and then once more with what is to be remembered
// of it, which must change nothing.
func (s *Situation) Verify() (activation.Status, error) {
	got := activation.Check(s.Ring, s.Certificate, s.Machine)
	again := s.Machine
	again.Memory = got.Memory
	second := activation.Check(s.Ring, s.Certificate, again)
	for _, status := range []activation.Status{got, second} {
		switch {
		case status.State != s.State || status.Allowed() != (s.State == activation.StateValid || s.State == activation.StateGrace):
			return got, fmt.Errorf("%s: %s, where %s was expected (%w)", s.Name, status.State, s.State, status.Err)
		case status.Until != s.Until:
			return got, fmt.Errorf("%s: until %d, where %d was expected", s.Name, status.Until, s.Until)
		case !slices.Equal(status.Reasons, s.Reasons) || !slices.Equal(status.Help, s.Help):
			return got, fmt.Errorf("%s: %v, %v, where %v, %v were expected", s.Name, status.Reasons, status.Help, s.Reasons, s.Help)
		case (status.Err != nil) != (s.State == activation.StateInvalid):
			return got, fmt.Errorf("%s: error %w", s.Name, status.Err)
		}
	}
	return got, nil
}

// Situations returns all states of the check.
func Situations() ([]Situation, error) {
	w, err := newWorld()
	if err != nil {
		return nil, err
	}
	return w.situations()
}

func (w *world) checks() (all []Check, err error) {
	situations, err := w.situations()
	if err != nil {
		return nil, err
	}
	for _, s := range situations {
		got, err := s.Verify()
		if err != nil {
			return nil, err
		}
		m := s.Machine
		all = append(all, Check{
			s.Name, s.Ring, s.Certificate,
			Machine{m.Product, m.Built, m.Installation, m.Now, m.Hash, m.Late, m.Unsaved, m.Memory},
			Status{got.State, got.Allowed(), got.Until, got.Reasons, got.Help, got.Differing(), got.Missing(), got.Memory},
		})
	}
	return all, nil
}
