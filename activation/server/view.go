package server

import (
	"strings"
	"time"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
)

// LicenceView is a licence as an operator sees it. There is no hash in it.
type LicenceView struct {
	Licence    string     `json:"licence"`
	Mark       string     `json:"mark"` // by which the log and the list of actions name it
	Kind       string     `json:"kind"`
	State      string     `json:"state"`
	Seats      int64      `json:"seats"`
	Overage    int64      `json:"overage,omitempty"`
	Used       int64      `json:"used"`
	Starts     string     `json:"starts,omitempty"`
	Ends       string     `json:"ends,omitempty"`
	Maintained string     `json:"maintained,omitempty"`
	Features   []string   `json:"features,omitempty"`
	Terms      Terms      `json:"terms"`
	Failed     int64      `json:"failed_this_month,omitempty"`
	Machines   []SeatView `json:"machines"`
}

// SeatView is a machine of a licence.
type SeatView struct {
	Seat          string        `json:"seat"`
	State         string        `json:"state"`
	Since         string        `json:"since"`
	Seen          string        `json:"seen"`
	Until         string        `json:"until,omitempty"`
	Flags         []string      `json:"flags,omitempty"`
	Moves         int64         `json:"moves,omitempty"`
	Drifting      string        `json:"drifting_since,omitempty"`
	Takeovers     int64         `json:"takeovers,omitempty"`
	Installations []PlaceView   `json:"installations"`
	Compared      *hwhash.Match `json:"compared,omitempty"` // with the machine that was asked about
}

// PlaceView is an installation on a machine.
type PlaceView struct {
	IID   activation.IID `json:"iid"`
	State string         `json:"state"`
	Seen  string         `json:"seen"`
}

var (
	licenceStates      = []string{"", "active", "suspended", "revoked"}
	seatStates         = []string{"", "active", "held", "free"}
	installationStates = []string{"", "active", "released", "displaced"}
	flagNames          = []string{"review", "weak", "overage", "adopted", "clone"}
)

// View returns what an operator sees of the rows of a licence, compared with a
// hash unless that is zero.
func (r *Rows) View(hash hwhash.Hash) (*LicenceView, error) {
	l := &r.Licence
	v := &LicenceView{
		Licence: l.Ref, Mark: l.Mark(), Kind: string(l.Kind), State: licenceStates[l.State],
		Seats: l.Seats, Overage: l.Overage, Used: l.Used,
		Starts: when(l.Starts), Ends: when(l.Ends), Maintained: when(l.Maintained), Features: strings.Fields(l.Features),
		Terms: l.Terms, Failed: l.FailedMonth, Machines: []SeatView{},
	}
	var matches []hwhash.Match
	if !hash.IsZero() && l.Kind != activation.Floating {
		var err error
		if matches, err = r.Compare(hash); err != nil {
			return nil, err
		}
	}
	for i := range r.Seats {
		at := r.viewSeat(&r.Seats[i])
		if matches != nil {
			at.Compared = &matches[i]
		}
		v.Machines = append(v.Machines, at)
	}
	return v, nil
}

func (r *Rows) viewSeat(s *Seat) SeatView {
	v := SeatView{
		Seat: s.Ref(), State: seatStates[s.State], Since: when(s.Since), Seen: when(s.Seen), Until: when(s.Until),
		Moves: s.Moves, Drifting: when(s.DriftDay), Takeovers: s.Takeovers, Installations: []PlaceView{},
	}
	for i, name := range flagNames {
		if s.Flags&(1<<i) != 0 {
			v.Flags = append(v.Flags, name)
		}
	}
	for _, in := range r.Installations {
		if in.Seat == s.ID {
			v.Installations = append(v.Installations, PlaceView{in.IID, installationStates[in.State], when(in.Seen)})
		}
	}
	return v
}

func when(at int64) string {
	if at == 0 {
		return ""
	}
	return time.Unix(at, 0).UTC().Format(time.RFC3339)
}
