package productkey

import "github.com/hwprint/hwprint/internal/names"

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

var verdictNames = names.Names[Verdict]{Texts: []string{Mismatch: "mismatch", Match: "match", MatchStale: "match-stale"}, Err: ErrVerdict}

// Matches reports whether v is [Match] or [MatchStale].
func (v Verdict) Matches() bool { return v == Match || v == MatchStale }

// String returns "mismatch", "match", "match-stale" or "invalid".
func (v Verdict) String() string { return verdictNames.String(v) }

// MarshalText returns String. JSON uses it too. A value without a name is
// [ErrVerdict].
func (v Verdict) MarshalText() ([]byte, error) { return verdictNames.Marshal(v) }

// UnmarshalText reads what MarshalText returns. Anything else is [ErrVerdict],
// and leaves v unchanged.
func (v *Verdict) UnmarshalText(text []byte) error { return verdictNames.Unmarshal(v, text) }
