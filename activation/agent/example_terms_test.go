package agent_test

import (
	"context"
	"fmt"
	"time"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/agent"
	"github.com/hwprint/hwprint/activation/server"
)

// says prints what a program finds.
func (v *acme) says(when string, c *agent.Client) {
	status := must(c.Status(context.Background()))
	fmt.Print(when, ": ", status.State)
	if status.Until != 0 {
		fmt.Print(" until ", time.Unix(status.Until, 0).UTC().Format(time.DateOnly))
	}
	if len(status.Help) > 0 {
		fmt.Print(", what helps: ", status.Help)
	}
	fmt.Println()
}

// sold activates a licence that was just sold.
func (v *acme) sold(l server.Licence) (*agent.Client, agent.Config) {
	config := v.config()
	client := must(agent.New(config))
	must(client.Activate(context.Background(), v.sell(l)))
	return client, config
}

func (v *acme) renews(c *agent.Client) {
	result := must(c.Renew(context.Background()))
	fmt.Println("asked:", result.Answer.Outcome, result.Answer.May)
}

// Perpetual: activated once, it works for ever, also if the vendor is gone.
func Example_perpetual() {
	vendor := newAcme()
	defer vendor.Close()
	client, _ := vendor.sold(server.Licence{Kind: activation.Perpetual, Seats: 1})
	vendor.says("bought", client)
	vendor.Server.Close()
	vendor.days(20 * 365)
	vendor.says("twenty years later", client)
	// Output:
	// bought: valid
	// twenty years later: valid, what helps: [renew]
}

// Perpetual with maintenance: what was built until its end works for ever.
func Example_maintenance() {
	vendor := newAcme()
	defer vendor.Close()
	bought := vendor.now()
	client, config := vendor.sold(server.Licence{Kind: activation.Perpetual, Seats: 1, Maintained: bought + 365*86400})
	vendor.days(3 * 365)
	vendor.says("the build of the day it was bought", client)
	config.Built = bought + 364*86400
	vendor.says("a build of the last day of maintenance", must(agent.New(config)))
	config.Built = bought + 366*86400
	vendor.says("a build of the day after", must(agent.New(config)))
	// Output:
	// the build of the day it was bought: valid, what helps: [renew]
	// a build of the last day of maintenance: valid, what helps: [renew]
	// a build of the day after: not_maintained, what helps: [maintenance renew]
}

// A subscription that is paid late: grace, and then it goes on.
func Example_subscription() {
	vendor := newAcme()
	defer vendor.Close()
	client, _ := vendor.sold(server.Licence{Kind: activation.Subscription, Seats: 1, Ends: vendor.now() + 30*86400})
	vendor.says("paid", client)
	vendor.days(31)
	vendor.says("a day late", client)
	vendor.renews(client)
	vendor.says("it still works", client)
	vendor.days(14)
	vendor.says("never paid", client)
	// Output:
	// paid: valid until 2026-12-31
	// a day late: grace until 2027-01-14, what helps: [renew]
	// asked: not_granted [ask_vendor]
	// it still works: grace until 2027-01-14, what helps: [renew]
	// never paid: ended until 2027-01-14, what helps: [renew]
}

// A trial: thirty days for each machine, once.
func Example_trial() {
	vendor := newAcme()
	defer vendor.Close()
	key := vendor.sell(server.Licence{Kind: activation.Trial}) // compiled into the program
	config := vendor.config()
	client := must(agent.New(config))
	must(client.Activate(context.Background(), key))
	vendor.says("first start", client)
	vendor.days(32)
	vendor.says("a month later", client)
	config.Folder = vendor.folder()
	again := must(must(agent.New(config)).Activate(context.Background(), key))
	fmt.Println("installed again:", again.Answer.Outcome)
	// Output:
	// first start: valid until 2026-12-31
	// a month later: ended until 2027-01-01, what helps: [renew]
	// installed again: not_granted
}

// Floating: so many at once; who goes, or is not heard of, leaves his seat.
func Example_floating() {
	vendor := newAcme()
	defer vendor.Close()
	key := vendor.sell(server.Licence{Kind: activation.Floating, Seats: 1})
	pod := func() *agent.Client {
		config := vendor.config()
		config.Folder = "" // in memory
		return must(agent.New(config))
	}
	asks := func(who string, c *agent.Client) {
		fmt.Println(who, must(c.Activate(context.Background(), key)).Answer.Outcome)
	}
	one, two := pod(), pod()
	asks("one:", one)
	asks("two:", two)
	must(one.Release(context.Background()))
	asks("two, after one went:", two)
	vendor.time += 3601 // two crashed
	asks("one, an hour later:", one)
	// Output:
	// one: granted
	// two: not_granted
	// two, after one went: granted
	// one, an hour later: granted
}

// Air-gapped: a file out, a file in, and no renewal. A person moves it.
func Example_airGapped() {
	vendor := newAcme()
	defer vendor.Close()
	key := vendor.sell(server.Licence{Kind: activation.Perpetual, Seats: 1, Terms: server.Terms{AirGapped: true}})
	config := vendor.config()
	config.Server = ""
	client := must(agent.New(config))
	ctx := context.Background()
	request := must(client.Request(ctx, activation.OpActivate, key, agent.RequestOptions{}))
	vendor.days(10) // on its way
	reply := must(vendor.act.Answer(ctx, activation.OpActivate, must(activation.ParseMessage(request))))
	must(client.Answer(ctx, must(reply.MarshalText())))
	vendor.days(10 * 365)
	vendor.says("ten years later", client)
	config.Read = pc(2).Read
	vendor.says("copied to another machine", must(agent.New(config)))
	// Output:
	// ten years later: valid
	// copied to another machine: elsewhere, what helps: [activate]
}
