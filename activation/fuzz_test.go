package activation_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/forge"
	"github.com/hwprint/hwprint/hwhash"
)

// fuzzPayload fuzzes the claims of the species of a label, signed by the right
// key: what is accepted is signed again to the very same token.
func fuzzPayload(f *testing.F, label string, again func(k *kit, s species, token string) (string, error)) {
	k := newKit(f)
	var kinds []species
	for _, s := range k.all() {
		if s.label == label {
			kinds = append(kinds, s)
			f.Add(k.payload(s.token))
			require.NoError(f, s.read(s.token))
		}
	}
	require.NotEmpty(f, kinds)
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"ipk":null,"product":"a"}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		s, k := kinds[0], k.of(t)
		token := k.resign(s, payload)
		got, err := again(k, s, token)
		if err != nil {
			require.ErrorIs(t, err, activation.ErrToken)
			return
		}
		require.Equal(t, token, got)
	})
}

func FuzzRequest(f *testing.F) {
	fuzzPayload(f, forge.Request, func(k *kit, s species, token string) (string, error) {
		r, err := activation.ParseRequest(token)
		if err != nil {
			return "", err
		}
		return activation.SignRequest(s.key, r)
	})
}

func FuzzCertificate(f *testing.F) {
	fuzzPayload(f, forge.Certificate, func(k *kit, s species, token string) (string, error) {
		c, err := activation.ParseCertificate(k.ring, product, token)
		if err != nil {
			return "", err
		}
		return activation.SignCertificate(k.certificates, c)
	})
}

func FuzzRing(f *testing.F) {
	fuzzPayload(f, forge.Ring, func(k *kit, s species, token string) (string, error) {
		r, err := activation.ParseRing([]activation.PublicKey{k.root.Public()}, product, token)
		if err != nil {
			return "", err
		}
		return activation.SignRing(k.root, product, r)
	})
}

func FuzzAnswer(f *testing.F) {
	k := newKit(f)
	request, err := activation.SignRequest(k.installation, k.activate())
	require.NoError(f, err)
	digest := activation.TokenDigest(request)
	certificate := k.sign(k.certificate())
	for _, s := range k.all() {
		if s.label == forge.Answer {
			f.Add(k.payload(s.token))
		}
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		token := forge.Sign(k.answers.Key, forge.Answer+"\x00"+product+"\x00"+string(digest[:]), payload, "2")
		a, _, err := activation.ParseAnswer(k.ring, request, activation.Message{Answer: token, Certificate: certificate})
		if err != nil {
			require.ErrorIs(t, err, activation.ErrToken)
			return
		}
		got, err := activation.SignAnswer(k.answers, product, digest, a)
		require.NoError(t, err)
		require.Equal(t, token, got)
	})
}

// FuzzToken gives any text to every reader: none takes another text than the
// one that was signed.
func FuzzToken(f *testing.F) {
	k := newKit(f)
	all := k.all()
	for _, s := range all {
		f.Add(s.token)
		f.Add(s.token + ".MQ")
		f.Add(s.token[:len(s.token)-1])
	}
	f.Fuzz(func(t *testing.T, token string) {
		for _, s := range all {
			if err := s.read(token); err == nil {
				require.True(t, token == s.token || s.label == forge.Request || s.label == forge.Answer)
			} else {
				require.ErrorIs(t, err, activation.ErrToken)
			}
		}
		status := activation.Check(k.ring, token, activation.Machine{Product: product, Now: now})
		require.False(t, status.Allowed())
	})
}

func FuzzMessage(f *testing.F) {
	f.Add([]byte("hwprint request\nv4.public.a\n"))
	f.Add([]byte("hwprint answer certificate ring\nv4.public.a\nv4.public.b\nv4.public.c\n"))
	f.Add([]byte("hwprint ring\r\nv4.public.a\r\n"))
	f.Add([]byte("hwprint ring\nv4.public.a"))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := activation.ParseMessage(text)
		if err != nil {
			require.ErrorIs(t, err, activation.ErrToken)
			return
		}
		again, err := m.MarshalText()
		require.NoError(t, err)
		require.Equal(t, normal(string(text)), string(again))
	})
}

// FuzzText reads keys, numbers and tickets: what reads is what is written.
func FuzzText(f *testing.F) {
	all := texts(newKit(f))
	for _, e := range all {
		f.Add(e.value.String())
		f.Add(e.zero.String())
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, e := range all {
			v, err := e.read(s)
			if err != nil {
				require.ErrorIs(t, err, activation.ErrText)
				require.Equal(t, e.zero, v)
				continue
			}
			require.Equal(t, s, v.String())
		}
	})
}

// FuzzCheck gives a check any numbers: it never panics, and whatever it allows
// has an end that is not past, unless it is for good.
func FuzzCheck(f *testing.F) {
	k := newKit(f)
	token := k.sign(k.certificate())
	f.Add(int64(now), int64(0), int64(0), int64(0), int64(0), int64(0), int64(0), false)
	f.Add(int64(-1), int64(1), int64(-1), int64(1<<62), int64(-1<<63), int64(1<<63-1), int64(5), true)
	f.Fuzz(func(t *testing.T, at, signed, stamp, changed, bad, revoked, built int64, late bool) {
		m := activation.Machine{
			Product: product, Installation: k.installation.Public(), Now: at, Built: built, Late: late,
			Memory: activation.Memory{Clock: activation.Clock{Signed: signed, Stamp: stamp}, Changed: changed, Bad: bad, Revoked: revoked},
		}
		ring := k.ring
		ring.Keys = slices.Clone(ring.Keys)
		for _, hash := range []hwhash.Hash{{}, k.hash} {
			m.Hash = hash
			ring.Keys[0].Bad = late
			got := activation.Check(ring, token, m)
			require.NoError(t, got.Err)
			if got.Allowed() {
				require.Greater(t, got.Until, max(at, signed, stamp))
				require.LessOrEqual(t, got.Until, int64(now+104*day))
			}
			m.Memory.Clock = m.Memory.Clock.Started(at).Ran(m.Memory.Clock, built)
		}
	})
}
