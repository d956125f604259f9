// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/store/driver"
)

// Durable subscriptions are brought where they were by what every driver can
// do. A subscription is made right before the first event that it has still to
// do with, so that it sees no earlier ones. After each commit it claims all
// events of that commit and settles them: as done, or as given up. What is
// pending is given up too, for the time being, because as long as an event is
// pending none behind it can be claimed. In the end it is requeued.

// toBeRequeued is the error of a settlement by which an event waits for the end
// of the import.
const toBeRequeued = "ecom import: pending"

// importLease is how long the claims of an import last. Its clock is the number
// of the attempt, so that whatever an earlier one has claimed is free.
const importLease = time.Millisecond

// subscriptions returns who has still to do with an event.
func (l *line) subscriptions() []string {
	names := make([]string, 0, len(l.Pending)+len(l.Dead))
	for _, name := range l.Pending {
		names = append(names, string(name))
	}
	for _, d := range l.Dead {
		names = append(names, string(d.Subscription))
	}
	return names
}

// outcome returns how a subscription settles an event for the time being.
func (l *line) outcome(subscription string) (driver.Outcome, string) {
	for _, name := range l.Pending {
		if string(name) == subscription {
			return driver.Dead, toBeRequeued
		}
	}
	for _, d := range l.Dead {
		if string(d.Subscription) == subscription {
			return driver.Dead, string(d.Error)
		}
	}
	return driver.Done, ""
}

// listen makes the subscriptions that have to do with the next events.
func (im *importer) listen(ctx context.Context, events []*line) error {
	for _, l := range events {
		for _, name := range l.subscriptions() {
			if err := im.subscribe(ctx, name); err != nil {
				return err
			}
		}
	}
	return nil
}

func (im *importer) subscribe(ctx context.Context, name string) error {
	if im.listening[name] {
		return nil
	}
	claimed, err := im.claim(ctx, name)
	if err != nil {
		return err
	}
	if len(claimed) > 0 {
		return im.disturbed(name)
	}
	im.listening[name] = true
	return nil
}

func (im *importer) claim(ctx context.Context, name string) ([]driver.Event, error) {
	claimed, err := im.s.driver.Claim(ctx, driver.Claim{
		Site: im.s.site, Subscription: name, Now: time.Unix(int64(im.state.Run), 0).UTC(), Lease: importLease, Limit: driver.MaxPage,
	})
	return claimed, wrap("subscription", name, err)
}

// disturbed is the error of a subscription that has events which the import
// has not given it.
func (im *importer) disturbed(name string) error {
	return &fault.Error{Class: fault.Conflict, Kind: "subscription", ID: name, Message: "somebody else uses the site while it is imported"}
}

// settle has all subscriptions settle events that were committed.
func (im *importer) settle(ctx context.Context, events []*line) error {
	if len(events) == 0 {
		return nil
	}
	byID := make(map[string]*line, len(events))
	for _, l := range events {
		byID[string(*l.Event)] = l
	}
	for _, sub := range im.header.Subscriptions {
		name := string(sub)
		for im.listening[name] {
			claimed, err := im.claim(ctx, name)
			if err != nil {
				return err
			}
			if len(claimed) == 0 {
				break
			}
			list := make([]driver.Settlement, len(claimed))
			for i, e := range claimed {
				l := byID[e.ID]
				if l == nil {
					return im.disturbed(name)
				}
				list[i] = driver.Settlement{Site: im.s.site, Subscription: name, EventID: e.ID, Lease: e.Lease}
				list[i].Outcome, list[i].Error = l.outcome(name)
			}
			if err := im.s.driver.Settle(ctx, list...); err != nil {
				return wrap("subscription", name, err)
			}
		}
	}
	return nil
}

// release makes the subscriptions that have nothing to do, and what waits for
// the end of the import due.
func (im *importer) release(ctx context.Context) error {
	keeper, ok := driver.As[driver.Keeper](im.s.driver)
	if !ok {
		return nil // there are no subscriptions
	}
	if !im.state.Settled {
		if err := im.settle(ctx, im.found); err != nil {
			return err
		}
		for _, sub := range im.header.Subscriptions {
			if err := im.subscribe(ctx, string(sub)); err != nil {
				return err
			}
		}
		im.state.Settled = true
		if err := im.keep(ctx, &driver.Batch{}); err != nil {
			return err
		}
	}
	for _, sub := range im.header.Subscriptions {
		if err := im.requeue(ctx, keeper, string(sub)); err != nil {
			return wrap("subscription", string(sub), err)
		}
	}
	return nil
}

func (im *importer) requeue(ctx context.Context, keeper driver.Keeper, name string) error {
	after := ""
	for {
		page, err := keeper.Dead(ctx, im.s.site, name, after, transferPage)
		if err != nil {
			return err
		}
		var waiting []string
		for _, e := range page {
			if e.Error == toBeRequeued {
				waiting = append(waiting, e.ID)
			} else {
				after = e.ID
			}
		}
		if len(waiting) > 0 {
			if err := keeper.Requeue(ctx, im.s.site, name, waiting...); err != nil {
				return err
			}
		}
		if len(page) < transferPage {
			return nil
		}
	}
}
