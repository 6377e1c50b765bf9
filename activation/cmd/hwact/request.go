package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/agent"
	"github.com/hwprint/hwprint/productkey"
)

// requesting is a request that is to be written.
type requesting struct {
	*options
	*keyFlags
	op, out, png string
	show, qr     bool
	agent.RequestOptions
}

func setRequest(f *flag.FlagSet) func(context.Context, streams) error {
	v := &requesting{options: setOptions(f), keyFlags: setKey(f)}
	f.StringVar(&v.op, "op", string(activation.OpActivate), "what to ask for: activate, renew or release")
	f.StringVar(&v.Free, "free", "", "`reference` of a seat that is to be freed for this machine")
	f.BoolVar(&v.New, "new", false, "write another one though one is open, for another key say")
	f.StringVar(&v.out, "out", "", "`file` to write it to (default standard output)")
	f.BoolVar(&v.qr, "qr", false, "show it as a QR code in the terminal")
	f.StringVar(&v.png, "png", "", "`file` to write it to as a picture of a QR code")
	f.BoolVar(&v.show, "show", false, "show the open requests as JSON: what each sends, all of it")
	return v.run
}

func (v *requesting) run(ctx context.Context, s streams) error {
	c, err := v.client()
	if err != nil {
		return err
	}
	if v.show {
		return v.showOpen(ctx, s, c)
	}
	op := activation.Op(v.op)
	v.says(s, c, op)
	text, err := v.text(ctx, s, c, op)
	if err != nil {
		return err
	}
	return v.write(s, text)
}

// text returns the open request, or a new one: only that needs a key.
func (v *requesting) text(ctx context.Context, s streams, c *agent.Client, op activation.Op) ([]byte, error) {
	var key productkey.Key
	text, err := c.Request(ctx, op, key, v.RequestOptions)
	if op == activation.OpActivate && err == agent.ErrKey {
		if key, err = v.keyFlags.read(ctx, s); err != nil {
			return nil, err
		}
		defer key.Wipe()
		return c.Request(ctx, op, key, v.RequestOptions)
	}
	return text, err
}

// write writes a request where it is wanted.
func (v *requesting) write(s streams, text []byte) error {
	if !v.qr && v.png == "" {
		if v.out != "" {
			return os.WriteFile(v.out, text, 0o600)
		}
		_, err := s.out.Write(text)
		return err
	}
	code, err := agent.QR(text)
	if err != nil {
		return err
	}
	if v.png != "" {
		if err := os.WriteFile(v.png, code.PNG(), 0o600); err != nil {
			return err
		}
	}
	if v.qr {
		_, err = fmt.Fprint(s.out, code)
	}
	return err
}

// openView is an open request as it is shown.
type openView struct {
	Sends   []string           `json:"sends"`  // in words
	Claims  activation.Request `json:"claims"` // all that is signed; the key is sealed
	Made    string             `json:"made"`
	Text    string             `json:"text"`
	Version int                `json:"qr_version"`
}

func (v *requesting) showOpen(ctx context.Context, s streams, c *agent.Client) error {
	texts, err := c.Requests(ctx)
	if err != nil {
		return err
	}
	for _, text := range texts {
		m, err := activation.ParseMessage(text)
		if err != nil {
			return err
		}
		r, err := activation.ParseRequest(m.Request)
		if err != nil {
			return err
		}
		code, err := agent.QR(text)
		if err != nil {
			return err
		}
		if err := s.print(openView{c.Sends(r.Op), r, when(r.Now), string(text), code.Version()}); err != nil {
			return err
		}
	}
	return nil
}

func setAnswer(f *flag.FlagSet) func(context.Context, streams) error {
	o := setOptions(f)
	in := f.String("in", "-", "`file` with the answer, or - for standard input")
	return func(ctx context.Context, s streams) error {
		c, err := o.client()
		if err != nil {
			return err
		}
		text, err := readFile(*in)
		if err != nil {
			return err
		}
		result, err := c.Answer(ctx, text)
		if err != nil {
			return err
		}
		return s.printResult(&result)
	}
}
