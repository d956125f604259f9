// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"context"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/catalog"
)

// answer is what the catalog said of an item.
type answer struct {
	quantity int
	data     *catalog.ItemData // nil: it has none
}

// data returns what the catalog said of an item, nil when it has none. What is
// held counts as available.
func (c *Change) data(key string) *catalog.ItemData {
	d := c.answers[key].data
	held := c.Held[key]
	if d == nil || d.QuantityAvailable == nil || held == 0 {
		return d
	}
	own := *d
	own.QuantityAvailable = new(*d.QuantityAvailable + held)
	return &own
}

// ask makes the catalog's answers known for everything in g and in what is to
// be added.
func (p *Picker) ask(ctx context.Context, g *Goods, c *Change) error {
	wanted := make(map[string]int)
	var refs []catalog.ReferenceAndQuantity
	want := func(ref *item.CatalogReference, quantity int) string {
		key := ref.Key()
		i, ok := wanted[key]
		if !ok {
			i = len(refs)
			wanted[key] = i
			refs = append(refs, catalog.ReferenceAndQuantity{CatalogReference: *ref})
		}
		refs[i].Quantity += quantity
		return key
	}
	c.items = c.items[:0]
	for i := range g.Lines {
		l := &g.Lines[i]
		if l.CustomLineItem {
			continue
		}
		quantity := l.Quantity
		for _, q := range c.Quantities {
			if q.ID == l.ID {
				quantity = q.Quantity
			}
		}
		g.Facts[i].item = want(l.CatalogReference, quantity)
	}
	for i := range c.Add {
		c.items = append(c.items, want(c.Add[i].CatalogReference, c.Add[i].Quantity))
	}
	for i := range c.adopted.Lines {
		l, key := &c.adopted.Lines[i], ""
		if !l.CustomLineItem {
			key = want(l.CatalogReference, l.Quantity)
		}
		c.items = append(c.items, key)
	}
	// An answer is used again when it was about as many units: catalogs may
	// price by quantity.
	open := refs[:0:0]
	for _, r := range refs {
		if a, ok := c.answers[r.CatalogReference.Key()]; !ok || a.quantity != r.Quantity {
			open = append(open, r)
		}
	}
	if len(open) > 0 && p.catalog == nil {
		return fault.New(fault.Unavailable, "", "the shop has no catalog")
	}
	for len(open) > 0 {
		n := min(len(open), catalog.MaxReferences)
		if err := p.askFor(ctx, c, open[:n]); err != nil {
			return err
		}
		open = open[n:]
	}
	return nil
}

// askFor asks the catalog for items and remembers its answer.
func (p *Picker) askFor(ctx context.Context, c *Change, refs []catalog.ReferenceAndQuantity) error {
	site := &p.env.Site
	req := catalog.Request{CatalogReferences: refs, WeightUnit: site.WeightUnit, Currency: site.Currency}
	resp, err := service.Plugin(ctx, p.env, "catalog", catalog.Budget, p.catalog,
		func(ctx context.Context) (catalog.Response, error) { return p.catalog.GetCatalogItems(ctx, req) })
	if err == nil {
		err = catalog.Check(req, resp)
	}
	if err != nil {
		return badAnswer(err)
	}
	if c.answers == nil {
		c.answers = make(map[string]answer, len(refs))
	}
	for i := range refs {
		c.answers[refs[i].CatalogReference.Key()] = answer{quantity: refs[i].Quantity}
	}
	for i := range resp.CatalogItems {
		it := &resp.CatalogItems[i]
		key := it.CatalogReference.Key()
		c.answers[key] = answer{quantity: c.answers[key].quantity, data: &it.Data}
	}
	return nil
}

// badAnswer says that the catalog failed, whatever it failed with.
func badAnswer(err error) error {
	return &fault.Error{Class: fault.Unavailable, Kind: "catalog", Err: err}
}
