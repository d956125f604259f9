// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/go-ecom/ecom/store/driver"
)

// spawnedBy is the environment variable that tells a process what to do.
const spawnedBy = "ECOM_CRASH_PROCESS"

// spec is what a process is told.
type spec struct {
	Dir  string
	At   time.Time // on the shop's clock
	Seed uint64
	Next []int // the job at which each buyer begins
}

// spawned returns what this process is to do, if it is one to be killed.
func spawned() (s spec, ok bool) {
	text := os.Getenv(spawnedBy)
	if text == "" {
		return s, false
	}
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		panic(err) // it was written by start
	}
	return s, true
}

// notesFD is the file on which a process writes its notes.
const notesFD = 3

// live buys until this process is killed.
func live(c Config, s spec) {
	notes := &notebook{w: os.NewFile(notesFD, "notes")}
	go func() { // who would kill this process may be gone itself
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(1)
	}()
	ctx := context.Background()
	w, err := openWorld(ctx, c.Open, s.Dir, s.At, func(d driver.Store) driver.Store { return &watched{Store: d, notes: notes} })
	if err != nil {
		notes.write(note{Kind: noteFailed, Text: err.Error()})
		os.Exit(1)
	}
	notes.write(note{Kind: noteReady})
	work(ctx, w, notes, s.Seed, s.Next)
	os.Exit(1) // nobody can go on
}

// process is one that buys.
type process struct {
	cmd     *exec.Cmd
	notes   *os.File
	printed *printed
}

// start starts this test again, as a process that buys.
func (s *subject) start(ctx context.Context) (*process, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	var names []string
	for name := range strings.SplitSeq(s.test, "/") {
		names = append(names, "^"+regexp.QuoteMeta(name)+"$")
	}
	told, err := json.Marshal(spec{s.dir, s.now(), s.seed, s.next})
	if err != nil {
		return nil, err
	}
	notes, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer func() { _ = write.Close() }() // the process has its own
	p := &process{notes: notes, printed: new(printed)}
	p.cmd = exec.CommandContext(ctx, program, "-test.run="+strings.Join(names, "/"), "-test.timeout=0")
	p.cmd.Env = append(os.Environ(), spawnedBy+"="+string(told))
	p.cmd.ExtraFiles = []*os.File{write}
	p.cmd.Stdout, p.cmd.Stderr = p.printed, p.printed
	if _, err = p.cmd.StdinPipe(); err == nil { // open as long as this process lives
		err = p.cmd.Start()
	}
	if err != nil {
		return nil, errors.Join(err, notes.Close())
	}
	return p, nil
}

// kill kills the process with SIGKILL, if it is still there.
func (p *process) kill() { _ = p.cmd.Process.Kill() }

// wait waits for the end of the process, and reports whether it was killed.
func (p *process) wait() bool {
	_ = p.cmd.Wait()
	_ = p.notes.Close()
	return p.cmd.ProcessState != nil && !p.cmd.ProcessState.Exited()
}

// printed is the beginning of what a process printed.
type printed struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write implements io.Writer.
func (p *printed) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if room := 1<<16 - p.buf.Len(); room > 0 {
		p.buf.Write(text[:min(room, len(text))])
	}
	return len(text), nil
}

// String returns it.
func (p *printed) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.buf.String()
}
