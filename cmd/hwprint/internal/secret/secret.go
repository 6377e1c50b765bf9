// Package secret reads secrets, product keys and peppers, from files, pipes and
// terminals: it does not show what is typed, and overwrites what it read.
package secret

import (
	"io"
	"os"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/text"
)

// Source gives secrets, one after the other. A secret is valid until the next
// call of Next. [ErrLong] stands in place of a line that is too long; any other
// error ends the source, io.EOF well.
type Source interface {
	Next() ([]byte, error)
	Close()
}

// Prompt is how secrets are asked for at a terminal.
type Prompt struct {
	Text  string
	To    io.Writer    // where Text is written
	Flush func() error // shows the answers so far; an error ends the source
}

// Open returns the lines of an input. If that is a terminal, they are typed at
// prompts, up to an empty one, and not shown.
func Open(in io.Reader, prompt Prompt) Source {
	if file, ok := in.(*os.File); ok {
		if mode, err := getMode(file.Fd()); err == nil {
			return newPrompter(file, mode, prompt)
		}
	}
	return NewLines(text.NewReader(in))
}

// Interactive reports whether a source asks at a terminal.
func Interactive(s Source) bool {
	_, ok := s.(*prompter)
	return ok
}

// Wipe overwrites all of a buffer, what is beyond its end too.
//
//go:noinline
func Wipe(b []byte) { clear(b[:cap(b)]) }
