// Package vectors makes the test vectors of activation for other languages: the
// inputs are written by hand, each with its reason and what must come of it;
// tokens and the rest are package activation's. vectors/README.md explains the
// files to their readers.
package vectors

import (
	"fmt"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/internal/vectorfile"
	"github.com/hwprint/hwprint/productkey"
)

// Files returns the generated files by their names.
func Files() (map[string][]byte, error) {
	w, err := newWorld()
	if err != nil {
		return nil, err
	}
	return vectorfile.Build(map[string]func() ([]byte, error){
		"tokens.json":   func() ([]byte, error) { return vectorfile.Lines(w.tokens()) },
		"messages.json": func() ([]byte, error) { return vectorfile.Lines(messages()) },
		"texts.json":    func() ([]byte, error) { return vectorfile.Lines(w.texts()) },
		"seal.json":     func() ([]byte, error) { return vectorfile.Lines(w.seals()) },
		"tickets.json":  func() ([]byte, error) { return vectorfile.Lines(w.ticketVectors()) },
		"check.json":    func() ([]byte, error) { return vectorfile.Lines(w.checks()) },
		"clock.json":    func() ([]byte, error) { return vectorfile.Lines(clocks()) },
	})
}

// failures are the classes of failure in the files. A vector has one of them,
// and no text of an error.
var failures = vectorfile.Failures{
	{"length", activation.ErrLength},
	{"encoding", activation.ErrEncoding},
	{"signature", activation.ErrSignature},
	{"key", activation.ErrKey},
	{"claims", activation.ErrClaims},
	{"message", activation.ErrMessage},
	{"installation", activation.ErrInstallation},
	{"text", activation.ErrText},
	{"sealed", activation.ErrSealed},
	{"sealing_key", activation.ErrSealingKey},
	{"malformed", productkey.ErrMalformed},
}

func failureOf(err error) string {
	if name, ok := failures.Name(err); ok {
		return name
	}
	return fmt.Sprint(err)
}

// expect holds an outcome to what was written by hand: a class of failure, or ""
// for none.
func expect(id, failure string, err error) error {
	switch {
	case err == nil && failure == "":
		return nil
	case err == nil:
		return fmt.Errorf("%s: no failure, where %q was expected", id, failure)
	case failureOf(err) != failure:
		return fmt.Errorf("%s: failure %q, where %q was expected", id, failureOf(err), failure)
	}
	return nil
}
