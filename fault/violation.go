// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fault

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Rule names the kind of rule that a field breaks, as the platform spells it.
type Rule string

// The platform's rules.
const (
	RuleValidation      Rule = "VALIDATION"
	RuleOther           Rule = "OTHER"
	RuleMax             Rule = "MAX"
	RuleMin             Rule = "MIN"
	RuleMaxLength       Rule = "MAX_LENGTH"
	RuleMinLength       Rule = "MIN_LENGTH"
	RuleMaxSize         Rule = "MAX_SIZE"
	RuleMinSize         Rule = "MIN_SIZE"
	RuleFormat          Rule = "FORMAT"
	RuleDecimalLTE      Rule = "DECIMAL_LTE"
	RuleDecimalGTE      Rule = "DECIMAL_GTE"
	RuleDecimalLT       Rule = "DECIMAL_LT"
	RuleDecimalGT       Rule = "DECIMAL_GT"
	RuleDecimalMaxScale Rule = "DECIMAL_MAX_SCALE"
	RuleInvalidEnum     Rule = "INVALID_ENUM_VALUE"
	RuleRequired        Rule = "REQUIRED_FIELD"
	RuleNotAllowed      Rule = "FIELD_NOT_ALLOWED"
	RuleOneOfAlignment  Rule = "ONE_OF_ALIGNMENT"
	RuleExactLength     Rule = "EXACT_LENGTH"
	RuleExactSize       Rule = "EXACT_SIZE"
	RuleRequiredOneOf   Rule = "REQUIRED_ONE_OF_FIELD"
)

// Violation is one field that breaks one rule.
type Violation struct {
	Field       string         `json:"field"`              // path in the request, such as "lineItems[0].quantity"
	Description string         `json:"description"`        // for people
	Rule        Rule           `json:"violatedRule"`       //
	RuleName    string         `json:"ruleName,omitempty"` // for RuleOther: the API's own name of the rule
	Data        map[string]any `json:"data,omitempty"`     // such as {"threshold": 1}
}

// String returns "field: description".
func (v Violation) String() string { return v.Field + ": " + v.Description }

// Violations returns the field violations that err carries, or nil.
func Violations(err error) []Violation {
	for err != nil {
		e, ok := errors.AsType[*Error](err)
		if !ok {
			return nil
		}
		if len(e.Violations) > 0 {
			return e.Violations
		}
		err = e.Err
	}
	return nil
}

// MaxViolations is how many violations a Checker keeps: nobody reads more, and
// a list of a million elements must not make an error of a hundred megabytes.
const MaxViolations = 1000

// Checker collects violations so that one error can name them all, up to
// MaxViolations. The zero Checker is ready to use; it is not safe for
// concurrent use.
type Checker struct {
	list []Violation
}

func (c *Checker) add(v Violation) {
	if len(c.list) < MaxViolations {
		c.list = append(c.list, v)
	}
}

// Add records a violation.
func (c *Checker) Add(field string, rule Rule, description string, data map[string]any) {
	c.add(Violation{Field: field, Rule: rule, Description: description, Data: data})
}

// AddOther records a violation of a rule that the API names itself.
func (c *Checker) AddOther(field, ruleName, description string) {
	c.add(Violation{Field: field, Rule: RuleOther, RuleName: ruleName, Description: description})
}

// AddAll records the violations of err, with prefix put before their paths. An
// err without violations becomes one of RuleValidation at prefix itself; nil
// adds nothing.
func (c *Checker) AddAll(prefix string, err error) {
	if err == nil {
		return
	}
	vs := Violations(err)
	if len(vs) == 0 {
		c.Add(prefix, RuleValidation, err.Error(), nil)
		return
	}
	for _, v := range vs {
		v.Field = Join(prefix, v.Field)
		c.add(v)
	}
}

// Required records a violation unless ok.
func (c *Checker) Required(field string, ok bool) {
	if !ok {
		c.Add(field, RuleRequired, "is required", nil)
	}
}

// Date records a violation for a moment outside of the years 0 to 9999: there is
// no JSON for it, so that no store can keep it.
func (c *Checker) Date(field string, t time.Time) {
	if y := t.UTC().Year(); y < 0 || y > 9999 {
		c.Add(field, RuleFormat, fmt.Sprintf("must be in the years 0 to 9999, not %d", y), nil)
	}
}

// NotOneOf describes a value that is none of those which may stand there.
func NotOneOf[T ~string](value T, choices ...T) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%.40q is not one of ", string(value))
	for i, c := range choices {
		switch {
		case i > 0 && i == len(choices)-1:
			b.WriteString(" and ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(string(c))
	}
	return b.String()
}

// Range records a violation when n lies outside low..high.
func (c *Checker) Range(field string, n, low, high int64) {
	switch {
	case n < low:
		c.Add(field, RuleMin, fmt.Sprintf("must be at least %d", low), map[string]any{"threshold": low})
	case n > high:
		c.Add(field, RuleMax, fmt.Sprintf("must be at most %d", high), map[string]any{"threshold": high})
	}
}

// Length records a violation when s, counted in characters, is shorter than
// low or longer than high.
func (c *Checker) Length(field, s string, low, high int) {
	n := 0
	for range s {
		n++
	}
	switch {
	case n < low:
		c.Add(field, RuleMinLength, fmt.Sprintf("must have at least %s", count(low, "character")), map[string]any{"threshold": low})
	case n > high:
		c.Add(field, RuleMaxLength, fmt.Sprintf("must have at most %s", count(high, "character")), map[string]any{"threshold": high})
	}
}

// Size records a violation when a list of n elements is shorter than low or
// longer than high, and reports whether it is neither.
func (c *Checker) Size(field string, n, low, high int) bool {
	switch {
	case n < low:
		c.Add(field, RuleMinSize, fmt.Sprintf("must have at least %s", count(low, "element")), map[string]any{"threshold": low})
	case n > high:
		c.Add(field, RuleMaxSize, fmt.Sprintf("must have at most %s", count(high, "element")), map[string]any{"threshold": high})
	}
	return low <= n && n <= high
}

// count returns a number of things, as one says it.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// OK reports whether nothing was recorded.
func (c *Checker) OK() bool { return len(c.list) == 0 }

// Err returns an Invalid error that names every violation recorded, in order,
// or nil when there is none.
func (c *Checker) Err() error {
	if len(c.list) == 0 {
		return nil
	}
	return &Error{Class: Invalid, Violations: c.list}
}

// Join puts two parts of a field path together.
func Join(prefix, field string) string {
	switch {
	case prefix == "":
		return field
	case field == "":
		return prefix
	case field[0] == '[':
		return prefix + field
	}
	return prefix + "." + field
}

// Index returns the path of one element of a list.
func Index(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }
