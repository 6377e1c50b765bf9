package agent_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/agent"
)

// FuzzStateFile has any bytes as the state of a machine: nothing panics, and
// nothing is allowed that no certificate allows.
func FuzzStateFile(f *testing.F) {
	s := newShop(f, subscription)
	config := s.config(pc(1))
	s.activated(s.client(config))
	s.Sleep(200 * day) // so that even the true one allows nothing
	seeds := 0
	var name string
	for n, text := range files(f, config.Folder) {
		name = n
		f.Add([]byte(text))
		f.Add([]byte(text[:len(text)-10]))
		seeds++
	}
	require.Equal(f, 1, seeds)
	f.Add([]byte("{}"))
	f.Add([]byte(`{"hwprint_state":1}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		config := config
		config.Folder = t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(config.Folder, name), text, 0o600))
		client, err := agent.New(config)
		require.NoError(t, err)
		got, err := client.Status(t.Context())
		require.NoError(t, err)
		require.False(t, got.Allowed())
	})
}

// FuzzAnswer has any text as the answer to an open request.
func FuzzAnswer(f *testing.F) {
	s := newShop(f, perpetual)
	config := s.config(pc(1))
	config.Ring = s.Keys.Ring
	client := s.client(config)
	text, err := client.Request(f.Context(), activation.OpActivate, s.key, agent.RequestOptions{})
	require.NoError(f, err)
	right := string(s.carry(text))
	f.Add(right[:len(right)-1] + "x\n")
	f.Add(string(text))
	f.Add("hwprint answer\nv4.public.AAAA\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := client.Answer(t.Context(), []byte(text))
		if err == nil {
			was, err := activation.ParseMessage([]byte(right))
			require.NoError(t, err)
			is, err := activation.ParseMessage([]byte(text))
			require.NoError(t, err)
			require.Equal(t, [2]string{was.Answer, was.Certificate}, [2]string{is.Answer, is.Certificate}, "what was signed")
			t.Skip("it is taken once")
		}
		require.Zero(t, got)
	})
}
