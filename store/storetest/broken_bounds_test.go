// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package storetest_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

func brokenBounds() []brokenStore {
	return []brokenStore{
		{"finds nothing with a limit of nothing", []string{"limits"}, finding(func(q driver.Query, r []driver.Record) []driver.Record {
			return r[:max(0, min(q.Limit, len(r)))]
		})},
		{"gives a whole page and more", []string{"limits"}, onFind(
			func(ctx context.Context, s driver.Store, q driver.Query) ([]driver.Record, error) {
				records, err := page(ctx, s, q)
				if q.Limit > driver.MaxPage && len(records) > 0 {
					records = append(records, records[0])
				}
				return records, err
			})},
		{"cuts pages at a megabyte", []string{"big-page"}, finding(func(_ driver.Query, r []driver.Record) []driver.Record {
			size := 0
			for i := range r {
				if size += len(fmt.Sprint(r[i].Doc.Value)); size > 1<<20 {
					return r[:i]
				}
			}
			return r
		})},
		{"cuts events at 64 kB", []string{"big-event"}, claimed(func(_ driver.Claim, events []driver.Event) []driver.Event {
			for i := range events {
				doc := fmt.Sprint(events[i].Stored.Value)
				events[i].Stored = driver.Doc{Bytes: []byte(doc[:min(len(doc), 1<<16)])}
			}
			return events
		})},
		{"cuts ids at 255 bytes", []string{"long-names", "odd-ids"}, renaming(func(ref driver.Ref) driver.Ref {
			ref.ID = ref.ID[:min(len(ref.ID), 255)]
			if len(ref.ID) == 255 && ref.Kind == "thing" {
				ref.ID += "!"
			}
			return ref
		})},
		{"reads times off the clock on the wall", []string{"zones"}, claiming(func(c *driver.Claim) {
			for _, t := range []*time.Time{&c.Now, &c.Since} {
				if !t.IsZero() {
					_, offset := t.Zone()
					*t = t.UTC().Add(time.Duration(offset) * time.Second)
				}
			}
		})},
		{"folds the case of kinds", []string{"sites-alike"}, renaming(func(ref driver.Ref) driver.Ref {
			ref.Kind = strings.ToLower(ref.Kind)
			return ref
		})},
		{"folds the case of sites", []string{"sites-alike"}, renaming(func(ref driver.Ref) driver.Ref {
			ref.Site = strings.ToLower(ref.Site)
			return ref
		})},
		{"has the same subscriptions in all sites", []string{"sites-events-apart"}, claiming(func(c *driver.Claim) { c.Site = "main" })},
		{"unsubscribes in every site", []string{"keeper-sites-apart"}, kept(func(s *memstore.Store) keeper {
			return keeper{unsubscribe: func() error {
				ctx := context.Background()
				sites, err := s.Sites(ctx)
				for _, site := range sites {
					if err == nil {
						err = s.Unsubscribe(ctx, site, "s")
					}
				}
				return err
			}}
		})},
	}
}
