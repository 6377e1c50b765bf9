// Package productkey parses, hashes, verifies and generates product keys such
// as BCDFG-HJKMP-QRTVW-XY234-67892, in a time and with memory accesses that
// do not depend on the key.
//
// Everything begins with a [Format]: [Base24], [Base24N] and [Crockford32] are
// ready-made, and [NewFormat] makes others. [Format.Generate] and
// [Format.GenerateN] issue keys.
//
// A server keeps the [Digest] of each key that was issued, never the key. It
// reads what clients send with [Format.Parse], which says no more of a wrong key
// than [ErrMalformed]. A [Hasher], under a [Ring] of peppers, makes the digest,
// verifies it, and tells when a rotation has made it stale. [Hasher.Digests]
// finds a key in a table. A form that a person types into asks [Format.Diagnose]
// what is wrong.
//
// What constant time means here, how it is proven and where the proof ends is
// in docs/constant-time.md. The digest is specified in docs/product-key.md, for
// any language, and is stable: digests of version 1 will always verify. The
// package limits no attempts and stores nothing: whoever may ask often enough
// can try keys at the server, whatever they are hashed with.
package productkey
