package explain

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
)

func TestOutcomes(t *testing.T) {
	words := map[string]bool{}
	for o := OutcomeRead; o <= OutcomeUnsupported; o++ {
		text, err := o.MarshalText()
		require.NoError(t, err)
		var back Outcome
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, o, back)
		require.False(t, words[o.Words()], "two outcomes are told in the same words")
		words[o.Words()] = true
	}
	for _, bad := range []Outcome{0, OutcomeUnsupported + 1} {
		_, err := bad.MarshalText()
		require.ErrorIs(t, err, ErrOutcome)
		require.Equal(t, "invalid", bad.String())
	}
	o := OutcomeRead
	require.ErrorIs(t, o.UnmarshalText([]byte("PF3ZQ8T1")), ErrOutcome)
	require.Equal(t, OutcomeRead, o)
}

// Of several sources, the first tells that is not just empty; a value tells
// more than any source.
func TestClass(t *testing.T) {
	r := Record{
		Findings: []hwhash.Finding{
			{Class: hwhash.NIC, Status: hwhash.StatusDuplicate, Reason: "it repeats another"},
			{Class: hwhash.NIC, Status: hwhash.StatusUsed},
			{Class: hwhash.Disk, Status: hwhash.StatusPlaceholder, Reason: "no value"},
		},
		Sources: []Source{
			{Name: "a", Class: hwhash.TPM, Outcome: OutcomeEmpty},
			{Name: "b", Class: hwhash.TPM, Outcome: OutcomeUnreadable, Detail: "it is locked", Hint: "unlock it"},
			{Name: "c", Class: hwhash.CPU, Outcome: OutcomeEmpty},
			{Name: "d", Class: hwhash.NIC, Outcome: OutcomeRead, Found: 2, Detail: "left out: 1 on USB"},
		},
	}
	for want, c := range map[*ClassState]hwhash.Class{
		{Used: 1, Found: 2, Status: "used", Notes: []string{"duplicate: it repeats another", "left out: 1 on USB"}}: hwhash.NIC,
		{Found: 1, Status: "placeholder", Notes: []string{"no value"}}:                                              hwhash.Disk,
		{Status: "unreadable", Notes: []string{"it is locked", "unlock it"}}:                                        hwhash.TPM,
		{Status: "empty", Notes: []string{"the machine has none, or does not tell"}}:                                hwhash.CPU,
		{}: hwhash.GPU,
	} {
		want.Class = c
		require.Equal(t, *want, r.Class(c))
	}
}

// Records without hashes are compared by numbers.
func TestChangesWithoutHashes(t *testing.T) {
	then := Record{NoHash: true, Findings: []hwhash.Finding{{Class: hwhash.Disk, Status: hwhash.StatusUsed}, {Class: hwhash.Disk, Status: hwhash.StatusUsed}}}
	now := Record{NoHash: true, Findings: []hwhash.Finding{{Class: hwhash.Disk, Status: hwhash.StatusUsed}}, Traits: hwhash.Traits{Virtual: true}}
	d, err := Changes(hwhash.Standard(), then, now)
	require.NoError(t, err)
	require.Nil(t, d.Verdict)
	require.Equal(t, []Change{{hwhash.Disk, 2, 1, "not as many as then"}}, d.Changes)
	require.Contains(t, d.Summary, "It runs in a virtual machine now, and did not then.")
	require.Equal(t, StrengthWeak, d.Strength)
}
