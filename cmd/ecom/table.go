// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// table is text in columns.
type table struct {
	title string
	right []bool // the columns that are aligned on the right
	rows  [][]string
}

// printable replaces what would break a table, or do something to a terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r != ' ' && !unicode.IsGraphic(r) {
			return utf8.RuneError
		}
		return r
	}, text)
}

// row adds a row, of what is printable.
func (t *table) row(cells ...string) {
	for i := range cells {
		cells[i] = printable(cells[i])
	}
	t.rows = append(t.rows, cells)
}

// write writes the table under its title with a blank line after it, and
// nothing when there are no rows.
func (t *table) write(w io.StringWriter) {
	if len(t.rows) == 0 {
		return
	}
	var widths []int
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	_, _ = w.WriteString(t.title + "\n")
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString("  ")
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i < len(t.right) && t.right[i] {
				line.WriteString(pad + cell)
			} else {
				line.WriteString(cell + pad)
			}
		}
		_, _ = w.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	_, _ = w.WriteString("\n")
}
