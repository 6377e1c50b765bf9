//go:build unix && !linux

package agent_test

import "errors"

func mountReadOnly(string, bool) error { return errors.ErrUnsupported }
func unmount(string) error             { return nil }
