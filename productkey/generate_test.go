package productkey

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// Every letter is as likely at every place: Pearson's chi-squared test, with
// a limit that chance exceeds once in 10^9 places. The seed is fixed.
func TestGenerateIsUniform(t *testing.T) {
	const keys = 20_000
	for _, s := range specs(t) {
		random := rand.NewChaCha8([32]byte{3})
		var counts [numLanes][256]int
		var ns [numLanes]int // where the one N stands
		for range keys {
			k, err := s.format.Generate(random)
			require.NoError(t, err)
			letters := strings.ReplaceAll(k.Reveal(), "-", "")
			for i := range letters {
				counts[i][letters[i]]++
			}
			if s.floating {
				ns[strings.IndexByte(letters, 'N')]++
			}
		}
		limit := func(free float64) float64 { // Wilson and Hilferty, 6 deviations
			x := 1 - 2/(9*free) + 6*sqrt(2/(9*free))
			return free * x * x * x
		}
		size := len(s.layout.Alphabet)
		for place := range s.layout.Groups * s.layout.Size {
			total, chi := 0, 0.0
			for _, c := range []byte(s.layout.Alphabet) {
				total += counts[place][c]
			}
			for _, c := range []byte(s.layout.Alphabet) {
				d := float64(counts[place][c]) - float64(total)/float64(size)
				chi += d * d / (float64(total) / float64(size))
			}
			require.Less(t, chi, limit(float64(size-1)), "%s, place %d", s.name, place)
			require.Equal(t, keys, total+ns[place])
		}
		if s.floating {
			for place := range 24 {
				require.InDelta(t, keys/24.0, ns[place], 6*sqrt(keys/24.0), "N at %d", place)
			}
			require.Zero(t, ns[24])
		}
	}
}

func sqrt(x float64) float64 {
	root := x
	for range 60 {
		root = (root + x/root) / 2
	}
	return root
}

func TestGenerateFromRandom(t *testing.T) {
	// It reads whole numbers of 16 bytes, and only as many as it takes.
	r := bytes.NewReader(bytes.Repeat([]byte{0}, 40))
	k, err := Base24.Generate(r)
	require.NoError(t, err)
	require.Equal(t, "BBBBB-BBBBB-BBBBB-BBBBB-BBBBB", k.Reveal())
	require.Equal(t, 24, r.Len())
	// The greatest payload is the greatest key; one more is drawn again.
	greatest := Base24.max
	for add, want := range []string{"99999-99999-99999-99999-99999", "BBBBB-BBBBB-BBBBB-BBBBB-BBBBB"} {
		var block [blockSize]byte
		greatest.plus(uint64(add)).put(&block)
		k, err := Base24.Generate(bytes.NewReader(block[:32])) // the second half is zeros
		require.NoError(t, err)
		require.Equal(t, want, k.Reveal())
	}
	for name, random := range map[string]io.Reader{
		"ends":            bytes.NewReader(make([]byte, 15)),
		"fails":           iotest.ErrReader(errors.New("broken")),
		"is not random":   forever(0xff),
		"is slow to read": iotest.OneByteReader(bytes.NewReader(make([]byte, 7))),
	} {
		k, err := Base24.Generate(random)
		require.ErrorIs(t, err, ErrRandom, name)
		require.True(t, k.IsZero())
	}
	_, err = Base24.Generate(iotest.ErrReader(io.ErrClosedPipe))
	require.ErrorIs(t, err, io.ErrClosedPipe)
	k, err = Base24.Generate(iotest.OneByteReader(forever(0)))
	require.NoError(t, err)
	require.Equal(t, number{}, k.number())
}

// forever is a source of one byte.
type forever byte

func (f forever) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(f)
	}
	return len(p), nil
}

func TestGenerateN(t *testing.T) {
	small, err := newFormat(Layout{Alphabet: "AB", Groups: 2, Size: 4}, false) // 256 keys, fewer than NewFormat allows
	require.NoError(t, err)
	seen := map[string]bool{}
	for k, err := range small.GenerateN(nil, 128) {
		require.NoError(t, err)
		seen[k.Reveal()] = true
	}
	require.Len(t, seen, 128)

	for _, n := range []int{129, math.MaxInt} {
		calls := 0
		for k, err := range small.GenerateN(nil, n) {
			require.Equal(t, ErrSpace, err)
			require.True(t, k.IsZero())
			calls++
		}
		require.Equal(t, 1, calls)
	}
	for range Base24.GenerateN(nil, 0) {
		require.Fail(t, "none was asked for")
	}
	for range Base24.GenerateN(nil, -1) {
		require.Fail(t, "fewer than none")
	}

	// It stops with the loop, and at the first error.
	calls := 0
	for range Base24.GenerateN(nil, 10) {
		if calls++; calls == 3 {
			break
		}
	}
	require.Equal(t, 3, calls)
	calls = 0
	for k, err := range Crockford32.GenerateN(io.LimitReader(rand.NewChaCha8([32]byte{5}), 47), 10) {
		if calls++; calls == 3 {
			require.ErrorIs(t, err, ErrRandom)
			require.True(t, k.IsZero())
		} else {
			require.NoError(t, err)
		}
	}
	require.Equal(t, 3, calls)
	// Where it draws again for a key that it has, it does not do so for ever.
	calls = 0
	for _, err := range small.GenerateN(forever(0), 2) {
		if calls++; calls == 2 {
			require.ErrorIs(t, err, ErrRandom)
		}
	}
	require.Equal(t, 2, calls)
}

// cycle repeats what it has from a place on.
type cycle struct {
	of       []byte
	at, back int
}

func (c *cycle) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = c.of[c.at]
		if c.at++; c.at == len(c.of) {
			c.at = c.back
		}
	}
	return len(p), nil
}

// A source that repeats itself is found: from the start at any distance, and
// later within 1,024 keys. It is an error, and no key is yielded twice.
func TestGenerateNFindsRepetition(t *testing.T) {
	full, err := NewFormat(Layout{Alphabet: "0123456789ABCDEF", Groups: 4, Size: 8}) // every 16 bytes are a key
	require.NoError(t, err)
	random := make([]byte, 16*6000)
	_, _ = rand.NewChaCha8([32]byte{6}).Read(random)
	for name, c := range map[string]struct {
		source io.Reader
		keys   int // before the error
	}{
		"one byte":                   {forever(0), 1},
		"one key":                    {&cycle{of: random[:16]}, 1},
		"1,000 keys":                 {&cycle{of: random[:16*1000]}, 1000},
		"6,000 keys":                 {&cycle{of: random}, 6000},
		"3 bytes":                    {&cycle{of: random[:3]}, 3},
		"1,024 keys after 2,000":     {&cycle{of: random[:16*3024], back: 16 * 2000}, 3024},
		"the last key after 4,000":   {&cycle{of: random[:16*4000], back: 16 * 3999}, 4000},
		"the last 1,024 after 1,025": {&cycle{of: random[:16*1025], back: 16}, 1025},
	} {
		seen := map[string]bool{}
		failed := false
		for k, err := range full.GenerateN(c.source, 7000) {
			if err != nil {
				require.ErrorIs(t, err, ErrRandom, name)
				require.EqualError(t, err, ErrRandom.Error()+": it repeats itself")
				require.True(t, k.IsZero())
				failed = true
				continue
			}
			require.False(t, seen[k.Reveal()], name)
			seen[k.Reveal()] = true
		}
		require.True(t, failed, name)
		require.Len(t, seen, c.keys, name)
	}
}

// Ten million keys are different, and issuing them takes no memory.
func TestGenerateTenMillion(t *testing.T) {
	n := 10_000_000
	if testing.Short() || raceEnabled {
		n = 100_000
	}
	numbers := make([]number, 0, n)
	random := rand.NewChaCha8([32]byte{4})
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, most := heap(), uint64(0)
	for k, err := range Base24.GenerateN(random, n) {
		if err != nil {
			require.NoError(t, err)
		}
		if numbers = append(numbers, k.number()); len(numbers)%(n/4) == 0 {
			most = max(most, heap())
		}
	}
	require.Less(t, most, before+1<<20, "bytes for %d keys", n)
	require.Len(t, numbers, n)
	slices.SortFunc(numbers, func(a, b number) int { return cmp.Or(cmp.Compare(a.hi, b.hi), cmp.Compare(a.lo, b.lo)) })
	require.Len(t, slices.Compact(numbers), n, "two keys are the same")
}
