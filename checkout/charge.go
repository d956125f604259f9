// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package checkout

import (
	"context"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/plugin/payment"
)

// CreateOrderAndCharge is CreateOrder, followed by a charge of what is due now
// with the means of payment that token stands for at the provider. Deprecated
// by the platform; the codes are those of CreateOrder and PAYMENT_ERROR. In a
// shop that is only paid by hand it is SITE_NOT_ACCEPTING_PAYMENTS, and no order
// is made.
func (s *Service) CreateOrderAndCharge(ctx context.Context, id ID, token string, o *CreateOrderOptions) (*CreateOrderAndChargeResponse, error) {
	const op = "checkout.CreateOrderAndCharge"
	if s.cfg.Charger == nil || payment.IsOffline(s.cfg.Payments) {
		return nil, fault.At(op, fault.New(fault.State, "SITE_NOT_ACCEPTING_PAYMENTS", "this shop is paid by hand: place the order with CreateOrder"))
	}
	if err := s.env.RefuseOutside(); err != nil {
		return nil, fault.At(op, err)
	}
	placed, err := s.CreateOrder(ctx, id, o)
	if err != nil {
		return nil, err
	}
	resp := &CreateOrderAndChargeResponse{CreateOrderResponse: *placed}
	if placed.PaymentGatewayOrderID == "" {
		return resp, nil
	}
	resp.PaymentResponseToken, err = s.cfg.Charger.ChargePlaced(ctx, placed.OrderID, token)
	if err != nil {
		return nil, fault.At(op, err)
	}
	return resp, nil
}

// CreateOrderAndChargeResponse is the order that was made and charged.
type CreateOrderAndChargeResponse struct {
	CreateOrderResponse
	PaymentResponseToken string `json:"paymentResponseToken,omitzero"`
}
