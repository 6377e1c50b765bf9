package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"strings"
	"time"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/hwhash"
)

// showing is what is to be shown.
type showing struct {
	*folder
	product, licence, request, hash string
	key                             bool
}

func setShow(f *flag.FlagSet) func(context.Context, streams) error {
	v := &showing{folder: setFolder(f)}
	f.StringVar(&v.product, "product", "", "`scope` of the product")
	f.StringVar(&v.licence, "licence", "", "`reference` of the licence, which its certificates have")
	f.BoolVar(&v.key, "key", false, "find the licence by the product key on standard input")
	f.StringVar(&v.request, "request", "", "`file` with a customer's request: finds its licence, and compares its hash")
	f.StringVar(&v.hash, "hash", "", "a hardware `hash` to compare with each seat, class by class")
	return v.run
}

func (v *showing) run(ctx context.Context, s streams) error {
	return v.with(ctx, func(act *server.Server) error {
		rows, hash, err := v.find(ctx, act, s.in)
		if err != nil {
			return err
		}
		if v.hash != "" {
			if hash, err = hwhash.Parse(v.hash); err != nil {
				return err
			}
		}
		view, err := describe(rows, hash)
		if err != nil {
			return err
		}
		return s.print(view)
	})
}

func (v *showing) find(ctx context.Context, act *server.Server, in io.Reader) (*server.Rows, hwhash.Hash, error) {
	var none hwhash.Hash
	switch {
	case v.request != "":
		text, err := os.ReadFile(v.request)
		if err != nil {
			return nil, none, err
		}
		m, err := activation.ParseMessage(text)
		if err != nil {
			return nil, none, err
		}
		return act.FindRequest(ctx, m)
	case v.key:
		format, err := act.Format(ctx, v.product)
		if err != nil {
			return nil, none, err
		}
		line, err := bufio.NewReader(io.LimitReader(in, 256)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, none, err
		}
		key, err := format.Parse(strings.TrimSpace(line))
		if err != nil {
			return nil, none, err
		}
		rows, err := act.FindKey(ctx, v.product, key)
		return rows, none, err
	}
	rows, err := act.FindLicence(ctx, v.product, v.licence)
	return rows, none, err
}

// licenceView is a licence as an operator sees it. There is no hash in it.
type licenceView struct {
	Licence    string       `json:"licence"`
	Kind       string       `json:"kind"`
	State      string       `json:"state"`
	Seats      int64        `json:"seats"`
	Overage    int64        `json:"overage,omitempty"`
	Used       int64        `json:"used"`
	Starts     string       `json:"starts,omitempty"`
	Ends       string       `json:"ends,omitempty"`
	Maintained string       `json:"maintained,omitempty"`
	Features   []string     `json:"features,omitempty"`
	Terms      server.Terms `json:"terms"`
	Failed     int64        `json:"failed_this_month,omitempty"`
	Machines   []seatView   `json:"machines"`
}

type seatView struct {
	Seat          string        `json:"seat"`
	State         string        `json:"state"`
	Since         string        `json:"since"`
	Seen          string        `json:"seen"`
	Until         string        `json:"until,omitempty"`
	Flags         []string      `json:"flags,omitempty"`
	Moves         int64         `json:"moves,omitempty"`
	Drifting      string        `json:"drifting_since,omitempty"`
	Takeovers     int64         `json:"takeovers,omitempty"`
	Installations []placeView   `json:"installations"`
	Compared      *hwhash.Match `json:"compared,omitempty"` // with the machine that was asked about
}

type placeView struct {
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

// describe makes the view of a licence, compared with a hash unless it is zero.
func describe(r *server.Rows, hash hwhash.Hash) (*licenceView, error) {
	l := &r.Licence
	v := &licenceView{
		Licence: l.Ref, Kind: string(l.Kind), State: licenceStates[l.State], Seats: l.Seats, Overage: l.Overage, Used: l.Used,
		Starts: when(l.Starts), Ends: when(l.Ends), Maintained: when(l.Maintained), Features: strings.Fields(l.Features),
		Terms: l.Terms, Failed: l.FailedMonth, Machines: []seatView{},
	}
	var matches []hwhash.Match
	if !hash.IsZero() && l.Kind != activation.Floating {
		var err error
		if matches, err = r.Compare(hash); err != nil {
			return nil, err
		}
	}
	for i := range r.Seats {
		at := describeSeat(r, &r.Seats[i])
		if matches != nil {
			at.Compared = &matches[i]
		}
		v.Machines = append(v.Machines, at)
	}
	return v, nil
}

func describeSeat(r *server.Rows, s *server.Seat) seatView {
	v := seatView{
		Seat: s.Ref(), State: seatStates[s.State], Since: when(s.Since), Seen: when(s.Seen), Until: when(s.Until),
		Moves: s.Moves, Drifting: when(s.DriftDay), Takeovers: s.Takeovers, Installations: []placeView{},
	}
	for i, name := range flagNames {
		if s.Flags&(1<<i) != 0 {
			v.Flags = append(v.Flags, name)
		}
	}
	for _, in := range r.Installations {
		if in.Seat == s.ID {
			v.Installations = append(v.Installations, placeView{in.IID, installationStates[in.State], when(in.Seen)})
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
