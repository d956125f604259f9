// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"context"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
	"github.com/go-ecom/ecom/plugin/fee"
)

// feeInfo is what a fee is beside its figures.
type feeInfo struct {
	code, name, translated string
	appID                  string
	source                 FeeSource
	lineIDs                []string
	taxable                bool
	taxGroupID             string
	taxRate                *plugin.Rate // in the place of the region's
	taxableAddress         *item.TaxableAddress
	rate                   plugin.Rate // of the goods, for a platform fee
}

// maxItemFees is how many fees an item can bring.
const maxItemFees = 5

// fees gathers the fees that items bring and those of the providers.
func (p *pricer) fees() error {
	var v fault.Checker
	var sum int64
	add := func(info feeInfo, price int64, d due) error {
		if sum += price; sum > p.c.limit {
			return p.tooMuch("additionalFees")
		}
		p.r.feeInfo = append(p.r.feeInfo, info)
		p.r.fees = append(p.r.fees, chargeFigures{price: price, rates: -1, comps: -1, included: p.c.cfg.TaxIncluded, due: d})
		return nil
	}
	for i := range p.in.Lines {
		if !p.charged {
			break
		}
		l := &p.in.Lines[i]
		if !v.Size(field(i, "additionalFees"), len(l.AdditionalFees), 0, maxItemFees) {
			continue
		}
		for j := range l.AdditionalFees {
			f := &l.AdditionalFees[j]
			price := p.minor(&v, fault.Join(fault.Index(field(i, "additionalFees"), j), "price"), f.Price)
			err := add(feeInfo{
				code: f.Code, name: f.Name, source: FeeSourceItem, lineIDs: []string{l.ID},
				taxable: f.Taxable, taxGroupID: f.TaxGroupID,
			}, price, whole(p.r.lines[i].due))
			if err != nil {
				return err
			}
		}
	}
	if err := v.Err(); err != nil {
		return err
	}
	if !p.in.CalculateAdditionalFees {
		return nil
	}
	for k := range p.c.cfg.Fees {
		list, err := p.askFees(&p.c.cfg.Fees[k], p.feeRequest())
		if ctxErr := p.ctx.Err(); ctxErr != nil {
			return ctxErr
		}
		if err != nil {
			p.skip(SkippedFees, p.c.cfg.Fees[k].AppID, "", message(err))
			continue
		}
		for i := range list {
			if err := add(list[i].info, list[i].price, p.feeDue(list[i].info.lineIDs)); err != nil {
				return err
			}
		}
	}
	return p.platformFee(add)
}

type pricedFee struct {
	info  feeInfo
	price int64
}

// askFees returns the fees of one provider. One that fails charges none.
func (p *pricer) askFees(f *Fees, req fee.Request) ([]pricedFee, error) {
	c := p.c
	return ask(p.ctx, c, "additional fees", fee.Budget, f.Provider, func(ctx context.Context) ([]pricedFee, error) {
		resp, err := f.Provider.CalculateAdditionalFees(ctx, req)
		if err != nil {
			return nil, err
		}
		if err := fee.Check(req, resp); err != nil {
			return nil, unusable(err)
		}
		priced := make([]pricedFee, len(resp.AdditionalFees))
		for i := range resp.AdditionalFees {
			a := &resp.AdditionalFees[i]
			price, err := a.Price.Bind(req.Currency)
			m, ok := price.Minor()
			if err != nil || !ok || m > c.limit {
				return nil, fault.New(fault.Internal, "", "the answer cannot be used: a price is too great")
			}
			info := feeInfo{
				code: a.Code, name: a.Name, translated: a.TranslatedName, appID: f.AppID,
				source: FeeSourceServicePlugin, lineIDs: a.LineItemIDs,
			}
			if t := a.TaxDetails; t != nil && t.Taxable {
				info.taxable, info.taxGroupID, info.taxRate, info.taxableAddress = true, t.TaxGroupID, t.TaxRate, t.TaxableAddress
			}
			priced[i] = pricedFee{info, m}
		}
		return priced, nil
	})
}

func (p *pricer) feeRequest() fee.Request {
	cur := p.c.cfg.Currency
	goods := money.Minor(p.goods, cur)
	var subtotal int64
	req := fee.Request{
		LineItems: make([]fee.LineItem, len(p.in.Lines)), ShippingAddress: p.in.ShippingAddress.Clone(), PurchaseFlowID: p.in.PurchaseFlowID,
		BusinessLocationID: p.in.BusinessLocationID, Currency: cur, Goods: &goods, AppliedDiscounts: p.appliedForPlugins(),
	}
	for i := range p.in.Lines {
		l, f := &p.in.Lines[i], &p.r.lines[i]
		physical := l.PhysicalProperties
		req.LineItems[i] = fee.LineItem{
			ID: l.ID, Quantity: l.Quantity, CatalogReference: *l.CatalogReference.Clone(), ProductName: l.Name,
			Price: money.Minor(f.price, cur), PhysicalProperties: &physical,
		}
		if f.deposit > 0 {
			d := money.Minor(f.deposit, cur)
			req.LineItems[i].DepositAmount = &d
		}
		subtotal += f.price * f.quantity
	}
	sub := money.Minor(subtotal, cur)
	req.Subtotal = &sub
	if p.in.Buyer.Contact != nil {
		req.BuyerDetails = &fee.BuyerDetails{ContactDetails: p.in.Buyer.Contact.Clone()}
	}
	if rate := p.r.ship.selected(); rate != nil {
		req.ShippingInfo = &fee.ShippingInfo{SelectedCarrierServiceOption: &fee.SelectedOption{Code: rate.Code, Title: rate.Title}}
	}
	return req
}

// appliedForPlugins returns the discounts as plug-ins are told of them.
func (p *pricer) appliedForPlugins() []plugin.AppliedDiscount {
	cur := p.c.cfg.Currency
	out := make([]plugin.AppliedDiscount, len(p.r.applied))
	for i := range p.r.applied {
		a := &p.r.applied[i]
		amount := money.Minor(p.r.taken[i]+p.r.shipOff[i], cur)
		out[i].DiscountType, out[i].LineItemIDs = string(a.target), p.r.lineIDs(a)
		switch a.kind {
		case appliedRule:
			r := a.rule.Rule
			out[i].DiscountRule = &plugin.DiscountRule{ID: r.ID, Name: item.Text(r.Name), Amount: amount}
		case appliedCoupon:
			k := p.r.coupon.Coupon
			out[i].Coupon = &plugin.Coupon{ID: k.EffectiveID(), Code: k.Code, Name: k.EffectiveName(), Amount: amount}
		case appliedExternal:
			x := &p.r.external[a.index]
			if x.code != "" {
				out[i].Coupon = &plugin.Coupon{ID: x.id, Code: x.code, Name: x.name.Original, Amount: amount}
			} else {
				out[i].DiscountRule = &plugin.DiscountRule{ID: x.id, Name: x.name, Amount: amount}
			}
		default:
			out[i].MerchantDiscount = &plugin.MerchantDiscount{Amount: amount}
		}
	}
	return out
}

// whole returns when a charge of a line is due, which is never split.
func whole(d due) due {
	if d == dueDeposit {
		return dueNow
	}
	return d
}

// feeDue returns when a fee is due: with its lines, as soon as any of them, or
// with the order.
func (p *pricer) feeDue(lineIDs []string) due {
	d := due(255)
	for i := range p.in.Lines {
		for _, id := range lineIDs {
			if id == p.in.Lines[i].ID {
				d = sooner(d, whole(p.r.lines[i].due))
			}
		}
	}
	if d == 255 {
		return p.orderDue()
	}
	return d
}

// orderDue returns when shipping and fees of the whole order are due: as soon
// as anything is.
func (p *pricer) orderDue() due {
	d := due(255)
	for i := range p.r.lines {
		d = sooner(d, whole(p.r.lines[i].due))
	}
	if d == 255 {
		return dueNow
	}
	return d
}

// sooner returns the earlier of two; 255 is never.
func sooner(a, b due) due {
	rank := func(d due) int {
		switch d {
		case dueNow:
			return 0
		case dueLater:
			return 1
		case dueTrial:
			return 2
		default:
			return 3
		}
	}
	if rank(b) < rank(a) {
		return b
	}
	return a
}
