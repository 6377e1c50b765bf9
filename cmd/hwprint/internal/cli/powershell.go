package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// writePowerShell leaves names of files and folders to PowerShell itself, by
// offering nothing. The script runs on Windows PowerShell 5.1 too.
func (p *Program) writePowerShell(w io.Writer) {
	fmt.Fprint(w, `# PowerShell completion for hwprint

Register-ArgumentCompleter -Native -CommandName hwprint, hwprint.exe -ScriptBlock {
    param($word, $ast, $cursor)
    $before = @($ast.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursor -or ($word -eq '' -and $_.Extent.EndOffset -le $cursor) } |
        ForEach-Object { $_.ToString() })
    $values = @{
`)
	for _, f := range p.valueFlags() {
		fmt.Fprintf(w, "        '--%s' = %s\n", f.Name, psArray(f.Values))
	}
	fmt.Fprint(w, "    }\n    $follows = [ordered]@{\n")
	for _, f := range p.follows() {
		words := strings.Fields(f.words)
		if f.files {
			words = slices.DeleteFunc(words, func(word string) bool { return word[0] != '-' })
		}
		fmt.Fprintf(w, "        '%s' = %s\n", f.after, psArray(words))
	}
	fmt.Fprintf(w, "    }\n    $words = %s\n", psArray(strings.Fields(p.firstCandidates())))
	fmt.Fprintf(w, "    if ($before.Count -gt 0) { $words = %s }\n", psArray(strings.Fields(candidates(p.Commands[0]))))
	fmt.Fprint(w, `    foreach ($name in $follows.Keys) {
        if ("$before ".StartsWith("$name ")) { $words = $follows[$name]; break }
    }
    if ($before.Count -gt 0 -and $values.ContainsKey($before[-1])) { $words = $values[$before[-1]] }
    $words | Where-Object { $_ -like "$word*" } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
`)
}

func psArray(words []string) string {
	if len(words) == 0 {
		return "@()"
	}
	return "@('" + strings.Join(words, "', '") + "')"
}
