package secret

import (
	"bytes"
	"io"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/text"
)

// maxLine is the greatest length of a line with a secret, in bytes.
const maxLine = 4 << 10

// ErrLong stands in place of a longer line.
const ErrLong = text.Skipped("longer than 4 KiB")

// Lines reads lines that hold secrets, without blank ones. Unlike those of a
// [bufio.Reader] its buffer can be wiped.
type Lines struct {
	in    io.Reader
	buf   []byte // read, but not yet given out: buf[start:end]
	start int
	end   int
	err   error // of in
}

// NewLines returns a reader of lines.
func NewLines(in io.Reader) *Lines { return &Lines{in: in, buf: make([]byte, 1<<16)} }

// Close overwrites what was read.
func (l *Lines) Close() {
	Wipe(l.buf)
	if r, ok := l.in.(*text.Reader); ok {
		r.Wipe()
	}
}

// Next returns the next line without white space around it, valid until the
// next call, or [ErrLong] in its place. Any other error ends the lines, io.EOF
// well.
func (l *Lines) Next() ([]byte, error) {
	for {
		line, err := l.line()
		if err != nil {
			return nil, err
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			return line, nil
		}
	}
}

func (l *Lines) line() ([]byte, error) {
	long := false
	for {
		rest := l.buf[l.start:l.end]
		i := bytes.IndexByte(rest, '\n')
		switch {
		case i >= 0:
			l.start += i + 1
			rest = rest[:i]
		case len(rest) > maxLine:
			long = true
			l.start = l.end
			continue
		case l.err == nil:
			l.fill()
			continue
		case l.err != io.EOF:
			return nil, l.err
		case len(rest) == 0 && !long:
			return nil, io.EOF
		default:
			l.start = l.end
		}
		if long || len(rest) > maxLine {
			return nil, ErrLong
		}
		return rest, nil
	}
}

// fill reads on. At most maxLine bytes are left in the buffer before.
func (l *Lines) fill() {
	l.end = copy(l.buf, l.buf[l.start:l.end])
	l.start = 0
	n, err := l.in.Read(l.buf[l.end:])
	l.end += n
	l.err = err
}
