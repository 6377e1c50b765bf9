package main

import (
	"errors"
	"strconv"
	"strings"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/productkey"
)

// formats are those with a name.
var formats = []struct {
	name   string
	format *productkey.Format
}{
	{"base24", productkey.Base24},
	{"base24n", productkey.Base24N},
	{"crockford32", productkey.Crockford32},
}

func formatNames() []string {
	var list []string
	for _, f := range formats {
		list = append(list, f.name)
	}
	return list
}

func (k *keyFlags) keyFormat() (*productkey.Format, error) {
	f, err := formatOf(k.format, k.aliases)
	if err != nil {
		return nil, cli.UsageError("--aliases: %w", err) // a bad format was found before
	}
	return f, nil
}

// formatOf returns the format of a name, or of a text that [productkey.Format]
// has as its String.
func formatOf(text string, aliases map[byte]byte) (*productkey.Format, error) {
	for _, f := range formats {
		switch {
		case text == f.name && aliases != nil:
			return nil, errors.New("it is for a FORMAT without a name")
		case text == f.name, text == f.format.String() && aliases == nil:
			return f.format, nil
		}
	}
	layout, ok := parseLayout(text)
	if !ok {
		return nil, errors.New("not " + strings.Join(formatNames(), ", ") + ", or GROUPSxSIZE/ALPHABET such as 4x5/0123456789ABCDEF")
	}
	if _, err := productkey.NewFormat(layout); err != nil {
		return nil, err
	}
	layout.Aliases = aliases
	f, err := productkey.NewFormat(layout)
	if err != nil {
		return nil, errAliases // that of NewFormat has one of the letters
	}
	return f, nil
}

// parseLayout reads GROUPSxSIZE/ALPHABET[/check].
func parseLayout(text string) (l productkey.Layout, ok bool) {
	text, l.Check = strings.CutSuffix(text, "/check")
	groups, rest, _ := strings.Cut(text, "x")
	size, alphabet, ok := strings.Cut(rest, "/")
	var err1, err2 error
	l.Groups, err1 = strconv.Atoi(groups)
	l.Size, err2 = strconv.Atoi(size)
	l.Alphabet = alphabet
	return l, ok && err1 == nil && err2 == nil
}

var errAliases = errors.New("not pairs of a letter outside the alphabet and one in it, such as I1L1O0")

// parseAliases reads pairs of a letter and what it is read as.
func parseAliases(text string) (map[byte]byte, error) {
	if text == "" || len(text)%2 != 0 {
		return nil, errAliases
	}
	aliases := map[byte]byte{}
	for i := 0; i < len(text); i += 2 {
		if aliases[text[i]] != 0 {
			return nil, errAliases
		}
		aliases[text[i]] = text[i+1]
	}
	return aliases, nil
}
