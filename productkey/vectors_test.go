package productkey

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write testdata/vectors.json anew")

const vectorFile = "testdata/vectors.json"

// vectors are what vectorFile holds. What a reader must come to is computed
// from the specification, by reference_test.go, and not by this package.
type vectors struct {
	Formats []formatVector `json:"formats"`
	Peppers []pepperVector `json:"peppers"`
	Parse   []parseVector  `json:"parse"`
	Hash    []hashVector   `json:"hash"`
	Decode  []textVector   `json:"decode"`
	Verify  []verifyVector `json:"verify"`
}

// formatVector is a format that the other vectors name, or an impossible one.
type formatVector struct {
	ID       string            `json:"id"`
	Why      string            `json:"why,omitempty"`
	Alphabet string            `json:"alphabet"`
	Aliases  map[string]string `json:"aliases,omitempty"`
	Groups   int               `json:"groups"`
	Size     int               `json:"size"`
	Check    bool              `json:"check,omitempty"`
	OneN     bool              `json:"one_n,omitempty"`
	Identity string            `json:"identity,omitempty"`
	Bits     int               `json:"bits,omitempty"`
	Failure  string            `json:"failure,omitempty"`
}

type pepperVector struct {
	ID     uint16 `json:"id"`
	Secret string `json:"secret"`
}

// parseVector has Hex in place of Text where that is no UTF-8.
type parseVector struct {
	ID      string `json:"id"`
	Why     string `json:"why,omitempty"`
	Format  string `json:"format"`
	Text    string `json:"text,omitempty"`
	Hex     string `json:"hex,omitempty"`
	Number  string `json:"number,omitempty"`
	Key     string `json:"key,omitempty"`
	Failure string `json:"failure,omitempty"`
}

type hashVector struct {
	ID        string   `json:"id"`
	Format    string   `json:"format"`
	Ring      []uint16 `json:"ring"`
	Stretch   string   `json:"stretch"`
	Key       string   `json:"key"`
	Digest    string   `json:"digest,omitempty"`
	Digests   []string `json:"digests,omitempty"`
	ProductID string   `json:"product_id,omitempty"`
	Failure   string   `json:"failure,omitempty"`
}

type textVector struct {
	ID      string `json:"id"`
	Why     string `json:"why,omitempty"`
	Digest  string `json:"digest"`
	Stretch string `json:"stretch,omitempty"`
	Pepper  uint16 `json:"pepper,omitempty"`
	Failure string `json:"failure,omitempty"`
}

type verifyVector struct {
	ID      string   `json:"id"`
	Why     string   `json:"why,omitempty"`
	Format  string   `json:"format"`
	Ring    []uint16 `json:"ring"`
	Stretch string   `json:"stretch"`
	Key     string   `json:"key"`
	Digest  string   `json:"digest"`
	Verdict Verdict  `json:"verdict"`
	Failure string   `json:"failure,omitempty"`
}

// failures are the classes of failure, by their names in the file.
var failures = map[string]error{
	"malformed": ErrMalformed, "format": ErrFormat, "prefix": ErrPrefix, "version": ErrVersion, "length": ErrLength,
	"encoding": ErrEncoding, "stretch": ErrStretch, "pepper": ErrPepper, "unknown_pepper": ErrUnknownPepper, "short": ErrShort,
}

func pepperOf(id uint16) []byte {
	secret := make([]byte, PepperSize)
	for i := range secret {
		secret[i] = byte(int(id)*31 + i*7)
	}
	return secret
}

func ringOf(t testing.TB, ids ...uint16) Ring {
	t.Helper()
	var r Ring
	for _, id := range ids {
		p, err := NewPepper(id, pepperOf(id))
		require.NoError(t, err)
		r = append(r, p)
	}
	return r
}

// encode writes a vector a line.
func (v vectors) encode(t *testing.T) []byte {
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	var members map[string][]json.RawMessage
	require.NoError(t, json.Unmarshal(raw, &members))
	var out bytes.Buffer
	for i, name := range []string{"formats", "peppers", "parse", "hash", "decode", "verify"} {
		before := ",\n"
		if i == 0 {
			before = "{\n"
		}
		fmt.Fprintf(&out, "%s%q: [\n", before, name)
		for j, vector := range members[name] {
			if j > 0 {
				out.WriteString(",\n")
			}
			out.WriteByte(' ')
			out.Write(vector)
		}
		out.WriteString("\n]")
	}
	out.WriteString("\n}\n")
	return out.Bytes()
}

// TestVectors: the file is what its table makes of the specification, and this
// package comes to what it says.
func TestVectors(t *testing.T) {
	made := makeVectors(t).encode(t)
	if *update {
		require.NoError(t, os.WriteFile(vectorFile, made, 0o644))
	}
	file, err := os.ReadFile(vectorFile)
	require.NoError(t, err)
	require.True(t, bytes.Equal(made, file), "the file is not what the table makes; run: go test ./productkey -run Vectors -update")
	var v vectors
	require.NoError(t, json.Unmarshal(file, &v))

	for _, c := range v.Peppers {
		require.Equal(t, hex.EncodeToString(pepperOf(c.ID)), c.Secret)
	}
	formats := v.checkFormats(t)
	v.checkParse(t, formats)
	v.checkHash(t, formats)
	v.checkDecode(t)
	v.checkVerify(t, formats)
}

// checkFormats returns the formats by their names.
func (v vectors) checkFormats(t *testing.T) map[string]*Format {
	formats := map[string]*Format{"base24n": Base24N} // which NewFormat does not make
	for _, c := range v.Formats {
		f, err := formats[c.ID], error(nil)
		if f == nil {
			l := Layout{Alphabet: c.Alphabet, Groups: c.Groups, Size: c.Size, Check: c.Check, Aliases: map[byte]byte{}}
			for from, to := range c.Aliases {
				l.Aliases[from[0]] = to[0]
			}
			f, err = NewFormat(l)
		}
		require.ErrorIs(t, err, failures[c.Failure], c.ID)
		if err == nil {
			require.Equal(t, c.Identity, f.String())
			require.Equal(t, c.Bits, f.Bits())
			formats[c.ID] = f
		}
	}
	return formats
}

func (v vectors) checkParse(t *testing.T, formats map[string]*Format) {
	for _, c := range v.Parse {
		text := c.Text
		if c.Hex != "" {
			raw, err := hex.DecodeString(c.Hex)
			require.NoError(t, err)
			text = string(raw)
		}
		k, err := formats[c.Format].Parse(text)
		require.Equal(t, failures[c.Failure], err, c.ID)
		require.Equal(t, c.Key, k.Reveal(), c.ID)
		if err == nil {
			require.Equal(t, c.Number, fmt.Sprintf("%032x", k.number().big()), c.ID)
		}
	}
}

func (v vectors) checkHash(t *testing.T, formats map[string]*Format) {
	for _, c := range v.Hash {
		h, err := NewHasher(formats[c.Format], ringOf(t, c.Ring...), WithStretch(stretchNamed(t, c.Stretch)))
		require.Equal(t, failures[c.Failure], err, c.ID)
		if err != nil {
			continue
		}
		k, err := formats[c.Format].Parse(c.Key)
		require.NoError(t, err, c.ID)
		d, err := h.Sum(k)
		require.NoError(t, err, c.ID)
		require.Equal(t, c.Digest, d.String(), c.ID)
		id, err := h.ProductID(k)
		require.NoError(t, err, c.ID)
		require.Equal(t, c.ProductID, id, c.ID)
		all, err := h.Digests(k)
		require.NoError(t, err, c.ID)
		require.Len(t, all, len(c.Digests), c.ID)
		for i := range all {
			require.Equal(t, c.Digests[i], all[i].String(), c.ID)
		}
	}
}

func (v vectors) checkDecode(t *testing.T) {
	for _, c := range v.Decode {
		d, err := ParseDigest(c.Digest)
		require.Equal(t, failures[c.Failure], err, c.ID)
		if err == nil {
			require.Equal(t, c.Digest, d.String(), c.ID)
			require.Equal(t, c.Stretch, d.Stretch().String(), c.ID)
			require.Equal(t, c.Pepper, d.PepperID(), c.ID)
		}
	}
}

func (v vectors) checkVerify(t *testing.T, formats map[string]*Format) {
	for _, c := range v.Verify {
		h, err := NewHasher(formats[c.Format], ringOf(t, c.Ring...), WithStretch(stretchNamed(t, c.Stretch)))
		require.NoError(t, err, c.ID)
		k, err := formats[c.Format].Parse(c.Key)
		require.NoError(t, err, c.ID)
		d, err := ParseDigest(c.Digest)
		require.NoError(t, err, c.ID)
		verdict, err := h.Verify(k, d)
		require.Equal(t, failures[c.Failure], err, c.ID)
		require.Equal(t, c.Verdict, verdict, c.ID)
	}
}
