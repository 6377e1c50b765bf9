package activation

import "github.com/hwprint/hwprint/hwhash"

// Terms is the kind of a licence. What it means for a certificate:
//
//   - perpetual: no end; with Maintained, for builds up to that day
//   - subscription: an end, and grace after it for late payment
//   - trial: an end
//   - floating: an end that is near, and no hash is compared
//
// Any of them without Renew is air-gapped: it is never renewed, no copy of it is
// found, and a person moves it to another machine.
type Terms string

// The terms.
const (
	Perpetual    Terms = "perpetual"
	Subscription Terms = "subscription"
	Trial        Terms = "trial"
	Floating     Terms = "floating"
)

// policies are the names that a certificate may have for how hashes are
// compared.
func policyNamed(name string) (hwhash.Policy, bool) {
	switch name {
	case "lenient":
		return hwhash.Lenient(), true
	case "standard":
		return hwhash.Standard(), true
	case "strict":
		return hwhash.Strict(), true
	}
	return hwhash.Policy{}, false
}
