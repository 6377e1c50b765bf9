package activation

import (
	"errors"
	"fmt"
)

// ErrToken is wrapped by every error of decoding: what came is not, or is not
// here, a valid token. A server answers it with one line.
var ErrToken = errors.New("activation: not a valid token")

// What is wrong with a token. No error of this package holds a value of one.
var (
	// ErrLength says that a token, or a message of tokens, is too long.
	ErrLength = fmt.Errorf("%w: too long", ErrToken)
	// ErrEncoding says that a token has not the one form that it must have:
	// header, canonical base64url, members in order, each once, none unknown.
	ErrEncoding = fmt.Errorf("%w: not in its one form", ErrToken)
	// ErrSignature says that the signature is not that of this kind of token,
	// for this product, by this key, to this request.
	ErrSignature = fmt.Errorf("%w: the signature does not match", ErrToken)
	// ErrKey says that no key of the ring may have signed it: the key is unknown,
	// or for another use, or not of that time, or marked bad.
	ErrKey = fmt.Errorf("%w: no key that may sign it", ErrToken)
	// ErrClaims says that the members of a token contradict each other or the
	// limits, with the name of the member.
	ErrClaims = fmt.Errorf("%w: impossible claims", ErrToken)
	// ErrMessage says that a message's lines are not those of a message.
	ErrMessage = fmt.Errorf("%w: not a message", ErrToken)
	// ErrInstallation says that a certificate is another installation's.
	ErrInstallation = fmt.Errorf("%w: of another installation", ErrToken)
	// ErrText says that the text form of a key, a number or a ticket does not
	// decode.
	ErrText = fmt.Errorf("%w: not such a text", ErrToken)
)

// Errors of sealing.
var (
	// ErrSealed says that a sealed product key does not open: it was sealed
	// for another key, product, installation or request, or is damaged.
	ErrSealed = errors.New("activation: the product key does not open")
	// ErrSealingKey says that the key which sealed it is not in the ring, and
	// that the agent has to seal anew.
	ErrSealingKey = errors.New("activation: unknown sealing key")
)

// ErrRandom wraps the error of a random source.
var ErrRandom = errors.New("activation: random source failed")

func badClaim(name string) error { return fmt.Errorf("%w: %s", ErrClaims, name) }
