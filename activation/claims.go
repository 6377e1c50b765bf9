package activation

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	day = 24 * 60 * 60

	// maxTime is the end of the year 9999. Sums of two times do not overflow.
	maxTime = 253402300799
	// maxGrace is the longest grace that a certificate can give.
	maxGrace = 90 * day

	maxScope    = 255
	maxLicence  = 32
	maxFeatures = 32
	maxFeature  = 32
)

const alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

func isTime(t int64) bool { return 0 < t && t <= maxTime }

// isScope is the rule of package hwhash for scopes. The vendor's part is not
// empty.
func isScope(s string) bool {
	return vendor(s) != "" && len(s) <= maxScope && utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// isName reports whether s is of 1 to limit letters, digits and others.
func isName(s string, limit int, others string) bool {
	return s != "" && len(s) <= limit && onlyOf(s, alphanumeric+others)
}

func onlyOf(s, set string) bool {
	for i := range len(s) {
		if strings.IndexByte(set, s[i]) < 0 {
			return false
		}
	}
	return true
}

// areFeatures wants them in ascending order, so that a set has one form.
func areFeatures(features []string) bool {
	for i, f := range features {
		if !isName(f, maxFeature, "._:=+-") || i > 0 && features[i-1] >= f {
			return false
		}
	}
	return len(features) <= maxFeatures
}

func oneOf[T comparable](v T, all ...T) bool { return slices.Contains(all, v) }

// vendor is the part of a scope before the first slash: whoever has the root.
func vendor(scope string) string {
	before, _, _ := strings.Cut(scope, "/")
	return before
}
