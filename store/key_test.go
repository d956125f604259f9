// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store_test

import (
	"bytes"
	"cmp"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/store"
)

// value is something that a Part is made of.
type value struct {
	form int
	s    string
	n    int64
}

func (v value) part() store.Part {
	switch v.form {
	case 0:
		return store.Text(v.s)
	case 1:
		return store.Bytes([]byte(v.s))
	case 2:
		return store.Int(v.n)
	case 3:
		return store.Time(time.UnixMicro(v.n))
	default:
		return store.Bool(v.n > 0)
	}
}

func (v value) compare(w value) int {
	if v.form < 2 {
		return strings.Compare(v.s, w.s)
	}
	if v.form == 4 {
		return cmp.Compare(min(max(v.n, 0), 1), min(max(w.n, 0), 1))
	}
	return cmp.Compare(v.n, w.n)
}

func drawValue(t *rapid.T, form int) value {
	v := value{form: form}
	if form < 2 {
		v.s = string(rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 'a', 'b', 0xFE, 0xFF}), 0, 4).Draw(t, "s"))
	} else {
		v.n = rapid.OneOf(rapid.Int64(), rapid.Int64Range(-3, 3), rapid.SampledFrom([]int64{math.MinInt64, math.MaxInt64})).Draw(t, "n")
		if form == 3 {
			v.n /= 1000 // what a time.Time can hold
		}
	}
	return v
}

func drawKey(t *rapid.T, forms []int) ([]value, []byte) {
	vs := make([]value, len(forms))
	parts := make([]store.Part, len(forms))
	for i, f := range forms {
		vs[i] = drawValue(t, f)
		parts[i] = vs[i].part()
	}
	return vs, store.Key(parts...)
}

func TestKeysSortAsTheirParts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		forms := rapid.SliceOfN(rapid.IntRange(0, 4), 1, 4).Draw(t, "forms")
		a, aKey := drawKey(t, forms)
		b, bKey := drawKey(t, forms)
		want := 0
		for i := range forms {
			if want = a[i].compare(b[i]); want != 0 {
				break
			}
		}
		if got := bytes.Compare(aKey, bKey); got != want {
			t.Errorf("Key(%v) compares with Key(%v) as %d, want %d", a, b, got, want)
		}
		if want != 0 && (bytes.HasPrefix(aKey, bKey) || bytes.HasPrefix(bKey, aKey)) {
			t.Errorf("one of Key(%v) and Key(%v) is the beginning of the other", a, b)
		}
	})
}

func TestKey(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		parts []store.Part
		want  string
	}{
		{nil, ""},
		{[]store.Part{store.Text("")}, "\x00\x01"},
		{[]store.Part{store.Text("a\x00b")}, "a\x00\xffb\x00\x01"},
		{[]store.Part{store.Bytes([]byte{0xFF, 0})}, "\xff\x00\xff\x00\x01"},
		{[]store.Part{store.Int(0)}, "\x80\x00\x00\x00\x00\x00\x00\x00"},
		{[]store.Part{store.Int(-1), store.Bool(true), store.Bool(false)}, "\x7f\xff\xff\xff\xff\xff\xff\xff\x01\x00"},
		{[]store.Part{store.Time(time.UnixMicro(1))}, "\x80\x00\x00\x00\x00\x00\x00\x01"},
		{[]store.Part{store.Text("x"), store.Int(1)}, "x\x00\x01\x80\x00\x00\x00\x00\x00\x00\x01"},
	} {
		if got := string(store.Key(c.parts...)); got != c.want {
			t.Errorf("Key(%v) = %q, want %q", c.parts, got, c.want)
		}
	}
	if bytes.Compare(store.Key(store.Time(time.Time{})), store.Key(store.Time(time.UnixMicro(math.MinInt32)))) >= 0 {
		t.Error("the zero time does not come first")
	}
}
