package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// shells has what writes the script for each shell.
var shells = []struct {
	name  string
	write func(w io.Writer, all []command)
}{
	{"bash", writeBash},
	{"zsh", writeZsh},
	{"fish", writeFish},
}

func shellNames() []string {
	var list []string
	for _, s := range shells {
		list = append(list, s.name)
	}
	return list
}

func (a *app) completion(_ options, operands []string) (int, error) {
	for _, s := range shells {
		if len(operands) == 1 && s.name == operands[0] {
			s.write(a.out, commands())
			return exitOK, nil
		}
	}
	return exitUsage, usageError("name a shell: %s", strings.Join(shellNames(), ", "))
}

// candidates returns what may follow a command: its flags and words.
func candidates(c command) string {
	list := slices.Clone(c.words)
	for _, f := range c.flags {
		list = append(list, "--"+f.name)
	}
	return strings.Join(append(list, "--help"), " ")
}

// firstCandidates returns what may follow "hwprint".
func firstCandidates(all []command) string {
	return strings.Join(names(within(all, "")), " ") + " " + candidates(all[0])
}

// follow is what may follow the words that a command line begins with.
type follow struct {
	after string
	words string
	files bool
}

// follows returns what may follow every command. Those of two words come first.
func follows(all []command) []follow {
	var two, one []follow
	for _, c := range all[1:] {
		f := follow{c.name, candidates(c), c.files}
		if c.name != lastWord(c.name) {
			two = append(two, f)
			continue
		}
		one = append(one, f)
		if len(within(all, c.name)) > 0 {
			two = append(two, follow{"help " + c.name, candidates(c), false})
		}
	}
	return append(two, one...)
}

// valueFlags returns the flags with a value, of all commands, each once: a
// flag of one name means the same everywhere.
func valueFlags(all []command) []flagSpec {
	var list []flagSpec
	seen := map[string]bool{}
	for _, c := range all {
		for _, f := range c.flags {
			if f.arg != "" && !seen[f.name] {
				seen[f.name] = true
				list = append(list, f)
			}
		}
	}
	return list
}

// writeBash leaves names of files to bash itself, by offering nothing: only it
// gets spaces in them right. The script runs on bash 3 too, which macOS has.
func writeBash(w io.Writer, all []command) {
	fmt.Fprint(w, `# bash completion for hwprint

_hwprint() {
    local cur=${COMP_WORDS[COMP_CWORD]} words files=
    COMPREPLY=()
    case ${COMP_WORDS[COMP_CWORD-1]} in
`)
	for _, f := range valueFlags(all) {
		reply := ""
		if f.values != nil {
			reply = fmt.Sprintf(`COMPREPLY=($(compgen -W %q -- "$cur")); `, strings.Join(f.values, " "))
		}
		fmt.Fprintf(w, "    --%s) %sreturn ;;\n", f.name, reply)
	}
	fmt.Fprintf(w, "    esac\n    words=%q\n    if ((COMP_CWORD > 1)); then\n        case \"${COMP_WORDS[*]:1:COMP_CWORD-1} \" in\n", firstCandidates(all))
	for _, f := range follows(all) {
		files := ""
		if f.files {
			files = " files=yes"
		}
		fmt.Fprintf(w, "        %q*) words=%q%s ;;\n", f.after+" ", f.words, files)
	}
	fmt.Fprintf(w, "        *) words=%q ;;\n        esac\n    fi\n", candidates(all[0]))
	fmt.Fprint(w, `    if [[ -z $files || $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$words" -- "$cur"))
    fi
}

complete -o default -F _hwprint hwprint
`)
}

func writeZsh(w io.Writer, all []command) {
	fmt.Fprint(w, `#compdef hwprint

_hwprint() {
    case $words[CURRENT-1] in
`)
	for _, f := range valueFlags(all) {
		reply := ""
		switch {
		case f.arg == argDir:
			reply = "_files -/; "
		case f.arg == argFile:
			reply = "_files; "
		case f.values != nil:
			reply = "compadd -- " + strings.Join(f.values, " ") + "; "
		}
		fmt.Fprintf(w, "    --%s) %sreturn ;;\n", f.name, reply)
	}
	fmt.Fprintf(w, "    esac\n    if ((CURRENT == 2)); then\n        compadd -- %s\n        return\n    fi\n    case \"$words[2,CURRENT-1] \" in\n", firstCandidates(all))
	for _, f := range follows(all) {
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
`, candidates(all[0]))
}

func writeFish(w io.Writer, all []command) {
	fmt.Fprint(w, `# fish completion for hwprint

# whether the command line begins with some words, and has no more than them
function __hwprint_in
    set -l words (commandline -opc)
    string match -q -- "$argv *" "$words[2..-1] "
end

function __hwprint_just
    set -l words (commandline -opc)
    test "$words[2..-1]" = "$argv"
end

complete -c hwprint -f
`)
	just := func(words string) string { return fishQuote("__hwprint_just " + words) }
	for _, c := range all {
		when := "__fish_use_subcommand"
		if c.name != "" {
			if parent := strings.TrimSuffix(c.name, lastWord(c.name)); parent != "" {
				when = just(strings.TrimSpace(parent))
			}
			fmt.Fprintf(w, "complete -c hwprint -n %s -a %s -d %s\n", when, lastWord(c.name), fishQuote(c.summary))
			when = fishQuote("__hwprint_in " + c.name)
		}
		switch {
		case len(within(all, c.name)) > 0 && c.name != "":
			fmt.Fprintf(w, "complete -c hwprint -n %s -a %s\n", just("help "+c.name), fishQuote(strings.Join(c.words, " ")))
		case len(c.words) > 0:
			fmt.Fprintf(w, "complete -c hwprint -n %s -a %s\n", just(c.name), fishQuote(strings.Join(c.words, " ")))
		}
		if c.files {
			fmt.Fprintf(w, "complete -c hwprint -n %s -F\n", when)
		}
		for _, f := range c.flags {
			fmt.Fprintf(w, "complete -c hwprint -n %s -l %s%s -d %s\n", when, f.name, fishValue(f), fishQuote(f.usage))
		}
	}
	fmt.Fprint(w, "complete -c hwprint -s h -l help -d 'print help'\n")
}

// fishValue returns how fish is told what the value of a flag can be.
func fishValue(f flagSpec) string {
	switch {
	case f.arg == "":
		return ""
	case f.arg == argDir:
		return " -x -a '(__fish_complete_directories)'"
	case f.arg == argFile:
		return " -r -F"
	case f.values != nil:
		return " -x -a " + fishQuote(strings.Join(f.values, " "))
	}
	return " -x"
}

func fishQuote(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
}
