// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/catalog"
)

// Goods is what is in a cart or a checkout: its lines, and what services need
// to know of them beside. Its methods are rules on values; Picker is what asks
// the catalog. The zero Goods are empty.
//
// A method that changes a line puts new values into it and leaves what the old
// ones point to as it was, so that a copy of the slice Lines stays what it was.
type Goods struct {
	Lines []LineItem `json:"lines"`
	Facts []Facts    `json:"facts"` // of the line with the same index
	Last  int        `json:"last"`  // the number of the line id given out last
}

// Facts is what is known of a line beside its members.
type Facts struct {
	Key         string                  `json:"key,omitzero"` // the same for lines that are merged; "": never
	Collections []string                `json:"collections,omitzero"`
	Fees        []catalog.AdditionalFee `json:"fees,omitzero"` // that the item brings with it

	item string // the key of the catalog's item, made whenever goods change
}

// Clone returns a copy that shares nothing changeable with g.
func (g Goods) Clone() Goods {
	g.Lines = ptr.CopyEach(g.Lines, LineItem.Clone)
	g.Facts = ptr.CopyEach(g.Facts, Facts.Clone)
	return g
}

// Share returns goods that can be changed without g: the slices are copies,
// what lines point to is shared.
func (g *Goods) Share() Goods {
	return Goods{Lines: slices.Clone(g.Lines), Facts: slices.Clone(g.Facts), Last: g.Last}
}

// Clone returns a copy that shares nothing changeable with f.
func (f Facts) Clone() Facts {
	f.Collections = slices.Clone(f.Collections)
	f.Fees = ptr.CopyEach(f.Fees, func(fee catalog.AdditionalFee) catalog.AdditionalFee {
		fee.TaxDetails = ptr.Copy(fee.TaxDetails)
		return fee
	})
	return f
}

// Units returns how many units there are in all lines.
func (g *Goods) Units() int {
	n := 0
	for i := range g.Lines {
		n += g.Lines[i].Quantity
	}
	return n
}

// index returns the index of the line with an id, or -1.
func (g *Goods) index(id string) int {
	return slices.IndexFunc(g.Lines, func(l LineItem) bool { return l.ID == id })
}

// equal returns the index of the line that has a key, or -1.
func (g *Goods) equal(key string) int {
	if key == "" {
		return -1
	}
	return slices.IndexFunc(g.Facts, func(f Facts) bool { return f.Key == key })
}

// remove takes out the lines with these ids and reports whether there were any.
// It leaves the slices as they were and makes new ones.
func (g *Goods) remove(ids ...string) bool {
	return g.keep(func(l *LineItem, _ *Facts) bool { return !slices.Contains(ids, l.ID) })
}

// keep takes out the lines that do not fulfill a condition. The slices stay as
// they were: what is left goes into new ones.
func (g *Goods) keep(wanted func(*LineItem, *Facts) bool) bool {
	lines, facts := g.Lines, g.Facts
	dropped := false
	for i := range g.Lines {
		switch l, f := &g.Lines[i], &g.Facts[i]; {
		case !wanted(l, f):
			if !dropped {
				lines, facts = slices.Clone(lines[:i]), slices.Clone(facts[:i])
			}
			dropped = true
		case dropped:
			lines, facts = append(lines, *l), append(facts, *f)
		}
	}
	g.Lines, g.Facts = lines, facts
	return dropped
}

// room returns how many units line i, or a new line when i is -1, can have at
// most: what other lines of the same item leave of the stock, and MaxQuantity.
// Stock belongs to the catalog's item, custom lines have their own.
func (g *Goods) room(i int, key string, available *int) int {
	if available == nil {
		return MaxQuantity
	}
	left := *available
	for j := range g.Lines {
		if j != i && key != "" && g.Facts[j].item == key {
			left -= g.Lines[j].Quantity
		}
	}
	return min(max(left, 0), MaxQuantity)
}

// put adds units of a line: to the line that is equal to it, if there is one,
// else as a new line. It returns what was not done as asked, or nil. An error
// says that there are too many lines.
func (g *Goods) put(l LineItem, f Facts) (*Adjustment, error) {
	available := quantityAvailable(&l)
	i := g.equal(f.Key)
	had := 0
	if i >= 0 {
		had = g.Lines[i].Quantity
	}
	wanted := had + min(l.Quantity, MaxQuantity)
	n := min(wanted, g.room(i, f.item, available))
	n = max(n, had) // adding takes nothing away
	adjusted := adjustment(&l, wanted, n)
	switch {
	case i >= 0:
		at := &g.Lines[i]
		at.Quantity = n
		at.SelectedMembership = ptr.First(l.SelectedMembership, at.SelectedMembership)
		at.ExtendedFields = ptr.First(l.ExtendedFields, at.ExtendedFields)
		at.TaxableAddress = ptr.First(l.TaxableAddress, at.TaxableAddress)
		at.Availability = availabilityOf(n, available)
		if adjusted != nil {
			adjusted.LineItemID = at.ID
		}
	case n == 0:
		return adjusted, nil
	case len(g.Lines) >= MaxLines:
		var c fault.Checker
		c.Size("lineItems", len(g.Lines)+1, 0, MaxLines)
		return nil, c.Err()
	default:
		g.Last++
		l.ID, l.Quantity = service.LineID(g.Last), n
		l.Availability = availabilityOf(n, available)
		g.Lines, g.Facts = append(g.Lines, l), append(g.Facts, f)
		if adjusted != nil {
			adjusted.LineItemID = l.ID
		}
	}
	return adjusted, nil
}

// setQuantity gives line i another quantity, as far as the stock goes, and
// returns what was not done as asked, or nil.
func (g *Goods) setQuantity(i, wanted int) *Adjustment {
	l := &g.Lines[i]
	available := quantityAvailable(l)
	n := min(wanted, g.room(i, g.Facts[i].item, available))
	l.Quantity = n
	l.Availability = availabilityOf(n, available)
	a := adjustment(l, wanted, n)
	if a != nil {
		a.LineItemID = l.ID
	}
	return a
}

// adjustment returns why a line has n units instead of wanted, or nil.
func adjustment(l *LineItem, wanted, n int) *Adjustment {
	if n == wanted {
		return nil
	}
	a := &Adjustment{
		Reason: AdjustmentQuantityReduced, CatalogReference: l.CatalogReference.Clone(), Requested: wanted, Quantity: n,
	}
	switch available := quantityAvailable(l); {
	case n == 0:
		a.Reason = AdjustmentOutOfStock
	case n == MaxQuantity && (available == nil || *available > MaxQuantity):
		a.Reason = AdjustmentQuantityLimited
	}
	return a
}

// quantityAvailable returns how many units of a line's item there are; nil is
// without limit.
func quantityAvailable(l *LineItem) *int {
	if l.Availability == nil {
		return nil
	}
	return l.Availability.QuantityAvailable
}

func availabilityOf(quantity int, available *int) *item.Availability {
	a := item.AvailabilityOf(max(quantity, 1), available)
	return &a
}
