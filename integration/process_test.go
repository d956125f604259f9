// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// A test that needs several processes starts itself again: startProcess in the
// first process, isProcess in the others. They talk in lines of JSON.

const (
	processEnv = "ECOM_INTEGRATION_PROCESS" // number and what the process is told
	lineFD     = 3
)

// process is one that this test has started.
type process struct {
	cmd   *exec.Cmd
	stdin io.Closer // closed when it is to end
	lines *bufio.Scanner
	out   bytes.Buffer
}

// startProcess starts this test again as the nth process, which is told
// something.
func startProcess(t *testing.T, n int, told string) *process {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = write.Close() }() // the process has its own
	p := &process{lines: bufio.NewScanner(read)}
	p.cmd = exec.Command(program, "-test.run=^"+regexp.QuoteMeta(t.Name())+"$", "-test.timeout=0")
	p.cmd.Env = append(os.Environ(), processEnv+"="+strconv.Itoa(n)+" "+told)
	p.cmd.ExtraFiles = []*os.File{write}
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.out
	if p.stdin, err = p.cmd.StdinPipe(); err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // when the test failed before end
		_ = p.cmd.Wait()
		_ = read.Close()
	})
	return p
}

// end lets the process end, and fails when it does not do so well.
func (p *process) end(t *testing.T) {
	t.Helper()
	_ = p.stdin.Close()
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("%v:\n%s", err, &p.out)
	}
}

// isProcess returns which process this is, and what it is told; ok is false in
// the first one.
func isProcess(t *testing.T) (n int, told string, ok bool) {
	t.Helper()
	text := os.Getenv(processEnv)
	if text == "" {
		return 0, "", false
	}
	number, told, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(number)
	if err != nil {
		t.Fatal(err)
	}
	return n, told, true
}

// teller returns a function that tells the first process something.
func teller(t *testing.T) func(any) {
	t.Helper()
	w := os.NewFile(lineFD, "lines")
	var mu sync.Mutex
	return func(v any) {
		line, err := json.Marshal(v)
		if err != nil {
			t.Error(err)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if _, err := w.Write(append(line, '\n')); err != nil {
			t.Error(err)
		}
	}
}

// untilEnd blocks until this process is to end.
func untilEnd() { _, _ = io.Copy(io.Discard, os.Stdin) }
