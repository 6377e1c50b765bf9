package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/productkey"
)

// moment is a time in a body: RFC 3339 or a day, "" for none.
type moment int64

// UnmarshalText reads it.
func (m *moment) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*m = 0
		return nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, string(text)); err == nil {
			*m = moment(t.Unix())
			return nil
		}
	}
	return errCall("a time is not as in 2027-12-31")
}

// order is the body of a call that issues.
type order struct {
	Product    string       `json:"product"`
	Licence    string       `json:"licence"`
	Kind       string       `json:"kind"`
	Seats      *int64       `json:"seats"`
	Overage    int64        `json:"overage"`
	Starts     moment       `json:"starts"`
	Ends       moment       `json:"ends"`
	Maintained moment       `json:"maintained"`
	Features   []string     `json:"features"`
	Terms      server.Terms `json:"terms"`
	Key        string       `json:"key"`
	Digest     string       `json:"digest"`
}

// sold is what it returns.
type sold struct {
	Key     string              `json:"key,omitempty"`
	Licence *server.LicenceView `json:"licence"`
}

func (h *handler) issue(c *call) (result, error) {
	var o order
	if err := c.read(&o); err != nil {
		return result{}, err
	}
	format, err := h.act.Format(c.Context(), o.Product)
	if err != nil {
		return result{}, err
	}
	its := server.Order{Licence: server.Licence{
		Ref: o.Licence, Kind: activation.Terms(o.Kind), Seats: 1, Overage: o.Overage, Starts: int64(o.Starts), Ends: int64(o.Ends),
		Maintained: int64(o.Maintained), Features: strings.Join(o.Features, " "), Terms: o.Terms,
	}}
	if o.Seats != nil {
		its.Licence.Seats = *o.Seats
	}
	switch {
	case o.Key != "" && o.Digest != "":
		return result{}, errCall("a key and a digest")
	case o.Key != "":
		its.Key, err = format.Parse(o.Key)
	case o.Digest != "":
		its.Digest, err = productkey.ParseDigest(o.Digest)
	}
	if err != nil {
		return result{}, errCall("key or digest cannot be read")
	}
	key, rows, err := h.act.Sell(c.Context(), o.Product, its, c.by)
	if err != nil {
		return result{}, err
	}
	return withKey(key, rows, http.StatusCreated)
}

func withKey(key productkey.Key, rows *server.Rows, status int) (result, error) {
	got, err := viewed(rows, nil)
	if err != nil {
		return result{}, err
	}
	return result{status, sold{key.Reveal(), got.body.(*server.LicenceView)}}, nil
}

func (h *handler) show(c *call) (result, error) {
	scope, ref, err := h.licence(c)
	if err != nil {
		return result{}, err
	}
	return viewed(h.act.FindLicence(c.Context(), scope, ref))
}

// changes is the body of a call that changes: what is not there stays.
type changes struct {
	Seats      *int64        `json:"seats"`
	Overage    *int64        `json:"overage"`
	Starts     *moment       `json:"starts"`
	Ends       *moment       `json:"ends"`
	Maintained *moment       `json:"maintained"`
	Features   *[]string     `json:"features"`
	Terms      *server.Terms `json:"terms"`
}

func (h *handler) change(c *call) (result, error) {
	var body changes
	if err := c.read(&body); err != nil {
		return result{}, err
	}
	scope, ref, err := h.licence(c)
	if err != nil {
		return result{}, err
	}
	to := server.Change{
		Seats: body.Seats, Overage: body.Overage, Terms: body.Terms,
		Starts: (*int64)(body.Starts), Ends: (*int64)(body.Ends), Maintained: (*int64)(body.Maintained),
	}
	if body.Features != nil {
		list := strings.Join(*body.Features, " ")
		to.Features = &list
	}
	return viewed(h.act.Change(c.Context(), scope, ref, to, c.by))
}

// state returns a call that puts a licence into a state.
func state(to func(*server.Server, context.Context, string, string, server.By) (*server.Rows, error)) func(*handler, *call) (result, error) {
	return func(h *handler, c *call) (result, error) {
		scope, ref, err := h.licence(c)
		if err != nil {
			return result{}, err
		}
		return viewed(to(h.act, c.Context(), scope, ref, c.by))
	}
}

func (h *handler) replaceKey(c *call) (result, error) {
	scope, ref, err := h.licence(c)
	if err != nil {
		return result{}, err
	}
	key, rows, err := h.act.ReplaceKey(c.Context(), scope, ref, c.by)
	if err != nil {
		return result{}, err
	}
	return withKey(key, rows, http.StatusOK)
}

func (h *handler) freeSeat(c *call) (result, error) {
	scope, ref, err := h.licence(c)
	if err != nil {
		return result{}, err
	}
	return viewed(h.act.FreeSeat(c.Context(), scope, ref, c.PathValue("seat"), c.by))
}

func (h *handler) erase(c *call) (result, error) {
	scope, ref, err := h.licence(c)
	if err == nil {
		err = h.act.Erase(c.Context(), scope, ref, c.by)
	}
	return result{http.StatusNoContent, nil}, err
}

func (h *handler) decide(c *call) (result, error) {
	var body struct {
		Decision string `json:"decision"`
	}
	if err := c.read(&body); err != nil {
		return result{}, err
	}
	if body.Decision != "approve" && body.Decision != "refuse" {
		return result{}, errCall("decision is approve or refuse")
	}
	scope, ref, err := h.licence(c)
	if err != nil {
		return result{}, err
	}
	return viewed(h.act.DecideCase(c.Context(), scope, ref, c.PathValue("seat"), body.Decision == "approve", c.by))
}

func (h *handler) reviews(c *call) (result, error) {
	scopes := h.act.Scopes()
	if one := c.URL.Query().Get("product"); one != "" {
		scopes = []string{one}
	}
	all := []server.CaseView{}
	for _, scope := range scopes {
		more, err := h.act.Cases(c.Context(), scope)
		if err != nil {
			return result{}, err
		}
		all = append(all, more...)
	}
	return result{http.StatusOK, map[string]any{"reviews": all}}, nil
}

// Bounds of a call for events.
const (
	maxEvents = 1000
	maxWait   = 20 * time.Second
	pollEvery = 100 * time.Millisecond
)

// events returns those after a number; with wait, it waits for the first.
func (h *handler) events(c *call) (result, error) {
	after, err1 := c.number("after", 0, 1<<62)
	limit, err2 := c.number("limit", 100, maxEvents)
	seconds, err3 := c.number("wait", 0, int64(maxWait/time.Second))
	if err1 != nil || err2 != nil || err3 != nil || limit == 0 {
		return result{}, errCall("after, limit and wait are numbers within their bounds")
	}
	ctx, cancel := context.WithTimeout(c.Context(), time.Duration(seconds)*time.Second)
	defer cancel()
	for {
		all, err := h.act.Events(c.Context(), after, int(limit))
		if err != nil {
			return result{}, err
		}
		if len(all) > 0 {
			after = all[len(all)-1].N
		}
		if len(all) == 0 && sleep(ctx, pollEvery) {
			continue
		}
		return result{http.StatusOK, map[string]any{"events": all, "after": after}}, nil
	}
}

// number reads a parameter of the query.
func (c *call) number(name string, ordinary, most int64) (int64, error) {
	text := c.URL.Query().Get(name)
	if text == "" {
		return ordinary, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err == nil && (n < 0 || n > most) {
		err = strconv.ErrRange
	}
	return n, err
}

// sleep reports whether ctx lasted.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
