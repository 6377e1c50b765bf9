package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/hwhash"
)

func TestInventory(t *testing.T) {
	got := hwprintOn(t, laptop(), "", "inventory")
	require.Equal(t, answer{cli.ExitOK, `CLASS         STATUS       REASON
system_uuid   used
os_install    used
nic           used
nic           duplicate    a port of an adapter whose lowest address counts for all
nic           used
disk          placeholder  words that say there is no value
system_model  used
`, ""}, got)
}

func TestInventoryReveal(t *testing.T) {
	f := laptop()
	f.inventory.Components = f.inventory.Components[4:]
	f.inventory.Add(hwhash.GPU, "\x1b[31mred")
	got := hwprintOn(t, f, "", "inventory", "--reveal")
	require.Equal(t, answer{cli.ExitOK, `CLASS         VALUE                           STATUS       REASON
nic           f4:26:79:3b:d8:05               used
disk          To be filled by O.E.M.          placeholder  words that say there is no value
system_model  LENOVO|20W0ZZ12GE|ThinkPad T14  used
gpu           "\x1b[31mred"                   malformed    contains control characters
`, ""}, got)
}

func TestInventoryJSON(t *testing.T) {
	f := laptop()
	f.inventory.Components = f.inventory.Components[4:6]
	f.sources = f.sources[4:5]
	got := hwprintOn(t, f, "", "inventory", "--json")
	require.Equal(t, answer{cli.ExitOK, `{"components":[{"class":"nic","status":"used"},{"class":"disk","status":"placeholder","rule":"E4","reason":"words that say there is no value"}],"traits":{"virtual":false,"container":false,"portable":true},"sources":[{"name":"net","class":"nic","outcome":"read","found":3,"detail":"a part could not be read"}]}` + "\n", ""}, got)

	got = hwprintOn(t, f, "", "inventory", "--json", "--reveal")
	require.Equal(t, answer{cli.ExitOK, `{"components":[{"class":"nic","value":"f4:26:79:3b:d8:05"},{"class":"disk","value":"To be filled by O.E.M."}],"traits":{"virtual":false,"container":false,"portable":true},"sources":[{"name":"net","class":"nic","outcome":"read","found":3,"detail":"a part could not be read"}]}` + "\n", ""}, got)
}

func TestEmptyInventory(t *testing.T) {
	for _, args := range [][]string{{"inventory", "--json"}, {"inventory", "--json", "--reveal"}} {
		require.Equal(t, answer{cli.ExitOK, `{"components":[],"traits":{"virtual":false,"container":false,"portable":false},"sources":[]}` + "\n", ""}, hwprint(t, "", args...))
	}
	require.Equal(t, answer{cli.ExitOK, "CLASS  STATUS  REASON\n", ""}, hwprint(t, "", "inventory"))
}

// What inventory prints for programs is what hash reads.
func TestInventoryIsReadByHash(t *testing.T) {
	inv := hwprintOn(t, laptop(), "", "inventory", "--json", "--reveal")
	hash := hwprint(t, inv.out, "hash", "-")
	require.Equal(t, lines(hwprintOn(t, laptop(), "").out)[0]+"\n", hash.out)
}
