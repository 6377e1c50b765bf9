//go:build !amd64 || purego

package hwhash

func foldAll(text *shortText, n int) (letters, digits, odd uint64) { return foldWords(text, n) }
