package agent_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/agent"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
)

// TestEachDrift has each scenario of fixtures happen to a machine with a licence:
// what is the same stays licensed, what is different does not, and what is in
// doubt has grace.
func TestEachDrift(t *testing.T) {
	seen := map[hwhash.Verdict]int{}
	for _, d := range fixtures.Drifts() {
		t.Run(d.ID, func(t *testing.T) {
			s := newShop(t, subscription)
			machine := &acttest.PC{Inventory: d.Before}
			c := s.on(machine)
			s.activated(c)
			machine.Inventory = d.After
			got := s.status(c)
			verdict := got.Match.Verdict
			if seen[verdict]++; d.Undecided == "" {
				require.Equal(t, d.Wanted, verdict)
			}
			switch verdict {
			case hwhash.Same:
				require.Equal(t, activation.StateValid, got.State)
				require.True(t, s.renew(c).Granted())
				require.Equal(t, activation.StateValid, s.state(c))
			case hwhash.Review:
				require.Equal(t, activation.StateGrace, got.State)
				require.True(t, s.renew(c).Granted())
			default:
				require.False(t, got.Allowed())
				_, err := c.Renew(t.Context())
				require.ErrorIs(t, err, agent.ErrNone)
				require.False(t, s.activate(c).Granted())
			}
			s.used(1)
		})
	}
	t.Log("verdicts:", seen)
	require.Greater(t, seen[hwhash.Same], 30)
	require.GreaterOrEqual(t, seen[hwhash.Different], 9)
}

// A board whose serial number repeats its adapter's address: the serial number is
// not in the anchor, and yet it speaks for the board when another adapter is in use.
func TestValueThatRepeatsAnother(t *testing.T) {
	board, ok := fixtures.Find("arm-board")
	require.True(t, ok)
	s := newShop(t, subscription)
	machine := &acttest.PC{Inventory: board.Inventory}
	c := s.on(machine)
	require.NotContains(t, s.activated(c).Certificate.Anchor.Classes(), hwhash.SystemSerial)
	machine.Inventory = changed(board.Inventory, 1<<2|1<<3, 0, 1) // installation and adapter
	require.Equal(t, activation.StateValid, s.state(c))
	require.True(t, s.renew(c).Granted())
}
