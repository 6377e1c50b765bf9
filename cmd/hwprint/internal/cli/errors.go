package cli

import (
	"errors"
	"fmt"
	"strings"
)

// usage is an error in how the command was called.
type usage struct{ error }

func (u usage) Unwrap() error { return u.error }

// UsageError returns an error in how the command was called. [Program.Run] adds
// to it where to read on.
func UsageError(format string, args ...any) error { return usage{fmt.Errorf(format, args...)} }

func inCommand(c *Command, err error) error {
	var u usage
	if !errors.As(err, &u) {
		return err
	}
	return fmt.Errorf("%w (%s)", err, strings.TrimSpace("see: "+program+" help "+c.Name))
}

// echo returns a word of the command line, quoted, for a message. It returns
// nothing for a word with anything but small letters and hyphens: that may be
// a serial number or an address in the wrong place. A product key may be all
// small letters, but it is long, or has no vowels.
func echo(word string) string {
	switch {
	case strings.Trim(word, "abcdefghijklmnopqrstuvwxyz-") != "", len(word) > 16,
		len(word) > 3 && !strings.ContainsAny(word, "aeiou"):
		return ""
	}
	return fmt.Sprintf(" %q", word)
}
