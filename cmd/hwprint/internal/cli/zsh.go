package cli

import (
	"fmt"
	"io"
	"strings"
)

func (p *Program) writeZsh(w io.Writer) {
	fmt.Fprint(w, `#compdef hwprint

_hwprint() {
    case $words[CURRENT-1] in
`)
	for _, f := range p.valueFlags() {
		reply := ""
		switch {
		case f.Arg == ArgDir:
			reply = "_files -/; "
		case f.Arg == ArgFile:
			reply = "_files; "
		case f.Values != nil:
			reply = "compadd -- " + strings.Join(f.Values, " ") + "; "
		}
		fmt.Fprintf(w, "    --%s) %sreturn ;;\n", f.Name, reply)
	}
	fmt.Fprintf(w, "    esac\n    if ((CURRENT == 2)); then\n        compadd -- %s\n        return\n    fi\n    case \"$words[2,CURRENT-1] \" in\n", p.firstCandidates())
	for _, f := range p.follows() {
		files := ""
		if f.files {
			files = "; _files"
		}
		fmt.Fprintf(w, "    %q*) compadd -- %s%s ;;\n", f.after+" ", f.words, files)
	}
	fmt.Fprintf(w, `    *) compadd -- %s ;;
    esac
}

if [[ $funcstack[1] == _hwprint ]]; then
    _hwprint
else
    compdef _hwprint hwprint
fi
`, candidates(p.Commands[0]))
}
