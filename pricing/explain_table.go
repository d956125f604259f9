// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"io"
	"strings"
	"unicode/utf8"
)

// Table returns the explanation as a table for people, one figure a row.
func (e *Explanation) Table() string {
	var b strings.Builder
	_ = e.WriteTable(&b) // a Builder does not fail
	return b.String()
}

// WriteTable writes the explanation to w as a table for people: one figure a row
// with its amount, how it came about and what made it, line by line, and at the
// end what did not apply, and why. Control characters in names are replaced.
func (e *Explanation) WriteTable(w io.Writer) error {
	sections := e.report()
	var width [3]int
	for i := range sections {
		for j := range sections[i].Rows {
			r := &sections[i].Rows[j]
			for k, cell := range [...]string{r.Label, r.Amount, r.How} {
				width[k] = max(width[k], utf8.RuneCountInString(cell))
			}
		}
	}
	var b strings.Builder
	b.WriteString(e.summary() + "\n")
	for _, s := range sections {
		b.WriteString("\n" + s.Title + "\n")
		for _, r := range s.Rows {
			row := "  " + pad(r.Label, width[0], false) + "  " + pad(r.Amount, width[1], true) + "  " + pad(r.How, width[2], false) + "  " + r.Source
			b.WriteString(strings.TrimRight(row, " ") + "\n")
		}
	}
	if skipped := e.reportSkipped(); len(skipped) > 0 {
		b.WriteString("\nWhat did not apply\n")
		writeSkipped(&b, skipped)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeSkipped(b *strings.Builder, skipped []Skipped) {
	var width [2]int
	for _, s := range skipped {
		width[0] = max(width[0], utf8.RuneCountInString(string(s.Kind)))
		width[1] = max(width[1], utf8.RuneCountInString(s.Name))
	}
	for _, s := range skipped {
		b.WriteString("  " + pad(string(s.Kind), width[0], false) + "  " + pad(s.Name, width[1], false) + "  " + s.Reason + "\n")
	}
}

// pad fills a cell up with blanks.
func pad(cell string, width int, right bool) string {
	blanks := strings.Repeat(" ", max(width-utf8.RuneCountInString(cell), 0))
	if right {
		return blanks + cell
	}
	return cell + blanks
}
