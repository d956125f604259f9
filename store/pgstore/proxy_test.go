// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore_test

import (
	"encoding/binary"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/go-ecom/ecom/store/pgstore/pgtest"
)

// proxy stands between a store and its server. It passes on whole messages,
// counts round trips, and cuts connections where it is told to.
type proxy struct {
	listener      net.Listener
	network, addr string // of the server

	mu       sync.Mutex
	trips    int
	asking   bool // the last message came from the client
	messages [2]int
	cut      cut
	armed    bool
}

// cut says where a connection is cut: when a number of messages of a direction
// were passed on, or in the middle of the next one.
type cut struct {
	answers bool // of the server, not of the client
	after   int
	half    bool
}

// newProxy returns a proxy before the server of a data source name, and the
// name that leads to the proxy.
func newProxy(t *testing.T, dsn string) (*proxy, string) {
	t.Helper()
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{network: "tcp", addr: net.JoinHostPort(config.Host, strconv.Itoa(int(config.Port)))}
	if strings.HasPrefix(config.Host, "/") {
		p.network, p.addr = "unix", config.Host+"/.s.PGSQL."+strconv.Itoa(int(config.Port))
	}
	if p.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.listener.Close() })
	go p.serve()
	for name, value := range map[string]string{
		"host": "127.0.0.1", "port": strconv.Itoa(p.listener.Addr().(*net.TCPAddr).Port), "sslmode": "disable",
	} {
		if dsn, err = pgtest.With(dsn, name, value); err != nil {
			t.Fatal(err)
		}
	}
	return p, dsn
}

func (p *proxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial(p.network, p.addr)
		if err != nil {
			_ = client.Close()
			continue
		}
		hangUp := func() { _, _ = client.Close(), server.Close() }
		go func() { defer hangUp(); p.pass(client, server, false) }()
		go func() { defer hangUp(); p.pass(server, client, true) }()
	}
}

// pass passes on the messages of one direction.
func (p *proxy) pass(from, to net.Conn, answers bool) {
	begun := answers // the first message of a client has no type
	for {
		head := make([]byte, 5)
		if !begun {
			head = head[:4]
		}
		if _, err := io.ReadFull(from, head); err != nil {
			return
		}
		body := make([]byte, binary.BigEndian.Uint32(head[len(head)-4:])-4)
		if _, err := io.ReadFull(from, body); err != nil {
			return
		}
		message := slices.Concat(head, body)
		broken, half := begun && p.next(answers), false
		begun = true
		if broken {
			p.mu.Lock()
			half = p.cut.half
			p.mu.Unlock()
			if !half {
				return
			}
			message = message[:len(message)/2]
		}
		if _, err := to.Write(message); err != nil || broken {
			return
		}
	}
}

// next counts a message, and reports whether the connection breaks before it
// is passed on.
func (p *proxy) next(answers bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !answers && !p.asking {
		p.trips++
	}
	p.asking = !answers
	direction := 0
	if answers {
		direction = 1
	}
	broken := p.armed && p.cut.answers == answers && p.messages[direction] == p.cut.after
	p.messages[direction]++
	if broken {
		p.armed = false
	}
	return broken
}

// count forgets what was counted so far.
func (p *proxy) count() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.trips, p.asking, p.messages = 0, false, [2]int{}
}

// arm makes the next messages run into a cut.
func (p *proxy) arm(c cut) {
	p.count()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut, p.armed = c, true
}

// fired reports whether the cut has happened.
func (p *proxy) fired() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.armed
}

// seen returns the round trips since count or arm.
func (p *proxy) seen() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.trips
}
