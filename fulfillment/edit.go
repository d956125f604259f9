// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fulfillment

import (
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/store"
)

// edit is a change to the fulfillments of an order under way.
type edit struct {
	tx     *store.Tx
	o      *order.Record
	f      *record
	before *OrderWithFulfillments
}

// create adds a fulfillment and returns its id.
func (e *edit) create(f *Fulfillment) (ID, error) {
	var v fault.Checker
	f.Validate(&v, "fulfillment")
	if err := v.Err(); err != nil {
		return "", err
	}
	lines, err := Take(&e.o.Order, e.f.Fulfillments, f.LineItems)
	if err != nil {
		return "", err
	}
	c := f.Clone()
	c.ID, c.CreatedDate, c.LineItems = ID(e.tx.NewID()), e.tx.Now(), lines
	c.TrackingInfo.Complete()
	if err := e.checkNumber(c); err != nil {
		return "", err
	}
	e.f.Fulfillments = append(e.f.Fulfillments, *c)
	e.noteTracking(nil, c.TrackingInfo)
	return c.ID, nil
}

// update changes f, which is one of e's.
func (e *edit) update(f *Fulfillment, u Update) error {
	was := f.TrackingInfo
	if t, ok := u.TrackingInfo.Get(); ok {
		if t.ShippingProvider == "" && was != nil {
			t.ShippingProvider = was.ShippingProvider
		}
		f.TrackingInfo = &t
		f.TrackingInfo.Complete()
	} else if u.TrackingInfo.IsClear() {
		f.TrackingInfo = nil
	}
	if c, ok := u.CustomInfo.Get(); ok {
		f.CustomInfo = &c
	} else if u.CustomInfo.IsClear() {
		f.CustomInfo = nil
	}
	u.Status.Apply(&f.Status)
	u.Completed.Apply(&f.Completed)
	var v fault.Checker
	f.Validate(&v, "fulfillment")
	if err := v.Err(); err != nil {
		return err
	}
	if err := e.checkNumber(f); err != nil {
		return err
	}
	e.noteTracking(was, f.TrackingInfo)
	return nil
}

// checkNumber refuses a tracking number that another fulfillment of the order
// has.
func (e *edit) checkNumber(f *Fulfillment) error {
	if f.TrackingInfo == nil || f.TrackingInfo.TrackingNumber == "" {
		return nil
	}
	for i := range e.f.Fulfillments {
		other := &e.f.Fulfillments[i]
		if other.ID != f.ID && other.TrackingInfo != nil && other.TrackingInfo.TrackingNumber == f.TrackingInfo.TrackingNumber {
			return &fault.Error{
				Class: fault.Exists, Kind: "fulfillment", ID: string(other.ID), Code: CodeTrackingNumberTaken,
				Message: "the order has a fulfillment with the tracking number " + f.TrackingInfo.TrackingNumber,
			}
		}
	}
	return nil
}

// noteTracking appends to the order's history what became known of a parcel.
func (e *edit) noteTracking(was, is *TrackingInfo) {
	var old TrackingInfo
	if was != nil {
		old = *was
	}
	if is == nil || *is == old {
		return
	}
	switch {
	case old.TrackingNumber == "" && is.TrackingNumber != "":
		e.note(order.ActivityTypeTrackingNumberAdded)
	case old.TrackingNumber != is.TrackingNumber:
		e.note(order.ActivityTypeTrackingNumberEdited)
	}
	if old.TrackingLink == "" && is.TrackingLink != "" {
		e.note(order.ActivityTypeTrackingLinkAdded)
	}
}

func (e *edit) note(t order.ActivityType) {
	order.AddActivity(&e.o.Order, order.Activity{ID: e.tx.NewID(), CreatedDate: e.tx.Now(), ActivityType: t})
}
