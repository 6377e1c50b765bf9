package main

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/server"
	"github.com/hwprint/hwprint/productkey"
)

// post calls the vendor's API, and reads what it returns.
func post(t testing.TB, client *http.Client, url, token, once, body string) map[string]any {
	t.Helper()
	return callAPI(t, client, http.MethodPost, url, token, once, body)
}

func callAPI(t testing.TB, client *http.Client, method, url, token, once, body string) map[string]any {
	t.Helper()
	status, text := tryAPI(t, client, method, url, token, once, body)
	require.Less(t, status, 300, "%s", text)
	var got map[string]any
	require.NoError(t, json.Unmarshal(text, &got))
	return got
}

func tryAPI(t testing.TB, client *http.Client, method, url, token, once, body string) (status int, text []byte) {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Idempotency-Key", once)
	res, err := client.Do(r)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	text, err = io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, text
}

// TestFromShopToActivated calls the API as a shop does, and activates with what
// it returns, on both databases: in under a second.
func TestFromShopToActivated(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { fromShop(t, newVendor(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { fromShop(t, onPostgres(t)) })
}

func fromShop(t *testing.T, v *vendor) {
	token := do(t, v.dir, "", "token", "-name", "shop")[0]["token"].(string)
	p := serve(t, v.dir, "-api", "127.0.0.1:0", "-metrics", "127.0.0.1:0")
	c := v.client(p.url)
	hash := machine(1)
	began := time.Now()
	sold := post(t, http.DefaultClient, "http://"+p.api+"/v1/licences", token, "order 4711", `{"product":"`+scope+`","kind":"perpetual"}`)
	key, err := productkey.Base24.Parse(sold["key"].(string))
	require.NoError(t, err)
	got, err := c.Activate(key, hash, "")
	took := time.Since(began)
	require.NoError(t, err)
	require.Equal(t, activation.Granted, got.Outcome)
	require.Less(t, took, time.Second)
	t.Logf("from the shop's call to a certificate: %s", took.Round(100*time.Microsecond))

	res, err := http.Get("http://" + p.metrics + "/metrics")
	require.NoError(t, err)
	text, err := io.ReadAll(res.Body)
	require.NoError(t, errors.Join(err, res.Body.Close()))
	require.Contains(t, string(text), `hwactd_requests_total{op="activate",outcome="granted"} 1`)
	res, err = http.Get(p.url + "/v1/licences/x")
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, http.StatusNotFound, res.StatusCode, "agents do not reach the API")
	require.NoError(t, p.end(syscall.SIGTERM))
	require.NotContains(t, p.log.String(), key.Reveal())
}

// TestOperator does at the command what a shop does over HTTP, while events are
// followed.
func TestOperator(t *testing.T) {
	v := newVendor(t)
	key, licence := v.issue("-seats", "2")
	follow := hwactd(t, v.dir, "events", "-follow")
	out, err := follow.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, follow.Start())
	events := bufio.NewScanner(out)
	next := func(want server.What) {
		t.Helper()
		require.True(t, events.Scan())
		var e server.Told
		require.NoError(t, json.Unmarshal(events.Bytes(), &e))
		require.Equal(t, want, e.What)
		require.Equal(t, licence, e.Licence)
	}
	next(server.WhatIssued)
	desk := func(args ...string) map[string]any {
		return do(t, v.dir, "", append(args, "-product", scope, "-licence", licence)...)[0]
	}
	p := serve(t, v.dir)
	c := v.client(p.url)
	_, err = c.Activate(key, machine(1), "")
	require.NoError(t, err)
	next(server.WhatActivated)
	require.EqualValues(t, 5, desk("change", "-seats", "5", "-features", "a,b", "-once", "1")["seats"])
	next(server.WhatChanged)
	require.Equal(t, "suspended", desk("suspend", "-operator", "mia")["state"])
	next(server.WhatSuspended)
	require.Equal(t, "active", desk("resume")["state"])
	next(server.WhatResumed)
	fresh := desk("replace-key", "-once", "2")["key"]
	next(server.WhatKeyReplaced)
	require.Equal(t, fresh, desk("replace-key", "-once", "2")["key"])
	got, err := c.Renew(machine(1))
	require.NoError(t, err)
	require.Equal(t, activation.Granted, got.Outcome)
	require.Equal(t, []string{"a", "b"}, c.Certificate.Features)
	require.Empty(t, do(t, v.dir, "", "review", "list", "-product", scope))
	require.Equal(t, "revoked", desk("refund")["state"])
	next(server.WhatRefunded)
	got, err = c.Renew(machine(1))
	require.NoError(t, err)
	require.Equal(t, activation.Revoked, got.Outcome)
	desk("erase")
	require.Error(t, hwactd(t, v.dir, "show", "-product", scope, "-licence", licence).Run())
	require.NoError(t, follow.Process.Signal(os.Interrupt))
	require.NoError(t, follow.Wait())
	require.NoError(t, p.end(syscall.SIGTERM))
}

// certificate returns a certificate and its key, signed by another, or by itself.
func certificate(t *testing.T, name string, by *tls.Certificate) tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	c := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: by == nil, BasicConstraintsValid: true,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}
	parent, signer := c, any(key)
	if by != nil {
		parent, signer = by.Leaf, by.PrivateKey
	} else {
		c.KeyUsage = x509.KeyUsageCertSign
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, signer)
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

// TestMutualTLS admits who has a client's certificate, and nobody else.
func TestMutualTLS(t *testing.T) {
	v := newVendor(t)
	root, stranger := certificate(t, "root", nil), certificate(t, "root", nil)
	host, shop, other := certificate(t, "host", &root), certificate(t, "shop", &root), certificate(t, "shop", &stranger)
	file := func(name, kind string, der []byte) string {
		path := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
		return path
	}
	hostKey, err := x509.MarshalPKCS8PrivateKey(host.PrivateKey)
	require.NoError(t, err)
	ca := file("ca", "CERTIFICATE", root.Certificate[0])
	args := []string{"-tls-cert", file("cert", "CERTIFICATE", host.Certificate[0]), "-tls-key", file("key", "PRIVATE KEY", hostKey)}
	p := serve(t, v.dir, append(args, "-api", "127.0.0.1:0", "-api-clients", ca)...)
	pool := x509.NewCertPool()
	pool.AddCert(root.Leaf)
	client := func(certs ...tls.Certificate) *http.Client {
		return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, Certificates: certs}}}
	}
	url, order := "https://"+p.api+"/v1/licences", `{"product":"`+scope+`","kind":"perpetual"}`
	require.NotEmpty(t, post(t, client(shop), url, "", "1", order)["key"])
	for _, c := range []*http.Client{client(), client(other)} {
		_, err := c.Post(url, "application/json", strings.NewReader(order))
		require.Error(t, err)
	}
	require.NoError(t, p.end(syscall.SIGTERM))
	require.Contains(t, p.log.String(), `"by":"shop"`)

	for _, args := range [][]string{
		{"-api", "127.0.0.1:0"},                      // nobody may call
		{"-api", "127.0.0.1:0", "-api-clients", ca},  // without TLS
		{"-api", "0.0.0.0:0", "-api-clients", v.dir}, // no certificates
	} {
		c := hwactd(t, v.dir, append([]string{"serve", "-listen", "127.0.0.1:0"}, args...)...)
		var errs bytes.Buffer
		c.Stderr = &errs
		require.Error(t, c.Run(), args)
		require.Contains(t, errs.String(), "hwactd:")
	}
}
