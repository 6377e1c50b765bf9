package productkey

import "errors"

// No error of this package holds a key, a pepper, or a part of one.
var (
	// ErrMalformed is the one error of [Format.Parse], whatever is wrong with
	// the text: a key must not be guessed letter by letter from error messages.
	// [Format.Diagnose] tells a person more.
	ErrMalformed = errors.New("productkey: malformed product key")

	// ErrFormat says that a format cannot be, or is nil or the zero value.
	ErrFormat = errors.New("productkey: impossible format")

	// ErrKey is for the zero Key, and for a key of another format than the
	// Hasher's.
	ErrKey = errors.New("productkey: no key of this format")

	// ErrRandom says that the random source failed, or repeats itself.
	ErrRandom = errors.New("productkey: random source failed")

	// ErrSpace says that more distinct keys were asked for than half of those
	// that the format has.
	ErrSpace = errors.New("productkey: more keys than the format can give")

	// ErrPepper says that a pepper is not 32 bytes, repeats a pattern such as
	// all zeros, or has the id 0. A digest with the id 0 is this too.
	ErrPepper = errors.New("productkey: unusable pepper")

	// ErrRing says that a ring is empty, ill-formed, too long, or has an id
	// twice.
	ErrRing = errors.New("productkey: unusable ring of peppers")

	// ErrUnknownPepper says that a digest was made under a pepper that is not
	// in the ring.
	ErrUnknownPepper = errors.New("productkey: digest under a pepper that is not in the ring")

	// ErrShort says that a format has under 80 bits, so that whoever learns
	// the pepper could try all its keys, and that no [Stretch] was chosen.
	ErrShort = errors.New("productkey: keys of under 80 bits need a stretch")

	// ErrStretch is for an unknown [Stretch], and for a digest under one that
	// the Hasher does not allow.
	ErrStretch = errors.New("productkey: stretch is unknown or not allowed")

	// ErrBusy says that too many stretches wait already. Try again later.
	ErrBusy = errors.New("productkey: too many stretches wait")

	// ErrVerdict is for a [Verdict] without a name, and a text that names none.
	ErrVerdict = errors.New("productkey: unknown verdict")

	// ErrSize says that SumAll's two slices differ in length.
	ErrSize = errors.New("productkey: as many digests as keys are needed")
)

// What can be wrong with an encoded Digest, one error each.
var (
	// ErrInvalid is the zero Digest, which encodes to nothing.
	ErrInvalid = errors.New("productkey: digest is the zero value")
	// ErrPrefix is text that does not say that it is a digest.
	ErrPrefix = errors.New("productkey: digest text does not begin with pk1")
	// ErrVersion is a version that this package does not know.
	ErrVersion = errors.New("productkey: digest of an unknown version")
	// ErrLength is not 52 characters, or not 36 bytes.
	ErrLength = errors.New("productkey: digest is too short or too long")
	// ErrEncoding is another character than base64url's, or bits left over.
	ErrEncoding = errors.New("productkey: digest text is not canonical base64url")
	// ErrSourceType is a database column that is neither text nor bytes.
	ErrSourceType = errors.New("productkey: digest cannot be read from a column of this type")
)
