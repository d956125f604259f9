// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// block is a fenced block of a page.
type block struct {
	lang, text string
	heading    string // under which it stands
}

// blocks returns the fenced blocks of a page.
func blocks(page string) []block {
	var out []block
	var heading string
	for rest := page; rest != ""; {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		if h, ok := strings.CutPrefix(line, "## "); ok {
			heading = h
		}
		if lang, ok := strings.CutPrefix(line, "```"); ok {
			text, after, _ := strings.Cut(rest, "```")
			out = append(out, block{lang, text, heading})
			_, rest, _ = strings.Cut(after, "\n")
		}
	}
	return out
}

// words returns a line with its columns drawn together.
func words(line string) string { return strings.Join(strings.Fields(line), " ") }

// The examples of docs/pricing.md come out as they say: a shop, a request, and
// lines of what the command explains, in their order.
func TestPricingPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "pricing.md"))
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	examples := 0
	for _, b := range blocks(string(page)) {
		switch b.lang {
		case "json":
			files = append(files, b.text)
		case "text":
			if len(files) != 2 {
				t.Fatalf("%s: %d files before an output, want a shop and a request", b.heading, len(files))
			}
			examples++
			runExample(t, fmt.Sprintf("%02d %s", examples, b.heading), files[0], files[1], b.text)
			files = nil
		case "go":
		default:
			t.Errorf("%s: a block of %q", b.heading, b.lang)
		}
	}
	if examples < 15 {
		t.Errorf("%d examples, want one for each step", examples)
	}
}

func runExample(t *testing.T, name, shopText, request, want string) {
	t.Run(name, func(t *testing.T) {
		t.Parallel()
		got := priceTexts(t, shopText, request, "--explain")
		rest := strings.Split(got, "\n")
		for line := range strings.Lines(want) {
			line = words(line)
			if line == "" {
				continue
			}
			found := false
			for i := range rest {
				if words(rest[i]) == line {
					found, rest = true, rest[i+1:]
					break
				}
			}
			if !found {
				t.Fatalf("the output lacks %q, or has it before the lines above it:\n%s", line, got)
			}
		}
	})
}

// priceTexts prices a request in a shop and returns what is written.
func priceTexts(t *testing.T, shopText, request string, flags ...string) string {
	t.Helper()
	dir := t.TempDir()
	shopName, requestName := filepath.Join(dir, "shop.json"), filepath.Join(dir, "request.json")
	for file, text := range map[string]string{shopName: shopText, requestName: request} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := ecom("", append([]string{"price", "--shop", shopName, requestName}, flags...)...)
	if out.status != exitOK {
		t.Fatalf("status %d, %s", out.status, out.stderr)
	}
	return out.stdout
}

// The table of rounding points says what its cart costs at each of them.
func TestPricingPageRounding(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "pricing.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(page), "## Where figures are rounded\n")
	if !ok {
		t.Fatal("the page does not say where figures are rounded")
	}
	list := blocks(section)
	rows := 0
	for line := range strings.Lines(section) {
		cells := strings.Split(line, "|")
		if len(cells) != 7 {
			continue
		}
		point, _, _ := strings.Cut(strings.TrimSpace(cells[1]), ",")
		if point != strings.ToUpper(point) || point == "---" {
			continue
		}
		rows++
		var answer struct {
			PriceSummary map[string]struct{ Amount string }
		}
		text := priceTexts(t, strings.Replace(list[0].text, `"ORDER"`, `"`+point+`"`, 1), list[1].text)
		if err := json.Unmarshal([]byte(text), &answer); err != nil {
			t.Fatal(err)
		}
		for i, name := range []string{"discount", "tax", "total"} {
			if got, want := answer.PriceSummary[name].Amount, strings.TrimSpace(cells[3+i]); got != want {
				t.Errorf("%s at %s is %s, the page says %s", name, point, got, want)
			}
		}
	}
	if rows != 4 {
		t.Errorf("%d rows of rounding points, want 4", rows)
	}
}

// The Go of the page is examples that are compiled and run, word for word.
func TestPricingPageGo(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "pricing.md"))
	if err != nil {
		t.Fatal(err)
	}
	var examples string
	for _, name := range []string{"pricing/example_test.go", "pricing/lab/example_test.go"} {
		data, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		examples += string(data)
	}
	n := 0
	for _, b := range blocks(string(page)) {
		if b.lang != "go" {
			continue
		}
		n++
		if !strings.Contains(examples, b.text) || !strings.Contains(b.text, "// Output:") {
			t.Errorf("%s: this is no example of package pricing or lab with its output:\n%s", b.heading, b.text)
		}
	}
	if n != 2 {
		t.Errorf("%d blocks of Go, want 2", n)
	}
}
