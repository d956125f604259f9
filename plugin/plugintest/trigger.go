// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugintest

import (
	"testing"

	"github.com/go-ecom/ecom/plugin/trigger"
)

// TestTriggers proves a provider of custom triggers with requests of the test's
// choice, which it must be able to serve.
func TestTriggers(t testing.TB, p trigger.Provider, requests ...trigger.Request) {
	t.Helper()
	list, err := stable(t, "ListTriggers", struct{}{}, func(struct{}) (trigger.ListResponse, error) { return p.ListTriggers(t.Context()) })
	if err == nil {
		err = trigger.CheckList(list)
	}
	if err != nil {
		t.Errorf("ListTriggers: an answer must be one that a shop can work with: %v", err)
	}
	call := func(r trigger.Request) (trigger.Response, error) { return p.GetEligibleTriggers(t.Context(), r) }
	for _, r := range requests {
		resp, err := stable(t, "GetEligibleTriggers", r, call)
		if err == nil {
			err = trigger.Check(resp)
		}
		if err != nil {
			t.Errorf("GetEligibleTriggers: an answer must be one that a shop can work with: %v", err)
			continue
		}
		met := 0
		for _, ok := range trigger.Met(r, resp) {
			if ok {
				met++
			}
		}
		if met != len(resp.EligibleTriggers) {
			t.Errorf("GetEligibleTriggers: triggers that were not asked about, or come twice or without their identifier, are ignored: %d of %d are met",
				met, len(resp.EligibleTriggers))
		}
		unknown := r
		unknown.Triggers = []trigger.Asked{{CustomTrigger: trigger.ID{ID: "no such trigger"}, Identifier: "1"}}
		if resp, err := call(unknown); err != nil || len(resp.EligibleTriggers) != 0 {
			t.Errorf("GetEligibleTriggers: a trigger that is unknown is not met: got %d, %v", len(resp.EligibleTriggers), err)
		}
	}
}
