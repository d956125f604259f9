// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"
	"slices"

	"github.com/go-ecom/ecom/bulk"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/store"
)

// maxTags is how many tags a list holds.
const maxTags = 100

// BulkOrderTagsResult is what became of one order.
type BulkOrderTagsResult struct {
	ItemMetadata bulk.ItemMetadata `json:"itemMetadata"`
}

// BulkTagsResult is the answer of BulkUpdateOrderTags, in the order of the
// request.
type BulkTagsResult struct {
	Results            []BulkOrderTagsResult `json:"results"`
	BulkActionMetadata bulk.ActionMetadata   `json:"bulkActionMetadata"`
}

// bulkTagsRequest is the request of BulkUpdateOrderTags.
type bulkTagsRequest struct {
	OrderIDs     []ID       `json:"orderIds"`
	AssignTags   *item.Tags `json:"assignTags,omitzero"`
	UnassignTags *item.Tags `json:"unassignTags,omitzero"`
}

// BulkUpdateOrderTags takes tags off 1 to 100 orders and then puts others on
// them, so that a tag in both is put on. Each order is changed in a commit of
// its own; what fails is told in the result. Only administrators may call it;
// it is idempotent by key.
func (s *Service) BulkUpdateOrderTags(ctx context.Context, ids []ID, assign, unassign *item.Tags) (*BulkTagsResult, error) {
	req, key := bulkTagsRequest{ids, assign, unassign}, idempotency.Key(ctx)
	return service.Flow(ctx, s.env, "order.BulkUpdateOrderTags", req, func(ctx context.Context, call *service.Call[*BulkTagsResult]) (*BulkTagsResult, error) {
		if err := service.RequireAdmin(ctx); err != nil {
			return nil, err
		}
		var c fault.Checker
		c.Size("orderIds", len(ids), 1, bulk.MaxItems)
		assign.Validate(&c, "assignTags")
		unassign.Validate(&c, "unassignTags")
		if err := c.Err(); err != nil {
			return nil, err
		}
		res := &BulkTagsResult{Results: make([]BulkOrderTagsResult, len(ids))}
		for i, id := range ids {
			_, err := service.BulkItem(ctx, call, "order.bulk", key, i, bulkTagsRequest{[]ID{id}, assign, unassign}, func(ctx context.Context, tx *store.Tx) (*Order, error) {
				return s.change(ctx, tx, id, func(r *Record) error { return retag(&r.Order, assign, unassign) })
			})
			res.Results[i].ItemMetadata = res.BulkActionMetadata.Item(i, string(id), err)
		}
		return res, service.AnswerBulk(ctx, call, res)
	})
}

// retag changes the tags of an order.
func retag(o *Order, assign, unassign *item.Tags) error {
	t := o.Tags
	if t == nil {
		t = &item.Tags{}
	}
	if assign == nil {
		assign = &item.Tags{}
	}
	if unassign == nil {
		unassign = &item.Tags{}
	}
	var c fault.Checker
	t.PrivateTags = relist(&c, "privateTags", t.PrivateTags, assign.PrivateTags, unassign.PrivateTags)
	t.Tags = relist(&c, "tags", t.Tags, assign.Tags, unassign.Tags)
	if err := c.Err(); err != nil {
		return err
	}
	if o.Tags = t; t.PrivateTags == nil && t.Tags == nil {
		o.Tags = nil
	}
	return nil
}

// relist returns a list without some tags and with others; nil when it is
// empty.
func relist(c *fault.Checker, path string, l, add, remove *item.TagList) *item.TagList {
	var ids []string
	if l != nil {
		ids = slices.Clone(l.TagIDs)
	}
	if remove != nil {
		ids = slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(remove.TagIDs, id) })
	}
	if add != nil {
		for _, id := range add.TagIDs {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	c.Size(fault.Join(path, "tagIds"), len(ids), 0, maxTags)
	if len(ids) == 0 {
		return nil
	}
	return &item.TagList{TagIDs: ids}
}
