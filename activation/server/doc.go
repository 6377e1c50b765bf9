// Package server decides who may use a licence: an engine, a Store to keep its
// rows in, and an http.Handler that speaks with agents.
//
//   - A vendor who wants a server runs cmd/hwactd.
//   - One who has a server makes a [Server] with [New], and mounts its
//     [Server.Handler]; activation/examples/server shows it in 40 lines.
//   - His shop calls [Server.Sell], [Server.Change] and so on, or package api over
//     HTTP. docs/operating.md is for who runs it.
//
// The engine is a pure function of the rows of one licence, a request, the time
// and random bytes; it knows nothing of HTTP, signatures or databases. What it
// decides, and why, is docs/activation.md.
//
// What is stored, and for how long, is in the comments of the rows. Product keys
// are stored as digests, hashes sealed; addresses, host names and values of an
// inventory nowhere, nor in the log.
package server
