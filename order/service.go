// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/plugin/membership"
	"github.com/go-ecom/ecom/store"
)

// Service keeps the orders of a shop. It is made by ecom.New and safe for
// concurrent use.
//
// Visitors and members see their own orders; everything else needs a user, an
// app or the embedding program.
type Service struct {
	env       *service.Env
	stock     Stock
	inventory catalog.Inventory // nil: stock is not kept elsewhere
	completer Completer

	cards     giftcard.Provider   // nil: there are no gift cards
	cardsTx   giftcard.TxProvider // nil: they are kept elsewhere
	members   membership.Provider // nil: there are no memberships
	collector Collector
}

// Completer is told, in the commit that approves an order, that the checkout
// it was made from is done.
type Completer interface {
	OrderApproved(ctx context.Context, tx *store.Tx, checkoutID string) error
}

// NewService returns the order service of a shop. stock may be nil: then
// orders move none.
func NewService(env *service.Env, stock Stock) *Service {
	env.Keep(records, movements, prepaidMoves, numbers)
	env.Keep(discount.UseCounts()...)
	return &Service{env: env, stock: stock}
}

// UseCompleter says who keeps the checkouts that orders are made from. It is
// called once, before the service is used.
func (s *Service) UseCompleter(c Completer) { s.completer = c }

// ApprovalStrategy says when an order becomes a sale.
type ApprovalStrategy string

// The approval strategies.
const (
	ApprovalDefault            ApprovalStrategy = "DEFAULT"              // when its total is zero or a payment arrives
	ApprovalPaymentReceived    ApprovalStrategy = "PAYMENT_RECEIVED"     // only when a payment arrives
	ApprovalPaymentMethodSaved ApprovalStrategy = "PAYMENT_METHOD_SAVED" // when a means of payment is saved
)

// Valid reports whether s is one of the strategies.
func (s ApprovalStrategy) Valid() bool {
	return s == ApprovalDefault || s == ApprovalPaymentReceived || s == ApprovalPaymentMethodSaved
}
