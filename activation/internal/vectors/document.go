package vectors

import (
	"encoding/hex"
	"fmt"
	"strings"

	"rsc.io/qr"

	"github.com/hwprint/hwprint/activation"
)

// Document returns docs/activation.md with the parts that are made here: the
// table of sizes, and the worked example.
func Document(doc string) (string, error) {
	w, err := newWorld()
	if err != nil {
		return "", err
	}
	sizes, err := w.Sizes()
	if err != nil {
		return "", err
	}
	table := "| message | characters | QR version, level L |\n| --- | --- | --- |\n"
	for _, s := range sizes {
		table += fmt.Sprintf("| %s | %d | %d |\n", s.Name, s.Characters, s.QR)
	}
	example, err := w.example()
	if err != nil {
		return "", err
	}
	for name, part := range map[string]string{"sizes": table, "example": example} {
		begin, end := "<!-- begin "+name+" -->\n", "<!-- end "+name+" -->\n"
		before, rest, ok := strings.Cut(doc, begin)
		_, after, also := strings.Cut(rest, end)
		if !ok || !also {
			return "", fmt.Errorf("no place for %s", name)
		}
		doc = before + begin + part + end + after
	}
	return doc, nil
}

// Size is the size of a message, with its first line, and the version of the
// smallest QR code of level L that holds it.
type Size struct {
	Name           string
	Characters, QR int
}

// Sizes returns the sizes of all kinds of messages.
func (w *world) Sizes() (all []Size, err error) {
	tokens := map[string]string{}
	for _, s := range w.specimens() {
		tokens[s.ID] = s.Token.Token
	}
	for _, row := range []struct{ name, request, answer, certificate, ring string }{
		{name: "request to activate", request: "request-activate-least"},
		{name: "request to activate, with all that is optional", request: "request-activate"},
		{name: "request to renew", request: "request-renew"},
		{name: "request to release", request: "request-release"},
		{name: "certificate of a subscription, two features", certificate: "certificate-subscription"},
		{name: "certificate with a last hash", certificate: "certificate-last"},
		{name: "certificate, perpetual and air-gapped", certificate: "certificate-air-gapped"},
		{name: "certificate of a floating licence", certificate: "certificate-floating"},
		{name: "ring of three keys", ring: "ring"},
		{name: "answer that grants, with certificate and ring", answer: "answer-granted", certificate: "certificate-subscription", ring: "ring"},
	} {
		m := activation.Message{
			Request: tokens[row.request], Answer: tokens[row.answer], Certificate: tokens[row.certificate], Ring: tokens[row.ring],
		}
		text, err := m.MarshalText()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", row.name, err)
		}
		code, err := qr.Encode(string(text), qr.L)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", row.name, err)
		}
		all = append(all, Size{row.name, len(text), (code.Size - 17) / 4})
	}
	return all, nil
}

// example is the worked example, in Markdown.
func (w *world) example() (string, error) {
	tokens := map[string]Token{}
	for _, s := range w.specimens() {
		tokens[s.ID] = s.Token
	}
	request, granted, certificate := tokens["request-activate-least"], tokens["answer-granted"], tokens["certificate-subscription"]
	seals, err := w.seals()
	if err != nil {
		return "", err
	}
	ipk := w.installation.Public()
	status := activation.Check(w.ring, certificate.Token, activation.Machine{Product: Product, Installation: ipk, Now: at(95), Hash: w.anchor})

	out := new(strings.Builder)
	show := func(words string, blocks ...string) {
		fmt.Fprintf(out, "%s\n\n", words)
		for _, block := range blocks {
			fmt.Fprintf(out, "```\n%s\n```\n\n", broken(block))
		}
	}
	show("The installation's key, its public half, and its number:", w.installation.Reveal(), ipk.String(), ipk.IID().String())
	show("The product key, its number, and HPKE's info for it, in hexadecimal:", seals[0].Key, seals[0].Number, hex.EncodeToString(sealInfo(seals[0])))
	show("The claims of a request to activate, its token, and the token's digest:", string(request.Claims), request.Token, activation.TokenDigest(request.Token).String())
	show("The claims of the answer, and its token:", string(granted.Claims), granted.Token)
	show("The claims of the certificate beside it, and its token:", string(certificate.Claims), certificate.Token)
	show("The check 95 days later, without a renewal:", fmt.Sprintf("%s until %d, reasons %v, help %v", status.State, status.Until, status.Reasons, status.Help))
	return out.String(), nil
}

// broken breaks a text into lines of a page.
func broken(text string) string {
	var lines []string
	for len(text) > 110 {
		lines, text = append(lines, text[:110]), text[110:]
	}
	return strings.Join(append(lines, text), "\n")
}
