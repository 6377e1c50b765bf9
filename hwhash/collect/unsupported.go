//go:build linux || darwin || freebsd

package collect

import "github.com/hwprint/hwprint/hwhash"

// unsupported stands for the classes that have no source on this system, so
// that a report has a line for every class.
func unsupported(source string, classes ...hwhash.Class) job {
	return job{source: source, classes: classes, read: func(f *findings) {
		f.fail(OutcomeUnsupported, "no source on this system", classes...)
	}}
}
