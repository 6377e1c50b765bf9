package activation_test

import (
	"fmt"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
)

// Terms in words, as certificates, and what an agent says that never reaches
// its server again.
func ExampleTerms() {
	k := newKit(nil)
	day := func(n int64) int64 { return now + n*day }
	for _, licence := range []struct {
		words  string
		change func(c *activation.Certificate)
	}{
		{"perpetual", func(c *activation.Certificate) {
			c.Terms, c.End = activation.Perpetual, 0
		}},
		{"perpetual, maintained for a year", func(c *activation.Certificate) {
			c.Terms, c.End, c.Maintained = activation.Perpetual, 0, day(365)
		}},
		{"subscription, two weeks of grace", func(c *activation.Certificate) {
			c.Terms, c.End, c.Grace = activation.Subscription, day(90), 14*(day(1)-now)
		}},
		{"trial of 30 days", func(c *activation.Certificate) {
			c.Terms, c.End, c.Renew, c.Grace = activation.Trial, day(30), day(7), 0
		}},
		{"floating, leased for a day", func(c *activation.Certificate) {
			c.Terms, c.End, c.Renew, c.Grace = activation.Floating, day(1), now+60*60, 0
			c.Anchor, c.Policy, c.Ticket = hwhash.Hash{}, "", activation.Ticket{}
		}},
		{"air-gapped for a year", func(c *activation.Certificate) {
			c.Terms, c.End, c.Renew, c.Grace = activation.Subscription, day(365), 0, 0
		}},
	} {
		c := k.certificate()
		licence.change(&c)
		token := k.sign(c)
		fmt.Printf("%-35s", licence.words)
		for _, n := range []int64{0, 31, 100, 366} {
			status := activation.Check(k.ring, token, activation.Machine{
				Product: product, Installation: k.installation.Public(), Now: day(n), Built: day(n), Hash: k.hash,
			})
			fmt.Printf(" %d:%s", n, status.State)
		}
		fmt.Println()
	}
	// Output:
	// perpetual                           0:valid 31:valid 100:valid 366:valid
	// perpetual, maintained for a year    0:valid 31:valid 100:valid 366:not_maintained
	// subscription, two weeks of grace    0:valid 31:valid 100:grace 366:ended
	// trial of 30 days                    0:valid 31:ended 100:ended 366:ended
	// floating, leased for a day          0:valid 31:ended 100:ended 366:ended
	// air-gapped for a year               0:valid 31:valid 100:valid 366:ended
}
