// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/pgstore"
	"github.com/go-ecom/ecom/store/pgstore/pgtest"
)

// planner returns a connection with the settings of a store's.
func planner(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	for name, value := range pgstore.Settings() {
		dsn = with(t, dsn, name, value)
	}
	return connect(t, dsn)
}

func lines(t *testing.T, conn *pgx.Conn, sql string, args ...any) []string {
	t.Helper()
	rows, err := conn.Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatalf("%s = %v", sql, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("%s = %v", sql, err)
	}
	return list
}

// prepare prepares a statement under a name, as text that nobody looks into.
func prepare(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	if _, err := conn.PgConn().Exec(t.Context(), "prepare "+sql).ReadAll(); err != nil {
		t.Fatalf("prepare %s = %v", sql, err)
	}
}

// limited puts the limit into a search.
func limited(sql string) string { return strings.ReplaceAll(sql, "(n)", "50") }

// Every search is one range of an index: nothing is scanned or sorted, however
// many records there are.
func TestPlans(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	s := openAt(t, dsn)
	commit(t, s, numberedAlone("1")) // names the indexes
	conn := planner(t, dsn)
	execute(t, conn, `insert into ecom_record (space, id, revision, doc)
		select (select num from ecom_space where kind = 'order' and name = ''), convert_to('id' || n, 'UTF8'), 1, 'doc' from generate_series(1, 12000) n`)
	execute(t, conn, `insert into ecom_key (space, key, id, single)
		select (select num from ecom_space where kind = 'order' and name = 'status'), convert_to('key' || n % 100, 'UTF8'), convert_to('id' || n, 'UTF8'), false
		from generate_series(1, 12000) n`)
	plans := make(map[string]string)
	for analyzed, analyze := range []string{"select 1", "analyze ecom_record, ecom_key, ecom_count, ecom_space"} {
		execute(t, conn, analyze)
		for i := range 4 {
			name := fmt.Sprintf("keys%d%d", i, analyzed)
			prepare(t, conn, name+"(bytea, bytea, bytea, bytea, bytea, bytea, bytea) as "+limited(pgstore.FindKeys[i]))
			plans[name] = name + "('main', 'order', 'status', 'key5', '', 'key7', '')"
			name = fmt.Sprintf("ids%d%d", i, analyzed)
			prepare(t, conn, name+"(bytea, bytea, bytea, bytea) as "+limited(pgstore.FindIDs[i]))
			plans[name] = name + "('main', 'order', 'id5', 'id7')"
		}
		name := fmt.Sprintf("get%d", analyzed)
		prepare(t, conn, name+"(bytea[], bytea[], bytea[]) as "+pgstore.GetStatement)
		plans[name] = name + "('{main}', '{order}', '{id5}')"
		for name, call := range plans {
			plan := strings.Join(lines(t, conn, "explain (costs off) execute "+call, pgx.QueryExecModeSimpleProtocol), "\n")
			for _, bad := range []string{"Seq Scan", "->  Sort", "Incremental Sort", "Bitmap", "Hash", "Materialize"} {
				if strings.Contains(plan, bad) {
					t.Errorf("the plan of %s has a %s:\n%s", name, bad, plan)
				}
			}
			if strings.HasPrefix(name, "keys") && !strings.Contains(plan, "key, id) >= ") {
				t.Errorf("the plan of %s does not begin where the range does:\n%s", name, plan)
			}
		}
	}
}

var pages = regexp.MustCompile(`^ *Buffers: shared (?:hit=(\d+))?(?: ?read=(\d+))?`)

// cost returns how many pages a statement looks at. What it changes is taken
// back.
func cost(t *testing.T, conn *pgx.Conn, sql string, args ...any) int {
	t.Helper()
	execute(t, conn, "begin")
	defer execute(t, conn, "rollback")
	for _, line := range lines(t, conn, "explain (analyze, buffers, costs off, timing off) "+sql, args...) {
		if m := pages.FindStringSubmatch(line); m != nil {
			hit, _ := strconv.Atoi(m[1]) // "" is none
			read, _ := strconv.Atoi(m[2])
			return hit + read
		}
	}
	t.Fatalf("no pages are counted for %s", sql)
	return 0
}

// pend makes events pending for subscription s.
func pend(t *testing.T, conn *pgx.Conn, from, to int, key string) {
	t.Helper()
	execute(t, conn, `with e as (
			insert into ecom_event (site, id, key, sequence, type, time, doc)
			select (select num from ecom_site), convert_to('bulk' || n, 'UTF8'), convert_to(`+key+`, 'UTF8'), n, 'done', now(), 'doc'
			from generate_series(`+strconv.Itoa(from)+`, `+strconv.Itoa(to)+`) n returning position, key
		), d as (
			insert into ecom_delivery (sub, key, position) select (select num from ecom_subscription), key, position from e returning key, position
		)
		insert into ecom_lane (sub, key, head) select (select num from ecom_subscription), key, min(position) from d group by key`)
}

// Claiming costs the same whether a thousand or a hundred thousand events are
// waiting, and beside a key that is stuck with ten thousand behind it.
func TestClaimsAreFlat(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	s := openAt(t, dsn)
	claim(t, s, claiming())
	conn := planner(t, dsn)
	claimCost := func() int {
		now := epoch.Add(time.Hour)
		c := claiming()
		c.Now, c.Limit = now, 1
		claim(t, s, c) // notes whose time has come
		args := []any{[]byte("main"), 0, []byte("s"), nil, nil, now, now.Add(time.Minute), 10}
		cost(t, conn, pgstore.ClaimStatement, args...) // plans, and notes what is gone
		return cost(t, conn, pgstore.ClaimStatement, args...)
	}
	pend(t, conn, 1, 1000, `'key' || n`)
	few := claimCost()

	pend(t, conn, 1001, 11000, `'stuck'`)
	stuck := stuckEvent(t, s)
	if err := s.Settle(t.Context(), driver.Settlement{
		Site: "main", Subscription: "s", EventID: stuck.ID, Lease: stuck.Lease, Outcome: driver.Retry, RetryAt: epoch.Add(24 * time.Hour),
	}); err != nil {
		t.Fatal(err)
	}
	if got := claimCost(); got > 2*few {
		t.Errorf("Claim() beside a stuck key looks at %d pages, want about %d", got, few)
	}
	pend(t, conn, 11001, 100000, `'more' || n % 50000`)
	if got := claimCost(); got > 2*few {
		t.Errorf("Claim() with a backlog of 100,000 looks at %d pages, want about %d", got, few)
	}
}

// stuckEvent claims until the stuck key's event comes, and gives the others
// back.
func stuckEvent(t *testing.T, s *pgstore.Store) (stuck driver.Event) {
	t.Helper()
	var back []driver.Settlement
	for stuck.ID == "" {
		events := claim(t, s, claiming())
		if len(events) == 0 {
			t.Fatal("the stuck key's event does not come")
		}
		for _, e := range events {
			if e.Key == "stuck" {
				stuck = e
			} else {
				back = append(back, driver.Settlement{
					Site: e.Site, Subscription: "s", EventID: e.ID, Lease: e.Lease, Outcome: driver.Retry, RetryAt: epoch,
				})
			}
		}
	}
	if err := s.Settle(t.Context(), back...); err != nil {
		t.Fatal(err)
	}
	return stuck
}
