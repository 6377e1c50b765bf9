package main

import (
	"time"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/agent"
	"github.com/hwprint/hwprint/hwhash"
)

// view is a licence as it is printed. There is no hash and no key in it: it can be
// sent to support.
type view struct {
	Outcome activation.Outcome  `json:"outcome,omitempty"`
	May     []activation.Option `json:"may,omitempty"`
	Seats   []activation.Seat   `json:"seats,omitempty"`
	Back    string              `json:"back,omitempty"`

	Allowed   bool                `json:"allowed"`
	State     activation.State    `json:"state"`
	Until     string              `json:"until,omitempty"`
	Reasons   []activation.Reason `json:"reasons,omitempty"`
	Help      []activation.Help   `json:"help,omitempty"`
	Differing []hwhash.Class      `json:"differing,omitempty"`
	Missing   []hwhash.Class      `json:"missing,omitempty"`

	Installation *activation.IID    `json:"installation,omitempty"`
	Licence      string             `json:"licence,omitempty"`
	Serial       *activation.Serial `json:"serial,omitempty"`
	Terms        activation.Terms   `json:"terms,omitempty"`
	Features     []string           `json:"features,omitempty"`
	Issued       string             `json:"issued,omitempty"`
	Renew        string             `json:"renew,omitempty"`
	End          string             `json:"end,omitempty"`
	Maintained   string             `json:"maintained,omitempty"`

	Open    int      `json:"open,omitempty"` // requests
	Damaged []string `json:"damaged,omitempty"`
	Busy    bool     `json:"busy,omitempty"`
	Error   string   `json:"error,omitempty"`
}

func describe(s *agent.Status) *view {
	v := &view{
		Allowed: s.Allowed(), State: s.State, Until: when(s.Until), Reasons: s.Reasons, Help: s.Help,
		Differing: s.Differing(), Missing: s.Missing(), Open: s.Open, Damaged: s.Damaged, Busy: s.Busy,
	}
	if s.Installation != (activation.IID{}) {
		v.Installation = &s.Installation
	}
	if s.Err != nil {
		v.Error = s.Err.Error()
	}
	c := &s.Certificate
	if c.Licence == "" {
		return v
	}
	v.Licence, v.Serial, v.Terms, v.Features = c.Licence, &c.Serial, c.Terms, c.Features
	v.Issued, v.Renew, v.End, v.Maintained = when(c.Issued), when(c.Renew), when(c.End), when(c.Maintained)
	return v
}

func when(at int64) string {
	if at == 0 {
		return ""
	}
	return time.Unix(at, 0).UTC().Format(time.RFC3339)
}
