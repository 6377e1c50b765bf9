package activation

// Outcome is what came of a request.
type Outcome string

// The outcomes. All are signed; whatever is not is no verdict: an HTTP status,
// a network error.
const (
	// Granted comes with a certificate.
	Granted Outcome = "granted"
	// NotGranted changes nothing but what May says: the certificate that the
	// agent has stays good until its end.
	NotGranted Outcome = "not_granted"
	// Released says that the seat is free, at once or from Until on.
	Released Outcome = "released"
	// Revoked ends the certificate at once.
	Revoked Outcome = "revoked"
	// ClockOff says that the request's time is too far from Now: repeat it.
	ClockOff Outcome = "clock"
	// Resend says that the product key was sealed for a key that is gone: take
	// the ring that comes with the answer, and repeat.
	Resend Outcome = "resend"
	// ShowCertificate asks for the request again, signed afresh, with the
	// certificate beside it.
	ShowCertificate Outcome = "show_certificate"
)

// Option is what a customer may do when nothing was granted.
type Option string

// The options.
const (
	FreeSeat  Option = "free_seat" // free one of Seats, or another, and try again
	AskVendor Option = "ask_vendor"
	ComeBack  Option = "come_back" // not before Back
	Activate  Option = "activate"  // this installation is not known: activate with the key
	CheckKey  Option = "check_key" // unknown, malformed and revoked keys alike
)

const (
	maxSeats   = 64
	maxSeatRef = 16
)

// Seat is a machine that holds a seat, for the one who has the key.
type Seat struct {
	// Month is when it was last seen: 202611 is November 2026.
	Month int32 `json:"month"`
	// Ref names the seat: 1 to 16 letters, digits, "-" and "_".
	Ref string `json:"ref"`
}

// Answer is what a server says to a request. Its fields are in the order of the
// members of the token.
type Answer struct {
	// Back is the time of [ComeBack].
	Back int64 `json:"back,omitzero"`
	// Certificate is the digest of the token on the line beside it. With
	// Granted alone, and always there.
	Certificate Digest   `json:"certificate,omitzero"`
	May         []Option `json:"may,omitempty"`
	// Now is the time by the server's clock.
	Now     int64   `json:"now"`
	Outcome Outcome `json:"outcome"`
	// Seats are those in use, when none is free.
	Seats []Seat `json:"seats,omitempty"`
	// Until is when a released seat is free; 0 for at once. With Released alone.
	Until int64 `json:"until,omitzero"`
}

// SignAnswer signs an answer to a request of which digest is the digest. The
// error is [ErrClaims] if a is not as its fields say, [ErrLength], or
// [ErrKey] for a signer without key or number.
func SignAnswer(s Signer, product string, request Digest, a Answer) (string, error) {
	if s.KID == 0 {
		return "", ErrKey
	}
	if !isScope(product) {
		return "", badClaim("product")
	}
	if err := a.check(); err != nil {
		return "", err
	}
	return kindAnswer.sign(s.Key, s.KID, kindAnswer.implicit(product, &request), &a)
}

// ParseAnswer reads the answer in a message to the request that token is, and
// the certificate that it grants; the certificate is zero for other outcomes.
// A key of the ring must have signed the answer that is for answers at its time,
// and is not bad. A certificate that is not the one of the answer, or of
// another installation than the request's, is an error.
func ParseAnswer(r Ring, request string, m Message) (Answer, Certificate, error) {
	req, err := ParseRequest(request)
	if err != nil {
		return Answer{}, Certificate{}, err
	}
	a, err := parseAnswer(r, req.Product, TokenDigest(request), m.Answer)
	if err != nil || a.Outcome != Granted {
		return a, Certificate{}, err
	}
	if TokenDigest(m.Certificate) != a.Certificate {
		return Answer{}, Certificate{}, badClaim("certificate")
	}
	c, err := ParseCertificate(r, req.Product, m.Certificate)
	switch {
	case err != nil:
		return Answer{}, Certificate{}, err
	case c.IID != req.IPK.IID():
		return Answer{}, Certificate{}, ErrInstallation
	}
	return a, c, nil
}

func parseAnswer(r Ring, product string, request Digest, token string) (a Answer, err error) {
	p, err := kindAnswer.split(token)
	if err != nil {
		return a, err
	}
	key, err := r.find(p.kid, UseAnswers)
	if err != nil {
		return a, err
	}
	if err := kindAnswer.verify(key.Key, kindAnswer.implicit(product, &request), token); err != nil {
		return a, err
	}
	if err := decode(p.payload, &a); err != nil {
		return Answer{}, err
	}
	if err := a.check(); err != nil {
		return Answer{}, err
	}
	if key.Bad || !key.holds(a.Now) {
		return Answer{}, ErrKey
	}
	return a, nil
}

func (a *Answer) check() error {
	granted := a.Outcome == Granted
	not := a.Outcome == NotGranted
	switch {
	case !oneOf(a.Outcome, Granted, NotGranted, Released, Revoked, ClockOff, Resend, ShowCertificate):
		return badClaim("outcome")
	case !isTime(a.Now):
		return badClaim("now")
	case granted != (a.Certificate != Digest{}):
		return badClaim("certificate")
	case a.Until != 0 && (!isTime(a.Until) || a.Outcome != Released):
		return badClaim("until")
	case a.May != nil && (!not || !areOptions(a.May)):
		return badClaim("may")
	case a.Back != 0 && !isTime(a.Back) || (a.Back != 0) != oneOf(ComeBack, a.May...):
		return badClaim("back")
	case a.Seats != nil && (!not || !areSeats(a.Seats)):
		return badClaim("seats")
	}
	return nil
}

// areOptions wants them in ascending order, so that a set has one form.
func areOptions(all []Option) bool {
	for i, o := range all {
		if !oneOf(o, FreeSeat, AskVendor, ComeBack, Activate, CheckKey) || i > 0 && all[i-1] >= o {
			return false
		}
	}
	return len(all) > 0
}

func areSeats(all []Seat) bool {
	for _, s := range all {
		if !isSeatRef(s.Ref) || s.Month < 100001 || s.Month > 999912 || s.Month%100 < 1 || s.Month%100 > 12 {
			return false
		}
	}
	return len(all) > 0 && len(all) <= maxSeats
}

func isSeatRef(s string) bool { return isName(s, maxSeatRef, "-_") }
