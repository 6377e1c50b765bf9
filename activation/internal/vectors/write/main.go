// Write writes the test vectors: go generate . in the folder of the module.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/hwprint/hwprint/activation/internal/vectors"
)

func main() {
	log.SetFlags(0)
	files, err := vectors.Files()
	if err != nil {
		log.Fatal(err)
	}
	for name, doc := range files {
		if err := os.WriteFile(filepath.Join("vectors", name), doc, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
