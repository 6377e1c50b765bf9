// Package python has no Go code but the tests that hold the Python client to
// the vectors and to a real server.
package python
