// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugintest_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/go-ecom/ecom/plugin/plugintest"
	"github.com/go-ecom/ecom/plugin/trigger"
)

// triggers is a provider that is broken at will.
type triggers struct {
	list trigger.ListResponse
	call func(trigger.Request) (trigger.Response, error)
}

func (p triggers) ListTriggers(context.Context) (trigger.ListResponse, error) { return p.list, nil }

func (p triggers) GetEligibleTriggers(_ context.Context, r trigger.Request) (trigger.Response, error) {
	return p.call(r)
}

func TestTriggersSuite(t *testing.T) {
	t.Parallel()
	r := trigger.Request{Triggers: []trigger.Asked{{CustomTrigger: trigger.ID{ID: "a"}, Identifier: "1"}}}
	run := func(p triggers) func(testing.TB) {
		return func(t testing.TB) { plugintest.TestTriggers(t, p, r) }
	}
	never := func(trigger.Request) (trigger.Response, error) { return trigger.Response{}, nil }
	if said := reports(t, run(triggers{call: never})); len(said) > 0 {
		t.Errorf("a provider that keeps its contract is reported: %q", said)
	}
	wantReport(t, "ListTriggers: an answer must be one", run(triggers{call: never, list: trigger.ListResponse{CustomTriggers: make([]trigger.CustomTrigger, 1)}}))
	wantReport(t, "GetEligibleTriggers: an answer must be one", run(triggers{call: func(trigger.Request) (trigger.Response, error) {
		return trigger.Response{}, errors.New("no")
	}}))
	wantReport(t, "without their identifier", run(triggers{call: func(r trigger.Request) (trigger.Response, error) {
		return trigger.Response{EligibleTriggers: []trigger.Eligible{{CustomTriggerID: r.Triggers[0].CustomTrigger.ID}}}, nil
	}}))
	wantReport(t, "unknown is not met", run(triggers{call: func(r trigger.Request) (trigger.Response, error) {
		return trigger.Response{EligibleTriggers: []trigger.Eligible{{CustomTriggerID: r.Triggers[0].CustomTrigger.ID, Identifier: r.Triggers[0].Identifier}}}, nil
	}}))
	var once sync.Once
	wantReport(t, "must not be changed", run(triggers{call: func(r trigger.Request) (trigger.Response, error) {
		once.Do(func() { r.Triggers[0].Identifier += "x" })
		return trigger.Response{}, nil
	}}))
}
