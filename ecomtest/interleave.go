// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecomtest

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
)

// Orders says in which orders Interleave lets store calls happen. The zero
// Orders tries every order with at most two switches.
type Orders struct {
	// Switches is how often, in one run, a function has to stop for another
	// though it could go on. Default 2, which is what nearly all races need;
	// the number of orders grows with its power.
	Switches int
	// Runs is how many orders are tried at most. Default 1000.
	Runs int
	// Seed, unless 0, has the orders drawn at random, Runs of them and with any
	// number of switches, instead of tried one after the other. A seed always
	// draws the same orders.
	Seed uint64
	// Replay, unless empty, is the one order to run, as a failed run told it.
	Replay string
}

// Interleave runs a story again and again, each time with another order of the
// store calls that its functions make, until every order that o asks for was
// tried or the story fails. What it tries is the same every time, so a race
// that it finds is found every time, and one that it does not find among those
// orders is not there.
//
// A story makes a shop on race.Store, prepares what it needs, hands the
// functions that shall race to race.Run, and checks what came of it. It begins
// anew each time, in a bubble of package synctest with a clock of its own: it
// must not use what was made outside, but for values, and must not call t.Run
// or t.Parallel. Nobody in it may hold a mutex during a store call: whoever
// wanted that mutex would wait for ever. Channels are no problem.
//
// Interleave returns how many orders were tried.
func Interleave(t *testing.T, o Orders, story func(t *testing.T, race *Race)) int {
	t.Helper()
	if o.Switches == 0 {
		o.Switches = 2
	}
	if o.Runs == 0 {
		o.Runs = 1000
	}
	var c chooser = &systematic{left: o.Switches, most: o.Switches}
	switch {
	case o.Replay != "":
		c, o.Runs = newReplay(t, o.Replay), 1
	case o.Seed != 0:
		c = &drawn{rand.New(rand.NewPCG(o.Seed, 0))}
	}
	for n := 1; ; n++ {
		r, failed := &Race{chooser: c}, false
		synctest.Test(t, func(t *testing.T) {
			defer func() {
				if failed = t.Failed(); failed {
					t.Logf("in order %d: Orders{Replay: %q}", n, r)
				}
			}()
			r.t = t
			story(t, r)
		})
		switch {
		case failed || !c.again():
			return n
		case n == o.Runs:
			if o.Seed == 0 && o.Replay == "" {
				t.Logf("there are more orders than Orders.Runs, %d", n)
			}
			return n
		}
	}
}

// chooser decides who goes on.
type chooser interface {
	// choose returns one of n who can go on. last is the one that went on
	// before, or -1 when it cannot.
	choose(n, last int) int
	// again begins the next run, and reports whether there is one.
	again() bool
}

// drawn draws orders at random.
type drawn struct{ *rand.Rand }

func (d *drawn) choose(n, _ int) int { return d.IntN(n) }
func (d *drawn) again() bool         { return true }

// systematic tries all orders with a number of switches: it repeats the choices
// of the run before up to the last one that can be another, and changes that.
type systematic struct {
	most, left int // switches
	at         int // the next of choices
	choices    []choice
}

type choice struct{ taken, of, first int } // of so many, beginning with first, the taken-th was chosen

func (s *systematic) choose(n, last int) int {
	of, first := n, 0
	if last >= 0 {
		first = last // go on without a switch, as long as nothing else is to be tried
		if s.left == 0 {
			of = 1
		}
	}
	if s.at == len(s.choices) {
		s.choices = append(s.choices, choice{0, of, first})
	}
	c := s.choices[s.at]
	s.at++
	if last >= 0 && c.taken > 0 {
		s.left--
	}
	return (c.first + c.taken) % n
}

func (s *systematic) again() bool {
	s.choices = s.choices[:s.at]
	s.at, s.left = 0, s.most
	for i := len(s.choices) - 1; i >= 0; i-- {
		if c := &s.choices[i]; c.taken+1 < c.of {
			c.taken++
			s.choices = s.choices[:i+1]
			return true
		}
	}
	return false
}

// replayed repeats one order: the numbers of those who go on.
type replayed struct {
	t     *testing.T
	order []int
}

func newReplay(t *testing.T, order string) *replayed {
	t.Helper()
	r := &replayed{t: t}
	for _, f := range strings.Fields(order) {
		choice, times, ok := strings.Cut(f, "x")
		n, err := strconv.Atoi(choice)
		k := 1
		if err == nil && ok {
			k, err = strconv.Atoi(times)
		}
		if err != nil {
			t.Fatalf("Orders.Replay: %q is no order", order)
		}
		for range k {
			r.order = append(r.order, n)
		}
	}
	return r
}

func (r *replayed) choose(n, _ int) int {
	if len(r.order) == 0 {
		return 0
	}
	c := r.order[0]
	r.order = r.order[1:]
	return min(c, n-1)
}

func (r *replayed) again() bool { return false }

// String returns the choices that were made, for Orders.Replay.
func (r *Race) String() string {
	var parts []string
	for i := 0; i < len(r.choices); {
		k := i
		for k < len(r.choices) && r.choices[k] == r.choices[i] {
			k++
		}
		if k-i > 1 {
			parts = append(parts, fmt.Sprintf("%dx%d", r.choices[i], k-i))
		} else {
			parts = append(parts, strconv.Itoa(r.choices[i]))
		}
		i = k
	}
	return strings.Join(parts, " ")
}
