package tpm2

import (
	"bytes"
	"encoding/binary"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// The endorsement key that TPMs for PCs are made with: template L-1 of the TCG
// EK Credential Profile, an RSA key of 2048 bits that decrypts for whoever may
// use the endorsement hierarchy.
const (
	algRSA, algSHA256, algAES, algCFB, algNull = 0x0001, 0x000b, 0x0006, 0x0043, 0x0010

	// fixed to this TPM and made by it, for decryption alone, with a policy
	endorsementAttributes = 0x000300b2

	keyBits     = 2048
	keyBytes    = keyBits / 8
	rsaExponent = 65537 // which TPMs write as zero
)

// endorsementPolicy is that of PolicySecret with the endorsement hierarchy.
var endorsementPolicy = []byte{
	0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xb3, 0xf8, 0x1a, 0x90, 0xcc, 0x8d, 0x46, 0xa5, 0xd7, 0x24,
	0xfd, 0x52, 0xd7, 0x6e, 0x06, 0x52, 0x0b, 0x64, 0xf2, 0xa1, 0xda, 0x1b, 0x33, 0x14, 0x69, 0xaa,
}

// area is the public area of an endorsement key, up to what is its own: a
// TPMT_PUBLIC without the modulus.
func area() []byte {
	b := words16(algRSA, algSHA256)
	b = binary.BigEndian.AppendUint32(b, endorsementAttributes)
	b = append(b, words16(uint16(len(endorsementPolicy)))...)
	b = append(b, endorsementPolicy...)
	b = append(b, words16(algAES, 128, algCFB, algNull, keyBits)...)
	return binary.BigEndian.AppendUint32(b, 0)
}

// template asks for an endorsement key: a TPM2B_PUBLIC with a modulus of zeros.
func template() []byte {
	public := append(area(), words16(keyBytes)...)
	public = append(public, make([]byte, keyBytes)...)
	return append(words16(uint16(len(public))), public...)
}

func words16(numbers ...uint16) (b []byte) {
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint16(b, n)
	}
	return b
}

type publicKey struct {
	modulus  []byte
	exponent int64
}

// pkcs1 is the key as an RSAPublicKey of RFC 8017, appendix A.1.1.
func (k publicKey) pkcs1() []byte {
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1BigInt(new(big.Int).SetBytes(k.modulus))
		b.AddASN1Int64(k.exponent)
	})
	return b.BytesOrPanic()
}

// parsePublic reads a TPM2B_PUBLIC. Any other key than an endorsement key is
// none: somebody has stored it in the wrong place.
func parsePublic(b []byte) (publicKey, error) {
	public, ok := sized(b)
	if !ok {
		return publicKey{}, ErrNoKey
	}
	rest, ok := bytes.CutPrefix(public, area())
	if !ok {
		return publicKey{}, ErrNoKey
	}
	modulus, ok := sized(rest)
	if !ok || len(modulus) != keyBytes || modulus[0]>>7 == 0 {
		return publicKey{}, ErrNoKey
	}
	return publicKey{modulus, rsaExponent}, nil
}

// parseSize reads the size of the data out of a TPM2B_NV_PUBLIC.
func parseSize(b []byte) (size int, ok bool) {
	const policy = 4 + 2 + 4 // after index, algorithm and attributes
	public, ok := sized(b)
	if !ok || len(public) < policy {
		return 0, false
	}
	hash, ok := sized(public[policy:])
	if !ok || len(public) != policy+2+len(hash)+2 {
		return 0, false
	}
	size = int(binary.BigEndian.Uint16(public[len(public)-2:]))
	return size, size > 0 && size <= maxResponse
}

// parseCertificate takes the RSA key out of an X.509 certificate, RFC 5280
// section 4.1, behind which there may be padding. Makers say in several ways
// that it is RSA: what counts is that it is a key of that form.
func parseCertificate(der []byte) (publicKey, error) {
	input := cryptobyte.String(der)
	var certificate, body, info, bits cryptobyte.String
	ok := input.ReadASN1(&certificate, asn1.SEQUENCE) &&
		certificate.ReadASN1(&body, asn1.SEQUENCE) &&
		body.SkipOptionalASN1(asn1.Tag(0).ContextSpecific().Constructed()) && // version
		body.SkipASN1(asn1.INTEGER) && // serial number
		body.SkipASN1(asn1.SEQUENCE) && // signature
		body.SkipASN1(asn1.SEQUENCE) && // issuer
		body.SkipASN1(asn1.SEQUENCE) && // validity
		body.SkipASN1(asn1.SEQUENCE) && // subject
		body.ReadASN1(&info, asn1.SEQUENCE) &&
		info.SkipASN1(asn1.SEQUENCE) && // algorithm
		info.ReadASN1(&bits, asn1.BIT_STRING) && bits.Skip(1)
	var key cryptobyte.String
	modulus := new(big.Int)
	var exponent int64
	if !ok || !bits.ReadASN1(&key, asn1.SEQUENCE) || !key.ReadASN1Integer(modulus) || !key.ReadASN1Integer(&exponent) ||
		modulus.Sign() <= 0 || modulus.BitLen() != keyBits || exponent != rsaExponent {
		return publicKey{}, ErrNoKey
	}
	return publicKey{modulus.FillBytes(make([]byte, keyBytes)), exponent}, nil
}

// sized reads bytes after their length of 16 bits.
func sized(b []byte) (value []byte, ok bool) {
	if len(b) < 2 || len(b) < 2+int(binary.BigEndian.Uint16(b)) {
		return nil, false
	}
	return b[2:][:binary.BigEndian.Uint16(b)], true
}
