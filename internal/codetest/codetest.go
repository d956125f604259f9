// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package codetest holds tests to the error codes of a package: each one that
// its source has, and each one that the platform documents for its methods, is
// provoked by a call, or the list says why nothing can provoke it.
package codetest

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/fault"
)

// A List is the codes of one package and what became of them in a test. The
// calls note what was provoked, Done tells what was not.
type List struct {
	Documented map[string][]string // by method: what the platform says it answers
	Own        []string            // beside those: codes that the platform has none for
	Never      map[string]string   // by code, or by "method CODE": why it cannot arise
	Source     []string            // the codes in the package's source; see Source

	provoked map[string]map[string]bool // by method, by code
}

// Refused notes that a method refuses with a code, and fails the test if err is
// not that.
func (l *List) Refused(t testing.TB, method string, class fault.Class, code string, err error) {
	t.Helper()
	if fault.Code(err) != code || !errors.Is(err, class) {
		t.Errorf("%s: %v, want %s of class %v", method, err, code, class)
	}
	l.note(method, code)
}

// Broken notes that a method names the violation of a rule of the platform's
// own, and fails the test if err does not.
func (l *List) Broken(t testing.TB, method, rule string, err error) {
	t.Helper()
	if !slices.ContainsFunc(fault.Violations(err), func(v fault.Violation) bool { return v.RuleName == rule }) {
		t.Errorf("%s: %v, want a violation of %s", method, err, rule)
	}
	l.note(method, rule)
}

// Told notes that the answer of a method has a code in it, and fails the test if
// that is another one.
func (l *List) Told(t testing.TB, method, code, got string) {
	t.Helper()
	if got != code {
		t.Errorf("%s tells %q, want %s", method, got, code)
	}
	l.note(method, code)
}

func (l *List) note(method, code string) {
	if l.provoked == nil {
		l.provoked = make(map[string]map[string]bool)
	}
	if l.provoked[method] == nil {
		l.provoked[method] = make(map[string]bool)
	}
	l.provoked[method][code] = true
}

// Done fails the test for each code that was not provoked without a reason, that
// nobody has documented, and for each reason that holds no more.
func (l *List) Done(t testing.TB) {
	t.Helper()
	for _, what := range l.faults() {
		t.Error(what)
	}
}

func (l *List) faults() []string {
	var list []string
	say := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	known, met := make(map[string]bool), make(map[string]bool)
	for _, code := range l.Own {
		known[code] = true
	}
	for _, codes := range l.provoked {
		for code := range codes {
			met[code] = true
		}
	}
	used := make(map[string]bool)
	excused := func(names ...string) bool {
		for _, name := range names {
			if strings.TrimSpace(l.Never[name]) != "" {
				used[name] = true
				return true
			}
		}
		return false
	}
	for _, method := range slices.Sorted(maps.Keys(l.Documented)) {
		for _, code := range l.Documented[method] {
			known[code] = true
			if !l.provoked[method][code] && !excused(method+" "+code, code) {
				say("%s is documented for %s, and nothing provokes it", code, method)
			}
		}
	}
	for _, code := range slices.Sorted(slices.Values(l.Source)) {
		if !met[code] && !excused(code) {
			say("%s is in the source, and nothing provokes it", code)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(met)) {
		if !known[code] {
			say("%s is provoked, and neither documented nor listed as one of our own", code)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.Never)) {
		method, code, both := strings.Cut(name, " ")
		switch {
		case !both && met[name]:
			say("%s is said never to arise, and was provoked", name)
		case both && l.provoked[method][code]:
			say("%s is said never to arise in %s, and was provoked", code, method)
		case !used[name]:
			say("why %s never arises is said of nothing, or without a reason", name)
		}
	}
	return list
}

// shape is how codes look.
var shape = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$`)

// Source returns the codes that are written in the Go files of a directory, its
// tests aside: every text of that shape but for the values of enumerations, that
// is of constants with a type of their own. except are such texts that are no
// codes.
func Source(t testing.TB, dir string, except ...string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]bool)
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		codesOf(file, found)
	}
	for _, text := range except {
		if !found[text] {
			t.Errorf("%s, which is no code, is not in the source of %s", text, dir)
		}
		delete(found, text)
	}
	return slices.Sorted(maps.Keys(found))
}

func codesOf(file *ast.File, found map[string]bool) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			return n.Type == nil
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				if text, err := strconv.Unquote(n.Value); err == nil && shape.MatchString(text) {
					found[text] = true
				}
			}
		}
		return true
	})
}
