package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

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
	docs := newDocuments(input, false)
	next, err := docs.next()
	switch {
	case err == io.EOF:
		return nil, fmt.Errorf("there is no %s in the input", noun)
	case err != nil:
		return nil, withoutPath(err)
	}
	doc := bytes.Clone(next) // it is valid until the next call
	if _, err := docs.next(); err != io.EOF {
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

// source gives documents, one after the other. A document is valid until the
// next call. errTooLong, errCutShort and errLongLine stand in place of one that
// cannot be had; any other error ends the source, io.EOF well.
type source interface{ next() ([]byte, error) }

// answerAll calls answer for every document, to write a line, and writes the
// error that it returns in place of that line. It returns how many documents
// there were and how many of them were bad.
func (a *app) answerAll(docs source, answer func(doc []byte) error) (total, bad int, err error) {
	for ; ; total++ {
		doc, err := docs.next()
		switch {
		case err == nil:
			err = answer(doc)
		case err == io.EOF:
			return total, bad, nil
		case err != errTooLong && err != errCutShort && err != errLongLine:
			return total, bad, cannotRead(err)
		}
		if err != nil {
			bad++
			var f failure
			if !errors.As(err, &f) {
				f.Text = message(err)
			}
			if err := a.writeJSON(f); err != nil {
				return total, bad, err
			}
		}
		if _, err := a.out.Write(nil); err != nil {
			return total, bad, nil // nobody reads on; Flush says why
		}
	}
}

// decode decodes a JSON object. The errors of package json may quote the
// document; those of decode give the place instead.
func decode(doc []byte, to any) error {
	doc = bytes.TrimRight(doc, " \t\r\n")
	if i := invalidUTF8(doc); i >= 0 {
		return fmt.Errorf("not UTF-8 at %s", place(doc, i)) // which the decoder would replace without a word
	}
	if !bytes.HasPrefix(bytes.TrimLeft(doc, " \t\r\n"), []byte("{")) {
		return errors.New("not a JSON object")
	}
	err := json.Unmarshal(doc, to)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("not JSON at %s", place(doc, int(syntax.Offset)-1))
	case errors.As(err, &kind):
		return fmt.Errorf("a value of the wrong kind before %s", place(doc, int(kind.Offset)))
	}
	return err
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(doc []byte) int {
	if utf8.Valid(doc) {
		return -1
	}
	i := 0
	for {
		r, size := utf8.DecodeRune(doc[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
}

// place says where in a document an offset is, counting from 1.
func place(doc []byte, offset int) string {
	before := doc[:min(max(offset, 0), len(doc))]
	column := len(before) - bytes.LastIndexByte(before, '\n')
	if line := bytes.Count(before, []byte{'\n'}); line > 0 {
		return fmt.Sprintf("line %d of the document, byte %d", line+1, column)
	}
	return fmt.Sprintf("byte %d", column)
}
