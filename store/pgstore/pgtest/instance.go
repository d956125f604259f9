// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package pgtest

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Instance is a PostgreSQL server of the test's own, which may be killed and
// started again. It listens on a socket in a temporary folder only. The role
// postgres may do everything without a password; other roles need theirs.
type Instance struct {
	t        testing.TB
	bin      string // the folder of the programs
	dir      string // holds the data and the socket
	settings []string
	as       *syscall.Credential // nil: whoever runs the test

	mu      sync.Mutex
	process *exec.Cmd     // nil when it is down
	gone    chan struct{} // closed when the process has ended
	log     strings.Builder
}

// Start makes and starts a server, which is removed when the test is over.
// settings are lines of its configuration, such as "max_connections=20". When
// the programs of PostgreSQL are not installed the test is skipped, or fails
// if Env is set.
func Start(t testing.TB, settings ...string) *Instance {
	t.Helper()
	bin := programs()
	if bin == "" {
		if os.Getenv(Env) != "" {
			t.Fatalf("pgtest: %s is set, and there is no initdb to make a throw-away server with", Env)
		}
		t.Skip("pgtest: NO POSTGRES: there is no initdb to make a throw-away server with")
	}
	dir, err := os.MkdirTemp("", "pgtest") // not t.TempDir: names of sockets must be short
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	i := &Instance{t: t, bin: bin, dir: dir, settings: settings, as: unprivileged()}
	t.Cleanup(func() {
		i.Kill()
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("pgtest: %v", err)
		}
	})
	i.prepare()
	i.Restart()
	return i
}

// programs returns the folder of the newest server that is installed.
func programs() string {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	newest, dir := 0, ""
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/initdb", "/usr/pgsql-*/bin/initdb", "/opt/homebrew/opt/postgresql@*/bin/initdb"} {
		found, _ := filepath.Glob(pattern) // the patterns are right
		for _, path := range found {
			home := filepath.Dir(filepath.Dir(path))
			version, err := strconv.Atoi(home[strings.LastIndexAny(home, "/-@")+1:])
			if err == nil && version > newest {
				newest, dir = version, filepath.Dir(path)
			}
		}
	}
	return dir
}

// prepare makes the files of the server.
func (i *Instance) prepare() {
	i.t.Helper()
	if i.as != nil {
		if err := os.Chown(i.dir, int(i.as.Uid), int(i.as.Gid)); err != nil {
			i.t.Fatalf("pgtest: %v", err)
		}
	}
	initdb := i.command("initdb", "-D", i.data(), "-U", "postgres", "--locale=C", "--encoding=UTF8", "--auth=trust", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		i.t.Fatalf("pgtest: initdb: %v\n%s", err, out)
	}
	access := "local all postgres trust\nlocal all all scram-sha-256\n"
	if err := os.WriteFile(filepath.Join(i.data(), "pg_hba.conf"), []byte(access), 0o600); err != nil {
		i.t.Fatalf("pgtest: %v", err)
	}
}

func (i *Instance) data() string { return filepath.Join(i.dir, "data") }

func (i *Instance) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(i.bin, program), args...)
	cmd.Dir = i.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: i.as}
	return cmd
}

// DSN returns the data source name of a database on the server, such as
// "postgres".
func (i *Instance) DSN(database string) string {
	return "postgres:///" + database + "?host=" + i.dir + "&user=postgres&sslmode=disable"
}

// Socket returns the path of the server's socket.
func (i *Instance) Socket() string { return filepath.Join(i.dir, ".s.PGSQL.5432") }

// startTime is how long the server may take to start, also after a crash.
const startTime = time.Minute

// Restart starts the server when it is down, and returns when it answers.
func (i *Instance) Restart() {
	i.t.Helper()
	deadline := time.NewTimer(startTime)
	defer deadline.Stop()
	for {
		ready := i.run()
		if ready == nil {
			return // it is up
		}
		select {
		case up := <-ready:
			if up {
				return
			}
			// Children of a server that was killed may take a moment to
			// notice; until then no other one starts.
		case <-deadline.C:
			i.t.Fatalf("pgtest: the server does not start:\n%s", i.Log())
		}
		select {
		case <-deadline.C:
			i.t.Fatalf("pgtest: the server does not start:\n%s", i.Log())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// run starts the server, unless it is up. What it returns says whether that
// went well.
func (i *Instance) run() <-chan bool {
	i.t.Helper()
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.process != nil {
		return nil
	}
	args := []string{"-D", i.data(), "-k", i.dir, "-c", "listen_addresses=", "-c", "shared_buffers=16MB", "-c", "max_connections=60"}
	for _, s := range i.settings {
		args = append(args, "-c", s)
	}
	cmd := i.command("postgres", args...)
	out, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		i.t.Fatalf("pgtest: %v", err)
	}
	ready, gone := make(chan bool, 1), make(chan struct{})
	i.process, i.gone = cmd, gone
	go func() {
		i.follow(out, ready)
		_ = cmd.Wait() // killed as a rule
		i.mu.Lock()
		i.process = nil
		i.mu.Unlock()
		close(gone)
		close(ready)
	}()
	return ready
}

// follow reads the server's log until it ends.
func (i *Instance) follow(out io.Reader, ready chan<- bool) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		i.mu.Lock()
		i.log.WriteString(lines.Text() + "\n")
		i.mu.Unlock()
		if strings.Contains(lines.Text(), "database system is ready to accept connections") {
			select {
			case ready <- true:
			default:
			}
		}
	}
}

// Log returns what the server has said so far.
func (i *Instance) Log() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.log.String()
}

// Kill ends the server and all its processes with SIGKILL, if it is up.
func (i *Instance) Kill() {
	i.mu.Lock()
	cmd, gone := i.process, i.gone
	i.mu.Unlock()
	if cmd == nil {
		return
	}
	workers := children(cmd.Process.Pid)
	_ = cmd.Process.Kill() // it may have ended by itself
	for _, pid := range append(workers, children(cmd.Process.Pid)...) {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	<-gone
}

// children returns the processes that a process has started, where the system
// tells.
func children(parent int) []int {
	var list []int
	tasks, _ := filepath.Glob("/proc/" + strconv.Itoa(parent) + "/task/*/children") // the pattern is right
	for _, task := range tasks {
		pids, _ := os.ReadFile(task) // gone meanwhile
		for _, field := range strings.Fields(string(pids)) {
			if pid, err := strconv.Atoi(field); err == nil {
				list = append(list, pid)
			}
		}
	}
	return list
}
