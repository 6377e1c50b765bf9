//go:build race

package activation_test

const race = true
