// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package giftcard_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/plugintest"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/memstore"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

func newEnv(t testing.TB) *service.Env {
	t.Helper()
	var n atomic.Int64
	now := func() time.Time { return noon }
	id := func() string { return "id-" + strconv.FormatInt(n.Add(1), 10) }
	s, err := store.New(memstore.New(memstore.Config{}), store.Config{Now: now, NewID: id, Attempts: 100})
	if err != nil {
		t.Fatalf("store.New() = %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return &service.Env{
		Store: s, Now: now, NewID: id, Logger: slog.New(slog.DiscardHandler), Secret: []byte("secret"),
		Site: service.Site{ID: s.Site(), Currency: money.USD},
	}
}

// opened returns the ledger of a shop.
func opened(t testing.TB) (*giftcard.Ledger, *service.Env) {
	t.Helper()
	env := newEnv(t)
	l := giftcard.NewLedger(giftcard.LedgerConfig{})
	if err := l.Attach(env); err != nil {
		t.Fatal(err)
	}
	return l, env
}

func usd(text string) money.Amount { return money.MustParse(text, money.USD) }

func issue(t testing.TB, l *giftcard.Ledger, r giftcard.IssueRequest) *giftcard.Card {
	t.Helper()
	c, err := l.Issue(context.Background(), r)
	if err != nil {
		t.Fatalf("Issue(%+v) = %v", r, err)
	}
	return c
}

func counting(prefix string) func() string {
	var n atomic.Int64
	return func() string { return prefix + strconv.FormatInt(n.Add(1), 10) }
}

func TestContract(t *testing.T) {
	t.Parallel()
	for _, pin := range []string{"", "1234"} {
		l, _ := opened(t)
		c := issue(t, l, giftcard.IssueRequest{Amount: usd("25.00"), PIN: pin})
		off := issue(t, l, giftcard.IssueRequest{Amount: usd("25.00")})
		if _, err := l.Disable(t.Context(), off.ID); err != nil {
			t.Fatal(err)
		}
		old := issue(t, l, giftcard.IssueRequest{Amount: usd("25.00"), ExpirationDate: noon})
		plugintest.TestGiftCards(t, l, plugintest.GiftCardConfig{
			Code: strings.ToLower(c.Code), PIN: pin, Balance: usd("25.00"), Disabled: off.Code, Expired: old.Code,
			NewKey: counting("key-"), NewOrderID: counting("order-"),
		})
	}
}

// The fake keeps the contract, too.
func TestFakeContract(t *testing.T) {
	t.Parallel()
	g := new(plugintest.GiftCards)
	g.Issue("GIFT-1234", "99", usd("25.00"))
	g.Issue("GIFT-OFF-1", "", usd("25.00"))
	g.Issue("GIFT-OLD-1", "", usd("25.00"))
	g.Refuse("GIFT-OFF-1", giftcard.CodeDisabled)
	g.Refuse("GIFT-OLD-1", giftcard.CodeExpired)
	plugintest.TestGiftCards(t, g, plugintest.GiftCardConfig{
		Code: "gift-1234", PIN: "99", Balance: usd("25.00"), Disabled: "GIFT-OFF-1", Expired: "GIFT-OLD-1",
		NewKey: counting("key-"), NewOrderID: counting("order-"),
	})
	if err := g.Check(); err != nil {
		t.Error(err)
	}
}

func TestIssue(t *testing.T) {
	t.Parallel()
	l, _ := opened(t)
	ctx := idempotency.WithKey(t.Context(), "once")
	a, err := l.Issue(ctx, giftcard.IssueRequest{Amount: usd("50.00"), ExternalID: "x"})
	if err != nil {
		t.Fatal(err)
	}
	again, err := l.Issue(ctx, giftcard.IssueRequest{Amount: usd("50.00"), ExternalID: "x"})
	if err != nil || *again != *a {
		t.Errorf("Issue() again = %+v, %v, want %+v", again, err, a)
	}
	if n := len(a.Code); n < giftcard.MinCode || n > giftcard.MaxCode || !strings.HasSuffix(a.ObfuscatedCode, a.Code[n-4:]) || strings.Contains(a.ObfuscatedCode, a.Code[:4]) {
		t.Errorf("code %q is shown as %q", a.Code, a.ObfuscatedCode)
	}
	if b := issue(t, l, giftcard.IssueRequest{Amount: usd("50.00")}); b.Code == a.Code {
		t.Error("two cards have one code")
	}
	got, err := l.Get(t.Context(), a.ID)
	if err != nil || got.Code != "" || got.Balance != usd("50.00") || got.Issued != usd("50.00") || got.Status != giftcard.StatusValid || got.ExternalID != "x" {
		t.Errorf("Get() = %+v, %v", got, err)
	}
	issue(t, l, giftcard.IssueRequest{Amount: usd("1.00"), Code: "Summer-26"})
	_, err = l.Issue(t.Context(), giftcard.IssueRequest{Amount: usd("1.00"), Code: " SUMMER-26 "})
	if !errors.Is(err, fault.Exists) || fault.Code(err) != giftcard.CodeTaken {
		t.Errorf("Issue() with a code that is taken = %v", err)
	}
}

func TestIssueRefuses(t *testing.T) {
	t.Parallel()
	l, _ := opened(t)
	for want, r := range map[string]giftcard.IssueRequest{
		"amount REQUIRED_FIELD": {},
		"amount DECIMAL_GT":     {Amount: usd("0")},
		"amount DECIMAL_LTE":    {Amount: usd("1000000000.00")},
		"code MIN_LENGTH":       {Amount: usd("1"), Code: "short"},
		"code MAX_LENGTH; pin MAX_LENGTH; externalId MAX_LENGTH; amount DECIMAL_GT": {Amount: usd("-1"), Code: strings.Repeat("x", 21), PIN: strings.Repeat("1", 51), ExternalID: strings.Repeat("x", 51)},
	} {
		_, err := l.Issue(t.Context(), r)
		var got []string
		for _, v := range fault.Violations(err) {
			got = append(got, v.Field+" "+string(v.Rule))
		}
		if strings.Join(got, "; ") != want || !errors.Is(err, fault.Invalid) {
			t.Errorf("Issue(%+v) = %v, want %s", r, err, want)
		}
	}
	visitor := actor.With(t.Context(), actor.Visitor("v"))
	for name, call := range map[string]func() error{
		"Issue":        func() error { _, err := l.Issue(visitor, giftcard.IssueRequest{Amount: usd("1")}); return err },
		"Get":          func() error { _, err := l.Get(visitor, "x"); return err },
		"Disable":      func() error { _, err := l.Disable(visitor, "x"); return err },
		"Enable":       func() error { _, err := l.Enable(visitor, "x"); return err },
		"Expire":       func() error { _, err := l.Expire(visitor, "x", noon); return err },
		"Query":        func() error { _, err := l.Query(visitor, query.Request{}); return err },
		"Transactions": func() error { _, err := l.Transactions(visitor, "x"); return err },
	} {
		if err := call(); !errors.Is(err, fault.Denied) {
			t.Errorf("%s by a visitor = %v", name, err)
		}
	}
	for name, call := range map[string]func() error{
		"Get":          func() error { _, err := l.Get(t.Context(), "x"); return err },
		"Disable":      func() error { _, err := l.Disable(t.Context(), "x"); return err },
		"Transactions": func() error { _, err := l.Transactions(t.Context(), "x"); return err },
	} {
		if err := call(); !errors.Is(err, fault.NotFound) || fault.Code(err) != giftcard.CodeNotFound {
			t.Errorf("%s of a card that is not there = %v", name, err)
		}
	}
	if _, err := giftcard.NewLedger(giftcard.LedgerConfig{}).Issue(t.Context(), giftcard.IssueRequest{Amount: usd("1")}); !errors.Is(err, fault.State) {
		t.Errorf("Issue() without a shop = %v", err)
	}
	if err := l.Attach(newEnv(t)); !errors.Is(err, fault.State) {
		t.Errorf("Attach() to a second shop = %v", err)
	}
}

func TestStates(t *testing.T) {
	t.Parallel()
	l, _ := opened(t)
	c := issue(t, l, giftcard.IssueRequest{Amount: usd("5.00")})
	step := func(want giftcard.Status, fn func() (*giftcard.Card, error)) {
		t.Helper()
		got, err := fn()
		if err != nil || got.Status != want || got.Balance != usd("5.00") {
			t.Errorf("got %+v, %v, want %s", got, err, want)
		}
	}
	step(giftcard.StatusDisabled, func() (*giftcard.Card, error) { return l.Disable(t.Context(), c.ID) })
	step(giftcard.StatusValid, func() (*giftcard.Card, error) { return l.Enable(t.Context(), c.ID) })
	step(giftcard.StatusExpired, func() (*giftcard.Card, error) { return l.Expire(t.Context(), c.ID, noon) })
	step(giftcard.StatusValid, func() (*giftcard.Card, error) { return l.Expire(t.Context(), c.ID, noon.Add(1000)) })
	step(giftcard.StatusValid, func() (*giftcard.Card, error) { return l.Expire(t.Context(), c.ID, time.Time{}) })
}

func TestQuery(t *testing.T) {
	t.Parallel()
	l, _ := opened(t)
	a := issue(t, l, giftcard.IssueRequest{Amount: usd("5.00"), ExternalID: "a"})
	b := issue(t, l, giftcard.IssueRequest{Amount: money.MustParse("7.00", money.EUR), ExpirationDate: noon.Add(time.Hour)})
	if _, err := l.Disable(t.Context(), b.ID); err != nil {
		t.Fatal(err)
	}
	for filter, want := range map[string][]string{
		`{}`:                           {b.ID, a.ID},
		`{"currency":"EUR"}`:           {b.ID},
		`{"externalId":"a"}`:           {a.ID},
		`{"disabled":false}`:           {a.ID},
		fmt.Sprintf(`{"id":%q}`, a.ID): {a.ID},
		`{"expirationDate":{"$gt":"2026-01-02T12:00:00Z"}}`: {b.ID},
	} {
		var f query.Filter
		if err := json.Unmarshal([]byte(filter), &f); err != nil {
			t.Fatal(err)
		}
		res, err := l.Query(t.Context(), query.Request{Filter: f})
		if err != nil {
			t.Fatalf("Query(%s) = %v", filter, err)
		}
		var got []string
		for _, c := range res.Cards {
			got = append(got, c.ID)
			if c.Code != "" || c.Balance != c.Issued {
				t.Errorf("Query(%s) shows %+v", filter, c)
			}
		}
		slices.Sort(got) // both are of one moment
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("Query(%s) = %v, want %v", filter, got, want)
		}
	}
	if _, err := l.Query(t.Context(), query.Request{Filter: query.Filter{"code": "x"}}); !errors.Is(err, fault.Invalid) {
		t.Errorf("Query() by code = %v", err)
	}
}

// P11: whatever is drawn and given back, also at the same time, what is drawn
// and the balance add up to what was issued, and no card is overdrawn.
func TestNothingIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		l, env := opened(t)
		ctx := t.Context()
		issued := rapid.Int64Range(1, 500).Draw(rt, "issued")
		c := issue(t, l, giftcard.IssueRequest{Amount: money.Minor(issued, money.USD)})
		live := map[string]int64{}
		for i := range rapid.IntRange(1, 15).Draw(rt, "steps") {
			if len(live) > 0 && rapid.IntRange(0, 2).Draw(rt, "kind") == 0 {
				id := rapid.SampledFrom(sorted(live)).Draw(rt, "id")
				if rapid.Bool().Draw(rt, "in a commit") {
					if err := env.Store.Update(ctx, func(ctx context.Context, tx *store.Tx) error { return l.VoidTx(ctx, tx, id) }); err != nil {
						rt.Fatal(err)
					}
				} else if _, err := l.Void(ctx, giftcard.VoidRequest{TransactionID: id}); err != nil {
					rt.Fatal(err)
				}
				delete(live, id)
			} else {
				n := rapid.Int64Range(1, 300).Draw(rt, "amount")
				r := giftcard.RedeemRequest{Key: fmt.Sprint("k", i), Code: c.Code, Amount: money.Minor(n, money.USD), OrderID: fmt.Sprint("o", i)}
				var id string
				var err error
				if rapid.Bool().Draw(rt, "in a commit") {
					err = giftcard.Shortage(env.Store.Update(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
						id, err = l.RedeemTx(ctx, tx, r)
						return err
					}))
				} else {
					var resp giftcard.RedeemResponse
					resp, err = l.Redeem(ctx, r)
					id = resp.TransactionID
				}
				switch enough := sum(live)+n <= issued; {
				case enough && err == nil:
					live[id] = n
				case enough, fault.Code(err) != giftcard.CodeInsufficientFunds:
					rt.Fatalf("redeeming %d of %d, %d drawn: %v", n, issued, sum(live), err)
				}
			}
			got, err := l.Get(ctx, c.ID)
			if err != nil {
				rt.Fatal(err)
			}
			list, err := l.Transactions(ctx, c.ID)
			if err != nil {
				rt.Fatal(err)
			}
			var drawn int64
			for _, x := range list {
				if n, _ := x.Amount.Minor(); x.VoidedDate.IsZero() {
					drawn += n
				}
			}
			if left, _ := got.Balance.Minor(); left < 0 || left+drawn != issued || drawn != sum(live) {
				rt.Fatalf("%d left, %d drawn of %d", left, drawn, issued)
			}
		}
	})
}

func sorted(m map[string]int64) []string {
	var ks []string
	for i := range 1000 { // ids count up
		if id := fmt.Sprint("id-", i); m[id] != 0 {
			ks = append(ks, id)
		}
	}
	return ks
}

func sum(m map[string]int64) (n int64) {
	for _, v := range m {
		n += v
	}
	return n
}
