package vectors

import (
	"encoding"
	"encoding/hex"
	"fmt"

	"github.com/hwprint/hwprint/activation"
)

// Message is a vector of messages.json: a text, and the tokens in it by name or
// the class of failure. Normal is what it is written as, if that differs.
type Message struct {
	ID      string            `json:"id"`
	Reason  string            `json:"reason"`
	Text    string            `json:"text"`
	Normal  string            `json:"normal,omitempty"`
	Tokens  map[string]string `json:"tokens,omitempty"`
	Failure string            `json:"failure,omitempty"`
}

func messages() ([]Message, error) {
	const a, b, c = "v4.public.a", "v4.public.b", "v4.public.c"
	all := []Message{
		{ID: "request", Text: "hwprint request\n" + a + "\n", Tokens: map[string]string{"request": a}},
		{ID: "request-certificate", Text: "hwprint request certificate\n" + a + "\n" + b + "\n", Tokens: map[string]string{"request": a, "certificate": b}},
		{ID: "answer-all", Text: "hwprint answer certificate ring\n" + a + "\n" + b + "\n" + c + "\n", Tokens: map[string]string{"answer": a, "certificate": b, "ring": c}},
		{ID: "answer-ring", Text: "hwprint answer ring\n" + a + "\n" + b + "\n", Tokens: map[string]string{"answer": a, "ring": b}},
		{ID: "certificate", Text: "hwprint certificate ring\n" + a + "\n" + b + "\n", Tokens: map[string]string{"certificate": a, "ring": b}},
		{ID: "ring", Text: "hwprint ring\n" + a + "\n", Tokens: map[string]string{"ring": a}},
		{ID: "cr-lf", Reason: "an editor of Windows", Text: "hwprint ring\r\n" + a + "\r\n", Normal: "hwprint ring\n" + a + "\n", Tokens: map[string]string{"ring": a}},
		{ID: "no-end", Reason: "the last line lacks its end", Text: "hwprint ring\n" + a, Normal: "hwprint ring\n" + a + "\n", Tokens: map[string]string{"ring": a}},
		{ID: "empty", Text: "", Failure: "message"},
		{ID: "no-first-line", Text: a + "\n", Failure: "message"},
		{ID: "order", Reason: "names in another order", Text: "hwprint ring answer\n" + a + "\n" + b + "\n", Failure: "message"},
		{ID: "together", Reason: "what does not belong together", Text: "hwprint request answer\n" + a + "\n" + b + "\n", Failure: "message"},
		{ID: "missing", Reason: "a line is missing", Text: "hwprint request certificate\n" + a + "\n", Failure: "message"},
		{ID: "more", Reason: "a line too many", Text: "hwprint request\n" + a + "\n" + b + "\n", Failure: "message"},
		{ID: "empty-line", Text: "hwprint request\n\n" + a + "\n", Failure: "message"},
		{ID: "end-twice", Text: "hwprint request\n" + a + "\n\n", Failure: "message"},
		{ID: "space", Text: "hwprint request\n" + a + " \n", Failure: "message"},
		{ID: "no-token", Text: "hwprint request\nhello\n", Failure: "message"},
		{ID: "byte-order-mark", Text: "\ufeffhwprint request\n" + a + "\n", Failure: "message"},
	}
	for _, v := range all {
		m, err := activation.ParseMessage([]byte(v.Text))
		if err := expect(v.ID, v.Failure, err); err != nil {
			return nil, err
		}
		if v.Failure != "" {
			continue
		}
		text, err := m.MarshalText()
		if want := v.Normal; err != nil || string(text) != want && (want != "" || string(text) != v.Text) {
			return nil, fmt.Errorf("%s: written as %q", v.ID, text)
		}
		got := map[string]string{"request": m.Request, "answer": m.Answer, "certificate": m.Certificate, "ring": m.Ring}
		for name, token := range got {
			if v.Tokens[name] != token {
				return nil, fmt.Errorf("%s: %s is %q", v.ID, name, token)
			}
		}
	}
	return all, nil
}

// Text is a vector of texts.json: the text form of a key or a number, and its
// bytes in hexadecimal or the class of failure. IID is the installation's
// that has the key.
type Text struct {
	ID      string `json:"id"`
	Reason  string `json:"reason"`
	Type    string `json:"type"`
	Text    string `json:"text"`
	Bytes   string `json:"bytes,omitempty"`
	IID     string `json:"iid,omitempty"`
	Failure string `json:"failure,omitempty"`
}

func (w *world) texts() ([]Text, error) {
	var all []Text
	ipk, c := w.installation.Public(), w.certificate()
	type value = encoding.TextUnmarshaler
	types := map[string]func() (value, []byte){
		"iid":        func() (value, []byte) { v := new(activation.IID); return v, v[:] },
		"serial":     func() (value, []byte) { v := new(activation.Serial); return v, v[:] },
		"nonce":      func() (value, []byte) { v := new(activation.Nonce); return v, v[:] },
		"digest":     func() (value, []byte) { v := new(activation.Digest); return v, v[:] },
		"public":     func() (value, []byte) { v := new(activation.PublicKey); return v, v[:] },
		"ticket":     func() (value, []byte) { v := new(activation.Ticket); return v, v[:] },
		"sealed_key": func() (value, []byte) { v := new(activation.SealedKey); return v, v[:] },
	}
	read := func(kind, text string) ([]byte, error) {
		v, b := types[kind]()
		return b, v.UnmarshalText([]byte(text))
	}
	for _, good := range []struct{ kind, text string }{
		{"iid", c.IID.String()},
		{"serial", c.Serial.String()},
		{"nonce", w.activate().Nonce.String()},
		{"digest", activation.TokenDigest("v4.public.a").String()},
		{"public", ipk.String()},
		{"ticket", c.Ticket.String()},
		{"sealed_key", w.activate().Key.String()},
	} {
		b, err := read(good.kind, good.text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", good.kind, err)
		}
		v := Text{ID: good.kind, Type: good.kind, Text: good.text, Bytes: hex.EncodeToString(b)}
		if good.kind == "public" {
			v.IID = ipk.IID().String()
		}
		all = append(all, v)
	}
	iid := c.IID.String()
	for _, bad := range []struct{ id, text, reason string }{
		{"prefix", iid[5:], "no prefix"},
		{"other-prefix", "ser1:" + iid[5:], "the prefix of another type"},
		{"version", "iid2:" + iid[5:], "another version"},
		{"case", "IID1:" + iid[5:], ""},
		{"short", iid[:len(iid)-1], ""},
		{"long", iid + "A", ""},
		{"padding", iid + "==", ""},
		{"line-end", iid + "\n", ""},
		{"alphabet", iid[:len(iid)-2] + "+/", "not base64url"},
		{"left-over", iid[:len(iid)-1] + "B", "bits left over that are not 0"},
		{"zeros", "iid1:AAAAAAAAAAAAAAAAAAAAAA", "zeros are no value"},
	} {
		_, err := read("iid", bad.text)
		if err := expect(bad.id, "text", err); err != nil {
			return nil, err
		}
		all = append(all, Text{ID: "iid/" + bad.id, Reason: bad.reason, Type: "iid", Text: bad.text, Failure: "text"})
	}
	return all, nil
}

// Ticket is a vector of tickets.json: a ticket of an installation under a key,
// with what is in it, or that it is not one of that key's.
type Ticket struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
	Key    string `json:"key"`
	IID    string `json:"iid"`
	Ticket string `json:"ticket"`
	Number string `json:"number"` // its own and its parent's, in hexadecimal
	Parent string `json:"parent"`
	Seq    uint32 `json:"seq"`
	Valid  bool   `json:"valid"`
}

func (w *world) ticketVectors() (all []Ticket, err error) {
	iid, stranger := w.installation.Public().IID(), w.stranger.Public().IID()
	first, err := w.tickets.Issue(fixed("ticket"), iid, activation.Ticket{})
	if err != nil {
		return nil, err
	}
	second, err := w.tickets.Issue(fixed("second ticket"), iid, first)
	if err != nil {
		return nil, err
	}
	forged := second
	forged[19]++
	other, err := activation.ParseTicketKey(text("tik1:", "other tickets"))
	if err != nil {
		return nil, err
	}
	for _, v := range []struct {
		id, reason string
		key        activation.TicketKey
		iid        activation.IID
		ticket     activation.Ticket
		valid      bool
	}{
		{"first", "its parent is none", w.tickets, iid, first, true},
		{"second", "", w.tickets, iid, second, true},
		{"other-installation", "", w.tickets, stranger, second, false},
		{"other-key", "", other, iid, second, false},
		{"forged", "the place in the row is another", w.tickets, iid, forged, false},
	} {
		if v.key.Verify(v.iid, v.ticket) != v.valid {
			return nil, fmt.Errorf("%s: valid is not %v", v.id, v.valid)
		}
		number, parent := v.ticket.ID(), v.ticket.Parent()
		all = append(all, Ticket{
			v.id, v.reason, v.key.Reveal(), v.iid.String(), v.ticket.String(),
			hex.EncodeToString(number[:]), hex.EncodeToString(parent[:]), v.ticket.Seq(), v.valid,
		})
	}
	return all, nil
}
