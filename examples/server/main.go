// Server is a complete activation server in one file: it sells each product key
// to one machine. Keys to sell are read from standard input, one a line.
//
//	export PEPPERS="1:$(openssl rand -hex 32)" SEAL_KEYS="1:$(openssl rand -hex 32)"
//	go run ./cmd/hwprint key generate 100 | go run ./examples/server -listen localhost:8080
//
// It keeps digests of keys and sealed hashes, in memory; yours has a database in
// place of the map, and TLS in front. Module activation is the same with seats,
// renewals, certificates that a client checks by itself, and a database.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/hwprint/hwprint/hwhash"
	"github.com/hwprint/hwprint/productkey"
)

// server answers requests. No address, key or hash goes into its log.
type server struct {
	keys   *productkey.Hasher
	sealer *hwhash.Sealer

	mu       sync.Mutex
	licences map[string]*licence // by the digest of their key
}

// licence is what the database holds of a key, beside its digest.
type licence struct {
	machine  hwhash.Sealed // the first machine, for good; zero before
	attempts int           // that were refused
}

const (
	maxAttempts = 20 // for each licence: more would forge a machine, class by class
	minGroups   = 2  // known by one group of evidence alone, a machine is too easy to forge
)

func main() {
	listen := flag.String("listen", "localhost:8080", "the `address` to listen at")
	flag.Parse()
	s, err := newServer(os.Getenv("PEPPERS"), os.Getenv("SEAL_KEYS"), os.Stdin)
	if err != nil {
		log.Fatal(err)
	}
	l, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d keys for sale at http://%s\n", len(s.licences), l.Addr())
	mux := http.NewServeMux()
	mux.HandleFunc("POST /activate", s.activate)
	web := &http.Server{Handler: mux, ReadTimeout: 5 * time.Second, WriteTimeout: 5 * time.Second}
	log.Fatal(web.Serve(l))
}

// newServer returns a server that sells the keys of a list.
func newServer(peppers, sealKeys string, keys io.Reader) (*server, error) {
	ring, err := productkey.ParseRing(peppers)
	if err != nil {
		return nil, err
	}
	s := &server{licences: map[string]*licence{}}
	if s.keys, err = productkey.NewHasher(productkey.Base24, ring); err != nil {
		return nil, err
	}
	if s.sealer, err = hwhash.NewSealer(sealKeys); err != nil {
		return nil, err
	}
	for lines := bufio.NewScanner(keys); lines.Scan(); {
		key, err := productkey.Base24.ParseBytes(lines.Bytes())
		if err != nil {
			return nil, err
		}
		digest, err := s.keys.Sum(key)
		if err != nil {
			return nil, err
		}
		s.licences[digest.String()] = &licence{}
	}
	return s, nil
}

// activate reads a request and answers with a status alone.
func (s *server) activate(w http.ResponseWriter, r *http.Request) {
	var request struct{ Key, Hash string }
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4<<10)).Decode(&request); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	key, keyErr := productkey.Base24.Parse(request.Key) // one error for every malformed key
	presented, hashErr := hwhash.Parse(request.Hash)    // strict: one text for one hash
	if errors.Join(keyErr, hashErr) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	defer key.Wipe()
	digests, err := s.keys.Digests(key) // all that the table may hold of it, after rotations too
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(s.decide(digests, presented))
}

// decide returns 200 for the machine of a licence, 403 for all others.
func (s *server) decide(digests []productkey.Digest, presented hwhash.Hash) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, digest := range digests {
		l := s.licences[digest.String()]
		if l == nil {
			continue
		}
		if l.attempts >= maxAttempts {
			return http.StatusTooManyRequests
		}
		ok, err := s.isMachine(l, []byte("licences/"+digest.String()), presented)
		switch {
		case err != nil:
			return http.StatusInternalServerError
		case ok:
			return http.StatusOK
		}
		l.attempts++
	}
	return http.StatusForbidden
}

// isMachine reports whether a hash is of the machine of a licence. The first
// that is presented is. The record names the row that a sealed hash belongs to.
func (s *server) isMachine(l *licence, record []byte, presented hwhash.Hash) (ok bool, err error) {
	if l.machine.IsZero() {
		if len(presented.IdentityGroups()) < minGroups {
			return false, nil
		}
		l.machine, err = s.sealer.Seal(presented, record)
		return err == nil, err
	}
	enrolled, stale, err := s.sealer.Open(l.machine, record)
	if err != nil {
		return false, err
	}
	if stale { // the keys were rotated: seal it anew, but keep the first hash
		if l.machine, err = s.sealer.Seal(enrolled, record); err != nil {
			return false, err
		}
	}
	match, err := hwhash.Standard().Compare(enrolled, presented)
	if err != nil {
		return false, nil // of another scope, say
	}
	return match.Verdict == hwhash.Same, nil // review and different are answered alike
}
