package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/agent"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/hwhash/collect"
)

// vendor is what an agent is told of a vendor: a file of JSON. Other members, such
// as hwactd prints, mean nothing here.
type vendor struct {
	Product string `json:"product"`
	Root    string `json:"root"` // one or two, separated by a comma
	Ring    string `json:"ring"`
	Server  string `json:"server"`
}

const (
	defaultServer = "http://127.0.0.1:8443" // of hwactd
	maxFile       = 1 << 20
)

// options are the flags of all commands.
type options struct {
	vendor
	file, state, only, without, machine, inventory, built string
	language, region                                      string
	privileged, quiet                                     bool
	ahead                                                 int64
	patience                                              time.Duration
}

func setOptions(f *flag.FlagSet) *options {
	o := new(options)
	f.StringVar(&o.file, "vendor", "", "`file` with product, root and ring: what hwactd init printed")
	f.StringVar(&o.Product, "product", "", "`scope` of the product, such as acme.example/editor")
	f.StringVar(&o.Root, "root", "", "the vendor's public `keys`, one or two, separated by a comma")
	f.StringVar(&o.Ring, "ring", "", "the `token` of the vendor's ring of keys; a server sends it")
	f.StringVar(&o.Server, "server", "", "`URL` of the server (default "+defaultServer+")")
	f.StringVar(&o.state, "state", "", "`folder` of the state (default one of the user's, on this machine)")
	f.StringVar(&o.only, "only", "", "`classes` to read of the machine, and no others: nic,disk")
	f.StringVar(&o.without, "without", "", "`classes` not to read")
	f.BoolVar(&o.privileged, "privileged", false, "enrol what only a superuser can read, too")
	f.StringVar(&o.machine, "machine", "", "root `folder` of the machine, such as /host in a container")
	f.StringVar(&o.inventory, "inventory", "", "`file` with an inventory, as hwprint inventory -json prints it, in place of this machine's: for tests")
	f.StringVar(&o.built, "built", "", "`day` on which the program was built, for licences with maintenance")
	f.StringVar(&o.language, "language", "", "`tag` that is sent, as de or pt-BR")
	f.StringVar(&o.region, "region", "", "`code` that is sent, as DE")
	f.BoolVar(&o.quiet, "quiet", false, "do not say what is sent")
	f.DurationVar(&o.patience, "patience", 10*time.Second, "how long a server that does not answer is asked again")
	f.Int64Var(&o.ahead, "test-clock", 0, "`seconds` that the clock is ahead: for tests")
	return o
}

// client makes the agent.
func (o *options) client() (*agent.Client, error) {
	if err := o.readVendor(); err != nil {
		return nil, err
	}
	c := agent.Config{
		Product: o.Product, Server: o.Server, Ring: o.Ring, Folder: o.state,
		Privileged: o.privileged, Patience: o.patience, Language: o.language, Region: o.region,
		Now: func() int64 { return time.Now().Unix() + o.ahead },
	}
	for text := range strings.SplitSeq(o.Root, ",") {
		var root activation.PublicKey
		if err := root.UnmarshalText([]byte(strings.TrimSpace(text))); err != nil {
			return nil, fmt.Errorf("-root: %w", err)
		}
		c.Roots = append(c.Roots, root)
	}
	if err := o.setMachine(&c); err != nil {
		return nil, err
	}
	var err error
	if c.Folder == "" {
		if c.Folder, err = agent.DefaultFolder(c.Product); err != nil {
			return nil, err
		}
	}
	return agent.New(c)
}

// readVendor fills what no flag gives from the file.
func (o *options) readVendor() error {
	var v vendor
	if o.file != "" {
		doc, err := readFile(o.file)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(doc, &v); err != nil {
			return fmt.Errorf("-vendor: %w", err)
		}
	}
	for _, f := range []struct{ flag, file *string }{
		{&o.Product, &v.Product}, {&o.Root, &v.Root}, {&o.Ring, &v.Ring}, {&o.Server, &v.Server},
	} {
		if *f.flag == "" {
			*f.flag = *f.file
		}
	}
	if o.Server == "" {
		o.Server = defaultServer
	}
	if o.Product == "" || o.Root == "" {
		return errors.New("who is the vendor? give -vendor, or -product and -root")
	}
	return nil
}

// setMachine sets what is read, and from where.
func (o *options) setMachine(c *agent.Config) (err error) {
	if c.Only, err = parseClasses(o.only); err != nil {
		return err
	}
	if c.Without, err = parseClasses(o.without); err != nil {
		return err
	}
	if o.machine != "" {
		c.Collect = append(c.Collect, collect.Root(o.machine))
	}
	if o.inventory != "" {
		c.Read = o.readInventory
	}
	if o.built != "" {
		day, err := time.Parse(time.DateOnly, o.built)
		if err != nil {
			return fmt.Errorf("-built: %w", err)
		}
		c.Built = day.Unix()
	}
	return nil
}

// readInventory reads classes of the machine of a file.
func (o *options) readInventory(_ context.Context, classes []hwhash.Class) (inv hwhash.Inventory, err error) {
	doc, err := readFile(o.inventory)
	if err != nil {
		return inv, err
	}
	if err := json.Unmarshal(doc, &inv); err != nil {
		return inv, err
	}
	wanted := map[hwhash.Class]bool{}
	for _, c := range classes {
		wanted[c] = true
	}
	var others []hwhash.Class
	for _, c := range hwhash.Classes() {
		if !wanted[c] {
			others = append(others, c)
		}
	}
	return inv.Without(others...)
}

func parseClasses(text string) (all []hwhash.Class, err error) {
	for _, name := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		c, err := hwhash.ParseClass(name)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// readFile reads a file, or standard input for "-".
func readFile(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(io.LimitReader(os.Stdin, maxFile))
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, maxFile))
}

// says writes what a request sends, before it does.
func (o *options) says(s streams, c *agent.Client, op activation.Op) {
	if !o.quiet {
		fmt.Fprintln(s.err, strings.Join(c.Sends(op), "\n"))
	}
}
