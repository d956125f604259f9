// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		cur  money.Currency
		want string
	}{
		{"25.00", money.USD, "25.00"},
		{"25", money.USD, "25.00"},
		{"25.5", money.USD, "25.50"},
		{"25.500000000", money.USD, "25.50"},
		{"-0.01", money.USD, "-0.01"},
		{"-0", money.USD, "0.00"},
		{"007", money.USD, "7.00"},
		{"25", money.JPY, "25"},
		{"25.000", money.JPY, "25"},
		{"1.234", money.KWD, "1.234"},
		{"0.0001", money.CLF, "0.0001"},
		{"9999999999999999.99", money.USD, "9999999999999999.99"},
		{"-9999999999999999.999", money.KWD, "-9999999999999999.999"},
		{"9999999999999999.9999", money.CLF, "9999999999999999.9999"},
		{"9999999999999999.999999999", 0, "9999999999999999.999999999"},
		{"-1234567890123456.123456789", 0, "-1234567890123456.123456789"},
		{"1.50", 0, "1.50"},
	} {
		a, err := money.Parse(tt.text, tt.cur)
		if err != nil || a.String() != tt.want || a.Currency() != tt.cur {
			t.Errorf("Parse(%q, %s) = %s %s, %v, want %s", tt.text, tt.cur, a, a.Currency(), err, tt.want)
		}
		if got := a.Decimal(); !got.Equal(decimal.RequireFromString(tt.text)) {
			t.Errorf("Parse(%q, %s).Decimal() = %s", tt.text, tt.cur, got)
		}
	}
}

// outsideGrammar are texts that are no amounts.
var outsideGrammar = []string{
	"", "-", ".", "1.", ".5", "-.5", "+1", " 1", "1 ", "1,5", "1_000", "--1", "1.2.3", "0x10", "NaN", "Inf", "1e3", "1E3",
	"1e999999999", "-1e-999999999", "12345678901234567", "1.1234567890", "１", "1\x00", strings.Repeat("1", 1000), strings.Repeat("9", 1<<20),
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range outsideGrammar {
		_, err := money.Parse(text, money.USD)
		_, errd := money.ParseDecimal(text)
		var syntax *money.SyntaxError
		if !errors.As(err, &syntax) || !errors.As(errd, &syntax) || !errors.Is(err, fault.Invalid) {
			t.Errorf("Parse(%.40q) = %v, %v, want syntax errors", text, err, errd)
			continue
		}
		if v := fault.Violations(err); len(v) != 1 || v[0].Rule != fault.RuleFormat {
			t.Errorf("Parse(%.40q) has violations %v, want one of FORMAT", text, v)
		}
		if len(err.Error()) > 200 {
			t.Errorf("Parse(%.40q) has an error of %d bytes", text, len(err.Error()))
		}
	}
}

// Not parallel: it counts allocations.
func TestParseAllocatesNothing(t *testing.T) {
	long := strings.Repeat("9", 1<<20)
	for _, text := range []string{"1234567.89", "-0.00", "999999999999999999"[:16] + ".99"} {
		if n := testing.AllocsPerRun(20, func() { _, _ = money.Parse(text, money.USD) }); n != 0 {
			t.Errorf("Parse(%q) allocates %v times", text, n)
		}
	}
	// What is refused costs the error and nothing in proportion to the text.
	for _, text := range []string{"1e999999999", long} {
		if n := testing.AllocsPerRun(20, func() { _, _ = money.Parse(text, money.USD) }); n > 3 {
			t.Errorf("Parse(%.20q) allocates %v times", text, n)
		}
	}
}

func TestScale(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		cur  money.Currency
	}{
		{"25.001", money.USD}, {"0.5", money.JPY}, {"1.2345", money.KWD}, {"9999999999999999.999999999", money.CLF}, {"-0.000000001", money.USD},
	} {
		_, errParse := money.Parse(tt.text, tt.cur)
		_, errNew := money.New(decimal.RequireFromString(tt.text), tt.cur)
		for name, err := range map[string]error{"Parse": errParse, "New": errNew} {
			var scale *money.ScaleError
			if !errors.As(err, &scale) || !errors.Is(err, fault.Invalid) {
				t.Errorf("%s(%s, %s) = %v, want a scale error", name, tt.text, tt.cur, err)
				continue
			}
			if scale.Currency != tt.cur || !scale.Value.Equal(decimal.RequireFromString(tt.text)) {
				t.Errorf("%s(%s, %s) = error about %s %s", name, tt.text, tt.cur, scale.Value, scale.Currency)
			}
			if v := fault.Violations(err); len(v) != 1 || v[0].Rule != fault.RuleDecimalMaxScale || v[0].Data["maxScale"] != tt.cur.Digits() {
				t.Errorf("%s(%s, %s) has violations %v, want one of DECIMAL_MAX_SCALE", name, tt.text, tt.cur, v)
			}
		}
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		d    decimal.Decimal
		cur  money.Currency
		want string
	}{
		{decimal.New(25, 0), money.USD, "25.00"},
		{decimal.New(25, 3), money.USD, "25000.00"},
		{decimal.New(2500000, -5), money.USD, "25.00"},
		{decimal.Decimal{}, money.USD, "0.00"},
		{decimal.New(0, math.MaxInt32), money.USD, "0.00"},
		{decimal.New(0, math.MinInt32), money.USD, "0.00"},
		{decimal.New(math.MaxInt64, -2), money.USD, "92233720368547758.07"},
		{decimal.New(math.MinInt64, -2), money.USD, "-92233720368547758.08"},
		{decimal.New(math.MaxInt64, 0), money.USD, "9223372036854775807.00"},
		{decimal.RequireFromString("123456789012345678901234567890.12"), money.USD, "123456789012345678901234567890.12"},
		{decimal.RequireFromString("123456789012345678901234567890.12000"), money.USD, "123456789012345678901234567890.12"},
		{decimal.New(12345, -4), 0, "1.2345"},
		{decimal.New(5, 2), 0, "500"},
	} {
		a, err := money.New(tt.d, tt.cur)
		if err != nil || a.String() != tt.want {
			t.Errorf("New(%de%d, %s) = %s, %v, want %s", tt.d.Coefficient(), tt.d.Exponent(), tt.cur, a, err, tt.want)
		}
		if a.Bound() != (tt.cur != 0) {
			t.Errorf("New(_, %s).Bound() = %v", tt.cur, a.Bound())
		}
	}
}

// Numbers whose digits, written out, would fill the memory are refused unseen.
func TestNewRefusesExtremes(t *testing.T) {
	t.Parallel()
	var outOfRange *money.RangeError
	var scale *money.ScaleError
	for _, d := range []decimal.Decimal{decimal.New(1, math.MaxInt32), decimal.New(1, 40), decimal.RequireFromString("1" + strings.Repeat("0", 50) + "1")} {
		if _, err := money.New(d, money.USD); !errors.As(err, &outOfRange) || !errors.Is(err, fault.Invalid) || len(err.Error()) > 200 {
			t.Errorf("New(1e%d) = %v, want a range error", d.Exponent(), err)
		}
	}
	for _, d := range []decimal.Decimal{decimal.New(1, math.MinInt32), decimal.New(1, -3), decimal.RequireFromString("1" + strings.Repeat("0", 50) + "1").Shift(-100)} {
		if _, err := money.New(d, money.USD); !errors.As(err, &scale) || len(err.Error()) > 200 {
			t.Errorf("New(1e%d) = %v, want a scale error", d.Exponent(), err)
		}
	}
	for _, d := range []decimal.Decimal{decimal.New(1, math.MinInt32), decimal.New(1, -10)} {
		if _, err := money.New(d, 0); !errors.As(err, &scale) || len(err.Error()) > 200 {
			t.Errorf("New(1e%d, 0) = %v, want a scale error", d.Exponent(), err)
		}
	}
}

func TestBind(t *testing.T) {
	t.Parallel()
	unbound := money.MustParse("25.50", 0)
	if unbound.Bound() || unbound.Currency() != 0 || unbound.String() != "25.50" {
		t.Errorf("Parse(25.50, 0) = %s, bound %v", unbound, unbound.Bound())
	}
	if _, ok := unbound.Minor(); ok {
		t.Error("an unbound amount has a count of minor units")
	}
	a, err := unbound.Bind(money.USD)
	if n, ok := a.Minor(); err != nil || n != 2550 || !ok {
		t.Errorf("Bind(USD) = %s, %v, want 25.50", a, err)
	}
	if b, err := a.Bind(money.USD); err != nil || !b.Equal(a) {
		t.Errorf("Bind of a bound amount = %s, %v, want itself", b, err)
	}
	var mixed *money.CurrencyError
	if _, err := a.Bind(money.EUR); !errors.As(err, &mixed) || mixed.A.Currency() != money.USD || mixed.B.Currency() != money.EUR {
		t.Errorf("Bind to another currency = %v, want a currency error", err)
	}
	if _, err := unbound.Bind(0); !errors.As(err, &mixed) {
		t.Errorf("Bind to no currency = %v, want a currency error", err)
	}
	if _, err := unbound.Bind(money.JPY); fault.Violations(err) == nil || fault.Violations(err)[0].Rule != fault.RuleDecimalMaxScale {
		t.Errorf("Bind(JPY) = %v, want DECIMAL_MAX_SCALE", err)
	}
	if z, err := (money.Amount{}).Bind(money.USD); err != nil || !z.Equal(money.Zero(money.USD)) {
		t.Errorf("Bind of no amount = %s, %v, want 0.00", z, err)
	}
	wide, err := money.MustParse("9999999999999999.50", 0).Bind(money.CLF)
	if err != nil || wide.String() != "9999999999999999.5000" {
		t.Errorf("Bind(CLF) = %s, %v", wide, err)
	}
	if _, ok := wide.Minor(); ok {
		t.Error("an amount beyond int64 has an int64 count")
	}
}

func TestAddSub(t *testing.T) {
	t.Parallel()
	most, least := money.Minor(math.MaxInt64, money.USD), money.Minor(math.MinInt64, money.USD)
	cent := money.Minor(1, money.USD)
	for _, tt := range []struct {
		a, b      money.Amount
		sum, diff string
	}{
		{money.Minor(100, money.USD), cent, "1.01", "0.99"},
		{most, cent, "92233720368547758.08", "92233720368547758.06"},
		{least, cent, "-92233720368547758.07", "-92233720368547758.09"},
		{most, most, "184467440737095516.14", "0.00"},
		{least, least, "-184467440737095516.16", "0.00"},
		{most, least, "-0.01", "184467440737095516.15"},
		{least, most, "-0.01", "-184467440737095516.15"},
		{money.Amount{}, cent, "0.01", "-0.01"},
		{cent, money.Amount{}, "0.01", "0.01"},
		{money.MustParse("1.5", 0), money.MustParse("0.25", 0), "1.75", "1.25"},
		{money.MustParse("9999999999999999.5", 0), money.MustParse("0.25", 0), "9999999999999999.75", "9999999999999999.25"},
		{money.Amount{}, money.MustParse("0.25", 0), "0.25", "-0.25"},
	} {
		sum, err := tt.a.Add(tt.b)
		if err != nil || sum.String() != tt.sum {
			t.Errorf("%s + %s = %s, %v, want %s", tt.a, tt.b, sum, err, tt.sum)
		}
		diff, err := tt.a.Sub(tt.b)
		if err != nil || diff.String() != tt.diff {
			t.Errorf("%s - %s = %s, %v, want %s", tt.a, tt.b, diff, err, tt.diff)
		}
	}
	if s, err := (money.Amount{}).Add(money.Amount{}); err != nil || s != (money.Amount{}) {
		t.Errorf("no amount + no amount = %v, %v, want none", s, err)
	}
}

func TestCurrenciesDoNotMix(t *testing.T) {
	t.Parallel()
	usd, eur, unbound := money.Minor(1, money.USD), money.Minor(2, money.EUR), money.MustParse("3", 0)
	for _, pair := range [][2]money.Amount{{usd, eur}, {usd, unbound}, {unbound, usd}, {usd, money.Zero(money.EUR)}} {
		a, b := pair[0], pair[1]
		_, errAdd := a.Add(b)
		_, errSub := a.Sub(b)
		_, errCmp := a.Cmp(b)
		_, errSum := money.Sum(0, a, b)
		for op, err := range map[string]error{"add": errAdd, "subtract": errSub, "compare": errCmp} {
			var mixed *money.CurrencyError
			if !errors.As(err, &mixed) || !errors.Is(err, fault.Invalid) || mixed.Op != op || !mixed.A.Equal(a) || !mixed.B.Equal(b) {
				t.Errorf("%s %s and %s = %v, want a currency error with both", op, a, b, err)
			}
		}
		if errSum == nil {
			t.Errorf("Sum(%s, %s) of two currencies succeeds", a, b)
		}
		if a.Equal(b) {
			t.Errorf("%s equals %s", a, b)
		}
	}
}

func TestMul(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		units, n int64
		want     string
	}{
		{199, 3, "5.97"},
		{199, 0, "0.00"},
		{199, -1, "-1.99"},
		{-199, -2, "3.98"},
		{math.MaxInt64, 1, "92233720368547758.07"},
		{math.MaxInt64, 10, "922337203685477580.70"},
		{math.MinInt64, -1, "92233720368547758.08"},
		{math.MinInt64, math.MinInt64, "850705917302346158658436518579420528.64"},
	} {
		got, err := money.Minor(tt.units, money.USD).Mul(tt.n)
		if err != nil || got.String() != tt.want {
			t.Errorf("%d × %d = %s, %v, want %s", tt.units, tt.n, got, err, tt.want)
		}
	}
	huge, err := money.Minor(math.MinInt64, money.USD).Mul(math.MaxInt64)
	if err != nil {
		t.Fatal(err)
	}
	var outOfRange *money.RangeError
	if _, err := huge.Mul(4); !errors.As(err, &outOfRange) || !errors.Is(err, fault.Invalid) || !outOfRange.A.Equal(huge) || outOfRange.B != "4" {
		t.Errorf("%s × 4 = %v, want a range error", huge, err)
	}
	twice, err := huge.Add(huge)
	if err != nil {
		t.Errorf("%s + %s = %v", huge, huge, err)
	}
	if more, err := twice.Add(huge); !errors.As(err, &outOfRange) || outOfRange.Op != "add" {
		t.Errorf("%s + %s = %s, %v, want a range error", twice, huge, more, err)
	}
}

func TestSigns(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"0", "1", "-1", "92233720368547758.08", "-92233720368547758.08", "-92233720368547758.09"} {
		a, err := money.New(decimal.RequireFromString(text), money.USD)
		if err != nil {
			t.Fatal(err)
		}
		d := a.Decimal()
		if a.Sign() != d.Sign() || a.IsZero() != d.IsZero() || a.IsNegative() != d.IsNegative() || a.IsPositive() != d.IsPositive() {
			t.Errorf("the sign of %s is %d", text, a.Sign())
		}
		if got := a.Neg().Decimal(); !got.Equal(d.Neg()) {
			t.Errorf("-(%s) = %s", text, got)
		}
		if got := a.Abs().Decimal(); !got.Equal(d.Abs()) {
			t.Errorf("|%s| = %s", text, got)
		}
		if !a.Neg().Neg().Equal(a) {
			t.Errorf("-(-(%s)) = %s", text, a.Neg().Neg())
		}
	}
}

func TestCmpEqual(t *testing.T) {
	t.Parallel()
	one, big := money.Minor(100, money.USD), money.MustParse("9999999999999999.99", money.CLF)
	if c, err := one.Cmp(money.Amount{}); c != 1 || err != nil {
		t.Errorf("Cmp with no amount = %d, %v, want 1", c, err)
	}
	if !money.MustParse("1.50", 0).Equal(money.MustParse("1.5", 0)) || money.MustParse("1.50", 0).Equal(money.MustParse("1.51", 0)) {
		t.Error("unbound amounts do not compare as numbers")
	}
	if !big.Equal(money.MustParse("9999999999999999.990", money.CLF)) || big.Equal(big.Neg()) {
		t.Error("wide amounts do not compare as numbers")
	}
	if (money.Amount{}).Equal(money.Zero(money.USD)) || (money.Amount{}).Equal(money.MustParse("0", 0)) || !(money.Amount{}).Equal(money.Amount{}) {
		t.Error("no amount equals a zero")
	}
	if c, err := big.Cmp(big.Neg()); c != 1 || err != nil {
		t.Errorf("Cmp of wide amounts = %d, %v, want 1", c, err)
	}
}

func TestSum(t *testing.T) {
	t.Parallel()
	got, err := money.Sum(money.USD, money.Minor(1, money.USD), money.Amount{}, money.Minor(2, money.USD))
	if err != nil || got.String() != "0.03" {
		t.Errorf("Sum = %s, %v, want 0.03", got, err)
	}
	if got, err := money.Sum(money.USD); err != nil || !got.Equal(money.Zero(money.USD)) {
		t.Errorf("Sum of nothing = %s, %v, want 0.00", got, err)
	}
}

func TestMustParsePanics(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("MustParse(1.234, USD) returned")
		}
	}()
	money.MustParse("1.234", money.USD)
}
