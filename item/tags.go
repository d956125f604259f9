// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"slices"

	"github.com/go-ecom/ecom/fault"
)

// Tags are labels of an entity.
type Tags struct {
	PrivateTags *TagList `json:"privateTags,omitzero"` // seen with a permission of their own
	Tags        *TagList `json:"tags,omitzero"`        // seen by everybody who sees the entity
}

// TagList is a list of at most 100 labels.
type TagList struct {
	TagIDs []string `json:"tagIds,omitempty"` // up to 5 characters each
}

// Clone returns a copy that shares nothing with t.
func (t *Tags) Clone() *Tags {
	if t == nil {
		return nil
	}
	return &Tags{PrivateTags: t.PrivateTags.Clone(), Tags: t.Tags.Clone()}
}

// Clone returns a copy that shares nothing with l.
func (l *TagList) Clone() *TagList {
	if l == nil {
		return nil
	}
	return &TagList{TagIDs: slices.Clone(l.TagIDs)}
}

// Validate records what is wrong with t, which stands at path.
func (t *Tags) Validate(c *fault.Checker, path string) {
	if t == nil {
		return
	}
	t.PrivateTags.Validate(c, fault.Join(path, "privateTags"))
	t.Tags.Validate(c, fault.Join(path, "tags"))
}

// Validate records what is wrong with l, which stands at path.
func (l *TagList) Validate(c *fault.Checker, path string) {
	if l == nil {
		return
	}
	list := fault.Join(path, "tagIds")
	c.Size(list, len(l.TagIDs), 0, 100)
	for i, id := range l.TagIDs {
		c.Length(fault.Index(list, i), id, 0, 5)
	}
}
