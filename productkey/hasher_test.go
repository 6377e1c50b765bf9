package productkey

import (
	"encoding/json"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// The vectors have what Sum and Verify come to; here is what they refuse.
func TestHasherErrors(t *testing.T) {
	k := keyOf(t, Base24, goodText)
	h := hasherOf(t, Base24, 2, 1)
	d, err := h.Sum(k)
	require.NoError(t, err)
	other := keyOf(t, Crockford32, strings.Repeat("0", 25))

	for _, c := range []struct {
		key    Key
		digest Digest
		want   error
	}{
		{Key{}, d, ErrKey},
		{other, d, ErrKey},
		{k, Digest{}, ErrInvalid},
		{k, digestOf(t, goodText, 3), ErrUnknownPepper},
	} {
		verdict, err := h.Verify(c.key, c.digest)
		require.Equal(t, c.want, err)
		require.Equal(t, Mismatch, verdict)
	}
	for _, key := range []Key{{}, other} {
		d, err := h.Sum(key)
		require.Equal(t, ErrKey, err)
		require.True(t, d.IsZero())
		id, err := h.ProductID(key)
		require.Equal(t, ErrKey, err)
		require.Empty(t, id)
	}

	var zero Hasher
	_, err = zero.Sum(k)
	require.Equal(t, ErrKey, err)
	_, err = zero.Verify(k, d)
	require.Equal(t, ErrKey, err)
	_, err = zero.ProductID(k)
	require.Equal(t, ErrKey, err)
	_, err = zero.Digests(k)
	require.Equal(t, ErrKey, err)
	require.Equal(t, ErrKey, zero.SumAll(make([]Digest, 1), []Key{k}))
	require.NoError(t, zero.SumAll(nil, nil))
}

func TestNewHasherErrors(t *testing.T) {
	short, err := NewFormat(Layout{Alphabet: "0123456789", Groups: 4, Size: 6}) // 79.7 bits
	require.NoError(t, err)
	enough, err := NewFormat(Layout{Alphabet: "0123456789ABCDEF", Groups: 4, Size: 5}) // 80 bits
	require.NoError(t, err)
	for _, c := range []struct {
		ring    Ring
		format  *Format
		stretch Stretch
		want    error
	}{
		{nil, Base24, NoStretch, ErrRing},
		{Ring{{}}, Base24, NoStretch, ErrRing},
		{append(ringOf(t, 1), ringOf(t, 1)...), Base24, NoStretch, ErrRing},
		{ringOf(t, 1), Base24, Argon2id2GiB + 1, ErrStretch},
		{ringOf(t, 1), short, NoStretch, ErrShort},
		{ringOf(t, 1), short, Argon2id64MiB, nil},
		{ringOf(t, 1), enough, NoStretch, nil},
	} {
		h, err := NewHasher(c.format, c.ring, WithStretch(c.stretch))
		require.ErrorIs(t, err, c.want)
		require.Equal(t, c.want == nil, h != nil)
	}
}

func TestSumAll(t *testing.T) {
	h := hasherOf(t, Base24, 1)
	var keys []Key
	for k, err := range Base24.GenerateN(nil, 100) {
		require.NoError(t, err)
		keys = append(keys, k)
	}
	digests := make([]Digest, len(keys))
	for n := range keys {
		clear(digests)
		require.NoError(t, h.SumAll(digests[:n], keys[:n]))
		for i, k := range keys[:n] {
			d, err := h.Sum(k)
			require.NoError(t, err)
			require.True(t, d.Equal(digests[i]))
		}
		require.True(t, digests[n].IsZero(), "beyond the end")
	}
	require.NoError(t, h.SumAll(digests, keys))

	kept := digests[0]
	require.Equal(t, ErrSize, h.SumAll(digests[1:], keys))
	keys[99] = Key{}
	require.Equal(t, ErrKey, h.SumAll(digests, append([]Key{keys[1]}, keys[1:]...)))
	require.True(t, kept.Equal(digests[0]), "an error must change nothing")
}

// Digests depend on the pepper, its id and the format, each by itself.
func TestDigestsAreSeparate(t *testing.T) {
	same := func(id uint16) Pepper {
		p, err := NewPepper(id, pepperOf(1))
		require.NoError(t, err)
		return p
	}
	one, err := NewHasher(Base24, Ring{same(1)})
	require.NoError(t, err)
	two, err := NewHasher(Base24, Ring{same(2)})
	require.NoError(t, err)
	k := keyOf(t, Base24, goodText)
	a, err := one.Sum(k)
	require.NoError(t, err)
	b, err := two.Sum(k)
	require.NoError(t, err)
	require.NotEqual(t, a.tag(), b.tag())

	seen := map[[tagSize]byte]string{}
	for _, s := range specs(t) {
		if s.format.Bits() < minBits || s.layout.Check {
			continue
		}
		zero := Key{format: s.format, masked: number{}.mask()} // the number 0 is a key of each
		d, err := hasherOf(t, s.format, 1).Sum(zero)
		require.NoError(t, err)
		require.Empty(t, seen[*d.tag()])
		seen[*d.tag()] = s.name
	}
}

// The product id is that of the oldest pepper.
func TestProductIDIsStable(t *testing.T) {
	k := keyOf(t, Base24, goodText)
	id := func(ids ...uint16) string {
		text, err := hasherOf(t, Base24, ids...).ProductID(k)
		require.NoError(t, err)
		require.Regexp(t, `^pid1:[0-9A-HJKMNP-TV-Z]{10}$`, text)
		return text
	}
	require.Equal(t, id(1), id(2, 1))
	require.Equal(t, id(1), id(3, 2, 1))
	require.Equal(t, id(1), id(1, 2), "a pepper that is not active yet")
	require.Equal(t, id(1), id(2, 1, 3))
	require.NotEqual(t, id(1), id(3, 2))

	// Nor does the stretch change it.
	stretched, err := NewHasher(Base24, ringOf(t, 1), WithStretch(Argon2id64MiB))
	require.NoError(t, err)
	same, err := stretched.ProductID(k)
	require.NoError(t, err)
	require.Equal(t, id(1), same)
	if testing.Short() {
		return
	}
	pin := keyOf(t, pins(t), "0123-4567-8901-2345")
	light, err := stretchHasher(t, Argon2id64MiB, 1).ProductID(pin)
	require.NoError(t, err)
	heavy, err := stretchHasher(t, Argon2id2GiB, 1).ProductID(pin)
	require.NoError(t, err)
	require.Equal(t, light, heavy)
}

// A server finds a key by its digest whatever the pepper and the stretch were
// when it was stored.
func TestDigests(t *testing.T) {
	k := keyOf(t, Base24, goodText)
	plain := func(ids ...uint16) *Hasher { return hasherOf(t, Base24, ids...) }
	stretched := func(ids ...uint16) *Hasher {
		h, err := NewHasher(Base24, ringOf(t, ids...), WithStretch(Argon2id64MiB))
		require.NoError(t, err)
		return h
	}
	for name, now := range map[string]*Hasher{"plain": plain(3, 2, 1), "readable, not active": plain(2, 3, 1), "stretched": stretched(3, 2, 1)} {
		all, err := now.Digests(k)
		require.NoError(t, err)
		sum, err := now.Sum(k)
		require.NoError(t, err)
		require.True(t, all[0].Equal(sum), name)
		table := map[string]bool{}
		for i, d := range all {
			verdict, err := now.Verify(k, d)
			require.NoError(t, err)
			require.Equal(t, i == 0, verdict == Match, name)
			require.True(t, verdict.Matches())
			table[d.String()] = true
		}
		require.Len(t, table, len(all))
		for _, then := range []*Hasher{plain(1), plain(2, 1), plain(3, 2, 1), stretched(3, 2)} {
			d, err := then.Sum(k)
			require.NoError(t, err)
			require.Equal(t, d.Stretch() <= now.stretch, table[d.String()], name)
		}
	}
	_, err := plain(1).Digests(Key{})
	require.Equal(t, ErrKey, err)
	_, err = new(Hasher).Digests(k)
	require.Equal(t, ErrKey, err)
	if !raceEnabled {
		h := plain(2, 1)
		require.Equal(t, 1.0, testing.AllocsPerRun(100, func() { _, _ = h.Digests(k) }), "the result")
	}
}

func TestVerdict(t *testing.T) {
	var zero Verdict
	require.Equal(t, Mismatch, zero)
	for v, name := range map[Verdict]string{Mismatch: "mismatch", Match: "match", MatchStale: "match-stale"} {
		require.Equal(t, v != Mismatch, v.Matches())
		require.Equal(t, name, v.String())
		raw, err := json.Marshal(v)
		require.NoError(t, err)
		require.JSONEq(t, `"`+name+`"`, string(raw))
		var back Verdict
		require.NoError(t, json.Unmarshal(raw, &back))
		require.Equal(t, v, back)
	}
	require.Equal(t, "invalid", Verdict(3).String())
	require.False(t, Verdict(3).Matches())
	_, err := Verdict(3).MarshalText()
	require.ErrorIs(t, err, ErrVerdict)
	kept := Match
	require.ErrorIs(t, kept.UnmarshalText([]byte("Match")), ErrVerdict)
	require.Equal(t, Match, kept)
}

// TestRotationUnderLoad has eight goroutines verify and hash while peppers are
// rotated. Each reads the Hasher that is current, as a server would, and no
// verdict is wrong at any time.
func TestRotationUnderLoad(t *testing.T) {
	const workers, rotations = 8, 20
	perRotation := 2000
	if raceEnabled {
		perRotation = 200
	}
	var current atomic.Pointer[Hasher]
	current.Store(hasherOf(t, Base24, 1))
	var done atomic.Int64
	var stop atomic.Bool
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			k, err := Base24.Generate(nil)
			if err != nil {
				t.Error(err)
				return
			}
			wrong, _ := Base24.Generate(nil)
			stored, err := current.Load().Sum(k)
			if err != nil {
				t.Error(err)
				return
			}
			for !stop.Load() {
				h := current.Load()
				verdict, err := h.Verify(k, stored)
				want := Match
				if stored.PepperID() != h.entries[0].id {
					want = MatchStale
				}
				if err != nil || verdict != want {
					t.Errorf("the right key: %v %v", verdict, err)
					return
				}
				if bad, err := h.Verify(wrong, stored); err != nil || bad != Mismatch {
					t.Errorf("a wrong key: %v %v", bad, err)
					return
				}
				if verdict == MatchStale {
					if stored, err = h.Sum(k); err != nil {
						t.Error(err)
						return
					}
				}
				done.Add(1)
			}
		})
	}
	ring := []uint16{1}
	for id := uint16(2); id < 2+rotations; id++ {
		ring = append([]uint16{id}, ring...)
		next := hasherOf(t, Base24, ring...)
		for target := done.Load() + int64(perRotation); done.Load() < target && !t.Failed(); {
			runtime.Gosched()
		}
		current.Store(next)
	}
	stop.Store(true)
	wg.Wait()
	t.Logf("%d rounds during %d rotations", done.Load(), rotations)
}
