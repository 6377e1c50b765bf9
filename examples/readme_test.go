package examples

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// unindented returns lines without what they begin with.
func unindented(text string) string {
	return regexp.MustCompile(`(?m)^\t+`).ReplaceAllString(text, "")
}

// The Go code of the README stands in the examples, which are built and run.
func TestReadmeIsTheExamples(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	var sources string
	for _, name := range []string{"agent", "server"} {
		source, err := os.ReadFile(name + "/main.go")
		require.NoError(t, err)
		sources += unindented(string(source))
	}
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllSubmatch(readme, -1)
	require.NotEmpty(t, blocks)
	for _, block := range blocks {
		require.Contains(t, sources, unindented(string(block[1])))
	}
}

// Links between documents lead somewhere.
func TestLinks(t *testing.T) {
	var files []string
	for _, pattern := range []string{"../*.md", "../docs/*.md", "../fixtures/*.md"} {
		found, err := filepath.Glob(pattern)
		require.NoError(t, err)
		files = append(files, found...)
	}
	link := regexp.MustCompile(`\]\(([^)#:\s]*)(#[^)\s]*)?\)`)
	code := regexp.MustCompile("(?s)```.*?```|`[^`\n]*`") // may look like a link
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, m := range link.FindAllStringSubmatch(code.ReplaceAllString(string(text), ""), -1) {
			to := file
			if m[1] != "" {
				to = filepath.Join(filepath.Dir(file), m[1])
			}
			target, err := os.Stat(to)
			require.NoError(t, err, "%s: %s", file, m[0])
			if m[2] == "" || target.IsDir() {
				continue
			}
			text, err := os.ReadFile(to)
			require.NoError(t, err)
			require.Contains(t, anchors(string(text)), m[2][1:], "%s: %s", file, m[0])
		}
	}
}

// anchors returns what the headings of a document are called in links.
func anchors(text string) []string {
	var list []string
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(text, -1) {
		name := regexp.MustCompile("[^a-z0-9 _-]").ReplaceAllString(strings.ToLower(heading[1]), "")
		list = append(list, strings.ReplaceAll(name, " ", "-"))
	}
	return list
}
