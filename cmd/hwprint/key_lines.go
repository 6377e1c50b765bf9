package main

import (
	"bytes"
	"errors"
	"io"
)

// maxKeyLine is the greatest length of a line with a key, in bytes.
const maxKeyLine = 4 << 10

var errLongLine = errors.New("longer than 4 KiB")

// keyLines reads lines that hold product keys, without blank ones. Unlike a
// [bufio.Reader] its buffer can be wiped.
type keyLines struct {
	in      io.Reader
	buf     []byte // read, but not yet given out: buf[start:end]
	start   int
	end     int
	err     error // of in
	started bool
}

func newKeyLines(in io.Reader) *keyLines { return &keyLines{in: in, buf: make([]byte, 1<<16)} }

func (k *keyLines) close() { wipe(k.buf) }

// next returns the next line without white space around it, see [source].
func (k *keyLines) next() ([]byte, error) {
	for {
		line, err := k.line()
		if err != nil {
			return nil, err
		}
		if !k.started {
			k.started = true
			line = bytes.TrimPrefix(line, []byte("\ufeff")) // which some editors write before the text
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			return line, nil
		}
	}
}

func (k *keyLines) line() ([]byte, error) {
	long := false
	for {
		rest := k.buf[k.start:k.end]
		i := bytes.IndexByte(rest, '\n')
		switch {
		case i >= 0:
			k.start += i + 1
			rest = rest[:i]
		case len(rest) > maxKeyLine:
			long = true
			k.start = k.end
			continue
		case k.err == nil:
			k.fill()
			continue
		case k.err != io.EOF:
			return nil, k.err
		case len(rest) == 0 && !long:
			return nil, io.EOF
		default:
			k.start = k.end
		}
		if k.started = k.started || long; long || len(rest) > maxKeyLine {
			return nil, errLongLine
		}
		return rest, nil
	}
}

// fill reads on. At most maxKeyLine bytes are left in the buffer before.
func (k *keyLines) fill() {
	k.end = copy(k.buf, k.buf[k.start:k.end])
	k.start = 0
	n, err := k.in.Read(k.buf[k.end:])
	k.end += n
	k.err = err
}
