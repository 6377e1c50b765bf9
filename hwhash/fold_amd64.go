//go:build !purego

package hwhash

// foldAll is [foldWords].
//
//go:noescape
func foldAll(text *shortText, n int) (letters, digits, odd uint64)
