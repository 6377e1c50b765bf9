package hwhash

import "errors"

// The errors of this package. Errors that are returned wrap one of them, with
// detail where there is any, and never repeat a component's value.
var (
	ErrClass        = errors.New("hwhash: unknown class")
	ErrInventory    = errors.New("hwhash: not an inventory")
	ErrScope        = errors.New("hwhash: scope must be 1 to 255 bytes of UTF-8 without control characters")
	ErrTooLarge     = errors.New("hwhash: too many components")
	ErrInsufficient = errors.New("hwhash: no evidence of identity: no platform, TPM, operating system, network, storage or memory value can be used")

	// What is wrong with a hash that does not decode.
	ErrPrefix     = errors.New(`hwhash: text does not begin with "hw1:"`)
	ErrLength     = errors.New("hwhash: wrong length")
	ErrEncoding   = errors.New("hwhash: not canonical unpadded base64url")
	ErrVersion    = errors.New("hwhash: unknown version")
	ErrChecksum   = errors.New("hwhash: checksum does not match: damaged")
	ErrTraits     = errors.New("hwhash: undefined trait bits are set")
	ErrReserved   = errors.New("hwhash: reserved slots are in use")
	ErrSlotWidth  = errors.New("hwhash: slot exceeds its width")
	ErrSlotOrder  = errors.New("hwhash: slots of a class are not in ascending order")
	ErrSlotGap    = errors.New("hwhash: empty slot before a used one of the same class")
	ErrPepperTag  = errors.New("hwhash: pepper tag and blinded bit disagree")
	ErrSourceType = errors.New("hwhash: a hash is scanned from text or bytes")

	// Why two hashes, or a hash and an operation, do not go together.
	ErrInvalid       = errors.New("hwhash: the zero Hash is invalid")
	ErrScopeMismatch = errors.New("hwhash: hashes are of different scopes")
	ErrBlindMismatch = errors.New("hwhash: hashes are not blinded under one pepper")
	ErrBlinded       = errors.New("hwhash: hash is blinded already")
	ErrPepper        = errors.New("hwhash: pepper must be at least 32 bytes")
	ErrPolicy        = errors.New("hwhash: impossible policy")
)
