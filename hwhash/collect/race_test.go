//go:build linux && race

package collect

// raceDetector says that the race detector watches, which takes memory.
const raceDetector = true
