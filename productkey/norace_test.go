//go:build !race

package productkey

const raceEnabled = false
