// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"context"
	"strings"
	"sync"
)

// Recorder keeps every event that a Bus delivers, for tests. It is safe for
// concurrent use.
type Recorder struct {
	cancel func()

	mu   sync.Mutex
	list []Envelope
}

// NewRecorder returns a Recorder of what is committed from now on, subscribed
// under name.
func NewRecorder(b *Bus, name string) *Recorder {
	r := new(Recorder)
	r.cancel = SubscribeAll(b, name, func(_ context.Context, e Envelope) error {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.list = append(r.list, e)
		return nil
	})
	return r
}

// Stop ends the recording. What was recorded stays.
func (r *Recorder) Stop() { r.cancel() }

// Events returns what was recorded, in the order of delivery, which for one
// entity is that of the commits.
func (r *Recorder) Events() []Envelope {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Envelope(nil), r.list...)
}

// Of returns what was recorded of one entity.
func (r *Recorder) Of(entityID string) []Envelope {
	var list []Envelope
	for _, e := range r.Events() {
		if e.EntityID == entityID {
			list = append(list, e)
		}
	}
	return list
}

// Types returns the wire names of what was recorded.
func (r *Recorder) Types() []string {
	var types []string
	for _, e := range r.Events() {
		types = append(types, e.Type)
	}
	return types
}

// Reset forgets what was recorded.
func (r *Recorder) Reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = nil
}

// String returns a line for each event recorded.
func (r *Recorder) String() string {
	var b strings.Builder
	for _, e := range r.Events() {
		b.WriteString(e.String())
		b.WriteByte('\n')
	}
	return b.String()
}

// Recorded returns the events of one type that were recorded.
func Recorded[T Payload](r *Recorder) []Event[T] {
	var list []Event[T]
	for _, e := range r.Events() {
		if ev, err := Decode[T](e); err == nil {
			list = append(list, ev)
		}
	}
	return list
}
