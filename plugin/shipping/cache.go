// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shipping

import (
	"container/list"
	"context"
	"crypto/sha256"
	"encoding/json"
	"sync"
	"time"

	"github.com/go-ecom/ecom/internal/ptr"
)

// The bounds of a cache that is given none.
const (
	DefaultCacheFor  = 10 * time.Minute
	DefaultCacheSize = 1000
)

// CacheConfig sets up Cached.
type CacheConfig struct {
	For  time.Duration    // how long an answer is good; default DefaultCacheFor
	Size int              // how many answers are kept, the ones asked for last; default DefaultCacheSize
	Now  func() time.Time // the clock; required
}

// Cached returns c with a memory: a request that says exactly what an earlier
// one said is answered as that one was. Everything a carrier is told counts,
// among it the lines with their prices, the address, the purchase flow and the
// currency, so that no answer outlives a change of any. Errors, and answers that
// Check refuses, are not kept. It is safe for concurrent use; requests that come
// while the first of their kind is under way are asked, too.
func Cached(c Carrier, cfg CacheConfig) Carrier {
	if cfg.For <= 0 {
		cfg.For = DefaultCacheFor
	}
	if cfg.Size <= 0 {
		cfg.Size = DefaultCacheSize
	}
	return &cached{carrier: c, cfg: cfg, byKey: map[fingerprint]*list.Element{}, recent: list.New()}
}

type fingerprint [sha256.Size]byte

type cached struct {
	carrier Carrier
	cfg     CacheConfig

	mu     sync.Mutex
	byKey  map[fingerprint]*list.Element
	recent *list.List // of *kept, the one used last in front
}

// kept is an answer; it never changes.
type kept struct {
	key   fingerprint
	resp  Response
	until time.Time
}

// Unwrap returns the carrier without its memory.
func (c *cached) Unwrap() Carrier { return c.carrier }

// GetShippingRates asks the carrier unless it was asked the same before.
func (c *cached) GetShippingRates(ctx context.Context, r Request) (Response, error) {
	body, err := json.Marshal(&r)
	if err != nil { // such as a coordinate that is no number: nobody can ask that again
		return c.carrier.GetShippingRates(ctx, r)
	}
	key := fingerprint(sha256.Sum256(body))
	if resp, ok := c.find(key); ok {
		return resp, nil
	}
	asked := c.cfg.Now()
	resp, err := c.carrier.GetShippingRates(ctx, r)
	if err == nil && Check(r, resp) == nil {
		c.keep(&kept{key: key, resp: resp.Clone(), until: asked.Add(c.cfg.For)})
	}
	return resp, err
}

func (c *cached) find(key fingerprint) (Response, bool) {
	now := c.cfg.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.byKey[key]
	if e == nil {
		return Response{}, false
	}
	k := e.Value.(*kept)
	if !now.Before(k.until) {
		c.drop(e)
		return Response{}, false
	}
	c.recent.MoveToFront(e)
	return k.resp, true
}

func (c *cached) keep(k *kept) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.byKey[k.key]; e != nil {
		c.drop(e)
	}
	c.byKey[k.key] = c.recent.PushFront(k)
	for len(c.byKey) > c.cfg.Size {
		c.drop(c.recent.Back())
	}
}

func (c *cached) drop(e *list.Element) {
	delete(c.byKey, e.Value.(*kept).key)
	c.recent.Remove(e)
}

// Clone returns a copy that shares nothing with a.
func (a Response) Clone() Response {
	a.ShippingRates = ptr.CopyEach(a.ShippingRates, Rate.Clone)
	return a
}

// Clone returns a copy that shares nothing with r.
func (r Rate) Clone() Rate {
	if p := r.Logistics.PickupDetails; p != nil {
		r.Logistics.PickupDetails = &PickupDetails{Address: p.Address.Clone(), PickupMethod: p.PickupMethod}
	}
	r.Cost.AdditionalCharges = append([]AdditionalCharge(nil), r.Cost.AdditionalCharges...)
	return r
}
