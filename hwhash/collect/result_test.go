package collect

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
)

func TestResultJSON(t *testing.T) {
	result := Result{
		Inventory: hwhash.Inventory{Components: []hwhash.Component{{Class: hwhash.NIC, Value: "x"}}, Late: []hwhash.Class{hwhash.Disk}},
		Sources: []Source{
			{Name: "net", Class: hwhash.NIC, Outcome: OutcomeRead, Found: 2},
			{Name: "dmi", Class: hwhash.SystemUUID, Outcome: OutcomeUnreadable, Hint: "h", Detail: "d"},
			{Name: "virtual", Outcome: OutcomeLate},
		},
	}
	text, err := json.Marshal(result)
	require.NoError(t, err)
	require.Equal(t, `{"inventory":{"components":[{"class":"nic","value":"x"}],`+
		`"traits":{"virtual":false,"container":false,"portable":false},"late":["disk"]},"sources":[`+
		`{"name":"net","class":"nic","outcome":"read","found":2},`+
		`{"name":"dmi","class":"system_uuid","outcome":"unreadable","found":0,"hint":"h","detail":"d"},`+
		`{"name":"virtual","outcome":"late","found":0}]}`, string(text))
	var back Result
	require.NoError(t, json.Unmarshal(text, &back))
	require.Equal(t, result, back)
}

// A result says in words how it came about, and shows no value in any form
// that a log has.
func TestResultInWords(t *testing.T) {
	result := Result{
		Inventory: hwhash.Inventory{Components: []hwhash.Component{{Class: hwhash.NIC, Value: "3c:52:82:0a:11:07"}}},
		Sources: []Source{
			{Name: "net", Class: hwhash.NIC, Outcome: OutcomeRead, Found: 1},
			{Name: "block", Class: hwhash.Disk, Outcome: OutcomeLate, Detail: detailLate, Hint: hintLate},
			{Name: "portable", Outcome: OutcomeRead, Found: 1, Detail: "type of the chassis"},
			{Name: "virtual", Outcome: OutcomeRead},
		},
	}
	require.Equal(t, `nic from net: 1 found
disk from block: no answer in time: no answer before the deadline; collect again, with more time
portable: yes: type of the chassis
virtual: no`, result.String())
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.NotContains(t, fmt.Sprintf(verb, result), "52:82", verb)
	}
}

func TestOutcomeNames(t *testing.T) {
	for s := OutcomeRead; s <= OutcomeUnsupported; s++ {
		text, err := s.MarshalText()
		require.NoError(t, err)
		var back Outcome
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, s, back)
		require.Equal(t, string(text), s.String())
	}
	for _, s := range []Outcome{0, OutcomeUnsupported + 1, 255} {
		require.Equal(t, "invalid", s.String())
		_, err := s.MarshalText()
		require.ErrorIs(t, err, ErrOutcome)
	}
	for _, text := range []string{"", "invalid", "Read", "timed_out"} {
		s := OutcomeRead
		require.ErrorIs(t, s.UnmarshalText([]byte(text)), ErrOutcome)
		require.Equal(t, OutcomeRead, s)
	}
}
