package main

import "github.com/hwprint/hwprint/hwhash"

// preset is a policy with its name and its threshold.
type preset struct {
	name   string
	same   hwhash.Bits
	groups int // that must agree
}

var presets = func() (all [3]preset) {
	for i, p := range []hwhash.Policy{hwhash.Lenient(), hwhash.Standard(), hwhash.Strict()} {
		same, _ := p.Thresholds()
		all[i] = preset{[...]string{"lenient", "standard", "strict"}[i], same, [...]int{1, 1, 2}[i]}
	}
	return all
}()
