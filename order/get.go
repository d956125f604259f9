// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"

	"github.com/go-ecom/ecom/fault"
)

// GetOrder returns an order, whatever its status. An order that there is not,
// or that is not the actor's, is a fault.NotFound with ORDER_NOT_FOUND.
func (s *Service) GetOrder(ctx context.Context, id ID) (*Order, error) {
	r, err := s.Read(ctx, s.env.Store, id)
	if err != nil {
		return nil, fault.At("order.GetOrder", err)
	}
	return &r.Order, nil
}
