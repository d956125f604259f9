// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout_test

import (
	"context"
	"testing"
	"time"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/transaction"
)

// A part that is paid outside while a charge or a gift card takes an order's goods
// again makes it a sale, which has its goods: they leave the shelf once.
func TestGoodsAreTakenAgainOnce(t *testing.T) {
	t.Parallel()
	for name, pays := range map[string]func(context.Context, *ecomtest.Shop, order.ID) error{
		"charge": pay,
		"card": func(ctx context.Context, s *ecomtest.Shop, id order.ID) error {
			_, err := s.Billing.RedeemGiftCard(ctx, redemption(id, "30.00"))
			return err
		},
	} {
		w := newWarehouse()
		s := storeOf(t, w)
		if _, err := s.GiftLedger.Issue(t.Context(), giftcard.IssueRequest{Code: code, Amount: dollars("40.00")}); err != nil {
			t.Fatal(err)
		}
		bob := ecomtest.Visitor(t.Context(), 2)
		o := place(bob, t, s, ready(bob, t, s, s.Line("mug", 5)).ID, nil)
		sweep(t, s, 25*time.Hour) // expires it
		sweep(t, s, 0)            // moves its goods
		var part error
		once := false
		w.hook(func(op string) error {
			if op != "take" || once {
				return nil
			}
			once = true
			_, part = s.Transactions.AddPayments(t.Context(), transaction.AddPaymentsRequest{OrderID: o.ID, Payments: []transaction.Payment{{
				Amount:                money.PriceOf(dollars("10.00"), 0),
				RegularPaymentDetails: &transaction.RegularPaymentDetails{OfflinePayment: true, Status: transaction.PaymentApproved},
			}}})
			return nil
		}, nil)
		err := pays(t.Context(), s, o.ID)
		sweep(t, s, 0)
		if n := w.level("mug"); n != 5 || part != nil {
			t.Errorf("%s: %v, %v: there are %d of 10, want 5", name, part, err, n)
		}
		wantFault(t, name, err, fault.Conflict, "CHECKOUT_CHANGED")
		if err := pays(t.Context(), s, o.ID); err != nil {
			t.Errorf("%s again: %v", name, err)
		}
		sweep(t, s, 0)
		if n := w.level("mug"); n != 5 {
			t.Errorf("%s again: there are %d, want 5", name, n)
		}
	}
}
