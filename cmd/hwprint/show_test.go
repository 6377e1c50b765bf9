package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
)

func TestShow(t *testing.T) {
	got := hwprintOn(t, laptop(), "")
	require.Equal(t, cli.ExitOK, got.status)
	require.Empty(t, got.err)
	golden(t, "show", masked(got.out))
}

func TestShowReveal(t *testing.T) {
	got := hwprintOn(t, laptop(), "", "--reveal")
	for _, value := range secretsOf(laptop().inventory) {
		require.Contains(t, got.out, value)
	}
	golden(t, "show_reveal", masked(got.out))
}

func TestShowNoIdentity(t *testing.T) {
	var f found
	f.inventory.Add(hwhash.CPU, "GenuineIntel|Celeron N4100")
	got := hwprintOn(t, f, "")
	require.Equal(t, cli.ExitNo, got.status)
	require.Empty(t, got.err)
	golden(t, "show_none", got.out)
}

func TestShowScope(t *testing.T) {
	a, b := hwprintOn(t, laptop(), ""), hwprintOn(t, laptop(), "", "--scope", "acme.example/editor")
	require.NotEqual(t, lines(a.out)[0], lines(b.out)[0])
	hasher, err := hwhash.NewHasher("acme.example/editor")
	require.NoError(t, err)
	inv := laptop().inventory
	hash, err := hasher.Sum(&inv)
	require.NoError(t, err)
	require.Equal(t, hash.String(), lines(b.out)[0])
}

func TestShowJSON(t *testing.T) {
	got := hwprintOn(t, laptop(), "", "--json")
	require.Equal(t, cli.ExitOK, got.status)
	golden(t, "show_json", masked(got.out))

	got = hwprintOn(t, found{}, "", "--json")
	require.Equal(t, cli.ExitNo, got.status)
	var s shown
	require.NoError(t, json.Unmarshal([]byte(got.out), &s))
	require.Nil(t, s.Hash)
	require.Contains(t, got.out, `{"error":"no evidence of identity`)
	require.Contains(t, got.out, `"strength":"none"`)

	got = hwprintOn(t, laptop(), "", "--json", "--reveal")
	require.Contains(t, got.out, `"inventory":{"components":[{"class":"system_uuid","value":"8c1e44cc`)
}

func TestCannotRead(t *testing.T) {
	got := hwprintOn(t, found{err: fmt.Errorf("collect: %w", errors.ErrUnsupported)}, "")
	require.Equal(t, answer{cli.ExitNo, "", "hwprint: cannot read this machine: unsupported operation\n"}, got)

	got = hwprintOn(t, found{err: fmt.Errorf("%w: no class is left to collect", collect.ErrOption)}, "", "inventory")
	require.Equal(t, answer{cli.ExitUsage, "", "hwprint: impossible option: no class is left to collect (see: hwprint help inventory)\n"}, got)

	var huge found
	huge.inventory.Components = make([]hwhash.Component, hwhash.MaxComponents+1)
	require.Equal(t, answer{cli.ExitNo, "", "hwprint: too many components\n"}, hwprintOn(t, huge, ""))
}

// The flags reach the collector: of a tree with only an identifier of the
// installation, that is what is found, unless it is not wanted.
func TestCollectFlags(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux reads another root")
	}
	root := t.TempDir()
	require.NoError(t, os.Mkdir(root+"/etc", 0o755))
	require.NoError(t, os.WriteFile(root+"/etc/machine-id", []byte("5f0c2f6a9d3e4b8f8a517be0c4d2a913\n"), 0o644))
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, `[{"class":"os_install","value":"5f0c2f6a9d3e4b8f8a517be0c4d2a913"}]`},
		{[]string{"--only", "os_install,nic"}, `[{"class":"os_install","value":"5f0c2f6a9d3e4b8f8a517be0c4d2a913"}]`},
		{[]string{"--only", "nic"}, `[]`},
		{[]string{"--without", "os_install"}, `[]`},
	} {
		got := reallyRun(t, "", slices.Concat([]string{"inventory", "--json", "--reveal", "--timeout", "30s", "--root", root}, test.args)...)
		require.Equal(t, cli.ExitOK, got.status, got.err)
		require.Contains(t, got.out, `{"components":`+test.want+`,"traits":`)
	}
	got := reallyRun(t, "", "--root", root+"/PF3ZQ8T1")
	require.Equal(t, cli.ExitUsage, got.status)
	require.Equal(t, "hwprint: --root: no such file or directory (see: hwprint help)\n", got.err)
}
