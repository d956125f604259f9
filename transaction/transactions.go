// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"time"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
)

// PaymentID identifies a payment.
type PaymentID string

// RefundID identifies a refund.
type RefundID string

// OrderTransactions is the money side of one order: its payments and its
// refunds. All amounts are in the order's currency.
type OrderTransactions struct {
	OrderID  order.ID  `json:"orderId,omitzero"`
	Payments []Payment `json:"payments,omitzero"` // up to 100
	Refunds  []Refund  `json:"refunds,omitzero"`  // up to 300
}

// The bounds of an order's transactions.
const (
	MaxPayments           = 100 // of an order
	MaxPaymentsAdded      = 50  // in one call
	MaxRefunds            = 300 // of an order
	MaxRefundTransactions = 50  // of a refund
)

// Payment returns the payment with that id, or nil.
func (t *OrderTransactions) Payment(id PaymentID) *Payment {
	for i := range t.Payments {
		if t.Payments[i].ID == id {
			return &t.Payments[i]
		}
	}
	return nil
}

// Refund returns the refund with that id, or nil.
func (t *OrderTransactions) Refund(id RefundID) *Refund {
	for i := range t.Refunds {
		if t.Refunds[i].ID == id {
			return &t.Refunds[i]
		}
	}
	return nil
}

// Payment is money, or its like, given for an order. Exactly one of
// RegularPaymentDetails, GiftcardPaymentDetails and MembershipPaymentDetails
// is set.
type Payment struct {
	RegularPaymentDetails    *RegularPaymentDetails    `json:"regularPaymentDetails,omitzero"`
	GiftcardPaymentDetails   *GiftCardPaymentDetails   `json:"giftcardPaymentDetails,omitzero"`
	MembershipPaymentDetails *MembershipPaymentDetails `json:"membershipPaymentDetails,omitzero"`

	ID          PaymentID   `json:"id,omitzero"`          // derived
	CreatedDate time.Time   `json:"createdDate,omitzero"` // default: now
	UpdatedDate time.Time   `json:"updatedDate,omitzero"` // derived
	Amount      money.Price `json:"amount,omitzero"`

	// RefundDisabled forbids refunds; otherwise they depend on the provider.
	RefundDisabled           bool                 `json:"refundDisabled"`
	SupportReceiptGeneration bool                 `json:"supportReceiptGeneration,omitzero"` // derived
	CashRounding             *CashRoundingDetails `json:"cashRounding,omitzero"`
	Status                   PaymentStatus        `json:"status,omitzero"`
	ChargeCorrelationID      string               `json:"chargeCorrelationId,omitzero"` // shared by payments that were charged together

	WixReceipt      *order.Receipt         `json:"wixReceipt,omitzero"`
	ExternalReceipt *order.ExternalReceipt `json:"externalReceipt,omitzero"`

	// Why the payment is CANCELED, DECLINED or VOIDED.
	CanceledStatusDetails *StatusDetails `json:"canceledStatusDetails,omitzero"`
	DeclinedStatusDetails *StatusDetails `json:"declinedStatusDetails,omitzero"`
	VoidedStatusDetails   *StatusDetails `json:"voidedStatusDetails,omitzero"`
}

// StatusDetails is the reason of a status.
type StatusDetails struct {
	Reason StatusReason `json:"reason,omitzero"`
}

// StatusReason is why a payment is CANCELED, DECLINED or VOIDED.
type StatusReason string

// The reasons. Canceled payments have the first two, declined ones from
// ReasonChargeFailed and ReasonExpired on, voided ones ReasonMerchantRequest
// or ReasonOtherPaymentFailure.
const (
	ReasonOtherPaymentFailure StatusReason = "OTHER_PAYMENT_FAILURE" // one that was charged together with it failed
	ReasonExpired             StatusReason = "EXPIRED"
	ReasonChargeFailed        StatusReason = "CHARGE_FAILED"
	ReasonInsufficientFunds   StatusReason = "INSUFFICIENT_FUNDS"
	ReasonGiftCardDisabled    StatusReason = "GIFT_CARD_DISABLED"
	ReasonMerchantRequest     StatusReason = "MERCHANT_REQUEST"
)

// CashRoundingDetails says how a cash payment was rounded to coins that exist.
// Balance and payment status go by UnroundedAmount.
type CashRoundingDetails struct {
	UnroundedAmount    money.Price `json:"unroundedAmount,omitzero"`
	RoundingAdjustment money.Price `json:"roundingAdjustment,omitzero"` // amount − UnroundedAmount
}

// RegularPaymentDetails describes a payment by card, by account or in cash.
type RegularPaymentDetails struct {
	CreditCardDetails     *CreditCardPaymentMethodDetails `json:"creditCardDetails,omitzero"`
	PaymentOrderID        string                          `json:"paymentOrderId,omitzero"`        // up to 100 characters
	GatewayTransactionID  string                          `json:"gatewayTransactionId,omitzero"`  // up to 100 characters; none when offline
	PaymentMethod         string                          `json:"paymentMethod,omitzero"`         // deprecated: such as "CreditCard"
	ProviderTransactionID string                          `json:"providerTransactionId,omitzero"` // up to 100 characters; none when offline
	OfflinePayment        bool                            `json:"offlinePayment"`
	Status                TransactionStatus               `json:"status,omitzero"` // deprecated twin of Payment.Status
	SavedPaymentMethod    bool                            `json:"savedPaymentMethod,omitzero"`
	AuthorizationDetails  *AuthorizationDetails           `json:"authorizationDetails,omitzero"`
	Chargebacks           []Chargeback                    `json:"chargebacks,omitzero"` // up to 6
	PlatformFee           money.Price                     `json:"platformFee,omitzero"`
	PaymentMethodName     *PaymentMethodName              `json:"paymentMethodName,omitzero"`
}

// CreditCardPaymentMethodDetails is what may be shown of a card.
type CreditCardPaymentMethodDetails struct {
	LastFourDigits string `json:"lastFourDigits,omitzero"` // up to 4 characters
	Brand          string `json:"brand,omitzero"`          // up to 100 characters
}

// PaymentMethodName is how a way of paying is called. The user's own name
// outranks the others.
type PaymentMethodName struct {
	BuyerLanguageName string                        `json:"buyerLanguageName,omitzero"` // up to 150 characters
	SiteLanguageName  string                        `json:"siteLanguageName,omitzero"`  // up to 150 characters
	UserDefinedName   *UserDefinedPaymentMethodName `json:"userDefinedName,omitzero"`
}

// UserDefinedPaymentMethodName is a merchant's name for a way of paying.
// Exactly one member is set.
type UserDefinedPaymentMethodName struct {
	Predefined PredefinedPaymentMethod `json:"predefined,omitzero"`
	Custom     string                  `json:"custom,omitzero"` // 1 to 150 characters
}

// PredefinedPaymentMethod is an offline way of paying.
type PredefinedPaymentMethod string

// The predefined offline ways of paying.
const (
	PredefinedCash         PredefinedPaymentMethod = "CASH"
	PredefinedBankTransfer PredefinedPaymentMethod = "BANK_TRANSFER"
	PredefinedCheck        PredefinedPaymentMethod = "CHECK"
)

// Valid reports whether m is one of them.
func (m PredefinedPaymentMethod) Valid() bool {
	return m == PredefinedCash || m == PredefinedBankTransfer || m == PredefinedCheck
}

// GiftCardPaymentDetails describes a payment by gift card.
type GiftCardPaymentDetails struct {
	GiftCardPaymentID string `json:"giftCardPaymentId,omitzero"` // up to 100 characters
	AppID             string `json:"appId,omitzero"`
	Voided            bool   `json:"voided"`                  // deprecated: Payment.Status says it
	ObfuscatedCode    string `json:"obfuscatedCode,omitzero"` // up to 30 characters, all but the last four masked
}

// MembershipPaymentDetails describes a line paid with a membership.
type MembershipPaymentDetails struct {
	MembershipID          string                   `json:"membershipId,omitzero"` // up to 200 characters
	LineItemID            string                   `json:"lineItemId,omitzero"`
	Status                MembershipPaymentStatus  `json:"status,omitzero"` // deprecated: Payment.Status says it
	Name                  *MembershipName          `json:"name,omitzero"`
	ExternalTransactionID string                   `json:"externalTransactionId,omitzero"` // 1 to 100 characters
	Voided                bool                     `json:"voided,omitzero"`                // deprecated: Payment.Status says it
	ProviderAppID         string                   `json:"providerAppId,omitzero"`
	FutureMembership      *FutureMembershipDetails `json:"futureMembership,omitzero"`
}

// MembershipName is the name of a membership.
type MembershipName struct {
	Original   string `json:"original,omitzero"`   // up to 100 characters
	Translated string `json:"translated,omitzero"` // up to 100 characters
}

// FutureMembershipDetails names a membership that is bought in the same order.
type FutureMembershipDetails struct {
	LineItemID string `json:"lineItemId,omitzero"`
	BenefitID  string `json:"benefitId,omitzero"`
}
