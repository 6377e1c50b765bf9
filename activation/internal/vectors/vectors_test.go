package vectors

import (
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
)

var folder = filepath.Join("..", "..", "vectors")

// The files are what the command writes: go generate . in the folder of the
// module, after a change of hashes or weights too.
func TestFilesAreGenerated(t *testing.T) {
	files, err := Files()
	require.NoError(t, err)
	require.Len(t, files, 7)
	for name, doc := range files {
		old, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		require.True(t, string(old) == string(doc), "%s is not what go generate writes", name)
	}
	all, err := filepath.Glob(filepath.Join(folder, "*.json"))
	require.NoError(t, err)
	require.Len(t, all, len(files))
}

// So are the parts of the document that are made here.
func TestDocumentIsGenerated(t *testing.T) {
	old, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "activation.md"))
	require.NoError(t, err)
	doc, err := Document(string(old))
	require.NoError(t, err)
	require.True(t, string(old) == doc, "docs/activation.md is not what go generate writes")
}

// Requests and certificates fit a QR code of version 19.
func TestSizes(t *testing.T) {
	w, err := newWorld()
	require.NoError(t, err)
	all, err := w.Sizes()
	require.NoError(t, err)
	for _, s := range all {
		t.Logf("%-50s %5d characters, QR version %d", s.Name, s.Characters, s.QR)
		if strings.HasPrefix(s.Name, "request") || strings.HasPrefix(s.Name, "certificate") {
			require.LessOrEqual(t, s.QR, 19, s.Name)
		}
	}
}

// HPKE's info as the document says opens what the package sealed.
func TestSealByTheDocument(t *testing.T) {
	w, err := newWorld()
	require.NoError(t, err)
	all, err := w.seals()
	require.NoError(t, err)
	key, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(all[0].Secret, "sea1:"))
	require.NoError(t, err)
	private, err := hpke.DHKEM(ecdh.X25519()).NewPrivateKey(key)
	require.NoError(t, err)
	box := sealed()
	plain, err := hpke.Open(private, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), sealInfo(all[0]), box[4:])
	require.NoError(t, err)
	require.Equal(t, all[0].Number, hex.EncodeToString(plain))
}

// Every file follows its schema, and the schema refuses what does not.
func TestFilesFollowTheirSchemas(t *testing.T) {
	schemas, err := filepath.Glob(filepath.Join(folder, "schema", "*.schema.json"))
	require.NoError(t, err)
	require.Len(t, schemas, 7)
	for _, path := range schemas {
		schema, err := jsonschema.NewCompiler().Compile(path)
		require.NoError(t, err)
		name := strings.TrimSuffix(filepath.Base(path), ".schema.json")
		doc, err := os.ReadFile(filepath.Join(folder, name+".json"))
		require.NoError(t, err)
		var all []map[string]any
		require.NoError(t, json.Unmarshal(doc, &all))
		seen := map[any]bool{}
		for i, v := range all {
			require.NoError(t, schema.Validate([]any{v}), "%s, %d", name, i)
			require.False(t, seen[v["id"]], "%s: %v twice", name, v["id"])
			seen[v["id"]] = true
		}
		one := all[0]
		one["unknown"] = 1
		require.Error(t, schema.Validate([]any{one}))
		delete(one, "unknown")
		delete(one, "id")
		require.Error(t, schema.Validate([]any{one}))
	}
}

// Every state and reason, every outcome and class of failure is in the files.
func TestVectorsAreComplete(t *testing.T) {
	files, err := Files()
	require.NoError(t, err)
	all := ""
	for _, doc := range files {
		all += string(doc)
	}
	for _, f := range failures {
		if f.Name != "malformed" { // of package productkey
			require.Contains(t, all, `"failure":"`+f.Name+`"`)
		}
	}
	for _, s := range []activation.State{
		activation.StateNone, activation.StateValid, activation.StateGrace, activation.StateEnded, activation.StateElsewhere,
		activation.StateUnconfirmed, activation.StateRevoked, activation.StateNotMaintained, activation.StateInvalid,
	} {
		require.Contains(t, all, `"state":"`+string(s)+`"`)
	}
	for _, r := range []activation.Reason{
		activation.ReasonRenew, activation.ReasonGrace, activation.ReasonChanged, activation.ReasonEvidence, activation.ReasonLate,
		activation.ReasonBadKey, activation.ReasonElsewhere, activation.ReasonAirGapped, activation.ReasonClock, activation.ReasonUnsaved,
	} {
		require.Contains(t, string(files["check.json"]), `"`+string(r)+`"`)
	}
	for _, o := range []activation.Outcome{
		activation.Granted, activation.NotGranted, activation.Released, activation.Revoked, activation.ClockOff, activation.Resend, activation.ShowCertificate,
	} {
		require.Contains(t, string(files["tokens.json"]), `"outcome":"`+string(o)+`"`)
	}
}

// A token is made again of its claims, byte for byte.
func TestTokensAreSignedAgain(t *testing.T) {
	w, err := newWorld()
	require.NoError(t, err)
	for _, s := range w.specimens() {
		claims, err := s.read()
		require.NoError(t, err)
		again := ""
		switch c := claims.(type) {
		case activation.Request:
			again, err = activation.SignRequest(s.key, c)
		case activation.Certificate:
			again, err = activation.SignCertificate(w.certificates, c)
		case activation.Answer:
			again, err = activation.SignAnswer(w.answers, Product, activation.TokenDigest(s.Request), c)
		case activation.Ring:
			again, err = activation.SignRing(s.key, Product, c)
		}
		require.NoError(t, err)
		require.Equal(t, s.Token.Token, again, s.ID)
	}
}
