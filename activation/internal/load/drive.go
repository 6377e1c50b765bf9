package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/hwprint/hwprint/activation"
)

// measured is what one measurement saw.
type measured struct {
	database  string
	processes int
	renewals  int
	took      time.Duration
	p50, p99  time.Duration
	server    time.Duration // processor time of the hwactd processes
	rows      int
}

// rate is renewals in a second.
func (m *measured) rate() float64 { return float64(m.renewals) / m.took.Seconds() }

// perSecond is more than any server here does: requests are signed before.
const perSecond = 4000

// measure has installations renew for a while, each once.
func (v *vendor) measure(ctx context.Context, p plan, processes int) (m measured, err error) {
	want := min(int(p.length.Seconds()*perSecond), p.n-v.used)
	requests, err := v.sign(v.used, want)
	if err != nil {
		return m, err
	}
	var servers []*process
	defer func() {
		for _, s := range servers {
			_ = s.end()
		}
	}()
	for range processes {
		s, err := v.serve(ctx, p)
		if err != nil {
			return m, err
		}
		servers = append(servers, s)
	}
	m, done, err := drive(p, servers, requests, v.verify)
	v.used += done
	if err != nil {
		return m, err
	}
	m.database, m.processes, m.rows = v.name, processes, p.n
	for _, s := range servers {
		if err := s.end(); err != nil {
			return m, err
		}
		m.server += s.ProcessState.UserTime() + s.ProcessState.SystemTime()
	}
	servers = nil
	return m, nil
}

// request is a signed one, and its body.
type request struct {
	token string
	body  []byte
}

// sign signs requests to renew of the installations from first on.
func (v *vendor) sign(first, n int) (all []request, err error) {
	for i := first; i < first+n; i++ {
		key, public, err := installation(i)
		if err != nil {
			return nil, err
		}
		id, parent := ticketOf(i, 2), ticketOf(i, 1)
		var before activation.Ticket
		copy(before[:], parent[:])
		before[19] = 1 // its place in the row
		ticket, err := v.ticket.Issue(bytes.NewReader(id[:]), public.IID(), before)
		if err != nil {
			return nil, err
		}
		r := activation.Request{
			Op: activation.OpRenew, Product: scope, Hash: v.machines[i%hashes], Now: time.Now().Unix(),
			Serial: activation.Serial{1}, Ticket: ticket,
		}
		copy(r.Nonce[:], id[:])
		token, err := activation.SignRequest(key, r)
		if err != nil {
			return nil, err
		}
		body, err := activation.Message{Request: token}.MarshalText()
		if err != nil {
			return nil, err
		}
		all = append(all, request{token, body})
	}
	return all, nil
}

// verify wants an answer to grant.
func (v *vendor) verify(r request, body []byte) error {
	m, err := activation.ParseMessage(body)
	if err != nil {
		return err
	}
	a, _, err := activation.ParseAnswer(v.ring, r.token, m)
	if err == nil && a.Outcome != activation.Granted {
		err = fmt.Errorf("not granted: %s", a.Outcome)
	}
	return err
}

// drive sends requests for a while, and says how long they took.
func drive(p plan, servers []*process, requests []request, verify func(request, []byte) error) (m measured, done int, err error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: p.clients, DisableCompression: true}}
	defer client.CloseIdleConnections()
	var next atomic.Int64
	var mu sync.Mutex
	var took []time.Duration
	var workers sync.WaitGroup
	began := time.Now()
	for w := range p.clients {
		url := servers[w%len(servers)].url + "/v1/renew"
		workers.Go(func() {
			var own []time.Duration
			var failed error
			for failed == nil && time.Since(began) < p.length {
				i := int(next.Add(1)) - 1
				if i >= len(requests) {
					break
				}
				sent := time.Now()
				body, e := post(client, url, requests[i].body)
				own = append(own, time.Since(sent))
				if failed = e; e == nil && i%100 == 0 {
					failed = verify(requests[i], body)
				}
			}
			mu.Lock()
			defer mu.Unlock()
			took, err = append(took, own...), errors.Join(err, failed)
		})
	}
	workers.Wait()
	m.took = time.Since(began)
	m.renewals = len(took)
	if len(took) > 0 {
		slices.Sort(took)
		m.p50, m.p99 = took[len(took)/2], took[len(took)*99/100]
	}
	return m, min(int(next.Load()), len(requests)), err
}

func post(client *http.Client, url string, body []byte) ([]byte, error) {
	res, err := client.Post(url, "text/plain", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d", res.StatusCode)
	}
	return text, err
}

// process is a hwactd that serves.
type process struct {
	*exec.Cmd
	url string
}

func (v *vendor) serve(ctx context.Context, p plan) (*process, error) {
	s := &process{Cmd: exec.CommandContext(ctx, p.hwactd, "serve", "-dir", v.dir, "-listen", "127.0.0.1:0")}
	if v.url != "" {
		s.Args = append(s.Args, "-database", v.url)
	}
	log, err := os.CreateTemp(v.dir, "log")
	if err != nil {
		return nil, err
	}
	s.Stderr = log // as a service has it
	out, err := s.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		return nil, errors.Join(fmt.Errorf("hwactd serve, see %s", log.Name()), s.Wait())
	}
	var first struct{ Listening string }
	s.url = "http://"
	if err := json.Unmarshal(line, &first); err != nil {
		return nil, err
	}
	s.url += first.Listening
	return s, nil
}

func (s *process) end() error {
	if s.ProcessState != nil {
		return nil
	}
	return errors.Join(s.Process.Signal(syscall.SIGTERM), s.Wait())
}
