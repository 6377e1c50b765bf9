package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
)

// The rules decide as their descriptions say.
func TestRivalRules(t *testing.T) {
	whatIs := func(values map[hwhash.Class][]uint64) *parts {
		var p parts
		for c, v := range values {
			p[c] = v
		}
		return &p
	}
	a := whatIs(map[hwhash.Class][]uint64{
		hwhash.OSInstall: {1}, hwhash.SystemUUID: {2}, hwhash.SystemSerial: {3}, hwhash.NIC: {4, 5}, hwhash.Disk: {6},
		hwhash.CPU: {7}, hwhash.MemorySize: {8}, hwhash.GPU: {9}, hwhash.PnPDevice: {10, 11, 12},
	})
	reinstalled := *a
	reinstalled[hwhash.OSInstall] = []uint64{101}
	otherNIC := *a
	otherNIC[hwhash.NIC] = []uint64{104}
	twin := whatIs(map[hwhash.Class][]uint64{
		hwhash.OSInstall: {201}, hwhash.SystemUUID: {202}, hwhash.SystemSerial: {203}, hwhash.NIC: {204, 205}, hwhash.Disk: {206},
		hwhash.CPU: {7}, hwhash.MemorySize: {8}, hwhash.GPU: {9}, hwhash.PnPDevice: {10, 11, 12},
	})
	cpuOnly := whatIs(map[hwhash.Class][]uint64{hwhash.CPU: {7}})
	for _, c := range []struct {
		name                                            string
		rule                                            func(a, b *parts) bool
		itself, reinstalled, otherNIC, twin, onlyTheCPU bool
	}{
		{"whole", whole(false), true, false, false, false, false},
		{"whole identity", whole(true), true, false, false, false, false},
		{"votes 7", votes(7), true, true, true, false, false}, // all but the adapter are 8, the twin 6
		{"votes 4", votes(4), true, true, true, true, false},
		{"any", keygen(false, anyOf), true, true, true, true, true},
		{"two", keygen(false, twoOf), true, true, true, true, false},
		{"most", keygen(false, mostOf), true, true, true, true, true},
		{"all", keygen(false, allOf), true, false, false, false, true},
		{"any identity", keygen(true, anyOf), true, true, true, false, false},
		{"all identity", keygen(true, allOf), true, false, false, false, false},
		{"sys-lib", sysLib(false), true, true, true, false, false},
	} {
		require.Equal(t, c.itself, c.rule(a, a), c.name)
		require.Equal(t, c.reinstalled, c.rule(a, &reinstalled), "%s, reinstalled", c.name)
		require.Equal(t, c.otherNIC, c.rule(a, &otherNIC), "%s, another adapter", c.name)
		require.Equal(t, c.twin, c.rule(a, twin), "%s, a twin", c.name)
		require.Equal(t, c.onlyTheCPU, c.rule(a, cpuOnly), "%s, the processor alone", c.name)
	}
}
