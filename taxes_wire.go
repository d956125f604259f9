// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom

import "github.com/go-ecom/ecom/taxes"

// useTaxes makes the services of taxes, and what they keep the shop's calculator
// when it has no other.
func (s *Shop) useTaxes() {
	known := taxes.New(s.env, taxes.Config{Calculators: s.cfg.TaxCalculators})
	s.TaxGroups, s.TaxRegions, s.ManualTaxMappings, s.TaxExemptGroups = known.Groups, known.Regions, known.Mappings, known.ExemptGroups
	if _, kept := s.cfg.Tax.(*taxes.Tables); kept || s.cfg.Tax == nil { // in a view they are the shop's
		s.cfg.Tax = known.Tables
	}
	s.TaxCalculation = taxes.NewCalculation(known, s.cfg.Tax)
}
