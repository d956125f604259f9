// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// PlatformCharge says who bears a platform fee.
type PlatformCharge string

// The charge types.
const (
	PassOn   PlatformCharge = "PASS_ON"  // the buyer, as an additional fee
	Absorbed PlatformCharge = "ABSORBED" // the shop; it is not in the totals
)

// PlatformFee is what selling through a platform costs: a part of what the goods
// cost after all discounts, as shown, rounded once.
type PlatformFee struct {
	Name           string               `json:"name"`                     // 1 to 50 characters
	PercentageRate plugin.Rate          `json:"percentageRate"`           // above 0, at most 1, with up to 4 decimals
	ChargeType     PlatformCharge       `json:"chargeType"`               // required
	Taxable        bool                 `json:"taxable,omitempty"`        // it is taxed where it is passed on
	TaxGroupID     string               `json:"taxGroupId,omitempty"`     // of the tax; "" for the default one
	TaxableAddress *item.TaxableAddress `json:"taxableAddress,omitempty"` // where; nil: where goods are taxed
}

// platformFeeCode is the code of a fee that is passed on.
const platformFeeCode = "platform-fee"

// Check records what is wrong with the fee.
func (f *PlatformFee) Check(c *fault.Checker, path string) {
	c.Length(fault.Join(path, "name"), f.Name, 1, 50)
	at := fault.Join(path, "percentageRate")
	switch r := f.PercentageRate; {
	case r <= 0:
		c.Add(at, fault.RuleDecimalGT, "must be more than 0", map[string]any{"threshold": 0})
	case r > 1_000_000:
		c.Add(at, fault.RuleDecimalLTE, "must be at most 1", map[string]any{"threshold": 1})
	case r%100 != 0:
		c.Add(at, fault.RuleDecimalMaxScale, "must have at most 4 decimals", map[string]any{"maxScale": 4})
	}
	if f.ChargeType != PassOn && f.ChargeType != Absorbed {
		c.Add(fault.Join(path, "chargeType"), fault.RuleInvalidEnum, fault.NotOneOf(f.ChargeType, PassOn, Absorbed), nil)
	}
}

// Of returns the fee on goods that cost so many minor units.
func (f *PlatformFee) Of(goods int64, mode money.Mode) (int64, bool) {
	return money.MulDivRound(goods, int64(f.PercentageRate), 1_000_000, mode)
}

// platformFee adds the fee of the platform, if the buyer bears it.
func (p *pricer) platformFee(add func(feeInfo, int64, due) error) error {
	f := p.c.cfg.PlatformFee
	if f == nil || f.ChargeType != PassOn || p.goods == 0 {
		return nil
	}
	price, ok := f.Of(p.goods, p.mode)
	if !ok {
		return p.tooMuch("additionalFees")
	}
	if price == 0 {
		return nil
	}
	return add(feeInfo{
		code: platformFeeCode, name: f.Name, source: FeeSourcePlatform, rate: f.PercentageRate,
		taxable: f.Taxable, taxGroupID: f.TaxGroupID, taxableAddress: f.TaxableAddress,
	}, price, p.orderDue())
}

// platformFee is how the fee of the platform came about.
func (e *explainer) platformFee(s Step, info *feeInfo) Step {
	goods, total := make([]Term, len(e.shown)), int64(0)
	for i := range e.shown {
		goods[i] = tRef(e.shown[i])
		total += e.r.lines[i].shown
	}
	s.Formula = e.text(total) + " × " + info.rate.String()
	s.How = tRound(tTimes(tSum(goods...), tValue(info.rate.Decimal())))
	return s
}
