// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/events"
)

type inner struct {
	Text string   `json:"text,omitempty"`
	List []string `json:"list"`
	Next *inner   `json:"next,omitempty"`
}

type Embedded struct {
	Of string `json:"of"`
}

type entity struct {
	Embedded
	ID     string         `json:"id"`
	Count  int            `json:"count,omitempty"`
	When   time.Time      `json:"when,omitzero"`
	In     inner          `json:"in"`
	Ptr    *inner         `json:"ptr,omitempty"`
	Map    map[string]int `json:"map,omitempty"`
	Hidden string         `json:"-"`
	secret int
}

// speaks encodes what encoding/json does not see.
type speaks struct{ secret int }

func (s speaks) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]int{"secret": s.secret})
}

type private struct {
	embedded
	ID string `json:"id"`
}

type embedded struct {
	Of string `json:"of"`
}

func TestDifference(t *testing.T) {
	t.Parallel()
	e := entity{ID: "1", Count: 2, In: inner{Text: "a", List: []string{"x"}}, Ptr: &inner{Text: "p"}}
	change := func(fn func(e *entity)) *entity {
		c := e
		fn(&c)
		return &c
	}
	for _, tt := range []struct {
		name          string
		before, after any
		want          map[string]any
	}{
		{"nothing", &e, change(func(*entity) {}), map[string]any{}},
		{"a member", &e, change(func(e *entity) { e.ID = "2" }), map[string]any{"id": "1"}},
		{"a member gone", &e, change(func(e *entity) { e.Count = 0 }), map[string]any{"count": 2.0}},
		{"a member come", change(func(e *entity) { e.Count = 0 }), &e, map[string]any{"count": nil}},
		{"a member of a member", &e, change(func(e *entity) { e.In.Text = "b" }), map[string]any{"in.text": "a"}},
		{"a list", &e, change(func(e *entity) { e.In.List = nil }), map[string]any{"in.list": []any{"x"}}},
		{"an object gone", &e, change(func(e *entity) { e.Ptr = nil }), map[string]any{"ptr": map[string]any{"text": "p", "list": nil}}},
		{"embedded", &e, change(func(e *entity) { e.Of = "o" }), map[string]any{"of": ""}},
		{"what is not encoded", &e, change(func(e *entity) { e.Hidden, e.secret = "h", 1 }), map[string]any{}},
		{"the same moment elsewhere", &entity{When: noon}, &entity{When: noon.Local().UTC()}, map[string]any{}},
		{"values, not pointers", e, *change(func(e *entity) { e.ID = "2" }), map[string]any{"id": "1"}},
		{"an entity that encodes itself", speaks{1}, speaks{2}, map[string]any{"secret": 1.0}},
		{"an embedded struct that is not exported", private{embedded{"a"}, "1"}, private{embedded{"b"}, "1"}, map[string]any{"of": "a"}},
		{"maps", map[string]any{"a": 1}, map[string]any{"a": 2}, map[string]any{"a": 1.0}},
		{"other types", e, map[string]any{"of": "", "id": "9", "in": map[string]any{"text": "a", "list": []string{"x"}}, "ptr": e.Ptr, "count": 2}, map[string]any{"id": "1"}},
		{"no object", 1, 2, nil},
		{"nil", (*entity)(nil), &e, nil},
		{"nothing at all", nil, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, events.Difference(tt.before, tt.after)); diff != "" {
				t.Errorf("Difference() (-want +got)\n%s", diff)
			}
		})
	}
}

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// Leaving out what is alike changes nothing.
func TestDifferenceOfWholes(t *testing.T) {
	t.Parallel()
	text := rapid.SampledFrom([]string{"", "a", "b"})
	ins := rapid.Custom(func(t *rapid.T) inner {
		in := inner{Text: text.Draw(t, "text"), List: rapid.SampledFrom([][]string{nil, {}, {"a"}, {"b", "a"}}).Draw(t, "list")}
		if rapid.Bool().Draw(t, "next") {
			in.Next = &inner{Text: text.Draw(t, "next")}
		}
		return in
	})
	entities := rapid.Custom(func(t *rapid.T) *entity {
		e := &entity{
			Embedded: Embedded{text.Draw(t, "of")}, ID: text.Draw(t, "id"), Count: rapid.IntRange(0, 1).Draw(t, "count"), In: ins.Draw(t, "in"),
			Map: rapid.SampledFrom([]map[string]int{nil, {}, {"a": 1}, {"a": 2, "b": 1}}).Draw(t, "map"), secret: rapid.IntRange(0, 1).Draw(t, "secret"),
		}
		if rapid.Bool().Draw(t, "ptr") {
			in := ins.Draw(t, "ptr")
			e.Ptr = &in
		}
		return e
	})
	rapid.Check(t, func(t *rapid.T) {
		before, after := entities.Draw(t, "before"), entities.Draw(t, "after")
		if diff := cmp.Diff(events.DifferenceOfWholes(before, after), events.Difference(before, after)); diff != "" {
			t.Errorf("Difference() (-wholes +got)\n%s", diff)
		}
	})
}
