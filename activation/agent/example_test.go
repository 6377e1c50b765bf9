package agent_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/agent"
	"github.com/hwprint/hwprint/activation/internal/acttest"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/activation/store/memory"
	"github.com/hwprint/hwprint/productkey"
)

// acme is a vendor for examples, whose clock is set.
type acme struct {
	*httptest.Server
	act  *server.Server
	keys server.Keys
	time int64
	tmp  []string
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func newAcme() *acme {
	v := &acme{time: must(time.Parse(time.DateOnly, "2026-12-01")).Unix()}
	_, v.keys, _ = server.NewKeys(scope, v.time, nil)
	v.act = must(server.New(context.Background(), server.Config{Store: memory.New(), Keys: v.keys, Product: scope, Now: v.now}))
	if err := v.act.AddProduct(context.Background(), scope, "base24", true); err != nil {
		panic(err)
	}
	v.Server = httptest.NewServer(v.act.Handler())
	return v
}

func (v *acme) Close() {
	v.Server.Close()
	for _, folder := range v.tmp {
		_ = os.RemoveAll(folder)
	}
}

func (v *acme) now() int64   { return v.time }
func (v *acme) days(n int64) { v.time += n * 86400 }
func (v *acme) folder() string {
	v.tmp = append(v.tmp, must(os.MkdirTemp("", "acme")))
	return v.tmp[len(v.tmp)-1]
}

// sell issues a licence.
func (v *acme) sell(l server.Licence) productkey.Key {
	key := must(productkey.Base24.Generate(nil))
	one := func(yield func(server.Order, error) bool) { yield(server.Order{Licence: l, Key: key}, nil) }
	if err := v.act.Issue(context.Background(), scope, one, func([]string) {}); err != nil {
		panic(err)
	}
	return key
}

// config is that of a program of acme's on a laptop.
func (v *acme) config() agent.Config {
	return agent.Config{
		Product: scope,
		Roots:   []activation.PublicKey{v.keys.Root},
		Server:  v.URL,
		Ring:    v.keys.Ring,
		Folder:  v.folder(),
		Read:    pc(1).Read, // for the same output everywhere: leave it out
		Now:     v.now,
	}
}

// A program activates at its first start, and checks at each later one.
func Example() {
	vendor := newAcme()
	defer vendor.Close()
	key := vendor.sell(server.Licence{Kind: activation.Subscription, Seats: 1, Ends: vendor.now() + 400*86400})

	ctx := context.Background()
	client, err := agent.New(vendor.config())
	if err != nil {
		fmt.Println(err)
		return
	}
	status, err := client.Status(ctx)
	fmt.Println("first start:", status.State, status.Allowed(), err)
	result, err := client.Activate(ctx, key)
	fmt.Println("activated:", result.Granted(), err)

	vendor.days(60) // without a network
	status, err = client.Status(ctx)
	fmt.Println("later start:", status.State, status.Allowed(), err)
	if status.Has(activation.ReasonRenew) {
		result, err = client.Renew(ctx)
		fmt.Println("renewed:", result.Granted(), err)
	}
	// Output:
	// first start: none false <nil>
	// activated: true <nil>
	// later start: valid true <nil>
	// renewed: true <nil>
}

// A machine without a network sends a file or shows a QR code, and gets a file.
func ExampleClient_Request() {
	vendor := newAcme()
	defer vendor.Close()
	key := vendor.sell(server.Licence{Kind: activation.Perpetual, Seats: 1})
	config := vendor.config()
	config.Server = ""
	client := must(agent.New(config))

	ctx := context.Background()
	request, err := client.Request(ctx, activation.OpActivate, key, agent.RequestOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	first, _, _ := strings.Cut(string(request), "\n")
	code, err := agent.QR(request)
	fmt.Println(first, "as QR code of version", code.Version(), err)

	// Somebody carries it to a machine that has a network.
	message, _ := activation.ParseMessage(request)
	reply, err := vendor.act.Answer(ctx, activation.OpActivate, message)
	if err != nil {
		fmt.Println(err)
		return
	}
	answer, _ := reply.MarshalText()

	result, err := client.Answer(ctx, answer)
	fmt.Println(result.Granted(), result.Status.State, err)
	// Output:
	// hwprint request as QR code of version 17 <nil>
	// true valid <nil>
}

// What is sent is shown before it is.
func ExampleClient_Sends() {
	vendor := newAcme()
	defer vendor.Close()
	config := vendor.config()
	config.Server = "https://licences.acme.example"
	config.Only = must(acttest.Classes("disk", "nic", "os_install"))
	client := must(agent.New(config))
	for _, sentence := range client.Sends(activation.OpActivate) {
		fmt.Println(sentence)
	}
	// Output:
	// To https://licences.acme.example, for activation only:
	// the product key, encrypted so that only the vendor's server reads it; it keeps a digest, not the key;
	// a hash of this machine's os install, nic and disk, of which no serial number, address or UUID can be recovered;
	// the number of this installation, which is made of no hardware; the product; the time; a random number.
	// No name of a user or of this computer, no address, no file.
}

// A pod has its state in memory, and its key from a secret.
func ExampleClient_Keep() {
	vendor := newAcme()
	defer vendor.Close()
	key := vendor.sell(server.Licence{Kind: activation.Floating, Seats: 10})
	_ = os.Setenv("ACME_KEY", key.Reveal()) // or ACME_KEY_FILE names a file
	defer func() { _ = os.Unsetenv("ACME_KEY") }()

	config := vendor.config()
	config.Folder = ""
	client := must(agent.New(config))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	key, err := agent.KeyFromEnv(productkey.Base24, "ACME_KEY")
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := client.Activate(ctx, key); err != nil {
		fmt.Println(err)
		return
	}
	err = client.Keep(ctx, func(s agent.Status) {
		fmt.Println(s.State, "for", (s.Until-vendor.now())/60, "minutes")
		cancel() // when the program ends
	})
	fmt.Println(err)
	result, err := client.Release(context.Background())
	fmt.Println(result.Answer.Outcome, err)
	// Output:
	// valid for 60 minutes
	// context canceled
	// released <nil>
}
