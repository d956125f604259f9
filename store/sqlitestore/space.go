// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore

import "sync"

// What has a space.
const (
	ofLog     = int64(iota) // of a site
	ofHistory               // of a site that has had events
	ofRecords               // of a kind
	ofIndex                 // of a kind
)

// space names a part of a table.
type space struct {
	what             int64
	site, kind, name string
}

func log(site string) space           { return space{what: ofLog, site: site} }
func history(site string) space       { return space{what: ofHistory, site: site} }
func records(site, kind string) space { return space{what: ofRecords, site: site, kind: kind} }

func index(site, kind, name string) space {
	return space{what: ofIndex, site: site, kind: kind, name: name}
}

// spaces remembers the numbers of spaces. Only what is committed is in it.
type spaces struct {
	mu  sync.RWMutex
	ids map[space]int64
}

const sqlSpace = `SELECT id FROM space WHERE site = ? AND what = ? AND kind = ? AND name = ?`

// known returns the number of a space, 0 when it is not remembered.
func (s *spaces) known(sp space) int64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.ids[sp]
}

func (s *spaces) remember(sp space, id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids[sp] = id
}

// find returns the number of a space, 0 when there is none yet. Another process
// may have made it.
func (s *spaces) find(c *conn, sp space) (int64, error) {
	if id := s.known(sp); id != 0 {
		return id, nil
	}
	return c.number(sqlSpace, sp.site, sp.what, sp.kind, sp.name)
}

// lookUp is find outside of write transactions, where what is found is
// committed.
func (s *spaces) lookUp(c *conn, sp space) (int64, error) {
	if id := s.known(sp); id != 0 {
		return id, nil
	}
	id, err := s.find(c, sp)
	if id != 0 && err == nil {
		s.remember(sp, id)
	}
	return id, err
}
