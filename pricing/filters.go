// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"context"
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/plugin/catalog"
)

// askFilters finds out which lines match the custom filters of rules, if the
// catalog can say so.
func (p *pricer) askFilters() error {
	filters := p.set.Filters(p.at)
	if len(filters) == 0 {
		return nil
	}
	answers, ok := catalog.As[catalog.Filters](p.c.cfg.Catalog)
	if !ok {
		return nil
	}
	views := p.views()
	var lines []int32
	var refs []item.CatalogReference
	for i := range views {
		if views[i].ItemID != "" {
			views[i].Filters = []string{}
			lines, refs = append(lines, int32(i)), append(refs, *p.in.Lines[i].CatalogReference.Clone())
		}
	}
	if len(lines) == 0 {
		return nil
	}
	if len(filters) > catalog.MaxFilters {
		p.discountsFailed(fault.New(fault.Limit, "", fmt.Sprintf("only %d filters can be asked about at once", catalog.MaxFilters)))
		filters = filters[:catalog.MaxFilters]
	}
	req := catalog.FilterRequest{CatalogReferences: refs, Filters: make([]catalog.Filter, len(filters))}
	for i := range filters {
		req.Filters[i] = catalog.Filter{AppID: filters[i].AppID, Params: item.Object(filters[i].Params).Clone()}
	}
	resp, err := ask(p.ctx, p.c, "catalog filters", catalog.Budget, p.c.cfg.Catalog, func(ctx context.Context) (catalog.FilterResponse, error) {
		resp, err := answers.MatchFilters(ctx, req)
		if err == nil {
			if bad := catalog.CheckFilters(req, resp); bad != nil {
				err = unusable(bad)
			}
		}
		return resp, err
	})
	if err != nil {
		if p.ctx.Err() != nil {
			return p.ctx.Err()
		}
		p.discountsFailed(err)
		return nil
	}
	for _, m := range resp.Matches {
		for _, n := range m.Items {
			l := &views[lines[n]]
			l.Filters = append(l.Filters, filters[m.Filter].Key)
		}
	}
	return nil
}
