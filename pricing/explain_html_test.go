// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// hostile is text that does harm where it is not escaped.
const hostile = "</td><script>alert(1)</script>\" onmouseover='x' {{.}} \x1b[31m\u202e\r\n& mug"

// page returns a page with a hostile text in every name.
func page(t *testing.T) (html, table string) {
	t.Helper()
	const name = "<script>alert(1)</script>\" {{.}} \x1b[31m\r\n& mug" // at most 50 characters
	on := percentRule("r1", name, "10", allItems())
	off := percentRule("r2", name, "10", scopeOf("other"))
	c := shop(t, func(c *pricing.Config) {
		c.Rules = compileRules(t, money.USD, on, off)
	})
	in := newYork(line(hostile, 2, "25.00"))
	in.Lines[0].Name = hostile
	in.Lines[0].CatalogReference = item.CatalogReference{AppID: appID, CatalogItemID: hostile}
	in.Lines[0].AdditionalFees = []pricing.ItemFee{{Name: hostile, Price: usd("1.00")}}
	in.MerchantDiscounts = []pricing.MerchantDiscount{{Percentage: discount.MustPercentage("5")}}
	in.GiftCards = []pricing.GiftCardInput{{ObfuscatedCode: hostile, Balance: usd("3.00")}}
	in.CouponCode = hostile
	in.Explain = true
	totals, err := c.Calculate(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	checkTrace(t, totals)
	var b strings.Builder
	if err := totals.Explanation.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	return b.String(), totals.Explanation.Table()
}

func TestHTMLEscapesNames(t *testing.T) {
	t.Parallel()
	html, _ := page(t)
	for _, bad := range []string{"<script", "onmouseover='x'", "<script>alert"} {
		if strings.Contains(html, bad) {
			t.Errorf("the page contains %q", bad)
		}
	}
	if n := strings.Count(html, "&lt;script&gt;"); n < 8 {
		t.Errorf("the page shows the name %d times, want each of them", n)
	}
	for _, outside := range []string{"http:", "https:", "src=", "href=", "@import", "url("} {
		if strings.Contains(html, outside) {
			t.Errorf("the page refers to something outside: %q", outside)
		}
	}
}

// Every table has a caption, and every cell of a body is under a column with a
// header and in a row with one.
func TestHTMLIsAccessible(t *testing.T) {
	t.Parallel()
	html, _ := page(t)
	if !strings.HasPrefix(html, "<!DOCTYPE html>\n<html lang=\"en\">") || !strings.Contains(html, "<title>") || strings.Count(html, "<h1>") != 1 {
		t.Error("the page lacks its language, its title or its heading")
	}
	d := xml.NewDecoder(strings.NewReader(html))
	d.Strict, d.AutoClose, d.Entity = false, []string{"meta"}, xml.HTMLEntity
	tables, captions, rows := 0, 0, 0
	var rowHeaders, columnHeaders, cells int
	head := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			switch x.Name.Local {
			case "table":
				tables++
				columnHeaders = 0
			case "caption":
				captions++
			case "thead":
				head = true
			case "tr":
				rowHeaders, cells = 0, 0
			case "th":
				scope := ""
				for _, a := range x.Attr {
					if a.Name.Local == "scope" {
						scope = a.Value
					}
				}
				switch {
				case scope == "col" && head:
					columnHeaders++
				case scope == "row" || scope == "rowgroup":
					rowHeaders++
					if cells++; scope == "rowgroup" {
						cells = columnHeaders
					}
				default:
					t.Errorf("a header of scope %q", scope)
				}
			case "td":
				cells++
			}
		case xml.EndElement:
			switch {
			case x.Name.Local == "thead":
				head = false
			case x.Name.Local == "tr" && !head:
				if rows++; rowHeaders != 1 || cells != columnHeaders {
					t.Errorf("row %d has %d headers and %d cells, want 1 and %d", rows, rowHeaders, cells, columnHeaders)
				}
			}
		}
	}
	if tables != 2 || captions != tables || rows < 20 {
		t.Errorf("%d tables, %d captions, %d rows", tables, captions, rows)
	}
}

// Names can't write over a terminal, nor into other lines of the table.
func TestTableIsPlain(t *testing.T) {
	t.Parallel()
	_, table := page(t)
	for _, r := range table {
		if r != '\n' && !unicode.IsPrint(r) {
			t.Fatalf("the table contains %q", r)
		}
	}
	if strings.Contains(table, "\r") || strings.Contains(table, "\n& mug") {
		t.Error("a name begins a line of its own")
	}
}

func TestHTMLOfAnExplanation(t *testing.T) {
	t.Parallel()
	in := newYork(line("mug", 3, "25.00"), line("tea", 2, "7.35"))
	in.CouponCode, in.Explain = "SAVE10", true
	totals, err := shop(t).Calculate(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := totals.Explanation.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "rule_coupon.html", b.String())
}
