package vectors

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hwprint/hwprint/activation"
	"github.com/hwprint/hwprint/activation/internal/forge"
)

// refusals are tokens with one fault each. What must come of it is written here.
func (w *world) refusals() (all []Token) {
	for _, s := range w.specimens() {
		switch s.ID {
		case "request-activate", "certificate-last", "answer-seats", "ring":
			if s.Kind == "request" { // the shortest limit
				all = append(all, s.fault("long", "2,049 characters", "length", "v4.public."+strings.Repeat("A", 2049-len("v4.public."))))
			}
			all = append(all, s.forms()...)
			all = append(all, s.signatures(w)...)
		}
		all = append(all, s.members()...)
	}
	return append(all, w.rings()...)
}

// fault is the vector of a specimen with a fault.
func (s *specimen) fault(id, reason, failure, token string) Token {
	v := s.Token
	v.ID, v.Reason, v.Failure, v.Token = s.ID+"/"+id, reason, failure, token
	return v
}

// forms are other texts and other payloads for the same claims.
func (s *specimen) forms() []Token {
	t, p := s.Token.Token, string(s.Claims)
	name := slices.Sorted(maps.Keys(s.claims()))[0]
	first := fmt.Sprintf("%q:%s", name, s.claims()[name])
	rest := strings.TrimSuffix(strings.TrimPrefix(p, "{"+first+","), "}")
	escaped := fmt.Sprintf(`"\u%04x%s"`, name[0], name[1:])
	return []Token{
		s.fault("empty", "no token", "encoding", ""),
		s.fault("header", "another version of PASETO", "encoding", strings.Replace(t, "v4.", "v3.", 1)),
		s.fault("padding", "", "encoding", t+"="),
		s.fault("line-end", "", "encoding", t+"\n"),
		s.fault("parts", "a part too many", "encoding", t+".MQ.MQ"),
		s.fault("footer", "a footer that is no number of a key", "encoding", forge.Join([]byte(p), make([]byte, 64), "01")),
		s.fault("short", "too short for a signature", "encoding", "v4.public.AAAA"),
		s.fault("not-json", "", "encoding", s.sign("x")),
		s.fault("array", "", "encoding", s.sign("["+p+"]")),
		s.fault("space", "a space between members", "encoding", s.sign("{ "+p[1:])),
		s.fault("order", "the first member comes last", "encoding", s.sign("{"+rest+","+first+"}")),
		s.fault("twice", "a member twice", "encoding", s.sign("{"+first+","+p[1:])),
		s.fault("unknown", "an unknown member", "encoding", s.sign(p[:len(p)-1]+`,"zzz":1}`)),
		s.fault("case", "a name in upper case", "encoding", s.sign(strings.Replace(p, `"`+name+`"`, `"`+strings.ToUpper(name)+`"`, 1))),
		s.fault("escape", "a name spelled by escapes", "encoding", s.sign(strings.Replace(p, `"`+name+`"`, escaped, 1))),
		s.fault("trailing", "something behind the object", "encoding", s.sign(p+"\n")),
	}
}

// signatures are those of other keys, purposes and scopes.
func (s *specimen) signatures(w *world) []Token {
	payload, signature := forge.Split(s.Token.Token)
	bent := slices.Clone(signature)
	bent[0] ^= 1
	by := func(key activation.SigningKey, implicit string) string {
		return forge.Sign(key, implicit, payload, s.footer())
	}
	all := []Token{
		s.fault("bent", "one bit of the signature", "signature", forge.Join(payload, bent, s.footer())),
		s.fault("stranger", "another key", "signature", by(w.stranger, s.label+"\x00"+s.implicit)),
		s.fault("scope", "for another product", "signature", by(s.key, s.label+"\x00"+"other.example/editor"+strings.TrimPrefix(s.implicit, Product))),
		s.fault("no-label", "as any PASETO library signs", "signature", by(s.key, "")),
	}
	for _, label := range []string{forge.Request, forge.Answer, forge.Certificate, forge.Ring} {
		if label != s.label {
			id := strings.TrimPrefix(label, "hwprint 2026 v1 activation ")
			all = append(all, s.fault("as-"+id, "for another purpose", "signature", by(s.key, label+"\x00"+s.implicit)))
		}
	}
	return all
}

func (s *specimen) claims() map[string]json.RawMessage {
	m := map[string]json.RawMessage{}
	must(json.Unmarshal(s.Claims, &m))
	return m
}

// with signs the claims with one of them changed, or taken away.
func (s *specimen) with(name, value string) string {
	m := s.claims()
	if m[name] = json.RawMessage(value); value == "" {
		delete(m, name)
	}
	return s.sign(string(object(m)))
}

// members are claims that are missing or impossible, by specimen.
func (s *specimen) members() (all []Token) {
	for _, fault := range memberFaults[s.ID] {
		name, value, _ := strings.Cut(fault.member, "=")
		id := strings.ReplaceAll(name, "_", "-")
		if value == "" {
			id += "-missing"
		}
		all = append(all, s.fault(fmt.Sprintf("%s-%d", id, len(all)+1), fault.reason, fault.failure, s.with(name, value)))
	}
	return all
}
