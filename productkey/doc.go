// Package productkey parses, hashes, verifies and generates product keys such
// as BCDFG-HJKMP-QRTVW-XY234-67892, in a time and with memory accesses that
// do not depend on the key.
//
// A server keeps the [Digest] of each key that was issued, never the key: a
// [Hasher] makes it under a [Ring] of peppers, verifies it, and tells when a
// rotation has made it stale. It reads what clients send with [Parse], which
// says no more of a wrong key than [ErrMalformed]. A form that a person types
// into asks [Diagnose] instead. [Generate] and [GenerateN] issue keys.
//
// [Base24], [Base24N] and [Crockford32] are ready-made formats; [NewFormat]
// makes others.
//
// What constant time means here, how it is proven and where the proof ends is
// in docs/constant-time.md. The digest is specified in docs/product-key.md, for
// any language, and is stable: digests of version 1 will always verify. The
// package limits no attempts and stores nothing: whoever may ask often enough
// can try keys at the server, whatever they are hashed with.
package productkey
