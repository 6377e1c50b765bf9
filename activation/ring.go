package activation

import "slices"

// KeyUse is what a key of a ring is for. A key has one use.
type KeyUse string

// The uses.
const (
	UseCertificates KeyUse = "certificates"
	UseAnswers      KeyUse = "answers"
	UseSeal         KeyUse = "seal"
)

const maxRingKeys = 64

// RingKey is a key of a vendor's servers.
type RingKey struct {
	// Bad marks a key that was stolen: its certificates go into grace, to be
	// renewed, and its answers count for nothing.
	Bad bool   `json:"bad,omitzero"`
	Use KeyUse `json:"for"`
	// A key for signing signs from From until before To.
	From int64     `json:"from"`
	Key  PublicKey `json:"key"`
	KID  uint32    `json:"kid"` // unique in the ring
	To   int64     `json:"to"`
}

// Ring is the keys of a vendor's servers, signed by a root that is kept off line
// and pinned in agents. It does not expire; agents keep the one that was
// issued last, and refuse those before it.
type Ring struct {
	Issued int64     `json:"issued"`
	Keys   []RingKey `json:"keys"` // in ascending order of KID, 1 to 64
}

// SignRing signs a ring with the root of a vendor: the part of its products'
// scopes before the first slash. It serves all of them.
func SignRing(root SigningKey, product string, r Ring) (string, error) {
	if !isScope(product) {
		return "", badClaim("product")
	}
	if err := r.check(); err != nil {
		return "", err
	}
	return kindRing.sign(root, 0, kindRing.implicit(vendor(product), nil), &r)
}

// ParseRing reads a ring, which one of the pinned roots must have signed.
func ParseRing(roots []PublicKey, product, token string) (Ring, error) {
	p, err := kindRing.split(token)
	if err != nil {
		return Ring{}, err
	}
	if p.kid != 0 {
		return Ring{}, ErrEncoding
	}
	err = ErrKey
	for _, root := range roots {
		if err = kindRing.verify(root, kindRing.implicit(vendor(product), nil), token); err == nil {
			break
		}
	}
	if err != nil {
		return Ring{}, err
	}
	var r Ring
	if err := decode(p.payload, &r); err != nil {
		return Ring{}, err
	}
	return r, r.check()
}

// Active returns the key for a use at a time: of those that are not bad and
// whose time it is, the one that began last.
func (r Ring) Active(use KeyUse, now int64) (RingKey, bool) {
	var active RingKey
	for _, k := range r.Keys {
		if k.Use == use && !k.Bad && k.From <= now && now < k.To && k.From >= active.From {
			active = k
		}
	}
	return active, active.KID != 0
}

// find returns the key that may have signed for a use, bad or not.
func (r Ring) find(kid uint32, use KeyUse) (RingKey, error) {
	i := slices.IndexFunc(r.Keys, func(k RingKey) bool { return k.KID == kid && k.Use == use })
	if kid == 0 || i < 0 {
		return RingKey{}, ErrKey
	}
	return r.Keys[i], nil
}

func (k RingKey) holds(at int64) bool { return k.From <= at && at < k.To }

func (r *Ring) check() error {
	if !isTime(r.Issued) {
		return badClaim("issued")
	}
	if len(r.Keys) == 0 || len(r.Keys) > maxRingKeys {
		return badClaim("keys")
	}
	var last uint32
	for _, k := range r.Keys {
		switch {
		case k.KID <= last:
			return badClaim("kid")
		case !oneOf(k.Use, UseCertificates, UseAnswers, UseSeal):
			return badClaim("for")
		case !isTime(k.From) || !isTime(k.To) || k.From >= k.To:
			return badClaim("from")
		case k.Key == (PublicKey{}):
			return badClaim("key")
		}
		last = k.KID
	}
	return nil
}
