// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/catalog"
)

func TestAddAdjusts(t *testing.T) {
	t.Parallel()
	unknown := line("nothing", 1)
	for _, c := range []struct {
		name        string
		first, then []cart.LineItem
		want        string
		adjusted    []string
	}{
		{"within the stock", nil, []cart.LineItem{line("mug", 10)}, "mug×10", nil},
		{"above the stock", nil, []cart.LineItem{line("mug", 11)}, "mug×10", []string{"QUANTITY_REDUCED mug: 10 of 11"}},
		{"above the stock in two steps", []cart.LineItem{line("mug", 6)}, []cart.LineItem{line("mug", 6)}, "mug×10", []string{"QUANTITY_REDUCED mug: 10 of 12"}},
		{"twice in one call", nil, []cart.LineItem{line("mug", 6), line("mug", 6)}, "mug×10", []string{"QUANTITY_REDUCED mug: 10 of 12"}},
		{"nothing more to get", []cart.LineItem{line("mug", 10)}, []cart.LineItem{line("mug", 1)}, "mug×10", []string{"QUANTITY_REDUCED mug: 10 of 11"}},
		{"none left", nil, []cart.LineItem{line("gone", 3), line("shirt", 1)}, "shirt×1", []string{"OUT_OF_STOCK gone: 0 of 3"}},
		{"unknown", nil, []cart.LineItem{unknown, line("shirt", 1)}, "shirt×1", []string{"ITEM_NOT_FOUND nothing: 0 of 1"}},
		{"unknown alone", nil, []cart.LineItem{unknown}, "", []string{"ITEM_NOT_FOUND nothing: 0 of 1"}},
		{"too many", []cart.LineItem{line("shirt", 99_999)}, []cart.LineItem{line("shirt", 2)}, "shirt×100000", []string{"QUANTITY_LIMITED shirt: 100000 of 100001"}},
		{"nothing", []cart.LineItem{line("shirt", 1)}, nil, "shirt×1", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, options{})
			ctx := ann(t.Context())
			if c.first != nil {
				if _, err := s.current.AddToCurrentCart(ctx, add(c.first...)); err != nil {
					t.Fatalf("AddToCurrentCart() = %v", err)
				}
			}
			r, err := s.current.AddToCurrentCart(ctx, add(c.then...))
			if err != nil {
				t.Fatalf("AddToCurrentCart() = %v", err)
			}
			if got := brief(r.Cart); got != c.want {
				t.Errorf("the cart holds %q, want %q", got, c.want)
			}
			if diff := cmp.Diff(c.adjusted, adjusted(r)); diff != "" {
				t.Errorf("adjustments (-want +got):\n%s", diff)
			}
			kept, err := s.current.GetCurrentCart(ctx)
			if err != nil || brief(kept) != c.want {
				t.Errorf("GetCurrentCart() = %q, %v, want %q", brief(kept), err, c.want)
			}
		})
	}
}

// A change that changes nothing has no revision and no event of its own.
func TestUnbuyableAddLeavesTheCartAlone(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := ann(t.Context())
	before, err := s.current.AddToCurrentCart(ctx, add(line("shirt", 1)))
	if err != nil {
		t.Fatal(err)
	}
	s.events.take()
	r, err := s.current.AddToCurrentCart(ctx, add(line("gone", 1)))
	if err != nil {
		t.Fatalf("AddToCurrentCart() = %v", err)
	}
	if diff := cmp.Diff(before.Cart.Revision, r.Cart.Revision); diff != "" || len(s.events.take()) != 0 {
		t.Errorf("an add of nothing that can be bought changed the cart (-want +got):\n%s", diff)
	}
}

func TestMerging(t *testing.T) {
	t.Parallel()
	ref := func(options item.Object) *item.CatalogReference {
		return &item.CatalogReference{CatalogItemID: "shirt", AppID: appID, Options: options}
	}
	for _, c := range []struct {
		name string
		a, b cart.LineItem
		want int // lines
	}{
		{"same item", line("shirt", 1), line("shirt", 1), 1},
		{"other item", line("shirt", 1), line("book", 1), 2},
		{
			"same options in another order",
			cart.LineItem{Quantity: 1, CatalogReference: ref(item.Object{"a": 1, "b": "x"})},
			cart.LineItem{Quantity: 1, CatalogReference: ref(item.Object{"b": "x", "a": 1.0})},
			1,
		},
		{
			"other options",
			cart.LineItem{Quantity: 1, CatalogReference: ref(item.Object{"size": "S"})},
			cart.LineItem{Quantity: 1, CatalogReference: ref(item.Object{"size": "M"})},
			2,
		},
		{
			"no options and empty ones",
			cart.LineItem{Quantity: 1, CatalogReference: ref(nil)},
			cart.LineItem{Quantity: 1, CatalogReference: ref(item.Object{})},
			1,
		},
		{
			"same override",
			cart.LineItem{Quantity: 1, CatalogReference: ref(nil), CatalogOverrideFields: &item.CatalogOverrideFields{Price: usd("7.00")}},
			cart.LineItem{Quantity: 1, CatalogReference: ref(nil), CatalogOverrideFields: &item.CatalogOverrideFields{Price: usd("7")}},
			1,
		},
		{
			"other override",
			cart.LineItem{Quantity: 1, CatalogReference: ref(nil), CatalogOverrideFields: &item.CatalogOverrideFields{Price: usd("7.00")}},
			line("shirt", 1), 2,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t, options{})
			ctx := actor.With(t.Context(), actor.User(annID))
			if _, err := s.current.AddToCurrentCart(ctx, add(c.a)); err != nil {
				t.Fatal(err)
			}
			r, err := s.current.AddToCurrentCart(ctx, add(c.b))
			if err != nil {
				t.Fatal(err)
			}
			if got := len(r.Cart.LineItems); got != c.want {
				t.Errorf("the cart has %d lines, want %d", got, c.want)
			}
		})
	}
}

// Lines of one item that differ in their overrides share its stock.
func TestStockOfSeveralLines(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := actor.With(t.Context(), actor.User(annID))
	cheap := line("mug", 7)
	cheap.CatalogOverrideFields = &item.CatalogOverrideFields{Price: usd("5.00")}
	r, err := s.current.AddToCurrentCart(ctx, add(cheap, line("mug", 7)))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := brief(r.Cart), "mug×7 mug×3"; got != want {
		t.Errorf("the cart holds %s, want %s", got, want)
	}
	if err := s.products.SetStock(t.Context(), "mug", 4); err != nil {
		t.Fatal(err)
	}
	if r, err = s.current.AddToCurrentCart(ctx, add(line("shirt", 1))); err != nil {
		t.Fatal(err)
	}
	if got, want := brief(r.Cart), "mug×4 mug×0 shirt×1"; got != want {
		t.Errorf("with less stock the cart holds %s, want %s", got, want)
	}
	want := []string{"OUT_OF_STOCK mug: 0 of 3", "QUANTITY_REDUCED mug: 4 of 7"}
	if diff := cmp.Diff(want, adjusted(r)); diff != "" {
		t.Errorf("adjustments (-want +got):\n%s", diff)
	}
	if l := r.Cart.LineItems[1]; l.Availability.Status != item.Available || l.Quantity != 0 {
		// Four are there, all of them in the other line.
		t.Errorf("the line without units is %+v", l.Availability)
	}
}

// Whatever the cart is asked to do, it is as the catalog has it afterwards.
func TestRefresh(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := ann(t.Context())
	if _, err := s.current.AddToCurrentCart(ctx, add(line("mug", 5), line("shirt", 1), line("book", 1))); err != nil {
		t.Fatal(err)
	}
	s.products.Remove("book")
	if err := s.products.Put(catalog.Product{ID: "shirt", Name: "Better shirt", Price: "11.00"}); err != nil {
		t.Fatal(err)
	}
	if err := s.products.SetStock(t.Context(), "mug", 0); err != nil {
		t.Fatal(err)
	}
	s.events.take()
	r, err := s.current.RemoveCouponFromCurrentCart(ctx)
	if err != nil {
		t.Fatalf("RemoveCouponFromCurrentCart() = %v", err)
	}
	if got, want := brief(r.Cart), "mug×0 shirt×1"; got != want {
		t.Errorf("the cart holds %s, want %s", got, want)
	}
	if l := r.Cart.LineItems[0]; l.Availability.Status != item.NotAvailable || !l.LineItemPrice.Amount.IsZero() {
		t.Errorf("the mug is %s for %v, want %s for 0", l.Availability.Status, l.LineItemPrice.Amount, item.NotAvailable)
	}
	if l := r.Cart.LineItems[1]; l.ProductName.Original != "Better shirt" || l.Price.Amount.String() != "11.00" {
		t.Errorf("the shirt is %s for %v, want Better shirt for 11.00", l.ProductName, l.Price.Amount)
	}
	want := []string{"ITEM_NOT_FOUND book: 0 of 1", "OUT_OF_STOCK mug: 0 of 5"}
	if diff := cmp.Diff(want, adjusted(r)); diff != "" {
		t.Errorf("adjustments (-want +got):\n%s", diff)
	}
}

func TestFailingCatalogChangesNothing(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := ann(t.Context())
	before, err := s.current.AddToCurrentCart(ctx, add(line("mug", 1)))
	if err != nil {
		t.Fatal(err)
	}
	s.events.take()
	for _, cause := range []error{errors.New("boom"), fault.New(fault.Internal, "", "bug"), fault.New(fault.Unavailable, "", "down")} {
		s.catalog.fail(cause)
		_, err = s.current.AddToCurrentCart(ctx, add(line("shirt", 1)))
		if fault.ClassOf(err) != fault.Unavailable || !errors.Is(err, cause) {
			t.Errorf("AddToCurrentCart() with a catalog that fails with %v = %v, want %v because of it", cause, err, fault.Unavailable)
		}
	}
	s.catalog.fail(nil)
	after, err := s.current.GetCurrentCart(ctx)
	if err != nil || after.Revision != before.Cart.Revision || brief(after) != "mug×1" {
		t.Errorf("the cart is %s at revision %s (%v), want it as it was", brief(after), after.Revision, err)
	}
	if got := s.events.take(); len(got) != 0 {
		t.Errorf("events = %v, want none", got)
	}
	// A first add that fails makes no cart either.
	s.catalog.fail(errors.New("boom"))
	if _, err = s.current.AddToCurrentCart(bob(t.Context()), add(line("shirt", 1))); err == nil {
		t.Error("AddToCurrentCart() = nil, want an error")
	}
	_, err = s.current.GetCurrentCart(bob(t.Context()))
	wantCode(t, "GetCurrentCart()", err, fault.NotFound, cart.CodeNoCurrentCart)
}

func TestOnlyAdminsOverride(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	cheap := line("mug", 1)
	cheap.CatalogOverrideFields = &item.CatalogOverrideFields{Price: usd("0.01"), ProductName: new(item.Text("Chipped mug"))}
	custom := cart.CustomLineItem{Quantity: 2, Price: usd("3.50"), ItemType: item.Of(item.PresetPhysical), ProductName: item.Text("Card")}

	for _, ctx := range []struct {
		name string
		as   actor.Identity
	}{{"visitor", actor.Visitor(annID)}, {"member", actor.Member(bobID)}} {
		c := actor.With(t.Context(), ctx.as)
		_, err := s.current.AddToCurrentCart(c, add(cheap))
		wantCode(t, "an override by a "+ctx.name, err, fault.Denied, "PERMISSION_DENIED")
		_, err = s.current.AddToCurrentCart(c, cart.AddToCartRequest{CustomLineItems: []cart.CustomLineItem{custom}})
		wantCode(t, "a custom item by a "+ctx.name, err, fault.Denied, "PERMISSION_DENIED")
	}

	admin := actor.With(t.Context(), actor.User(annID))
	r, err := s.CreateCart(admin, cart.CreateCartRequest{LineItems: []cart.LineItem{cheap}, CustomLineItems: []cart.CustomLineItem{custom}})
	if err != nil {
		t.Fatalf("CreateCart() = %v", err)
	}
	if got, want := brief(r.Cart), "mug×1 Card×2"; got != want {
		t.Errorf("the cart holds %s, want %s", got, want)
	}
	mug, card := r.Cart.LineItems[0], r.Cart.LineItems[1]
	if mug.ProductName.Translated != "Chipped mug" || mug.Price.Amount.String() != "0.01" || mug.FullPrice.Amount.String() != "0.01" {
		t.Errorf("the overridden line is %s for %v, full price %v", mug.ProductName, mug.Price.Amount, mug.FullPrice.Amount)
	}
	if !card.CustomLineItem || card.LineItemPrice.Amount.String() != "7.00" || card.PaymentOption != item.FullPaymentOnline {
		t.Errorf("the custom line is %+v", card)
	}
	if r.Cart.BuyerInfo.UserID != annID {
		t.Errorf("the cart is %+v's, want the user's", r.Cart.BuyerInfo)
	}
}

func TestCustomItems(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{conversion: "0.50"})
	ctx := actor.With(t.Context(), actor.App(appID))
	wrap := cart.CustomLineItem{
		Quantity: 1, Price: usd("3.50"), ItemType: item.Of(item.PresetPhysical), ProductName: item.Text("Wrap"),
		CatalogReference: &item.CatalogReference{CatalogItemID: "wrap", AppID: "mine"}, QuantityAvailable: new(5),
		ModifierGroups: []item.CatalogModifierGroup{{ID: "bow", Name: item.Text("Bow"), Modifiers: []item.CatalogModifier{
			{ID: "red", Label: item.Text("Red"), Quantity: 2, Price: *usd("0.25")}, {ID: "plain", Label: item.Text("Plain")},
		}}},
	}
	r, err := s.CreateCart(ctx, cart.CreateCartRequest{CustomLineItems: []cart.CustomLineItem{wrap}})
	if err != nil {
		t.Fatalf("CreateCart() = %v", err)
	}
	l := r.Cart.LineItems[0]
	if got := l.ModifiersTotalPrice; got.Amount.String() != "0.50" || got.Converted.String() != "0.25" {
		t.Errorf("the modifiers cost %v, %v, want 0.50, 0.25", got.Amount, got.Converted)
	}
	if got := l.ModifierGroups[0].Modifiers[0].Price; got.Amount.String() != "0.25" || got.FormattedConvertedAmount() != "€0.13" {
		t.Errorf("a modifier costs %v, %s, want 0.25, €0.13", got.Amount, got.FormattedConvertedAmount())
	}

	// The same again joins the line; another price makes another line.
	other := wrap.Clone()
	other.Price = usd("4.00")
	if r, err = s.AddToCart(ctx, r.Cart.ID, cart.AddToCartRequest{CustomLineItems: []cart.CustomLineItem{wrap, other}}); err != nil {
		t.Fatalf("AddToCart() = %v", err)
	}
	if got, want := brief(r.Cart), "wrap×2 wrap×1"; got != want {
		t.Errorf("the cart holds %s, want %s", got, want)
	}

	// An update may name the item alone.
	more := cart.CustomLineItem{Quantity: 9, CatalogReference: wrap.CatalogReference}
	if r, err = s.UpdateCart(ctx, r.Cart.ID, cart.UpdateCartRequest{CustomLineItems: []cart.CustomLineItem{more}}); err != nil {
		t.Fatalf("UpdateCart() = %v", err)
	}
	if got, want := brief(r.Cart), "wrap×5 wrap×1"; got != want {
		t.Errorf("the cart holds %s, want %s", got, want)
	}
	if diff := cmp.Diff([]string{"QUANTITY_REDUCED wrap: 5 of 11"}, adjusted(r)); diff != "" {
		t.Errorf("adjustments (-want +got):\n%s", diff)
	}
	more.CatalogReference = &item.CatalogReference{CatalogItemID: "other", AppID: "mine"}
	_, err = s.UpdateCart(ctx, r.Cart.ID, cart.UpdateCartRequest{CustomLineItems: []cart.CustomLineItem{more}})
	if diff := cmp.Diff([]string{"customLineItems[0].price REQUIRED_FIELD"}, paths(err)); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}

func TestAddNamesEveryViolation(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := actor.With(t.Context(), actor.User(annID))
	long := strings.Repeat("x", 37)
	_, err := s.CreateCart(ctx, cart.CreateCartRequest{
		CouponCode: strings.Repeat("x", 101),
		CartInfo:   cart.Cart{BuyerNote: strings.Repeat("x", 1001), BusinessLocationID: "here", OverrideCheckoutURL: strings.Repeat("x", 1001)},
		LineItems: []cart.LineItem{
			{Quantity: 0, CatalogReference: &item.CatalogReference{CatalogItemID: long}},
			{Quantity: 100_001},
			{
				Quantity: 1, CatalogReference: &item.CatalogReference{CatalogItemID: "mug", AppID: appID},
				SelectedMembership: &cart.SelectedMembership{}, CatalogOverrideFields: &item.CatalogOverrideFields{Price: usd("-1.00")},
				TaxableAddress: &item.TaxableAddress{AddressType: "MOON"},
			},
		},
		CustomLineItems: []cart.CustomLineItem{{Quantity: 1}, {
			Quantity: 1, Price: usd("-0.01"), ItemType: item.Of("NONSENSE"), QuantityAvailable: new(100_001), TaxGroupID: "x",
			RootCatalogItemID: long, DescriptionLines: make([]item.DescriptionLine, 11),
		}},
	})
	want := []string{
		"lineItems[0].quantity MIN",
		"lineItems[0].catalogReference.catalogItemId MAX_LENGTH",
		"lineItems[0].catalogReference.appId REQUIRED_FIELD",
		"lineItems[1].quantity MAX",
		"lineItems[1].catalogReference REQUIRED_FIELD",
		"lineItems[2].selectedMembership.id MIN_LENGTH",
		"lineItems[2].selectedMembership.appId REQUIRED_FIELD",
		"lineItems[2].catalogOverrideFields.price DECIMAL_GTE",
		"lineItems[2].taxableAddress.addressType INVALID_ENUM_VALUE",
		"customLineItems[0].price REQUIRED_FIELD",
		"customLineItems[1].price DECIMAL_GTE",
		"customLineItems[1].itemType.preset INVALID_ENUM_VALUE",
		"customLineItems[1].descriptionLines MAX_SIZE",
	}
	for i := range 11 {
		want = append(want, fmt.Sprintf("customLineItems[1].descriptionLines[%d] REQUIRED_ONE_OF_FIELD", i))
	}
	want = append(want,
		"customLineItems[1].quantityAvailable MAX",
		"customLineItems[1].taxGroupId FORMAT",
		"customLineItems[1].rootCatalogItemId MAX_LENGTH",
		"couponCode MAX_LENGTH",
		"cartInfo.buyerNote MAX_LENGTH",
		"cartInfo.overrideCheckoutUrl MAX_LENGTH",
		"cartInfo.businessLocationId FORMAT",
	)
	if diff := cmp.Diff(want, paths(err)); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
	if fault.ClassOf(err) != fault.Invalid {
		t.Errorf("CreateCart() = %v, want %v", err, fault.Invalid)
	}
}

func TestAmountsAreBound(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := actor.With(t.Context(), actor.User(annID))
	fine := line("mug", 1)
	fine.CatalogOverrideFields = &item.CatalogOverrideFields{Price: usd("1.00")}
	if err := fine.CatalogOverrideFields.Price.UnmarshalJSON([]byte(`"1.005"`)); err != nil {
		t.Fatal(err)
	}
	_, err := s.CreateCart(ctx, cart.CreateCartRequest{LineItems: []cart.LineItem{line("shirt", 1), fine}})
	if diff := cmp.Diff([]string{"lineItems[1].catalogOverrideFields.price DECIMAL_MAX_SCALE"}, paths(err)); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}

func TestLineLimits(t *testing.T) {
	t.Parallel()
	var items []catalog.Product
	for i := range 301 {
		items = append(items, catalog.Product{ID: fmt.Sprintf("item%d", i), Name: "Item", Price: "1.00"})
	}
	lines := func(from, to int) (out []cart.LineItem) {
		for i := from; i < to; i++ {
			out = append(out, line(fmt.Sprintf("item%d", i), 1))
		}
		return out
	}
	s := newShop(t, options{items: items})
	ctx := ann(t.Context())
	_, err := s.CreateCart(ctx, cart.CreateCartRequest{LineItems: lines(0, 301)})
	if diff := cmp.Diff([]string{"lineItems MAX_SIZE"}, paths(err)); diff != "" {
		t.Errorf("CreateCart of 301 lines: violations (-want +got):\n%s", diff)
	}
	_, err = s.current.AddToCurrentCart(ctx, add(lines(0, 101)...))
	if diff := cmp.Diff([]string{"lineItems MAX_SIZE"}, paths(err)); diff != "" {
		t.Errorf("AddToCurrentCart of 101 lines: violations (-want +got):\n%s", diff)
	}
	r, err := s.CreateCart(ctx, cart.CreateCartRequest{LineItems: lines(0, 300)})
	if err != nil {
		t.Fatalf("CreateCart of 300 lines = %v", err)
	}
	// What is equal to a line there is still fits.
	if _, err = s.AddToCart(ctx, r.Cart.ID, add(lines(0, 100)...)); err != nil {
		t.Errorf("AddToCart of equal lines to a full cart = %v", err)
	}
	_, err = s.AddToCart(ctx, r.Cart.ID, add(lines(300, 301)...))
	if diff := cmp.Diff([]string{"lineItems MAX_SIZE"}, paths(err)); diff != "" {
		t.Errorf("AddToCart to a full cart: violations (-want +got):\n%s", diff)
	}
}

func TestSelectedMembership(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := ann(t.Context())
	with := func(id string) cart.LineItem {
		l := line(id, 1)
		l.SelectedMembership = &cart.SelectedMembership{ID: "gold", AppID: appID}
		return l
	}
	r, err := s.CreateCart(ctx, cart.CreateCartRequest{LineItems: []cart.LineItem{with("class")}})
	if err != nil || r.Cart.LineItems[0].SelectedMembership.ID != "gold" {
		t.Errorf("CreateCart() of a membership item = %+v, %v", r, err)
	}
	_, err = s.CreateCart(ctx, cart.CreateCartRequest{LineItems: []cart.LineItem{with("mug")}})
	wantCode(t, "CreateCart() of another item", err, fault.Invalid, cart.CodeNoMembershipItem)
}

func TestCreateCartWithoutItems(t *testing.T) {
	t.Parallel()
	s := newShop(t, options{})
	ctx := ann(t.Context())
	_, err := s.CreateCart(ctx, cart.CreateCartRequest{})
	wantCode(t, "CreateCart() of nothing", err, fault.Invalid, cart.CodeCartWithoutItems)
	_, err = s.CreateCart(ctx, cart.CreateCartRequest{LineItems: []cart.LineItem{line("gone", 1)}})
	wantCode(t, "CreateCart() of nothing that can be bought", err, fault.Invalid, cart.CodeCartWithoutItems)
	if list, _ := fault.Data(err)["adjustments"].([]cart.Adjustment); len(list) != 1 || list[0].Reason != cart.AdjustmentOutOfStock {
		t.Errorf("CreateCart() says %v, want that it is out of stock", fault.Data(err))
	}
	if got := s.events.take(); len(got) != 0 {
		t.Errorf("events = %v, want none", got)
	}
}
