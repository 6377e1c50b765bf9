package hwhash

import "errors"

// The errors of this package. Errors that are returned wrap one of them, with
// detail where there is any, and never repeat a component's value.
var (
	// ErrClass: a name that is of no class, or a number that is none.
	ErrClass = errors.New("hwhash: unknown class")
	// ErrScope: what NewHasher was given, or a zero Hasher.
	ErrScope = errors.New("hwhash: scope must be 1 to 255 bytes of UTF-8 without control characters, and begin with a vendor")
	// ErrTooLarge: more than MaxComponents, or 256 usable values of one class.
	ErrTooLarge = errors.New("hwhash: too many components")
	// ErrInsufficient: no class of identity has evidence.
	ErrInsufficient = errors.New("hwhash: no evidence of identity: no platform, TPM, operating system, network, storage or memory value can be used")
	// ErrInvalid: the zero Hash or Sealed, which encode to nothing and match nothing.
	ErrInvalid = errors.New("hwhash: the zero value is invalid")
	// ErrScopeMismatch: hashes of two scopes were compared.
	ErrScopeMismatch = errors.New("hwhash: hashes are of different scopes")
	// ErrPolicy: a policy that could never decide, or a name of none.
	ErrPolicy = errors.New("hwhash: impossible policy")
	// ErrSourceType: a database column that is neither text nor bytes.
	ErrSourceType = errors.New("hwhash: scanned from neither text nor bytes")
)

// ErrMalformed is what errors.Is finds in all errors that decoding returns: of an inventory,
// a hash, a sealed hash, and of names and numbers in the JSON of this package.
// To a server it is a bad request.
var ErrMalformed = errors.New("hwhash: malformed")

// What is wrong with input that does not decode.
var (
	// ErrInventory: JSON that is not an inventory.
	ErrInventory = malformed("not an inventory")
	// ErrName: text that is not a name, or a number, of the type that was asked for.
	ErrName = malformed("unknown name")
	// ErrPrefix: text that does not say that it is a hash.
	ErrPrefix = malformed(`text does not begin with "hw1:"`)
	// ErrLength: not 90 characters, or not 64 bytes.
	ErrLength = malformed("wrong length")
	// ErrEncoding: another character than base64url's, or bits left over.
	ErrEncoding = malformed("not canonical unpadded base64url")
	// ErrVersion: of a version that this package does not know.
	ErrVersion = malformed("unknown version")
	// ErrChecksum: damaged on the way.
	ErrChecksum = malformed("checksum does not match: damaged")
	// ErrTraits: the traits contradict the slots.
	ErrTraits = malformed("traits say that a class overflowed which has an empty slot")
	// ErrReserved: a slot is in use that has no class.
	ErrReserved = malformed("reserved slots are in use")
	// ErrSlotWidth: a slot has a number that its class cannot have.
	ErrSlotWidth = malformed("slot exceeds its width")
	// ErrSlotOrder: a record that no Hasher made.
	ErrSlotOrder = malformed("slots of a class are not in ascending order")
	// ErrSlotGap: a record that no Hasher made.
	ErrSlotGap = malformed("empty slot before a used one of the same class")
)

// malformed returns an error that is [ErrMalformed] to errors.Is.
func malformed(what string) error { return malformedError(what) }

type malformedError string

func (e malformedError) Error() string { return "hwhash: " + string(e) }

func (e malformedError) Is(target error) bool { return target == ErrMalformed }
