// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shipping

import (
	"context"
	"fmt"
	"sync"

	"github.com/go-ecom/ecom/fault"
)

// Join returns one carrier that offers the rates of several, in their order. Of
// two rates with one code, the earlier carrier's is offered. The carriers are
// asked at the same time; the answer has the rates of those that gave any, and
// is the first error when no carrier did.
//
// Join is for parts of one carrier. Carriers that buyers tell apart are better
// given to the shop as Services of their own.
func Join(carriers ...Carrier) Carrier { return joined(carriers) }

type joined []Carrier

// Inline reports whether none of the carriers blocks.
func (j joined) Inline() bool {
	for _, c := range j {
		if i, ok := c.(interface{ Inline() bool }); !ok || !i.Inline() {
			return false
		}
	}
	return true
}

// GetShippingRates asks all carriers.
func (j joined) GetShippingRates(ctx context.Context, r Request) (Response, error) {
	answers := make([]Response, len(j))
	errs := make([]error, len(j))
	if j.Inline() {
		for i, c := range j {
			answers[i], errs[i] = c.GetShippingRates(ctx, r)
		}
	} else {
		var wg sync.WaitGroup
		for i, c := range j {
			wg.Go(func() { answers[i], errs[i] = ask(ctx, c, r) })
		}
		wg.Wait()
	}
	var resp Response
	var first error
	seen := map[string]bool{}
	for i := range j {
		if errs[i] != nil {
			if first == nil {
				first = errs[i]
			}
			continue
		}
		for _, rate := range answers[i].ShippingRates {
			if !seen[rate.Code] {
				seen[rate.Code] = true
				resp.ShippingRates = append(resp.ShippingRates, rate)
			}
		}
	}
	if len(resp.ShippingRates) == 0 && first != nil {
		return Response{}, first
	}
	return resp, nil
}

// ask asks a carrier on a goroutine of its own, where a panic would end the
// program.
func ask(ctx context.Context, c Carrier, r Request) (resp Response, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fault.New(fault.Internal, "", fmt.Sprintf("a carrier panicked: %v", v))
		}
	}()
	return c.GetShippingRates(ctx, r)
}
