// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package quickjson_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-ecom/ecom/cart"
	"github.com/go-ecom/ecom/checkout"
	"github.com/go-ecom/ecom/delivery"
	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fulfillment"
	"github.com/go-ecom/ecom/internal/quickjson"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/taxes"
	"github.com/go-ecom/ecom/tips"
	"github.com/go-ecom/ecom/transaction"
)

// same holds what is written against encoding/json.
func same(t *testing.T, v any) {
	t.Helper()
	want, wantErr := json.Marshal(v)
	got, err := quickjson.Marshal(v)
	if string(got) != string(want) || fmt.Sprint(err) != fmt.Sprint(wantErr) {
		t.Errorf("Marshal(%T) =\n%s, %v, want\n%s, %v", v, got, err, want, wantErr)
	}
}

type (
	byValue   struct{ s string }
	byPointer struct{ s string }
	text      struct{ s string }
	textBy    struct{ s string }
	list      []string
	named     string
	appends   struct{ n int }
	zero      struct{ n int }
	zeroBy    struct{ n int }
	maker     interface{ MarshalJSON() ([]byte, error) }
)

func (b byValue) MarshalJSON() ([]byte, error)    { return []byte(` { "s" : "<` + b.s + `>" } `), nil }
func (b *byPointer) MarshalJSON() ([]byte, error) { return json.Marshal("pointer " + b.s) }
func (x text) MarshalText() ([]byte, error)       { return []byte(x.s), nil }
func (x *textBy) MarshalText() ([]byte, error)    { return []byte("pointer " + x.s), nil }
func (l list) MarshalText() ([]byte, error)       { return []byte(fmt.Sprint(len(l))), nil }
func (a appends) MarshalJSON() ([]byte, error)    { return a.AppendJSON(nil) }
func (a appends) AppendJSON(b []byte) ([]byte, error) {
	return append(b, strings.Repeat("1", 1+a.n)...), nil
}
func (z zero) IsZero() bool    { return z.n == 7 }
func (z *zeroBy) IsZero() bool { return z.n == 7 }

type broken struct{}

func (broken) MarshalJSON() ([]byte, error) { return nil, errors.New("oh no") }

type wrong struct{}

func (wrong) MarshalJSON() ([]byte, error) { return []byte("{"), nil }

type inner struct {
	Hidden string `json:"-"`
	In     int    `json:"in"`
	Same   int    `json:"same"`
}

type Public struct {
	Pub  string `json:"pub,omitempty"`
	Kind string
}

type odd struct {
	inner
	*Public
	Named     inner           `json:"named"`
	A         bool            `json:"a"`
	B         []byte          `json:"b"`
	C         [3]int8         `json:"c"`
	D         map[string]any  `json:"d"`
	E         map[int]string  `json:"e,omitempty"`
	F         float64         `json:"f"`
	G         float32         `json:"g,omitempty"`
	H         *odd            `json:"h"`
	I         any             `json:"i"`
	J         json.RawMessage `json:"j,omitempty"`
	K         json.Number     `json:"k,omitempty"`
	L         byValue         `json:"l"`
	M         byPointer       `json:"m"`
	N         *byPointer      `json:"n,omitempty"`
	O         text            `json:"o"`
	P         textBy          `json:"p"`
	Q         list            `json:"q"`
	R         named           `json:"r,omitempty"`
	S         []odd           `json:"s,omitempty"`
	T         time.Time       `json:"t,omitzero"`
	U         *time.Time      `json:"u"`
	V         appends         `json:"v"`
	W         zero            `json:"w,omitzero"`
	X         zeroBy          `json:"x,omitzero"`
	Y         *zero           `json:"y,omitzero"`
	Z         inner           `json:"z,omitzero"`
	Under     uint16          `json:"under_score,omitempty"`
	Untagged  int
	Empty     struct{}                   `json:"empty,omitempty"`
	Maker     maker                      `json:"maker"`
	Texts     map[named]text             `json:"texts"`
	Times     []time.Time                `json:"times"`
	Pointers  []*appends                 `json:"pointers"`
	Interface interface{ IsZero() bool } `json:"interface,omitzero"`
	private   int
}

type (
	hides struct { // one name at two depths
		inner
		Same string `json:"same"`
	}
	quoted struct {
		N int `json:"n,string"`
	}
	strange struct {
		N int `json:"nä"`
		M int `json:"a b"`
	}
	unsupported struct {
		C chan int `json:"c,omitempty"`
	}
	itself []itself
	chain  struct {
		Next *chain `json:"next,omitempty"`
		N    int    `json:"n"`
	}
	embedsItself struct {
		*embedsItself //nolint:unused // it is looked at
		N             int
	}
)

// TestOdd: whatever encoding/json knows comes out as encoding/json writes it,
// and what it refuses is refused in its words.
func TestOdd(t *testing.T) {
	t.Parallel()
	at := time.Date(2030, 1, 2, 3, 4, 5, 678900000, time.FixedZone("x", 3600))
	full := odd{
		inner: inner{"h", 1, 2}, Public: &Public{"p", "<k>"}, A: true, B: []byte("bytes"), C: [3]int8{1, -2, 3},
		D: map[string]any{"z": 1, "a": []any{nil, "x", 1.5, map[string]any{}}, "": true, "ä<": at}, E: map[int]string{2: "b", 10: "a"},
		F: 1e21, G: 1e-7, H: &odd{}, I: &byPointer{"i"}, J: json.RawMessage(` {"a" : "<" , "b":[ ] }`), K: "12.50",
		L: byValue{"&"}, M: byPointer{"m"}, N: &byPointer{"n"}, O: text{"o\"<\u2028"}, P: textBy{"p"}, Q: list{"1"}, R: "r\x00\xff\u2029ü",
		S: []odd{{}, {A: true}}, T: at, U: &at, V: appends{3}, W: zero{7}, X: zeroBy{7}, Y: &zero{7}, Z: inner{In: 1},
		Under: 9, Untagged: -1, Maker: byValue{"made"}, Texts: map[named]text{"b": {"1"}, "a": {"2"}},
		Times: []time.Time{at, {}}, Pointers: []*appends{nil, {1}}, Interface: zero{7}, private: 1,
	}
	deep := &chain{}
	for i := range 300 {
		deep = &chain{deep, i}
	}
	round := &chain{}
	round.Next = round
	slices := itself{nil, {}}
	cycle := itself{nil}
	cycle[0] = cycle
	maps := map[string]any{}
	maps["self"] = maps
	var none *odd
	var nobody maker
	for _, v := range []any{
		nil, none, nobody,
		odd{},
		&odd{}, full, &full,
		[]odd{full},
		[]*odd{&full, nil},
		map[string]odd{"a": full},
		map[string]*odd{"a": &full, "b": nil},
		hides{inner{In: 1, Same: 2}, "x"},
		quoted{1},
		strange{1, 2},
		unsupported{},
		deep, round, slices, cycle, maps,
		embedsItself{N: 1},
		broken{},
		[]any{1, broken{}},
		wrong{},
		&struct{ W wrong }{}, math.NaN(),
		map[string]float64{"a": math.Inf(1)},
		make(chan int), complex(1, 2),
		time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC),
		struct{ T time.Time }{time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC)},
		json.RawMessage("{"), json.RawMessage(nil), json.Number("x"),
		byPointer{"x"},
		&byPointer{"x"},
		textBy{"x"},
		[]textBy{{"x"}},
		[1]textBy{{"x"}},
		"", "plain", "<&>", "\x7f", "é", "\xff", named("a\tb"), true, int8(-128), uint64(math.MaxUint64), 0.1, float32(0.1), uintptr(3),
		map[bool]int{},
		map[text]int{{"a"}: 1},
		map[named]int{"b": 1, "a": 2},
		[]byte(nil),
		[2]byte{1, 2},
		[]list{nil, {"a"}},
		struct{ L list }{},
		Public{},
		struct{ *Public }{},
		struct{ Public }{},
		struct {
			named
			N named `json:",omitempty"`
		}{},
	} {
		same(t, v)
	}
}

// TestEntities: so are the documents that are stored, filled with anything.
func TestEntities(t *testing.T) {
	t.Parallel()
	for _, v := range []any{
		new(order.Record), new(order.OrderUpdated), new(order.OrderApproved), new(cart.Cart), new(checkout.Checkout), new(checkout.CheckoutCompleted),
		new(transaction.OrderTransactions), new(fulfillment.OrderWithFulfillments), new(discount.Rule), new(discount.Coupon), new(delivery.Profile),
		new(delivery.ShippingOption), new(delivery.PickupLocation), new(delivery.LocalDeliveryOption), new(taxes.TaxRegion), new(tips.Settings),
	} {
		for seed := range uint64(40) {
			p := reflect.New(reflect.TypeOf(v).Elem())
			(&filler{rand.New(rand.NewPCG(seed, 1))}).fill(p.Elem(), 0)
			same(t, p.Interface())
			same(t, p.Elem().Interface())
		}
	}
}

// filler makes values of any type.
type filler struct{ *rand.Rand }

var texts = []string{"", "a", "plain text", "<b>&", "Grüße", "\u2028\"\\\n", "\xff", "12.50"}

func (f *filler) fill(v reflect.Value, depth int) {
	switch p := v.Addr().Interface().(type) {
	case *time.Time:
		*p = time.UnixMicro(f.Int64N(1e15)).UTC()
		return
	case *money.Amount:
		*p = f.amount()
		return
	case *money.Price:
		p.Amount = f.amount()
		*p, _ = p.Bind(p.Amount.Currency(), f.locale())
		return
	case *money.MultiCurrencyPrice:
		p.Amount, p.Converted = f.amount(), f.amount()
		*p, _ = p.Bind(p.Amount.Currency(), p.Converted.Currency(), f.locale())
		return
	case *any:
		*p = []any{nil, "x", 1.0, map[string]any{"k": []any{"<"}}}[f.IntN(4)]
		return
	}
	if f.IntN(4) == 0 {
		return // left as it is
	}
	switch v.Kind() { //nolint:exhaustive // all others are left as they are
	case reflect.Bool:
		v.SetBool(f.IntN(2) == 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(f.Int64N(256) - 128)
	case reflect.String:
		v.SetString(texts[f.IntN(len(texts))])
	case reflect.Struct:
		for i := range v.NumField() {
			if field := v.Field(i); field.CanSet() {
				f.fill(field, depth)
			}
		}
	case reflect.Pointer:
		if depth < 6 {
			v.Set(reflect.New(v.Type().Elem()))
			f.fill(v.Elem(), depth+1)
		}
	case reflect.Slice:
		if depth < 6 {
			v.Set(reflect.MakeSlice(v.Type(), f.IntN(3), 3))
			for i := range v.Len() {
				f.fill(v.Index(i), depth+1)
			}
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range f.IntN(3) {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			f.fill(key, depth+1)
			f.fill(value, depth+1)
			v.SetMapIndex(key, value)
		}
	}
}

func (f *filler) amount() money.Amount {
	a, err := money.Parse([]string{"0", "12.34", "-5", "99999999999999999999.99"}[f.IntN(4)], []money.Currency{money.USD, money.EUR}[f.IntN(2)])
	if err != nil || f.IntN(4) == 0 {
		return money.Amount{}
	}
	return a
}

func (f *filler) locale() money.Locale {
	l, err := money.ParseLocale([]string{"en-US", "de-DE", "fr-FR"}[f.IntN(3)])
	if err != nil {
		return 0
	}
	return l
}
