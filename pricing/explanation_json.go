// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"encoding/json"
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// explanationVersion is the version of an Explanation's JSON.
const explanationVersion = 1

// explanationJSON is the JSON of an Explanation.
type explanationJSON struct {
	Version            int            `json:"version"`
	Currency           money.Currency `json:"currency"`
	ConversionCurrency money.Currency `json:"conversionCurrency,omitzero"`
	Policy             money.Policy   `json:"policy"`
	Steps              []stepJSON     `json:"steps"`
	Lists              []List         `json:"lists"`
	Skipped            []Skipped      `json:"skipped"`
}

type stepJSON struct {
	Step
	Currency money.Currency `json:"currency,omitzero"` // where it is not the Explanation's
}

// MarshalJSON writes the form that the type's comment shows.
func (e Explanation) MarshalJSON() ([]byte, error) {
	out := explanationJSON{
		Version: explanationVersion, Currency: e.Currency, ConversionCurrency: e.ConversionCurrency, Policy: e.Policy,
		Steps: make([]stepJSON, len(e.Steps)), Lists: e.Lists, Skipped: e.Skipped,
	}
	for i := range e.Steps {
		out.Steps[i].Step = e.Steps[i]
		if c := e.Steps[i].Amount.Currency(); c != e.Currency {
			out.Steps[i].Currency = c
		}
	}
	if out.Lists == nil {
		out.Lists = []List{}
	}
	if out.Skipped == nil {
		out.Skipped = []Skipped{}
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes, to an Explanation that can be
// replayed. An amount that its currency does not have is an error of class
// fault.Invalid, by its path.
func (e *Explanation) UnmarshalJSON(data []byte) error {
	var in explanationJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	var v fault.Checker
	if in.Version != explanationVersion {
		v.Add("version", fault.RuleInvalidEnum, fmt.Sprintf("%d is not a version that this program reads", in.Version), nil)
	}
	v.Required("currency", in.Currency != 0)
	if err := v.Err(); err != nil {
		return err
	}
	out := Explanation{
		Currency: in.Currency, ConversionCurrency: in.ConversionCurrency, Policy: in.Policy,
		Steps: make([]Step, len(in.Steps)), Lists: in.Lists, Skipped: in.Skipped,
	}
	for i := range in.Steps {
		s := in.Steps[i].Step
		c := in.Currency
		if in.Steps[i].Currency != 0 {
			c = in.Steps[i].Currency
		}
		amount, err := s.Amount.Bind(c)
		if err != nil {
			v.AddAll(fault.Index("steps", i)+".amount", err)
			continue
		}
		s.Amount = amount
		out.Steps[i] = s
	}
	if err := v.Err(); err != nil {
		return err
	}
	*e = out
	return nil
}
