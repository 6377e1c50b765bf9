package hotpath

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

// activation is what a client sends, and what the server's database has of it.
type activation struct {
	licence
	presented string // text of the hash
	enrolled  hwhash.Hash
}

var activations = sync.OnceValue(func() []activation {
	return repeat(uint64(len(licences())), func(i uint64) activation { return newActivation(licences()[i], i) })
})

func newActivation(l licence, seed uint64) activation {
	return activation{l, hashOf(drifted(seed)).String(), hashOf(machine(seed, 16))}
}

// activate is the work of an activation server but for network and database:
// it parses the product key, verifies its digest, decodes the hash that the
// client presents, compares it with the enrolled one, and appends the answer,
// which has the verdict and the hash that stays enrolled.
func activate(answer []byte, keys *productkey.Hasher, a *activation) ([]byte, error) {
	key, err := productkey.Base24.Parse(a.text)
	if err != nil {
		return nil, err
	}
	a.verify(keys, key)
	presented, err := hwhash.Parse(a.presented)
	if err != nil {
		return nil, err
	}
	match, err := hwhash.Standard().Compare(a.enrolled, presented)
	if err != nil {
		return nil, err
	}
	answer = append(answer, `{"verdict":"`...)
	answer = append(answer, match.Verdict.String()...)
	answer = append(answer, `","hash":"`...)
	if answer, err = a.enrolled.AppendText(answer); err != nil {
		return nil, err
	}
	return append(answer, `"}`...), nil
}

func mixOperations() []Operation {
	return []Operation{
		{Name: "Mix", New: func() func() {
			h, a, answer := keyHasher(), newActivation(oneLicence(), 0), make([]byte, 0, 256)
			return func() {
				_, err := activate(answer, h, &a)
				check(err)
			}
		}},
		{Name: "Mix/varied", New: func() func() {
			h, next, answer := keyHasher(), cycle(activations()), make([]byte, 0, 256)
			return func() {
				_, err := activate(answer, h, next())
				check(err)
			}
		}},
		// The same as a request to net/http, client and server in this process,
		// over a connection that is kept.
		{Name: "Mix/http", New: func() func() {
			a, server := newActivation(oneLicence(), 0), activationServer()
			body := must(json.Marshal(request{a.text, a.presented}))
			return func() {
				response := must(server.Client().Post(server.URL, "application/json", bytes.NewReader(body)))
				must(io.Copy(io.Discard, response.Body))
				check(response.Body.Close())
				if response.StatusCode != http.StatusOK {
					panic(response.Status)
				}
			}
		}},
	}
}

type request struct{ Key, Hash string }

// activationServer knows one licence.
var activationServer = sync.OnceValue(func() *httptest.Server {
	a := newActivation(oneLicence(), 0)
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var req request
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4096)).Decode(&req); err != nil {
			http.Error(w, "malformed", http.StatusBadRequest)
			return
		}
		sent := a
		sent.text, sent.presented = req.Key, req.Hash
		answer, err := activate(nil, keyHasher(), &sent)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(answer)
	}))
})
