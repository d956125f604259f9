// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/sqlitestore"
)

// The log grows while a snapshot is open, which fails no commit, and shrinks
// when it is closed.
func TestLogShrinks(t *testing.T) {
	t.Parallel()
	path := file(t)
	s := open(t, path, sqlitestore.Config{Synchronous: sqlitestore.Normal})
	commits := 0
	commit := func(n, size int) {
		t.Helper()
		for range n {
			commits++
			id := strconv.Itoa(commits)
			doc := document(strings.Repeat("x", size))
			_, err := s.Commit(t.Context(), &driver.Batch{ID: id, Writes: []driver.Write{{Ref: ref("doc", id), Revision: 1, Doc: doc}}})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	size := func() int64 {
		info, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return info.Size() >> 20
	}
	v, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	commit(17, 2<<20)
	commit(60, 10) // the log is looked at, and found in use
	if n := size(); n < 34 {
		t.Errorf("the log has %d MB beside a snapshot, want all that was committed", n)
	}
	r, err := v.Get(t.Context(), ref("doc", "1"))
	if err != nil || r[0].Revision != 0 {
		t.Errorf("Get() of the snapshot = revision %d, %v, want none", r[0].Revision, err)
	}
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	commit(5, 10)
	if n := size(); n > 20 {
		t.Errorf("the log has %d MB after the snapshot was closed, want few", n)
	}
}
