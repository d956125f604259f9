// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/go-ecom/ecom/fault"
)

const usage = `usage: ecom <command> [arguments]

Commands:
  price   compute what goods cost in a shop
  help    tell about a command: ecom help price
`

// run does what the arguments ask for and returns the exit status.
func run(args []string, p program) int {
	if len(args) == 0 {
		_, _ = io.WriteString(p.stderr, usage)
		return exitUsage
	}
	switch name, rest := args[0], args[1:]; name {
	case "price":
		return runPrice(rest, p)
	case "help", "-h", "-help", "--help":
		return runHelp(rest, p)
	default:
		p.complain("unknown command %q\n\n%s", name, usage)
		return exitUsage
	}
}

func runHelp(args []string, p program) int {
	text := usage
	switch {
	case len(args) == 1 && args[0] == "price":
		text = priceUsage
	case len(args) > 0:
		p.complain("there is no help on %q\n\n%s", args[0], usage)
		return exitUsage
	}
	if _, err := io.WriteString(p.stdout, text); err != nil {
		p.complain("%v\n", err)
		return exitFault
	}
	return exitOK
}

// complain writes a message to standard error.
func (p program) complain(format string, args ...any) {
	_, _ = fmt.Fprintf(p.stderr, "ecom: "+format, args...)
}

// read returns what a file holds; "-" is standard input.
func (p program) read(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(p.stdin)
	}
	return os.ReadFile(name)
}

// title returns how messages call a file.
func title(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

// report writes what is wrong with a file to standard error, a line for each
// problem.
func (p program) report(name string, err error) {
	violations := fault.Violations(err)
	for _, v := range violations {
		if v.Field == "" {
			_, _ = fmt.Fprintf(p.stderr, "%s: %s\n", title(name), printable(v.Description))
			continue
		}
		_, _ = fmt.Fprintf(p.stderr, "%s: %s: %s\n", title(name), printable(v.Field), printable(v.Description))
	}
	if len(violations) > 0 {
		return
	}
	if path, ok := errors.AsType[*os.PathError](err); ok {
		err = path.Err
	}
	_, _ = fmt.Fprintf(p.stderr, "%s: %s\n", title(name), printable(err.Error()))
}
