package agent

// For tests of the outside.
var NoLocks = noLocks
