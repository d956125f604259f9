// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package driver_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

func TestErrors(t *testing.T) {
	t.Parallel()
	ref := driver.Ref{Site: "main", Kind: "order", ID: "7"}
	for _, c := range []struct {
		err   error
		class fault.Class
		text  string
	}{
		{&driver.BoundError{Ref: ref, Value: 2, Delta: -3}, fault.Limit, "count order 7 is 2 and cannot change by -3"},
		{&driver.UniqueError{Ref: ref, Index: "checkout"}, fault.Exists, "order 7: another one has the same checkout"},
		{&driver.ConflictError{Ref: ref, Want: 1, Have: 2}, fault.Conflict, "order 7 has revision 2, not 1"},
	} {
		if !errors.Is(c.err, c.class) {
			t.Errorf("%T is not %v", c.err, c.class)
		}
		if c.err.Error() != c.text {
			t.Errorf("%T = %q, want %q", c.err, c.err.Error(), c.text)
		}
	}
}

// counting is a driver around another one: it counts commits.
type counting struct {
	driver.Store
	commits int
}

// Commit implements driver.Store.
func (c *counting) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	c.commits++
	return c.Store.Commit(ctx, b)
}

// Unwrap implements driver.Unwrapper, so that the abilities of what is wrapped
// are found.
func (c *counting) Unwrap() driver.Store { return c.Store }

func ExampleAs() {
	var db driver.Store = &counting{Store: memstore.New(memstore.Config{})}
	_, ok := driver.As[driver.Resolver](db)
	fmt.Println("resolver:", ok)
	_, ok = driver.As[interface{ Vacuum() }](db)
	fmt.Println("vacuum:", ok)
	// Output:
	// resolver: true
	// vacuum: false
}

func TestAs(t *testing.T) {
	t.Parallel()
	inner := memstore.New(memstore.Config{})
	outer := &counting{Store: &counting{Store: inner}}
	if k, ok := driver.As[driver.Keeper](outer); !ok || k != driver.Keeper(inner) {
		t.Errorf("As[Keeper](wrapped twice) = %v, %v, want the memory store", k, ok)
	}
	if c, ok := driver.As[*counting](outer); !ok || c != outer {
		t.Errorf("As[*counting]() = %v, %v, want the outermost", c, ok)
	}
	if _, ok := driver.As[driver.Keeper](struct{ driver.Store }{inner}); ok {
		t.Error("As[Keeper]() of a store without the ability = true")
	}
	if _, ok := driver.As[driver.Keeper](nil); ok {
		t.Error("As[Keeper](nil) = true")
	}
}

// TestGuide holds the Go in docs/backend.md against the files that compile it.
func TestGuide(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../docs/backend.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../../examples/custombackend/boltstore/*.go")
	if err != nil || len(files) < 4 {
		t.Fatalf("the example has the files %v, %v", files, err)
	}
	var compiled strings.Builder
	for _, name := range append(files, "driver_test.go") {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		compiled.Write(src)
	}
	blocks := strings.Split(string(guide), "```go\n")
	if len(blocks) < 10 {
		t.Fatalf("the guide has %d pieces of Go", len(blocks)-1)
	}
	for _, block := range blocks[1:] {
		code, _, _ := strings.Cut(block, "```")
		for piece := range strings.SplitSeq(code, "\n\n") {
			if !strings.Contains(compiled.String(), strings.TrimSpace(piece)) {
				t.Errorf("no example compiles this piece of the guide:\n%s", piece)
			}
		}
	}
}

// TestGuideNamesCases holds the names of cases in the guide against the suite.
func TestGuideNamesCases(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../docs/backend.md")
	if err != nil {
		t.Fatal(err)
	}
	_, mistakes, found := strings.Cut(string(guide), "## Common mistakes")
	if !found {
		t.Fatal("the guide has no chapter of common mistakes")
	}
	cases, err := filepath.Glob("../storetest/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var suite strings.Builder
	for _, name := range cases {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		suite.Write(src)
	}
	rows := 0
	for line := range strings.Lines(mistakes) {
		cells := strings.Split(strings.Trim(line, "|\n "), "|")
		if len(cells) != 2 || strings.HasPrefix(cells[1], "-") || strings.Contains(line, "caught by") {
			continue
		}
		rows++
		for name := range strings.SplitSeq(cells[1], ",") {
			if name = strings.Trim(name, " `"); !strings.Contains(suite.String(), `{"`+name+`", "`) {
				t.Errorf("the suite has no case %q", name)
			}
		}
	}
	if rows < 10 {
		t.Errorf("the guide names %d common mistakes", rows)
	}
}
