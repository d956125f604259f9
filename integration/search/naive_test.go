// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package search_test

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/query"
)

// field is one line of the platform's table of what orders are searched by.
type field struct {
	path     string
	kind     kind
	ops      string // separated by spaces
	sortable bool
	list     bool
	folded   bool // compared without regard to case
}

type kind int

const (
	text kind = iota
	number
	moment
	truth
)

const (
	equality = "$eq $in $ne $nin"
	listing  = "$hasAll $hasSome"
	all      = equality + " $gt $gte $lt $lte $exists"
	allText  = all + " $startsWith $contains $isEmpty"
)

// fields are those of the reference, §15.4.
var fields = []field{
	{path: "status", ops: equality, sortable: true},
	{path: "paymentStatus", ops: equality, sortable: true},
	{path: "fulfillmentStatus", ops: equality, sortable: true},
	{path: "channelInfo.type", ops: equality, sortable: true},
	{path: "shippingInfo.title", ops: equality, sortable: true},
	{path: "shippingInfo.region.name", ops: equality, sortable: true},
	{path: "createdDate", kind: moment, ops: all, sortable: true},
	{path: "updatedDate", kind: moment, ops: all, sortable: true},
	{path: "purchasedDate", kind: moment, ops: all, sortable: true},
	{path: "number", kind: number, ops: all, sortable: true},
	{path: "buyerInfo.email", ops: allText, sortable: true, folded: true},
	{path: "priceSummary.total.amount", kind: number, ops: all, sortable: true},
	{path: "balanceSummary.authorized.amount", kind: number, ops: all, sortable: true},
	{path: "balanceSummary.pending.amount", kind: number, ops: all, sortable: true},
	{path: "balanceSummary.pendingRefund.amount", kind: number, ops: all, sortable: true},
	{path: "billingInfo.contactDetails.firstName", ops: allText, sortable: true},
	{path: "billingInfo.contactDetails.lastName", ops: allText, sortable: true},
	{path: "businessLocation.id", ops: allText, sortable: true},
	{path: "businessLocation.name", ops: allText, sortable: true},
	{path: "shippingInfo.logistics.deliveryTime", ops: allText, sortable: true},
	{path: "shippingInfo.logistics.deliveryTimeSlot.from", kind: moment, ops: all, sortable: true},
	{path: "shippingInfo.logistics.deliveryTimeSlot.to", kind: moment, ops: all, sortable: true},
	{path: "taxInfo.totalTax.amount", kind: number, ops: all, sortable: true},
	{path: "taxInfo.totalExempt.amount", kind: number, ops: all, sortable: true},
	{path: "archived", kind: truth, ops: equality + " $exists"},
	{path: "seenByAHuman", kind: truth, ops: equality + " $exists"},
	{path: "imported", kind: truth, ops: equality + " $exists"},
	{path: "demo", kind: truth, ops: equality + " $exists"},
	{path: "id", ops: equality},
	{path: "buyerInfo.contactId", ops: equality},
	{path: "buyerInfo.memberId", ops: equality},
	{path: "channelInfo.externalOrderId", ops: equality},
	{path: "checkoutId", ops: equality},
	{path: "createdBy.userId", ops: equality},
	{path: "lineItems.subscriptionInfo.id", ops: equality, list: true},
	{path: "lineItems.catalogReference.appId", ops: listing, list: true},
	{path: "lineItems.catalogReference.catalogItemId", ops: listing, list: true},
	{path: "lineItems.locations.id", ops: listing, list: true},
	{path: "lineItems.productName.original", ops: listing, sortable: true, list: true, folded: true},
	{path: "fulfillmentStatusesAggregate.statuses", ops: listing + " " + equality, sortable: true, list: true},
	{path: "paymentMethods", ops: equality + " " + listing, list: true},
	{path: "billingInfo.contactDetails.fullName", ops: "$eq $ne $in $exists $startsWith", sortable: true},
}

// aliases are older names of fields.
var aliases = map[string]string{
	"subscriptionInfo.id":      "lineItems.subscriptionInfo.id",
	"deliveryTimeSlotFromDate": "shippingInfo.logistics.deliveryTimeSlot.from",
	"deliveryTimeSlotToDate":   "shippingInfo.logistics.deliveryTimeSlot.to",
	"fulfillmentStatuses":      "fulfillmentStatusesAggregate.statuses",
}

// row is an order as a client sees it: its JSON, and the values of its fields.
type row struct {
	id     string
	values map[string][]any // by path: string, decimal.Decimal, time.Time or bool
	raw    map[string][]any // texts as they are written
}

// rowOf reads the values of an order from its wire form.
func rowOf(t testing.TB, r *order.Record) *row {
	t.Helper()
	data, err := json.Marshal(&r.Order)
	if err != nil {
		t.Fatal(err)
	}
	var wire any
	if err := json.Unmarshal(data, &wire); err != nil {
		t.Fatal(err)
	}
	o := &row{id: string(r.Order.ID), values: map[string][]any{}, raw: map[string][]any{}}
	for i := range fields {
		f := &fields[i]
		vs := at(wire, strings.Split(f.path, "."))
		switch f.path {
		case "demo":
			vs = []any{false}
		case "imported":
			vs = []any{r.Order.Imported}
		case "paymentMethods":
			vs = anys(r.Internal.PaymentMethods)
		case "fulfillmentStatusesAggregate.statuses":
			vs = anys(r.Internal.FulfillmentStatuses)
		case "billingInfo.contactDetails.fullName":
			parts := slices.Concat(at(wire, []string{"billingInfo", "contactDetails", "firstName"}), at(wire, []string{"billingInfo", "contactDetails", "lastName"}))
			if vs = nil; len(parts) == 1 {
				vs = parts
			} else if len(parts) == 2 {
				vs = []any{parts[0].(string) + " " + parts[1].(string)}
			}
		}
		for _, v := range vs {
			o.raw[f.path] = append(o.raw[f.path], v)
			o.values[f.path] = append(o.values[f.path], f.plain(t, v))
		}
	}
	return o
}

func anys(ss []string) (out []any) {
	for _, s := range ss {
		out = append(out, s)
	}
	return out
}

// at returns what stands at a path of a JSON value, in all elements of lists.
func at(v any, path []string) []any {
	switch v := v.(type) {
	case []any:
		var out []any
		for _, e := range v {
			out = append(out, at(e, path)...)
		}
		return out
	case map[string]any:
		if len(path) > 0 {
			return at(v[path[0]], path[1:])
		}
	case nil:
	default:
		if len(path) == 0 && v != "" {
			return []any{v}
		}
	}
	return nil
}

// plain returns a value of JSON as it compares.
func (f *field) plain(t testing.TB, v any) any {
	var err error
	s, _ := v.(string)
	switch f.kind {
	case number:
		var d decimal.Decimal
		if d, err = decimal.NewFromString(s); err == nil {
			return d
		}
	case moment:
		var m time.Time
		if m, err = time.Parse(time.RFC3339Nano, s); err == nil {
			return m
		}
	case truth:
		return v
	case text:
		if f.folded {
			return strings.ToLower(s)
		}
		return s
	}
	t.Fatalf("%s of %s: %v", s, f.path, err)
	return nil
}

func compare(a, b any) int {
	switch a := a.(type) {
	case decimal.Decimal:
		return a.Cmp(b.(decimal.Decimal))
	case time.Time:
		return a.Compare(b.(time.Time))
	case bool:
		if a == b.(bool) {
			return 0
		}
		return 1
	default:
		return strings.Compare(a.(string), b.(string))
	}
}

// cond is a filter: one field and operator, or what joins others.
type cond struct {
	field    *field
	name     string // of the field, if not its path
	op       string
	operand  any   // as in JSON
	operands []any // as they compare
	of       []cond
}

// filter returns the condition as it is asked for.
func (c *cond) filter() query.Filter {
	if c.field != nil {
		return query.Filter{cmp.Or(c.name, c.field.path): map[string]any{c.op: c.operand}}
	}
	var list []query.Filter
	for i := range c.of {
		list = append(list, c.of[i].filter())
	}
	if c.op == "$not" {
		return query.Filter{c.op: list[0]}
	}
	return query.Filter{c.op: list}
}

// match is the condition in the plainest way.
func (c *cond) match(o *row) bool {
	switch c.op {
	case "$and":
		return !slices.ContainsFunc(c.of, func(d cond) bool { return !d.match(o) })
	case "$or":
		return slices.ContainsFunc(c.of, func(d cond) bool { return d.match(o) })
	case "$not":
		return !c.of[0].match(o)
	}
	vs := o.values[c.field.path]
	has := func(w any) bool { return slices.ContainsFunc(vs, func(v any) bool { return compare(v, w) == 0 }) }
	some := func(holds func(order int) bool) bool {
		return slices.ContainsFunc(vs, func(v any) bool { return holds(compare(v, c.operands[0])) })
	}
	part := func(holds func(s, part string) bool) bool {
		return slices.ContainsFunc(vs, func(v any) bool {
			return holds(strings.ToLower(v.(string)), strings.ToLower(c.operands[0].(string)))
		})
	}
	switch c.op {
	case "$eq", "$in", "$hasSome":
		return slices.ContainsFunc(c.operands, has)
	case "$ne", "$nin":
		return !slices.ContainsFunc(c.operands, has)
	case "$hasAll":
		return !slices.ContainsFunc(c.operands, func(w any) bool { return !has(w) })
	case "$gt":
		return some(func(o int) bool { return o > 0 })
	case "$gte":
		return some(func(o int) bool { return o >= 0 })
	case "$lt":
		return some(func(o int) bool { return o < 0 })
	case "$lte":
		return some(func(o int) bool { return o <= 0 })
	case "$startsWith":
		return part(strings.HasPrefix)
	case "$contains":
		return part(strings.Contains)
	case "$exists":
		return c.operand.(bool) == (len(vs) > 0)
	case "$isEmpty":
		return c.operand.(bool) == (len(vs) == 0)
	}
	panic(c.op)
}

// names reports whether the filter asks for a value of a field.
func (c *cond) names(path, value string) bool {
	switch {
	case c.op == "$not":
		return false
	case c.field == nil:
		return slices.ContainsFunc(c.of, func(d cond) bool { return d.names(path, value) })
	}
	return c.field.path == path && (c.op == "$eq" || c.op == "$in") && slices.Contains(c.operands, any(value))
}

// search returns the ids of the rows that a search is to find, in order.
func (c *cond) search(rows []*row, sort []query.Sorting) []string {
	if sort == nil {
		sort = []query.Sorting{{FieldName: "createdDate", Order: query.Desc}}
	}
	var found []*row
	for _, o := range rows {
		status, fulfilled := o.values["status"][0].(string), o.values["fulfillmentStatus"][0] == "FULFILLED"
		hidden := status == "INITIALIZED" ||
			(status == "PENDING" || status == "REJECTED") && !c.names("status", status) ||
			status == "CANCELED" && fulfilled && c.names("fulfillmentStatus", "FULFILLED") && !c.names("status", "CANCELED")
		if !hidden && c.match(o) {
			found = append(found, o)
		}
	}
	slices.SortFunc(found, func(a, b *row) int {
		for _, s := range sort {
			if order := compareBy(a.values[s.FieldName], b.values[s.FieldName], s.Order == query.Desc); order != 0 {
				return order
			}
		}
		if sort[len(sort)-1].Order == query.Desc {
			return strings.Compare(b.id, a.id)
		}
		return strings.Compare(a.id, b.id)
	})
	ids := make([]string, len(found))
	for i, o := range found {
		ids[i] = o.id
	}
	return ids
}

// compareBy orders values of a field: nothing first, of several the smallest,
// or the largest where the order descends.
func compareBy(a, b []any, desc bool) int {
	if desc {
		a, b = b, a
	}
	if len(a) == 0 || len(b) == 0 {
		return cmp.Compare(len(a), len(b))
	}
	best := slices.MinFunc[[]any]
	if desc {
		best = slices.MaxFunc[[]any]
	}
	return compare(best(a, compare), best(b, compare))
}
