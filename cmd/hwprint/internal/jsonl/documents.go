// Package jsonl reads JSON documents, decodes them strictly, and answers each
// with a line.
package jsonl

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/text"
)

// maxDocument is the greatest length of a line or a document, in bytes.
const maxDocument = 8 << 20

// What stands in place of a document that cannot be given out.
const (
	ErrTooLong  = text.Skipped("longer than 8 MiB")
	ErrCutShort = text.Skipped("not JSON: cut short")
)

// Documents reads JSON documents from a stream: JSON Lines, or documents over
// several lines. The rule is in the help of "hwprint hash". It is made so that
// one broken line of many costs that line alone, yet a document as editors and
// jq print it needs no option.
type Documents struct {
	in      *bufio.Reader
	byLine  bool   // every line is a document
	started bool   // the first line has been seen
	long    []byte // a line longer than the buffer of in

	// The document over several lines that is being gathered.
	doc     []byte
	lines   int // not blank
	depth   int // open brackets
	tooLong bool

	// Lines that turned out to be cut short, and the line that showed it.
	cutShort int
	held     []byte
}

// NewDocuments returns a reader of documents. With byLine every line is one.
func NewDocuments(r io.Reader, byLine bool) *Documents {
	return &Documents{in: bufio.NewReaderSize(text.NewReader(r), 1<<16), byLine: byLine}
}

// Next returns the next document, valid until the next call, or ErrTooLong or
// ErrCutShort in its place. Any other error ends the stream, io.EOF well.
func (d *Documents) Next() ([]byte, error) {
	if d.cutShort > 0 {
		d.cutShort--
		return nil, ErrCutShort
	}
	if line := d.held; line != nil {
		d.held = nil
		return line, nil
	}
	for {
		line, err := d.line()
		switch {
		case err == io.EOF && d.lines > 0:
			d.finish()
			return nil, ErrCutShort
		case err == ErrTooLong && d.lines > 0:
			d.tooLong = true
			d.lines++
			continue
		case err == ErrTooLong:
			d.start(true)
			return nil, err
		case err != nil:
			return nil, err
		case len(bytes.TrimSpace(line)) == 0:
			if d.lines > 0 {
				d.store(line) // so that errors name the right line
			}
			continue
		}
		if d.byLine {
			return line, nil
		}
		if d.lines > 0 && wholeInventory(line) {
			d.byLine, d.cutShort, d.held = true, d.lines, line
			d.finish()
			return d.Next()
		}
		depth, openString := brackets(line)
		if d.start(depth <= 0 || openString) {
			return line, nil
		}
		if d.gather(line, depth) {
			return d.finish()
		}
	}
}

// start decides on the first line whether every line is a document.
func (d *Documents) start(closed bool) (byLine bool) {
	if !d.started {
		d.started, d.byLine = true, closed
	}
	return d.byLine
}

// gather adds a line to the document and reports whether that ends it.
func (d *Documents) gather(line []byte, depth int) (ends bool) {
	d.store(line)
	d.lines++
	d.depth += depth
	return d.depth <= 0
}

// store stores a line of the document, blank or not, if it fits.
func (d *Documents) store(line []byte) {
	d.tooLong = d.tooLong || len(d.doc)+len(line) > maxDocument
	if !d.tooLong {
		d.doc = append(d.doc, line...)
	}
}

// finish returns the document and prepares for the next.
func (d *Documents) finish() ([]byte, error) {
	doc, tooLong := d.doc, d.tooLong
	d.doc, d.lines, d.depth, d.tooLong = d.doc[:0], 0, 0, false
	if tooLong {
		return nil, ErrTooLong
	}
	return doc, nil
}

// line returns the next line, valid until the next call. One that is too long
// is skipped and ErrTooLong.
func (d *Documents) line() ([]byte, error) {
	part, err := d.in.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		d.long = d.long[:0]
		for err == bufio.ErrBufferFull {
			if len(d.long) <= maxDocument {
				d.long = append(d.long, part...)
			}
			part, err = d.in.ReadSlice('\n')
		}
		if len(d.long) <= maxDocument {
			d.long = append(d.long, part...)
		}
		part = d.long
	}
	switch {
	case err != nil && err != io.EOF:
		return nil, err
	case len(part) > maxDocument:
		return nil, ErrTooLong
	case len(part) == 0:
		return nil, io.EOF
	}
	return part, nil
}

// brackets returns how many more brackets a line opens than it closes, and
// whether it ends within a string, which JSON does not allow.
func brackets(line []byte) (depth int, openString bool) {
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"':
			openString = !openString
		case openString && c == '\\':
			i++
		case openString:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
	}
	return depth, openString
}

// wholeInventory reports whether a line is an inventory by itself. A part of a
// document over several lines is indented, or begins with a name.
func wholeInventory(line []byte) bool {
	return line[0] == '{' && bytes.Contains(line, []byte(`"components"`)) && json.Valid(line)
}
