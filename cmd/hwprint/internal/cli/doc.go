// Package cli is the command line of hwprint: a table of commands, and what is
// made of it: the parser of arguments, the manual, the scripts with which
// shells complete arguments.
//
// It is not a library from elsewhere for two reasons. The module is imported by
// activation servers and agents, which would inherit it. And the parsers there
// are, package flag among them, repeat in their errors what was typed: here
// that may be a serial number or a product key in the wrong place.
package cli

// program is what the command is called.
const program = "hwprint"

// The exit statuses. What ExitNo means is each command's own "no".
const (
	ExitOK     = 0
	ExitNo     = 1
	ExitUsage  = 2 // also: input that cannot be read, output that cannot be written
	ExitReview = 3
)
