// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom

import "github.com/go-ecom/ecom/plugin/currency"

// useRates makes the converter, and has the rates remembered. A view shares what
// the shop remembers.
func (s *Shop) useRates() {
	if s.cfg.Rates != nil && s.env.RefuseOutside() == nil {
		s.cfg.Rates = currency.Cached(s.cfg.Rates, currency.CacheConfig{Now: s.cfg.Now})
	}
	s.Currencies = currency.NewConverter(currency.ConverterConfig{
		Provider: s.cfg.Rates, Locale: s.env.Site.Locale, Mode: s.cfg.Rounding.Mode, Call: callPlugin(s.env),
	})
}
