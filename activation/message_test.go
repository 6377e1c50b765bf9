package activation_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
)

func TestMessages(t *testing.T) {
	for _, test := range []struct {
		m    activation.Message
		text string
	}{
		{activation.Message{Request: "v4.public.a"}, "hwprint request\nv4.public.a\n"},
		{activation.Message{Request: "v4.public.a", Certificate: "v4.public.b"}, "hwprint request certificate\nv4.public.a\nv4.public.b\n"},
		{activation.Message{Answer: "v4.public.a"}, "hwprint answer\nv4.public.a\n"},
		{activation.Message{Answer: "v4.public.a", Ring: "v4.public.b"}, "hwprint answer ring\nv4.public.a\nv4.public.b\n"},
		{activation.Message{Answer: "v4.public.a", Certificate: "v4.public.b"}, "hwprint answer certificate\nv4.public.a\nv4.public.b\n"},
		{
			activation.Message{Answer: "v4.public.a", Certificate: "v4.public.b", Ring: "v4.public.c"},
			"hwprint answer certificate ring\nv4.public.a\nv4.public.b\nv4.public.c\n",
		},
		{activation.Message{Certificate: "v4.public.a"}, "hwprint certificate\nv4.public.a\n"},
		{activation.Message{Certificate: "v4.public.a", Ring: "v4.public.b"}, "hwprint certificate ring\nv4.public.a\nv4.public.b\n"},
		{activation.Message{Ring: "v4.public.a"}, "hwprint ring\nv4.public.a\n"},
	} {
		text, err := test.m.MarshalText()
		require.NoError(t, err)
		require.Equal(t, test.text, string(text))
		for _, same := range []string{test.text, strings.ReplaceAll(test.text, "\n", "\r\n"), strings.TrimSuffix(test.text, "\n")} {
			m, err := activation.ParseMessage([]byte(same))
			require.NoError(t, err)
			require.Equal(t, test.m, m)
		}
		for _, bad := range []string{
			" " + test.text, test.text + "\n", test.text + "v4.public.x\n", "\n" + test.text, "\ufeff" + test.text,
			strings.Replace(test.text, "hwprint", "Hwprint", 1), strings.Replace(test.text, " ", "  ", 1),
			strings.Replace(test.text, "\n", "", 1), strings.Replace(test.text, "\n", "\n\n", 1),
			strings.Replace(test.text, "v4", "v3", 1), strings.Replace(test.text, ".a", ".a ", 1), strings.Replace(test.text, ".a", ".\ra", 1),
			strings.Replace(test.text, "\nv4.public.a", "", 1), strings.SplitAfter(test.text, "\n")[0],
		} {
			m, err := activation.ParseMessage([]byte(bad))
			require.ErrorIs(t, err, activation.ErrMessage, "%q", bad)
			require.Zero(t, m)
		}
	}
	for _, m := range []activation.Message{
		{}, {Request: "a", Answer: "b"}, {Request: "a", Ring: "b"}, {Request: "a\nb"}, {Certificate: "a b"}, {Ring: "a\r"},
	} {
		_, err := m.MarshalText()
		require.ErrorIs(t, err, activation.ErrMessage)
	}
	for _, text := range []string{"", "\n", "hwprint", "hwprint \nv4.public.a", "hwprint ring request\na\nb", "hwprint ring ring\nv4.public.a\nv4.public.b"} {
		_, err := activation.ParseMessage([]byte(text))
		require.ErrorIs(t, err, activation.ErrMessage)
	}
	_, err := activation.ParseMessage([]byte("hwprint ring\nv4.public." + strings.Repeat("a", 1<<20)))
	require.ErrorIs(t, err, activation.ErrLength)
	_, err = activation.Message{Ring: strings.Repeat("a", 1<<20)}.MarshalText()
	require.ErrorIs(t, err, activation.ErrLength)
}
