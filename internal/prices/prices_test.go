// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package prices_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/prices"
	"github.com/go-ecom/ecom/money"
)

type line struct {
	Name    string                   `json:"name"`
	Price   money.MultiCurrencyPrice `json:"price,omitzero"`
	Options []option                 `json:"options,omitempty"`
	Parent  *line                    `json:"parent,omitempty"`
}

type option struct {
	Fee    *money.Price `json:"fee,omitempty"`
	Number int          `json:"number"`
}

type totals struct {
	Total money.Price `json:"total,omitzero"`
}

type entity struct {
	totals
	ID      string                  `json:"id"`
	Created time.Time               `json:"created,omitzero"`
	Lines   []*line                 `json:"lines,omitempty"`
	Fixed   [2]money.Price          `json:"fixed"`
	ByCode  map[string]money.Price  `json:"byCode,omitempty"`
	ByLine  map[string]*line        `json:"byLine,omitempty"`
	Deposit money.Amount            `json:"deposit,omitzero"`
	Free    map[string]any          `json:"free,omitempty"`
	Plain   map[string]int          `json:"plain,omitempty"`
	Named   *totals                 `json:"named,omitempty"`
	Hidden  money.Price             `json:"-"`
	private money.Price             // must not be reached
	Check   func(money.Price) error `json:"-"`
}

const text = `{
	"total": {"amount": "1", "formattedAmount": "one"},
	"id": "e1",
	"lines": [
		{"name": "a", "price": {"amount": "2.5", "convertedAmount": "2"}, "options": [{"fee": {"amount": "3"}}, {"number": 1}],
		 "parent": {"name": "p", "price": {"amount": "4"}}},
		null
	],
	"fixed": [{"amount": "5"}, {}],
	"byCode": {"x": {"amount": "6"}, "a": {"amount": "7"}},
	"byLine": {"l": {"name": "m", "price": {"amount": "8"}}},
	"deposit": "9",
	"free": {"amount": "10"},
	"named": {"total": {"amount": "11"}}
}`

func read(t *testing.T) *entity {
	t.Helper()
	var e entity
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		t.Fatal(err)
	}
	e.Hidden = money.PriceOf(money.MustParse("12", 0), 0)
	return &e
}

func TestVisit(t *testing.T) {
	t.Parallel()
	var got []string
	prices.Visit(read(t),
		func(p *money.Price) { got = append(got, p.Amount.String()) },
		func(p *money.MultiCurrencyPrice) { got = append(got, "multi "+p.Amount.String()) })
	want := []string{"1", "multi 2.5", "3", "multi 4", "5", "0", "7", "6", "multi 8", "11", "12"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Visit differs (-want +got):\n%s", diff)
	}
	prices.Visit(read(t), nil, nil)
	prices.Visit((*entity)(nil), nil, nil)
	prices.Visit(new(int), nil, nil)
	prices.Visit(nil, nil, nil)

	p := money.PriceOf(money.Minor(1, money.USD), 0)
	list := []money.Price{p}
	prices.Visit(&list, func(p *money.Price) { p.Amount = p.Amount.Neg() }, nil)
	if list[0].Amount.String() != "-0.01" {
		t.Errorf("Visit of a slice gives %s, want -0.01", list[0].Amount)
	}
	prices.Visit(&p, func(p *money.Price) { *p = money.Price{} }, nil)
	if !p.IsZero() {
		t.Error("Visit of a price does not change it")
	}
}

func TestBindAndStrip(t *testing.T) {
	t.Parallel()
	e, en := read(t), money.MustParseLocale("en")
	if err := prices.Bind(e, money.USD, money.EUR, en); err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(e)
	want := `{"total":{"amount":"1.00","formattedAmount":"$1.00"},"id":"e1","lines":[` +
		`{"name":"a","price":{"amount":"2.50","convertedAmount":"2.00","formattedAmount":"$2.50","formattedConvertedAmount":"€2.00"},` +
		`"options":[{"fee":{"amount":"3.00","formattedAmount":"$3.00"},"number":0},{"number":1}],` +
		`"parent":{"name":"p","price":{"amount":"4.00","formattedAmount":"$4.00"}}},null],` +
		`"fixed":[{"amount":"5.00","formattedAmount":"$5.00"},{}],` +
		`"byCode":{"a":{"amount":"7.00","formattedAmount":"$7.00"},"x":{"amount":"6.00","formattedAmount":"$6.00"}},` +
		`"byLine":{"l":{"name":"m","price":{"amount":"8.00","formattedAmount":"$8.00"}}},` +
		`"deposit":"9.00","free":{"amount":"10"},"named":{"total":{"amount":"11.00","formattedAmount":"$11.00"}}}`
	if string(got) != want || err != nil {
		t.Errorf("bound:\n%s, %v, want\n%s", got, err, want)
	}
	if e.Hidden.Amount.Currency() != money.USD || !e.private.IsZero() {
		t.Errorf("hidden amounts: %v, %v", e.Hidden.Amount, e.private.Amount)
	}
	if err := prices.Bind(e, money.USD, money.EUR, en); err != nil {
		t.Errorf("Bind again = %v", err)
	}

	prices.Strip(e)
	prices.Visit(e,
		func(p *money.Price) {
			if p.FormattedAmount() != "" || p.Locale() != 0 {
				t.Errorf("stripped price has %q", p.FormattedAmount())
			}
		},
		func(p *money.MultiCurrencyPrice) {
			if p.FormattedAmount()+p.FormattedConvertedAmount() != "" || p.Amount.Currency() != money.USD {
				t.Errorf("stripped price has %q in %s", p.FormattedAmount(), p.Amount.Currency())
			}
		})
}

// Every amount that cannot be bound is named; the others are bound.
func TestBindViolations(t *testing.T) {
	t.Parallel()
	var e entity
	if err := json.Unmarshal([]byte(`{
		"total": {"amount": "1.5"},
		"lines": [{"price": {"amount": "1"}}, {"price": {"amount": "2.5", "convertedAmount": "2.555"}, "options": [{"fee": {"amount": "0.1"}}]}],
		"byCode": {"x": {"amount": "6.5"}, "a": {"amount": "7.5"}},
		"deposit": "9.5",
		"named": {"total": {"amount": "11.5"}}
	}`), &e); err != nil {
		t.Fatal(err)
	}
	err := prices.Bind(&e, money.JPY, money.USD, 0)
	if !errors.Is(err, fault.Invalid) {
		t.Errorf("Bind = %v, want an invalid error", err)
	}
	var got []string
	for _, v := range fault.Violations(err) {
		got = append(got, fmt.Sprintf("%s %s", v.Field, v.Rule))
	}
	want := []string{
		"total.amount DECIMAL_MAX_SCALE",
		"lines[1].price.amount DECIMAL_MAX_SCALE",
		"lines[1].price.convertedAmount DECIMAL_MAX_SCALE",
		"lines[1].options[0].fee.amount DECIMAL_MAX_SCALE",
		"byCode.a.amount DECIMAL_MAX_SCALE",
		"byCode.x.amount DECIMAL_MAX_SCALE",
		"deposit DECIMAL_MAX_SCALE",
		"named.total.amount DECIMAL_MAX_SCALE",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("violations differ (-want +got):\n%s", diff)
	}
	if e.Lines[0].Price.Amount.Currency() != money.JPY {
		t.Error("an amount that fits is not bound")
	}
}

func TestCurrencies(t *testing.T) {
	t.Parallel()
	type prices2 struct {
		Sale  sale
		None  money.Price
		Fee   money.Price
		Multi money.MultiCurrencyPrice
		Other money.Amount
	}
	one := money.Minor(1, money.USD)
	for _, tt := range []struct {
		name           string
		of             any
		cur, converted money.Currency
	}{
		{"nothing", &prices2{}, 0, 0},
		{"a price", &prices2{Fee: money.PriceOf(one, 0)}, money.USD, 0},
		{"an amount", &prices2{Other: one}, money.USD, 0},
		{"two currencies", &prices2{Multi: money.MultiPrice(one, money.Minor(2, money.EUR), 0)}, money.USD, money.EUR},
		{"the first counts", &prices2{Fee: money.PriceOf(money.Minor(1, money.JPY), 0), Other: one}, money.JPY, 0},
		{"but not of entities that know", &prices2{Sale: sale{Total: money.PriceOf(money.Minor(1, money.JPY), 0)}, Other: one}, money.USD, 0},
	} {
		if cur, converted := prices.Currencies(tt.of); cur != tt.cur || converted != tt.converted {
			t.Errorf("%s: Currencies = %s, %s, want %s, %s", tt.name, cur, converted, tt.cur, tt.converted)
		}
	}
}

// Plans of types that refer to each other are right whichever is met first.
func TestMutualRecursion(t *testing.T) {
	t.Parallel()
	type b struct {
		Next  any
		Price money.Price
	}
	type node struct {
		B     *b
		Nodes []*node
		Price money.Price
	}
	n := &node{B: &b{}, Nodes: []*node{{B: &b{}}, {Nodes: []*node{{}}}}}
	count := 0
	prices.Visit(n, func(*money.Price) { count++ }, nil)
	if count != 6 {
		t.Errorf("Visit reaches %d prices, want 6", count)
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	type fresh struct{ Lines []line }
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			f := fresh{Lines: make([]line, 3)}
			count := 0
			prices.Visit(&f, nil, func(*money.MultiCurrencyPrice) { count++ })
			if count != 3 {
				t.Errorf("Visit reaches %d prices, want 3", count)
			}
		})
	}
	wg.Wait()
}

func BenchmarkBind(b *testing.B) {
	for _, n := range []int{10, 100} {
		b.Run(fmt.Sprintf("lines=%d", n), func(b *testing.B) {
			e := entity{}
			for range n {
				e.Lines = append(e.Lines, &line{Price: money.MultiPrice(money.Minor(1, money.USD), money.Minor(1, money.USD), 0)})
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := prices.Bind(&e, money.USD, 0, 0); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkBindFloor binds the same prices by hand.
func BenchmarkBindFloor(b *testing.B) {
	lines := make([]*line, 100)
	for i := range lines {
		lines[i] = &line{Price: money.MultiPrice(money.Minor(1, money.USD), money.Minor(1, money.USD), 0)}
	}
	for b.Loop() {
		for _, l := range lines {
			var err error
			if l.Price, err = l.Price.Bind(money.USD, 0, 0); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// sale knows its currency.
type sale struct {
	Currency money.Currency `json:"currency"`
	Total    money.Price    `json:"total"`
	Parts    []money.Amount `json:"parts"`
}

func (s *sale) BindAmounts(l money.Locale) error {
	return prices.Bind(s, s.Currency, s.Currency, l)
}

// Entities that know their currency are bound to it wherever they are.
func TestBinder(t *testing.T) {
	t.Parallel()
	var got struct {
		Fee   money.Price     `json:"fee"`
		Sale  sale            `json:"sale"`
		Sales []*sale         `json:"sales"`
		By    map[string]sale `json:"by"`
	}
	if err := json.Unmarshal([]byte(`{
		"fee": {"amount": "1"},
		"sale": {"currency": "EUR", "total": {"amount": "2"}, "parts": ["3"]},
		"sales": [{"currency": "JPY", "total": {"amount": "4"}}, null],
		"by": {"x": {"currency": "KWD", "total": {"amount": "0.001"}}}
	}`), &got); err != nil {
		t.Fatal(err)
	}
	if err := prices.Bind(&got, money.USD, money.USD, 0); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		got  money.Amount
		want money.Currency
	}{
		{"fee", got.Fee.Amount, money.USD},
		{"sale.total", got.Sale.Total.Amount, money.EUR},
		{"sale.parts[0]", got.Sale.Parts[0], money.EUR},
		{"sales[0].total", got.Sales[0].Total.Amount, money.JPY},
		{"by.x.total", got.By["x"].Total.Amount, money.KWD},
	} {
		if tt.got.Currency() != tt.want {
			t.Errorf("%s is in %s, want %s", tt.name, tt.got.Currency(), tt.want)
		}
	}
	s := &sale{}
	if err := json.Unmarshal([]byte(`{"currency": "EUR", "total": {"amount": "2"}}`), s); err != nil {
		t.Fatal(err)
	}
	if err := prices.Bind(&s, money.USD, money.USD, 0); err != nil || s.Total.Amount.Currency() != money.EUR {
		t.Errorf("Bind of a pointer to an entity binds to %s, %v, want EUR", s.Total.Amount.Currency(), err)
	}

	bad := struct {
		Sales []sale `json:"sales"`
	}{Sales: make([]sale, 2)}
	if err := json.Unmarshal([]byte(`{"currency": "JPY", "total": {"amount": "2.5"}}`), &bad.Sales[1]); err != nil {
		t.Fatal(err)
	}
	vs := fault.Violations(prices.Bind(&bad, money.USD, money.USD, 0))
	if len(vs) != 1 || vs[0].Field != "sales[1].total.amount" {
		t.Errorf("violations %v, want one at sales[1].total.amount", vs)
	}
}
