// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"errors"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/plugintest"
	"github.com/go-ecom/ecom/tips"
	"github.com/go-ecom/ecom/transaction"
)

// The tip of an order stays as it is once a part of it was given back, be it by a
// refund in which no money moves, and be it that it is not known yet whether it
// was: a fee must not cost less than what was refunded of it.
func TestTipAfterMembershipRefund(t *testing.T) {
	t.Parallel()
	for _, unheard := range []bool{false, true} {
		g := newGym(t)
		paid, err := g.Billing.ChargeMemberships(t.Context(), g.request(0, "pass"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := g.Tips.SetTipOnOrder(t.Context(), g.order.ID, tips.Tip{Amount: dollars("2.00")}); err != nil {
			t.Fatal(err)
		}
		if unheard {
			g.members.Script("Void", plugintest.Unheard)
		}
		fee := read(t, g.Shop, g.order.ID).AdditionalFees[0].ID
		if _, err = g.Billing.RefundPayments(t.Context(), transaction.RefundPaymentsRequest{
			OrderID: g.order.ID, PaymentRefunds: []transaction.PaymentRefund{{PaymentID: paid.Payments[0].ID}},
			RefundItems: &transaction.RefundItems{AdditionalFees: []transaction.AdditionalFeeRefund{{AdditionalFeeID: fee, Amount: money.PriceOf(dollars("2.00"), 0)}}},
		}); err != nil {
			t.Fatal(err)
		}
		for name, call := range map[string]func(context.Context) error{
			"less": func(ctx context.Context) error {
				_, err := g.Tips.SetTipOnOrder(ctx, g.order.ID, tips.Tip{Amount: dollars("0.50")})
				return err
			},
			"none": func(ctx context.Context) error {
				_, err := g.Tips.RemoveTipFromOrder(ctx, g.order.ID)
				return err
			},
		} {
			if err := call(t.Context()); !errors.Is(err, fault.State) || fault.Code(err) != order.CodeRefundedCannotBeEdited {
				t.Errorf("%s, unheard %v: %v", name, unheard, err)
			}
		}
		can, err := g.Billing.GetOrderRefundability(t.Context(), g.order.ID)
		if err != nil || len(can.AdditionalFees) != 1 || can.AdditionalFees[0].AvailableRefundAmount.Amount.IsNegative() {
			t.Errorf("refundability %+v, %v", can, err)
		}
	}
}
