package main

import (
	"errors"
	"strings"

	"github.com/hwprint/hwprint/productkey"
)

// keyOptions are the flags for product keys, parsed.
type keyOptions struct {
	format     string
	aliases    map[byte]byte
	peppers    string // the name of a file
	peppersEnv string
	stretch    productkey.Stretch
	digests    bool
}

func keyDefaults() keyOptions {
	return keyOptions{format: "base24", peppersEnv: "HWPRINT_PEPPERS"}
}

func keyFormatFlags() []flagSpec {
	return []flagSpec{
		{name: "format", arg: "FORMAT", fallback: keyDefaults().format, values: formatNames(),
			usage: strings.Join(formatNames(), ", ") + ", or GROUPSxSIZE/ALPHABET[/check]",
			set: func(o *options, value string) error {
				o.keys.format = value
				_, err := formatOf(value, nil)
				return err
			}},
		{name: "aliases", arg: "PAIRS", usage: "letters with what they are read as, such as I1L1O0, in such a FORMAT",
			set: func(o *options, value string) (err error) {
				o.keys.aliases, err = parseAliases(value)
				return err
			}},
	}
}

func pepperFlags() []flagSpec {
	stretches := stretchNames()
	return []flagSpec{
		{name: "peppers", arg: argFile, usage: "the file that has the peppers",
			set: func(o *options, value string) error {
				o.keys.peppers = value
				return pepperSource(value)
			}},
		{name: "peppers-env", arg: "NAME", fallback: keyDefaults().peppersEnv, usage: "or the environment variable that has them",
			set: func(o *options, value string) error {
				o.keys.peppersEnv = value
				return pepperSource(value)
			}},
		{name: "stretch", arg: "STRETCH", fallback: stretches[0], values: stretches,
			usage: strings.Join(stretches, ", "),
			set: func(o *options, value string) error {
				for s, name := range stretches {
					if name == value {
						o.keys.stretch = productkey.Stretch(s)
						return nil
					}
				}
				return errors.New("not one of " + strings.Join(stretches, ", "))
			}},
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
