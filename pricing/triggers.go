// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/trigger"
)

// Triggers is a provider of custom triggers under the id of its app.
type Triggers struct {
	AppID    string // may be "": then it is asked about the triggers of any app
	Provider trigger.Provider
}

// CustomTrigger is a trigger that discount rules may name.
type CustomTrigger struct {
	ID    string `json:"id"`
	AppID string `json:"appId,omitempty"`
	Name  string `json:"name"`
}

// ListTriggers returns the triggers of all providers that discount rules may
// name, 1000 at most. The error is that of the first provider that fails.
func (c *Calculator) ListTriggers(ctx context.Context) ([]CustomTrigger, error) {
	out := []CustomTrigger{}
	for i := range c.cfg.Triggers {
		t := &c.cfg.Triggers[i]
		list, err := ask(ctx, c, "custom triggers", trigger.Budget, t.Provider, func(ctx context.Context) (trigger.ListResponse, error) {
			list, err := t.Provider.ListTriggers(ctx)
			if err == nil {
				if bad := trigger.CheckList(list); bad != nil {
					err = unusable(bad)
				}
			}
			return list, err
		})
		if err != nil {
			return nil, fault.At("Calculator.ListTriggers", err)
		}
		for _, k := range list.CustomTriggers {
			out = append(out, CustomTrigger{ID: k.ID, AppID: t.AppID, Name: k.Name})
		}
	}
	return out[:min(len(out), trigger.MaxTriggers)], nil
}

// askTriggers finds out which custom triggers are met. Each provider is asked
// once about all of its own; those of one that fails are not met.
func (p *pricer) askTriggers(triggers []discount.CustomTrigger) (map[discount.CustomTrigger]bool, error) {
	met := make(map[discount.CustomTrigger]bool, len(triggers))
	for k := range p.c.cfg.Triggers {
		provider := &p.c.cfg.Triggers[k]
		var own []discount.CustomTrigger
		for _, t := range triggers {
			if _, asked := met[t]; !asked && (t.AppID == provider.AppID || t.AppID == "" || provider.AppID == "") {
				own = append(own, t)
				met[t] = false
			}
		}
		if len(own) == 0 {
			continue
		}
		if len(own) > trigger.MaxTriggers {
			p.discountsFailed(fault.New(fault.Limit, "", fmt.Sprintf("only %d custom triggers can be asked about at once", trigger.MaxTriggers)))
			own = own[:trigger.MaxTriggers]
		}
		req := p.triggerRequest(own)
		eligible, err := ask(p.ctx, p.c, "custom triggers", trigger.Budget, provider.Provider, func(ctx context.Context) ([]bool, error) {
			resp, err := provider.Provider.GetEligibleTriggers(ctx, req)
			if err != nil {
				return nil, err
			}
			if bad := trigger.Check(resp); bad != nil {
				return nil, unusable(bad)
			}
			return trigger.Met(req, resp), nil
		})
		if err != nil {
			if p.ctx.Err() != nil {
				return nil, p.ctx.Err()
			}
			p.discountsFailed(err)
			continue
		}
		for i, t := range own {
			met[t] = eligible[i]
		}
	}
	return met, nil
}

func (p *pricer) triggerRequest(triggers []discount.CustomTrigger) trigger.Request {
	r := trigger.Request{
		LineItems: make([]trigger.LineItem, len(p.in.Lines)), Triggers: make([]trigger.Asked, len(triggers)),
		PurchaseFlowID: p.in.PurchaseFlowID, Currency: p.c.cfg.Currency,
	}
	for i := range p.in.Lines {
		l := &p.in.Lines[i]
		r.LineItems[i] = trigger.LineItem{ID: l.ID, Quantity: l.Quantity, CatalogReference: *l.CatalogReference.Clone(), Price: money.Minor(p.r.lines[i].unit, p.c.cfg.Currency)}
	}
	for i, t := range triggers {
		r.Triggers[i] = trigger.Asked{CustomTrigger: trigger.ID{ID: t.ID}, Identifier: strconv.Itoa(i + 1)}
	}
	if a, o := p.in.ShippingAddress, p.in.SelectedShippingOption; a != nil || o != nil {
		r.ShippingInfo = &trigger.ShippingInfo{}
		if a != nil {
			r.ShippingInfo.Address = &trigger.Address{Country: a.Country, Subdivision: a.Subdivision, City: a.City}
		}
		if o != nil {
			r.ShippingInfo.PreferredShippingOptionCode = o.Code
		}
	}
	return r
}

// discountsFailed records the first thing that went wrong with discounts.
func (p *pricer) discountsFailed(err error) {
	p.r.errors.DiscountsCalculationError = cmp.Or(p.r.errors.DiscountsCalculationError, DetailsOf(err))
}
