//go:build race

package productkey

// raceEnabled says that the race detector runs, which allocates and takes ten
// times as long.
const raceEnabled = true
