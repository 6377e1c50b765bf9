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

// maxForGHW is how many devices of a kind ghw is let at: it reads a dozen files
// of each, and cannot be stopped.
const maxForGHW = 256

// askGHW calls a function of ghw's, which would read these files. It does not
// if one of them could hold ghw up or fill the memory; and it survives the
// panics that ghw is known for on malformed files. If ok is false, the caller
// has to read for itself. It may: the values are the same, which
// TestGHWReadsWhatTheKernelSays shows for the version of ghw in go.mod.
func askGHW[T any](t *tree, ask func(...any) (*T, error), files ...string) (answer *T, ok bool) {
	if !t.harmless(files...) {
		return nil, false
	}
	defer func() {
		if recover() != nil {
			answer, ok = nil, false
		}
	}()
	answer, err := ask(ghwArgs(t.dir)...)
	return answer, err == nil && answer != nil && t.ctx.Err() == nil
}
