// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips

import (
	"errors"
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// amount returns what the tip is, 0 without one.
func (o *onOrder) amount() money.Amount {
	if o.fee < 0 {
		return money.Zero(o.order.Order.Currency)
	}
	return o.order.Order.AdditionalFees[o.fee].Price.Amount
}

// tip returns the tip, nil when there is none.
func (o *onOrder) tip() *Tip {
	if o.fee < 0 {
		return nil
	}
	t := &Tip{
		ID: o.order.Order.AdditionalFees[o.fee].Code, LineItemSubtotal: o.order.Order.PriceSummary.Subtotal.Amount, Amount: o.amount(),
		Distributions: make([]Distribution, len(o.list)),
	}
	for i, d := range o.list {
		t.Distributions[i] = *d.Distribution.Clone()
	}
	if rest, err := t.rest(); err == nil && rest.IsPositive() {
		t.UndistributedAmount = rest
	}
	return t
}

// info returns where the tip stands.
func (o *onOrder) info() OrderInfo {
	if o.fee < 0 {
		return OrderInfo{}
	}
	f := &o.order.Order.AdditionalFees[o.fee]
	return OrderInfo{o.order.Order.ID, f.ID, f.Price}
}

// rest returns what nobody gets.
func (t *Tip) rest() (money.Amount, error) {
	left := t.Amount
	for i := range t.Distributions {
		var err error
		if left, err = left.Sub(t.Distributions[i].Amount); err != nil {
			return left, err
		}
	}
	return left, nil
}

// set returns the distributions and the amount of a tip that takes the place of
// the one that there is, or INVALID_TIP.
func (o *onOrder) set(t *Tip) ([]Distribution, money.Amount, error) {
	var v fault.Checker
	cur := o.order.Order.Currency
	t.Amount = checkAmount(&v, "tip.amount", t.Amount, cur, fault.RuleDecimalGT)
	if v.Size("tip.distributions", len(t.Distributions), 0, MaxDistributions) {
		for i := range t.Distributions {
			t.Distributions[i].check(&v, fault.Index("tip.distributions", i), cur, fault.RuleDecimalGTE)
		}
		o.match(&v, t.Distributions)
		t.checkSum(&v, cur)
	}
	return t.Distributions, t.Amount, coded(v.Err(), CodeInvalidTip)
}

// match finds, for the distributions of a new tip, those of the old one that
// they stand for: by id or, where one that was charged comes without its id, by
// being the same. It records those that were charged and are changed or left
// out.
func (o *onOrder) match(v *fault.Checker, list []Distribution) {
	have := make(map[string]*distribution, len(o.list))
	for _, d := range o.list {
		have[d.ID] = d
	}
	for i := range list {
		d := &list[i]
		if d.ID == "" {
			continue
		}
		was, path := have[d.ID], fault.Index("tip.distributions", i)
		switch {
		case was == nil && o.has(d.ID):
			v.Add(path+".id", fault.RuleValidation, "stands in the list twice", nil)
		case was != nil && was.Transaction != nil && !was.sameAs(d):
			v.Add(path, fault.RuleNotAllowed, "was charged and cannot be changed", nil)
		}
		delete(have, d.ID)
	}
	for i := range list {
		d := &list[i]
		for _, was := range o.list {
			if d.ID == "" && have[was.ID] != nil && was.Transaction != nil && was.sameAs(d) {
				d.ID = was.ID
				delete(have, was.ID)
			}
		}
	}
	for _, d := range o.list {
		if have[d.ID] != nil && d.Transaction != nil {
			v.Add("tip.distributions", fault.RuleNotAllowed, "leave out "+d.ID+", which was charged", map[string]any{"id": d.ID})
		}
	}
}

func (o *onOrder) has(id string) bool {
	for _, d := range o.list {
		if d.ID == id {
			return true
		}
	}
	return false
}

// checkSum records distributions that come to more than the tip, and a rest that
// is said to be another than it is.
func (t *Tip) checkSum(v *fault.Checker, cur money.Currency) {
	if !t.Amount.IsPositive() {
		return // which is wrong enough
	}
	rest, err := t.rest()
	if err != nil {
		v.AddAll("tip.distributions", err)
		return
	}
	if rest.IsNegative() {
		v.Add("tip.distributions", fault.RuleValidation, fmt.Sprintf("come to %s more than the tip", rest.Neg()), nil)
		return
	}
	if t.UndistributedAmount.IsZero() {
		return
	}
	said, err := t.UndistributedAmount.Bind(cur)
	if err != nil {
		v.AddAll("tip.undistributedAmount", err)
	} else if !said.Equal(rest) {
		v.Add("tip.undistributedAmount", fault.RuleValidation, fmt.Sprintf("is %s: with the distributions it makes another tip", rest), nil)
	}
}

// add returns the distributions and the amount of the tip once some are added,
// or INVALID_TIP_DISTRIBUTION.
func (o *onOrder) add(ds []Distribution) ([]Distribution, money.Amount, error) {
	var v fault.Checker
	cur := o.order.Order.Currency
	amount := o.amount()
	if v.Size("tipDistributions", len(ds), 1, max(MaxDistributions-len(o.list), 1)) {
		for i := range ds {
			d, path := &ds[i], fault.Index("tipDistributions", i)
			d.ID = "" // they are new
			d.check(&v, path, cur, fault.RuleDecimalGT)
			var err error
			if amount, err = amount.Add(d.Amount); err != nil {
				v.AddAll(path+".amount", err)
				break
			}
		}
	}
	if len(o.list) == MaxDistributions {
		v.Add("tipDistributions", fault.RuleMaxSize, "the tip has as many as it can have", map[string]any{"threshold": 0})
	}
	list := make([]Distribution, 0, len(o.list)+len(ds))
	for _, d := range o.list {
		list = append(list, *d.Distribution.Clone())
	}
	return append(list, ds...), amount, coded(v.Err(), CodeInvalidDistribution)
}

// coded gives an error the platform's code.
func coded(err error, code string) error {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		e.Code = code
	}
	return err
}
