// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/validation"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// shop is a cart service with everything it stands on.
type shop struct {
	*cart.Service
	current   *cart.CurrentService
	env       *service.Env
	clock     *ecomtest.Clock
	products  *catalog.Products
	catalog   *switchable
	checkouts *checkouts
	events    *recorder
}

// options say how a shop differs from the usual one.
type options struct {
	driver     driver.Store // default: a new memory store
	items      []catalog.Product
	rules      string // JSON
	coupons    string // JSON
	conversion string // how much EUR one USD is worth
	usage      pricing.Usage
	validators []validation.Provider
	attempts   int  // of a transaction
	direct     bool // nothing between the shop and its products
}

// must is what fails a test, an example or a property.
type must interface {
	Helper()
	Fatalf(format string, args ...any)
}

// stop is must for examples.
type stop struct{}

func (stop) Helper()                           {}
func (stop) Fatalf(format string, args ...any) { panic(slog.AnyValue(args)) }

const appID = "215238eb-22a5-4c36-9e7b-e7c08025e04e"

// Actors.
const (
	annID = "11111111-1111-4111-8111-111111111111"
	bobID = "22222222-2222-4222-8222-222222222222"
)

func ann(ctx context.Context) context.Context { return actor.With(ctx, actor.Visitor(annID)) }
func bob(ctx context.Context) context.Context { return actor.With(ctx, actor.Member(bobID)) }

func usualItems() []catalog.Product {
	stock := func(n int64) *int64 { return &n }
	return []catalog.Product{
		{ID: "mug", Name: "Mug", Price: "25.00", FullPrice: "30.00", SKU: "M1", Weight: "0.4", Stock: stock(10), Collections: []string{"kitchen"}},
		{ID: "shirt", Name: "Shirt", Price: "10.00"},
		{ID: "book", Name: "Book", Price: "12.50", ItemType: "DIGITAL"},
		{ID: "gone", Name: "Gone", Price: "1.00", Stock: stock(0)},
		{ID: "trip", Name: "Trip", Price: "100.00", PaymentOption: item.DepositOnline, DepositAmount: "20.00", ItemType: "SERVICE"},
		{ID: "class", Name: "Class", Price: "15.00", PaymentOption: item.Membership, ItemType: "SERVICE"},
	}
}

func newShop(t must, o options) *shop {
	t.Helper()
	clock := ecomtest.NewClock()
	bus := events.NewBus(events.Config{Logger: slog.New(slog.DiscardHandler)})
	env := &service.Env{
		Bus: bus, Now: clock.Now, NewID: ecomtest.IDs(), Logger: slog.New(slog.DiscardHandler),
		Site: service.Site{ID: "main", Currency: money.USD, Language: "en", WeightUnit: item.WeightUnitKG},
	}
	var err error
	if env.Site.Locale, err = money.ParseLocale("en-US"); err != nil {
		t.Fatalf("ParseLocale() = %v", err)
	}
	pc := pricing.Config{Currency: money.USD, Locale: env.Site.Locale, Usage: o.usage}
	if o.conversion != "" {
		rate := decimal.RequireFromString(o.conversion)
		env.Site.Conversion = &service.Conversion{Currency: money.EUR, Rate: rate}
		pc.Conversion = &pricing.Conversion{Currency: money.EUR, Rate: rate}
	}
	if o.driver == nil {
		o.driver = memstore.New(memstore.Config{})
	}
	attempts := o.attempts
	if attempts == 0 {
		attempts = 100
	}
	if env.Store, err = store.New(o.driver, store.Config{Now: clock.Now, NewID: env.NewID, Publisher: bus, Attempts: attempts}); err != nil {
		t.Fatalf("store.New() = %v", err)
	}
	if o.items == nil {
		o.items = usualItems()
	}
	products, err := catalog.New(catalog.Config{AppID: appID, Currency: money.USD, Items: o.items})
	if err == nil {
		err = products.Attach(env)
	}
	if err != nil {
		t.Fatalf("catalog.New() = %v", err)
	}
	pc.Rules, pc.Coupons = rulesOf(t, o.rules), couponsOf(t, o.coupons)
	calc, err := pricing.New(pc)
	if err != nil {
		t.Fatalf("pricing.New() = %v", err)
	}
	s := &shop{env: env, clock: clock, products: products, catalog: &switchable{Catalog: products}, checkouts: new(checkouts), events: new(recorder)}
	var source catalog.Catalog = s.catalog
	if o.direct {
		source = products
	}
	s.Service = cart.NewService(env, cart.Config{
		Picker:  cart.NewPicker(env, source, calc),
		Coupons: pc.Coupons, Usage: o.usage, Validators: o.validators,
	})
	s.UseCheckouts(s.checkouts)
	s.current = s.Current()
	events.SubscribeAll(bus, "recorder", s.events.add)
	return s
}

func rulesOf(t must, text string) *discount.RuleSet {
	t.Helper()
	if text == "" {
		return nil
	}
	var rules []*discount.Rule
	err := json.Unmarshal([]byte(text), &rules)
	if err != nil {
		t.Fatalf("rules: %v", err)
	}
	set, err := discount.Compile(rules, money.USD)
	if err != nil {
		t.Fatalf("Compile() = %v", err)
	}
	return set
}

func couponsOf(t must, text string) *discount.CouponSet {
	t.Helper()
	if text == "" {
		return nil
	}
	var coupons []*discount.Coupon
	err := json.Unmarshal([]byte(text), &coupons)
	if err != nil {
		t.Fatalf("coupons: %v", err)
	}
	set, err := discount.CompileCoupons(coupons, money.USD)
	if err != nil {
		t.Fatalf("CompileCoupons() = %v", err)
	}
	return set
}

// line is units of an item of the shop's catalog.
func line(id string, quantity int) cart.LineItem {
	return cart.LineItem{Quantity: quantity, CatalogReference: &item.CatalogReference{CatalogItemID: id, AppID: appID}}
}

func add(lines ...cart.LineItem) cart.AddToCartRequest {
	return cart.AddToCartRequest{LineItems: lines}
}

func usd(text string) *money.Amount { return new(money.MustParse(text, money.USD)) }

// switchable is a catalog that can be made to fail, or slow enough for others.
type switchable struct {
	catalog.Catalog
	mu    sync.Mutex
	err   error
	asked []catalog.ReferenceAndQuantity // the last time
	then  func()                         // what happens while it thinks, once
}

func (c *switchable) Unwrap() catalog.Catalog { return c.Catalog }

func (c *switchable) Inline() bool { return true }

func (c *switchable) GetCatalogItems(ctx context.Context, r catalog.Request) (catalog.Response, error) {
	c.mu.Lock()
	c.asked = append([]catalog.ReferenceAndQuantity(nil), r.CatalogReferences...)
	err, then := c.err, c.then
	c.then = nil
	c.mu.Unlock()
	if then != nil {
		then()
	}
	if err != nil {
		return catalog.Response{}, err
	}
	return c.Catalog.GetCatalogItems(ctx, r)
}

func (c *switchable) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err = err
}

// meddle has something happen while the catalog thinks the next time.
func (c *switchable) meddle(fn func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.then = fn
}

// checkouts makes one checkout for a cart, a new one once that is completed.
type checkouts struct {
	mu        sync.Mutex
	err       error
	made      int
	completed map[string]bool
	last      cart.CheckoutFromCart
}

func (c *checkouts) CheckoutFromCart(_ context.Context, tx *store.Tx, r cart.CheckoutFromCart) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return "", c.err
	}
	c.last = r
	if r.Cart.CheckoutID != "" && !c.completed[r.Cart.CheckoutID] {
		return r.Cart.CheckoutID, nil
	}
	c.made++
	return tx.NewID(), nil
}

// recorder keeps the events of a shop.
type recorder struct {
	mu   sync.Mutex
	list []events.Envelope
}

func (r *recorder) add(_ context.Context, e events.Envelope) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, e)
	return nil
}

// take returns the types of the events since it was last called.
func (r *recorder) take() []string {
	var types []string
	for _, e := range r.all() {
		types = append(types, e.Type)
	}
	return types
}

// all returns the events since it was last called.
func (r *recorder) all() []events.Envelope {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := r.list
	r.list = nil
	return list
}

// brief says what is in a cart: "mug×2 shirt×1".
func brief(c *cart.Cart) string {
	text := ""
	for _, l := range c.LineItems {
		if text != "" {
			text += " "
		}
		name := l.ProductName.Original
		if l.CatalogReference != nil {
			name = l.CatalogReference.CatalogItemID
		}
		text += name + "×" + decimal.NewFromInt(int64(l.Quantity)).String()
	}
	return text
}

// adjusted says what was not done as asked.
func adjusted(r *cart.Result) []string {
	var out []string
	for _, a := range r.Adjustments {
		out = append(out, a.String())
	}
	return out
}

// wantCode fails unless err is of a class and has a code.
func wantCode(t *testing.T, what string, err error, class fault.Class, code string) {
	t.Helper()
	if fault.ClassOf(err) != class || fault.Code(err) != code {
		t.Errorf("%s = %v (class %v, code %q), want class %v, code %q", what, err, fault.ClassOf(err), fault.Code(err), class, code)
	}
}

// paths returns the violations of an error as "path RULE".
func paths(err error) []string {
	var out []string
	for _, v := range fault.Violations(err) {
		out = append(out, v.Field+" "+string(v.Rule))
	}
	return out
}
