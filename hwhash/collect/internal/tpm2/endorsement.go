// Package tpm2 asks a TPM for the public part of its endorsement key, which
// tells it from every other, and changes nothing in it.
//
// It speaks the few commands of the TPM 2.0 Library specification, part 3, that
// this takes, over whatever carries them: on Linux /dev/tpmrm0, in tests the
// socket of a software TPM. A library for all of TPM 2.0 would be larger than
// all that collects.
package tpm2

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
)

// ErrNoKey says that the TPM has no RSA endorsement key to be had, or does not
// answer as the specification says.
var ErrNoKey = errors.New("tpm2: no endorsement key")

// Places of the TCG EK Credential Profile, sections 2.2.1.4 and 2.2.1.5: the key
// where somebody has stored it, and the certificate that the maker wrote.
const (
	storedKey   = 0x81010001
	certificate = 0x01c00002
)

// Endorsement returns the SHA-256, in hexadecimal, of the RSA endorsement key
// in the DER form of PKCS #1, RFC 8017 appendix A.1.1. What is cheap comes
// first: the stored key, then the maker's certificate; only else does the TPM
// make the key from its seed, which may take seconds, and forgets it again. It
// is one key in all three.
//
// The error wraps [ErrNoKey] or is that of device. A device takes a command by
// one Write and gives its answer by one Read. Endorsement is not safe for use
// by several goroutines at once with one device.
func Endorsement(device io.ReadWriter) (string, error) {
	t := tpm{device}
	for _, find := range []func() (publicKey, error){
		func() (publicKey, error) { return t.readPublic(storedKey) },
		func() (publicKey, error) { return t.certified(certificate) },
		t.createEndorsement,
	} {
		key, err := find()
		switch {
		case err == nil:
			sum := sha256.Sum256(key.pkcs1())
			return hex.EncodeToString(sum[:]), nil
		case !errors.Is(err, ErrNoKey):
			return "", err
		}
	}
	return "", ErrNoKey
}
