// Package hwhash turns the component inventory of a machine into a 64-byte
// hardware hash, and decides whether two hashes are of one machine.
//
//   - An agent makes a [Hasher] for its vendor's scope and calls
//     [Hasher.Sum] on an [Inventory], which package hwhash/collect reads.
//   - A server keeps the [Hash] of the machine that was enrolled and calls
//     [Policy.Compare] on the one that is presented later. Start from
//     [Standard].
//   - In its database a server keeps hashes as a [Sealer] encrypts them.
//   - [Hasher.Explain] says why a component counts or does not. Package
//     hwhash/explain puts it into words.
//
// A hash tells apart machines of one model and forgives a new disk. No serial
// number, MAC address or UUID can be recovered from it, not even by its vendor:
// of each value it publishes so few bits that at least 4,096 candidates remain
// for someone who knows maker and model. docs/privacy.md has the budget, and
// README.md what a server must do beside comparing.
//
// The package does no I/O, and links neither a hardware prober nor package
// net. It cannot tell a client that lies from one that does not: no library
// can. Hashes of version 1 stay valid and comparable for as long as the package
// exists.
package hwhash

//go:generate go run ../fixtures/internal/tables
