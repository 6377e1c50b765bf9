// Package ctgrind tells Valgrind's memcheck which values are secret. Memcheck
// takes them for uninitialised memory then, and reports every branch and every
// address that depends on one (Langley, "ctgrind", 2010).
//
// Only a build with the tag ctgrind on linux/amd64 does that. In any other,
// Public is inlined to nothing and is all there is.
package ctgrind
