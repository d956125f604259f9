// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package integration_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// program is a user's: it imports what the root module has for users.
const program = `package main

import (
	_ "github.com/go-ecom/ecom"
	_ "github.com/go-ecom/ecom/events"
	_ "github.com/go-ecom/ecom/shopfile"
	_ "github.com/go-ecom/ecom/store/memstore"
)

func main() {}
`

// A program that imports only the root module is linked with no database driver
// and no client of a broker, and needs no module but the core's own two.
func TestDependenciesOfUsers(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum")) // so that nothing is asked of the network
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"main.go": program,
		"go.mod":  "module example.com/shop\n\ngo 1.26\n\nrequire github.com/go-ecom/ecom v0.1.0\n\nreplace github.com/go-ecom/ecom => " + root + "\n",
		"go.sum":  string(sums),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
		var problems strings.Builder
		cmd.Stderr = &problems
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, &problems)
		}
		return string(out)
	}
	run("mod", "tidy")
	run("build", "-o", os.DevNull, ".")
	core := []string{"github.com/go-ecom/ecom", "github.com/google/uuid", "github.com/shopspring/decimal"}

	for path := range strings.FieldsSeq(run("list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".")) {
		if path != "example.com/shop" && !slices.ContainsFunc(core, func(m string) bool { return path == m || strings.HasPrefix(path, m+"/") }) {
			t.Errorf("the program is linked with %s", path)
		}
	}

	var required []string
	text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) >= 2 && strings.HasPrefix(fields[1], "v") {
			required = append(required, fields[0])
		}
	}
	slices.Sort(required)
	if !slices.Equal(required, core) {
		t.Errorf("go mod tidy requires %q, want %q", required, core)
	}
}
