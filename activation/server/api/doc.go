// Package api is the handler for the vendor's shop and tools: what an operator
// does, over HTTP, in JSON. It belongs on a listener of its own, with TLS, where
// agents do not reach it. GET /v1/openapi.yaml describes it; a test holds the
// handler to that.
//
// Whoever calls is known by a token or by a client's certificate of TLS, whose
// name goes into the list of actions. A call that changes something carries an
// Idempotency-Key header: repeated within 30 days, it does nothing more and
// returns the same, product keys included, which are kept nowhere.
package api
