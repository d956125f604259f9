// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/sqlitestore"
)

// everything makes a store run every statement it has.
func everything(t *testing.T, s *sqlitestore.Store) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	commit := func(b *driver.Batch) {
		t.Helper()
		_, err := s.Commit(ctx, b)
		must(err)
	}
	claim := func(now int64) []driver.Event {
		t.Helper()
		events, err := s.Claim(ctx, claiming(now))
		must(err)
		return events
	}
	claim(0)
	for i := range 3 {
		b := pair(fmt.Sprint(i))
		b.Events[0].Key = "key"
		commit(b)
	}
	five := int64(5)
	n := ref("number", "n")
	commit(&driver.Batch{
		ID:     "changes",
		Checks: []driver.Check{{Ref: ref("left", "0"), Revision: 1}},
		Counts: []driver.Count{
			{Ref: n, Delta: 4, Min: 1, Max: 9},
			{Ref: n, Delta: 1, Min: 3, Max: 9},
			{Ref: n, Set: true, Value: 7, Expect: &five},
			{Ref: n, Set: true, Value: 8, Start: 1, Min: 2, Max: 9},
		},
		Writes: []driver.Write{
			{Ref: ref("left", "0"), Expect: 1, Revision: 2, Doc: order, Keys: []driver.Key{{Index: "all", Key: []byte("other")}}},
			{Ref: ref("left", "1"), Expect: 1, Delete: true},
		},
	})
	b := pair("twin")
	b.Writes[1].Unique[0].Key = []byte("0")
	if _, err := s.Commit(ctx, b); err == nil {
		t.Error("Commit() of a taken key succeeded")
	}
	if _, err := s.Commit(ctx, &driver.Batch{ID: "limit", Counts: []driver.Count{{Ref: n, Delta: -100, Min: 0, Max: 9}}}); err == nil {
		t.Error("Commit() of a count out of bounds succeeded")
	}
	for _, index := range []string{"", "all"} {
		for _, to := range [][]byte{nil, []byte("z")} {
			for _, reverse := range []bool{false, true} {
				q := driver.Query{Site: "main", Kind: "left", Index: index, To: to, Reverse: reverse, Limit: 10}
				for _, err := range s.Find(ctx, q) {
					must(err)
				}
			}
		}
	}
	_, err := s.Get(ctx, ref("left", "0"), n)
	must(err)
	settle := func(e driver.Event, o driver.Outcome) {
		t.Helper()
		must(s.Settle(ctx, driver.Settlement{
			Site: "main", Subscription: "s", EventID: e.ID, Lease: e.Lease, Outcome: o, RetryAt: time.UnixMicro(1 << 30),
		}))
	}
	settle(claim(0)[0], driver.Retry)
	e := claim(1 << 31)[0]
	settle(e, driver.Dead)
	settle(claim(1 << 31)[0], driver.Done)
	leased := claim(1 << 31)[0]
	dead, err := s.Dead(ctx, "main", "s", "", 10)
	must(err)
	must(s.Requeue(ctx, "main", "s", dead[0].ID))
	settle(leased, driver.Done)
	settle(claim(1 << 31)[0], driver.Done)
	must(s.Rewind(ctx, driver.Rewind{Site: "main", Subscription: "s", Since: time.UnixMicro(1)}))
	must(s.Rewind(ctx, driver.Rewind{Site: "main", Subscription: "s", EventID: e.ID}))
	settle(claim(1 << 31)[0], driver.Dead)
	must(s.Requeue(ctx, "main", "s", dead[0].ID))
	c := claiming(1 << 31)
	c.Subscription, c.Since = "t", time.UnixMicro(1)
	_, err = s.Claim(ctx, c)
	must(err)
	_, err = s.Subscriptions(ctx, "main")
	must(err)
	for _, id := range []string{"changes", "none"} {
		_, _, err = s.Committed(ctx, id)
		must(err)
	}
	_, err = s.Sites(ctx)
	must(err)
	_, err = s.Kinds(ctx, "main")
	must(err)
	for _, name := range []string{"s", "t"} {
		must(s.Unsubscribe(ctx, "main", name))
	}
	if n, err := s.Trim(ctx, "main", time.UnixMicro(2)); n != 3 || err != nil {
		t.Errorf("Trim() = %d, %v, want 3", n, err)
	}
}

// No statement reads more than it needs: each goes down an index. Those that
// are for administration may look at all spaces, of which there are few, and at
// what they count.
func TestPlans(t *testing.T) {
	t.Parallel()
	s := open(t, file(t), sqlitestore.Config{})
	everything(t, s)
	texts := s.Statements()
	if len(texts) < 50 {
		t.Errorf("%d statements were run, want all of them", len(texts))
	}
	for _, text := range texts {
		if strings.HasPrefix(text, "PRAGMA") || !strings.Contains(text, " ") {
			continue
		}
		switch text {
		case "BEGIN IMMEDIATE", "SAVEPOINT job", "RELEASE job", "ROLLBACK TO job", "SELECT count(*) FROM sqlite_schema":
			continue
		}
		steps, err := s.Plan(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		for _, step := range steps {
			scans := strings.Contains(step, "SCAN") && !strings.Contains(step, "SCAN hours") && !strings.Contains(step, "SCAN CONSTANT ROW")
			if scans && !strings.Contains(step, "space") || strings.Contains(step, "TEMP B-TREE") {
				t.Errorf("%s\n\t%s", text, strings.Join(steps, "\n\t"))
				break
			}
		}
	}
}
