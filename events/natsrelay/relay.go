// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package natsrelay

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/go-ecom/ecom/events"
)

// The headers beside Nats-Msg-Id.
const (
	HeaderType     = "Ecom-Type"
	HeaderEntity   = "Ecom-Entity"
	HeaderEntityID = "Ecom-Entity-Id"
	HeaderSequence = "Ecom-Sequence"
	HeaderTime     = "Ecom-Time"
)

// Config says what is relayed where. The zero Config relays everything, to a
// stream that somebody else has made for "ecom.>".
type Config struct {
	// Name is that of the durable subscription. Default "natsrelay".
	Name string
	// Prefix is what subjects begin with: one token or several, with dots
	// between them. Default "ecom".
	Prefix string
	// Site is the second part of subjects. Default "main".
	Site string
	// Stream, unless nil, is made before the first event is published, when there
	// is none of its name; one that is there is left as it is. Without Subjects it
	// takes those of Prefix and Site; without Duplicates it drops what comes
	// twice within two hours.
	Stream *jetstream.StreamConfig
	// Options are those of the subscription. Types and Since say what is relayed.
	// Attempts, MaxBackoff and Timeout are, unless they are set, no limit, 30 s
	// and 10 s.
	Options events.DurableOptions
}

// relay publishes events.
type relay struct {
	Config
	js jetstream.JetStream

	mu    sync.Mutex
	ready bool // the stream is there
}

// Subscribe makes a durable subscription of the bus that publishes through js.
// It does not call the broker, which need not be there yet. The error is that of
// a Prefix or a Stream that can't be; a Name that is taken panics, as with
// events.SubscribeDurable. Processes that share a store share the work.
//
// The connection of js should never give up reconnecting (nats.MaxReconnects(-1)):
// closed, it would be an outage without end.
func Subscribe(bus *events.Bus, js jetstream.JetStream, c Config) (cancel func(), err error) {
	c.Name, c.Prefix, c.Site = cmp.Or(c.Name, "natsrelay"), cmp.Or(c.Prefix, "ecom"), cmp.Or(c.Site, "main")
	if tokens(c.Prefix) != c.Prefix {
		return nil, fmt.Errorf("natsrelay: %q can't be the prefix of subjects", c.Prefix)
	}
	if c.Stream != nil {
		s := *c.Stream
		if s.Name == "" {
			return nil, errors.New("natsrelay: the stream has no name")
		}
		if len(s.Subjects) == 0 {
			s.Subjects = []string{c.Prefix + "." + token(c.Site) + ".>"}
		}
		s.Duplicates = cmp.Or(s.Duplicates, 2*time.Hour)
		if s.MaxAge > 0 {
			s.Duplicates = min(s.Duplicates, s.MaxAge) // the broker takes no longer one
		}
		c.Stream = &s
	}
	o := &c.Options
	o.Attempts, o.MaxBackoff, o.Timeout = cmp.Or(o.Attempts, -1), cmp.Or(o.MaxBackoff, 30*time.Second), cmp.Or(o.Timeout, 10*time.Second)
	r := &relay{Config: c, js: js, ready: c.Stream == nil}
	return events.SubscribeDurableAll(bus, c.Name, r.publish, o), nil
}

// errAway is the cause of what fails because the broker is away.
var errAway = errors.New("natsrelay: there is no connection")

// publish hands one event to the broker and waits until it is stored.
func (r *relay) publish(ctx context.Context, e events.Envelope) error {
	m, err := r.message(&e)
	if err != nil {
		return events.Permanent(err)
	}
	if !r.js.Conn().IsConnected() {
		return errAway // now, instead of when time is over
	}
	if err = r.prepare(ctx); err != nil {
		return err
	}
	_, err = r.js.PublishMsg(ctx, m)
	switch {
	case tooLarge(err):
		return events.Permanent(err)
	case errors.Is(err, jetstream.ErrNoStreamResponse):
		r.forget() // somebody has removed it
	}
	return err
}

// messageExceeds is the broker's code for what is larger than the stream takes.
const messageExceeds = 10054

// tooLarge reports whether a message will never be taken.
func tooLarge(err error) bool {
	if errors.Is(err, nats.ErrMaxPayload) {
		return true
	}
	api, ok := errors.AsType[*jetstream.APIError](err)
	return ok && api.ErrorCode == messageExceeds
}

// prepare makes the stream when it is missing.
func (r *relay) prepare(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ready {
		return nil
	}
	_, err := r.js.CreateStream(ctx, *r.Stream)
	if err != nil && !errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
		return fmt.Errorf("natsrelay: create stream %s: %w", r.Stream.Name, err)
	}
	r.ready = true
	return nil
}

// forget has the stream looked for again.
func (r *relay) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ready = r.Stream == nil
}

// maxSubject is how long a subject may be, in bytes: longer ones don't fit into
// a command to the broker, which ends the connection then.
const maxSubject = 2048

// message returns an event as it is published.
func (r *relay) message(e *events.Envelope) (*nats.Msg, error) {
	m := nats.NewMsg(r.Prefix + "." + token(r.Site) + "." + tokens(e.Type) + "." + token(e.EntityID))
	if len(m.Subject) > maxSubject {
		return nil, fmt.Errorf("natsrelay: the subject has %d bytes; it may have %d", len(m.Subject), maxSubject)
	}
	var err error
	if m.Data, err = json.Marshal(e); err != nil {
		return nil, fmt.Errorf("natsrelay: encode: %w", err)
	}
	m.Header = nats.Header{
		jetstream.MsgIDHeader: {e.ID}, HeaderType: {tokens(e.Type)}, HeaderEntity: {tokens(e.EntityFQDN)}, HeaderEntityID: {token(e.EntityID)},
		HeaderSequence: {strconv.FormatInt(e.Sequence, 10)}, HeaderTime: {e.Time.UTC().Format(time.RFC3339Nano)},
	}
	return m, nil
}
