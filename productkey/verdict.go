package productkey

import "fmt"

// Verdict is what [Hasher.Verify] says of a key and a digest. The zero value is
// [Mismatch].
type Verdict uint8

const (
	// Mismatch says that the digest is another key's.
	Mismatch Verdict = iota

	// Match says that the digest is the key's.
	Match

	// MatchStale says that the digest is the key's, but was made with another
	// pepper or stretch than those that are active now.
	MatchStale
)

var verdictNames = [...]string{Mismatch: "mismatch", Match: "match", MatchStale: "match-stale"}

// Matches reports whether v is [Match] or [MatchStale].
func (v Verdict) Matches() bool { return v == Match || v == MatchStale }

// String returns "mismatch", "match" or "match-stale".
func (v Verdict) String() string {
	if int(v) >= len(verdictNames) {
		return "unknown"
	}
	return verdictNames[v]
}

// MarshalText returns String. JSON uses it too. A value without a name is
// [ErrVerdict].
func (v Verdict) MarshalText() ([]byte, error) {
	if int(v) >= len(verdictNames) {
		return nil, ErrVerdict
	}
	return []byte(verdictNames[v]), nil
}

// UnmarshalText reads what MarshalText returns. Anything else is [ErrVerdict],
// and leaves v unchanged.
func (v *Verdict) UnmarshalText(text []byte) error {
	for i, name := range verdictNames {
		if string(text) == name {
			*v = Verdict(i)
			return nil
		}
	}
	return fmt.Errorf("%w: not one of %s", ErrVerdict, verdictNames)
}
