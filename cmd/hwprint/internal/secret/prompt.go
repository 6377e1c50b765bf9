package secret

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"time"
)

// prompter reads secrets from a terminal, up to an empty line.
//
// It does not use golang.org/x/term: ReadPassword there takes no notice of the
// end of input, leaves copies of what it reads, and lets what is typed or
// pasted between two calls be seen.
type prompter struct {
	prompt  Prompt
	lines   *Lines
	file    *os.File
	before  *mode
	signals chan os.Signal
	done    chan struct{}
}

// newPrompter silences the terminal when the first secret is asked for.
func newPrompter(file *os.File, before *mode, prompt Prompt) *prompter {
	p := &prompter{prompt: prompt, lines: NewLines(file), file: file, before: before, done: make(chan struct{})}
	p.signals = make(chan os.Signal, 1)
	signal.Notify(p.signals, slices.DeleteFunc(slices.Concat(deadly, resumed), signal.Ignored)...)
	go p.watch()
	return p
}

// Next asks for the next secret.
func (p *prompter) Next() ([]byte, error) {
	// The answers so far are shown first. If that fails, the last Flush fails
	// too, and says so.
	if err := p.prompt.Flush(); err != nil {
		return nil, io.EOF
	}
	if err := setMode(p.file.Fd(), p.before.silent()); err != nil {
		return nil, err
	}
	fmt.Fprint(p.prompt.To, p.prompt.Text)
	line, err := p.lines.line()
	fmt.Fprintln(p.prompt.To)
	if line = bytes.TrimSpace(line); err == nil && len(line) == 0 {
		return nil, io.EOF
	}
	return line, err
}

// Close leaves the terminal as it was. What was typed or pasted and not read
// is dropped, so that it does not end up in the shell and its history.
func (p *prompter) Close() {
	signal.Stop(p.signals)
	close(p.done)
	_ = resetMode(p.file.Fd(), p.before)
	p.lines.Close()
}

// watch leaves the terminal as it was before a signal ends the process, and
// silences it again after the process was stopped: shells make it show what is
// typed.
func (p *prompter) watch() {
	for {
		select {
		case <-p.done:
			return
		case s := <-p.signals:
			if slices.Contains(resumed, s) {
				_ = setMode(p.file.Fd(), p.before.silent())
				continue
			}
			_ = resetMode(p.file.Fd(), p.before)
			fmt.Fprintln(p.prompt.To)
			dieOf(s)
		}
	}
}

// exitInterrupted is for a process that cannot end by the signal.
const exitInterrupted = 2

// dieOf ends the process, by the signal if it can, so that a shell script that
// runs it ends too.
func dieOf(s os.Signal) {
	signal.Reset(s)
	self, err := os.FindProcess(os.Getpid())
	if err == nil && self.Signal(s) == nil {
		time.Sleep(time.Second) // it may take a moment to arrive
	}
	os.Exit(exitInterrupted)
}
