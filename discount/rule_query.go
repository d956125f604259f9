// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"context"
	"iter"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/search"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/query"
)

// QueryDiscountRulesResponse is a page of rules.
type QueryDiscountRulesResponse struct {
	DiscountRules  []*Rule              `json:"discountRules"`
	PagingMetadata query.PagingMetadata `json:"pagingMetadata"`
}

// ruleFields is what rules can be asked for by.
var ruleFields = query.Define(query.Schema{
	Kind: "discount rule",
	Fields: []query.Field{
		{Path: "id", Sortable: true},
		{Path: "name", Sortable: true},
		{Path: "active", Type: query.TypeBool, Sortable: true},
		{Path: "revision", Type: query.TypeNumber, Whole: true, Sortable: true},
		{Path: "createdDate", Type: query.TypeTime, Sortable: true},
		{Path: "updatedDate", Type: query.TypeTime, Sortable: true},
		{Path: "activeTimeInfo.start", Type: query.TypeTime, Sortable: true},
		{Path: "activeTimeInfo.end", Type: query.TypeTime, Sortable: true},
	},
	Indexes: []query.Index{{Name: indexRuleCreated, Fields: []string{"createdDate"}}},
})

func ruleValues(r *Rule, path string, dst []query.Value) []query.Value {
	switch path {
	case "id":
		return append(dst, query.Text(r.ID))
	case "name":
		return append(dst, query.Text(r.Name))
	case "active":
		return append(dst, query.Bool(r.IsActive()))
	case "revision":
		return append(dst, query.Int(r.Revision))
	case "createdDate":
		return append(dst, query.Time(r.CreatedDate))
	case "updatedDate":
		return append(dst, query.Time(r.UpdatedDate))
	}
	if w := r.ActiveTimeInfo; w != nil {
		switch {
		case path == "activeTimeInfo.start" && !w.Start.IsZero():
			return append(dst, query.Time(w.Start))
		case path == "activeTimeInfo.end" && !w.End.IsZero():
			return append(dst, query.Time(w.End))
		}
	}
	return dst
}

// QueryDiscountRules returns the rules that a request asks for, by id unless it
// sorts, 100 at most. They can be filtered and sorted by id, name, active,
// revision, createdDate, updatedDate, activeTimeInfo.start and activeTimeInfo.end;
// anything else is a fault.Invalid that names the field. Pages are asked for by
// cursor or by offset. The total is told on first pages, and on those asked for
// by offset, of all rules.
func (s *RuleService) QueryDiscountRules(ctx context.Context, r query.Request) (*QueryDiscountRulesResponse, error) {
	const op = "discount.QueryDiscountRules"
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, fault.At(op, err)
	}
	q, err := ruleFields.Query(r, query.Options{Key: s.env.Secret, Site: s.env.Site.ID, Path: "query"})
	if err != nil {
		return nil, fault.At(op, err)
	}
	page, err := search.Run(ctx, s.env.Store, rules, q, ruleValues)
	if err != nil {
		return nil, fault.At(op, err)
	}
	if err := s.complete(ctx, s.env.Store, page.Items...); err != nil {
		return nil, fault.At(op, err)
	}
	res := &QueryDiscountRulesResponse{DiscountRules: page.Items, PagingMetadata: page.PagingMetadata()}
	if len(r.Filter) == 0 && q.After == nil {
		n, _, err := ruleNumbers.Get(ctx, s.env.Store, numberOfRules)
		if err != nil {
			return nil, fault.At(op, err)
		}
		res.PagingMetadata.Total = int(n)
	}
	return res, nil
}

// All yields every rule that a request asks for, page after page, by the rules of
// QueryDiscountRules. An error ends it.
func (s *RuleService) All(ctx context.Context, r query.Request) iter.Seq2[*Rule, error] {
	return func(yield func(*Rule, error) bool) {
		for {
			res, err := s.QueryDiscountRules(ctx, r)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, rule := range res.DiscountRules {
				if !yield(rule, nil) {
					return
				}
			}
			if res.PagingMetadata.Cursors.Next == "" {
				return
			}
			r = query.Request{CursorPaging: &query.CursorPaging{Cursor: res.PagingMetadata.Cursors.Next}}
		}
	}
}
