// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
)

// merchant takes the merchant's discounts off, each off what those before it
// left.
func (p *pricer) merchant() error {
	if len(p.in.MerchantDiscounts) == 0 {
		return nil
	}
	var v fault.Checker
	var byID map[string]int32
	for k := range p.in.MerchantDiscounts {
		m := &p.in.MerchantDiscounts[k]
		path := fault.Index("merchantDiscounts", k)
		a := applied{kind: appliedMerchant, index: int32(k), target: DiscountTargetGlobal}
		lines := p.everyLine()
		if len(m.LineItemIDs) > 0 {
			a.target = DiscountTargetSpecificItems
			if byID == nil {
				byID = p.lineIndex()
			}
			lines = p.named(&v, fault.Join(path, "lineItemIds"), byID, m.LineItemIDs)
		}
		switch {
		case (m.Amount == nil) == (m.Percentage == nil):
			v.Add(path, fault.RuleRequiredOneOf, "must have exactly one of amount and percentage", nil)
		case m.Amount != nil:
			if p.spread(a, p.minor(&v, fault.Join(path, "amount"), *m.Amount), lines) == 0 {
				p.tookNothing(SkippedMerchantDiscount, "", p.merchantText(k), lines)
			}
		default:
			e, err := m.Percentage.Effect()
			if err != nil {
				v.AddAll(fault.Join(path, "percentage"), err)
				continue
			}
			off, err := p.takeOff(a, e, lines, nil)
			if err != nil {
				return err
			}
			if off == 0 {
				p.tookNothing(SkippedMerchantDiscount, "", p.merchantText(k), lines)
			}
		}
	}
	return v.Err()
}

// merchantText names the merchant's discount number k, as it is explained.
func (p *pricer) merchantText(k int) string {
	if !p.in.Explain {
		return ""
	}
	m := &p.in.MerchantDiscounts[k]
	return fmt.Sprintf("%d: %s", k+1, reductionText(m.Amount, m.Percentage))
}

// lineIndex returns the indices of lines by id.
func (p *pricer) lineIndex() map[string]int32 {
	byID := make(map[string]int32, len(p.in.Lines))
	for i := range p.in.Lines {
		byID[p.in.Lines[i].ID] = int32(i)
	}
	return byID
}

// named returns the indices of the lines with some ids, in line order.
func (p *pricer) named(v *fault.Checker, path string, byID map[string]int32, ids []string) []int32 {
	chosen := make([]bool, len(p.in.Lines))
	for j, id := range ids {
		i, ok := byID[id]
		if !ok {
			v.Add(fault.Index(path, j), fault.RuleValidation, fmt.Sprintf("%.100q is not the id of a line", id), nil)
			continue
		}
		chosen[i] = true
	}
	lines := p.s.some[:0]
	for i, ok := range chosen {
		if ok {
			lines = append(lines, int32(i))
		}
	}
	p.s.some = lines
	return lines
}
