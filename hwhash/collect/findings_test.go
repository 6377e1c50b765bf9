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

func TestStrayBytes(t *testing.T) {
	for _, test := range []struct {
		class       hwhash.Class
		value, want string // nothing where it is dropped
	}{
		{hwhash.SystemSerial, "PF3ZQ8T1\xff\xff\xff\xff\n", "PF3ZQ8T1"},
		{hwhash.BoardSerial, "L1HF1AB02QX\x01\n", "L1HF1AB02QX"},
		{hwhash.Disk, "S676NF0R914420\x02     \n", "S676NF0R914420"},
		{hwhash.MemoryModule, "3A91C04E \x7f\xc2", "3A91C04E"},
		{hwhash.SystemUUID, "8c1e44cc-31d7-11b2-a85c-d2f09b7710e4\x80", "8c1e44cc-31d7-11b2-a85c-d2f09b7710e4"},
		{hwhash.SystemSerial, "PF3ZQ8T1ÿÿ", "PF3ZQ8T1"}, // what Windows makes of them
		{hwhash.SystemSerial, "PF3Z\xffQ8T1", ""},
		{hwhash.SystemSerial, "\x1bPF3ZQ8T1", ""},
		{hwhash.SystemModel, "20W0\xff", ""}, // no part of a model is made up
	} {
		f := newFindings("x", wanted(test.class))
		f.add(test.class, test.value)
		if test.want == "" {
			require.Empty(t, f.components, "%q", test.value)
			require.Equal(t, OutcomeFailed, f.entry(test.class).Outcome, "%q", test.value)
			continue
		}
		require.Equal(t, []hwhash.Component{{Class: test.class, Value: test.want}}, f.components, "%q", test.value)
	}
}

func TestEntryOfLeftOut(t *testing.T) {
	f := newFindings("x", wanted(hwhash.NIC))
	f.leaveOut(hwhash.Disk, "on USB") // not wanted
	for _, why := range []string{"on USB", "virtual", "on USB"} {
		f.leaveOut(hwhash.NIC, why)
	}
	want := Source{Name: "x", Class: hwhash.NIC, Outcome: OutcomeLeftOut, Detail: "left out: 2 on USB, 1 virtual"}
	require.Equal(t, want, f.entry(hwhash.NIC))
	f.add(hwhash.NIC, "a")
	want.Outcome, want.Found = OutcomeRead, 1
	require.Equal(t, want, f.entry(hwhash.NIC))
}

// A value that is no evidence does not keep the next source from being asked.
func TestSays(t *testing.T) {
	f := newFindings("x", wanted(hwhash.SystemSerial))
	require.False(t, f.says(hwhash.SystemSerial))
	f.add(hwhash.SystemSerial, "To be filled by O.E.M.")
	require.False(t, f.says(hwhash.SystemSerial))
	f.add(hwhash.SystemSerial, "PF3ZQ8T1")
	require.True(t, f.says(hwhash.SystemSerial))
	require.False(t, f.says(hwhash.BoardSerial))
}
