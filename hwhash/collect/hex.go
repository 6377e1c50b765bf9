//go:build linux || freebsd

package collect

import "strings"

// hex4 takes the 0x from the four digits of an id.
func hex4(id string) (string, bool) {
	id, ok := strings.CutPrefix(strings.ToLower(id), "0x")
	return id, ok && len(id) == 4 && strings.Trim(id, "0123456789abcdef") == ""
}
