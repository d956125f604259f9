// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query

import "encoding/json"

// Filter is a filter as a request states it. Its values may be whatever encodes
// to JSON as the platform writes it: texts and named texts, numbers, decimals,
// amounts of money, time.Time, lists and maps of these.
type Filter map[string]any

// UnmarshalJSON reads a filter and keeps its numbers exact, as json.Number.
func (f *Filter) UnmarshalJSON(data []byte) error {
	m, err := decodeObject(data)
	if err != nil {
		return err
	}
	*f = m
	return nil
}

// SortOrder is a direction.
type SortOrder string

// The directions.
const (
	Asc  SortOrder = "ASC"  // from small to large; the default
	Desc SortOrder = "DESC" // from large to small
)

// Sorting is one field to sort by.
type Sorting struct {
	FieldName string    `json:"fieldName"`
	Order     SortOrder `json:"order,omitzero"` // default Asc
}

// CursorPaging asks for a page by cursor. A request with a cursor has neither
// filter nor sort: the cursor carries both.
type CursorPaging struct {
	Limit  int    `json:"limit,omitzero"`  // how many; 0: the default, or what the cursor was made with
	Cursor string `json:"cursor,omitzero"` // from an earlier answer, up to 16000 characters
}

// Paging asks for a page by number of entities to leave out.
type Paging struct {
	Limit  int `json:"limit,omitzero"` // how many; 0: the default
	Offset int `json:"offset,omitzero"`
}

// Request is what stands under "search" or "query" in the body of a request. At
// most one of CursorPaging and Paging is set.
type Request struct {
	Filter       Filter        `json:"filter,omitempty"`
	Sort         []Sorting     `json:"sort,omitempty"`
	CursorPaging *CursorPaging `json:"cursorPaging,omitempty"`
	Paging       *Paging       `json:"paging,omitempty"`
	Fields       []string      `json:"fields,omitempty"`    // accepted and ignored: entities come whole
	Fieldsets    []string      `json:"fieldsets,omitempty"` // accepted and ignored
}

// UnmarshalJSON reads the wire form; cursor_paging, which some clients send, is
// read as cursorPaging.
func (r *Request) UnmarshalJSON(data []byte) error {
	type plain Request
	w := struct {
		*plain
		Snake *CursorPaging `json:"cursor_paging"`
	}{plain: (*plain)(r)}
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	if r.CursorPaging == nil {
		r.CursorPaging = w.Snake
	}
	return nil
}

// Cursors lead to the pages beside the one returned. An empty cursor leads
// nowhere.
type Cursors struct {
	Next string `json:"next,omitzero"`
	Prev string `json:"prev,omitzero"`
}

// CursorPagingMetadata describes the page returned.
type CursorPagingMetadata struct {
	Count   int     `json:"count"` // of entities in this page
	Cursors Cursors `json:"cursors"`
	HasNext bool    `json:"hasNext"`
}

// PagingMetadata describes a page asked for by offset; Total is known only where
// everything was read.
type PagingMetadata struct {
	Count          int     `json:"count"`
	Offset         int     `json:"offset"`
	Total          int     `json:"total,omitzero"`
	TooManyToCount bool    `json:"tooManyToCount,omitzero"`
	HasNext        bool    `json:"hasNext"`
	Cursors        Cursors `json:"cursors,omitzero"`
}
