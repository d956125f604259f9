// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Command ecom works with shops that are described in a file.
//
//	ecom price --shop shop.json request.json
//
// prices the goods of a request; "ecom help" tells more.
package main

import (
	"io"
	"os"
	"time"
	_ "time/tzdata" // rules have time zones, wherever this runs
)

func main() {
	os.Exit(run(os.Args[1:], program{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now}))
}

// The exit statuses.
const (
	exitOK    = 0 // done
	exitFault = 1 // something outside the input failed, such as writing the answer
	exitUsage = 2 // the command line, the shop file or the request is wrong
)

// program is what the command has of the world around it.
type program struct {
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	now    func() time.Time
}
