// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing/lab"
)

// labWriter writes what the lab finds, as it finds it.
type labWriter interface {
	cart(*lab.Comparison) error
	end(*lab.Report) error
}

// labText writes for people.
type labText struct {
	out   *bufio.Writer
	begun bool
}

// cart writes the totals of a cart that differ. Columns are as wide as most
// figures need, since nothing is kept until the end.
func (t *labText) cart(c *lab.Comparison) error {
	if len(c.Changes) > 0 && !t.begun {
		t.begun = true
		_, _ = t.out.WriteString("Totals that change\n")
		_, _ = fmt.Fprintf(t.out, "  %8s  %-26s  %12s  %12s  %12s\n", "cart", "figure", "from", "to", "difference")
	}
	for i := range c.Changes {
		f := &c.Changes[i]
		if _, err := fmt.Fprintf(t.out, "  %8d  %-26s  %12s  %12s  %12s\n", c.Cart, f.Figure, f.From, f.To, signed(f.Difference)); err != nil {
			return err
		}
	}
	return nil
}

func signed(a money.Amount) string {
	if a.IsPositive() {
		return "+" + a.String()
	}
	return a.String()
}

func (t *labText) end(r *lab.Report) error {
	if t.begun {
		_, _ = t.out.WriteString("\n")
	}
	count := func(n int64) string { return strconv.FormatInt(n, 10) }
	carts := table{title: "Carts", right: []bool{false, true}}
	carts.row("priced", count(r.Carts))
	carts.row("with other totals", count(r.Changed))
	carts.row("failed", count(r.Failed))
	carts.write(t.out)

	sums := table{title: "All carts whose totals change", right: []bool{false, true, true, true, true}}
	for i, s := range r.Totals {
		if i == 0 {
			sums.row("figure", "carts", "from", "to", "difference")
		}
		sums.row(s.Figure, count(s.Changed), s.From.String(), s.To.String(), signed(s.Difference))
	}
	sums.write(t.out)

	uses := table{title: "What discounts take off", right: []bool{false, true, true, true, true}}
	for i, u := range r.Discounts {
		if i == 0 {
			uses.row("discount", "carts before", "amount before", "carts after", "amount after")
		}
		uses.row(discountName(u.Discount), count(u.Before.Carts), used(u.Before), count(u.After.Carts), used(u.After))
	}
	uses.write(t.out)

	overlaps := table{title: "Discounts that meet on one line", right: []bool{true}}
	for _, o := range r.Overlaps {
		overlaps.row(count(o.Lines), discountName(o.First), discountName(o.Second))
	}
	overlaps.write(t.out)

	deepest := table{title: "Most discounts on one line"}
	if d := r.Deepest; d != nil {
		names := make([]string, len(d.Discounts))
		for i := range d.Discounts {
			names[i] = discountName(d.Discounts[i])
		}
		deepest.row(count(int64(len(names))), "cart "+count(d.Cart), "line "+d.Line, strings.Join(names, ", "))
	}
	deepest.write(t.out)

	for _, l := range [...]struct {
		title string
		lines *lab.Lines
	}{{"Sold under their floor price", &r.UnderFloor}, {"Given away", &r.Free}} {
		lows := table{title: l.title + ": " + count(l.lines.Count), right: []bool{false, false, true, true}}
		for _, low := range l.lines.Lines {
			if l.lines == &r.Free {
				lows.row("cart "+count(low.Cart), "line "+low.Line, low.Item)
				continue
			}
			lows.row("cart "+count(low.Cart), "line "+low.Line, low.Price.String(), "floor "+low.Floor.String(), low.Item)
		}
		if more := l.lines.Count - int64(len(l.lines.Lines)); more > 0 {
			lows.row("and " + count(more) + " more")
		}
		lows.write(t.out)
	}
	return nil
}

func used(u lab.Use) string {
	if u.Carts == 0 {
		return "-"
	}
	return u.Amount.String()
}

func discountName(d lab.Discount) string {
	if d.Name == "" {
		return d.Kind + " " + d.ID
	}
	return d.Kind + " " + d.Name
}

// labJSON writes one object, whose carts are written as they come.
type labJSON struct {
	out   *bufio.Writer
	begun bool
}

func (j *labJSON) cart(c *lab.Comparison) error {
	if len(c.Changes) == 0 {
		return nil
	}
	data, err := json.Marshal(struct {
		Cart    int64        `json:"cart"`
		Changes []lab.Change `json:"changes"`
	}{c.Cart, c.Changes})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(j.out, "%s\n    %s", j.before(), data)
	return err
}

// before returns what stands before the next element.
func (j *labJSON) before() string {
	if j.begun {
		return ","
	}
	j.begun = true
	return "{\n  \"changes\": ["
}

func (j *labJSON) end(r *lab.Report) error {
	head, tail := "", "\n  ]"
	if !j.begun {
		head, tail = j.before(), "]"
	}
	full := *r
	full.Totals, full.Discounts, full.Overlaps = listed(r.Totals), listed(r.Discounts), listed(r.Overlaps)
	full.Free.Lines, full.UnderFloor.Lines = listed(r.Free.Lines), listed(r.UnderFloor.Lines)
	data, err := json.MarshalIndent(full, "  ", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(j.out, "%s%s,\n  \"report\": %s\n}\n", head, tail, data)
	return err
}

// listed returns a list that JSON writes as one, also when it is empty.
func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
