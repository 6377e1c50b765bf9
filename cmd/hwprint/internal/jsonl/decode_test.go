package jsonl

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestDecodeRefuses(t *testing.T) {
	for doc, says := range map[string]string{
		`{"a":1,"a":2}`:                      "a member that is there twice at byte 8",
		`{"a":1,"b":{"c":1,"c":1}}`:          "a member that is there twice at byte 19",
		`{"a":[{"b":1},{"b":1,"B":2}]}`:      "a member that is there twice at byte 22",
		`{"class":"nic","CLASS":"disk"}`:     "a member that is there twice at byte 16",
		`{"a":1,"\u0061":2}`:                 "a member that is there twice at byte 8",
		`{"k":1,"` + "\u212a" + `":2}`:       "a member that is there twice at byte 8",
		"{\n\"a\" : 1,\n  \"a\"\t: 2}":       "a member that is there twice at line 3 of the document, byte 3",
		`{"a":"\ud83d"}`:                     "half a pair of surrogates in the text at byte 6",
		`{"a":"x\udd12\ud83d"}`:              "half a pair of surrogates in the text at byte 6",
		`{"a":"\ud83d\ud83d\udd12"}`:         "half a pair of surrogates in the text at byte 6",
		`{"\ud83d":"\ud83d\udd12"}`:          "half a pair of surrogates in the text at byte 2",
		`{"a":"\ud83dudd12"}`:                "half a pair of surrogates in the text at byte 6",
		`{"a":"\\ud83d","b":["\\\uD83D x"]}`: "half a pair of surrogates in the text at byte 21",
		`{"a":1`:                             "not JSON at byte 6",
		`[]`:                                 "not a JSON object",
		"{\"a\":\"\xed\xa0\xbd\"}":           "not UTF-8 at byte 7",
		`{"n":"PF3ZQ8T1"}`:                   "a value of the wrong kind before byte 16",
		`{"a":"\`:                            "not JSON at byte 7",
		`{"a`:                                "not JSON at byte 3",
	} {
		var to struct{ N int }
		require.EqualError(t, Decode([]byte(doc), &to), says, doc)
	}
}

func TestDecodeReads(t *testing.T) {
	for _, doc := range []string{
		`{"a":"a","b":"a","c":["a","a"],"d":{"a":{"a":1}},"e":[{"a":1},{"a":1}]}`,
		`{"a":"\ud83d\udd12","b":"\\ud83d","c":"\ufffd"}`,
		`{"{":"}","[":"\"}","]":"\\"}`,
		" \t{} \r\n",
	} {
		var got, want map[string]any
		require.NoError(t, Decode([]byte(doc), &got), doc)
		require.NoError(t, json.Unmarshal([]byte(doc), &want))
		require.Equal(t, want, got)
	}
}

// What Decode reads, decoding and encoding again does not change: nothing was
// dropped or replaced.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{"a":1,"a":2}`, `{"a":"\ud83d\udd12","\u0061b":[{}]}`, `{"a":"\ud83d"}`, `{"A":{"a":1},"a`, "{\"\xff\":1}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		var got map[string]any
		if Decode(doc, &got) != nil {
			return
		}
		require.True(t, utf8.Valid(doc))
		members := 0
		d := json.NewDecoder(bytes.NewReader(doc))
		count(t, d, &members)
		require.Equal(t, members, countValues(got))
	})
}

// count counts the members of all objects of a document, token by token.
func count(t *testing.T, d *json.Decoder, members *int) {
	token, err := d.Token()
	require.NoError(t, err)
	if token != json.Delim('{') && token != json.Delim('[') {
		return
	}
	for d.More() {
		if token == json.Delim('{') {
			*members++
			_, err := d.Token()
			require.NoError(t, err)
		}
		count(t, d, members)
	}
	_, err = d.Token()
	require.NoError(t, err)
}

// countValues counts the members of all objects of a value.
func countValues(v any) (n int) {
	switch v := v.(type) {
	case map[string]any:
		n = len(v)
		for _, member := range v {
			n += countValues(member)
		}
	case []any:
		for _, element := range v {
			n += countValues(element)
		}
	}
	return n
}
