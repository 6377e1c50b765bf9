package strictjson

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAmbiguity(t *testing.T) {
	for doc, want := range map[string]bool{
		`{}`: false, `{"a":1,"b":{"a":1}}`: false, `[{"a":1},{"a":2}]`: false, `{"a":"a","b":"a"}`: false, `"\ud83d\ude00"`: false, `"\\ud800"`: false,
		`{"a":1,"a":2}`: true, `{"a":1,"A":2}`: true, `{"a":1,"\u0061":2}`: true, `{"x":{"b":1,"b":1}}`: true, `"\ud800"`: true, `"\ude00\ud83d"`: true,
	} {
		_, fault := Ambiguity([]byte(doc))
		require.Equal(t, want, fault != "", doc)
	}
}

// It does not panic, whatever it is given.
func FuzzAmbiguity(f *testing.F) {
	for _, s := range []string{`{"a":[1,"\u0061\\"],"b":{}}`, `"\`, `{"a":1,"a"`, `]}`, `"\ud800\u`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		at, fault := Ambiguity(doc)
		require.LessOrEqual(t, at, len(doc))
		require.True(t, fault != "" || at == 0)
	})
}
