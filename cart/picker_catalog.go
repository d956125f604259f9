// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"context"
	"slices"

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

// question is an item that the catalog is asked about.
type question struct {
	key string // of the item
	catalog.ReferenceAndQuantity
}

// ask makes the catalog's answers known for everything in g and in what is to
// be added.
func (p *Picker) ask(ctx context.Context, g *Goods, c *Change) error {
	questions := p.questions(g, c)
	// An answer is used again when it was about as many units: catalogs may
	// price by quantity.
	questions = slices.DeleteFunc(questions, func(q question) bool {
		a, ok := c.answers[q.key]
		return ok && a.quantity == q.Quantity
	})
	if len(questions) > 0 && p.catalog == nil {
		return fault.New(fault.Unavailable, "", "the shop has no catalog")
	}
	for some := range slices.Chunk(questions, catalog.MaxReferences) {
		if err := p.askFor(ctx, c, some); err != nil {
			return err
		}
	}
	return nil
}

// questions returns what there is to ask about, each item once with all its
// units, and notes the keys of the items with the lines.
func (p *Picker) questions(g *Goods, c *Change) []question {
	var out []question
	at := make(map[string]int, len(g.Lines)+len(c.Add))
	want := func(ref *item.CatalogReference, quantity int) string {
		key := ref.Key()
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, question{key, catalog.ReferenceAndQuantity{CatalogReference: *ref}})
		}
		out[i].Quantity += quantity
		return key
	}
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
	c.items = c.items[:0]
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
	return out
}

// askFor asks the catalog about items and remembers its answer.
func (p *Picker) askFor(ctx context.Context, c *Change, questions []question) error {
	site := &p.env.Site
	req := catalog.Request{
		CatalogReferences: make([]catalog.ReferenceAndQuantity, len(questions)), WeightUnit: site.WeightUnit, Currency: site.Currency,
	}
	for i := range questions {
		req.CatalogReferences[i] = questions[i].ReferenceAndQuantity
	}
	own := req
	if !p.checked {
		own = req.Clone() // what a plug-in changes is its own
	}
	resp, err := service.Plugin(ctx, p.env, "catalog", catalog.Budget, p.catalog,
		func(ctx context.Context) (catalog.Response, error) { return p.catalog.GetCatalogItems(ctx, own) })
	if err == nil && !p.checked {
		err = catalog.Check(req, resp)
	}
	if err != nil {
		return badAnswer(err)
	}
	if c.answers == nil {
		c.answers = make(map[string]answer, len(questions))
	}
	for _, q := range questions {
		c.answers[q.key] = answer{quantity: q.Quantity}
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
