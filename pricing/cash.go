// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"github.com/go-ecom/ecom/money"
)

// cashRounding is the path of what paying in cash adds.
const cashRounding = "cashRoundingAdjustment"

// cash tells what paying in cash adds to what is left to be paid.
func (w *projector) cash(t *Totals) {
	r := w.r.calc.cfg.CashRounding
	if r == (money.CashRounding{}) {
		return
	}
	t.CashRoundingAdjustment = money.PriceOf(r.Adjustment(t.TotalAfterGiftCard.Amount), w.locale)
}

// cash explains the same.
func (e *explainer) cash(drawn int64) {
	r := e.r.calc.cfg.CashRounding
	if r == (money.CashRounding{}) {
		return
	}
	step, err := r.Step.Bind(e.cur)
	if err != nil {
		return // New has refused it
	}
	after := e.r.total.totalOf() - drawn
	left := tRef("totalAfterGiftCard")
	adjusted, _ := r.Adjustment(money.Minor(after, e.cur)).Minor()
	e.add(Step{
		Figure: cashRounding, Formula: e.text(after+adjusted) + " − " + e.text(after), Rounding: r.Mode.String() + " to " + step.String(),
		How: tLess(tRoundBy(left, Term{Value: step.String()}, r.Mode), left),
	}, adjusted)
}
