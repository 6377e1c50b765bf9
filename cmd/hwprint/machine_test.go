package main

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/hwhash/collect"
)

// The first try has no time at all, so that everything is late; the second has
// that of the context.
func TestLateIsReadOnceMore(t *testing.T) {
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	first, err := collect.Inventory(ctx, collect.Timeout(time.Nanosecond))
	require.NoError(t, err)
	if !first.Late() {
		t.Skip("this system has answered before a deadline is looked at")
	}
	found, err := patiently(ctx, collect.Timeout(time.Nanosecond))
	require.NoError(t, err)
	require.False(t, found.Late(), found)
	require.NotEmpty(t, found.Inventory.Components)
}

// What was saved as UTF-16 without a mark is refused by name by each command
// that reads.
func TestUnmarkedText(t *testing.T) {
	const says = "the text is UTF-16 without a byte order mark: save it as UTF-8\n"
	const brace = "{\x00}\x00\n\x00"
	for _, args := range [][]string{{"hash"}, {"compare", "-", "hw1:"}, {"doctor", "-"}, {"key", "parse"}, {"compare", "--pairs"}} {
		got := hwprint(t, brace, args...)
		require.NotEqual(t, cli.ExitOK, got.status, args)
		require.Empty(t, got.out, args)
		require.Contains(t, got.err, says, args)
	}
}
