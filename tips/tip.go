// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// Choice is what a buyer chose.
type Choice struct {
	Value   plugin.Decimal `json:"value,omitempty"` // a percentage or an amount, of up to 2 decimals
	TipType TipType        `json:"tipType,omitempty"`
}

// LineItemInfo is a line that a tip is for.
type LineItemInfo struct {
	LineItemID       string                 `json:"lineItemId,omitempty"` // 1 to 100 characters
	CatalogReference *item.CatalogReference `json:"catalogReference,omitempty"`
	Price            plugin.Decimal         `json:"price,omitempty"` // of one unit; without it the catalog's
	Name             string                 `json:"name,omitempty"`  // up to 200 characters
	Quantity         int                    `json:"quantity"`        // 1 to 100,000

	// StaffMemberIDs is who has worked on the line. Beside the platform's members.
	StaffMemberIDs []string `json:"staffMemberIds,omitempty"` // up to 50, of 1 to 100 characters
}

// Tip is what is given beside the price. Amounts are in the currency of the
// order, or of the shop while there is none.
type Tip struct {
	ID                  string         `json:"id,omitempty"`                 // derived: the code of the order's fee
	LineItemSubtotal    money.Amount   `json:"lineItemSubtotal,omitzero"`    // derived
	Amount              money.Amount   `json:"amount"`                       // more than 0 on an order
	Distributions       []Distribution `json:"distributions"`                // 50 at most; come to no more than Amount
	UndistributedAmount money.Amount   `json:"undistributedAmount,omitzero"` // derived: what is left of Amount
}

// CodeInvalidTip is the platform's code for tips that the settings do not allow,
// or that an order cannot have.
const CodeInvalidTip = "INVALID_TIP"

// allows returns why a buyer may not tip so, or nil.
func (s *Settings) allows(c Choice, value decimal.Decimal) error {
	refuse := func(why string) error { return fault.New(fault.Invalid, CodeInvalidTip, why) }
	switch {
	case !s.AllowCustomerTip:
		return refuse("buyers cannot tip")
	case c.TipType == TypeCustom && s.AllowCustomAmount:
		return nil
	case c.TipType == TypeCustom:
		return refuse("only the tips that the shop suggests can be chosen")
	case c.TipType != s.TipType:
		return refuse("tips are chosen as " + string(s.TipType))
	case !slices.ContainsFunc(s.Presets, func(p Preset) bool {
		v, err := money.ParseDecimal(string(p.Value))
		return err == nil && v.Equal(value)
	}):
		return refuse("that is none of the tips that the shop suggests")
	}
	return nil
}

// amount returns what a choice comes to on goods of a price: rounded once.
func (c Choice) amount(subtotal money.Amount, mode money.Mode) (money.Amount, error) {
	value, err := money.ParseDecimal(string(c.Value))
	if err != nil {
		return money.Amount{}, err
	}
	cur := subtotal.Currency()
	if c.TipType == TypePercentage {
		value = money.Round(subtotal.Decimal().Mul(value).Shift(-2), int32(cur.Digits()), mode)
	}
	return money.New(value, cur)
}

// MaxDistributions is how many of the staff a tip is shared among.
const MaxDistributions = 50

// Distribute shares an amount among those who have worked on the lines, in the
// order in which the lines name them. Shares add up to the amount; what several
// have worked on counts in equal parts. Weights are what the lines cost.
func Distribute(amount money.Amount, method DistributionMethod, lines []LineItemInfo, weights []int64) []Distribution {
	var staff []string
	var shares []int64
	for i := range lines {
		ids := lines[i].StaffMemberIDs
		if len(ids) == 0 {
			continue
		}
		even := make([]int64, len(ids))
		for k := range even {
			even[k] = 1
		}
		parts := money.Allocate(weights[i], even)
		for k, id := range ids {
			at := slices.Index(staff, id)
			if at < 0 {
				at = len(staff)
				staff, shares = append(staff, id), append(shares, 0)
			}
			shares[at] += parts[k]
		}
	}
	if len(staff) == 0 {
		return []Distribution{}
	}
	sum := int64(0)
	for _, s := range shares {
		sum += s
	}
	if method == Equal || sum == 0 {
		for i := range shares {
			shares[i] = 1
		}
	}
	out := make([]Distribution, len(staff))
	for i, share := range amount.Allocate(shares) {
		out[i] = Distribution{Staff: Staff{StaffMemberID: staff[i]}, Amount: share}
	}
	return out
}
