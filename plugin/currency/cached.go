// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package currency

import (
	"context"
	"sync"
	"time"

	"github.com/go-ecom/ecom/money"
)

// CacheConfig says how long rates are remembered.
type CacheConfig struct {
	For time.Duration    // default 10 minutes
	Now func() time.Time // default time.Now
}

// cache is a Provider that remembers the answers of another.
type cache struct {
	Provider
	cfg CacheConfig

	mu    sync.Mutex
	rates map[[2]money.Currency]remembered
}

type remembered struct {
	rate  Rate
	until time.Time
}

// Cached returns a Provider that asks p about two currencies no more often than
// once in a while. What fails is not remembered. It is safe for concurrent use.
func Cached(p Provider, cfg CacheConfig) Provider {
	if cfg.For <= 0 {
		cfg.For = 10 * time.Minute
	}
	if cfg.Now == nil {
		cfg.Now = time.Now //nolint:forbidigo // the documented default of a clock
	}
	return &cache{Provider: p, cfg: cfg, rates: map[[2]money.Currency]remembered{}}
}

// Unwrap returns the Provider whose answers are remembered.
func (c *cache) Unwrap() Provider { return c.Provider }

// Rate returns what is remembered, or asks. There are no more pairs of
// currencies than ISO 4217 knows.
func (c *cache) Rate(ctx context.Context, from, to money.Currency) (Rate, error) {
	key, now := [2]money.Currency{from, to}, c.cfg.Now()
	c.mu.Lock()
	have, ok := c.rates[key]
	c.mu.Unlock()
	if ok && now.Before(have.until) {
		return have.rate, nil
	}
	r, err := c.Provider.Rate(ctx, from, to)
	if err != nil {
		return Rate{}, err
	}
	if err := Check(r); err != nil {
		return Rate{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rates[key] = remembered{r, now.Add(c.cfg.For)}
	return r, nil
}
