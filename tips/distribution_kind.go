// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips

import (
	"encoding/json"
	"time"

	"github.com/go-ecom/ecom/internal/prices"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
)

// distribution is a Distribution as it is stored. Whoever changes one writes its
// order in the same commit: so a tip and what is shared out of it change together
// or not at all.
type distribution struct {
	Distribution
	Currency money.Currency `json:"currency"` // of the order
	Place    int            `json:"place"`    // among those of the tip
}

// RecordID returns the id, for the store.
func (d *distribution) RecordID() string { return d.ID }

// Clone returns a deep copy.
func (d *distribution) Clone() *distribution {
	return &distribution{*d.Distribution.Clone(), d.Currency, d.Place}
}

// The names of the indexes of distributions.
const (
	indexTip             = "tip"
	indexOrder           = "order"
	indexStaff           = "staff"
	indexTransaction     = "transaction"
	indexTransactionDate = "transaction-date"
)

func createdOf(d *distribution) store.Part { return store.Time(d.CreatedDate) }

func textOf(text func(*distribution) string) func(*distribution) store.Part {
	return func(d *distribution) store.Part { return store.Text(text(d)) }
}

var distributions = store.Define[distribution]("tip-distribution", 1,
	store.Codec(func(d *distribution) ([]byte, error) { return json.Marshal(d) }, decodeDistribution),
	store.By(indexCreated, createdOf),
	store.By(indexTip, textOf(func(d *distribution) string { return d.TipID }), createdOf),
	store.By(indexOrder, textOf(func(d *distribution) string { return string(d.OrderID) }), createdOf),
	store.By(indexStaff, textOf(func(d *distribution) string { return d.Staff.ID }), createdOf),
	store.By(indexTransaction, textOf(func(d *distribution) string { return d.charged().ID }), createdOf),
	store.By(indexTransactionDate, func(d *distribution) store.Part { return store.Time(d.charged().Date) }))

// decodeDistribution reads the stored form.
func decodeDistribution(_ int, data []byte) (*distribution, error) {
	d := new(distribution)
	if err := json.Unmarshal(data, d); err != nil {
		return nil, err
	}
	return d, prices.Bind(d, d.Currency, d.Currency, 0)
}

// charged returns the transaction, the zero Transaction when there is none.
func (d *Distribution) charged() Transaction {
	if d.Transaction == nil {
		return Transaction{}
	}
	return *d.Transaction
}

// distributionFields is what distributions can be queried by: the platform's
// list, and where they were made.
var distributionFields = query.Define(query.Schema{
	Kind: "tipDistribution",
	Fields: []query.Field{
		{Path: "id", Ops: query.Equality | query.Exists, Sortable: true},
		{Path: "tipId", Ops: query.Equality | query.Exists, Sortable: true},
		{Path: "orderId", Ops: query.Equality | query.Exists, Sortable: true},
		{Path: "staff.id", Ops: query.Equality | query.Exists, Sortable: true},
		{Path: "staff.staffMemberId", Ops: query.Equality | query.Exists, Sortable: true},
		{Path: "transaction.id", Aliases: []string{"transaction.transactionId"}, Ops: query.Equality | query.Exists, Sortable: true},
		{Path: "transaction.date", Aliases: []string{"transaction.transactionDate"}, Type: query.TypeTime, Sortable: true},
		{Path: "createdDate", Type: query.TypeTime, Sortable: true},
		{Path: "source", Ops: query.Equality, Sortable: true, Values: []string{string(SourceUnknown), string(SourcePOS), string(SourceWeb), string(SourceDashboard)}},
	},
	Indexes: []query.Index{
		{Name: indexCreated, Fields: []string{"createdDate"}},
		{Name: indexTip, Fields: []string{"tipId", "createdDate"}},
		{Name: indexOrder, Fields: []string{"orderId", "createdDate"}},
		{Name: indexStaff, Fields: []string{"staff.id", "createdDate"}},
		{Name: indexTransaction, Fields: []string{"transaction.id", "createdDate"}},
		{Name: indexTransactionDate, Fields: []string{"transaction.date"}},
	},
	DefaultSort: []query.Sorting{{FieldName: "createdDate", Order: query.Desc}},
	MaxSort:     4, DefaultLimit: 50, MaxLimit: 100,
})

func distributionValues(d *distribution, path string, dst []query.Value) []query.Value {
	text := func(s string) []query.Value {
		if s == "" {
			return dst
		}
		return append(dst, query.Text(s))
	}
	moment := func(t time.Time) []query.Value {
		if t.IsZero() {
			return dst
		}
		return append(dst, query.Time(t))
	}
	switch path {
	case "id":
		return text(d.ID)
	case "tipId":
		return text(d.TipID)
	case "orderId":
		return text(string(d.OrderID))
	case "staff.id":
		return text(d.Staff.ID)
	case "staff.staffMemberId":
		return text(d.Staff.StaffMemberID)
	case "transaction.id":
		return text(d.charged().ID)
	case "transaction.date":
		return moment(d.charged().Date)
	case "createdDate":
		return moment(d.CreatedDate)
	default:
		return text(string(d.Source))
	}
}
