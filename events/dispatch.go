// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"context"
	"reflect"
	"runtime"
	"sync/atomic"

	"github.com/go-ecom/ecom/store"
)

// How events get to handlers.
//
// Enqueue makes a delivery of each event that somebody wants and puts it into
// two lines: at the end of the lane of its key, which says when it may be
// handled, and at the end of a run, which says who does. A run belongs to one
// goroutine: that of the outermost commit. Commits made inside handlers add to
// the run under way. The run takes its deliveries one after the other, waits
// until each is the first of its lane, and calls the handlers.
//
// No two runs wait for each other. A run waits only for deliveries that were
// put into a lane before its own; those are waited for by runs that have put
// nothing into line earlier that they would have to do first. Since both lines
// are joined in one step, everybody waits for something older. A handler never
// waits, as its commits only join the line.

// delivery is one event to be handled.
type delivery struct {
	env  Envelope
	bus  *Bus
	ctx  *handlerContext
	subs []*subscription

	// Used by the run's goroutine only:
	done    int  // how many of subs have been called
	calling bool // the next one is being called

	// Guarded by bus.mu:
	behind *delivery     // the next one in the lane
	first  bool          // in the lane
	orphan bool          // to be handled by the run that does the one before it
	turn   chan struct{} // closed when it comes first; nil while nobody waits
}

// lane is the line of the deliveries of one ordering key. The first is the one
// that may be handled, or is being handled.
type lane struct {
	first, last *delivery
}

// run is what one goroutine has to deliver. Its fields but added are used by
// that goroutine only.
type run struct {
	ctx    handlerContext // of the deliveries of the outermost commit
	first  batch          // those deliveries
	todo   *batch         // what comes next, from at on
	at     int
	added  atomic.Pointer[batch] // and what comes after that, latest first; &closed: nothing can be added any more
	closed batch
}

// batch are the deliveries of one commit.
type batch struct {
	list []delivery
	next *batch
}

// Enqueue implements store.Publisher.
func (b *Bus) Enqueue(ctx context.Context, evs []store.Event) (dispatch func()) {
	t := b.table.Load()
	t.signal(evs)
	wanted := 0
	for i := range evs {
		if len(t.of(evs[i].Type)) > 0 {
			wanted++
		}
	}
	if wanted == 0 {
		return nil
	}
	list := make([]delivery, 0, wanted)
	var copies Copies
	for i := range evs {
		if subs := t.of(evs[i].Type); len(subs) > 0 {
			list = append(list, delivery{env: envelopeOf(&evs[i], &copies), bus: b, subs: subs})
		}
	}
	values, outer := valuesOf(ctx), runOf(ctx)

	b.mu.Lock()
	defer b.mu.Unlock()
	if outer != nil {
		hctx := &handlerContext{values, outer}
		for i := range list {
			list[i].ctx = hctx
		}
		if outer.add(list) {
			b.join(list)
			return nil
		}
	}
	r := &run{first: batch{list: list}}
	r.ctx, r.todo = handlerContext{values, r}, &r.first
	for i := range list {
		list[i].ctx = &r.ctx
	}
	b.join(list)
	return r.start
}

// envelopeOf returns a committed event as an Envelope for handlers.
func envelopeOf(ev *store.Event, copies *Copies) Envelope {
	e := Envelope{ID: ev.ID, Type: ev.Type, EntityID: ev.Key, Sequence: ev.Sequence, Time: ev.Time, Payload: ev.Payload}
	if c, ok := ev.Payload.(*committed); ok {
		e.Actor, e.Payload = c.actor, detach(c.payload, copies)
	}
	e.EntityFQDN, e.Slug = entityOf(e.Payload, e.Type)
	return e
}

// add puts deliveries at the end of the run, unless it is over. Any goroutine
// may call it.
func (r *run) add(list []delivery) bool {
	for b := (&batch{list: list}); ; {
		b.next = r.added.Load()
		if b.next == &r.closed {
			return false
		}
		if r.added.CompareAndSwap(b.next, b) {
			return true
		}
	}
}

// next takes the next delivery. When there is none the run is over.
func (r *run) next() *delivery {
	for r.todo != nil && r.at == len(r.todo.list) {
		r.todo, r.at = r.todo.next, 0
	}
	if r.todo == nil {
		if r.added.CompareAndSwap(nil, &r.closed) || r.added.Load() == &r.closed {
			return nil
		}
		for b := r.added.Swap(nil); b != nil; {
			r.todo, b.next, b = b, r.todo, b.next
		}
	}
	r.at++
	return &r.todo.list[r.at-1]
}

// start delivers whatever the run has to, and what handlers add to it.
func (r *run) start() { r.goOn(r.turn()) }

// goOn delivers d and what comes after it.
func (r *run) goOn(d *delivery) {
	for d != nil {
		for !d.handle() {
		}
		if n := d.bus.leave(d, r); n != nil {
			d = n
		} else {
			d = r.turn()
		}
	}
}

// turn returns the next delivery when its turn has come, or nil when the run is
// over.
func (r *run) turn() *delivery {
	for {
		if d := r.next(); d == nil || d.bus.await(d) {
			return d
		}
	}
}

// handle calls the handlers that have not been called. It returns false when
// one has panicked, so that some may be left.
func (d *delivery) handle() (done bool) {
	defer d.rescue(&done)
	for d.done < len(d.subs) {
		s := d.subs[d.done]
		if s.canceled.Load() {
			d.done++
			continue
		}
		d.calling = true
		err := s.handle(d.ctx, &d.env)
		d.calling = false
		d.done++
		if err != nil {
			d.bus.report(d, s, &HandlerError{Err: err})
		}
	}
	return true
}

// rescue is deferred by handle. It reports a handler that panicked or ended its
// goroutine.
func (d *delivery) rescue(done *bool) {
	if *done {
		return
	}
	cause := recover()
	goOn := true
	defer func() {
		// When the goroutine is ended, by a handler or by what is told of
		// it, what others wait for must be done before it is gone.
		if goOn {
			d.ctx.run.goOn(d)
		}
	}()
	if d.calling {
		d.calling = false
		d.done++
		d.bus.report(d, d.subs[d.done-1], newPanicError(cause))
		goOn = cause == nil
	} else if cause != nil {
		goOn = false
		panic(cause) // not a handler's
	}
}

// join puts deliveries at the ends of their lanes.
func (b *Bus) join(list []delivery) {
	for i := range list {
		d := &list[i]
		l, ok := b.lanes[d.env.EntityID]
		if ok {
			l.last.behind = d
		} else {
			l.first, d.first = d, true
		}
		l.last = d
		b.lanes[d.env.EntityID] = l
	}
}

// await waits until d comes first. It reports false when somebody else will
// handle d, because waiting would be for ever.
func (b *Bus) await(d *delivery) bool {
	b.mu.Lock()
	if d.first {
		b.mu.Unlock()
		return true
	}
	if insideHandler() {
		// A handler committed with a context that is not its own, and so is
		// a run inside a run. What it would wait for may be done only after
		// the handler has returned.
		d.orphan = true
		b.mu.Unlock()
		return false
	}
	turn := make(chan struct{})
	d.turn = turn
	b.mu.Unlock()
	<-turn
	return true
}

// leave takes d, which is the first, out of its lane, and returns the next one
// if r has to handle it.
func (b *Bus) leave(d *delivery, r *run) *delivery {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := d.behind
	if n == nil {
		delete(b.lanes, d.env.EntityID)
		return nil
	}
	n.first = true
	b.lanes[d.env.EntityID] = lane{first: n, last: b.lanes[d.env.EntityID].last}
	if n.orphan {
		n.ctx = &handlerContext{n.ctx.Context, r}
		return n
	}
	if n.turn != nil {
		close(n.turn)
	}
	return nil
}

// insideHandler reports whether this goroutine is in a handler, by looking for
// handle among its callers. It is slow.
func insideHandler() bool {
	name := runtime.FuncForPC(reflect.ValueOf((*delivery).handle).Pointer()).Name()
	pcs := make([]uintptr, 64)
	for skip := 2; ; skip += len(pcs) {
		n := runtime.Callers(skip, pcs)
		if n == 0 {
			return false
		}
		frames := runtime.CallersFrames(pcs[:n])
		for more := true; more; {
			var f runtime.Frame
			f, more = frames.Next()
			if f.Function == name {
				return true
			}
		}
	}
}
