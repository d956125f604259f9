// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package validation

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/go-ecom/ecom/fault"
)

// Response is the objections.
type Response struct {
	Violations []Violation `json:"violations"` // none: all is well
}

// Violation is one objection.
type Violation struct {
	Severity    Severity `json:"severity"`
	Target      Target   `json:"target"`
	Description string   `json:"description"` // 1 to 1000 characters, for the buyer; may have links of http and https
}

// Clone returns a copy that shares nothing with v.
func (v Violation) Clone() Violation {
	if t := v.Target.Other; t != nil {
		v.Target.Other = new(*t)
	}
	if t := v.Target.LineItem; t != nil {
		v.Target.LineItem = new(*t)
	}
	return v
}

// Severity says what a violation keeps the buyer from.
type Severity string

// The severities.
const (
	SeverityWarning Severity = "WARNING" // nothing: it is shown
	SeverityError   Severity = "ERROR"   // going on
)

// Target is what a violation is about: exactly one of Other and LineItem.
type Target struct {
	Other    *Other          `json:"other,omitempty"` // the cart as a whole
	LineItem *LineItemTarget `json:"lineItem,omitempty"`
}

// Other names a place in the cart that is no line.
type Other struct {
	Name string `json:"name"` // OtherDefault
}

// LineItemTarget names a line, and a place in it.
type LineItemTarget struct {
	Name string `json:"name"`         // LineItemDefault
	ID   string `json:"id,omitempty"` // the line's
}

// The platform's names of places.
const (
	OtherDefault    = "OTHER_DEFAULT"
	LineItemDefault = "LINE_ITEM_DEFAULT"
)

// Error returns an objection to the whole cart that keeps the buyer from going
// on.
func Error(description string) Violation {
	return Violation{Severity: SeverityError, Target: Target{Other: &Other{Name: OtherDefault}}, Description: description}
}

// Warning returns an objection to the whole cart that is only shown.
func Warning(description string) Violation {
	v := Error(description)
	v.Severity = SeverityWarning
	return v
}

// On returns v about one line instead of the whole cart.
func (v Violation) On(lineItemID string) Violation {
	v.Target = Target{LineItem: &LineItemTarget{Name: LineItemDefault, ID: lineItemID}}
	return v
}

// Blocks reports whether any of the violations keeps the buyer from going on.
func Blocks(vs []Violation) bool {
	for i := range vs {
		if vs[i].Severity == SeverityError {
			return true
		}
	}
	return false
}

// MaxViolations is the most violations of an answer, and of all answers together:
// as many as the platform's checkouts have.
const MaxViolations = 100

// Bound returns at most MaxViolations of vs. Those that keep the buyer from going
// on come first when some have to be left out.
func Bound(vs []Violation) []Violation {
	if len(vs) <= MaxViolations {
		return vs
	}
	slices.SortStableFunc(vs, func(a, b Violation) int {
		return cmp.Compare(rank(a.Severity), rank(b.Severity))
	})
	return vs[:MaxViolations]
}

func rank(s Severity) int {
	if s == SeverityError {
		return 0
	}
	return 1
}

// Check refuses answers that a shop can't work with: more than MaxViolations,
// violations without a known severity, with a description that is missing, too
// long or links to something else than http and https, or without exactly one
// target that the platform has a name for. The error is Invalid and names every
// violation in a by its path.
func Check(a Response) error {
	var c fault.Checker
	if !c.Size("violations", len(a.Violations), 0, MaxViolations) {
		return c.Err()
	}
	for i := range a.Violations {
		v := &a.Violations[i]
		path := fault.Index("violations", i)
		if v.Severity != SeverityError && v.Severity != SeverityWarning {
			c.Add(path+".severity", fault.RuleInvalidEnum, fault.NotOneOf(v.Severity, SeverityError, SeverityWarning), nil)
		}
		c.Length(path+".description", v.Description, 1, 1000)
		if link, ok := badLink(v.Description); ok {
			c.Add(path+".description", fault.RuleFormat, fmt.Sprintf("%.40q is no link of http or https", link), nil)
		}
		switch {
		case v.Target.Other != nil && v.Target.LineItem != nil:
			c.Add(path+".target", fault.RuleOneOfAlignment, "only one of other and lineItem may be set", nil)
		case v.Target.Other == nil && v.Target.LineItem == nil:
			c.Add(path+".target", fault.RuleRequiredOneOf, "one of other and lineItem must be set", nil)
		case v.Target.Other != nil && v.Target.Other.Name != OtherDefault:
			c.Add(path+".target.other.name", fault.RuleInvalidEnum, fault.NotOneOf(v.Target.Other.Name, OtherDefault), nil)
		case v.Target.LineItem != nil && v.Target.LineItem.Name != LineItemDefault:
			c.Add(path+".target.lineItem.name", fault.RuleInvalidEnum, fault.NotOneOf(v.Target.LineItem.Name, LineItemDefault), nil)
		}
	}
	return c.Err()
}

var href = regexp.MustCompile(`(?i)\bhref\s*=\s*(?:"([^"]*)"?|'([^']*)'?|([^\s>]*))`)

// badLink returns the first link of a description that leads elsewhere than to
// http and https: shops show descriptions as they are.
func badLink(description string) (link string, ok bool) {
	if !strings.Contains(strings.ToLower(description), "href") {
		return "", false
	}
	for _, m := range href.FindAllStringSubmatch(description, -1) {
		link := strings.TrimSpace(cmp.Or(m[1], m[2], m[3]))
		if l := strings.ToLower(link); !strings.HasPrefix(l, "https://") && !strings.HasPrefix(l, "http://") {
			return link, true
		}
	}
	return "", false
}
