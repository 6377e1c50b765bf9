// Package vectors makes the test vectors of activation for other languages: the
// inputs are written by hand, each with its reason and what must come of it;
// tokens and the rest are package activation's. vectors/README.md explains the
// files to their readers.
package vectors

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/productkey"
)

// Files returns the generated files by their names.
func Files() (map[string][]byte, error) {
	w, err := newWorld()
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for name, build := range map[string]func() ([]byte, error){
		"tokens.json":   func() ([]byte, error) { return lines(w.tokens()) },
		"messages.json": func() ([]byte, error) { return lines(messages()) },
		"texts.json":    func() ([]byte, error) { return lines(w.texts()) },
		"seal.json":     func() ([]byte, error) { return lines(w.seals()) },
		"tickets.json":  func() ([]byte, error) { return lines(w.ticketVectors()) },
		"check.json":    func() ([]byte, error) { return lines(w.checks()) },
		"clock.json":    func() ([]byte, error) { return lines(clocks()) },
	} {
		if files[name], err = build(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return files, nil
}

// lines is a JSON array with a line for each vector.
func lines[T any](all []T, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	doc := bytes.NewBufferString("[\n")
	enc := json.NewEncoder(doc)
	enc.SetEscapeHTML(false)
	for i, v := range all {
		if err := enc.Encode(v); err != nil {
			return nil, err
		}
		if i < len(all)-1 {
			doc.Truncate(doc.Len() - 1)
			doc.WriteString(",\n")
		}
	}
	doc.WriteString("]\n")
	return doc.Bytes(), nil
}

// failures are the classes of failure in the files. A vector has one of them,
// and no text of an error.
var failures = []struct {
	name string
	err  error
}{
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
	for _, f := range failures {
		if errors.Is(err, f.err) {
			return f.name
		}
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
