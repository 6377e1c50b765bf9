package main

import (
	"strings"

	"github.com/hwprint/hwprint/productkey"
)

func keyParseCommand() command {
	return command{
		name: "key parse", maxOperands: anyOperands,
		summary: "check how product keys are written",
		details: `Reads product keys and prints a line for each, in order: "ok" with the last
group of the key, or where it is wrong and how. No other letter of a key is
printed, unless --reveal is given. With --json the lines are
{"ok":true,"partial":"..."} and {"ok":false,"typos":[{"kind":"letter",...}]},
where kind is one of letter, missing, extra, marker, check. A line over 4 KiB is
{"error":"..."}.`,
		flags: append(keyFormatFlags(),
			switchFlag("reveal", "print each well-formed key too, in capitals and with dashes", func(o *options) *bool { return &o.reveal }),
			jsonFlag()),
		exits: []exit{
			{exitOK, "every key is well-formed"},
			{exitNo, "one or more are not, or there is no key"},
			exitBadUsage,
		},
		examples: []example{
			{"hwprint key parse", "ask for keys, and show what is wrong with them"},
			{"hwprint key parse --reveal --format crockford32 < typed.txt", "bring keys into one form"},
		},
		run: (*app).keyParse,
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

func (a *app) keyParse(o options, operands []string) (int, error) {
	if err := noOperands(operands); err != nil {
		return exitUsage, err
	}
	f, err := o.keys.keyFormat()
	if err != nil {
		return exitUsage, err
	}
	malformed := 0
	status, err := a.answerKeys(func(line []byte) error {
		p := parse(f, line, o.reveal)
		if !p.OK {
			malformed++
		}
		if o.json {
			return a.writeJSON(p)
		}
		_, _ = a.out.WriteString(p.String()) // a failure comes back from Flush
		return a.out.WriteByte('\n')
	})
	if status == exitOK && malformed > 0 {
		status = exitNo
	}
	return status, err
}

func parse(f *productkey.Format, line []byte, reveal bool) (p parsed) {
	k, err := productkey.Parse(f, line)
	defer k.Wipe()
	if err != nil {
		for _, t := range productkey.Diagnose(f, string(line)) {
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
