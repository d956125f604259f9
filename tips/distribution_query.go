// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips

import (
	"context"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/search"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/query"
)

// DistributionPage is a page of distributions.
type DistributionPage struct {
	TipDistributions []*Distribution            `json:"tipDistributions"`
	PagingMetadata   query.CursorPagingMetadata `json:"pagingMetadata"`
}

// QueryTipDistributions returns the distributions on orders that a request asks
// for, the newest first unless it sorts, 50 unless it says so and 100 at most: by
// id, tip, order, staff member, transaction, source and dates. Only
// administrators may call it.
func (s *Service) QueryTipDistributions(ctx context.Context, r query.Request) (*DistributionPage, error) {
	const op = "tips.QueryTipDistributions"
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, fault.At(op, err)
	}
	page, err := s.distributions(ctx, r, "query")
	if err != nil {
		return nil, fault.At(op, err)
	}
	list := make([]*Distribution, len(page.Items))
	for i, d := range page.Items {
		list[i] = &d.Distribution
	}
	return &DistributionPage{list, page.Metadata()}, nil
}

// SumTipDistributionAmounts returns what the distributions come to that a filter
// of QueryTipDistributions finds, as they are while it reads them: 0 of the
// shop's currency when there are none. Those of orders in several currencies
// have no sum, which is a fault.Invalid. Only administrators may call it.
func (s *Service) SumTipDistributionAmounts(ctx context.Context, filter query.Filter) (money.Amount, error) {
	const op = "tips.SumTipDistributionAmounts"
	if err := service.RequireAdmin(ctx); err != nil {
		return money.Amount{}, fault.At(op, err)
	}
	sum := money.Amount{}
	r := query.Request{Filter: filter, CursorPaging: &query.CursorPaging{Limit: 100}}
	for {
		page, err := s.distributions(ctx, r, "")
		if err != nil {
			return money.Amount{}, fault.At(op, err)
		}
		for _, d := range page.Items {
			switch {
			case sum == money.Amount{}:
				sum = d.Amount
			case sum.Currency() != d.Currency:
				return money.Amount{}, fault.At(op, fault.New(fault.Invalid, "", "the filter finds distributions in several currencies"))
			default:
				if sum, err = sum.Add(d.Amount); err != nil {
					return money.Amount{}, fault.At(op, err)
				}
			}
		}
		if page.Cursors.Next == "" {
			break
		}
		r = query.Request{CursorPaging: &query.CursorPaging{Cursor: page.Cursors.Next, Limit: 100}}
	}
	if sum == (money.Amount{}) {
		sum = money.Zero(s.env.Site.Currency)
	}
	return sum, nil
}

// distributions returns a page of distributions; path is where the request
// stands.
func (s *Service) distributions(ctx context.Context, r query.Request, path string) (*query.Page[*distribution], error) {
	q, err := distributionFields.Query(r, query.Options{Key: s.env.Secret, Site: s.env.Site.ID, Path: path})
	if err != nil {
		return nil, err
	}
	return search.Run(ctx, s.env.Store, distributions, q, distributionValues)
}
