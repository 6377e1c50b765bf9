package activation_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/forge"
)

// The signer of these tests, written from PASETO's specification, makes the very
// tokens that the package makes.
func TestForgeIsASecondSigner(t *testing.T) {
	k := newKit(t)
	for _, s := range k.all() {
		require.NoError(t, s.read(s.token), s.name)
		require.Equal(t, s.token, k.resign(s, k.payload(s.token)), s.name)
	}
}

// No token is good for another purpose: all kinds and readers, each with each.
func TestNoTokenOfOneKindIsAnother(t *testing.T) {
	k := newKit(t)
	all := k.all()
	for _, s := range all {
		for _, other := range all {
			if s.label == other.label {
				continue
			}
			require.ErrorIs(t, other.read(s.token), activation.ErrToken, "%s as %s", s.name, other.name)
			// Not even with the other's claims or footer, by the right key.
			for _, payload := range [][]byte{k.payload(s.token), k.payload(other.token)} {
				token := forge.Sign(other.key, s.label+"\x00"+other.implicit, payload, other.footer)
				require.ErrorIs(t, other.read(token), activation.ErrToken, "%s as %s", s.name, other.name)
			}
			token := forge.Sign(other.key, s.label+"\x00"+other.implicit, k.payload(other.token), other.footer)
			require.ErrorIs(t, other.read(token), activation.ErrSignature)
		}
	}
}

// Scope, request and key are bound, too.
func TestWhatASignatureCovers(t *testing.T) {
	k := newKit(t)
	stranger := k.signing()
	for _, s := range k.all() {
		payload := k.payload(s.token)
		for _, implicit := range []string{
			"", s.label, s.label + "\x00", s.label + s.implicit, s.implicit,
			s.label + "\x00" + s.implicit + "\x00", s.label + "\x00other.example/editor",
			strings.ToUpper(s.label) + "\x00" + s.implicit,
		} {
			require.ErrorIs(t, s.read(forge.Sign(s.key, implicit, payload, s.footer)), activation.ErrSignature, s.name)
		}
		require.ErrorIs(t, s.read(forge.Sign(stranger, s.label+"\x00"+s.implicit, payload, s.footer)), activation.ErrSignature, s.name)
		footer := map[string]string{"": "1", "1": "2", "2": "1"}[s.footer]
		require.ErrorIs(t, s.read(forge.Sign(s.key, s.label+"\x00"+s.implicit, payload, footer)), activation.ErrToken, s.name)
	}
}

// Each character of a token is changed, added and taken away.
func TestNoOtherTextIsTheToken(t *testing.T) {
	k := newKit(t)
	step := 1
	if testing.Short() {
		step = 17
	}
	for _, s := range k.all() {
		for i := 0; i < len(s.token); i += step {
			for _, c := range []string{"A", "_", ".", "=", "\n", ""} {
				if text := s.token[:i] + c + s.token[i+1:]; text != s.token {
					require.ErrorIs(t, s.read(text), activation.ErrToken, "%s at %d", s.name, i)
				}
			}
		}
		for _, text := range []string{
			"", ".", "v4.public.", "v4.public..", s.token + ".", s.token + "=", s.token + "\n", s.token + " ", " " + s.token,
			s.token + ".MQ", s.token + ".MQ.MQ", s.token + s.token, strings.ToUpper(s.token),
			strings.Replace(s.token, "v4.public", "v3.public", 1), strings.Replace(s.token, "public", "local", 1),
		} {
			require.ErrorIs(t, s.read(text), activation.ErrToken, s.name)
		}
	}
}

// A number of a key has one spelling in a footer.
func TestFooterHasOneForm(t *testing.T) {
	k := newKit(t)
	for _, s := range k.all() {
		if s.footer == "" {
			continue
		}
		for _, footer := range []string{"", "0" + s.footer, "+" + s.footer, s.footer + " ", "0", "-1", `{"kid":1}`, "4294967297", "x", s.footer + "\x00"} {
			token := forge.Sign(s.key, s.label+"\x00"+s.implicit, k.payload(s.token), footer)
			require.ErrorIs(t, s.read(token), activation.ErrToken, "%s %q", s.name, footer)
		}
	}
}

// Every member: missing, doubled, null, of other types, too long, out of range.
func TestEveryMemberOfEveryToken(t *testing.T) {
	k := newKit(t)
	wrong := []string{
		"null", "true", "false", "0", "-1", "1e3", "1.0", "0.5", "253402300800", "9223372036854775808", `""`, `" "`,
		"[]", "[null]", `[""]`, "{}", `"` + strings.Repeat("a", 300) + `"`, `"\u0061"`, `"\n"`, `"\ud800"`,
	}
	optional := map[string]string{
		// Without it, the token says something else that is allowed.
		"activate": "file free hash language region", "renew": "hash ticket", "refusal": "seats", "released": "until",
		"certificate": "end features grace last maintained renew ticket", "grant": "", "ring": "",
	}
	for _, s := range k.all() {
		members := k.members(s.token)
		for name, value := range members {
			with := func(v string) error {
				m := make(map[string]json.RawMessage, len(members))
				for n, old := range members {
					m[n] = old
				}
				if m[name] = json.RawMessage(v); v == "" {
					delete(m, name)
				}
				return s.read(k.resign(s, k.rawObject(m)))
			}
			if err := with(""); slices.Contains(strings.Fields(optional[s.name]), name) {
				require.NoError(t, err, "%s without %s", s.name, name)
			} else {
				require.ErrorIs(t, err, activation.ErrToken, "%s without %s", s.name, name)
			}
			for _, v := range wrong {
				if v == string(value) {
					continue
				}
				require.ErrorIs(t, with(v), activation.ErrToken, "%s with %s: %s", s.name, name, v)
			}
			payload := string(k.payload(s.token))
			for _, twice := range []string{
				fmt.Sprintf(`{"%s":%s,%s`, name, value, payload[1:]),
				fmt.Sprintf(`{"%s":%s,%s`, strings.ToUpper(name), value, payload[1:]),
				strings.Replace(payload, `"`+name+`"`, `"`+strings.ToUpper(name)+`"`, 1),
				strings.Replace(payload, `"`+name+`":`, `"`+name+`": `, 1),
				strings.Replace(payload, `"`+name+`":`, `"`+escaped(name)+`":`, 1),
			} {
				require.ErrorIs(t, s.read(k.resign(s, []byte(twice))), activation.ErrToken, "%s: %s twice", s.name, name)
			}
		}
	}
}

// rawObject is an object with members in order, without looking at the values.
func (k *kit) rawObject(m map[string]json.RawMessage) []byte {
	out := []byte("{")
	for i, name := range sortedKeys(m) {
		if i > 0 {
			out = append(out, ',')
		}
		out = fmt.Appendf(out, "%q:%s", name, m[name])
	}
	return append(out, '}')
}

func sortedKeys[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// escaped spells the first letter as JSON's \u.
func escaped(name string) string { return fmt.Sprintf(`\u%04x%s`, name[0], name[1:]) }

// The payload as a whole.
func TestPayloadHasOneForm(t *testing.T) {
	k := newKit(t)
	for _, s := range k.all() {
		p := string(k.payload(s.token))
		for _, payload := range []string{
			"", "null", "[]", "{}", "0", `"x"`, p + "\n", p + p, " " + p, p[:len(p)-1], p + "{}", "[" + p + "]",
			`{"aaa":1,` + p[1:], p[:len(p)-1] + `,"zzz":1}`, p[:len(p)-1] + `,"exp":"2039-01-01T00:00:00+00:00"}`,
			"\ufeff" + p, strings.Repeat("[", 400), `{"a":` + strings.Repeat("[", 300),
		} {
			require.ErrorIs(t, s.read(k.resign(s, []byte(payload))), activation.ErrToken, "%s: %q", s.name, payload)
		}
		long := p[:len(p)-1] + `,"zzz":"` + strings.Repeat("z", 40000) + `"}`
		require.ErrorIs(t, s.read(k.resign(s, []byte(long))), activation.ErrLength, s.name)
	}
}

// What a signer refuses to sign, member by member.
func TestNothingImpossibleIsSigned(t *testing.T) {
	k := newKit(t)
	for name, change := range map[string]func(r *activation.Request){
		"op":       func(r *activation.Request) { r.Op = "transfer" },
		"product":  func(r *activation.Request) { r.Product = "a\nb" },
		"nonce":    func(r *activation.Request) { r.Nonce = activation.Nonce{} },
		"now":      func(r *activation.Request) { r.Now = 0 },
		"key":      func(r *activation.Request) { r.Key = activation.SealedKey{} },
		"serial":   func(r *activation.Request) { r.Serial[0] = 1 },
		"ticket":   func(r *activation.Request) { r.Ticket[0] = 1 },
		"free":     func(r *activation.Request) { r.Free = strings.Repeat("x", 17) },
		"language": func(r *activation.Request) { r.Language = "en_US" },
		"region":   func(r *activation.Request) { r.Region = "Bavaria" },
	} {
		r := k.activate()
		change(&r)
		_, err := activation.SignRequest(k.installation, r)
		require.ErrorIs(t, err, activation.ErrClaims)
		require.ErrorContains(t, err, name)
	}
	for name, change := range map[string]func(c *activation.Certificate){
		"terms":      func(c *activation.Certificate) { c.Terms = "forever" },
		"product":    func(c *activation.Certificate) { c.Product = "" },
		"iid":        func(c *activation.Certificate) { c.IID = activation.IID{} },
		"serial":     func(c *activation.Certificate) { c.Serial = activation.Serial{} },
		"licence":    func(c *activation.Certificate) { c.Licence = "a b" },
		"anchor":     func(c *activation.Certificate) { c.Terms = activation.Floating },
		"last":       func(c *activation.Certificate) { c.Last = c.Anchor },
		"policy":     func(c *activation.Certificate) { c.Policy = "kind" },
		"features":   func(c *activation.Certificate) { c.Features = []string{"b", "a"} },
		"issued":     func(c *activation.Certificate) { c.Issued = -1 },
		"end":        func(c *activation.Certificate) { c.End = c.Issued },
		"renew":      func(c *activation.Certificate) { c.Renew = c.End + 1 },
		"grace":      func(c *activation.Certificate) { c.Grace = 91 * day },
		"maintained": func(c *activation.Certificate) { c.Maintained = now },
	} {
		c := k.certificate()
		change(&c)
		_, err := activation.SignCertificate(k.certificates, c)
		require.ErrorIs(t, err, activation.ErrClaims)
		require.ErrorContains(t, err, name)
	}
	for name, a := range map[string]activation.Answer{
		"outcome":     {Outcome: "maybe", Now: now},
		"now":         {Outcome: activation.ClockOff},
		"certificate": {Outcome: activation.Granted, Now: now},
		"until":       {Outcome: activation.NotGranted, Now: now, Until: now},
		"may":         {Outcome: activation.NotGranted, Now: now, May: []activation.Option{activation.FreeSeat, activation.AskVendor}},
		"back":        {Outcome: activation.NotGranted, Now: now, Back: now},
		"seats":       {Outcome: activation.NotGranted, Now: now, Seats: []activation.Seat{{Ref: "a", Month: 202613}}},
	} {
		_, err := activation.SignAnswer(k.answers, product, activation.Digest{1}, a)
		require.ErrorIs(t, err, activation.ErrClaims)
		require.ErrorContains(t, err, name)
	}
	for name, change := range map[string]func(r *activation.Ring){
		"issued": func(r *activation.Ring) { r.Issued = 0 },
		"keys":   func(r *activation.Ring) { r.Keys = nil },
		"kid":    func(r *activation.Ring) { r.Keys[1].KID = 1 },
		"for":    func(r *activation.Ring) { r.Keys[0].Use = "all" },
		"from":   func(r *activation.Ring) { r.Keys[0].To = r.Keys[0].From },
		"key":    func(r *activation.Ring) { r.Keys[0].Key = activation.PublicKey{} },
	} {
		r := k.ring
		r.Keys = slices.Clone(k.ring.Keys)
		change(&r)
		_, err := activation.SignRing(k.root, product, r)
		require.ErrorIs(t, err, activation.ErrClaims)
		require.ErrorContains(t, err, name)
	}
	_, err := activation.SignRequest(activation.SigningKey{}, k.activate())
	require.Error(t, err)
	_, err = activation.SignCertificate(activation.Signer{Key: k.root}, k.certificate())
	require.ErrorIs(t, err, activation.ErrKey)
	_, err = activation.SignCertificate(activation.Signer{KID: 1}, k.certificate())
	require.ErrorIs(t, err, activation.ErrKey)
}

// No error tells anything that a token holds.
func TestErrorsHoldNoValues(t *testing.T) {
	k := newKit(t)
	for _, s := range k.all() {
		members := k.members(s.token)
		for name := range members {
			m := k.members(s.token)
			m[name] = json.RawMessage(`"s3cret value?"`)
			err := s.read(k.resign(s, k.rawObject(m)))
			require.Error(t, err)
			require.NotContains(t, err.Error(), "s3cret")
		}
		body := base64.RawURLEncoding.EncodeToString([]byte("s3cret"))
		require.NotContains(t, s.read("v4.public."+body).Error(), body)
	}
}
