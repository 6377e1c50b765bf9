package main

import (
	"fmt"
	"strings"

	"github.com/hwprint/hwprint/cmd/hwprint/internal/cli"
	"github.com/hwprint/hwprint/cmd/hwprint/internal/jsonl"
	"github.com/hwprint/hwprint/productkey"
)

// keyParsing is "hwprint key parse".
type keyParsing struct {
	*app
	keyFlags
	json, reveal bool
	of           *productkey.Format
}

func (a *app) keyParseCommand() cli.Command {
	p := &keyParsing{app: a}
	return cli.Command{
		Name: "key parse", MaxOperands: cli.AnyOperands,
		Summary: "check how product keys are written",
		Details: `Reads product keys and prints a line for each, in order: "ok" with the last
group of the key, or where it is wrong and how. No other letter of a key is
printed, unless --reveal is given. With --json the lines are
{"ok":true,"partial":"..."} and {"ok":false,"typos":[{"kind":"letter",...}]},
where kind is one of letter, missing, extra, marker, check. A line over 4 KiB is
{"error":"..."}.`,
		Flags: append(p.formatFlags(),
			cli.Switch("reveal", "print each well-formed key too, in capitals and with dashes", &p.reveal),
			jsonFlag(&p.json)),
		Exits: []cli.Exit{
			{Status: cli.ExitOK, Meaning: "every key is well-formed"},
			{Status: cli.ExitNo, Meaning: "one or more are not, or there is no key"},
			cli.ExitBadUsage,
		},
		Examples: []cli.Example{
			{Line: "hwprint key parse", Meaning: "ask for keys, and show what is wrong with them"},
			{Line: "hwprint key parse --reveal --format crockford32 < typed.txt", Meaning: "bring keys into one form"},
		},
		Run: p.run,
	}
}

// parsed is the line of a key with --json.
type parsed struct {
	OK      bool   `json:"ok"`
	Partial string `json:"partial,omitempty"`
	Key     string `json:"key,omitempty"` // with --reveal
	Typos   []typo `json:"typos,omitempty"`
}

type typo struct {
	Kind    string `json:"kind"`
	Group   int    `json:"group,omitempty"`
	Place   int    `json:"place,omitempty"`
	Message string `json:"message"`
}

var typoKinds = map[productkey.TypoKind]string{
	productkey.TypoLetter:  "letter",
	productkey.TypoMissing: "missing",
	productkey.TypoExtra:   "extra",
	productkey.TypoMarker:  "marker",
	productkey.TypoCheck:   "check",
}

func (p *keyParsing) run(operands []string) (status int, err error) {
	if err := noOperands(operands); err != nil {
		return cli.ExitUsage, err
	}
	if p.of, err = p.keyFormat(); err != nil {
		return cli.ExitUsage, err
	}
	return p.eachKey(p.line)
}

// line writes how a key is written.
func (p *keyParsing) line(line []byte) error {
	answer := parse(p.of, line, p.reveal)
	if p.json {
		if err := p.out.JSON(answer); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(p.out, answer) // a failure comes back from Flush
	}
	if !answer.OK {
		return jsonl.ErrNo
	}
	return nil
}

func parse(f *productkey.Format, line []byte, reveal bool) (p parsed) {
	k, err := f.ParseBytes(line)
	defer k.Wipe()
	if err != nil {
		for _, t := range f.Diagnose(string(line)) {
			p.Typos = append(p.Typos, typo{typoKinds[t.Kind], t.Group, t.Place, t.String()})
		}
		return p
	}
	p.OK, p.Partial = true, k.Partial()
	if reveal {
		p.Key = k.Reveal()
	}
	return p
}

func (p parsed) String() string {
	switch {
	case p.Key != "":
		return "ok: " + p.Key
	case p.Partial != "":
		return "ok: well-formed, ends in " + p.Partial
	case p.OK:
		return "ok: well-formed"
	}
	var messages []string
	for _, t := range p.Typos {
		messages = append(messages, t.Message)
	}
	return "malformed: " + strings.Join(messages, "; ")
}
