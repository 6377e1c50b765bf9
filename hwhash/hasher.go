package hwhash

import (
	"encoding/binary"
	"sync"

	"github.com/hwprint/hwprint/internal/blockhash"
)

// Hasher turns inventories into hashes under one scope. It comes from
// [NewHasher], is immutable, and is safe for concurrent use; make one and keep
// it. The zero value has no scope, and says so.
type Hasher struct {
	scopeTag uint32
	key      blockhash.Key // of digests
	pool     sync.Pool     // of *scratch
}

// NewHasher returns a Hasher for a scope: the vendor's own string of 1 to 255
// bytes, such as "acme.example/editor". Hashes of two scopes cannot be linked
// with each other, nor compared. The scope is not a secret. An empty or
// ill-formed scope is [ErrScope].
func NewHasher(scope string) (*Hasher, error) {
	if _, _, bad := fold(nil, scope); scope == "" || len(scope) > 255 || bad != ruleUsed {
		return nil, ErrScope
	}
	var key [blockhash.KeySize]byte
	var tag [4]byte
	digestKeys.derive(key[:], scope)
	scopeTags.derive(tag[:], scope)
	h := &Hasher{scopeTag: binary.BigEndian.Uint32(tag[:])}
	h.key.Init(&key)
	h.pool.New = func() any { return newScratch(&h.key) }
	return h, nil
}

// Sum returns the hash of an inventory. The order of components, and of the
// devices of a class, does not matter. Values that are no evidence are left
// out; [Hasher.Explain] says which. Sum does not allocate, does not change inv
// and does not keep it.
//
// The error is [ErrInsufficient] when no class of identity has evidence, and
// [ErrTooLarge] for more than [MaxComponents] components.
func (h *Hasher) Sum(inv *Inventory) (Hash, error) {
	s, ok := h.pool.Get().(*scratch)
	if !ok {
		return Hash{}, ErrScope
	}
	sum, err := h.sum(s, inv)
	h.put(s)
	return sum, err
}

func (h *Hasher) sum(s *scratch, inv *Inventory) (Hash, error) {
	if err := s.weigh(inv); err != nil {
		return Hash{}, err
	}
	sum := &s.sum
	if !sum.hasIdentity() {
		return Hash{}, ErrInsufficient
	}
	sum.b[offVersion] = version
	sum.b[offTraits] = inv.Traits.bits()
	binary.BigEndian.PutUint32(sum.b[offScope:], h.scopeTag)
	sum.seal()
	return *sum, nil
}

func (h *Hasher) put(s *scratch) {
	if max(cap(s.buf), cap(s.blocks)*blockSize) <= maxKept {
		h.pool.Put(s)
	}
}

func (t Traits) bits() (b byte) {
	if t.Virtual {
		b |= bitVirtual
	}
	if t.Container {
		b |= bitContainer
	}
	if t.Portable {
		b |= bitPortable
	}
	return b
}

// Finding is what became of one component of an inventory.
type Finding struct {
	Index  int    `json:"index"` // of the component in the inventory
	Class  Class  `json:"class"`
	Status Status `json:"status"`
	Reason string `json:"reason,omitempty"` // for people; empty when used
}

// Explain returns, for every component of inv in order, what becomes of it in
// [Hasher.Sum]. It holds no values, so it can be logged and shown. The error
// is that of Sum, but for [ErrInsufficient]: the findings say why that is.
func (h *Hasher) Explain(inv *Inventory) ([]Finding, error) {
	s, ok := h.pool.Get().(*scratch)
	if !ok {
		return nil, ErrScope
	}
	defer h.put(s)
	if err := s.weigh(inv); err != nil {
		return nil, err
	}
	findings := make([]Finding, len(s.entries))
	for i, e := range s.entries {
		findings[i] = Finding{i, e.class, rules[e.rule].status, rules[e.rule].reason}
	}
	return findings, nil
}
