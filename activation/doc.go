// Package activation is what stands between a product key, a hardware hash and
// a licence that works: the messages of an agent and a server, the certificate
// that an agent keeps, and the check of it without a network.
//
//   - An agent makes a [SigningKey] at its first start. The key's public half is
//     the installation, and [PublicKey.IID] its number, which is derived from
//     no hardware.
//   - It signs a [Request] with [SignRequest]: to activate, with the product key
//     sealed by [SealKey]; to renew or release, with the serial number and
//     the ticket of its certificate.
//   - A server reads it with [ParseRequest], opens the key with [OpenKey], and
//     signs an [Answer] and a [Certificate]. [TicketKey] makes the tickets by
//     which it finds copies of an installation.
//   - The agent reads both with [ParseAnswer], and from then on asks [Check].
//
// Every token is a PASETO v4.public token (Ed25519; paseto.io), bound to its
// purpose and its product: none of one kind verifies as another, and none of
// one product for another. A token has one form: it is encoded again after it is
// verified, and any difference is an error. Tokens that belong together are
// the lines of a [Message], the one form for an HTTP body, a file and a QR code.
//
// The package is pure: it does no I/O, reads no clock and keeps no state. All
// times are Unix seconds, and come from the caller. Its values are plain data:
// they may be read, not written, from several goroutines. What is specified,
// what is not stopped and what is kept is docs/activation.md.
//
//go:generate go run ./internal/vectors/write
package activation
