// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package ecom

import (
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/tips"
)

// useTips makes the services of tips, and tips a fee where buyers can choose them.
func (s *Shop) useTips() {
	s.Tips = tips.New(s.env, s.cfg.Catalog, s.cfg.Tips)
	s.TipSettings = s.Tips.Settings
	if s.cfg.Tips {
		s.cfg.tips = &pricing.Fees{AppID: tips.AppID, Provider: s.Tips}
	}
}
