// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/pricing"
)

// Pricer computes totals. A *pricing.Calculator is one.
type Pricer interface {
	// Calculate returns all figures in their wire form.
	Calculate(ctx context.Context, in *pricing.Input) (*pricing.Totals, error)
	// Price returns the figures as they are computed, to take some of them.
	Price(ctx context.Context, in *pricing.Input) (*pricing.Result, error)
}

// Picker changes goods: it asks the catalog what is in them, keeps quantities
// within its stock, and prices lines. Carts and checkouts share one. It is safe
// for concurrent use.
type Picker struct {
	env         *service.Env
	catalog     catalog.Catalog
	collections catalog.Collections // nil: items are in none
	checked     bool                // the catalog checks what it answers itself
	pricer      Pricer
}

// NewPicker returns a Picker for a shop.
func NewPicker(env *service.Env, c catalog.Catalog, p Pricer) *Picker {
	k := &Picker{env: env, catalog: c, pricer: p}
	k.collections, _ = catalog.As[catalog.Collections](c)
	_, k.checked = c.(*catalog.Products) // when products are put into it
	return k
}

// Change is a change of goods: removals, then quantities, then additions. It
// remembers the catalog's answers, so that a transaction that runs again need
// not ask again, and is for one call at a time.
type Change struct {
	Add        []LineItem       // as Prepare returns them
	AddCustom  []CustomLineItem // with bound amounts
	Quantities []LineItemQuantityUpdate
	Remove     []string // ids of lines; those that are not there are passed over
	ByBuyer    bool     // quantities of lines with a fixed one are refused

	// Held is how many units of which items, by CatalogReference.Key, an order
	// that waits for its payment holds back for these very goods: they are not
	// for sale any more, but there for them.
	Held map[string]int

	adopted Goods             // lines of another cart, to be merged into this one
	items   []string          // what Add and then adopted refer to, by key
	answers map[string]answer // by key of the item
}

// CodeNoMembershipItem is the platform's code for a membership that is selected
// for an item which no membership pays.
const CodeNoMembershipItem = "CANT_ADD_SELECTED_MEMBERSHIP_FOR_NON_MEMBERSHIP_ITEM"

// Apply changes g, with everything in it as the catalog describes it now, and
// returns what was not done as asked. On an error g is not to be used: the
// catalog failed (fault.Unavailable), a quantity names a line that is not there
// (fault.NotFound), or the goods cannot be as asked (fault.Invalid).
//
// Prices are left for priceLines to fill in.
func (p *Picker) Apply(ctx context.Context, g *Goods, c *Change) ([]Adjustment, error) {
	more := len(c.Add) + len(c.adopted.Lines) + len(c.AddCustom)
	g.Lines = append(make([]LineItem, 0, len(g.Lines)+more), g.Lines...)
	g.Facts = append(make([]Facts, 0, len(g.Facts)+more), g.Facts...)
	if len(c.Remove) > 0 {
		g.remove(c.Remove...)
	}
	if err := p.ask(ctx, g, c); err != nil {
		return nil, err
	}
	var out []Adjustment
	adjust := func(a *Adjustment) {
		if a != nil {
			out = append(out, *a)
		}
	}
	if err := p.refresh(g, c, adjust); err != nil {
		return nil, err
	}
	if err := g.setQuantities(c, adjust); err != nil {
		return nil, err
	}
	for i := range c.Add {
		a, err := p.add(g, c, i)
		if err != nil {
			return nil, err
		}
		adjust(a)
	}
	for i := range c.adopted.Lines {
		a, err := p.adopt(g, c, i)
		if err != nil {
			return nil, err
		}
		adjust(a)
	}
	for i := range c.AddCustom {
		a, err := p.addCustom(g, &c.AddCustom[i], fault.Index("customLineItems", i))
		if err != nil {
			return nil, err
		}
		adjust(a)
	}
	return out, nil
}

// setQuantities applies the quantities of a change.
func (g *Goods) setQuantities(c *Change, adjust func(*Adjustment)) error {
	var check fault.Checker
	for n, q := range c.Quantities {
		i := g.index(q.ID)
		switch {
		case i < 0:
			return &fault.Error{Class: fault.NotFound, Kind: "line item", ID: q.ID}
		case c.ByBuyer && g.Lines[i].FixedQuantity && g.Lines[i].Quantity != q.Quantity:
			check.Add(fault.Index("lineItems", n)+".quantity", fault.RuleNotAllowed, "the quantity of this item is fixed", nil)
		default:
			adjust(g.setQuantity(i, q.Quantity))
		}
	}
	return check.Err()
}

// refresh describes all lines anew. What the catalog no longer has goes, and
// quantities come down to what is in stock.
func (p *Picker) refresh(g *Goods, c *Change, adjust func(*Adjustment)) error {
	g.keep(func(l *LineItem, f *Facts) bool {
		if l.CustomLineItem || c.answers[f.item].data != nil {
			return true
		}
		adjust(notFound(l))
		return false
	})
	for i := range g.Lines {
		l := &g.Lines[i]
		if l.CustomLineItem {
			continue
		}
		key := g.Facts[i].item
		d := c.data(key)
		described, err := p.describe(*l, d)
		if err != nil {
			return badAnswer(err)
		}
		*l = described
		g.Facts[i] = factsOf(l, key, d, p.collections)
	}
	for i := range g.Lines {
		// Room for an earlier line is what later ones leave: they come down first.
		j := len(g.Lines) - 1 - i
		if l := &g.Lines[j]; !l.CustomLineItem && l.Quantity > 0 {
			if n := g.room(j, g.Facts[j].item, quantityAvailable(l)); n < l.Quantity {
				adjust(g.setQuantity(j, l.Quantity))
			}
		}
	}
	return nil
}

// add adds the ith line of a change.
func (p *Picker) add(g *Goods, c *Change, i int) (*Adjustment, error) {
	l, f, err := p.look(&c.Add[i], c.items[i], c)
	switch {
	case err != nil:
		return nil, err
	case l == nil:
		a := notFound(&c.Add[i])
		a.LineItemID = ""
		return a, nil
	}
	if l.SelectedMembership != nil && !l.PaymentOption.ByMembership() {
		return nil, fault.New(fault.Invalid, CodeNoMembershipItem,
			"a membership is selected for an item that is not paid by membership: "+l.CatalogReference.CatalogItemID)
	}
	return g.put(*l, f)
}

// adopt adds the ith line that comes from another cart.
func (p *Picker) adopt(g *Goods, c *Change, i int) (*Adjustment, error) {
	l, f := &c.adopted.Lines[i], c.adopted.Facts[i]
	if l.Quantity == 0 {
		return nil, nil
	}
	if !l.CustomLineItem {
		var err error
		found := l
		if l, f, err = p.look(l, c.items[len(c.Add)+i], c); err != nil {
			return nil, err
		}
		if l == nil {
			a := notFound(found)
			a.LineItemID = ""
			return a, nil
		}
	}
	if len(g.Lines) >= MaxLines && g.equal(f.Key) < 0 {
		return &Adjustment{Reason: AdjustmentTooManyLines, CatalogReference: l.CatalogReference.Clone(), Requested: l.Quantity}, nil
	}
	return g.put(*l, f)
}

// look returns what a line with the item of a key is by the catalog's answer,
// nil when it has no such item.
func (p *Picker) look(in *LineItem, key string, c *Change) (*LineItem, Facts, error) {
	d := c.data(key)
	if d == nil {
		return nil, Facts{}, nil
	}
	l, err := p.describe(inputOf(in), d)
	if err != nil {
		return nil, Facts{}, badAnswer(err)
	}
	return &l, factsOf(&l, key, d, p.collections), nil
}

func notFound(l *LineItem) *Adjustment {
	return &Adjustment{
		Reason: AdjustmentItemNotFound, LineItemID: l.ID, CatalogReference: l.CatalogReference.Clone(), Requested: l.Quantity,
	}
}

// addCustom adds a custom item, which stands at path. One without a price adds
// to the custom line with its catalog reference.
func (p *Picker) addCustom(g *Goods, c *CustomLineItem, path string) (*Adjustment, error) {
	if c.Price != nil {
		l, f, err := p.customLine(c)
		if err != nil {
			return nil, err
		}
		return g.put(l, f)
	}
	for i := range g.Lines {
		l := &g.Lines[i]
		if l.CustomLineItem && l.CatalogReference != nil && c.CatalogReference != nil && l.CatalogReference.Equal(*c.CatalogReference) {
			return g.setQuantity(i, l.Quantity+c.Quantity), nil
		}
	}
	var check fault.Checker
	check.Required(path+".price", false)
	return nil, check.Err()
}

// priceLines fills in the prices of the lines: what of them is known without
// coupon, shipping, tax, fees and memberships.
func (p *Picker) priceLines(ctx context.Context, g *Goods, buyer pricing.Buyer, to money.Currency, at time.Time) (shown money.Currency, err error) {
	if len(g.Lines) == 0 {
		return 0, nil
	}
	lines := g.PricingLines()
	for i := range lines {
		if lines[i].PaymentOption.ByMembership() {
			lines[i].PaymentOption = "" // a cart shows whole prices; whether a membership pays is asked for totals
		}
	}
	r, err := p.pricer.Price(ctx, &pricing.Input{Lines: lines, Buyer: buyer, ConversionCurrency: to, At: at})
	if err != nil {
		return 0, err
	}
	for i := range g.Lines {
		p, l := r.LinePrices(i), &g.Lines[i]
		l.Price, l.FullPrice, l.PriceBeforeDiscounts, l.LineItemPrice = p.Price, p.FullPrice, p.PriceBeforeDiscounts, p.LineItemPrice
	}
	if !p.env.Site.LiveRates {
		return 0, nil
	}
	return p.Show(g, r.Conversion())
}
