//go:build !linux && !windows && !darwin && !freebsd

package collect

import (
	"context"
	"errors"
	"fmt"
	"runtime"
)

func systemJobs(context.Context, string) ([]job, func(), error) {
	return nil, nil, fmt.Errorf("collect: no source on %s: %w", runtime.GOOS, errors.ErrUnsupported)
}
