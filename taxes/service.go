// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package taxes

import (
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/registry"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/store"
)

// Services is all that a shop knows of taxes.
type Services struct {
	Groups       *Groups
	Regions      *Regions
	Mappings     *Mappings
	ExemptGroups *ExemptGroups
	Tables       *Tables // the calculator of what they keep

	env *service.Env
	cfg Config
}

// Config is what the services depend on.
type Config struct {
	Calculators []Calculator // that regions may name, 9 at most
}

// ManualCalculator is the app id of the calculator that regions have which name
// none: the rates that are kept in the shop.
const ManualCalculator = "7a1e0d52-6c3b-4e0f-9a55-3d2c1f0b8a00"

// Calculator is a tax calculator that regions can name.
type Calculator struct {
	AppID                string         // a GUID; required and unique
	DisplayName          string         // 1 to 200 characters
	UnsupportedCountries []string       // that no region can have it for
	Calculator           tax.Calculator // required
}

// Check returns an Invalid error that names everything wrong with the
// configuration, or nil.
func (cfg Config) Check() error {
	var c fault.Checker
	c.Size("", len(cfg.Calculators), 0, MaxCalculators-1)
	seen := []string{ManualCalculator}
	for i := range min(len(cfg.Calculators), MaxCalculators) {
		k, at := &cfg.Calculators[i], fault.Index("", i)
		checkGUID(&c, fault.Join(at, "AppID"), k.AppID)
		if slices.Contains(seen, k.AppID) {
			c.AddOther(fault.Join(at, "AppID"), "ALREADY_EXISTS", "there is another calculator of this app")
		}
		seen = append(seen, k.AppID)
		checkName(&c, fault.Join(at, "DisplayName"), k.DisplayName)
		c.Required(fault.Join(at, "Calculator"), k.Calculator != nil)
	}
	return c.Err()
}

// MaxCalculators is how many calculators a shop may have, with its own.
const MaxCalculators = 10

// New returns the services of a shop. The Config was checked.
func New(env *service.Env, cfg Config) *Services {
	env.Keep(store.Counter{Kind: versionKind})
	s := &Services{env: env, cfg: cfg}
	s.Groups = &Groups{env, registry.New(env, groupConfig), s}
	s.Regions = &Regions{env, registry.New(env, regionConfig), s}
	s.Mappings = &Mappings{env, registry.New(env, mappingConfig), s}
	s.ExemptGroups = &ExemptGroups{env, registry.New(env, exemptConfig), s}
	s.Tables = &Tables{s: s}
	return s
}

// calculator returns the calculator of an app, or nil.
func (s *Services) calculator(appID string) *Calculator {
	for i := range s.cfg.Calculators {
		if s.cfg.Calculators[i].AppID == appID {
			return &s.cfg.Calculators[i]
		}
	}
	return nil
}
