// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The program of the README, in a module of its own outside the repository,
// sells what the README says.
func TestReadmeProgramSells(t *testing.T) {
	t.Parallel()
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "```go\n")
	program, rest, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("README.md has no Go program")
	}
	_, rest, _ = strings.Cut(rest, "It prints `")
	want, _, ok := strings.Cut(rest, "`")
	if !ok {
		t.Fatal("README.md does not say what its program prints")
	}

	sums, err := os.ReadFile("go.sum")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	_, requires, _ := strings.Cut(string(mod), "require")
	for name, text := range map[string]string{
		"main.go": program,
		"go.sum":  string(sums),
		"go.mod": "module example.com/shop\n\ngo 1.26\n\nrequire github.com/go-ecom/ecom v0.0.0\n\nreplace github.com/go-ecom/ecom => " +
			root + "\n\nrequire" + requires,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", "run", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod -buildvcs=false")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go run: %v\n%s", err, out)
	}
	if got := strings.TrimSpace(string(out)); got != want {
		t.Errorf("the program prints %q, want %q", got, want)
	}
}

// The other Go of the README is the test of a purchase, word for word.
func TestReadmeTestIsATest(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	tests, err := os.ReadFile("ecomtest/purchase_test.go")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(readme), "```go\n")
	if len(blocks) != 3 {
		t.Fatalf("README.md has %d Go blocks, want the program and the test", len(blocks)-1)
	}
	block, _, _ := strings.Cut(blocks[2], "```")
	if !strings.Contains(string(tests), block) {
		t.Errorf("the test in README.md is not in ecomtest/purchase_test.go:\n%s", block)
	}
}
