package activation

import "github.com/hwprint/hwprint/hwhash"

// Certificate is the licence of one installation on one machine, which an agent
// keeps and checks without a network. Its fields are in the order of the members of
// the token.
type Certificate struct {
	// Anchor is the hash that the machine was enrolled with; none if Floating.
	// An agent reads what it read then, be it in the anchor or not.
	Anchor hwhash.Hash `json:"anchor,omitzero"`
	// End is when the certificate ends and grace begins; 0 for never.
	End int64 `json:"end,omitzero"`
	// Features are names such as "export" or "users=5", in ascending order.
	Features []string `json:"features,omitempty"`
	// Grace is how long a certificate that is not all right goes on working,
	// in seconds, at most 90 days.
	Grace  int64 `json:"grace,omitzero"`
	IID    IID   `json:"iid"`
	Issued int64 `json:"issued"`
	// Last is the hash that was seen last, if it is not the anchor.
	Last hwhash.Hash `json:"last,omitzero"`
	// Licence is what a person tells the vendor: 1 to 32 letters, digits, "-"
	// and "_". It is neither the key nor the product id.
	Licence string `json:"licence"`
	// Maintained is the end of maintenance of a perpetual licence: builds of
	// that time and later are not covered. 0 covers all.
	Maintained int64 `json:"maintained,omitzero"`
	// Policy is "lenient", "standard" or "strict"; none if Floating.
	Policy  string `json:"policy,omitzero"`
	Product string `json:"product"`
	// Renew is when to renew; 0 for a licence that is not renewed.
	Renew  int64  `json:"renew,omitzero"`
	Serial Serial `json:"serial"`
	Terms  Terms  `json:"terms"`
	Ticket Ticket `json:"ticket,omitzero"`
}

// SignCertificate signs c. The error is [ErrClaims] if c is not as its fields
// say, [ErrLength], or [ErrKey] for a signer without key or number.
func SignCertificate(s Signer, c Certificate) (string, error) {
	if s.KID == 0 {
		return "", ErrKey
	}
	if err := c.check(); err != nil {
		return "", err
	}
	return kindCertificate.sign(s.Key, s.KID, kindCertificate.implicit(c.Product, nil), &c)
}

// ParseCertificate reads a certificate for a product. A key of the ring must have
// signed it that was for certificates when it was issued; a key that is bad
// now is none of the reader's errors, but [Check] says so.
func ParseCertificate(r Ring, product, token string) (Certificate, error) {
	c, _, err := parseCertificate(r, product, token)
	return c, err
}

func parseCertificate(r Ring, product, token string) (c Certificate, bad bool, err error) {
	p, err := kindCertificate.split(token)
	if err != nil {
		return c, false, err
	}
	key, err := r.find(p.kid, UseCertificates)
	if err != nil {
		return c, false, err
	}
	if err := kindCertificate.verify(key.Key, kindCertificate.implicit(product, nil), token); err != nil {
		return c, false, err
	}
	if err := decode(p.payload, &c); err != nil {
		return Certificate{}, false, err
	}
	switch err := c.check(); {
	case err != nil:
		return Certificate{}, false, err
	case c.Product != product:
		return Certificate{}, false, badClaim("product")
	case !key.holds(c.Issued):
		return Certificate{}, false, ErrKey
	}
	return c, key.Bad, nil
}

func (c *Certificate) check() error {
	floating := c.Terms == Floating
	_, policyErr := hwhash.ParsePolicy(c.Policy)
	switch {
	case !oneOf(c.Terms, Perpetual, Subscription, Trial, Floating):
		return badClaim("terms")
	case !isScope(c.Product):
		return badClaim("product")
	case c.IID == (IID{}):
		return badClaim("iid")
	case c.Serial == (Serial{}):
		return badClaim("serial")
	case !isName(c.Licence, maxLicence, "-_"):
		return badClaim("licence")
	case floating != c.Anchor.IsZero():
		return badClaim("anchor")
	case c.Last == c.Anchor && !c.Last.IsZero() || floating && !c.Last.IsZero():
		return badClaim("last")
	case floating && c.Policy != "" || !floating && policyErr != nil:
		return badClaim("policy")
	case floating && c.Ticket != Ticket{}:
		return badClaim("ticket")
	case c.Features != nil && len(c.Features) == 0 || !areFeatures(c.Features):
		return badClaim("features")
	}
	return c.checkTimes()
}

func (c *Certificate) checkTimes() error {
	optional := func(t int64) bool { return t == 0 || isTime(t) }
	switch {
	case !isTime(c.Issued):
		return badClaim("issued")
	case !optional(c.End) || c.End == 0 && c.Terms != Perpetual || c.End != 0 && c.End <= c.Issued:
		return badClaim("end")
	case !optional(c.Renew) || c.Renew != 0 && (c.Renew < c.Issued || c.End != 0 && c.Renew > c.End):
		return badClaim("renew")
	case c.Grace < 0 || c.Grace > maxGrace:
		return badClaim("grace")
	case !optional(c.Maintained) || c.Maintained != 0 && c.Terms != Perpetual:
		return badClaim("maintained")
	}
	return nil
}
