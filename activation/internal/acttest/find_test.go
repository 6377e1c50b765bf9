package acttest_test

import (
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation/internal/acttest"
)

func TestFinderFindsEveryForm(t *testing.T) {
	f := acttest.NewFinder()
	f.AddText("serial", "PF3K9X2L")
	f.AddBytes("address", []byte{0x3c, 0x52, 0x82, 0x0a, 0x11, 0x07})
	for _, text := range []string{
		"PF3K9X2L", "pf3k9x2l", "..PF3K9X2L..", fmt.Sprintf("%x", "PF3K9X2L"), "\x3c\x52\x82\x0a\x11\x07", "3C52820A1107",
		base64.StdEncoding.EncodeToString([]byte("a PF3K9X2L")), base64.URLEncoding.EncodeToString([]byte("ab PF3K9X2L b")),
		base64.RawStdEncoding.EncodeToString([]byte("PF3K9X2L")), base64.StdEncoding.EncodeToString([]byte("\xff\x3c\x52\x82\x0a\x11\x07")),
	} {
		require.NotEmpty(t, f.Find([]byte(text)), text)
	}
	require.Empty(t, f.Find([]byte("PF3K9X2 and 3c:52:82:0a:11:07")))
}
