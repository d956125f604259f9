// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"slices"
	"testing"

	"github.com/go-ecom/ecom/events"
)

func TestRecorder(t *testing.T) {
	t.Parallel()
	b := events.NewBus(events.Config{})
	s := newStore(t, b)
	r := events.NewRecorder(b, "recorder")
	emit(t.Context(), t, s, "o", orderApproved{&order{ID: "o"}}, cartDeleted{})
	emit(t.Context(), t, s, "c", cartDeleted{})

	if got, want := r.Types(), []string{"wix.ecom.v1.order_approved", "wix.ecom.v1.cart_deleted", "wix.ecom.v1.cart_deleted"}; !slices.Equal(got, want) {
		t.Errorf("Types() = %v, want %v", got, want)
	}
	if got := sequences(r.Of("o")); !slices.Equal(got, []int64{1, 2}) {
		t.Errorf("Of(o) = %v, want [1 2]", got)
	}
	if got := events.Recorded[orderApproved](r); len(got) != 1 || got[0].Data.Order.ID != "o" {
		t.Errorf("Recorded() = %v, want one of order o", got)
	}
	const want = "#1 wix.ecom.v1.order_approved o by program\n#2 wix.ecom.v1.cart_deleted o by program\n#1 wix.ecom.v1.cart_deleted c by program\n"
	if got := r.String(); got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}

	r.Reset()
	if got := r.Events(); len(got) != 0 {
		t.Errorf("after Reset there are %v", got)
	}
	emit(t.Context(), t, s, "o", cartDeleted{})
	r.Stop()
	emit(t.Context(), t, s, "o", cartDeleted{})
	if got := sequences(r.Events()); !slices.Equal(got, []int64{3}) {
		t.Errorf("recorded %v, want [3]", got)
	}
}
