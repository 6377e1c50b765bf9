package hwhash

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"math"

	"github.com/hwprint/hwprint/internal/keyring"
	"github.com/hwprint/hwprint/internal/xaes"
)

const contextSeal = "hwprint 2026 v1 sealed hash"

// Why a hash cannot be sealed or opened.
var (
	// ErrSealKeys says that the text of a ring of keys is unusable. It names
	// the entry by its number, or the id that is there twice.
	ErrSealKeys = errors.New("hwhash: unusable ring of sealing keys")

	// ErrSealKey says that a hash was sealed under a key whose id is not in the
	// ring: the ring is out of date, and the hash may be fine.
	ErrSealKey = errors.New("hwhash: sealed under a key that is not in the ring")

	// ErrSealed says that a sealed hash is damaged, or of another record, or
	// sealed under another key of the same id. Nobody can tell which.
	ErrSealed = errors.New("hwhash: sealed hash is damaged or of another record")

	// ErrRecord says that the caller has not named the record.
	ErrRecord = errors.New("hwhash: a sealed hash needs the name of its record")
)

// Sealer encrypts hashes for a server's database. A table that is stolen
// without the keys says nothing of any hash: no guess can be tested on it, and
// equal hashes are not equal in it. It comes from [NewSealer], is immutable and
// safe for concurrent use; make one and keep it. The zero value has no keys,
// and says so with [ErrSealKeys].
type Sealer struct{ keys []sealingKey }

type sealingKey struct {
	id     uint32
	cipher xaes.Cipher
}

// NewSealer returns the Sealer of a ring of 1 to 256 keys, as in
//
//	2:<64 hexadecimal digits> 1:<64 hexadecimal digits>
//
// Each key is 32 bytes from a secure random source (openssl rand -hex 32), with
// an id from 1 to 4294967295. White space or commas stand between the entries.
// In a line, what follows "#" is a comment. Keep the ring apart from the
// database.
//
// The first key is active: Seal uses it. The others are readable. To rotate,
// put the new key behind the active one on every server, then put it in front
// on every server, then seal anew what is stale, then drop the old one.
//
// The error is [ErrSealKeys], and holds nothing of the keys. A key that repeats
// a pattern, such as all zeros, is refused.
func NewSealer(keys string) (*Sealer, error) {
	ring, err := keyring.Parse(keys, math.MaxUint32)
	if err != nil {
		var problem *keyring.Error
		if errors.As(err, &problem) {
			return nil, fmt.Errorf("%w: %s", ErrSealKeys, problem.Detail)
		}
		return nil, ErrSealKeys
	}
	defer keyring.Wipe(ring)
	s := &Sealer{keys: make([]sealingKey, len(ring))}
	var key [xaes.KeySize]byte
	defer clear(key[:])
	for i, k := range ring {
		ring[i].Derive(key[:], contextSeal, binary.BigEndian.AppendUint32(nil, k.ID()))
		s.keys[i] = sealingKey{k.ID(), xaes.New(&key)}
	}
	return s, nil
}

// Seal encrypts a hash under the active key, with XAES-256-GCM
// (c2sp.org/XAES-256-GCM): AES-256-GCM with a random key for each record.
//
// record names the place where the result is kept, as in
// "seat.anchor/8f14e45f": table, column, row and whatever else tells it from
// every other. It is not stored. Open demands the same bytes, so that a hash
// that somebody copies from one row to another does not open there. An empty
// record is [ErrRecord]; the zero Hash is [ErrInvalid].
func (s *Sealer) Seal(h Hash, record []byte) (Sealed, error) {
	switch {
	case len(s.keys) == 0:
		return Sealed{}, ErrSealKeys
	case len(record) == 0:
		return Sealed{}, ErrRecord
	case h.IsZero():
		return Sealed{}, ErrInvalid
	}
	active := &s.keys[0]
	out := make([]byte, offSealedHash, SealedSize)
	copy(out, sealedName)
	binary.BigEndian.PutUint32(out[offSealedID:], active.id)
	nonce := out[offSealedNonce:offSealedHash]
	_, _ = rand.Read(nonce) // never fails
	return Sealed{[SealedSize]byte(active.cipher.Seal(out, nonce, h.b[:], record))}, nil
}

// Open decrypts what Seal made for the same record. stale says that it was not
// sealed under the active key: the caller seals h anew and stores that, when it
// suits.
//
// The error is [ErrSealKey] if the key is not in the ring, [ErrSealed] if the
// bytes are not those that Seal made for this record, [ErrInvalid] for the zero
// Sealed, and [ErrRecord] for an empty record. A hash of a later version of the
// format is what [FromBytes] says of it.
func (s *Sealer) Open(sealed Sealed, record []byte) (h Hash, stale bool, err error) {
	switch {
	case len(s.keys) == 0:
		return Hash{}, false, ErrSealKeys
	case len(record) == 0:
		return Hash{}, false, ErrRecord
	case sealed.IsZero():
		return Hash{}, false, ErrInvalid
	}
	id := sealed.KeyID()
	for i := range s.keys {
		if s.keys[i].id != id {
			continue
		}
		nonce, ciphertext := sealed.b[offSealedNonce:offSealedHash], sealed.b[offSealedHash:]
		plain, err := s.keys[i].cipher.Open(ciphertext[:0], nonce, ciphertext, record)
		if err != nil {
			return Hash{}, false, ErrSealed
		}
		h, err := FromBytes(plain)
		return h, i != 0 && err == nil, err
	}
	return Hash{}, false, ErrSealKey
}

const redactedSealer = "hwhash.Sealer(redacted)"

// String returns "hwhash.Sealer(redacted)".
func (s Sealer) String() string { return redactedSealer }

// GoString returns "hwhash.Sealer(redacted)".
func (s Sealer) GoString() string { return redactedSealer }

// Format prints "hwhash.Sealer(redacted)" for every verb of package fmt.
func (s Sealer) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redactedSealer)) }

// LogValue returns "hwhash.Sealer(redacted)" for slog.
func (s Sealer) LogValue() slog.Value { return slog.StringValue(redactedSealer) }
