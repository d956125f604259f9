// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"
	"iter"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/search"
	"github.com/go-ecom/ecom/query"
)

// SearchResult is a page of orders.
type SearchResult struct {
	Orders   []*Order                   `json:"orders"`
	Metadata query.CursorPagingMetadata `json:"metadata"`
}

// SearchOrders returns the orders that a request asks for, the newest first
// unless it sorts, 100 at most. What can be asked for is a closed list of
// fields; anything else is an Invalid error that names the field.
//
// INITIALIZED orders are never found, PENDING and REJECTED ones only by a
// filter that names their status; a filter for FULFILLED orders leaves out
// canceled ones unless it names CANCELED. Visitors and members find only their
// own. The page is as of one moment or later: what changes while it is read
// may be in it in either state.
func (s *Service) SearchOrders(ctx context.Context, r query.Request) (*SearchResult, error) {
	const op = "order.SearchOrders"
	q, err := fields.Query(r, query.Options{Key: s.env.Secret, Site: s.env.Site.ID, Path: "search"})
	if err != nil {
		return nil, fault.At(op, err)
	}
	restrict(q, actor.From(ctx))
	page, err := search.Run(ctx, s.env.Store, records, q, values)
	if err != nil {
		return nil, fault.At(op, err)
	}
	res := &SearchResult{Orders: make([]*Order, len(page.Items)), Metadata: page.Metadata()}
	for i, rec := range page.Items {
		if err := s.present(rec); err != nil {
			return nil, fault.At(op, err)
		}
		res.Orders[i] = &rec.Order
	}
	return res, nil
}

// All yields every order that a request asks for, page after page, by the
// rules of SearchOrders; the request's limit is that of one page. An error ends
// it.
func (s *Service) All(ctx context.Context, r query.Request) iter.Seq2[*Order, error] {
	return func(yield func(*Order, error) bool) {
		for {
			res, err := s.SearchOrders(ctx, r)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, o := range res.Orders {
				if !yield(o, nil) {
					return
				}
			}
			if res.Metadata.Cursors.Next == "" {
				return
			}
			r = query.Request{CursorPaging: &query.CursorPaging{Cursor: res.Metadata.Cursors.Next}}
		}
	}
}

// restrict adds the conditions that every search is under.
func restrict(q *query.Query, who actor.Identity) {
	status := func(op query.Op, s ...Status) query.Node {
		vs := make([]query.Value, len(s))
		for i := range s {
			vs[i] = query.Text(string(s[i]))
		}
		return fields.Cond("status", op, vs...)
	}
	hidden := []Status{StatusInitialized}
	for _, st := range []Status{StatusPending, StatusRejected} {
		if !q.Names("status", query.Text(string(st))) {
			hidden = append(hidden, st)
		}
	}
	if q.Names("fulfillmentStatus", query.Text(string(FulfillmentStatusFulfilled))) &&
		!q.Names("status", query.Text(string(StatusCanceled))) {
		q.Restrict(query.AnyOf(
			status(query.Ne, StatusCanceled),
			fields.Cond("fulfillmentStatus", query.Ne, query.Text(string(FulfillmentStatusFulfilled)))))
	}
	q.Restrict(status(query.Nin, hidden...))
	switch who.Kind {
	case actor.KindMember:
		q.Restrict(fields.Cond("buyerInfo.memberId", query.Eq, query.Text(who.ID)))
	case actor.KindVisitor:
		q.Restrict(fields.Cond("buyerInfo.visitorId", query.Eq, query.Text(who.ID)))
	case actor.KindProgram, actor.KindUser, actor.KindApp:
	}
}
