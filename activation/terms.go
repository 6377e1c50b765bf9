package activation

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
