package main

import (
	"errors"
	"io"
)

// readerGone reports whether the reader of a pipe has gone. Plan 9 ends a
// process that writes to a closed pipe, so only a pipe inside the process is
// left.
func readerGone(err error) bool { return errors.Is(err, io.ErrClosedPipe) }
