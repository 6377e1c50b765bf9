package collect

import "strings"

// ioregString returns a property from the text that macOS's ioreg prints, in
// lines such as
//
//	"IOPlatformSerialNumber" = "C02XXXXXXXXX"
//
// and "" if it is not there or not a string.
func ioregString(output, property string) string {
	for line := range strings.Lines(output) {
		key, value, ok := strings.Cut(line, "=")
		if !ok || strings.Trim(key, " |\t") != `"`+property+`"` {
			continue
		}
		value = trim(value)
		if len(value) >= 2 && strings.HasPrefix(value, `"`) && strings.HasSuffix(value, `"`) {
			return value[1 : len(value)-1]
		}
	}
	return ""
}
