package activation

import (
	"slices"
	"strings"
)

// Message is tokens that travel together, each on a line of its own. It has one
// text for an HTTP body, a file and a QR code, whose first line names them:
//
//	hwprint answer certificate
//	v4.public.eyJ…
//	v4.public.eyJ…
//
// It is a request, perhaps with the certificate; an answer, perhaps with
// certificate and ring; a certificate, perhaps with its ring; or a ring. An
// empty field is a token that is not there; the zero value is no message.
type Message struct {
	Request     string
	Answer      string
	Certificate string
	Ring        string
}

const (
	messageStart = "hwprint "
	maxMessage   = 65536
)

// messages are the first lines that there are.
var messages = []string{
	"hwprint request",
	"hwprint request certificate",
	"hwprint answer",
	"hwprint answer certificate",
	"hwprint answer ring",
	"hwprint answer certificate ring",
	"hwprint certificate",
	"hwprint certificate ring",
	"hwprint ring",
}

// fields are the tokens in the order of the lines, with their names.
func (m *Message) fields() (names []string, tokens []*string) {
	return []string{"request", "answer", "certificate", "ring"}, []*string{&m.Request, &m.Answer, &m.Certificate, &m.Ring}
}

// MarshalText returns the text, with a line feed after each line. Tokens that do
// not belong together are [ErrMessage].
func (m Message) MarshalText() ([]byte, error) {
	first, lines := strings.TrimSpace(messageStart), []byte(nil)
	names, tokens := m.fields()
	for i, token := range tokens {
		if *token == "" {
			continue
		}
		if strings.ContainsAny(*token, " \r\n") {
			return nil, ErrMessage
		}
		first += " " + names[i]
		lines = append(append(lines, *token...), '\n')
	}
	if !slices.Contains(messages, first) {
		return nil, ErrMessage
	}
	text := append([]byte(first+"\n"), lines...)
	if len(text) > maxMessage {
		return nil, ErrLength
	}
	return text, nil
}

// ParseMessage reads the text of a message. Lines may end in CR LF, as some
// editors make them, and the last may lack its end. It verifies no token.
func ParseMessage(text []byte) (Message, error) {
	if len(text) > maxMessage {
		return Message{}, ErrLength
	}
	all := strings.ReplaceAll(string(text), "\r\n", "\n")
	lines := strings.Split(strings.TrimSuffix(all, "\n"), "\n")
	kinds := strings.Split(lines[0], " ")
	if !slices.Contains(messages, lines[0]) || len(lines) != len(kinds) {
		return Message{}, ErrMessage
	}
	var m Message
	names, tokens := m.fields()
	for i, line := range lines[1:] {
		if !strings.HasPrefix(line, header) || strings.ContainsAny(line, " \r") {
			return Message{}, ErrMessage
		}
		*tokens[slices.Index(names, kinds[i+1])] = line
	}
	return m, nil
}
