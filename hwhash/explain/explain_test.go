package explain

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// golden compares text with a file of testdata.
func golden(t *testing.T, name, text string) {
	t.Helper()
	file := "testdata/" + name + ".golden"
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "go test -update writes it")
	require.Equal(t, string(want), text)
}

// Every identity group on its own is called weak, and says what follows.
func TestMachine(t *testing.T) {
	values := []struct {
		class hwhash.Class
		value string
	}{
		{hwhash.SystemSerial, "PF3ZQ8T1"},
		{hwhash.TPM, "5d2e8c1f09ab47e6b3c8d1a2f4e6079b5d2e8c1f09ab47e6b3c8d1a2f4e6079c"},
		{hwhash.OSInstall, "5f0c2f6a9d3e4b8f8a517be0c4d2a913"},
		{hwhash.NIC, "3c:18:a0:5e:91:7c"},
		{hwhash.Disk, "S676NF0R914420"},
		{hwhash.MemoryModule, "3A91C04E"},
	}
	hasher, err := hwhash.NewHasher("test")
	require.NoError(t, err)
	text := ""
	for n := 1; n <= len(values); n++ {
		var alone, all hwhash.Inventory
		alone.Add(values[n-1].class, values[n-1].value)
		for _, v := range values[:n] {
			all.Add(v.class, v.value)
		}
		for _, inv := range []hwhash.Inventory{alone, all} {
			hash, err := hasher.Sum(&inv)
			require.NoError(t, err)
			for _, sentence := range Machine(HashRecord(hash)).Summary {
				text += sentence + "\n"
			}
		}
	}
	golden(t, "machine", text)
}

func TestTraits(t *testing.T) {
	require.Len(t, Machine(Record{Traits: hwhash.Traits{Portable: true}}).Summary, 1)
	require.Len(t, Machine(Record{Traits: hwhash.Traits{Virtual: true, Container: true}}).Summary, 3)
}

func TestLate(t *testing.T) {
	d := Machine(Record{Sources: []Source{
		{Name: "a", Class: hwhash.Disk, Outcome: OutcomeLate}, {Name: "b", Class: hwhash.Disk, Outcome: OutcomeLate},
		{Name: "c", Class: hwhash.NIC, Outcome: OutcomeLate}, {Name: "virtual", Outcome: OutcomeLate},
	}})
	require.Equal(t, "Not answered in time: disk and nic. Read it again before the machine is enrolled.", d.Summary[1])
	require.Equal(t, []Remedy{{"give it more time, and look into what keeps the system from answering", []string{"network", "storage"}}}, d.Help)
}

func TestStrength(t *testing.T) {
	for s := StrengthNone; s <= StrengthStrong; s++ {
		text, err := s.MarshalText()
		require.NoError(t, err)
		require.Equal(t, s.String(), string(text))
		var back Strength
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, s, back)
	}
	_, err := Strength(9).MarshalText()
	require.ErrorIs(t, err, ErrStrength)
	var s Strength
	require.ErrorIs(t, s.UnmarshalText([]byte("PF3ZQ8T1")), ErrStrength)
	require.Equal(t, "invalid", Strength(9).String())
}
