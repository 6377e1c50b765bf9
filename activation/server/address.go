package server

import (
	"hash/maphash"
	"net/http"
	"net/netip"
	"strings"
	"sync"
)

// Budget of keys that fail from one address.
const (
	failedKeys      = 20
	failedKeysEvery = hour
	maxAddresses    = 1 << 16
)

// addresses counts failed keys by address, in memory and for an hour or two. It
// holds keyed hashes with a key that ends with the process, never an address.
// The zero value is ready.
type addresses struct {
	once     sync.Once
	seed     maphash.Seed
	mu       sync.Mutex
	began    int64
	now, old map[uint64]int
}

// key is the number of an address: of its /64, for IPv6.
func (a *addresses) key(ip netip.Addr) uint64 {
	a.once.Do(func() { a.seed = maphash.MakeSeed() })
	ip = ip.Unmap()
	if ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			ip = p.Addr()
		}
	}
	b := ip.As16()
	return maphash.Bytes(a.seed, b[:])
}

func (a *addresses) tooMany(key uint64, now int64) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.turn(now)
	return a.now[key]+a.old[key] >= failedKeys
}

func (a *addresses) count(key uint64, now int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.turn(now)
	a.now[key]++
}

// turn forgets the hour before last, and earlier if memory would grow.
func (a *addresses) turn(now int64) {
	switch {
	case a.now == nil || now >= a.began+2*failedKeysEvery || now < a.began:
		a.now, a.old, a.began = map[uint64]int{}, nil, now
	case now >= a.began+failedKeysEvery || len(a.now) >= maxAddresses:
		a.now, a.old, a.began = map[uint64]int{}, a.now, now
	}
}

// address returns where a request comes from: the peer, or what the nearest
// proxy that the operator named says of it.
func (s *Server) address(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	ip := peer.Addr().Unmap()
	all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(all) - 1; i >= 0 && s.isProxy(ip); i-- {
		before, err := netip.ParseAddr(strings.TrimSpace(all[i]))
		if err != nil {
			break
		}
		ip = before.Unmap()
	}
	return ip
}

func (s *Server) isProxy(ip netip.Addr) bool {
	for _, p := range s.proxies {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}
