package productkey

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const goodText = "BCDFG-HJKMP-QRTVW-XY234-67892"

func keyOf(t testing.TB, f *Format, text string) Key {
	t.Helper()
	k, err := f.Parse(text)
	require.NoError(t, err)
	return k
}

// requireRedacted demands that nothing of a secret stands in a text: neither
// itself, nor a part, nor the numbers that it is kept as.
func requireRedacted(t *testing.T, said string, secrets ...string) {
	t.Helper()
	for _, s := range secrets {
		require.NotContains(t, strings.ToUpper(said), strings.ToUpper(s))
	}
}

func TestKeyIsRedacted(t *testing.T) {
	k := keyOf(t, Base24, goodText)
	n := k.number()
	secrets := []string{"HJKMP", "67892", "BCDFG",
		strconv.FormatUint(n.lo, 10), strconv.FormatUint(n.lo, 16), strconv.FormatUint(n.hi, 10), strconv.FormatUint(n.hi, 16)}
	type exported struct{ Key Key }
	const want = "productkey.Key(redacted)"
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%o", "%b", "%t", "%e", "%U", "%c", "%T", "%40v", "%!"} {
		for _, v := range []any{k, &k, exported{k}, []Key{k}, map[string]Key{"a": k}, [1]Key{k}} {
			requireRedacted(t, fmt.Sprintf(verb, v), secrets...)
		}
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		require.Equal(t, want, fmt.Sprintf(verb, k))
		require.Equal(t, want, fmt.Sprintf(verb, &k))
	}
	require.Equal(t, want, k.String())
	require.Equal(t, want, k.GoString())
	require.Equal(t, want, fmt.Sprint(k))
	require.Equal(t, "{Key:"+want+"}", fmt.Sprintf("%+v", exported{k}))
	requireRedacted(t, errors.Join(fmt.Errorf("key %v", k)).Error(), secrets...)

	for _, v := range []any{k, &k, exported{k}, map[string]any{"k": k}, []Key{k}} {
		raw, err := json.Marshal(v)
		require.NoError(t, err)
		require.Contains(t, string(raw), want)
		requireRedacted(t, string(raw), secrets...)
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("m", "key", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("m", "key", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("m", slog.Group("g", "key", v))
		require.Contains(t, log.String(), want)
		requireRedacted(t, log.String(), secrets...)
	}
	raw, err := k.MarshalText()
	require.NoError(t, err)
	require.Equal(t, want, string(raw))
}

func TestKey(t *testing.T) {
	k := keyOf(t, Base24, "bcdfghjkmpqrtvwxy23467892")
	require.False(t, k.IsZero())
	require.Equal(t, goodText, k.Reveal())
	require.Equal(t, "67892", k.Partial())
	require.True(t, k.Equal(keyOf(t, Base24, goodText)))
	require.False(t, k.Equal(keyOf(t, Base24, "BCDFG-HJKMP-QRTVW-XY234-67893")))
	require.False(t, k.Equal(Key{}))
	require.True(t, Key{}.Equal(Key{}))

	// Another format's key with the same number is another key; the same
	// format made again is the same.
	again, err := NewFormat(Layout{Alphabet: base24, Groups: 5, Size: 5, Aliases: map[byte]byte{'0': 'Q'}})
	require.NoError(t, err)
	require.True(t, k.Equal(keyOf(t, again, goodText)))
	zeroA, zeroB := keyOf(t, Crockford32, strings.Repeat("0", 25)), keyOf(t, Base24, strings.Repeat("B", 25))
	require.Equal(t, zeroA.number(), zeroB.number())
	require.False(t, zeroA.Equal(zeroB))

	// One group is all of the key, so no part of it is shown.
	one, err := NewFormat(Layout{Alphabet: "ABCDEFGH", Groups: 1, Size: 30})
	require.NoError(t, err)
	require.Empty(t, keyOf(t, one, strings.Repeat("A", 30)).Partial())

	k.Wipe()
	require.True(t, k.IsZero())
	require.Equal(t, masked{}, k.masked)
	require.Empty(t, k.Reveal())
	require.Empty(t, k.Partial())
	require.Equal(t, redacted, k.String())
}

// == stops at the first difference, so it must not compile for what holds a
// secret or a hash that an attacker could approach by its time.
func TestNotComparable(t *testing.T) {
	for _, v := range []any{Key{}, Digest{}, Pepper{}} {
		require.False(t, reflect.TypeOf(v).Comparable(), "%T", v)
	}
}
