package hwhash

import (
	"encoding/binary"
	"strings"
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

const maxScope = 255 // bytes

// NewHasher returns a Hasher for a scope: the vendor's own string of 1 to 255
// bytes, such as "acme.example/editor". What stands before its first "/" is the
// vendor. Hashes of two scopes cannot be compared. Those of one vendor tell no
// more of a value together than one of them; those of several vendors do:
// docs/privacy.md says how much. The scope is not a secret. An ill-formed scope,
// or one without a vendor, is [ErrScope].
func NewHasher(scope string) (*Hasher, error) {
	vendor, _, _ := strings.Cut(scope, "/")
	var room [maxScope + shortLen + spare]byte
	if _, bad := fold(room[:0], scope[:min(len(scope), maxScope)], new(marks)); vendor == "" || len(scope) > maxScope || bad != ruleUsed {
		return nil, ErrScope
	}
	var key [blockhash.KeySize]byte
	var tag [4]byte
	digestKeys.derive(key[:], vendor)
	scopeTags.derive(tag[:], scope)
	h := &Hasher{scopeTag: binary.BigEndian.Uint32(tag[:])}
	h.key.Init(&key)
	h.pool.New = func() any { return newScratch(&h.key, h.scopeTag) }
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
	if err := s.run(inv); err != nil {
		return Hash{}, err
	}
	sum := &s.sum
	if !sum.hasIdentity() {
		return Hash{}, ErrInsufficient
	}
	sum.b[offVersion] = version
	sum.b[offTraits] |= inv.Traits.bits()
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

// Finding is what became of one component of an inventory. It holds no value.
type Finding struct {
	Index  int    `json:"index"` // of the component in the inventory
	Class  Class  `json:"class"`
	As     Class  `json:"as,omitempty"` // the class that it counts as, if its form tells that it was made of a value of another
	Status Status `json:"status"`
	Rule   string `json:"rule,omitempty"`   // id in docs/format.md; empty when used
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
	if err := s.run(inv); err != nil {
		return nil, err
	}
	return s.findings(inv), nil
}

// SumExplained is [Hasher.Sum] and [Hasher.Explain] for the work of one. The
// findings are there with [ErrInsufficient], too.
func (h *Hasher) SumExplained(inv *Inventory) (Hash, []Finding, error) {
	s, ok := h.pool.Get().(*scratch)
	if !ok {
		return Hash{}, nil, ErrScope
	}
	defer h.put(s)
	sum, err := h.sum(s, inv)
	if err != nil && err != ErrInsufficient {
		return Hash{}, nil, err
	}
	return sum, s.findings(inv), err
}

func (s *scratch) findings(inv *Inventory) []Finding {
	findings := make([]Finding, len(s.entries))
	for i, e := range s.entries {
		r := &rules[e.rule]
		findings[i] = Finding{Index: i, Class: inv.Components[i].Class, Status: r.status, Rule: r.id, Reason: r.reason}
		if e.made {
			findings[i].As = e.class
		}
	}
	return findings
}
