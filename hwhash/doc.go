// Package hwhash turns the component inventory of a machine into a 64-byte
// hardware hash, and decides whether two hashes are of one machine.
//
//   - An agent makes a [Hasher] for its vendor's scope and calls
//     [Hasher.Sum] on an [Inventory], which package hwhash/collect reads.
//   - A server keeps the [Hash] of the machine that was enrolled and calls
//     [Policy.Compare] on the one that is presented later. Start from
//     [Standard].
//   - A server that fears for its database keeps hashes as a [Blinder] maps
//     them.
//   - Whoever wants to know why a component counts or does not calls
//     [Hasher.Explain].
//
// A hash tells apart machines of one model and forgives a new disk. No serial
// number, MAC address or UUID can be had back from it, by its vendor either:
// of each value it publishes so few bits that at least 4,096 candidates remain
// even for someone who knows maker and model. docs/privacy.md has the budget.
//
// The package does no I/O, and links neither a hardware prober nor package
// net. It cannot tell a client that lies from one that does not: no library
// can. Hashes of version 1 stay valid and comparable for good; a later version
// will be emitted beside them.
package hwhash

//go:generate go run ../fixtures/internal/tables
