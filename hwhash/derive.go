package hwhash

import (
	"sync"

	"github.com/zeebo/blake3"
)

// What is derived of a scope, in BLAKE3's derive_key mode (BLAKE3 paper, section
// 2.3).
var (
	digestKeys = deriver{context: "hwprint 2026 v1 component digest"}
	scopeTags  = deriver{context: "hwprint 2026 v1 scope tag"}
)

// deriver derives under one context string. It keeps its hashers, since one has
// 10 KB, and making it costs ten times what deriving does.
type deriver struct {
	context string
	pool    sync.Pool // of *blake3.Hasher
}

func (d *deriver) derive(out []byte, scope string) {
	hasher, ok := d.pool.Get().(*blake3.Hasher)
	if !ok {
		hasher = blake3.NewDeriveKey(d.context)
	}
	hasher.WriteString(scope)
	hasher.Digest().Read(out)
	hasher.Reset()
	d.pool.Put(hasher)
}
