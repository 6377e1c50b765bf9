//go:build !plan9

package main

import (
	"errors"
	"io"
	"syscall"
)

// readerGone reports whether the reader of a pipe has gone, as in
// "hwprint hash | head": nobody is there to complain to.
func readerGone(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe)
}
