// Write writes the test vectors, and what docs/activation.md takes from them: go
// generate . in the folder of the module.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/hwprint/hwprint/activation/internal/vectors"
	"github.com/hwprint/hwprint/internal/vectorfile"
)

func main() {
	log.SetFlags(0)
	files, err := vectors.Files()
	if err != nil {
		log.Fatal(err)
	}
	if err := vectorfile.Write("vectors", files); err != nil {
		log.Fatal(err)
	}

	path := filepath.Join("..", "docs", "activation.md")
	old, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	doc, err := vectors.Document(string(old))
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(doc), 0o644); err != nil {
		log.Fatal(err)
	}
}
