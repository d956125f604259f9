// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

var ann = &order{ID: "o", Status: "APPROVED"}

// wireForms are events and their JSON.
var wireForms = []struct {
	name    string
	actor   actor.Identity
	payload events.Payload
	want    string
}{
	{"created", actor.Visitor("v"), orderCreated{events.Created[*order]{Entity: ann}}, `{
		"id": "event", "entityFqdn": "wix.ecom.v1.order", "slug": "created", "entityId": "o",
		"eventTime": "2026-03-01T12:30:00.123Z", "triggeredByAnonymizeRequest": false, "originatedFrom": "", "entityEventSequence": "7",
		"identity": {"identityType": "ANONYMOUS_VISITOR", "anonymousVisitorId": "v"},
		"createdEvent": {"entity": {"id": "o", "status": "APPROVED"}}}`},
	{"updated", actor.Member("m"), orderUpdated{events.Updated[*order]{Entity: ann, ModifiedFields: map[string]any{"status": "INITIALIZED"}}}, `{
		"id": "event", "entityFqdn": "wix.ecom.v1.order", "slug": "updated", "entityId": "o",
		"eventTime": "2026-03-01T12:30:00.123Z", "triggeredByAnonymizeRequest": false, "originatedFrom": "", "entityEventSequence": "7",
		"identity": {"identityType": "MEMBER", "memberId": "m"},
		"updatedEvent": {"currentEntity": {"id": "o", "status": "APPROVED"}, "modifiedFields": {"status": "INITIALIZED"}}}`},
	{"updated, fields not told", actor.User("u"), orderUpdated{events.Updated[*order]{Entity: ann}}, `{
		"id": "event", "entityFqdn": "wix.ecom.v1.order", "slug": "updated", "entityId": "o",
		"eventTime": "2026-03-01T12:30:00.123Z", "triggeredByAnonymizeRequest": false, "originatedFrom": "", "entityEventSequence": "7",
		"identity": {"identityType": "WIX_USER", "wixUserId": "u"},
		"updatedEvent": {"currentEntity": {"id": "o", "status": "APPROVED"}}}`},
	{"deleted, with entity", actor.App("a"), draftOrderDeleted{events.Deleted[*order]{Entity: ann}}, `{
		"id": "event", "entityFqdn": "wix.ecom.v1.draft_order", "slug": "deleted", "entityId": "o",
		"eventTime": "2026-03-01T12:30:00.123Z", "triggeredByAnonymizeRequest": false, "originatedFrom": "", "entityEventSequence": "7",
		"identity": {"identityType": "APP", "appId": "a"},
		"deletedEvent": {"deletedEntity": {"id": "o", "status": "APPROVED"}}}`},
	{"deleted", actor.Identity{}, cartDeleted{}, `{
		"id": "event", "entityFqdn": "wix.ecom.v1.cart", "slug": "deleted", "entityId": "o",
		"eventTime": "2026-03-01T12:30:00.123Z", "triggeredByAnonymizeRequest": false, "originatedFrom": "", "entityEventSequence": "7",
		"deletedEvent": {}}`},
	{"action", actor.Identity{}, orderApproved{ann}, `{
		"id": "event", "entityFqdn": "wix.ecom.v1.order", "slug": "approved", "entityId": "o",
		"eventTime": "2026-03-01T12:30:00.123Z", "triggeredByAnonymizeRequest": false, "originatedFrom": "", "entityEventSequence": "7",
		"actionEvent": {"body": {"order": {"id": "o", "status": "APPROVED"}}}}`},
}

func TestEnvelopeJSON(t *testing.T) {
	t.Parallel()
	for _, tt := range wireForms {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			fqdn, slug := events.Split(tt.payload.EventType())
			e := events.Envelope{
				ID: "event", Type: tt.payload.EventType(), EntityFQDN: fqdn, Slug: slug, EntityID: "o",
				Sequence: 7, Time: moment, Actor: tt.actor, Payload: tt.payload,
			}
			got, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			if want := compact(t, tt.want); string(got) != want {
				t.Errorf("Marshal() =\n%s, want\n%s", got, want)
			}

			var back events.Envelope
			if err = json.Unmarshal(got, &back); err != nil {
				t.Fatal(err)
			}
			again, err := json.Marshal(back)
			if err != nil {
				t.Fatal(err)
			}
			if string(again) != string(got) {
				t.Errorf("read and written again it is\n%s, want\n%s", again, got)
			}
		})
	}
}

func TestEnvelopeUnmarshalErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"no body", `{"entityFqdn":"a","slug":"b"}`, "want one of"},
		{"two bodies", `{"entityFqdn":"a","slug":"b","createdEvent":{},"deletedEvent":{}}`, "have 2"},
		{"no slug", `{"entityFqdn":"a","deletedEvent":{}}`, "slug"},
		{"time", `{"entityFqdn":"a","slug":"b","deletedEvent":{},"eventTime":"today"}`, "eventTime"},
		{"year", `{"entityFqdn":"a","slug":"b","deletedEvent":{},"eventTime":"9999-12-31T23:59:59-01:00"}`, "year 10000"},
		{"sequence", `{"entityFqdn":"a","slug":"b","deletedEvent":{},"entityEventSequence":"x"}`, "entityEventSequence"},
		{"no object", `[]`, "array"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var e events.Envelope
			if err := json.Unmarshal([]byte(tt.in), &e); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Unmarshal(%s) = %v, want an error about %q", tt.in, err, tt.want)
			}
		})
	}
}

// What can be read can be written, and is then the same.
func FuzzEnvelope(f *testing.F) {
	for _, tt := range wireForms {
		f.Add([]byte(tt.want))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var e, again events.Envelope
		if json.Unmarshal(data, &e) != nil {
			return
		}
		first, err := json.Marshal(e)
		if err != nil {
			t.Fatalf("Marshal(%+v) = %v", e, err)
		}
		if err = json.Unmarshal(first, &again); err != nil {
			t.Fatalf("Unmarshal(%s) = %v", first, err)
		}
		second, err := json.Marshal(again)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, second) {
			t.Errorf("%s becomes %s", first, second)
		}
	})
}

func TestMetadata(t *testing.T) {
	t.Parallel()
	e := events.Event[orderApproved]{
		ID: "event", EntityID: "o", EntityFQDN: "wix.ecom.v1.order", Slug: "approved",
		Sequence: 7, Time: moment, Actor: actor.Member("m"), Data: orderApproved{ann},
	}
	got, err := json.Marshal(e.Metadata())
	if err != nil {
		t.Fatal(err)
	}
	want := compact(t, `{"id": "event", "entityFqdn": "wix.ecom.v1.order", "slug": "approved", "entityId": "o",
		"eventTime": "2026-03-01T12:30:00.123Z", "triggeredByAnonymizeRequest": false, "originatedFrom": "",
		"entityEventSequence": "7", "identity": {"identityType": "MEMBER", "memberId": "m"},
		"eventType": "wix.ecom.v1.order_approved"}`)
	if string(got) != want {
		t.Errorf("Metadata() is\n%s, want\n%s", got, want)
	}
}

// logger is a driver that keeps events as others would store them.
type logger struct {
	driver.Store
	values, bytes []driver.Event
}

func (l *logger) Commit(ctx context.Context, b *driver.Batch) (driver.Receipt, error) {
	r, err := l.Store.Commit(ctx, b)
	if err != nil {
		return r, err
	}
	for _, e := range b.Events {
		data, err := e.Doc.Encode()
		if err != nil {
			return r, err
		}
		value := e.Doc.Value()
		e.Doc = nil
		e.Stored = driver.Doc{Value: value}
		l.values = append(l.values, e)
		e.Stored = driver.Doc{Bytes: data}
		l.bytes = append(l.bytes, e)
	}
	return r, nil
}

// logged commits every wire form and returns what a log holds of it.
func logged(t *testing.T) *logger {
	t.Helper()
	l := &logger{Store: memstore.New(memstore.Config{})}
	s, err := store.New(l, store.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range wireForms {
		emit(actor.With(t.Context(), tt.actor), t, s, "o", tt.payload)
	}
	return l
}

// What is kept in a log, as values or bytes, is what was committed.
func TestFromLog(t *testing.T) {
	t.Parallel()
	l := logged(t)
	for i, tt := range wireForms {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var forms [2][]byte
			for j, ev := range []driver.Event{l.values[i], l.bytes[i]} {
				e, err := events.FromLog(ev)
				if err != nil {
					t.Fatal(err)
				}
				if e.ID == "" || e.Type != tt.payload.EventType() || e.EntityID != "o" || e.Sequence != int64(i)+1 || e.Time.IsZero() || e.Actor != tt.actor {
					t.Errorf("FromLog() = %+v", e)
				}
				if forms[j], err = json.Marshal(e); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(forms[0]), string(forms[1])); diff != "" {
				t.Errorf("value and bytes differ (-value +bytes):\n%s", diff)
			}
		})
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	l := logged(t)
	for i := range wireForms {
		for _, ev := range []driver.Event{l.values[i], l.bytes[i]} {
			e, err := events.FromLog(ev)
			if err != nil {
				t.Fatal(err)
			}
			want := wireForms[i].payload
			var got events.Payload
			switch want.(type) {
			case orderCreated:
				got, err = data[orderCreated](e)
			case orderUpdated:
				got, err = data[orderUpdated](e)
			case orderApproved:
				got, err = data[orderApproved](e)
			case draftOrderDeleted:
				got, err = data[draftOrderDeleted](e)
			case cartDeleted:
				got, err = data[cartDeleted](e)
			}
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%s: Decode() = %v, differs (-want +got):\n%s", wireForms[i].name, err, diff)
			}
		}
	}
}

func data[T events.Payload](e events.Envelope) (events.Payload, error) {
	ev, err := events.Decode[T](e)
	return ev.Data, err
}

func TestDecodeErrors(t *testing.T) {
	t.Parallel()
	const approved = "wix.ecom.v1.order_approved"
	for _, tt := range []struct {
		name string
		in   events.Envelope
		want string
	}{
		{"another type", events.Envelope{ID: "e", Type: "x", Payload: cartDeleted{}}, "events: x e is not a " + approved},
		{"another payload", events.Envelope{ID: "e", Type: approved, Payload: 1}, "the payload of " + approved + " e is a int"},
		{"nil payload", events.Envelope{ID: "e", Type: approved, Payload: (*orderApproved)(nil)}, "is a *events_test.orderApproved"},
		{"body", events.Envelope{ID: "e", Type: approved, Payload: events.Raw{Body: json.RawMessage(`{"order":1}`)}}, "events: decode " + approved + " e:"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := events.Decode[orderApproved](tt.in); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Decode() = %v, want %q", err, tt.want)
			}
		})
	}
}

// A pointer to a payload and a payload of no body decode too.
func TestDecodeLenient(t *testing.T) {
	t.Parallel()
	for _, payload := range []any{&orderApproved{}, events.Raw{}} {
		got, err := events.Decode[orderApproved](events.Envelope{Type: "wix.ecom.v1.order_approved", Payload: payload})
		if err != nil || got.Data.Order != nil {
			t.Errorf("Decode(%#v) = %v, %v, want an empty one", payload, got.Data, err)
		}
	}
}

func TestFromLogErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"newer", `{"format":2,"deletedEvent":{}}`, "stored in format 2; this version reads up to 1"},
		{"no format", `{"deletedEvent":{}}`, "format 0"},
		{"no body", `{"format":1}`, "want one of"},
		{"no JSON", `{`, "unexpected end"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := events.FromLog(driver.Event{ID: "e", Type: "x", Stored: driver.Doc{Bytes: []byte(tt.in)}}); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("FromLog(%s) = %v, want %q", tt.in, err, tt.want)
			}
		})
	}
}

// The form in which events are stored stays readable.
func TestStoredFormat(t *testing.T) {
	t.Parallel()
	const format1 = `{"format":1,"entityFqdn":"wix.ecom.v1.order","identity":{"identityType":"MEMBER","memberId":"m"},` +
		`"updatedEvent":{"currentEntity":{"id":"o","status":"APPROVED"},"modifiedFields":{"status":"INITIALIZED"}}}`
	l := logged(t)
	if got := string(l.bytes[1].Stored.Bytes); got != format1 {
		t.Errorf("stored as\n%s, want\n%s", got, format1)
	}
}

// giftWrapOrdered is an event of an entity that this module does not know.
type giftWrapOrdered struct{}

func (giftWrapOrdered) EventType() string  { return "my.shop.v1.gift_wrap_ordered_twice" }
func (giftWrapOrdered) EntityFQDN() string { return "my.shop.v1.gift_wrap" }

func TestOwnEntity(t *testing.T) {
	t.Parallel()
	l := &logger{Store: memstore.New(memstore.Config{})}
	b := events.NewBus(events.Config{})
	r := events.NewRecorder(b, "recorder")
	s, err := store.New(l, store.Config{Publisher: b})
	if err != nil {
		t.Fatal(err)
	}
	emit(t.Context(), t, s, "w", giftWrapOrdered{})
	list := r.Events()
	for _, ev := range []driver.Event{l.values[0], l.bytes[0]} {
		e, err := events.FromLog(ev)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	for _, e := range list {
		if e.EntityFQDN != "my.shop.v1.gift_wrap" || e.Slug != "ordered_twice" {
			t.Errorf("entity, slug = %q, %q, want %q, %q", e.EntityFQDN, e.Slug, "my.shop.v1.gift_wrap", "ordered_twice")
		}
	}
}

func compact(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(text)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
