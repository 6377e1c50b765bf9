package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/bench/hotpath"
)

func TestFiguresRoundTrip(t *testing.T) {
	f := figures{"go1.26 linux/amd64", []row{{"Sum/clean/16", 36887, 0}, {"Mix", 9313, 2}}}
	parsed, err := parseFigures(f.String())
	require.NoError(t, err)
	require.Equal(t, f, parsed)
	for name, text := range map[string]string{
		"empty":           "",
		"no heading":      "Mix 1 1\n",
		"no second line":  heading,
		"too few columns": heading + "# go\nMix 1\n",
		"a word":          heading + "# go\nMix many 0\n",
		"no instructions": heading + "# go\nMix 0 0\n",
	} {
		_, err := parseFigures(text)
		require.Error(t, err, name)
	}
}

func TestCompare(t *testing.T) {
	was := figures{rows: []row{{"a", 1000, 0}, {"b", 1000, 1}}}
	for name, c := range map[string]struct {
		now    []row
		want   verdict
		remark string
	}{
		"the same":            {[]row{{"a", 1000, 0}, {"b", 1000, 1}}, alike, ""},
		"within 3 per cent":   {[]row{{"a", 1030, 0}, {"b", 970, 1}}, alike, ""},
		"more instructions":   {[]row{{"a", 1031, 0}, {"b", 500, 1}}, worse, "+3.10 %"},
		"fewer instructions":  {[]row{{"a", 1000, 0}, {"b", 969, 1}}, better, "-3.10 %"},
		"one more allocation": {[]row{{"a", 1000, 1}, {"b", 1000, 1}}, worse, "WORSE"},
		"one allocation less": {[]row{{"a", 1000, 0}, {"b", 1000, 0}}, better, "better"},
		"a new operation":     {[]row{{"a", 1000, 0}, {"b", 1000, 1}, {"c", 1, 0}}, worse, "NOT IN THE FILE"},
		"an operation lost":   {[]row{{"a", 1000, 0}}, worse, "NOT MEASURED"},
	} {
		report, got := compare(was, figures{rows: c.now})
		require.Equal(t, c.want, got, name)
		require.Contains(t, report, c.remark, name)
	}
}

// The figures in the repository are of the operations that are counted.
func TestCommittedFigures(t *testing.T) {
	text, err := os.ReadFile("figures.txt")
	require.NoError(t, err)
	f, err := parseFigures(string(text))
	require.NoError(t, err)
	require.Equal(t, string(text), f.String())
	var names []string
	for _, r := range f.rows {
		names = append(names, r.name)
		if slices.Contains(hotpath.AllocationFree, r.name) {
			require.Zero(t, r.allocations, r.name)
		}
	}
	require.Equal(t, strings.Join(hotpath.Gated, "\n"), strings.Join(names, "\n"))
}
