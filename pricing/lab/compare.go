// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// Cart is a recorded cart: one request.
type Cart struct {
	Number  int64 // from 1: its line in the file
	Request pricing.Request
}

// Discount names a rule or a coupon.
type Discount struct {
	Kind string `json:"kind"` // "rule" or "coupon"
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// Change is a total that differs.
type Change struct {
	Figure     string       `json:"figure"` // such as "priceSummary.total"
	From       money.Amount `json:"from"`
	To         money.Amount `json:"to"`
	Difference money.Amount `json:"difference"` // To less From
}

// Stack is the discounts that lower one line.
type Stack struct {
	Cart      int64      `json:"cart"`
	Line      string     `json:"line"`
	Discounts []Discount `json:"discounts"` // in the order in which they are taken
}

// Low is a line that is sold for less than somebody wants.
type Low struct {
	Cart  int64        `json:"cart"`
	Line  string       `json:"line"`
	Item  string       `json:"item,omitempty"`
	Price money.Amount `json:"price"` // of the whole line, after all discounts, as shown
	Floor money.Amount `json:"floor"` // of the whole line
}

// Comparison is one cart before and after.
type Comparison struct {
	Cart    int64
	Changes []Change // in the order of the answer; none: all totals are the same
	Stacks  []Stack  // afterwards, of lines with two discounts or more
	Free    []Low    // lines that cost something and would be given away
	Before  []Taken
	After   []Taken
}

// Taken is what a discount takes off a cart.
type Taken struct {
	Discount
	Amount money.Amount
}

// Changed reports whether a figure differs.
func (c *Comparison) Changed(figure string) bool {
	for i := range c.Changes {
		if c.Changes[i].Figure == figure {
			return true
		}
	}
	return false
}

// totalsOf returns the totals that are compared.
func totalsOf(t *pricing.Totals) []Change {
	var out []Change
	for _, s := range [...]struct {
		path string
		sum  *pricing.PriceSummary
	}{{"priceSummary.", t.PriceSummary}, {"payNow.", t.PayNow}, {"payLater.", t.PayLater}} {
		if s.sum == nil {
			continue
		}
		if s.path == "priceSummary." {
			out = append(out, Change{Figure: s.path + "subtotal", To: s.sum.Subtotal.Amount}, Change{Figure: s.path + "discount", To: s.sum.Discount.Amount},
				Change{Figure: s.path + "shipping", To: s.sum.Shipping.Amount}, Change{Figure: s.path + "additionalFees", To: s.sum.AdditionalFees.Amount},
				Change{Figure: s.path + "tax", To: s.sum.Tax.Amount})
		}
		out = append(out, Change{Figure: s.path + "total", To: s.sum.Total.Amount})
	}
	return append(out, Change{Figure: "totalAfterGiftCard", To: t.TotalAfterGiftCard.Amount})
}

// Compare compares the totals of a cart, which must be in one currency. It
// changes nothing.
func Compare(cart Cart, before, after *pricing.Totals) Comparison {
	c := Comparison{Cart: cart.Number, Before: taken(before), After: taken(after)}
	from := map[string]money.Amount{}
	for _, f := range totalsOf(before) {
		from[f.Figure] = f.To
	}
	for _, f := range totalsOf(after) {
		f.From = from[f.Figure]
		if f.From.Equal(f.To) {
			continue
		}
		f.Difference, _ = f.To.Sub(f.From) // of one currency
		c.Changes = append(c.Changes, f)
	}
	c.Stacks = stacks(cart.Number, after)
	for i := range after.CalculatedLineItems {
		l := &after.CalculatedLineItems[i]
		if b := l.PricesBreakdown; b != nil && b.PriceBeforeDiscounts.Amount.IsPositive() && left(b).IsZero() {
			c.Free = append(c.Free, Low{Cart: cart.Number, Line: l.LineItemID, Item: itemOf(&cart.Request, l.LineItemID), Price: left(b), Floor: b.PriceBeforeDiscounts.Amount})
		}
	}
	return c
}

// left returns what is left of a line after all discounts, as shown.
func left(b *pricing.LineItemPricesData) money.Amount {
	a, _ := b.LineItemPrice.Amount.Sub(b.TotalDiscount.Amount) // of one currency
	return a
}

// itemOf returns the catalog item of a line, or "".
func itemOf(r *pricing.Request, line string) string {
	for i := range r.LineItems {
		if l := &r.LineItems[i]; l.ID == line && l.CatalogReference != nil {
			return l.CatalogReference.CatalogItemID
		}
	}
	return ""
}

// UnderFloor returns the lines of a cart that are sold for less than the floor
// price of their item. floors is the lowest price of one unit by catalog item
// id, as shown.
func UnderFloor(cart Cart, t *pricing.Totals, floors map[string]money.Amount) []Low {
	if len(floors) == 0 {
		return nil
	}
	var out []Low
	byID := make(map[string]*pricing.RequestLine, len(cart.Request.LineItems))
	for i := range cart.Request.LineItems {
		byID[cart.Request.LineItems[i].ID] = &cart.Request.LineItems[i]
	}
	for i := range t.CalculatedLineItems {
		l := &t.CalculatedLineItems[i]
		r := byID[l.LineItemID]
		if r == nil || r.CatalogReference == nil || l.PricesBreakdown == nil {
			continue
		}
		floor, ok := floors[r.CatalogReference.CatalogItemID]
		if !ok {
			continue
		}
		if unit := l.PricesBreakdown.PriceBeforeDiscounts.Amount; unit.Decimal().LessThan(floor.Decimal()) {
			floor = unit // an item that costs less keeps its price
		}
		whole, err := floor.Mul(int64(r.Quantity))
		if err != nil {
			continue // beyond all prices
		}
		if price := left(l.PricesBreakdown); price.Decimal().LessThan(whole.Decimal()) {
			out = append(out, Low{Cart: cart.Number, Line: l.LineItemID, Item: r.CatalogReference.CatalogItemID, Price: price, Floor: whole})
		}
	}
	return out
}

// discountOf names an applied discount; false for those given by hand.
func discountOf(a *pricing.AppliedDiscount) (Discount, bool) {
	switch {
	case a.DiscountRule != nil:
		return Discount{Kind: "rule", ID: a.DiscountRule.ID, Name: a.DiscountRule.Name.String()}, true
	case a.Coupon != nil:
		return Discount{Kind: "coupon", ID: a.Coupon.ID, Name: a.Coupon.Name}, true
	default:
		return Discount{}, false
	}
}

// taken returns what rules and the coupon take off a cart.
func taken(t *pricing.Totals) []Taken {
	var out []Taken
	for i := range t.AppliedDiscounts {
		if d, ok := discountOf(&t.AppliedDiscounts[i]); ok {
			out = append(out, Taken{d, t.AppliedDiscounts[i].Amount().Amount})
		}
	}
	return out
}

// stacks returns the lines with two discounts or more.
func stacks(cart int64, t *pricing.Totals) []Stack {
	byLine := map[string][]Discount{}
	for i := range t.AppliedDiscounts {
		if d, ok := discountOf(&t.AppliedDiscounts[i]); ok {
			for _, id := range t.AppliedDiscounts[i].LineItemIDs {
				byLine[id] = append(byLine[id], d)
			}
		}
	}
	var out []Stack
	for i := range t.CalculatedLineItems {
		id := t.CalculatedLineItems[i].LineItemID
		if list := byLine[id]; len(list) > 1 {
			out = append(out, Stack{Cart: cart, Line: id, Discounts: list})
		}
	}
	return out
}
