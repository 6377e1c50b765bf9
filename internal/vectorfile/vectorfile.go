// Package vectorfile writes files of test vectors for readers in other
// languages: a JSON array with a line for each vector, in which a failure is
// the name of a class, and no text of an error.
package vectorfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Build makes files by their names. The error says which one failed.
func Build(of map[string]func() ([]byte, error)) (map[string][]byte, error) {
	files := map[string][]byte{}
	for name, build := range of {
		doc, err := build()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		files[name] = doc
	}
	return files, nil
}

// Write writes files into a folder, which is there already.
func Write(dir string, files map[string][]byte) error {
	for name, doc := range files {
		if err := os.WriteFile(filepath.Join(dir, name), doc, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// Lines is a JSON array with a line for each vector. It hands on an error, so
// that it can be called with what makes the vectors.
func Lines[T any](all []T, err error) ([]byte, error) {
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

// Failures are the classes of failure of a set of files, the first that fits
// before others.
type Failures []struct {
	Name string
	Err  error
}

// Name returns the class of an error, and whether it has one.
func (f Failures) Name(err error) (string, bool) {
	for _, class := range f {
		if errors.Is(err, class.Err) {
			return class.Name, true
		}
	}
	return "", false
}
