package main

import (
	"errors"
	"strings"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/productkey"
)

// keyFlags are the flags for product keys, parsed.
type keyFlags struct {
	format     string
	aliases    map[byte]byte
	peppers    string // the name of a file
	peppersEnv string
	stretch    productkey.Stretch
}

const defaultPeppersEnv = "HWPRINT_PEPPERS"

func (k *keyFlags) formatFlags() []cli.Flag {
	return []cli.Flag{
		{Name: "format", Arg: "FORMAT", Default: "base24", Values: formatNames(),
			Usage: strings.Join(formatNames(), ", ") + ", or GROUPSxSIZE/ALPHABET[/check]",
			Set: func(value string) error {
				k.format = value
				_, err := formatOf(value, nil)
				return err
			}},
		{Name: "aliases", Arg: "PAIRS", Usage: "letters with what they are read as, such as I1L1O0, in such a FORMAT",
			Set: func(value string) (err error) {
				k.aliases, err = parseAliases(value)
				return err
			}},
	}
}

func (k *keyFlags) pepperFlags() []cli.Flag {
	return []cli.Flag{
		{Name: "peppers", Arg: cli.ArgFile, Usage: "the file that has the peppers",
			Set: func(value string) error {
				k.peppers = value
				return pepperSource(value)
			}},
		{Name: "peppers-env", Arg: "NAME", Default: defaultPeppersEnv, Usage: "or the environment variable that has them",
			Set: func(value string) error {
				k.peppersEnv = value
				return pepperSource(value)
			}},
		cli.Choice("stretch", "STRETCH", "", productkey.NoStretch.String(), stretchNames(),
			func(i int) { k.stretch = productkey.Stretch(i) }),
	}
}

// pepperSource says what is wrong with a value that ought to say where the
// peppers are.
func pepperSource(value string) error {
	if value == "" {
		return errors.New("it is empty")
	}
	if ring, err := productkey.ParseRing([]byte(value)); err == nil {
		ring.Wipe()
		return errors.New("a pepper is no argument, since those stand in the list of processes and the shell's history")
	}
	return nil
}

func stretchNames() []string {
	var names []string
	for s := productkey.NoStretch; s <= productkey.Argon2id2GiB; s++ {
		names = append(names, s.String())
	}
	return names
}
