// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"
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

// WriteTable writes the explanation to w as a table for people, one figure a
// row.
func (e *Explanation) WriteTable(w io.Writer) error {
	rows := make([][4]string, 0, len(e.Steps)+1)
	rows = append(rows, [4]string{"FIGURE", "AMOUNT", "HOW", "SOURCE"})
	for i := range e.Steps {
		s := &e.Steps[i]
		how := s.Formula
		if s.Exact != "" {
			how += " = " + s.Exact + ", " + s.Rounding
		}
		if s.Share != "" {
			how += "; " + s.Share
		}
		rows = append(rows, [4]string{s.Figure, s.Amount.String(), how, s.Source})
	}
	var width [4]int
	for _, row := range rows {
		for j, cell := range row {
			width[j] = max(width[j], utf8.RuneCountInString(cell))
		}
	}
	if _, err := fmt.Fprintf(w, "All amounts in %s, rounded %s at point %s.\n\n", e.Currency.Code(), e.Policy.Mode, e.Policy.Point); err != nil {
		return err
	}
	for _, row := range rows {
		var b strings.Builder
		b.WriteString(pad(row[0], width[0], false))
		b.WriteString("  ")
		b.WriteString(pad(row[1], width[1], true))
		b.WriteString("  ")
		b.WriteString(pad(row[2], width[2], false))
		b.WriteString("  ")
		b.WriteString(row[3])
		if _, err := fmt.Fprintln(w, strings.TrimRight(b.String(), " ")); err != nil {
			return err
		}
	}
	return e.writeSkipped(w)
}

func (e *Explanation) writeSkipped(w io.Writer) error {
	if len(e.Skipped) == 0 {
		return nil
	}
	if _, err := fmt.Fprint(w, "\nNot applied:\n"); err != nil {
		return err
	}
	for _, s := range e.Skipped {
		name := s.Name
		if name == "" {
			name = s.ID
		}
		if _, err := fmt.Fprintf(w, "  %s %q: %s\n", s.Kind, name, s.Reason); err != nil {
			return err
		}
	}
	return nil
}

// pad fills a cell up with blanks.
func pad(cell string, width int, right bool) string {
	blanks := strings.Repeat(" ", width-utf8.RuneCountInString(cell))
	if right {
		return blanks + cell
	}
	return cell + blanks
}
