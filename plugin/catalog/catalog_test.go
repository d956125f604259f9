// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package catalog_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/clonetest"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/plugintest"
)

const shop = `{"appId": "app", "items": [
	{"id": "mug", "name": "Mug", "price": "25.00", "fullPrice": "30.00", "sku": "M1", "weight": 0.4, "stock": 10, "taxGroupId": "goods",
	 "collections": ["kitchen"], "depositAmount": "5.00", "paymentOption": "FULL_PAYMENT_ONLINE", "image": "https://example.com/mug.png", "description": "Holds coffee."},
	{"id": "song", "name": "Song", "price": "0.99", "itemType": "DIGITAL"},
	{"id": "tour", "name": "Tour", "price": "100", "itemType": "tour", "shippable": false, "paymentOption": "DEPOSIT_ONLINE", "depositAmount": "20"}]}`

func products(t testing.TB) *catalog.Products {
	t.Helper()
	var cfg catalog.Config
	d := json.NewDecoder(strings.NewReader(shop))
	d.DisallowUnknownFields()
	if err := d.Decode(&cfg); err != nil {
		t.Fatalf("Decode() = %v", err)
	}
	cfg.Currency = money.USD
	p, err := catalog.New(cfg)
	if err != nil {
		t.Fatalf("New() = %v", err)
	}
	return p
}

func ask(p *catalog.Products, ids ...string) catalog.Request {
	r := catalog.Request{Currency: money.USD, WeightUnit: item.WeightUnitKG}
	for _, id := range ids {
		r.CatalogReferences = append(r.CatalogReferences, catalog.ReferenceAndQuantity{CatalogReference: p.Reference(id), Quantity: 1})
	}
	return r
}

func TestContract(t *testing.T) {
	t.Parallel()
	p := products(t)
	plugintest.TestCatalog(t, p, ask(p, "mug", "song", "tour"))
	attached, _ := opened(t)
	plugintest.TestCatalog(t, attached, ask(attached, "mug", "song", "tour"))
}

func TestWireForm(t *testing.T) {
	t.Parallel()
	p := products(t)
	r := ask(p, "mug", "nothing", "song", "tour")
	r.CatalogReferences[0].CatalogReference.Options = item.Object{"variantId": "blue"}
	resp, err := p.GetCatalogItems(t.Context(), r)
	if err != nil {
		t.Fatalf("GetCatalogItems() = %v", err)
	}
	want := []string{
		`{"catalogReference":{"catalogItemId":"mug","appId":"app","options":{"variantId":"blue"}},"data":{"productName":{"original":"Mug","translated":"Mug"},` +
			`"itemType":{"preset":"PHYSICAL"},"price":"25.00","fullPrice":"30.00","taxGroupId":"goods","media":"https://example.com/mug.png","quantityAvailable":10,` +
			`"physicalProperties":{"weight":0.4,"sku":"M1","shippable":true},"paymentOption":"FULL_PAYMENT_ONLINE","depositAmount":"5.00"}}`,
		`{"catalogReference":{"catalogItemId":"song","appId":"app"},"data":{"productName":{"original":"Song","translated":"Song"},` +
			`"itemType":{"preset":"DIGITAL"},"price":"0.99","physicalProperties":{"sku":"","shippable":false},"paymentOption":"FULL_PAYMENT_ONLINE"}}`,
		`{"catalogReference":{"catalogItemId":"tour","appId":"app"},"data":{"productName":{"original":"Tour","translated":"Tour"},` +
			`"itemType":{"custom":"tour"},"price":"100.00","physicalProperties":{"sku":"","shippable":false},"paymentOption":"DEPOSIT_ONLINE","depositAmount":"20.00"}}`,
	}
	var got []string
	for _, it := range resp.CatalogItems {
		data, err := json.Marshal(it)
		if err != nil {
			t.Fatalf("Marshal() = %v", err)
		}
		got = append(got, string(data))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("GetCatalogItems() (-want +got):\n%s", diff)
	}
}

func TestRefusesAndLeavesOut(t *testing.T) {
	t.Parallel()
	p := products(t)
	r := ask(p, "mug")
	r.Currency = money.EUR
	if _, err := p.GetCatalogItems(t.Context(), r); !errors.Is(err, fault.Invalid) {
		t.Errorf("GetCatalogItems(EUR) = %v, want %v", err, fault.Invalid)
	}
	r = ask(p, "mug")
	r.CatalogReferences[0].CatalogReference.AppID = "other"
	if resp, err := p.GetCatalogItems(t.Context(), r); err != nil || len(resp.CatalogItems) != 0 {
		t.Errorf("GetCatalogItems(other app) = %v, %v, want nothing", resp.CatalogItems, err)
	}
}

func TestWeightUnits(t *testing.T) {
	t.Parallel()
	p := products(t)
	r := ask(p, "mug")
	r.WeightUnit = item.WeightUnitLB
	for range 2 { // the catalog's own data must stay as they are
		resp, err := p.GetCatalogItems(t.Context(), r)
		if err != nil {
			t.Fatalf("GetCatalogItems() = %v", err)
		}
		if got := resp.CatalogItems[0].Data.PhysicalProperties.Weight.String(); got != "0.881849" {
			t.Errorf("0.4 kg = %s lb, want 0.881849", got)
		}
	}
}

func TestPutAndRemove(t *testing.T) {
	t.Parallel()
	p := products(t)
	if err := p.Put(catalog.Product{ID: "mug", Name: "Mug", Price: "26.00"}, catalog.Product{ID: "cup", Name: "Cup", Price: "5"}); err != nil {
		t.Fatalf("Put() = %v", err)
	}
	p.Remove("song", "nothing")
	var ids []string
	for _, product := range p.List() {
		ids = append(ids, product.ID+" "+string(product.Price))
	}
	if diff := cmp.Diff([]string{"mug 26.00", "tour 100", "cup 5"}, ids); diff != "" {
		t.Errorf("List() (-want +got):\n%s", diff)
	}
	if err := p.Put(catalog.Product{ID: "x", Name: "X", Price: "1"}, catalog.Product{ID: "y", Name: "Y"}); !errors.Is(err, fault.Invalid) {
		t.Errorf("Put(no price) = %v, want %v", err, fault.Invalid)
	}
	if _, ok := p.Product("x"); ok {
		t.Error("Put() kept a part of what it refused")
	}
	resp, err := p.GetCatalogItems(t.Context(), ask(p, "mug", "song"))
	if err != nil || len(resp.CatalogItems) != 1 || resp.CatalogItems[0].Data.Price.String() != "26.00" {
		t.Errorf("GetCatalogItems() = %+v, %v, want the mug for 26.00", resp.CatalogItems, err)
	}
}

func TestReturnedProductsAreCopies(t *testing.T) {
	t.Parallel()
	p := products(t)
	mug, ok := p.Product("mug")
	if !ok {
		t.Fatal("Product(mug) is missing")
	}
	mug.Collections[0] = "changed"
	*mug.Stock = 0
	again, _ := p.Product("mug")
	if again.Collections[0] != "kitchen" || *again.Stock != 10 {
		t.Errorf("Product(mug) = %+v, want it unchanged", again)
	}
	if diff := cmp.Diff([]string{"kitchen"}, p.Collections("mug")); diff != "" {
		t.Errorf("Collections(mug) (-want +got):\n%s", diff)
	}
	if got := p.Collections("nothing"); got != nil {
		t.Errorf("Collections(nothing) = %v, want none", got)
	}
}

func violations(err error) []string {
	var out []string
	for _, v := range fault.Violations(err) {
		rule := string(v.Rule)
		if v.RuleName != "" {
			rule = v.RuleName
		}
		out = append(out, v.Field+" "+rule)
	}
	return out
}

func TestConfigViolations(t *testing.T) {
	t.Parallel()
	err := catalog.Config{Currency: money.JPY, WeightUnit: "STONE", Items: []catalog.Product{
		{},
		{ID: "a", Name: "A", Price: "1.5", FullPrice: "x", Weight: "-1", Stock: new(int64(-1))},
		{ID: "a", Name: "A", Price: "1", PaymentOption: "LATER", Collections: []string{""}},
		{ID: "b", Name: "B", Price: "1", PaymentOption: item.DepositOnline, SKU: strings.Repeat("x", 41)},
		{ID: strings.Repeat("x", 37), Name: "C", Price: "1", DepositAmount: "-5"},
	}}.Validate()
	want := []string{
		"weightUnit INVALID_ENUM_VALUE",
		"items[0].id MIN_LENGTH",
		"items[0].name MIN_LENGTH",
		"items[0].price REQUIRED_FIELD",
		"items[1].price DECIMAL_MAX_SCALE",
		"items[1].fullPrice FORMAT",
		"items[1].weight DECIMAL_GTE",
		"items[1].stock MIN",
		"items[2].paymentOption INVALID_ENUM_VALUE",
		"items[2].collections[0] REQUIRED_FIELD",
		"items[2].id ALREADY_EXISTS",
		"items[3].sku MAX_LENGTH",
		"items[3].depositAmount REQUIRED_FIELD",
		"items[4].id MAX_LENGTH",
		"items[4].depositAmount DECIMAL_GTE",
	}
	if diff := cmp.Diff(want, violations(err)); diff != "" {
		t.Errorf("Validate() (-want +got):\n%s", diff)
	}
	if err := (catalog.Config{}).Validate(); !errors.Is(err, fault.Invalid) {
		t.Errorf("Validate() without currency = %v, want %v", err, fault.Invalid)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	p := products(t)
	r := ask(p, "mug")
	bad := catalog.ItemData{
		Price: money.MustParse("-1", 0), FullPrice: new(money.MustParse("1.999", 0)), QuantityAvailable: new(-1),
		PaymentOption: item.DepositOnline, AdditionalFees: make([]catalog.AdditionalFee, 1),
	}
	resp := catalog.Response{CatalogItems: []catalog.Item{
		{CatalogReference: p.Reference("song"), Data: bad},
	}}
	want := []string{
		"catalogItems[0].catalogReference VALIDATION",
		"catalogItems[0].data.productName.original REQUIRED_FIELD",
		"catalogItems[0].data.itemType REQUIRED_ONE_OF_FIELD",
		"catalogItems[0].data.price DECIMAL_GTE",
		"catalogItems[0].data.fullPrice DECIMAL_MAX_SCALE",
		"catalogItems[0].data.quantityAvailable MIN",
		"catalogItems[0].data.depositAmount REQUIRED_FIELD",
		"catalogItems[0].data.additionalFees[0].name MIN_LENGTH",
	}
	if diff := cmp.Diff(want, violations(catalog.Check(r, resp))); diff != "" {
		t.Errorf("Check() (-want +got):\n%s", diff)
	}
}

type wrapper struct{ catalog.Catalog }

func (w wrapper) Unwrap() catalog.Catalog { return w.Catalog }

func TestAbilities(t *testing.T) {
	t.Parallel()
	if _, ok := catalog.As[catalog.TxInventory](wrapper{wrapper{products(t)}}); !ok {
		t.Error("As[TxInventory](wrapped Products) = false, want true")
	}
	if _, ok := catalog.As[catalog.Inventory](wrapper{products(t)}); ok {
		t.Error("As[Inventory](Products) = true, want false")
	}
}

func TestRequestClone(t *testing.T) {
	t.Parallel()
	clonetest.Deep(t, new(catalog.Request), func(r *catalog.Request) *catalog.Request { return new(r.Clone()) })
}
