// Package acttest has what the tests of several packages of this module need.
package acttest

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

// Send brings a message to a server, and its answer back.
type Send func(op activation.Op, m activation.Message) (activation.Message, error)

// To sends within the process.
func To(s *server.Server) Send {
	return func(op activation.Op, m activation.Message) (activation.Message, error) {
		return s.Answer(context.Background(), op, m)
	}
}

// Status is an answer of HTTP that is no verdict.
type Status int

// Error says the status.
func (s Status) Error() string { return fmt.Sprintf("HTTP status %d", int(s)) }

// ToURL sends over HTTP.
func ToURL(client *http.Client, url string) Send {
	return func(op activation.Op, m activation.Message) (activation.Message, error) {
		text, err := m.MarshalText()
		if err != nil {
			return m, err
		}
		res, err := client.Post(url+"/v1/"+string(op), "text/plain", bytes.NewReader(text))
		if err != nil {
			return m, err
		}
		defer func() { _ = res.Body.Close() }()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			return m, err
		}
		if res.StatusCode != http.StatusOK {
			return m, Status(res.StatusCode)
		}
		return activation.ParseMessage(body)
	}
}

// Client is an installation as small as it can be: its key, and what it keeps.
type Client struct {
	Send    Send
	Ring    activation.Ring
	Product string
	Now     func() int64
	Key     activation.SigningKey

	Serial      activation.Serial
	Ticket      activation.Ticket
	Certificate activation.Certificate
	Token       string // of the certificate
}

// NewClient returns a new installation.
func NewClient(send Send, ring activation.Ring, product string, now func() int64) *Client {
	key, err := activation.NewSigningKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	return &Client{Send: send, Ring: ring, Product: product, Now: now, Key: key}
}

// Copy returns a copy of the installation, as a cloned disk holds it.
func (c *Client) Copy() *Client {
	copied := *c
	return &copied
}

// Activate asks for a seat; free may name one to be freed.
func (c *Client) Activate(key productkey.Key, h hwhash.Hash, free string) (activation.Answer, error) {
	token, err := c.ActivateRequest(key, h, free)
	if err != nil {
		return activation.Answer{}, err
	}
	return c.Exchange(activation.OpActivate, activation.Message{Request: token})
}

// ActivateRequest signs a request to activate.
func (c *Client) ActivateRequest(key productkey.Key, h hwhash.Hash, free string) (string, error) {
	r := c.request(activation.OpActivate, h)
	r.Free, r.IPK = free, c.Key.Public()
	seal, ok := c.Ring.Active(activation.UseSeal, c.Now())
	if !ok {
		return "", activation.ErrSealingKey
	}
	if err := activation.SealKey(seal, &r, key); err != nil {
		return "", err
	}
	return activation.SignRequest(c.Key, r)
}

// Renew asks for the certificate to be renewed.
func (c *Client) Renew(h hwhash.Hash) (activation.Answer, error) {
	token, err := c.RenewRequest(h)
	if err != nil {
		return activation.Answer{}, err
	}
	return c.Exchange(activation.OpRenew, activation.Message{Request: token})
}

// RenewRequest signs a request to renew.
func (c *Client) RenewRequest(h hwhash.Hash) (string, error) {
	r := c.request(activation.OpRenew, h)
	r.Serial, r.Ticket = c.Serial, c.Ticket
	return activation.SignRequest(c.Key, r)
}

// RenewShowing renews with the certificate beside the request.
func (c *Client) RenewShowing(h hwhash.Hash) (activation.Answer, error) {
	token, err := c.RenewRequest(h)
	if err != nil {
		return activation.Answer{}, err
	}
	return c.Exchange(activation.OpRenew, activation.Message{Request: token, Certificate: c.Token})
}

// Release gives the seat up.
func (c *Client) Release(h hwhash.Hash) (activation.Answer, error) {
	r := c.request(activation.OpRelease, h)
	r.Serial, r.Ticket = c.Serial, c.Ticket
	token, err := activation.SignRequest(c.Key, r)
	if err != nil {
		return activation.Answer{}, err
	}
	return c.Exchange(activation.OpRelease, activation.Message{Request: token})
}

func (c *Client) request(op activation.Op, h hwhash.Hash) activation.Request {
	nonce, err := activation.NewNonce(rand.Reader)
	if err != nil {
		panic(err)
	}
	return activation.Request{Op: op, Product: c.Product, Hash: h, Now: c.Now(), Nonce: nonce}
}

// Exchange sends a message, verifies the answer, and keeps what was granted.
func (c *Client) Exchange(op activation.Op, m activation.Message) (activation.Answer, error) {
	got, err := c.Send(op, m)
	if err != nil {
		return activation.Answer{}, err
	}
	a, cert, err := activation.ParseAnswer(c.Ring, m.Request, got)
	if err == nil && a.Outcome == activation.Granted {
		c.Serial, c.Ticket, c.Certificate, c.Token = cert.Serial, cert.Ticket, cert, got.Certificate
	}
	return a, err
}
