// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package giftcard

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// The bounds of codes, PINs and names.
const (
	MinCode        = 8
	MaxCode        = 20
	MaxPIN         = 50
	maxKey         = 255
	maxTransaction = 100
	maxExternalID  = 50
)

var maxAmount = decimal.New(99_999_999_999, -2)

// Normalize returns a code in the form in which codes are compared.
func Normalize(code string) string { return strings.ToUpper(strings.TrimSpace(code)) }

// Obfuscate hides a code but for its last four characters.
func Obfuscate(code string) string {
	r := []rune(strings.TrimSpace(code))
	for i := range max(0, len(r)-4) {
		if r[i] != '-' {
			r[i] = '*'
		}
	}
	return string(r)
}

// ValidCode reports whether a text can be the code of a card.
func ValidCode(code string) bool {
	n := utf8.RuneCountInString(strings.TrimSpace(code))
	return n >= MinCode && n <= MaxCode
}

// Validate returns an Invalid error that names everything wrong with the
// request, or nil. An amount without a currency is MISSING_CURRENCY.
func (r *RedeemRequest) Validate() error {
	var c fault.Checker
	c.Length("key", r.Key, 1, maxKey)
	c.Length("code", strings.TrimSpace(r.Code), MinCode, MaxCode)
	c.Length("pin", r.PIN, 0, MaxPIN)
	if !r.Amount.IsPositive() {
		c.Add("amount", fault.RuleDecimalGT, "must be greater than 0", map[string]any{"threshold": 0})
	} else if r.Amount.Decimal().GreaterThan(maxAmount) {
		c.Add("amount", fault.RuleDecimalLTE, "must be at most "+maxAmount.String(), map[string]any{"threshold": maxAmount.String()})
	}
	if err := c.Err(); err != nil {
		return err
	}
	if !r.Amount.Bound() {
		return Refuse(CodeMissingCurrency, "the amount is in no currency")
	}
	return nil
}

// CheckBalance returns what is wrong with an answer of Balance: an Internal
// error, or MISSING_CURRENCY.
func CheckBalance(resp *BalanceResponse) error {
	switch {
	case !resp.Balance.Bound():
		return Refuse(CodeMissingCurrency, "the gift card is in no currency")
	case resp.Balance.IsNegative(), resp.Balance.Decimal().GreaterThan(maxAmount):
		return nonsense("a balance of " + resp.Balance.String())
	case utf8.RuneCountInString(resp.ExternalID) > maxExternalID:
		return nonsense(fmt.Sprintf("an external id of more than %d characters", maxExternalID))
	}
	return nil
}

// CheckRedeem returns what is wrong with the answer to a request, as an
// Internal error: it may have taken effect. A balance that is left out is
// passed over.
func CheckRedeem(r *RedeemRequest, resp *RedeemResponse) error {
	n := utf8.RuneCountInString(resp.TransactionID)
	if n == 0 || n > maxTransaction {
		return nonsense(fmt.Sprintf("a transaction id of %d characters", n))
	}
	return checkRemaining(r.Amount.Currency(), resp.RemainingBalance)
}

// CheckVoid returns what is wrong with an answer of Void, as an Internal error.
func CheckVoid(resp *VoidResponse) error {
	return checkRemaining(resp.RemainingBalance.Currency(), resp.RemainingBalance)
}

func checkRemaining(cur money.Currency, left money.Amount) error {
	if left.IsNegative() || left.Bound() && left.Currency() != cur {
		return nonsense("a remaining balance of " + left.String() + " " + left.Currency().String())
	}
	return nil
}

func nonsense(what string) error {
	return fault.New(fault.Internal, "", "the gift card provider's answer makes no sense: "+what)
}
