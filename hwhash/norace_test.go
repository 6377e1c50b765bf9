//go:build !race

package hwhash

const raceEnabled = false
