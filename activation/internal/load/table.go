package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// The marks in the document between which the table stands.
const (
	begin = "<!-- activations -->\n"
	end   = "<!-- end of activations -->\n"
)

// table is what was measured, in Markdown.
func table(p plan, all []measured, synced time.Duration, before string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d activations in the table, %d connections, %s each; %d cores for servers, database and clients together; "+
		"every commit is synced to the disk, which takes %s for a page. Other programs that wanted a core before it began (load average): %s.\n\n",
		p.n, p.clients, p.length, cores(), synced.Round(10*time.Microsecond), before)
	b.WriteString("| database | processes | renewals a second | p50 | p99 | processor time of hwactd for one | of the cores hwactd had | commits beside single syncs |\n")
	b.WriteString("| --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for i := range all {
		m := &all[i]
		fmt.Fprintf(&b, "| %s | %d | %.0f | %s | %s | %s | %.0f %% | %.1f |\n", m.database, m.processes, m.rate(),
			m.p50.Round(100*time.Microsecond), m.p99.Round(100*time.Microsecond),
			(m.server / time.Duration(max(m.renewals, 1))).Round(time.Microsecond),
			100*m.server.Seconds()/m.took.Seconds()/float64(cores()), m.rate()*synced.Seconds())
	}
	return b.String()
}

// busy is how many programs wanted a core in the last minute.
func busy() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

// fill writes the table into a document.
func fill(file, text string) error {
	doc, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(doc), begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		return fmt.Errorf("%s: no marks of the block", file)
	}
	return os.WriteFile(file, []byte(before+begin+text+end+after), 0o644)
}
