// Command softrates fits how often what describes a model agrees on two
// machines of it, and how often it changes in a year, to extracts of the Linux
// Hardware Project's public reports (linuxhw/DMI, CC BY 4.0):
//
//	go run ./softrates sample.jsonl.gz drift.jsonl.gz
//
// Each line of the first is a report of another machine; of the second, the
// versions of reports that changed. The numbers go into the rates of package
// fixtures and of docs/matching.md by hand; the data stays where it is.
package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hwprint/hwprint/hwhash"
)

// report is the part of a report that is looked at.
type report struct {
	ID           string  `json:"id"`
	Form         string  `json:"form"`
	Committed    string  `json:"committed"`
	Version      int     `json:"v"`
	Maker        string  `json:"system_manufacturer"`
	Product      string  `json:"system_product"`
	SKU          string  `json:"system_sku"`
	Board        string  `json:"board_product"`
	BIOS         string  `json:"bios_version"`
	BIOSDate     string  `json:"bios_date"`
	CPU          [][]any `json:"cpu"`
	MemoryModule [][]any `json:"mem"`
}

// fields are what is compared of a report, in the order of names.
var names = [...]string{"processor", "memory size", "firmware", "SKU", "modules", "system product", "board product"}

func (r *report) fields() (f [len(names)]string) {
	if len(r.CPU) > 0 {
		f[0] = fmt.Sprint(r.CPU[0][0])
	}
	total := 0
	modules := make([]string, 0, len(r.MemoryModule))
	for _, m := range r.MemoryModule {
		total += megabytes(fmt.Sprint(m[0]))
		modules = append(modules, fmt.Sprint(m[:3]...))
	}
	slices.Sort(modules)
	f[1], f[2], f[3] = strconv.Itoa(total), r.BIOS+" "+r.BIOSDate, r.SKU
	f[4], f[5], f[6] = strings.Join(modules, "\n"), r.Product, r.Board
	return f
}

// megabytes reads sizes as dmidecode prints them: "4096 MB", "4 GB".
func megabytes(size string) int {
	number, unit, _ := strings.Cut(size, " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		return 0
	}
	switch unit {
	case "GB":
		n <<= 10
	case "TB":
		n <<= 20
	}
	return n
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: softrates sample.jsonl.gz drift.jsonl.gz")
		os.Exit(2)
	}
	for i, f := range []func([]report){agreement, change} {
		reports, err := read(os.Args[1+i])
		if err != nil {
			fmt.Fprintln(os.Stderr, "softrates:", err)
			os.Exit(1)
		}
		f(reports)
	}
}

func read(name string) ([]report, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(bufio.NewReader(file))
	if err != nil {
		return nil, err
	}
	var reports []report
	for decoder := json.NewDecoder(unzipped); ; {
		var r report
		if err := decoder.Decode(&r); err == io.EOF {
			return reports, nil
		} else if err != nil {
			return nil, err
		}
		reports = append(reports, r)
	}
}

// agreement compares all pairs of one model. Products without a name are none.
func agreement(reports []report) {
	models := map[string][]*report{}
	hasher, err := hwhash.NewHasher("softrates.example")
	if err != nil {
		panic(err)
	}
	for i := range reports {
		r := &reports[i]
		findings, err := hasher.Explain(&hwhash.Inventory{Components: []hwhash.Component{{Class: hwhash.SystemModel, Value: r.Product}}})
		if err == nil && findings[0].Status == hwhash.StatusUsed {
			key := r.Form + "\n" + r.Maker + "\n" + r.Product + "\n" + r.Board
			models[key] = append(models[key], r)
		}
	}
	fmt.Println("two machines of one model agree in:")
	for _, form := range []string{"Notebook", "Desktop", "Server"} {
		var equal [len(names)]int
		pairs := 0
		for _, of := range models {
			for i, r := range of {
				for _, o := range of[:i] {
					if r.Form != form {
						continue
					}
					pairs++
					a, b := r.fields(), o.fields()
					for k := range names {
						if a[k] == b[k] {
							equal[k]++
						}
					}
				}
			}
		}
		fmt.Printf("  %s, %d pairs:", form, pairs)
		for k, name := range names[:5] {
			fmt.Printf(" %s %.0f %%;", name, 100*float64(equal[k])/float64(max(pairs, 1)))
		}
		fmt.Println()
	}
}

// change compares successive reports of one machine.
func change(reports []report) {
	machines := map[string][]*report{}
	for i := range reports {
		machines[reports[i].ID] = append(machines[reports[i].ID], &reports[i])
	}
	fmt.Println("successive reports of one machine differ in, and a year:")
	for _, form := range []string{"Notebook", "Desktop", "Server"} {
		var changed [len(names)]int
		pairs, years := 0, 0.0
		for _, of := range machines {
			slices.SortFunc(of, func(a, b *report) int { return a.Version - b.Version })
			for i := 1; i < len(of); i++ {
				if of[i].Form != form {
					continue
				}
				pairs++
				years += yearsBetween(of[i-1].Committed, of[i].Committed)
				a, b := of[i-1].fields(), of[i].fields()
				for k := range names {
					if a[k] != b[k] {
						changed[k]++
					}
				}
			}
		}
		fmt.Printf("  %s, %d pairs, %.2f years apart on average:", form, pairs, years/float64(max(pairs, 1)))
		for k, name := range names {
			fmt.Printf(" %s %.2f %%, %.2f %%;", name, 100*float64(changed[k])/float64(max(pairs, 1)), 100*float64(changed[k])/max(years, 1))
		}
		fmt.Println()
	}
}

func yearsBetween(from, to string) float64 {
	a, err := time.Parse(time.DateOnly, from)
	if err != nil {
		return 0
	}
	b, err := time.Parse(time.DateOnly, to)
	if err != nil {
		return 0
	}
	return max(b.Sub(a).Hours()/24/365.25, 0)
}
