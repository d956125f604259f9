// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package trigger

import (
	"context"
	"slices"

	"github.com/go-ecom/ecom/fault"
)

// Trigger is a trigger of Triggers.
type Trigger struct {
	ID   string // 1 to 100 characters, unique
	Name string // 1 to 200 characters; default ID

	// Met reports whether a cart meets the trigger. It must be safe for
	// concurrent use, quick, and change nothing of the request.
	Met func(r Request) bool
}

// Triggers is the embedded Provider: conditions that the program itself has. It
// is immutable and safe for concurrent use.
type Triggers struct {
	list ListResponse
	met  map[string]func(Request) bool
}

var _ Provider = (*Triggers)(nil)

// New returns a provider of triggers. What is wrong with them is an Invalid
// error that names every violation by its path, such as
// "customTriggers[0].id".
func New(triggers ...Trigger) (*Triggers, error) {
	t := &Triggers{met: make(map[string]func(Request) bool, len(triggers)), list: ListResponse{CustomTriggers: []CustomTrigger{}}}
	var c fault.Checker
	for i, given := range triggers {
		if given.Name == "" {
			given.Name = given.ID
		}
		c.Required(fault.Join(fault.Index("customTriggers", i), "met"), given.Met != nil)
		t.list.CustomTriggers = append(t.list.CustomTriggers, CustomTrigger{ID: given.ID, Name: given.Name})
		t.met[given.ID] = given.Met
	}
	c.AddAll("", CheckList(t.list))
	if err := c.Err(); err != nil {
		return nil, err
	}
	return t, nil
}

// Inline returns true: Triggers asks nobody but functions of the program.
func (t *Triggers) Inline() bool { return true }

// ListTriggers returns all triggers in the order given.
func (t *Triggers) ListTriggers(context.Context) (ListResponse, error) {
	return ListResponse{CustomTriggers: slices.Clone(t.list.CustomTriggers)}, nil
}

// GetEligibleTriggers returns those asked about that are met. Unknown ones are
// not.
func (t *Triggers) GetEligibleTriggers(_ context.Context, r Request) (Response, error) {
	resp := Response{EligibleTriggers: []Eligible{}}
	for _, asked := range r.Triggers {
		if met := t.met[asked.CustomTrigger.ID]; met != nil && met(r) {
			resp.EligibleTriggers = append(resp.EligibleTriggers, Eligible{asked.CustomTrigger.ID, asked.Identifier})
		}
	}
	return resp, nil
}
