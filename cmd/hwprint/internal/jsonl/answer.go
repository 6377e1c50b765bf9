package jsonl

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/text"
)

// Writer writes answers. That the output does not work comes back from Flush.
type Writer struct {
	*bufio.Writer
	line    bytes.Buffer
	visible []byte
}

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer) *Writer { return &Writer{Writer: bufio.NewWriterSize(w, 1<<16)} }

// JSON writes v as one line, or nothing and an error if v has no JSON form.
// Characters that hide something are escaped.
func (w *Writer) JSON(v any) error {
	w.line.Reset()
	e := json.NewEncoder(&w.line)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	w.visible = text.AppendVisibleJSON(w.visible[:0], bytes.TrimSuffix(w.line.Bytes(), []byte{'\n'}))
	_, _ = w.Write(w.visible)
	_ = w.WriteByte('\n')
	return nil
}

// Wipe overwrites what may have been the text of a secret.
//
//go:noinline
func (w *Writer) Wipe() {
	w.line.Reset()
	for _, b := range [][]byte{w.AvailableBuffer(), w.line.AvailableBuffer(), w.visible} {
		clear(b[:cap(b)])
	}
}

// Source gives documents, one after the other. A document is valid until the
// next call. A [text.Skipped] stands in place of one that cannot be given out;
// any other error ends the source, io.EOF well.
type Source interface{ Next() ([]byte, error) }

// ErrNo is what an answer returns that was written, and is a "no".
var ErrNo = errors.New("the answer is no")

// Answer calls answer for every document, to write a line, and writes what fail
// makes of its error in place of that line. It returns how many documents there
// were and how many of them were bad, or what ended the source.
func Answer(w *Writer, docs Source, answer func(doc []byte) error, fail func(error) any) (total, bad int, err error) {
	for ; ; total++ {
		doc, err := docs.Next()
		var skipped text.Skipped
		switch {
		case err == nil:
			err = answer(doc)
		case err == io.EOF:
			return total, bad, nil
		case !errors.As(err, &skipped):
			return total, bad, err
		}
		if err != nil {
			bad++
		}
		if err != nil && err != ErrNo {
			if err := w.JSON(fail(err)); err != nil {
				return total, bad, err
			}
		}
		if _, err := w.Write(nil); err != nil {
			return total, bad, nil // nobody reads on; Flush says why
		}
	}
}
