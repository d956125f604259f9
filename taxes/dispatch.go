// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package taxes

import (
	"cmp"
	"context"
	"sync"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/plugin/tax"
)

// CalculateTax answers each line by the calculator of the region that it is
// taxed in: with the rates that are kept, or with what the calculator says that
// the region names. Where that fails, or is not there any more, the rates that
// are kept for the region stand in for it; without any its error is the error.
func (t *Tables) CalculateTax(ctx context.Context, r tax.Request) (tax.Response, error) {
	now, err := t.current(ctx)
	if err != nil {
		return tax.Response{}, err
	}
	d := dispatch{s: t.s, now: now, req: &r, resp: tax.Response{
		Currency: r.Currency, LineItemTaxDetails: make([]tax.LineItemTaxDetails, len(r.LineItems)),
	}}
	for i := range r.LineItems {
		if err := d.line(i); err != nil {
			return tax.Response{}, err
		}
	}
	if err := d.ask(ctx); err != nil {
		return tax.Response{}, err
	}
	return d.resp, nil
}

// dispatch is one call of CalculateTax.
type dispatch struct {
	s    *Services
	now  *table
	req  *tax.Request
	resp tax.Response

	parts []*part
	errs  []error // of calculators that failed
}

// part is what one calculator is asked about.
type part struct {
	appID string
	lines []int // of the request
	resp  tax.Response
	err   error
}

// line answers a line with the rates that are kept, or puts it into a part.
func (d *dispatch) line(i int) error {
	line := &d.req.LineItems[i]
	a, err := d.req.Destination(line.AddressIndex)
	if err != nil {
		return err
	}
	d.resp.LineItemTaxDetails[i] = tax.LineItemTaxDetails{ID: line.ID, ItemName: line.ItemName, Quantity: line.Quantity, TaxBreakdown: []tax.Breakdown{}}
	id, ok := d.now.rates.RegionID(a)
	if !ok {
		return nil
	}
	region := d.now.regions[id]
	if region.AppID == ManualCalculator {
		d.keep(i, a)
		return nil
	}
	for _, p := range d.parts {
		if p.appID == region.AppID {
			p.lines = append(p.lines, i)
			return nil
		}
	}
	d.parts = append(d.parts, &part{appID: region.AppID, lines: []int{i}})
	return nil
}

// keep answers a line with the rates that are kept.
func (d *dispatch) keep(i int, a *contact.Address) {
	line := &d.req.LineItems[i]
	rates := d.now.rates.Rates(a, tax.Item{TaxGroupID: line.TaxGroupID, Shipping: line.Shipping, TaxExemptGroupID: d.req.TaxExemptGroupID})
	if rates != nil {
		d.resp.LineItemTaxDetails[i].TaxBreakdown = rates
	}
}

// ask asks the other calculators, side by side.
func (d *dispatch) ask(ctx context.Context) error {
	var wg sync.WaitGroup
	for _, p := range d.parts {
		if k := d.s.calculator(p.appID); k != nil {
			wg.Go(func() { p.resp, p.err = d.one(ctx, k, p.lines) })
		}
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, p := range d.parts {
		k := d.s.calculator(p.appID)
		if k == nil || p.err != nil {
			if err := d.fallBack(p, k); err != nil {
				return err
			}
			continue
		}
		byID := make(map[string]*tax.LineItemTaxDetails, len(p.resp.LineItemTaxDetails))
		for i := range p.resp.LineItemTaxDetails {
			byID[p.resp.LineItemTaxDetails[i].ID] = &p.resp.LineItemTaxDetails[i]
		}
		for _, i := range p.lines {
			d.resp.LineItemTaxDetails[i].TaxBreakdown = byID[d.req.LineItems[i].ID].TaxBreakdown
		}
	}
	return nil
}

// one asks one calculator about some of the lines.
func (d *dispatch) one(ctx context.Context, k *Calculator, lines []int) (tax.Response, error) {
	all := d.req.Clone()
	req := all
	req.LineItems = make([]tax.LineItem, 0, len(lines))
	for _, i := range lines {
		line := all.LineItems[i]
		if a, err := all.Destination(line.AddressIndex); err == nil {
			line.TaxRegionID, _ = d.now.rates.RegionID(a)
		}
		line.TaxGroupID = cmp.Or(line.TaxGroupID, defaultFor(&line))
		req.LineItems = append(req.LineItems, line)
	}
	return service.Plugin(ctx, d.s.env, "tax "+k.DisplayName, tax.Budget, k.Calculator, func(ctx context.Context) (tax.Response, error) {
		resp, err := k.Calculator.CalculateTax(ctx, req.Clone())
		if err != nil {
			return tax.Response{}, err
		}
		if err := tax.Check(req, resp); err != nil {
			return tax.Response{}, fault.New(fault.Internal, "", "the answer cannot be used: "+err.Error())
		}
		return resp, nil
	})
}

// defaultFor returns the group of a line that names none.
func defaultFor(l *tax.LineItem) string {
	if l.Shipping {
		return ShippingGroup
	}
	return ProductsGroup
}

// fallBack answers the lines of a part with the rates that are kept.
func (d *dispatch) fallBack(p *part, k *Calculator) error {
	f := &tax.Fallback{Reason: tax.AutoTaxFailed, Err: p.err}
	if k == nil {
		f.Reason, f.Err = tax.AutoTaxDeactivated, fault.New(fault.Unavailable, CodeCalculatorNotFound, "no calculator has the app id "+p.appID)
	}
	for _, i := range p.lines {
		a, err := d.req.Destination(d.req.LineItems[i].AddressIndex)
		if err != nil {
			return err
		}
		if id, _ := d.now.rates.RegionID(a); !d.now.mapped[id] {
			return f.Err
		}
		d.keep(i, a)
	}
	if d.resp.Fallback == nil {
		d.resp.Fallback = f
	}
	d.errs = append(d.errs, f.Err)
	return nil
}
