// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"time"

	"github.com/go-ecom/ecom/money"
)

// Refund is money given back for an order: one transaction for each payment
// it goes to.
type Refund struct {
	ID                     RefundID                 `json:"id,omitzero"`           // derived
	Transactions           []RefundTransaction      `json:"transactions,omitzero"` // up to 50
	Details                *RefundDetails           `json:"details,omitzero"`
	CreatedDate            time.Time                `json:"createdDate,omitzero"` // default: now
	Summary                *AggregatedRefundSummary `json:"summary,omitzero"`     // derived, see SummarizeRefund
	RequestingServiceAppID string                   `json:"requestingServiceAppId,omitzero"`
}

// RefundTransaction gives money back to one payment.
type RefundTransaction struct {
	PaymentID        PaymentID         `json:"paymentId,omitzero"`
	Amount           money.Price       `json:"amount,omitzero"`
	RefundStatus     RefundStatus      `json:"refundStatus,omitzero"`
	RefundStatusInfo *RefundStatusInfo `json:"refundStatusInfo,omitzero"`
	GatewayRefundID  string            `json:"gatewayRefundId,omitzero"`  // none when external
	ProviderRefundID string            `json:"providerRefundId,omitzero"` // none when external
	ExternalRefund   bool              `json:"externalRefund"`            // made elsewhere, only recorded here
}

// RefundStatusInfo says more about the state of a refund transaction.
type RefundStatusInfo struct {
	PaymentGatewayReasonCode string `json:"paymentGatewayReasonCode,omitzero"` // 1 to 10 characters
	Description              string `json:"description,omitzero"`              // 1 to 1000 characters
}

// RefundDetails says what a refund is for. It is bookkeeping: the money is in
// the transactions.
type RefundDetails struct {
	LineItems        []LineItemRefund      `json:"lineItems,omitzero"`      // up to 300
	AdditionalFees   []AdditionalFeeRefund `json:"additionalFees,omitzero"` // up to 100
	Shipping         *ShippingRefund       `json:"shipping,omitzero"`
	Reason           string                `json:"reason,omitzero"`           // up to 200 characters
	Items            []LineItemRefund      `json:"items,omitzero"`            // older twin of LineItems
	ShippingIncluded bool                  `json:"shippingIncluded,omitzero"` // older twin of Shipping: all of it
}

// LineItemRefund is a number of units of a line given back.
type LineItemRefund struct {
	LineItemID string `json:"lineItemId,omitzero"`
	Quantity   int    `json:"quantity"` // 1 to 100,000
}

// AdditionalFeeRefund is an amount of a fee given back. Without an amount it
// is all that is left.
type AdditionalFeeRefund struct {
	AdditionalFeeID string      `json:"additionalFeeId,omitzero"`
	Amount          money.Price `json:"amount,omitzero"`
}

// ShippingRefund is an amount of shipping given back. Without an amount it is
// all that is left.
type ShippingRefund struct {
	Amount money.Price `json:"amount,omitzero"`
}

// AggregatedRefundSummary is how far a refund has got:
//
//	requestedRefund = pendingRefund + refunded + failedRefundAmount
type AggregatedRefundSummary struct {
	RequestedRefund    money.Price           `json:"requestedRefund,omitzero"`
	PendingRefund      money.Price           `json:"pendingRefund,omitzero"`
	Refunded           money.Price           `json:"refunded,omitzero"`
	FailedRefundAmount money.Price           `json:"failedRefundAmount,omitzero"`
	Pending            bool                  `json:"pending"`            // a transaction is not final yet
	Breakdown          *RefundItemsBreakdown `json:"breakdown,omitzero"` // only when none is pending
}

// RefundItemsBreakdown is what of a refund went to which line.
type RefundItemsBreakdown struct {
	LineItems []LineItemRefundSummary `json:"lineItems,omitzero"` // up to 300
}

// LineItemRefundSummary is what went to one line.
type LineItemRefundSummary struct {
	LineItemID          string      `json:"lineItemId,omitzero"`
	TotalRefundedAmount money.Price `json:"totalRefundedAmount,omitzero"`
}

// Lines returns the units given back, whichever of its two lists names them.
func (d *RefundDetails) Lines() []LineItemRefund {
	if d == nil {
		return nil
	}
	if len(d.LineItems) > 0 {
		return d.LineItems
	}
	return d.Items
}
