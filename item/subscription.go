// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
)

// Frequency is the unit of a subscription's cycles.
type Frequency string

// The units.
const (
	FrequencyUndefined Frequency = "UNDEFINED"
	FrequencyDay       Frequency = "DAY"
	FrequencyWeek      Frequency = "WEEK"
	FrequencyMonth     Frequency = "MONTH"
	FrequencyYear      Frequency = "YEAR"
)

// Valid reports whether f is a unit that cycles can be given in.
func (f Frequency) Valid() bool {
	switch f {
	case FrequencyDay, FrequencyWeek, FrequencyMonth, FrequencyYear:
		return true
	default:
		return false
	}
}

// SubscriptionOptionInfo is the subscription that a line buys.
type SubscriptionOptionInfo struct {
	SubscriptionSettings SubscriptionSettings `json:"subscriptionSettings,omitzero"`
	Title                *Translatable        `json:"title,omitzero"`       // 1 to 150 characters
	Description          *Translatable        `json:"description,omitzero"` // up to 500 characters
}

// Clone returns a copy that shares nothing with s.
func (s *SubscriptionOptionInfo) Clone() *SubscriptionOptionInfo {
	if s == nil {
		return nil
	}
	return &SubscriptionOptionInfo{
		SubscriptionSettings: *s.SubscriptionSettings.Clone(),
		Title:                ptr.Copy(s.Title), Description: ptr.Copy(s.Description),
	}
}

// Validate records what is wrong with s, which stands at path.
func (s *SubscriptionOptionInfo) Validate(c *fault.Checker, path string) {
	if s == nil {
		return
	}
	s.SubscriptionSettings.Validate(c, fault.Join(path, "subscriptionSettings"))
	s.Title.Validate(c, fault.Join(path, "title"), UseTitle)
	s.Description.Validate(c, fault.Join(path, "description"), UseDescription)
}

// SubscriptionSettings say how often a subscription is charged and for how long.
type SubscriptionSettings struct {
	Frequency                  Frequency        `json:"frequency,omitzero"`
	Interval                   int              `json:"interval,omitzero"`      // a cycle is so many units: 1 (default) to 3650, at least 7 days
	AutoRenewal                bool             `json:"autoRenewal,omitzero"`   // goes on until canceled
	BillingCycles              int              `json:"billingCycles,omitzero"` // how many cycles; ignored with AutoRenewal
	EnableCustomerCancellation bool             `json:"enableCustomerCancellation,omitzero"`
	FreeTrialPeriod            *FreeTrialPeriod `json:"freeTrialPeriod,omitzero"`
}

// Defaulted returns s with the interval set to 1 when it is not given.
func (s SubscriptionSettings) Defaulted() SubscriptionSettings {
	if s.Interval == 0 {
		s.Interval = 1
	}
	return s
}

// Clone returns a copy that shares nothing with s.
func (s *SubscriptionSettings) Clone() *SubscriptionSettings {
	if s == nil {
		return nil
	}
	c := *s
	c.FreeTrialPeriod = ptr.Copy(s.FreeTrialPeriod)
	return &c
}

// Validate records what is wrong with s, which stands at path.
func (s *SubscriptionSettings) Validate(c *fault.Checker, path string) {
	if s == nil {
		return
	}
	validateFrequency(c, fault.Join(path, "frequency"), s.Frequency)
	low := int64(1)
	if s.Frequency == FrequencyDay {
		low = 7 // the platform charges at most weekly
	}
	c.Range(fault.Join(path, "interval"), int64(s.Defaulted().Interval), low, 3650)
	if !s.AutoRenewal && s.BillingCycles < 0 {
		c.Range(fault.Join(path, "billingCycles"), int64(s.BillingCycles), 1, 1<<31-1)
	}
	if t := s.FreeTrialPeriod; t != nil {
		p := fault.Join(path, "freeTrialPeriod")
		validateFrequency(c, fault.Join(p, "frequency"), t.Frequency)
		c.Range(fault.Join(p, "interval"), int64(t.Interval), 1, 999)
	}
}

// FreeTrialPeriod is how long a subscription runs before its first charge.
type FreeTrialPeriod struct {
	Frequency Frequency `json:"frequency,omitzero"`
	Interval  int       `json:"interval,omitzero"` // so many units, 1 to 999
}

func validateFrequency(c *fault.Checker, path string, f Frequency) {
	switch {
	case f == "":
		c.Required(path, false)
	case !f.Valid():
		invalidEnum(c, path, f, FrequencyDay, FrequencyWeek, FrequencyMonth, FrequencyYear)
	}
}
