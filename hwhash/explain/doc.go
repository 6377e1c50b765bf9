// Package explain says in words why the identity of a machine is weak, what
// would help, and what changed since it was last seen. [Machine] and [Changes]
// are the functions to call; a [Record] is what they work on.
//
// An agent shows it to its user:
//
//	record, err := explain.NewRecord(hasher, &found.Inventory, found.Sources)
//	for _, sentence := range explain.Machine(record).Summary { ... }
//
// A support desk compares two records that were saved months apart, or the two
// hashes alone.
//
// The package does no I/O and links no hardware prober, so that a server may
// import it. It depends on package hwhash; package hwhash/collect gives it the
// sources. No sentence contains a value of a machine, as long as none is in the
// Detail and Hint of a [Source] or the Reason of a finding: collect and hwhash
// put none there. A caller who takes them from elsewhere has to make sure of that.
package explain
