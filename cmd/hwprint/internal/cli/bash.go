package cli

import (
	"fmt"
	"io"
	"strings"
)

// writeBash leaves names of files to bash itself, by offering nothing: only it
// gets spaces in them right. The script runs on bash 3 too, which macOS has.
func (p *Program) writeBash(w io.Writer) {
	fmt.Fprint(w, `# bash completion for hwprint

_hwprint() {
    local cur=${COMP_WORDS[COMP_CWORD]} words files=
    COMPREPLY=()
    case ${COMP_WORDS[COMP_CWORD-1]} in
`)
	for _, f := range p.valueFlags() {
		reply := ""
		if f.Values != nil {
			reply = fmt.Sprintf(`COMPREPLY=($(compgen -W %q -- "$cur")); `, strings.Join(f.Values, " "))
		}
		fmt.Fprintf(w, "    --%s) %sreturn ;;\n", f.Name, reply)
	}
	fmt.Fprintf(w, "    esac\n    words=%q\n    if ((COMP_CWORD > 1)); then\n        case \"${COMP_WORDS[*]:1:COMP_CWORD-1} \" in\n", p.firstCandidates())
	for _, f := range p.follows() {
		files := ""
		if f.files {
			files = " files=yes"
		}
		fmt.Fprintf(w, "        %q*) words=%q%s ;;\n", f.after+" ", f.words, files)
	}
	fmt.Fprintf(w, "        *) words=%q ;;\n        esac\n    fi\n", candidates(p.Commands[0]))
	fmt.Fprint(w, `    if [[ -z $files || $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$words" -- "$cur"))
    fi
}

complete -o default -F _hwprint hwprint
`)
}
