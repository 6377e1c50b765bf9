package agent_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What an agent may not link, and why.
var forbidden = map[string]string{
	"github.com/hwprint/hwprint/activation/server": "a program at the customer's has no server in it",
	"github.com/hwprint/hwprint/activation/store":  "nor its database",
	"database/sql": "nor a driver",
	"testing":      "test code does not belong into an agent",
}

func TestDependencies(t *testing.T) {
	for _, goos := range []string{"linux", "windows", "darwin", "freebsd"} {
		for _, pkg := range []string{".", "../cmd/hwact"} {
			cmd := exec.Command("go", "list", "-deps", pkg)
			cmd.Env = append(cmd.Environ(), "GOOS="+goos, "CGO_ENABLED=0")
			out, err := cmd.Output()
			require.NoError(t, err)
			deps := strings.Fields(string(out))
			require.Contains(t, deps, "github.com/hwprint/hwprint/activation")
			for _, dep := range deps {
				for bad, why := range forbidden {
					require.False(t, dep == bad || strings.HasPrefix(dep, bad+"/") && dep != "database/sql/driver",
						"on %s %s links %s: %s", goos, pkg, dep, why)
				}
			}
		}
	}
}

// The agent ends no process and panics at nothing of its own.
func TestNoExitAndNoPanic(t *testing.T) {
	names, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				require.NotEqual(t, "panic", n.Name, name)
			case *ast.SelectorExpr:
				require.NotContains(t, []string{"Exit", "Fatal", "Fatalf", "Goexit"}, n.Sel.Name, name)
			case *ast.GoStmt:
				t.Errorf("%s starts a goroutine", name)
			}
			return true
		})
		for _, d := range file.Decls { // no global state but errors and tables
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
				require.Contains(t, []string{"errors.go", "machine.go", "sends.go", "state.go", "qr.go"}, name)
			}
		}
	}
}
