// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query_test

import (
	"testing"

	"github.com/go-ecom/ecom/query"
)

func BenchmarkParse(b *testing.B) {
	l := lang()
	filter := []byte(`{"$and":[{"status":{"$in":["A","B"]}},{"createdDate":{"$gte":"2024-01-02T00:00:00Z"}},{"total":{"$gt":"10.5"}}]}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := l.ParseJSON("filter", filter); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	n := parse(b, lang(), `{"$and":[{"status":{"$in":["A","B"]}},{"createdDate":{"$gte":"2023-01-02T00:00:00Z"}},{"number":{"$gt":10}},{"items":"cup"}]}`)
	get := sampleDocs()[1].values
	b.ReportAllocs()
	for b.Loop() {
		if !n.Match(get) {
			b.Fatal("no match")
		}
	}
}

func BenchmarkCursor(b *testing.B) {
	l := lang()
	q, err := l.Query(query.Request{Filter: query.Filter{"status": "A"}}, options)
	if err != nil {
		b.Fatal(err)
	}
	at := q.Position(sampleDocs()[1].values, "2")
	b.ReportAllocs()
	for b.Loop() {
		cursor := q.Cursor(at, false)
		if _, err := l.Query(query.Request{CursorPaging: &query.CursorPaging{Cursor: cursor}}, options); err != nil {
			b.Fatal(err)
		}
	}
}
