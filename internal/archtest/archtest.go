// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package archtest holds the import graph of the repository to the design: a
// package imports only from rows below its own.
package archtest

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// module is the path of the root module.
const module = "github.com/go-ecom/ecom"

// Package is what one package imports.
type Package struct {
	Path        string   // within its module; "" is the module's root
	Imports     []string // by its files
	TestImports []string // by its test files
}

// Load reads the packages of the module in dir. Nested modules are not part of
// it; their directories are returned.
func Load(dir string) (packages []Package, nested []string, err error) {
	found := make(map[string]*Package)
	err = filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if file == dir {
				return nil
			}
			if name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
				return filepath.SkipDir
			}
			if _, statErr := os.Stat(filepath.Join(file, "go.mod")); statErr == nil {
				nested = append(nested, file)
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, filepath.Dir(file))
		if err != nil {
			return err
		}
		rel = strings.TrimPrefix(filepath.ToSlash(rel), ".")
		p := found[rel]
		if p == nil {
			p = &Package{Path: rel}
			found[rel] = p
		}
		list := &p.Imports
		if strings.HasSuffix(name, "_test.go") {
			list = &p.TestImports
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if !slices.Contains(*list, imported) {
				*list = append(*list, imported)
			}
		}
		return nil
	})
	for _, p := range found {
		packages = append(packages, *p)
	}
	slices.SortFunc(packages, func(a, b Package) int { return strings.Compare(a.Path, b.Path) })
	return packages, nested, err
}

// Check returns what is wrong with the packages of the root module, one
// sentence each.
func Check(packages []Package) []string {
	var wrong []string
	for _, p := range packages {
		row := rowOf(p.Path)
		if row < 0 {
			wrong = append(wrong, fmt.Sprintf("package %s is in no row", name(p.Path)))
			continue
		}
		for _, imported := range p.Imports {
			if complaint := check(p.Path, row, imported); complaint != "" {
				wrong = append(wrong, fmt.Sprintf("package %s imports %s: %s", name(p.Path), imported, complaint))
			}
		}
		for _, imported := range p.TestImports {
			if foreign(imported) && !slices.Contains(thirdParty, imported) && !slices.Contains(testThirdParty, imported) {
				wrong = append(wrong, fmt.Sprintf("tests of %s import %s: no such dependency was agreed on", name(p.Path), imported))
			}
		}
	}
	return wrong
}

// check returns what is wrong with an import by a file that is no test, or "".
func check(importer string, row int, imported string) string {
	forTests := slices.Contains(testPackages, importer)
	if imported == "testing" || strings.HasPrefix(imported, "testing/") {
		if !forTests {
			return "test packages stay out of shipped code"
		}
		return ""
	}
	inside, ok := within(imported)
	if !ok {
		if foreign(imported) && !slices.Contains(thirdParty, imported) {
			return "no such dependency was agreed on"
		}
		return ""
	}
	below := rowOf(inside)
	switch {
	case below < 0:
		return "it is in no row"
	case slices.Contains(testPackages, inside) && !forTests:
		return "test packages stay out of shipped code"
	case below <= row:
		return "it is not in a row below"
	}
	return ""
}

// CheckNested returns what is wrong with the packages of a nested module: it
// must not import what the root module keeps to itself.
func CheckNested(packages []Package) []string {
	var wrong []string
	for _, p := range packages {
		for _, imported := range slices.Concat(p.Imports, p.TestImports) {
			if inside, ok := within(imported); ok && strings.HasPrefix(inside+"/", "internal/") {
				wrong = append(wrong, fmt.Sprintf("nested package %s imports %s: it is internal to the root module", p.Path, imported))
			}
		}
	}
	return wrong
}

// rowOf returns the row of a package of the root module, or -1.
func rowOf(pkg string) int {
	return slices.IndexFunc(rows, func(row []string) bool { return slices.Contains(row, pkg) })
}

// within returns the path of an import within the root module.
func within(imported string) (string, bool) {
	if imported == module {
		return "", true
	}
	return strings.CutPrefix(imported, module+"/")
}

// foreign reports whether an import is neither ours nor the standard
// library's, whose first path element has no dot.
func foreign(imported string) bool {
	if _, ours := within(imported); ours {
		return false
	}
	first, _, _ := strings.Cut(imported, "/")
	return strings.Contains(first, ".")
}

func name(pkg string) string { return path.Join("ecom", pkg) }
