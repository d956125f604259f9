// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"context"
	"errors"
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// log writes the log, with what subscriptions have still to do with it.
func (x *exporter) log(ctx context.Context) error {
	after := ""
	for {
		page, err := x.view.Log(ctx, x.Site, after, transferPage)
		if err != nil {
			return wrap("event", after, err)
		}
		for i := range page {
			e := &page[i]
			after = e.ID
			if err := x.event(ctx, e); err != nil {
				return err
			}
		}
		x.report()
		if len(page) < transferPage {
			return nil
		}
	}
}

func (x *exporter) event(ctx context.Context, e *driver.LogEntry) error {
	doc, err := eventDoc(&e.Event)
	if err != nil {
		return &fault.Error{Class: fault.Internal, Kind: "event", ID: e.ID, Err: err}
	}
	at := e.Time.UTC()
	l := &line{Event: new(text(e.ID)), Key: new(text(e.Key)), Sequence: e.Sequence, Type: text(e.Type), Time: &at, Doc: doc}
	for _, name := range slices.Sorted(slices.Values(e.Pending)) {
		l.Pending = append(l.Pending, text(name))
	}
	for _, name := range slices.Sorted(slices.Values(e.Dead)) {
		why, err := x.why(ctx, name, e.ID)
		if err != nil {
			return err
		}
		l.Dead = append(l.Dead, deadLetter{text(name), text(why)})
	}
	x.Events++
	return x.write(l)
}

// deadLetters reads the dead events of a subscription page by page, in the
// order of the log.
type deadLetters struct {
	page  []driver.DeadEvent
	after string // the last one that was found
}

// why returns why a subscription has given up an event. It is not known where
// the driver is no driver.Keeper, and when the event was requeued meanwhile.
func (x *exporter) why(ctx context.Context, subscription, eventID string) (string, error) {
	keeper, ok := driver.As[driver.Keeper](x.s.driver)
	if !ok {
		return "", nil
	}
	d := x.dead[subscription]
	if d == nil {
		d = new(deadLetters)
		if x.dead == nil {
			x.dead = make(map[string]*deadLetters)
		}
		x.dead[subscription] = d
	}
	is := func(e driver.DeadEvent) bool { return e.ID == eventID }
	at := slices.IndexFunc(d.page, is)
	if at < 0 {
		page, err := keeper.Dead(ctx, x.Site, subscription, d.after, transferPage)
		if errors.Is(err, fault.NotFound) { // trimmed meanwhile: so was what is asked about
			return "", nil
		}
		if err != nil {
			return "", wrap("subscription", subscription, err)
		}
		d.page = page
		if at = slices.IndexFunc(d.page, is); at < 0 {
			return "", nil
		}
	}
	d.after = eventID
	why := d.page[at].Error
	d.page = d.page[at+1:]
	return why, nil
}
