// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"bufio"
	"encoding/json"
	"io"
	"sync"
)

// note is one line from the process that buys to the one that kills it. What
// it tells of has been acknowledged by the shop before it is written; only
// noteStart and noteBegin say what is about to be tried.
type note struct {
	Kind kind   `json:"k"`
	Job  job    `json:"j,omitzero"`
	ID   string `json:"id,omitempty"`  // of the order, payment, refund, fulfillment or event
	Key  string `json:"key,omitempty"` // of an event: its ordering key; of a delivery: the product
	Text string `json:"t,omitempty"`   // the order's number, an amount, an event's type, a subscription's name, an error
	N    int64  `json:"n,omitempty"`   // an event's sequence, units of a delivery, number of a commit
}

// job names one thing to do, the nth of a buyer. What it is follows from the
// seed, so that the next process can do it again under the same keys.
type job struct {
	Buyer int `json:"b"`
	N     int `json:"n"`
}

type kind string

const (
	noteReady     kind = "ready"     // the shop is open
	noteBegin     kind = "begin"     // a commit is on its way to the store
	noteEnd       kind = "end"       // it came back; Text: a commitError
	noteStart     kind = "start"     // a job begins
	noteDone      kind = "done"      // it has ended, one way or another
	noteOrder     kind = "order"     // Text: its number
	notePaid      kind = "paid"      // Text: the amount
	noteFulfilled kind = "fulfilled" //
	noteRefunded  kind = "refunded"  // Text: the amount
	noteCanceled  kind = "canceled"  // ID: the order
	noteRedeemed  kind = "redeemed"  // ID: the payment by gift card; Text: the amount
	noteTip       kind = "tip"       // ID: the purchase that it is of
	noteDelivered kind = "delivered" // goods arrived
	noteEvent     kind = "event"     // published in this process, after its commit
	noteSeen      kind = "seen"      // Text: a durable subscription has it
	noteFailed    kind = "failed"    // nothing goes on
)

// notebook writes notes. It is safe for concurrent use.
type notebook struct {
	mu sync.Mutex
	w  io.Writer
}

// write writes one line at once, so that a kill leaves only whole lines and
// perhaps the beginning of one. There is nobody to tell of an error: the reader
// is gone, and this process will be too.
func (b *notebook) write(n note) {
	line, err := json.Marshal(n)
	if err != nil {
		panic(err) // texts and numbers
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	_, _ = b.w.Write(append(line, '\n'))
}

// readNotes calls fn for each note until the writer is gone. The beginning of a
// line that a kill has cut off is not a note.
func readNotes(r io.Reader, fn func(note)) error {
	in := bufio.NewReader(r)
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		var n note
		if err := json.Unmarshal(line, &n); err != nil {
			return err
		}
		fn(n)
	}
}
