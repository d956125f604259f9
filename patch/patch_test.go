// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package patch_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/go-ecom/ecom/patch"
)

type update struct {
	Note  patch.Field[string] `json:"note,omitzero"`
	Count patch.Field[int]    `json:"count,omitzero"`
}

func TestFieldJSON(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		body string
		want update
	}{
		{`{}`, update{}},
		{`{"note":null}`, update{Note: patch.Clear[string]()}},
		{`{"note":"hi","count":0}`, update{Note: patch.Set("hi"), Count: patch.Set(0)}},
	} {
		var got update
		if err := json.Unmarshal([]byte(tt.body), &got); err != nil {
			t.Fatalf("Unmarshal(%s): %v", tt.body, err)
		}
		if got != tt.want {
			t.Errorf("Unmarshal(%s) = %+v, want %+v", tt.body, got, tt.want)
		}
		back, err := json.Marshal(got)
		if err != nil || string(back) != tt.body {
			t.Errorf("Marshal(%+v) = %s, %v, want %s", got, back, err, tt.body)
		}
	}
	var u update
	if err := json.Unmarshal([]byte(`{"count":"x"}`), &u); err == nil {
		t.Error("a value of the wrong type was accepted")
	}
}

func TestApply(t *testing.T) {
	t.Parallel()
	note := "old"
	if (patch.Field[string]{}).Apply(&note) || note != "old" {
		t.Errorf("a kept field changed to %q", note)
	}
	if !patch.Set("new").Apply(&note) || note != "new" {
		t.Errorf("a set field is %q, want new", note)
	}
	if !patch.Clear[string]().Apply(&note) || note != "" {
		t.Errorf("a cleared field is %q, want empty", note)
	}
	if !patch.Clear[string]().IsClear() || patch.Set("").IsClear() {
		t.Error("IsClear does not tell clear from set")
	}
	if v, ok := patch.Set("x").Get(); !ok || v != "x" {
		t.Errorf("Get() = %q, %v", v, ok)
	}
}

func ExampleField() {
	var u struct {
		BuyerNote patch.Field[string] `json:"buyerNote,omitzero"`
	}
	note := "leave it at the door"
	for _, body := range []string{`{}`, `{"buyerNote":"ring twice"}`, `{"buyerNote":null}`} {
		u.BuyerNote = patch.Field[string]{}
		if err := json.Unmarshal([]byte(body), &u); err != nil {
			fmt.Println(err)
		}
		u.BuyerNote.Apply(&note)
		fmt.Printf("%q\n", note)
	}
	// Output:
	// "leave it at the door"
	// "ring twice"
	// ""
}
