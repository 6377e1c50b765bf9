package collect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
)

func TestAddDropsWhatIsNoText(t *testing.T) {
	f := newFindings("x", wanted(hwhash.Disk))
	long := strings.Repeat("a", hwhash.MaxValueLen)
	for _, bad := range []string{"a\x00b", "\x1b[31mred", "\xff\xfe", "two\nlines", long + "a", "\u0085"} {
		f.add(hwhash.Disk, bad)
	}
	require.Empty(t, f.components)
	require.Equal(t, Source{Name: "x", Class: hwhash.Disk, Outcome: OutcomeFailed, Detail: "values dropped as malformed: 6"}, f.entry(hwhash.Disk))

	f.add(hwhash.Disk, " "+long+" \x00\n")
	f.add(hwhash.Disk, "prüfung")
	require.Equal(t, Source{Name: "x", Class: hwhash.Disk, Outcome: OutcomeRead, Found: 2, Detail: "values dropped as malformed: 6"}, f.entry(hwhash.Disk))
}

func TestAddFields(t *testing.T) {
	f := newFindings("x", wanted(hwhash.Firmware, hwhash.CPU))
	f.addFields(hwhash.Firmware, "", " ", "\n")
	require.Empty(t, f.components)
	f.addFields(hwhash.Firmware, " a ", "", "c")
	f.addFields(hwhash.CPU, "", "b")
	require.Equal(t, []hwhash.Component{{Class: hwhash.Firmware, Value: "a||c"}, {Class: hwhash.CPU, Value: "|b"}}, f.components)
}

func TestAddIsBounded(t *testing.T) {
	f := newFindings("x", wanted(hwhash.NIC))
	for i := range maxPerClass + 10 {
		f.add(hwhash.NIC, fmt.Sprint(i))
	}
	require.Len(t, f.components, maxPerClass)
	require.Equal(t, "too many values: the rest was left out", f.entry(hwhash.NIC).Detail)
}

func TestEntryOfDenied(t *testing.T) {
	f := newFindings("x", wanted(hwhash.NIC))
	f.note(hwhash.NIC).denied++
	require.Equal(t, Source{Name: "x", Class: hwhash.NIC, Outcome: OutcomeUnreadable, Hint: hintRoot}, f.entry(hwhash.NIC))
	f.add(hwhash.NIC, "a")
	require.Equal(t, Source{Name: "x", Class: hwhash.NIC, Outcome: OutcomeRead, Found: 1, Hint: hintRoot, Detail: "a part could not be read"}, f.entry(hwhash.NIC))
}
