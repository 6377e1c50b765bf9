package agent

import (
	"fmt"
	"strings"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/hwhash"
)

// Sends says in words what a request of a kind sends, a sentence each: to be
// shown before it is sent. It is all that is sent.
func (c *Client) Sends(op activation.Op) []string {
	say := []string{fmt.Sprintf("To %s, for %s only:", c.recipient(), purposes[op])}
	if op == activation.OpActivate {
		say = append(say, "the product key, encrypted so that only the vendor's server reads it; it keeps a digest, not the key;")
	} else {
		say = append(say, "the serial number and the ticket of the certificate that is here;")
	}
	const hash = ", of which no serial number, address or UUID can be recovered;"
	switch op {
	case activation.OpActivate:
		say = append(say, "a hash of this machine's "+classList(c.allowed(c.enrols))+hash)
	case activation.OpRenew:
		say = append(say, "a hash of what the activation read of this machine"+hash)
	}
	say = append(say, "the number of this installation, which is made of no hardware; the product; the time; a random number.")
	if c.config.Language != "" || c.config.Region != "" {
		said := strings.Join(strings.Fields(c.config.Language+" "+c.config.Region), ", ")
		say = append(say, "Language and region ("+said+"), which are not stored.")
	}
	return append(say, "No name of a user or of this computer, no address, no file.")
}

var purposes = map[activation.Op]string{
	activation.OpActivate: "activation",
	activation.OpRenew:    "renewal of the licence",
	activation.OpRelease:  "giving the seat up",
}

func (c *Client) recipient() string {
	if c.config.Server == "" {
		return "the vendor of " + c.config.Product
	}
	return c.config.Server
}

// classList is a list of classes for people.
func classList(classes []hwhash.Class) string {
	names := make([]string, len(classes))
	for i, class := range classes {
		names[i] = strings.ReplaceAll(class.String(), "_", " ")
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}
