// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"time"
	"unicode/utf8"
)

const (
	// ExportFormat is the number of the form in which exports are written.
	// Every number that was ever released can be read.
	ExportFormat = 1

	// MaxLine is how many bytes a line of an export has at most.
	MaxLine = 32 << 20
)

// line is one line of an export: the header, which comes first; a document or
// a count; an event; or the end. Documents and counts come in the order of
// their kinds and ids, events behind them in the order of the log.
type line struct {
	Export *header `json:"export,omitempty"`

	Kind  string `json:"kind,omitempty"` // of a document or a count
	ID    *text  `json:"id,omitempty"`
	Count *int64 `json:"count,omitempty"`

	Event    *text        `json:"event,omitempty"` // the id of an event
	Key      *text        `json:"key,omitempty"`   // its ordering key
	Sequence int64        `json:"sequence,omitempty"`
	Type     text         `json:"type,omitempty"`
	Time     *time.Time   `json:"time,omitempty"`
	Pending  []text       `json:"pending,omitempty"` // subscriptions that have not settled it
	Dead     []deadLetter `json:"dead,omitempty"`    // subscriptions that have given it up

	Doc json.RawMessage `json:"doc,omitempty"` // of a document or an event, as it is stored

	End *end `json:"end,omitempty"`
}

// header says what is exported.
type header struct {
	Format        int        `json:"format"` // ExportFormat when it was written
	Site          text       `json:"site"`
	Time          time.Time  `json:"time"`
	OneMoment     bool       `json:"oneMoment"` // everything is as it was at one moment, and the log is in it
	Kinds         []kindLine `json:"kinds"`
	Subscriptions []text     `json:"subscriptions"` // the durable ones
}

// kindLine is a kind of which there are records.
type kindLine struct {
	Kind   string `json:"kind"`
	Format int    `json:"format"` // of all its documents; 0: counts
}

// deadLetter is a subscription that has given up an event, and why.
type deadLetter struct {
	Subscription text `json:"subscription"`
	Error        text `json:"error,omitempty"`
}

// end says what has come before it.
type end struct {
	Documents int64  `json:"documents"`
	Counts    int64  `json:"counts"`
	Events    int64  `json:"events"`
	Sum       string `json:"sha256"` // of all lines before, with their ends, in hexadecimal
}

// text is any bytes: a JSON string, or, when they are not UTF-8,
// {"base64":"…"}.
type text string

type bytesForm struct {
	Base64 []byte `json:"base64"`
}

// MarshalJSON implements json.Marshaler.
func (t text) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(t)) {
		return json.Marshal(string(t))
	}
	return json.Marshal(bytesForm{[]byte(t)})
}

// UnmarshalJSON implements json.Unmarshaler.
func (t *text) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '{' {
		var b bytesForm
		if err := json.Unmarshal(data, &b); err != nil {
			return err
		}
		if len(b.Base64) == 0 || utf8.Valid(b.Base64) {
			return errors.New("base64 is for what is not UTF-8")
		}
		*t = text(b.Base64)
		return nil
	}
	return json.Unmarshal(data, (*string)(t))
}

// name returns what a line is about: its kind and id.
func (l *line) name() (kind, id string) {
	switch {
	case l.Event != nil:
		return "event", string(*l.Event)
	case l.ID != nil:
		return l.Kind, string(*l.ID)
	}
	return "site", ""
}

// parseLine reads a line, strictly: it holds one of the four, whole.
func parseLine(data []byte) (*line, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("not UTF-8")
	}
	l := new(line)
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(l); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			err = errors.New("it ends too early")
		}
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one value")
	}
	return l, l.check()
}

// check returns what is missing or too much.
func (l *line) check() error {
	record := l.Kind != "" || l.ID != nil || l.Count != nil
	event := l.Event != nil || l.Key != nil || l.Sequence != 0 || l.Type != "" || l.Time != nil || l.Pending != nil || l.Dead != nil
	n := 0
	for _, is := range [...]bool{l.Export != nil, l.End != nil, record, event} {
		if is {
			n++
		}
	}
	switch {
	case n != 1:
		return errors.New("neither the header, a document, a count, an event nor the end")
	case record && (l.Kind == "" || l.ID == nil || (l.Count == nil) == (l.Doc == nil)):
		return errors.New("a record has kind, id, and either doc or count")
	case event && (l.Event == nil || l.Key == nil || l.Sequence < 1 || l.Time == nil || l.Doc == nil):
		return errors.New("an event has its id, key, sequence, time and doc")
	case !record && !event && l.Doc != nil:
		return errors.New("neither a document nor an event, and has doc")
	}
	return nil
}
