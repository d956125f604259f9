// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/store"
)

func usualCustom() cart.CustomLineItem {
	return cart.CustomLineItem{Quantity: 1, Price: usd("3.50"), ItemType: item.Of(item.PresetPhysical), ProductName: item.Text("Card")}
}

func overriding(price string) *item.CatalogOverrideFields {
	return &item.CatalogOverrideFields{Price: usd(price)}
}

// A cart becomes a checkout, stays, and is released when that is completed.
func TestStoryOfACheckout(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := ann(t.Context())
	r, err := s.current.AddToCurrentCart(ctx, add(line("mug", 2)))
	if err != nil {
		t.Fatal(err)
	}
	first := r.Cart.ID
	s.events.take()

	web := cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb, Email: "ann@example.com", ShippingAddress: &contact.Address{Country: "US"}}
	made, err := s.current.CreateCheckoutFromCurrentCart(ctx, web)
	if err != nil {
		t.Fatalf("CreateCheckoutFromCurrentCart() = %v", err)
	}
	got := s.checkouts.last
	if got.ChannelType != cart.ChannelWeb || got.ShippingAddress.Country != "US" || brief(got.Cart) != "mug×2" || len(got.Goods.Lines) != 1 || got.Goods.Units() != 2 {
		t.Errorf("the checkout is made from %+v", got)
	}
	c, err := s.GetCartByCheckoutID(ctx, made.CheckoutID)
	if err != nil || c.ID != first || c.CheckoutID != made.CheckoutID || c.Revision != "2" {
		t.Errorf("GetCartByCheckoutID() = %+v, %v", c, err)
	}
	if got, want := s.events.take(), []string{"wix.ecom.v1.cart_updated"}; !cmp.Equal(got, want) {
		t.Errorf("events = %v, want %v", got, want)
	}
	_, err = s.GetCartByCheckoutID(bob(t.Context()), made.CheckoutID)
	wantCode(t, "GetCartByCheckoutID() by another", err, fault.NotFound, "")
	_, err = s.GetCartByCheckoutID(ctx, "nothing")
	wantCode(t, "GetCartByCheckoutID() of nothing", err, fault.NotFound, "")

	// The same checkout, refreshed; the cart does not change for it.
	again, err := s.CreateCheckout(ctx, first, web)
	if err != nil || again.CheckoutID != made.CheckoutID {
		t.Errorf("CreateCheckout() again = %+v, %v, want %s", again, err, made.CheckoutID)
	}
	if got := s.events.take(); len(got) != 0 {
		t.Errorf("events = %v, want none", got)
	}

	// Completed, the checkout lets go of the cart, which stays.
	s.checkouts.completed = map[string]bool{made.CheckoutID: true}
	release := func() {
		if err := s.env.Store.Update(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return s.ReleaseCurrentCart(ctx, tx, first)
		}); err != nil {
			t.Fatalf("ReleaseCurrentCart() = %v", err)
		}
	}
	release()
	_, err = s.current.GetCurrentCart(ctx)
	wantCode(t, "GetCurrentCart() after the purchase", err, fault.NotFound, cart.CodeNoCurrentCart)
	if _, err = s.GetCart(ctx, first); err != nil {
		t.Errorf("GetCart() after the purchase = %v", err)
	}
	if r, err = s.current.AddToCurrentCart(ctx, add(line("shirt", 1))); err != nil || r.Cart.ID == first || brief(r.Cart) != "shirt×1" {
		t.Errorf("AddToCurrentCart() after the purchase = %+v, %v, want a new cart", r, err)
	}
	release() // again, and the new cart is not touched
	if c, err := s.current.GetCurrentCart(ctx); err != nil || c.ID != r.Cart.ID {
		t.Errorf("GetCurrentCart() = %+v, %v", c, err)
	}
	next, err := s.CreateCheckout(ctx, first, web)
	if err != nil || next.CheckoutID == made.CheckoutID {
		t.Errorf("CreateCheckout() after the purchase = %+v, %v, want a new one", next, err)
	}
}

func TestCreateCheckoutRefuses(t *testing.T) {
	t.Parallel()
	admin := actor.With(t.Context(), actor.User(annID))
	web := cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb}
	create := func(t *testing.T, s *shop, custom cart.CustomLineItem) *cart.Cart {
		t.Helper()
		r, err := s.CreateCart(admin, cart.CreateCartRequest{LineItems: []cart.LineItem{line("mug", 1)}, CustomLineItems: []cart.CustomLineItem{custom}})
		if err != nil {
			t.Fatal(err)
		}
		return r.Cart
	}
	for _, c := range []struct {
		name string
		do   func(t *testing.T, s *shop) error
		code string
	}{
		{"an empty cart", func(t *testing.T, s *shop) error {
			c := fill(t, s)
			if _, err := s.RemoveLineItems(admin, c.ID, []string{c.LineItems[0].ID, c.LineItems[1].ID}); err != nil {
				t.Fatal(err)
			}
			_, err := s.CreateCheckout(admin, c.ID, web)
			return err
		}, cart.CodeEmpty},
		{"a line of which none is left", func(t *testing.T, s *shop) error {
			c := fill(t, s)
			if err := s.products.SetStock(t.Context(), "mug", 0); err != nil {
				t.Fatal(err)
			}
			_, err := s.CreateCheckout(admin, c.ID, web)
			return err
		}, cart.CodeZeroQuantity},
		{"a custom item paid by deposit", func(t *testing.T, s *shop) error {
			custom := usualCustom()
			custom.PaymentOption, custom.DepositAmount = item.DepositOnline, usd("1.00")
			_, err := s.CreateCheckout(admin, create(t, s, custom).ID, web)
			return err
		}, cart.CodeCustomItemPayment},
		{"a custom item that is two things", func(t *testing.T, s *shop) error {
			custom := usualCustom()
			custom.PhysicalProperties, custom.ServiceProperties = &item.PhysicalProperties{}, &item.ServiceProperties{NumberOfParticipants: 2}
			_, err := s.CreateCheckout(admin, create(t, s, custom).ID, web)
			return err
		}, cart.CodeCustomItemProperties},
		{"a shop without payments", func(t *testing.T, s *shop) error {
			s.checkouts.err = fault.New(fault.State, cart.CodeMustAcceptPayments, "no payments")
			_, err := s.CreateCheckout(admin, fill(t, s).ID, web)
			return err
		}, cart.CodeMustAcceptPayments},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			wantCode(t, "CreateCheckout()", c.do(t, newShop(t, options{})), fault.State, c.code)
		})
	}
}

func TestCreateCheckoutNamesEveryViolation(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	c := fill(t, s)
	_, err := s.CreateCheckout(ann(t.Context()), c.ID, cart.CreateCheckoutRequest{
		ShippingAddress: &contact.Address{Country: "Atlantis"}, BillingAddress: &contact.Address{Country: "Utopia"},
	})
	want := []string{"channelType REQUIRED_FIELD", "shippingAddress.country FORMAT", "billingAddress.country FORMAT", "email REQUIRED_FIELD"}
	if diff := cmp.Diff(want, paths(err)); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
	for _, channel := range []cart.ChannelType{cart.ChannelUnspecified, "MOON"} {
		_, err = s.CreateCheckout(ann(t.Context()), c.ID, cart.CreateCheckoutRequest{ChannelType: channel, Email: "nobody"})
		if diff := cmp.Diff([]string{"channelType INVALID_ENUM_VALUE", "email FORMAT"}, paths(err)); diff != "" {
			t.Errorf("violations (-want +got):\n%s", diff)
		}
	}
	if s.checkouts.made != 0 {
		t.Errorf("%d checkouts were made", s.checkouts.made)
	}
}

// objector objects to carts with more than a number of units.
type objector struct {
	most     int
	severity validation.Severity
	inCart   bool
	seen     *validation.Request
}

func (o *objector) ValidateInCart() bool { return o.inCart }

func (o *objector) GetValidationViolations(_ context.Context, r validation.Request) (validation.Response, error) {
	o.seen = &r
	n := 0
	for _, l := range r.ValidationInfo.LineItems {
		n += l.Quantity
	}
	if n <= o.most {
		return validation.Response{}, nil
	}
	v := validation.Error("That is a lot")
	v.Severity = o.severity
	return validation.Response{Violations: []validation.Violation{v.On(r.ValidationInfo.LineItems[0].ID)}}, nil
}

func TestViolations(t *testing.T) {
	t.Parallel()
	web := cart.CreateCheckoutRequest{ChannelType: cart.ChannelWeb}
	for _, c := range []struct {
		name  string
		o     objector
		shown int
		code  string
	}{
		{"error", objector{most: 1, severity: validation.SeverityError, inCart: true}, 1, cart.CodeViolations},
		{"warning", objector{most: 1, severity: validation.SeverityWarning, inCart: true}, 1, ""},
		{"nothing to object to", objector{most: 99, severity: validation.SeverityError, inCart: true}, 0, ""},
		{"not asked about carts", objector{most: 1, severity: validation.SeverityError}, 0, ""},
		{"nonsense", objector{most: 1, severity: "LOUD", inCart: true}, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, options{
				validators: []validation.Provider{&c.o}, rules: strings.ReplaceAll(kitchenRule, "mug", "shirt"),
				coupons: `[{"code":"FIVE","moneyOffAmount":"5.00"}]`,
			})
			ctx := ann(t.Context())
			id := fill(t, s).ID
			if _, err := s.UpdateCart(ctx, id, cart.UpdateCartRequest{CouponCode: "FIVE"}); err != nil {
				t.Fatal(err)
			}
			got, err := s.EstimateTotals(ctx, id, cart.EstimateTotalsRequest{})
			if err != nil || len(got.Violations) != c.shown {
				t.Fatalf("EstimateTotals() = %+v, %v, want %d violations", got, err, c.shown)
			}
			if c.o.inCart {
				info := c.o.seen.ValidationInfo
				if c.o.seen.SourceInfo.Source != validation.SourceCart || info.PriceSummary.Total.Amount.String() != "36.00" ||
					info.LineItems[1].PricesBreakdown.LineItemPrice.Amount.String() != "16.00" || len(info.AppliedDiscounts) != 2 ||
					info.AppliedDiscounts[0].DiscountRule.Amount.String() != "4.00" || info.AppliedDiscounts[1].Coupon.Amount.String() != "5.00" {
					t.Errorf("the plug-in was asked about %+v", c.o.seen)
				}
			}
			_, err = s.CreateCheckout(ctx, id, web)
			if c.code == "" && err != nil {
				t.Errorf("CreateCheckout() = %v", err)
			}
			if c.code != "" {
				wantCode(t, "CreateCheckout()", err, fault.State, c.code)
			}
		})
	}
}
