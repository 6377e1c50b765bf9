package jsonl

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/hwprint/hwprint/internal/strictjson"
)

// Decode decodes a JSON object. It refuses what [json.Unmarshal] reads in a way
// of its own: a member that is there twice, half a pair of surrogates, bytes
// that are not UTF-8. The errors of package json may quote the document; those
// of Decode give the place instead.
func Decode(doc []byte, to any) error {
	doc = bytes.TrimRight(doc, " \t\r\n")
	if i := invalidUTF8(doc); i >= 0 {
		return fmt.Errorf("not UTF-8 at %s", place(doc, i))
	}
	if !bytes.HasPrefix(bytes.TrimLeft(doc, " \t\r\n"), []byte("{")) {
		return errors.New("not a JSON object")
	}
	if i, fault := strictjson.Ambiguity(doc); fault != "" {
		return fmt.Errorf("%s at %s", fault, place(doc, i))
	}
	err := json.Unmarshal(doc, to)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("not JSON at %s", place(doc, int(syntax.Offset)-1))
	case errors.As(err, &kind):
		return fmt.Errorf("a value of the wrong kind before %s", place(doc, int(kind.Offset)))
	}
	return err
}

// Unquote returns the text of a member. If there is nothing in it to unescape,
// it is not copied.
func Unquote(member json.RawMessage) ([]byte, error) {
	switch {
	case len(member) == 0:
		return nil, errors.New("missing")
	case member[0] != '"':
		return nil, errors.New("not a text")
	}
	text := member[1 : len(member)-1]
	if bytes.IndexByte(text, '\\') < 0 {
		return text, nil
	}
	var s string
	err := json.Unmarshal(member, &s)
	return []byte(s), err
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(doc []byte) int {
	if utf8.Valid(doc) {
		return -1
	}
	i := 0
	for {
		r, size := utf8.DecodeRune(doc[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
}

// place says where in a document an offset is, counting from 1.
func place(doc []byte, offset int) string {
	before := doc[:min(max(offset, 0), len(doc))]
	column := len(before) - bytes.LastIndexByte(before, '\n')
	if line := bytes.Count(before, []byte{'\n'}); line > 0 {
		return fmt.Sprintf("line %d of the document, byte %d", line+1, column)
	}
	return fmt.Sprintf("byte %d", column)
}
