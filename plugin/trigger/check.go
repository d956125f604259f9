// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package trigger

import "github.com/go-ecom/ecom/fault"

// Check refuses answers that break the platform's limits. The error is Invalid
// and names every violation in a by its path. Triggers that were not asked about
// are no violation: they are ignored.
func Check(a Response) error {
	var c fault.Checker
	if !c.Size("eligibleTriggers", len(a.EligibleTriggers), 0, MaxTriggers) {
		return c.Err()
	}
	for i := range a.EligibleTriggers {
		e := &a.EligibleTriggers[i]
		path := fault.Index("eligibleTriggers", i)
		c.Length(path+".customTriggerId", e.CustomTriggerID, 1, 100)
		c.Length(path+".identifier", e.Identifier, 0, 120)
	}
	return c.Err()
}

// CheckList refuses lists that break the platform's limits, and those that name
// a trigger twice. The error is as that of Check.
func CheckList(a ListResponse) error {
	var c fault.Checker
	if !c.Size("customTriggers", len(a.CustomTriggers), 0, MaxTriggers) {
		return c.Err()
	}
	seen := make(map[string]bool, len(a.CustomTriggers))
	for i := range a.CustomTriggers {
		t := &a.CustomTriggers[i]
		path := fault.Index("customTriggers", i)
		c.Length(path+".id", t.ID, 1, 100)
		c.Length(path+".name", t.Name, 1, 200)
		if seen[t.ID] {
			c.AddOther(path+".id", "ALREADY_EXISTS", "there is another trigger with this id")
		}
		seen[t.ID] = true
	}
	return c.Err()
}

// Met returns which of the triggers of a request an answer meets, by their
// places in it: those that have the same id and identifier.
func Met(r Request, a Response) []bool {
	at := make(map[Eligible]int, len(r.Triggers))
	for i := range r.Triggers {
		at[Eligible{r.Triggers[i].CustomTrigger.ID, r.Triggers[i].Identifier}] = i
	}
	met := make([]bool, len(r.Triggers))
	for _, e := range a.EligibleTriggers {
		if i, ok := at[e]; ok {
			met[i] = true
		}
	}
	return met
}
