// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/tips"
	"github.com/go-ecom/ecom/transaction"
)

// documented are the error codes of the platform's methods for tips of orders,
// and those that this package gives beside them, by method.
var documented = map[string][]string{
	"getTipByOrderId":      {"ORDER_NOT_FOUND", "TIP_NOT_FOUND"},
	"getTipByDraftOrderId": {"DRAFT_ORDER_NOT_FOUND"},
	"setTipOnOrder": {
		"INVALID_TIP", "ORDER_NOT_FOUND", "ORDER_CANNOT_BE_EDITED", "PARTIALLY_OR_FULLY_REFUNDED_ORDER_CANNOT_BE_EDITED", "FAILED_SETTING_TIP_ON_ORDER",
	},
	"removeTipFromOrder": {
		"CANNOT_REMOVE_PAID_TIP_DISTRIBUTION", "ORDER_NOT_FOUND", "ORDER_CANNOT_BE_EDITED", "PARTIALLY_OR_FULLY_REFUNDED_ORDER_CANNOT_BE_EDITED",
	},
	"addTipDistributionsToOrder": {
		"ORDER_NOT_FOUND", "ORDER_CANNOT_BE_EDITED", "PARTIALLY_OR_FULLY_REFUNDED_ORDER_CANNOT_BE_EDITED", "FAILED_SETTING_TIP_ON_ORDER", "INVALID_TIP_DISTRIBUTION",
	},
}

// unreachable are documented codes that nothing can provoke, and why.
var unreachable = map[string]string{
	"getTipByDraftOrderId: TIP_NOT_FOUND":                        "there are no draft orders that could lack a tip",
	"addTipDistributionsToOrder: DRAFT_ORDER_NOT_FOUND":          "tips are not written through draft orders, of which one may be gone",
	"addTipDistributionsToOrder: ORDER_IS_ALREADY_EDITED":        "nobody else has a draft of the order: a tip is one commit, and whoever comes second runs again",
	"addTipDistributionsToOrder: FAILED_DELETING_TIP_FROM_ORDER": "the fee is exchanged in the same commit, which happens or does not",
	"addTipDistributionsToOrder: FAILED_COMMITING_TIP_ON_ORDER":  "a commit that fails is a fault.Conflict, fault.Unavailable or fault.Unknown, by what became of it", //nolint:misspell // the platform's spelling
}

// platform is what the platform's pages list.
var platform = map[string][]string{
	"getTipByOrderId":      {"ORDER_NOT_FOUND", "TIP_NOT_FOUND"},
	"getTipByDraftOrderId": {"DRAFT_ORDER_NOT_FOUND", "TIP_NOT_FOUND"},
	"setTipOnOrder":        {"INVALID_TIP"},
	"removeTipFromOrder":   {"CANNOT_REMOVE_PAID_TIP_DISTRIBUTION"},
	"addTipDistributionsToOrder": {
		"ORDER_NOT_FOUND", "DRAFT_ORDER_NOT_FOUND", "ORDER_IS_ALREADY_EDITED", "ORDER_CANNOT_BE_EDITED",
		"PARTIALLY_OR_FULLY_REFUNDED_ORDER_CANNOT_BE_EDITED", "FAILED_SETTING_TIP_ON_ORDER", "FAILED_DELETING_TIP_FROM_ORDER",
		"FAILED_COMMITING_TIP_ON_ORDER", "INVALID_TIP_DISTRIBUTION", //nolint:misspell // the platform's spelling
	},
}

// mine returns an order of a caller's own, changed.
func mine(t *testing.T, s *ecomtest.Shop, settings *order.CreationSettings, change func(*order.Order)) order.ID {
	t.Helper()
	o := &order.Order{
		ChannelInfo: order.ChannelInfo{Type: order.ChannelTypeWeb}, Status: order.StatusApproved,
		LineItems:    []order.LineItem{{ProductName: named("Haircut"), Quantity: 1, ItemType: service, Price: money.PriceOf(usd("20.00"), 0)}},
		PriceSummary: order.PriceSummary{Subtotal: money.PriceOf(usd("20.00"), 0), Total: money.PriceOf(usd("20.00"), 0)},
	}
	if change != nil {
		change(o)
	}
	return must(s.Orders.CreateOrder(t.Context(), o, settings))(t).ID
}

// Every documented code is provoked or said to be out of reach, and what
// provokes it changes nothing.
func TestCodesOfOrders(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s := newShop(t)
	waiting := must(s.Order(ecomtest.Visitor(ctx, 1), s.Line("ebook", 1)))(t).ID
	canceled := bought(t, s).ID
	must(s.Orders.CancelOrder(ctx, canceled, nil))(t)
	pending := must(s.Order(ecomtest.Visitor(ctx, 2), s.Line("ebook", 1)))(t).ID
	must(s.Orders.UpdateOrderStatus(ctx, pending, order.StatusPending))(t)
	partly, fully, charges, plain := bought(t, s).ID, bought(t, s).ID, bought(t, s).ID, bought(t, s).ID
	for _, id := range []order.ID{waiting, partly, fully, charges, plain} {
		if id != waiting {
			must(s.Tips.SetTipOnOrder(ctx, id, tipOf("1.00", share(1, "0.50"))))(t)
		}
	}
	must(s.Tips.AddTipDistributionsToOrder(ctx, charges, []tips.Distribution{charged(2, "1.00")}))(t)
	for id, amount := range map[order.ID]string{partly: "1.00", fully: "5.00"} {
		if err := refund(t, s, id, amount); err != nil {
			t.Fatal(err)
		}
	}
	// Its payment provider was asked and does not answer.
	asked := bought(t, s).ID
	must(s.Tips.SetTipOnOrder(ctx, asked, tipOf("1.00")))(t)
	s.Gateway.Script(paymenttest.TimeOutAfter())
	if _, err := s.Pay(ctx, asked); !errors.Is(err, fault.Unknown) {
		t.Fatal("a charge without an answer:", err)
	}
	app := "aa000000-0000-4000-8000-000000000001"
	ours := mine(t, s, &order.CreationSettings{EditableByOwnerApps: &order.OwnerApps{AppIDs: []string{app}}}, nil)
	must(s.Tips.SetTipOnOrder(actor.With(ctx, actor.App(app)), ours, tipOf("1.00")))(t)
	crowded := mine(t, s, nil, func(o *order.Order) {
		one := money.PriceOf(usd("0.01"), 0)
		for i := range order.MaxAdditionalFees {
			o.AdditionalFees = append(o.AdditionalFees, order.AdditionalFee{Code: fmt.Sprint(i), Name: "Fee", Price: one})
		}
		o.PriceSummary.TotalAdditionalFees, o.PriceSummary.Total = money.PriceOf(usd("1.00"), 0), money.PriceOf(usd("21.00"), 0)
	})
	taxed := mine(t, s, nil, func(o *order.Order) {
		one := money.PriceOf(usd("1.00"), 0)
		o.AdditionalFees = []order.AdditionalFee{{Code: "tip", Name: "Tip", ProviderAppID: tips.AppID, Price: one, TaxInfo: &order.LineItemTaxInfo{TaxAmount: one}}}
		o.PriceSummary.TotalAdditionalFees, o.PriceSummary.Tax, o.PriceSummary.Total = one, one, money.PriceOf(usd("22.00"), 0)
	})

	set := func(ctx context.Context, id order.ID) error {
		return errorOf(s.Tips.SetTipOnOrder(ctx, id, tipOf("2.00")))
	}
	add := func(ctx context.Context, id order.ID) error {
		return errorOf(s.Tips.AddTipDistributionsToOrder(ctx, id, []tips.Distribution{share(1, "1.00")}))
	}
	remove := func(ctx context.Context, id order.ID) error { return errorOf(s.Tips.RemoveTipFromOrder(ctx, id)) }
	user := actor.With(ctx, actor.User("owner"))
	many := make([]tips.Distribution, tips.MaxDistributions)
	for i := range many {
		many[i] = share(i, "0.01")
	}

	type refusal struct {
		name, method, code string
		class              fault.Class
		id                 order.ID
		call               func(context.Context, order.ID) error
	}
	cases := []refusal{
		{"no such order", "getTipByOrderId", tips.CodeOrderNotFound, fault.NotFound, "gone", func(ctx context.Context, id order.ID) error { return errorOf(s.Tips.GetTipByOrderID(ctx, id)) }},
		{"no tip", "getTipByOrderId", tips.CodeTipNotFound, fault.NotFound, waiting, func(ctx context.Context, id order.ID) error { return errorOf(s.Tips.GetTipByOrderID(ctx, id)) }},
		{"no draft orders", "getTipByDraftOrderId", tips.CodeDraftOrderNotFound, fault.NotFound, "", func(ctx context.Context, _ order.ID) error {
			return errorOf(s.Tips.GetTipByDraftOrderID(ctx, staff(1)))
		}},
		{"a charged one", "removeTipFromOrder", tips.CodePaidDistribution, fault.State, charges, remove},
		{"too much", "setTipOnOrder", tips.CodeInvalidTip, fault.Invalid, plain, func(ctx context.Context, id order.ID) error {
			return errorOf(s.Tips.SetTipOnOrder(ctx, id, tipOf("1.00", share(1, "0.60"), share(2, "0.41"))))
		}},
		{"no tip at all", "setTipOnOrder", tips.CodeInvalidTip, fault.Invalid, plain, func(ctx context.Context, id order.ID) error {
			return errorOf(s.Tips.SetTipOnOrder(ctx, id, tipOf("0.00")))
		}},
		{"a charged one left out", "setTipOnOrder", tips.CodeInvalidTip, fault.Invalid, charges, set},
		{"one of nothing", "addTipDistributionsToOrder", tips.CodeInvalidDistribution, fault.Invalid, plain, func(ctx context.Context, id order.ID) error {
			return errorOf(s.Tips.AddTipDistributionsToOrder(ctx, id, []tips.Distribution{share(1, "0.00")}))
		}},
		{"51 of them", "addTipDistributionsToOrder", tips.CodeInvalidDistribution, fault.Invalid, plain, func(ctx context.Context, id order.ID) error {
			return errorOf(s.Tips.AddTipDistributionsToOrder(ctx, id, many))
		}},
		{"too many fees", "setTipOnOrder", tips.CodeSettingFailed, fault.Limit, crowded, set},
		{"too many fees", "addTipDistributionsToOrder", tips.CodeSettingFailed, fault.Limit, crowded, add},
		{"too great a total", "setTipOnOrder", tips.CodeSettingFailed, fault.Limit, plain, func(ctx context.Context, id order.ID) error {
			return errorOf(s.Tips.SetTipOnOrder(ctx, id, tipOf("1000000000000000")))
		}},
		{"too great a total", "addTipDistributionsToOrder", tips.CodeSettingFailed, fault.Limit, plain, func(ctx context.Context, id order.ID) error {
			return errorOf(s.Tips.AddTipDistributionsToOrder(ctx, id, []tips.Distribution{share(1, "999999999999999")}))
		}},
		{"left to an app, a user", "setTipOnOrder", order.CodeCannotBeEdited, fault.State, ours, func(_ context.Context, id order.ID) error { return set(user, id) }},
		{"left to an app, another", "removeTipFromOrder", order.CodeCannotBeEdited, fault.State, ours, func(_ context.Context, id order.ID) error {
			return remove(actor.With(ctx, actor.App("other")), id)
		}},
		{"taxed", "setTipOnOrder", order.CodeCannotBeEdited, fault.State, taxed, set},
		{"taxed", "removeTipFromOrder", order.CodeCannotBeEdited, fault.State, taxed, remove},
	}
	for method, call := range map[string]func(context.Context, order.ID) error{
		"setTipOnOrder": set, "addTipDistributionsToOrder": add, "removeTipFromOrder": remove,
	} {
		cases = append(cases,
			refusal{"no such order", method, tips.CodeOrderNotFound, fault.NotFound, "gone", call},
			refusal{"refunded in part", method, order.CodeRefundedCannotBeEdited, fault.State, partly, call},
			refusal{"refunded", method, order.CodeRefundedCannotBeEdited, fault.State, fully, call},
			refusal{"being charged", method, order.CodeCannotBeEdited, fault.State, asked, call})
		if method == "removeTipFromOrder" {
			continue // nothing is there to be removed
		}
		cases = append(cases,
			refusal{"not a sale yet", method, order.CodeCannotBeEdited, fault.State, waiting, call},
			refusal{"under review", method, order.CodeCannotBeEdited, fault.State, pending, call},
			refusal{"canceled", method, order.CodeCannotBeEdited, fault.State, canceled, call})
	}
	provoked := map[string][]string{}
	for _, tt := range cases {
		before := ""
		if tt.id != "" && tt.id != "gone" {
			before = state(t, s, tt.id)
		}
		err := tt.call(ctx, tt.id)
		if fault.Code(err) != tt.code || !errors.Is(err, tt.class) {
			t.Errorf("%s: %s: %v, want %s of class %v", tt.method, tt.name, err, tt.code, tt.class)
		}
		if before != "" && state(t, s, tt.id) != before {
			t.Errorf("%s: %s: what was refused has changed the order", tt.method, tt.name)
		}
		provoked[tt.method] = append(provoked[tt.method], tt.code)
	}
	for _, method := range slices.Sorted(maps.Keys(documented)) {
		for _, code := range documented[method] {
			if !slices.Contains(provoked[method], code) {
				t.Errorf("nothing provokes %s of %s", code, method)
			}
		}
		for _, code := range platform[method] {
			if slices.Contains(documented[method], code) == (unreachable[method+": "+code] != "") {
				t.Errorf("%s of %s is to be either provoked or out of reach", code, method)
			}
		}
	}
	for method, codes := range provoked {
		for _, code := range codes {
			if !slices.Contains(documented[method], code) {
				t.Errorf("%s of %s is not documented", code, method)
			}
		}
	}
	for key := range unreachable {
		method, code, _ := strings.Cut(key, ": ")
		if !slices.Contains(platform[method], code) {
			t.Errorf("%s is no code of the platform's", key)
		}
	}
	// An order without a tip has none removed, whatever became of it.
	for _, id := range []order.ID{waiting, canceled, pending} {
		if info := must(s.Tips.RemoveTipFromOrder(ctx, id))(t); *info != (tips.OrderInfo{}) {
			t.Errorf("RemoveTipFromOrder() = %+v", info)
		}
	}
}

// A refund that is under way counts as one, and one that failed does not.
func TestRefundUnderWay(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := bought(t, s)
	s.Gateway.Script(paymenttest.TimeOutBefore().On(paymenttest.OpRefund))
	if err := refund(t, s, o.ID, "1.00"); err != nil {
		t.Fatal(err)
	}
	must(s.Tips.SetTipOnOrder(t.Context(), o.ID, tipOf("1.00")))(t)
	s.Gateway.Script(paymenttest.Pending().On(paymenttest.OpRefund))
	if err := refund(t, s, o.ID, "1.00"); err != nil {
		t.Fatal(err)
	}
	if now := must(s.Orders.GetOrder(t.Context(), o.ID))(t); !now.BalanceSummary.PendingRefund.Amount.IsPositive() {
		t.Fatalf("the balance is %+v", now.BalanceSummary)
	}
	if err := errorOf(s.Tips.SetTipOnOrder(t.Context(), o.ID, tipOf("2.00"))); fault.Code(err) != order.CodeRefundedCannotBeEdited {
		t.Errorf("SetTipOnOrder() = %v, want %s", err, order.CodeRefundedCannotBeEdited)
	}
}

// All that is wrong with a request is named at once.
func TestOrderViolations(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx := t.Context()
	id := bought(t, s).ID
	unbound := func(text string) (a money.Amount) {
		if err := a.UnmarshalJSON([]byte(`"` + text + `"`)); err != nil {
			t.Fatal(err)
		}
		return a
	}
	bad := share(1, "0.10")
	bad.ID, bad.Staff, bad.Amount, bad.Source = "x", tips.Staff{IdentificationData: &tips.IdentificationData{MemberID: "x", AppID: staff(1)}}, unbound("0.001"), "BAR"
	bad.Transaction, bad.LineItemInfo = &tips.Transaction{ID: "x"}, []tips.LineItemInfo{{Quantity: -1, Price: "x"}}
	lines := share(1, "0.10")
	lines.LineItemInfo = make([]tips.LineItemInfo, 13)
	nobody, euro, debt := share(1, "0.10"), share(1, "0.10"), share(1, "-0.10")
	nobody.Staff, nobody.Amount = tips.Staff{Name: "Ann"}, money.Amount{}
	euro.Amount = money.MustParse("0.10", money.EUR)
	rest := tipOf("1.00", share(1, "0.10"))
	rest.UndistributedAmount = usd("0.80")
	for name, tt := range map[string]struct {
		err  error
		want []string
	}{
		"no order":       {errorOf(s.Tips.SetTipOnOrder(ctx, "", tipOf("1"))), []string{"orderId"}},
		"add, no order":  {errorOf(s.Tips.AddTipDistributionsToOrder(ctx, "", nil)), []string{"orderId"}},
		"remove, no one": {errorOf(s.Tips.RemoveTipFromOrder(ctx, "")), []string{"orderId"}},
		"nothing":        {errorOf(s.Tips.SetTipOnOrder(ctx, id, tips.Tip{})), []string{"tip.amount"}},
		"too exact":      {errorOf(s.Tips.SetTipOnOrder(ctx, id, tips.Tip{Amount: unbound("1.001")})), []string{"tip.amount"}},
		"less":           {errorOf(s.Tips.SetTipOnOrder(ctx, id, tipOf("-1"))), []string{"tip.amount"}},
		"too many":       {errorOf(s.Tips.SetTipOnOrder(ctx, id, tipOf("1", make([]tips.Distribution, 51)...))), []string{"tip.distributions"}},
		"bad": {errorOf(s.Tips.SetTipOnOrder(ctx, id, tipOf("1", bad))), []string{
			"tip.distributions[0].id", "tip.distributions[0].staff.identificationData.memberId", "tip.distributions[0].staff.identificationData",
			"tip.distributions[0].amount", "tip.distributions[0].lineItemInfo[0].price", "tip.distributions[0].lineItemInfo[0].quantity",
			"tip.distributions[0].transaction.id", "tip.distributions[0].source",
		}},
		"lines":         {errorOf(s.Tips.SetTipOnOrder(ctx, id, tipOf("1", lines))), []string{"tip.distributions[0].lineItemInfo"}},
		"nobody, euros": {errorOf(s.Tips.SetTipOnOrder(ctx, id, tipOf("1", nobody, euro, debt))), []string{"tip.distributions[0].staff", "tip.distributions[0].amount", "tip.distributions[1].amount", "tip.distributions[2].amount"}},
		"another rest":  {errorOf(s.Tips.SetTipOnOrder(ctx, id, rest)), []string{"tip.undistributedAmount"}},
		"none":          {errorOf(s.Tips.AddTipDistributionsToOrder(ctx, id, nil)), []string{"tipDistributions"}},
		"add":           {errorOf(s.Tips.AddTipDistributionsToOrder(ctx, id, []tips.Distribution{nobody, euro, debt})), []string{"tipDistributions[0].staff", "tipDistributions[0].amount", "tipDistributions[1].amount", "tipDistributions[2].amount"}},
	} {
		var got []string
		for _, v := range fault.Violations(tt.err) {
			got = append(got, v.Field)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v has violations of %q, want %q", name, tt.err, got, tt.want)
		}
	}
	twice := must(s.Tips.SetTipOnOrder(ctx, id, tipOf("1.00", share(1, "0.10"))))(t).Tip
	twice.Distributions, twice.UndistributedAmount = append(twice.Distributions, twice.Distributions[0]), money.Amount{}
	if vs := fault.Violations(errorOf(s.Tips.SetTipOnOrder(ctx, id, *twice))); len(vs) != 1 || vs[0].Field != "tip.distributions[1].id" {
		t.Errorf("one that stands in the list twice has violations %v", vs)
	}
}

// An order of a caller's own, whose payments are not recorded but told of, keeps
// what was told: the tip is what is left to pay.
func TestTipOnAnOrderPaidElsewhere(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx := t.Context()
	for _, tt := range []struct {
		status        order.PaymentStatus
		paid          string
		set, afterAll string
	}{
		{order.PaymentStatusPaid, "", "PARTIALLY_PAID, balance 3.00", "PAID, balance 0.00"},
		{order.PaymentStatusPartiallyPaid, "4.00", "PARTIALLY_PAID, balance 19.00", "PARTIALLY_PAID, balance 16.00"},
		{order.PaymentStatusNotPaid, "", "NOT_PAID, balance 23.00", "NOT_PAID, balance 20.00"},
		{order.PaymentStatusPending, "", "PENDING, balance 23.00", "PENDING, balance 20.00"},
		{"", "", "NOT_PAID, balance 23.00", "NOT_PAID, balance 20.00"},
	} {
		id := mine(t, s, nil, func(o *order.Order) {
			if o.PaymentStatus = tt.status; tt.paid != "" {
				o.BalanceSummary.Paid = money.PriceOf(usd(tt.paid), 0)
			}
		})
		for _, want := range []string{"fee 5.00, fees 5.00, total 25.00", "fee 3.00, fees 3.00, total 23.00, " + tt.set, "fees 0.00, total 20.00, " + tt.afterAll} {
			switch want[:5] {
			case "fee 5":
				must(s.Tips.SetTipOnOrder(ctx, id, tipOf("5.00")))(t)
			case "fee 3":
				must(s.Tips.SetTipOnOrder(ctx, id, tipOf("3.00")))(t)
			default:
				must(s.Tips.RemoveTipFromOrder(ctx, id))(t)
			}
			if got := figures(must(s.Orders.GetOrder(ctx, id))(t)); !strings.HasPrefix(got, want) {
				t.Errorf("%s: the order has %s, want %s", tt.status, got, want)
			}
		}
	}
	// Once a payment is recorded, that is what was paid.
	id := mine(t, s, nil, func(o *order.Order) { o.PaymentStatus = order.PaymentStatusPaid })
	must(s.Transactions.AddPayments(ctx, transaction.AddPaymentsRequest{OrderID: id, Payments: []transaction.Payment{cash("1.00")}}))(t)
	must(s.Tips.SetTipOnOrder(ctx, id, tipOf("3.00")))(t)
	if got := figures(must(s.Orders.GetOrder(ctx, id))(t)); !strings.HasSuffix(got, "PARTIALLY_PAID, balance 22.00") {
		t.Errorf("the order has %s", got)
	}
	// What was free costs the tip.
	free := mine(t, s, nil, func(o *order.Order) {
		o.LineItems[0].Price, o.PriceSummary = money.PriceOf(usd("0.00"), 0), order.PriceSummary{Total: money.PriceOf(usd("0.00"), 0)}
	})
	must(s.Tips.SetTipOnOrder(ctx, free, tipOf("3.00")))(t)
	if got := figures(must(s.Orders.GetOrder(ctx, free))(t)); got != "fee 3.00, fees 3.00, total 3.00, NOT_PAID, balance 3.00" {
		t.Errorf("an order that is free has %s", got)
	}
}
