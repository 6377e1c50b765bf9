package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/jsonl"
	"github.com/hwprint/hwprint/hwhash"
)

// open opens the file that the first operand names; none, or "-", is standard
// input.
func (a *app) open(operands []string) (io.ReadCloser, error) {
	if len(operands) == 0 || operands[0] == "-" {
		return io.NopCloser(a.in), nil
	}
	f, err := os.Open(operands[0])
	if err != nil {
		return nil, cannotRead(err)
	}
	return f, nil
}

func cannotRead(err error) error { return fmt.Errorf("cannot read the input: %w", withoutPath(err)) }

// onlyDocument returns the one document that is in a file. The noun is what it
// is called in errors.
func (a *app) onlyDocument(operand, noun string) ([]byte, error) {
	input, err := a.open([]string{operand})
	if err != nil {
		return nil, err
	}
	defer input.Close()
	docs := jsonl.NewDocuments(input, false)
	next, err := docs.Next()
	switch {
	case err == io.EOF:
		return nil, fmt.Errorf("there is no %s in the input", noun)
	case err != nil:
		return nil, withoutPath(err)
	}
	doc := bytes.Clone(next) // it is valid until the next call
	if _, err := docs.Next(); err != io.EOF {
		return nil, fmt.Errorf("there is more than one %s in the input", noun)
	}
	return doc, nil
}

// failure is the line that stands where the answer to a bad document would.
type failure struct {
	Text     string           `json:"error"`
	Findings []hwhash.Finding `json:"findings,omitempty"`
}

func (f failure) Error() string { return f.Text }

// answers is how a command answers many documents with a line for each.
type answers struct {
	none error // what is wrong if there is no document, nil if nothing is
	bad  int   // the exit status if one or more have no answer, or a "no"
	// answer writes the line of a document. An error is written in its place.
	answer func(doc []byte) error
}

// each answers every document of a source, and returns the exit status.
func (a *app) each(docs jsonl.Source, by answers) (int, error) {
	total, bad, err := jsonl.Answer(a.out, docs, by.answer, func(err error) any {
		var f failure
		if !errors.As(err, &f) {
			f.Text = message(err)
		}
		return f
	})
	switch {
	case err != nil:
		return cli.ExitUsage, cannotRead(err)
	case total == 0 && by.none != nil:
		return cli.ExitNo, by.none
	case bad > 0:
		return by.bad, nil
	}
	return cli.ExitOK, nil
}

// eachOf is each for the documents in the file that the first operand names.
func (a *app) eachOf(operands []string, byLine bool, by answers) (int, error) {
	input, err := a.open(operands)
	if err != nil {
		return cli.ExitUsage, err
	}
	defer input.Close()
	return a.each(jsonl.NewDocuments(input, byLine), by)
}
