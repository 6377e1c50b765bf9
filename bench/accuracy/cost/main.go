// Command cost prints what privacy cost in accuracy, row by row: the rules as
// they are, and as they were before values that tell too much of each other
// became no evidence, on the same generated machines, by the standard preset.
//
//	cd bench && ./accuracy/cost/run -write
//
// The script takes the rules of before out of the history. Without it there
// is nothing to compare with, and the command says so.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/hwprint/hwprint/bench/document"
	"github.com/hwprint/hwprint/fixtures"
	"github.com/hwprint/hwprint/hwhash"
)

// rules turn an inventory into what a server keeps, and compare.
type rules interface {
	// look returns what is published, and how many groups of identity it has.
	look(inv *hwhash.Inventory) (seen any, groups int)
	same(enrolled, presented any) bool
}

// before is nil but for the script.
var before func() rules

func main() {
	write := flag.Bool("write", false, "write the table to ../docs/accuracy.md")
	share := flag.Float64("share", 1, "draw only this `part` of the machines, for a first look")
	flag.Parse()
	if err := run(*share, *write); err != nil {
		fmt.Fprintln(os.Stderr, "cost:", err)
		os.Exit(1)
	}
}

func run(share float64, write bool) error {
	if before == nil {
		return fmt.Errorf("the rules of before are not built in: run ./accuracy/cost/run")
	}
	table := document.NewTable("machines", "state", "known by two groups: before", "now", "false rejects: before", "now", "false accepts: before", "now")
	for _, r := range rows() {
		r.orders = max(1, int(float64(r.orders)*share))
		b, n := r.run(before), r.run(now)
		table.Row(r.machines, r.state, b.known, n.known, b.rejected, n.rejected, b.accepted, n.accepted)
	}
	if write {
		return document.Update("../docs/accuracy.md", map[string]string{"cost": table.String()})
	}
	fmt.Print(table)
	return nil
}

// rows are the questions.
func rows() (all []row) {
	year, user := fixtures.State{Years: 1, Boot: 1}, fixtures.State{Unprivileged: true}
	userLater := fixtures.State{Years: 1, Boot: 1, Unprivileged: true}
	kinds := []struct {
		kind fixtures.Kind
		name string
	}{
		{fixtures.Server, "server"}, {fixtures.Laptop, "laptop"}, {fixtures.DockedLaptop, "docked laptop"},
		{fixtures.WhiteBox, "white box"}, {fixtures.VirtualMachine, "virtual machine"},
	}
	for _, k := range kinds {
		p := fixtures.Population{Kind: k.kind, Seed: 2026}
		all = append(all,
			row{machines: k.name, state: "a year later", pop: p, presented: year, orders: 800, impostors: 7},
			row{machines: k.name, state: "and privileges lost", pop: p, presented: userLater, orders: 400, impostors: 7},
			row{machines: k.name, state: "never privileged", pop: p, enrolled: user, presented: userLater, orders: 400, impostors: 7})
	}
	servers := fixtures.Population{Kind: fixtures.Server, Seed: 2026}
	for _, r := range []struct {
		name string
		only []hwhash.Class
	}{
		{"serial number, addresses, disks", []hwhash.Class{hwhash.SystemSerial, hwhash.NIC, hwhash.Disk}},
		{"serial number, addresses", []hwhash.Class{hwhash.SystemSerial, hwhash.NIC}},
		{"serial number, disks", []hwhash.Class{hwhash.SystemSerial, hwhash.Disk}},
		{"addresses, disks", []hwhash.Class{hwhash.NIC, hwhash.Disk}},
	} {
		all = append(all, row{machines: "server, by " + r.name, state: "a year later", pop: servers, presented: fixtures.State{Years: 1}, only: r.only, orders: 2000, impostors: 7})
	}
	for _, x := range []struct {
		name   string
		kind   fixtures.Kind
		shared fixtures.Sharing
		state  fixtures.State
	}{
		{"one installation, virtual machines", fixtures.VirtualMachine, fixtures.SharedInstall, fixtures.State{}},
		{"one installation, laptops of ordinary users", fixtures.Laptop, fixtures.SharedInstall, user},
		{"one dock, ordinary users", fixtures.DockedLaptop, fixtures.SharedDock, user},
		{"one serial number and UUID, servers", fixtures.Server, fixtures.SharedSerial, fixtures.State{}},
	} {
		all = append(all, row{machines: x.name, state: "at once", pop: fixtures.Population{Kind: x.kind, Shared: x.shared, Seed: 2026}, enrolled: x.state, presented: x.state, orders: 200, impostors: 15})
	}
	return all
}
