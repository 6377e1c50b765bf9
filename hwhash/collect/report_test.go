package collect

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/hwhash"
)

func TestReportJSON(t *testing.T) {
	report := Report{Sources: []Source{
		{Name: "net", Class: hwhash.NIC, Status: StatusRead, Found: 2},
		{Name: "dmi", Class: hwhash.SystemUUID, Status: StatusUnreadable, Hint: "h", Detail: "d"},
		{Name: "virtual", Status: StatusTimedOut},
	}}
	text, err := json.Marshal(report)
	require.NoError(t, err)
	require.Equal(t, `{"sources":[`+
		`{"name":"net","class":"nic","status":"read","found":2},`+
		`{"name":"dmi","class":"system_uuid","status":"unreadable","found":0,"hint":"h","detail":"d"},`+
		`{"name":"virtual","status":"timed_out","found":0}]}`, string(text))
	var back Report
	require.NoError(t, json.Unmarshal(text, &back))
	require.Equal(t, report, back)
}

func TestStatusNames(t *testing.T) {
	for s := StatusRead; s <= StatusUnsupported; s++ {
		text, err := s.MarshalText()
		require.NoError(t, err)
		var back Status
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, s, back)
		require.Equal(t, string(text), s.String())
	}
	for _, s := range []Status{0, StatusUnsupported + 1, 255} {
		require.Equal(t, "invalid", s.String())
		_, err := s.MarshalText()
		require.ErrorIs(t, err, ErrStatus)
	}
	for _, text := range []string{"", "invalid", "Read", "timed out"} {
		s := StatusRead
		require.ErrorIs(t, s.UnmarshalText([]byte(text)), ErrStatus)
		require.Equal(t, StatusRead, s)
	}
}
