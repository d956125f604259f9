// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package service_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
)

// sale is what the tests make: its number comes from a counter.
type sale struct {
	ID     string   `json:"id"`
	Number int64    `json:"number"`
	Goods  []string `json:"goods"`
}

func (s *sale) RecordID() string { return s.ID }

func (s *sale) Clone() *sale {
	c := *s
	c.Goods = slices.Clone(s.Goods)
	return &c
}

var (
	sales       = store.Define[sale]("sale", 1)
	saleNumbers = store.Counter{Kind: "sale-number", Start: 100}
)

type request struct {
	Goods []string `json:"goods"`
}

// sell makes a sale.
func sell(ctx context.Context, env *service.Env, goods ...string) (*sale, error) {
	return service.Mutate(ctx, env, "test.Sell", request{goods}, func(_ context.Context, tx *store.Tx) (*sale, error) {
		return place(tx, goods), nil
	})
}

// place puts a sale that gets its number in the commit.
func place(tx *store.Tx, goods []string) *sale {
	s := &sale{ID: tx.NewID(), Goods: slices.Clone(goods)}
	n := saleNumbers.Add(tx, "n", 1, store.Bounds{})
	tx.OnResolve(func() error {
		s.Number = n.Value()
		return nil
	})
	sales.Put(tx, s)
	return s
}

// count returns how many records of a kind there are.
func count[T any, P store.Entity[T]](t testing.TB, env *service.Env, kind *store.Kind[T, P]) int {
	t.Helper()
	n := 0
	for _, err := range kind.Find(t.Context(), env.Store, store.Range{}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

func withKey(t testing.TB, key string) context.Context {
	return idempotency.WithKey(t.Context(), key)
}

func TestMutateOnce(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]driver.Store{"values": memory(), "encodings": ecomtest.Encoded(memory())} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnv(t, d)
			ctx := withKey(t, "k")
			first, err := sell(ctx, env, "mug", "plate")
			if err != nil || first.Number != 101 {
				t.Fatalf("sell = %+v, %v, want number 101", first, err)
			}
			want := first.Clone()
			first.Goods[0] = "changed by the caller"
			for range 2 {
				again, err := sell(ctx, env, "mug", "plate")
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, again); diff != "" {
					t.Errorf("the answer differs when repeated (-first +again):\n%s", diff)
				}
				again.Goods[0] = "changed by the caller"
			}
			if n := count(t, env, sales); n != 1 {
				t.Errorf("%d sales, want 1", n)
			}
			other, err := sell(ctx, env, "mug")
			if !errors.Is(err, fault.Conflict) || fault.Code(err) != service.CodeKeyReused || other != nil {
				t.Errorf("the key with another request = %v, %v, want %v with %s", other, err, fault.Conflict, service.CodeKeyReused)
			}
			if !strings.HasPrefix(err.Error(), "test.Sell: ") {
				t.Errorf("error %q does not bear the operation", err)
			}
			if s, err := sell(withKey(t, "k2"), env, "mug", "plate"); err != nil || s.Number != 102 {
				t.Errorf("sell with another key = %+v, %v, want number 102", s, err)
			}
		})
	}
}

func TestMutateWithoutKey(t *testing.T) {
	t.Parallel()
	env := newEnv(t, memory())
	for range 2 {
		if _, err := sell(t.Context(), env, "mug"); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, env, sales); n != 2 {
		t.Errorf("%d sales, want 2", n)
	}
	if n, err := service.CleanAnswers(t.Context(), env, env.Now().Add(1)); n != 0 || err != nil {
		t.Errorf("CleanAnswers = %d, %v, want none", n, err)
	}
}

// A key is one actor's, for one method, on one site.
func TestMutateScope(t *testing.T) {
	t.Parallel()
	d := memory()
	env := newEnv(t, d)
	elsewhere := newEnv(t, d)
	elsewhere.Site.ID = "elsewhere"
	run := func(env *service.Env, who actor.Identity, op string) {
		t.Helper()
		ctx := actor.With(withKey(t, "k"), who)
		if _, err := service.Mutate(ctx, env, op, 1, func(_ context.Context, tx *store.Tx) (*sale, error) { return place(tx, nil), nil }); err != nil {
			t.Error(err)
		}
	}
	for range 2 {
		run(env, actor.Identity{}, "a.B")
		run(env, actor.Visitor("x"), "a.B")
		run(env, actor.Member("x"), "a.B")
		run(env, actor.Member("y"), "a.B")
		run(env, actor.Visitor("x"), "a.C")
		run(elsewhere, actor.Visitor("x"), "a.B")
	}
	if n := count(t, env, sales); n != 6 {
		t.Errorf("%d sales, want 6", n)
	}
}

// Only outcomes that were committed are stored.
func TestMutateErrorsAreNotStored(t *testing.T) {
	t.Parallel()
	boom := errors.New("boom")
	for _, tt := range []struct {
		name string
		fn   func(tx *store.Tx) (any, error)
		want error
	}{
		{"error", func(tx *store.Tx) (any, error) { return place(tx, nil), boom }, boom},
		{"error when resolved", func(tx *store.Tx) (any, error) {
			tx.OnResolve(func() error { return boom })
			return place(tx, nil), nil
		}, boom},
		{"answer without JSON", func(tx *store.Tx) (any, error) {
			place(tx, nil)
			return func() {}, nil
		}, nil},
		{"panic", func(*store.Tx) (any, error) { panic(boom) }, boom},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			env := newEnv(t, memory())
			call := func(fn func(tx *store.Tx) (any, error)) (resp any, err error) {
				defer func() {
					if r, ok := recover().(error); ok {
						err = r
					}
				}()
				return service.Mutate(withKey(t, "k"), env, "a.B", 1, func(_ context.Context, tx *store.Tx) (any, error) { return fn(tx) })
			}
			if resp, err := call(tt.fn); err == nil || tt.want != nil && !errors.Is(err, tt.want) || resp != nil {
				t.Errorf("the first call = %v, %v, want %v", resp, err, tt.want)
			}
			if n := count(t, env, sales); n != 0 {
				t.Errorf("%d sales after the failure, want none", n)
			}
			for range 2 {
				if _, err := call(func(tx *store.Tx) (any, error) { place(tx, nil); return "done", nil }); err != nil {
					t.Errorf("a repetition = %v", err)
				}
			}
			if n := count(t, env, sales); n != 1 {
				t.Errorf("%d sales, want 1", n)
			}
		})
	}
}

func TestMutateRequestWithoutJSON(t *testing.T) {
	t.Parallel()
	env := newEnv(t, memory())
	_, err := service.Mutate(withKey(t, "k"), env, "a.B", func() {}, func(_ context.Context, tx *store.Tx) (*sale, error) { return place(tx, nil), nil })
	if err == nil || count(t, env, sales) != 0 {
		t.Errorf("Mutate of a request without JSON = %v with %d effects, want an error", err, count(t, env, sales))
	}
}

// Whatever becomes of the commit, a repetition makes it one sale, and no call
// says that it failed when the sale is there.
func TestMutateFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		fault  ecomtest.Fault
		silent bool
		want   error
	}{
		{"unavailable", ecomtest.Unavailable, false, fault.Unavailable},
		{"conflict", ecomtest.Conflicting, false, nil},
		{"canceled", ecomtest.Canceled, false, context.Canceled},
		{"answer lost", ecomtest.AnswerLost, false, nil},
		{"answer lost for good", ecomtest.AnswerLost, true, nil}, // the stored answer tells
		{"request lost for good", ecomtest.RequestLost, true, fault.Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := ecomtest.Faults(memory())
			env := newEnv(t, d)
			d.Silence(tt.silent)
			d.OnCommit(1, tt.fault)
			first, err := sell(withKey(t, "k"), env, "mug")
			if !errors.Is(err, tt.want) {
				t.Errorf("sell = %v, want %v", err, tt.want)
			}
			again, err := sell(withKey(t, "k"), env, "mug")
			if err != nil || again.Number != 101 || first != nil && cmp.Diff(first, again) != "" {
				t.Errorf("sell again = %+v, %v after %+v", again, err, first)
			}
			if n := count(t, env, sales); n != 1 {
				t.Errorf("%d sales, want 1", n)
			}
		})
	}
}

// The key is used up by the outermost call: what that calls has none.
func TestMutateNested(t *testing.T) {
	t.Parallel()
	env := newEnv(t, memory())
	twice := func() (string, error) {
		return service.Flow(withKey(t, "k"), env, "a.Twice", 1, func(ctx context.Context, c *service.Call[string]) (string, error) {
			if key := idempotency.Key(ctx); key != "" {
				t.Errorf("the key %q is handed on", key)
			}
			for range 2 {
				if _, err := sell(ctx, env, "mug"); err != nil {
					return "", err
				}
			}
			answer := "sold"
			return answer, c.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
				if key := idempotency.Key(ctx); key != "" {
					t.Errorf("the key %q is handed on to the Update", key)
				}
				c.Answer(tx, &answer)
				return nil
			})
		})
	}
	for range 2 {
		if got, err := twice(); got != "sold" || err != nil {
			t.Errorf("twice = %q, %v", got, err)
		}
	}
	if n := count(t, env, sales); n != 2 {
		t.Errorf("%d sales, want the 2 of one call", n)
	}
}

func TestMutateKeyLength(t *testing.T) {
	t.Parallel()
	env := newEnv(t, memory())
	for _, tt := range []struct {
		key string
		ok  bool
	}{
		{strings.Repeat("k", idempotency.MaxLength), true},
		{strings.Repeat("k", idempotency.MaxLength+1), false},
		{strings.Repeat("é", idempotency.MaxLength/2), true},
		{strings.Repeat("é", idempotency.MaxLength), false}, // bytes count, not characters
	} {
		_, err := sell(withKey(t, tt.key), env, "mug")
		if tt.ok {
			if err != nil {
				t.Errorf("a key of %d bytes = %v", len(tt.key), err)
			}
			continue
		}
		vs := fault.Violations(err)
		if !errors.Is(err, fault.Invalid) || len(vs) != 1 || vs[0].Field != "idempotencyKey" || vs[0].Rule != fault.RuleMaxLength {
			t.Errorf("a key of %d bytes = %v, want idempotencyKey too long", len(tt.key), err)
		}
	}
}

// Amounts in answers are in the currency that they were given in.
func TestMutateAmounts(t *testing.T) {
	t.Parallel()
	env := newEnv(t, memory())
	en := env.Site.Locale
	want := &bill{Currency: money.EUR, Total: money.PriceOf(money.MustParse("12.50", money.EUR), en)}
	type answer struct {
		Fee   money.Price `json:"fee"`
		Bills []*bill     `json:"bills"`
	}
	call := func() (answer, error) {
		return service.Mutate(withKey(t, "k"), env, "a.B", 1, func(context.Context, *store.Tx) (answer, error) {
			return answer{money.PriceOf(money.MustParse("1", money.JPY), en), []*bill{want}}, nil
		})
	}
	if _, err := call(); err != nil {
		t.Fatal(err)
	}
	got, err := call()
	if err != nil {
		t.Fatal(err)
	}
	if !got.Fee.Amount.Equal(money.MustParse("1", money.JPY)) {
		t.Errorf("fee %v in %s, want 1 JPY", got.Fee.Amount, got.Fee.Amount.Currency())
	}
	if !got.Bills[0].Total.Amount.Equal(want.Total.Amount) || got.Bills[0].Total.FormattedAmount() != want.Total.FormattedAmount() {
		t.Errorf("total %s %q, want %s %q", got.Bills[0].Total.Amount, got.Bills[0].Total.FormattedAmount(), want.Total.Amount, want.Total.FormattedAmount())
	}
}

// bill knows its currency, which is not the site's.
type bill struct {
	Currency money.Currency `json:"currency"`
	Total    money.Price    `json:"total"`
}

func (b *bill) BindAmounts(l money.Locale) (err error) {
	b.Total, err = b.Total.Bind(b.Currency, l)
	return err
}

func TestDerivedKey(t *testing.T) {
	t.Parallel()
	d := memory()
	env, twin := newEnv(t, d), newEnv(t, d)
	elsewhere := newEnv(t, d)
	elsewhere.Site.ID = "elsewhere"
	key := func(env *service.Env, who actor.Identity, op, key string, req any, parts ...string) (derived string) {
		t.Helper()
		_, err := service.Flow(idempotency.WithKey(actor.With(t.Context(), who), key), env, op, req,
			func(_ context.Context, c *service.Call[int]) (int, error) {
				derived = c.DerivedKey(parts...)
				return 0, nil
			})
		if err != nil {
			t.Fatal(err)
		}
		return derived
	}
	v := actor.Visitor("v")
	first := key(env, v, "a.B", "k", 1, "charge", "1")
	if got := key(twin, v, "a.B", "k", 1, "charge", "1"); got != first {
		t.Errorf("the key in another process is %s, want %s", got, first)
	}
	seen := map[string]bool{first: true}
	for i, other := range []string{
		key(env, v, "a.B", "k", 1, "charge", "2"),
		key(env, v, "a.B", "k", 1, "charge1"),
		key(env, v, "a.B", "k", 1, "charge", "", "1"),
		key(env, v, "a.B", "k", 1),
		key(env, v, "a.B", "k", 2, "charge", "1"),
		key(env, v, "a.B", "l", 1, "charge", "1"),
		key(env, v, "a.C", "k", 1, "charge", "1"),
		key(env, actor.Member("v"), "a.B", "k", 1, "charge", "1"),
		key(elsewhere, v, "a.B", "k", 1, "charge", "1"),
		key(env, v, "a.B", "", 1, "charge", "1"),
		key(env, v, "a.B", "", 1, "charge", "1"),
	} {
		if seen[other] {
			t.Errorf("derived key %d is one of the others", i)
		}
		seen[other] = true
	}
}

func TestCleanAnswers(t *testing.T) {
	t.Parallel()
	d := memory()
	clock := ecomtest.NewClock()
	env := newEnv(t, d)
	st, err := store.New(d, store.Config{Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	env.Store = st
	const old = 250
	for i := range old {
		if _, err := sell(withKey(t, fmt.Sprint("old", i)), env, "mug"); err != nil {
			t.Fatal(err)
		}
	}
	clock.Advance(1)
	clock.Advance(1e9)
	if _, err := sell(withKey(t, "new"), env, "mug"); err != nil {
		t.Fatal(err)
	}
	if n, err := service.CleanAnswers(t.Context(), env, clock.Now()); n != old || err != nil {
		t.Errorf("CleanAnswers = %d, %v, want %d", n, err, old)
	}
	if n, err := service.CleanAnswers(t.Context(), env, clock.Now()); n != 0 || err != nil {
		t.Errorf("CleanAnswers again = %d, %v, want none", n, err)
	}
	for _, key := range []string{"new", "old7"} {
		if _, err := sell(withKey(t, key), env, "mug"); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, env, sales); n != old+2 {
		t.Errorf("%d sales, want %d: an answer that was deleted is forgotten, the other one is not", n, old+2)
	}
}

func TestCleanAnswersFailing(t *testing.T) {
	t.Parallel()
	d := ecomtest.Faults(memory())
	env := newEnv(t, d)
	if _, err := sell(withKey(t, "k"), env, "mug"); err != nil {
		t.Fatal(err)
	}
	later := env.Now().Add(1e9)
	d.OnRead(1, fault.Unavailable)
	if n, err := service.CleanAnswers(t.Context(), env, later); n != 0 || !errors.Is(err, fault.Unavailable) {
		t.Errorf("CleanAnswers without reads = %d, %v, want %v", n, err, fault.Unavailable)
	}
	d.OnCommit(1, ecomtest.Unavailable)
	if n, err := service.CleanAnswers(t.Context(), env, later); n != 0 || !errors.Is(err, fault.Unavailable) {
		t.Errorf("CleanAnswers without commits = %d, %v, want %v", n, err, fault.Unavailable)
	}
	if n, err := service.CleanAnswers(t.Context(), env, later); n != 1 || err != nil {
		t.Errorf("CleanAnswers = %d, %v, want 1", n, err)
	}
}
