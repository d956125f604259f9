// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package validation_test

import (
	"fmt"
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/plugin/validation"
)

// Descriptions are shown as they are: what they link to leads to web pages.
func TestLinks(t *testing.T) {
	t.Parallel()
	for text, fine := range map[string]bool{
		"no link at all": true,
		`see <a href="https://example.com/why">why</a>`:      true,
		`see <A HREF='HTTP://example.com'>why</A>`:           true,
		`two: <a href="https://a.b">1</a> <a href=http://c>`: true,
		"the word href": true,
		`see <a href="javascript:alert(1)">why</a>`:         false,
		`see <a href=javascript:alert(1)>why</a>`:           false,
		`<a href="https://a.b">1</a><a href="data:x">2</a>`: false,
		`<a href="//example.com">x</a>`:                     false,
		`<a href = ' java&#115;cript:alert(1)'>x</a>`:       false,
		`<a href="javascript:alert(1)`:                      false,
		`<a href="">x</a>`:                                  false,
	} {
		err := validation.Check(validation.Response{Violations: []validation.Violation{validation.Error(text)}})
		if (err == nil) != fine {
			t.Errorf("Check(%s) = %v, want fine: %t", text, err, fine)
		}
		if vs := fault.Violations(err); !fine && (len(vs) != 1 || vs[0].Field != "violations[0].description") {
			t.Errorf("violations = %v", vs)
		}
	}
}

// Places have the platform's names.
func TestPlaces(t *testing.T) {
	t.Parallel()
	odd := validation.Error("x")
	odd.Target.Other.Name = "ELSEWHERE"
	line := validation.Error("x").On("1")
	line.Target.LineItem.Name = validation.OtherDefault
	err := validation.Check(validation.Response{Violations: []validation.Violation{odd, line, validation.Error("x").On("")}})
	vs := fault.Violations(err)
	if len(vs) != 2 || vs[0].Field != "violations[0].target.other.name" || vs[1].Field != "violations[1].target.lineItem.name" {
		t.Errorf("violations = %v", vs)
	}
}

// Of too many violations those that keep the buyer from going on are kept.
func TestBound(t *testing.T) {
	t.Parallel()
	var vs []validation.Violation
	for i := range validation.MaxViolations {
		vs = append(vs, validation.Warning(fmt.Sprint("warning ", i)))
	}
	if got := validation.Bound(vs); len(got) != validation.MaxViolations || got[7].Description != "warning 7" {
		t.Errorf("Bound() = %d violations, the eighth %v", len(got), got[7])
	}
	got := validation.Bound(append(vs, validation.Error("stop"), validation.Warning("one more")))
	if len(got) != validation.MaxViolations || got[0].Description != "stop" || got[99].Description != "warning 98" {
		t.Errorf("Bound() = %d violations from %v to %v", len(got), got[0], got[len(got)-1])
	}
}
