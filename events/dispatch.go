// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"context"
	"reflect"
	"runtime"
	"slices"
	"sync"

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

// run is what one goroutine has to deliver.
type run struct {
	current *delivery // under way; used by the run's goroutine only

	mu    sync.Mutex
	queue []*delivery // what comes after current
	over  bool        // nothing can be added any more
}

// Enqueue implements store.Publisher.
func (b *Bus) Enqueue(ctx context.Context, evs []store.Event) (dispatch func()) {
	t := b.table.Load()
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
	hctx := newHandlerContext(ctx)
	for i := range evs {
		if subs := t.of(evs[i].Type); len(subs) > 0 {
			list = append(list, delivery{env: envelopeOf(&evs[i]), bus: b, ctx: hctx, subs: subs})
		}
	}

	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range list {
		b.join(&list[i])
	}
	if r := runOf(ctx); r != nil && r.add(list) {
		hctx.run = r
		return nil
	}
	hctx.run = new(run)
	hctx.run.add(list)
	return hctx.run.drive
}

// envelopeOf returns a committed event as an Envelope.
func envelopeOf(ev *store.Event) Envelope {
	e := Envelope{ID: ev.ID, Type: ev.Type, EntityID: ev.Key, Sequence: ev.Sequence, Time: ev.Time, Payload: ev.Payload}
	if c, ok := ev.Payload.(*committed); ok {
		e.Actor, e.Payload = c.actor, c.payload
	}
	e.EntityFQDN, e.Slug = entityOf(e.Payload, e.Type)
	return e
}

// add puts deliveries at the end of the run, unless it is over.
func (r *run) add(list []delivery) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over {
		return false
	}
	r.queue = slices.Grow(r.queue, len(list))
	for i := range list {
		r.queue = append(r.queue, &list[i])
	}
	return true
}

// next takes the first delivery off the queue. When there is none the run is
// over.
func (r *run) next() *delivery {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.queue) == 0 {
		r.over = true
		return nil
	}
	d := r.queue[0]
	r.queue = r.queue[1:]
	return d
}

// drive delivers whatever the run has to, and what handlers add to it.
func (r *run) drive() {
	for !r.sweep() {
	}
}

// sweep delivers until nothing is left, which it reports, or a handler panics.
func (r *run) sweep() (done bool) {
	defer r.rescue(&done)
	for {
		d := r.current
		if d == nil {
			if d = r.next(); d == nil {
				return true
			}
			if !d.bus.await(d) {
				continue
			}
			r.current = d
		}
		d.deliver()
		r.current = d.bus.leave(d, r)
	}
}

// rescue is deferred by sweep. It reports a handler that panicked or ended its
// goroutine.
func (r *run) rescue(done *bool) {
	if *done {
		return
	}
	cause := recover()
	goOn := true
	defer func() {
		// When the goroutine is ended, by a handler or by what is told of
		// it, what others wait for must be done before it is gone.
		if goOn {
			r.drive()
		}
	}()
	if d := r.current; d != nil && d.calling {
		d.calling = false
		d.done++
		d.bus.report(d, d.subs[d.done-1], newPanicError(cause))
		goOn = cause == nil
	} else if cause != nil {
		goOn = false
		panic(cause) // not a handler's
	}
}

// deliver calls the handlers that have not been called.
func (d *delivery) deliver() {
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
}

// join puts d at the end of its lane.
func (b *Bus) join(d *delivery) {
	l, ok := b.lanes[d.env.EntityID]
	if ok {
		l.last.behind = d
	} else {
		l.first, d.first = d, true
	}
	l.last = d
	b.lanes[d.env.EntityID] = l
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

// insideHandler reports whether this goroutine is calling a handler, by
// looking for sweep below its callers'. It is slow.
func insideHandler() bool {
	name := runtime.FuncForPC(reflect.ValueOf((*run).sweep).Pointer()).Name()
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
