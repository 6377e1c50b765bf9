//go:build linux || windows

package collect

import (
	"log/slog"

	"github.com/jaypipes/ghw"
)

// ghwArgs are the options for every call of ghw. All are given, because each
// that is not is taken from the environment; and no context.Context, because
// that would replace what stands before it. The logger is discarded because
// ghw's own writes to standard error.
func ghwArgs(root string) []any {
	return []any{
		ghw.WithChroot(root),
		ghw.WithDisableTools(), // runs no command
		ghw.WithDisableTopology(),
		ghw.WithLogger(slog.New(slog.DiscardHandler)),
	}
}
