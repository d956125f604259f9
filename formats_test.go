// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom"
	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
	"github.com/go-ecom/ecom/transaction"
)

// What was ever stored is read for ever. For every kind of record, for events
// and for exports there is a file of each format that was ever released, in
// testdata/formats/<kind>/<format>.json. These tests hold that each of them is
// read, and that what is stored now is what the newest one says: who changes
// a stored form gives it a new number and an upgrade, and adds a file by -update,
// which never writes older ones.

var update = flag.Bool("update", false, "write the newest golden files of stored formats anew")

const (
	formats     = "testdata/formats"
	eventKind   = "event"
	exportKind  = "export"
	importKind  = "import"
	eventFormat = 1 // of package events
)

// story is a site that has something of every kind, the same every time.
func story(t *testing.T) (*ecomtest.Shop, driver.Store) {
	t.Helper()
	ctx := t.Context()
	db := ecomtest.Encoded(memstore.New(memstore.Config{Settled: 2})) // few events: they are long
	clock, ids, gateway := ecomtest.NewClock(), ecomtest.IDs(), paymenttest.New(paymenttest.Config{})
	taxes, err := tax.New(tax.Config{Regions: []tax.Region{{
		Country: "US", Rates: []tax.RegionRate{{Name: "sales tax", Rate: "0.08875", Shipping: true}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	open := func(change func(*ecom.Config)) *ecomtest.Shop {
		return ecomtest.NewShop(t, func(c *ecom.Config) {
			c.Store, c.Now, c.NewID, c.Payments, c.Tax, c.Secret = db, clock.Now, ids, gateway, taxes, []byte("secret")
			c.Coupons = []*discount.Coupon{{Code: "SAVE10", Name: "10 % off", PercentOffRate: discount.MustPercentage("10"), LimitPerCustomer: 3}}
			if change != nil {
				change(c)
			}
		})
	}
	s := open(nil)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must2 := func(_ any, err error) {
		t.Helper()
		must(err)
	}
	ann := idempotency.WithKey(ecomtest.Visitor(ctx, 1), "ann")
	must2(s.CurrentCart.AddToCurrentCart(ann, cart.AddToCartRequest{LineItems: []cart.LineItem{s.Line("mug", 1)}}))
	must2(s.CurrentCart.UpdateCurrentCart(ann, cart.UpdateCartRequest{CouponCode: "SAVE10"}))
	sold, err := s.Buy(ann, s.Line("mug", 2), s.Line("ebook", 1))
	must(err)
	must2(s.Fulfillments.CreateFulfillment(ctx, sold.ID, handOver(sold.LineItems[0].ID, 2)))
	paid, err := s.Transactions.ListTransactionsForSingleOrder(ctx, sold.ID)
	must(err)
	refund := refundOf(sold.ID, paid.Payments[0].ID, "5.00")
	must2(s.Billing.RefundPayments(ctx, refund))

	waiting, err := s.Order(ecomtest.Member(ctx, 2), s.Line("plate", 1))
	must(err)
	due(t, db)                                  // the subscription begins
	gateway.Script(paymenttest.TimeOutBefore()) // leaves an open intent
	if _, err := s.Billing.ChargeOrder(ecomtest.Member(ctx, 2), transaction.ChargeOrderRequest{
		OrderID: waiting.ID, RegularCharge: &transaction.RegularCharge{PaymentIntentID: "card"},
	}); err == nil {
		t.Fatal("a charge without an answer succeeded")
	}
	must2(s.CurrentCart.AddToCurrentCart(ecomtest.Visitor(ctx, 3), cart.AddToCartRequest{LineItems: []cart.LineItem{s.Line("mug", 1)}}))

	// Goods that go back where they are kept elsewhere.
	far := open(func(c *ecom.Config) { c.Catalog, c.Payments = &elsewhere{Catalog: c.Catalog}, nil })
	gone, err := far.Order(ecomtest.Visitor(ctx, 4), far.Line("ebook", 1))
	must(err)
	must2(far.Orders.CancelOrder(ctx, gone.ID, &order.CancelOrderOptions{RestockAllItems: true}))

	// Discounts that are kept.
	must2(s.DiscountRules.CreateDiscountRule(ctx, storedRule(clock.Now())))
	must2(s.Coupons.CreateCoupon(ctx, &discount.Coupon{
		Code: "Spring26", Name: "Spring", StartTime: clock.Now(), ExpirationTime: clock.Now().Add(1e15), UsageLimit: 100, LimitPerCustomer: 1,
		LimitedToOneItem: true, Scope: &discount.CouponScope{CatalogItemIDs: []string{"mug"}, CollectionIDs: []string{"kitchen"}},
		FixedPriceAmount: discount.MustValue("9.9900"),
	}))

	evs, err := db.Claim(ctx, driver.Claim{Site: "main", Subscription: "test", Now: clock.Now(), Lease: 1e9, Limit: 3})
	must(err)
	for i, e := range evs {
		must(db.Settle(ctx, driver.Settlement{Site: "main", Subscription: "test", EventID: e.ID, Lease: e.Lease, Outcome: driver.Outcome(2 * (i % 2)), Error: "gone"}))
	}
	keepTaxes(t, s)
	delivers(t, s)
	keepGiftCards(t, s, open)
	keepTips(t, s, db)
	return s, db
}

// storedRule is a rule with something of everything.
func storedRule(now time.Time) *discount.Rule {
	scopes := []discount.Scope{
		{ID: "all", CatalogItemFilter: &discount.CatalogItemFilter{CatalogAppID: "215238eb-22a5-4c36-9e7b-e7c08025e04e"}},
		{ID: "kitchen", CustomFilter: &discount.CustomFilter{Params: map[string]any{"collectionIds": []string{"kitchen"}}}},
	}
	return &discount.Rule{
		Name: "Spring", ActiveTimeInfo: &discount.ActiveTimeInfo{Start: now, End: now.Add(1e15)},
		Trigger: &discount.Trigger{And: &discount.Operator{Triggers: []discount.Trigger{
			{SubtotalRange: &discount.SubtotalRange{Scopes: scopes, From: discount.MustValue("10.0000"), To: discount.MustValue("5000")}},
			{ItemQuantityRange: &discount.ItemQuantityRange{From: new(int64(1)), To: new(int64(99))}},
			{CustomerEligibility: &discount.CustomerEligibility{
				Type: discount.EligibilityIndividualMembers, IndividualMembersInfo: &discount.IndividualMembers{MemberIDs: []string{"00000000-0000-4000-8002-000000000001"}},
			}},
		}}},
		Discounts: discount.Discounts{Values: []discount.Discount{{SpecificItemsInfo: &discount.SpecificItemsInfo{Scopes: scopes}, Percentage: discount.MustPercentage("12.5")}}},
		Tags:      &discount.Tags{PrivateTags: &discount.TagList{TagIDs: []string{"vip"}}},
		Extension: &discount.Extension{UsageLimit: 100, UsageLimitPerUser: 1},
	}
}

// present returns the stored forms of the story, by kind, as exports have them:
// of each the longest, since it has the most in it.
func present(t *testing.T) map[string]string {
	t.Helper()
	s, _ := story(t)
	var b bytes.Buffer
	if _, err := s.Export(t.Context(), &b, nil); err != nil {
		t.Fatal(err)
	}
	forms := map[string]string{exportKind: b.String(), importKind: halfImported(t, b.String())}
	for _, l := range strings.Split(b.String(), "\n") {
		var r struct{ Kind, Event string }
		if l == "" {
			continue
		}
		if err := json.Unmarshal([]byte(l), &r); err != nil {
			t.Fatal(err)
		}
		kind := r.Kind
		if r.Event != "" {
			kind = eventKind
		}
		if strings.Contains(l, `"doc":`) && len(l) > len(forms[kind]) {
			forms[kind] = l
		}
	}
	for kind, record := range forms {
		if kind != exportKind {
			forms[kind] = indented(t, record)
		}
	}
	return forms
}

func indented(t *testing.T, record string) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(record), "", "  "); err != nil {
		t.Fatal(err)
	}
	return b.String() + "\n"
}

// halfImported returns the record of an import that has not come to its end.
func halfImported(t *testing.T, export string) string {
	t.Helper()
	db := ecomtest.Encoded(memstore.New(memstore.Config{}))
	s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Store = db })
	if _, err := s.Import(t.Context(), strings.NewReader(export[:len(export)/2]), nil); err == nil {
		t.Fatal("Import() of a half succeeded")
	}
	records, err := db.Get(t.Context(), driver.Ref{Site: "main", Kind: importKind, ID: importKind})
	if err != nil {
		t.Fatal(err)
	}
	return string(records[0].Doc.Bytes)
}

// defined returns the newest format of everything that is stored, as the
// sources declare it.
func defined(t *testing.T) map[string]int {
	t.Helper()
	kinds := map[string]int{eventKind: eventFormat, exportKind: store.ExportFormat, importKind: 1}
	define := regexp.MustCompile(`store\.Define(?:\[\w+\])?\("([^"]+)", (\d+)`)
	err := filepath.WalkDir(".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
			strings.HasPrefix(path, "store/") || strings.HasPrefix(path, "examples/") || strings.HasPrefix(path, "integration/") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range define.FindAllStringSubmatch(string(source), -1) {
			if kinds[m[1]], err = strconv.Atoi(m[2]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(kinds) < 11 {
		t.Fatalf("the sources declare only %v", kinds)
	}
	return kinds
}

func golden(kind string, format int) string {
	ext := ".json"
	if kind == exportKind {
		ext = ".jsonl"
	}
	return filepath.Join(formats, kind, strconv.Itoa(format)+ext)
}

// What is stored now is what the newest golden file says.
func TestFormatsNow(t *testing.T) {
	t.Parallel()
	forms := present(t)
	kinds := defined(t)
	for kind, format := range kinds {
		have, ok := forms[kind]
		if !ok {
			t.Errorf("the story has no %s: add one", kind)
			continue
		}
		file := golden(kind, format)
		if *update {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(have), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Errorf("%s: format %d has no golden file: %v", kind, format, err)
			continue
		}
		if diff := cmp.Diff(string(want), have); diff != "" {
			t.Errorf("the stored form of %s is not that of format %d any more; give it a new number and an upgrade,"+
				" or, when it was not released yet, refresh the file with -update (-want +got):\n%s", kind, format, diff)
		}
	}
	for kind := range forms {
		if kinds[kind] == 0 {
			t.Errorf("%s is stored, and no source declares it", kind)
		}
	}
}

// Every format that was ever released is read, and means what it meant: in the
// newest form it is what the newest golden file says, or, where that tells
// another story, what stands beside it.
func TestFormatsOfOld(t *testing.T) {
	t.Parallel()
	for kind, newest := range defined(t) {
		for format := 1; format <= newest; format++ {
			file := golden(kind, format)
			data, err := os.ReadFile(file)
			if err != nil {
				t.Errorf("format %d of %s has no golden file: %v", format, kind, err)
				continue
			}
			want := string(data)
			if format < newest {
				expected, err := os.ReadFile(strings.Replace(file, ".json", fmt.Sprintf(".as-%d.json", newest), 1))
				if err != nil {
					t.Error(err)
				}
				want = string(expected)
			}
			if got := reread(t, kind, format, string(data)); got != want {
				t.Errorf("%s, read and written (-want +got):\n%s", file, cmp.Diff(want, got))
			}
		}
	}
}

// reread reads a stored form, by importing it, and returns what is stored then.
func reread(t *testing.T, kind string, format int, stored string) string {
	t.Helper()
	if kind == importKind {
		return stored // read by TestHalfImported; nobody upgrades in the middle of an import
	}
	s := ecomtest.NewShop(t, func(c *ecom.Config) { c.Store = ecomtest.Encoded(memstore.New(memstore.Config{})) })
	export := stored
	if kind != exportKind {
		export = exportOf(t, kind, format, stored)
	}
	if _, err := s.Import(t.Context(), strings.NewReader(export), nil); err != nil {
		t.Errorf("format %d of %s cannot be read: %v", format, kind, err)
		return ""
	}
	var b bytes.Buffer
	if _, err := s.Export(t.Context(), &b, nil); err != nil {
		t.Error(err)
	}
	if kind == exportKind {
		return b.String()
	}
	for _, l := range strings.Split(b.String(), "\n") {
		if kind == eventKind && strings.HasPrefix(l, `{"event":`) || strings.HasPrefix(l, `{"kind":"`+kind+`"`) {
			return indented(t, l)
		}
	}
	t.Errorf("%s is not in the export:\n%s", kind, b.String())
	return ""
}

// exportOf returns an export of a single document or event.
func exportOf(t *testing.T, kind string, format int, stored string) string {
	t.Helper()
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(stored)); err != nil {
		t.Fatal(err)
	}
	record := compact.String() + "\n"
	kinds, documents, counts, events := fmt.Sprintf(`{"kind":%q,"format":%d}`, kind, format), 1, 0, 0
	if kind == eventKind {
		var e struct {
			Key      string
			Sequence int
		}
		if err := json.Unmarshal([]byte(stored), &e); err != nil {
			t.Fatal(err)
		}
		kinds, documents, counts, events = `{"kind":"event-sequence","format":0}`, 0, 1, 1
		record = fmt.Sprintf(`{"kind":"event-sequence","id":%q,"count":%d}`+"\n", e.Key, e.Sequence) + record
	}
	body := `{"export":{"format":1,"site":"main","time":"2030-01-02T03:04:05Z","oneMoment":true,"kinds":[` + kinds + `],"subscriptions":["test"]}}` + "\n" + record
	sum := sha256.Sum256([]byte(body))
	return body + fmt.Sprintf(`{"end":{"documents":%d,"counts":%d,"events":%d,"sha256":"%s"}}`, documents, counts, events, hex.EncodeToString(sum[:])) + "\n"
}

// What a newer version has stored is refused by name, whatever it is.
func TestFormatsOfNewerVersions(t *testing.T) {
	t.Parallel()
	for kind, newest := range defined(t) {
		if kind == exportKind || kind == importKind {
			continue // see package store
		}
		data, err := os.ReadFile(golden(kind, newest))
		if err != nil {
			t.Fatal(err)
		}
		newer := strings.Replace(string(data), fmt.Sprintf(`"format": %d`, newest), `"format": 99`, 1)
		s := ecomtest.NewShop(t, nil)
		_, err = s.Import(t.Context(), strings.NewReader(exportOf(t, kind, newest, newer)), nil)
		if err == nil || !strings.Contains(err.Error(), kind) && kind != eventKind ||
			!strings.Contains(err.Error(), "format 99") || !strings.Contains(err.Error(), fmt.Sprintf("reads up to %d", newest)) {
			t.Errorf("%s of format 99: %v, want the kind and both formats", kind, err)
		}
	}
}

// An event of every golden file is what its handlers get.
func TestFormatsOfEvents(t *testing.T) {
	t.Parallel()
	s := ecomtest.NewShop(t, nil)
	export, err := os.ReadFile(golden(exportKind, store.ExportFormat))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Import(t.Context(), bytes.NewReader(export), nil); err != nil {
		t.Fatal(err)
	}
	var seen []string
	events.SubscribeDurable(s.Events, "test", func(_ context.Context, e events.Event[order.OrderApproved]) error {
		seen = append(seen, fmt.Sprint(e.Data.Order.Number, " ", e.Data.Order.PriceSummary.Total.Amount, " ", e.Actor, " ", e.Sequence))
		return nil
	}, nil)
	if err := s.Events.Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []string{
		fmt.Sprint("10003 5.44 ", actor.From(ecomtest.Visitor(t.Context(), 4)), " 2"),
		fmt.Sprint("10006 5.44 ", actor.From(ecomtest.Visitor(t.Context(), 7)), " 5"),
	}
	if !slices.Equal(seen, want) {
		t.Errorf("handlers got %q, want %q", seen, want)
	}
}
