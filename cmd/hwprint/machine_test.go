package main

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash/collect"
)

// The first try has no time at all, so that everything is late; the second has
// that of the context.
func TestLateIsReadOnceMore(t *testing.T) {
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	first, err := collect.Inventory(ctx, collect.Timeout(time.Nanosecond))
	require.NoError(t, err)
	require.True(t, first.Late())
	found, err := patiently(ctx, collect.Timeout(time.Nanosecond))
	require.NoError(t, err)
	require.False(t, found.Late(), found)
	require.NotEmpty(t, found.Inventory.Components)
}
