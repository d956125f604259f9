// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"encoding/json"
	"time"

	"github.com/go-ecom/ecom/money"
)

// MaxActivities is how many activities an order keeps.
const MaxActivities = 1000

// Activity is something that happened to an order, as its history shows it.
// Depending on ActivityType exactly one of the pointer members is set, or
// none.
//
// On the wire the type stands twice: as activityType, and as the deprecated
// type. Either is read; activityType wins.
type Activity struct {
	ID           string       // a GUID
	AuthorEmail  string       // of the user who wrote it, if one did
	CreatedDate  time.Time    //
	ActivityType ActivityType //

	MerchantComment           *MerchantComment
	CustomActivity            *CustomActivity
	OrderRefunded             *OrderRefunded
	DraftOrderChangesApplied  *DraftOrderChangesApplied
	SavedPaymentMethod        *SavedPaymentMethod
	AuthorizedPaymentCreated  *AuthorizedPayment
	AuthorizedPaymentCaptured *AuthorizedPayment
	AuthorizedPaymentVoided   *AuthorizedPayment
	RefundInitiated           *RefundInitiated
	PaymentRefunded           *PaymentRefund
	PaymentRefundFailed       *PaymentRefund
	RefundedAsStoreCredit     *RefundedAsStoreCredit
	PaymentPending            *PaymentChange
	PaymentCanceled           *PaymentChange
	PaymentDeclined           *PaymentChange
	ReceiptCreated            *ReceiptChange
	ReceiptSent               *ReceiptChange
	ChargebackCreated         *ChargebackChange
	ChargebackReversed        *ChargebackChange
}

// activityWire is the JSON form of an Activity.
type activityWire struct {
	ID           string       `json:"id,omitzero"`
	AuthorEmail  string       `json:"authorEmail,omitzero"`
	CreatedDate  time.Time    `json:"createdDate,omitzero"`
	Type         ActivityType `json:"type,omitzero"`
	ActivityType ActivityType `json:"activityType,omitzero"`

	MerchantComment           *MerchantComment          `json:"merchantComment,omitzero"`
	CustomActivity            *CustomActivity           `json:"customActivity,omitzero"`
	OrderRefunded             *OrderRefunded            `json:"orderRefunded,omitzero"`
	DraftOrderChangesApplied  *DraftOrderChangesApplied `json:"draftOrderChangesApplied,omitzero"`
	SavedPaymentMethod        *SavedPaymentMethod       `json:"savedPaymentMethod,omitzero"`
	AuthorizedPaymentCreated  *AuthorizedPayment        `json:"authorizedPaymentCreated,omitzero"`
	AuthorizedPaymentCaptured *AuthorizedPayment        `json:"authorizedPaymentCaptured,omitzero"`
	AuthorizedPaymentVoided   *AuthorizedPayment        `json:"authorizedPaymentVoided,omitzero"`
	RefundInitiated           *RefundInitiated          `json:"refundInitiated,omitzero"`
	PaymentRefunded           *PaymentRefund            `json:"paymentRefunded,omitzero"`
	PaymentRefundFailed       *PaymentRefund            `json:"paymentRefundFailed,omitzero"`
	RefundedAsStoreCredit     *RefundedAsStoreCredit    `json:"refundedAsStoreCredit,omitzero"`
	PaymentPending            *PaymentChange            `json:"paymentPending,omitzero"`
	PaymentCanceled           *PaymentChange            `json:"paymentCanceled,omitzero"`
	PaymentDeclined           *PaymentChange            `json:"paymentDeclined,omitzero"`
	ReceiptCreated            *ReceiptChange            `json:"receiptCreated,omitzero"`
	ReceiptSent               *ReceiptChange            `json:"receiptSent,omitzero"`
	ChargebackCreated         *ChargebackChange         `json:"chargebackCreated,omitzero"`
	ChargebackReversed        *ChargebackChange         `json:"chargebackReversed,omitzero"`
}

// MarshalJSON encodes the activity with its type under both names.
func (a Activity) MarshalJSON() ([]byte, error) {
	return json.Marshal(activityWire{
		a.ID, a.AuthorEmail, a.CreatedDate, a.ActivityType, a.ActivityType,
		a.MerchantComment, a.CustomActivity, a.OrderRefunded, a.DraftOrderChangesApplied, a.SavedPaymentMethod,
		a.AuthorizedPaymentCreated, a.AuthorizedPaymentCaptured, a.AuthorizedPaymentVoided,
		a.RefundInitiated, a.PaymentRefunded, a.PaymentRefundFailed, a.RefundedAsStoreCredit,
		a.PaymentPending, a.PaymentCanceled, a.PaymentDeclined, a.ReceiptCreated, a.ReceiptSent,
		a.ChargebackCreated, a.ChargebackReversed,
	})
}

// UnmarshalJSON reads an activity with its type under either name.
func (a *Activity) UnmarshalJSON(data []byte) error {
	var w activityWire
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	if w.ActivityType == "" {
		w.ActivityType = w.Type
	}
	*a = Activity{
		w.ID, w.AuthorEmail, w.CreatedDate, w.ActivityType,
		w.MerchantComment, w.CustomActivity, w.OrderRefunded, w.DraftOrderChangesApplied, w.SavedPaymentMethod,
		w.AuthorizedPaymentCreated, w.AuthorizedPaymentCaptured, w.AuthorizedPaymentVoided,
		w.RefundInitiated, w.PaymentRefunded, w.PaymentRefundFailed, w.RefundedAsStoreCredit,
		w.PaymentPending, w.PaymentCanceled, w.PaymentDeclined, w.ReceiptCreated, w.ReceiptSent,
		w.ChargebackCreated, w.ChargebackReversed,
	}
	return nil
}

// MerchantComment is a note of the merchant.
type MerchantComment struct {
	Message string `json:"message,omitzero"` // 1 to 5000 characters
}

// CustomActivity is something another program noted.
type CustomActivity struct {
	AppID          string            `json:"appId,omitzero"`
	Type           string            `json:"type,omitzero"` // up to 100 characters
	AdditionalData map[string]string `json:"additionalData,omitzero"`
}

// OrderRefunded says that money was given back, in the form used before
// refunds were told payment by payment.
type OrderRefunded struct {
	Manual bool        `json:"manual"`
	Amount money.Price `json:"amount,omitzero"`
	Reason string      `json:"reason,omitzero"` // up to 200 characters
}

// SavedPaymentMethod says that a payment method was kept for later.
type SavedPaymentMethod struct {
	Name        string `json:"name,omitzero"`        // 1 to 100 characters
	Description string `json:"description,omitzero"` // 1 to 100 characters
}

// AuthorizedPayment says that a payment was authorized, captured or voided.
type AuthorizedPayment struct {
	PaymentID      string      `json:"paymentId,omitzero"`
	Amount         money.Price `json:"amount,omitzero"`
	LastFourDigits string      `json:"lastFourDigits,omitzero"`
	Brand          string      `json:"brand,omitzero"`
}

// RefundInitiated says that a refund began.
type RefundInitiated struct {
	RefundID string            `json:"refundId,omitzero"`
	Amount   money.Price       `json:"amount,omitzero"`
	Payments []RefundedPayment `json:"payments,omitzero"` // 1 to 50
	Reason   string            `json:"reason,omitzero"`   // up to 200 characters
}

// PaymentRefund says how the refund of one payment ended.
type PaymentRefund struct {
	RefundID string           `json:"refundId,omitzero"`
	Payment  *RefundedPayment `json:"payment,omitzero"`
}

// RefundedPayment is one payment of a refund. Exactly one of Regular, GiftCard
// and Membership is set.
type RefundedPayment struct {
	PaymentID      string                   `json:"paymentId,omitzero"`
	ExternalRefund bool                     `json:"externalRefund"` // made elsewhere, only recorded here
	Regular        *RegularPaymentRefund    `json:"regular,omitzero"`
	GiftCard       *GiftCardPaymentRefund   `json:"giftCard,omitzero"`
	Membership     *MembershipPaymentRefund `json:"membership,omitzero"`
}

// RegularPaymentRefund is a refund to a card, an account or in cash.
type RegularPaymentRefund struct {
	Amount         money.Price `json:"amount,omitzero"`
	LastFourDigits string      `json:"lastFourDigits,omitzero"`
	Brand          string      `json:"brand,omitzero"`
}

// GiftCardPaymentRefund is a refund to a gift card.
type GiftCardPaymentRefund struct {
	GiftCardPaymentID string      `json:"giftCardPaymentId,omitzero"`
	Amount            money.Price `json:"amount,omitzero"`
}

// MembershipPaymentRefund is a refund to a membership.
type MembershipPaymentRefund struct {
	MembershipID string `json:"membershipId,omitzero"`
}

// RefundedAsStoreCredit says that money was given back as store credit.
type RefundedAsStoreCredit struct {
	Amount money.Price `json:"amount,omitzero"`
	Reason string      `json:"reason,omitzero"` // up to 100 characters
}

// PaymentChange says that a payment is pending, was canceled or was declined.
type PaymentChange struct {
	PaymentID string          `json:"paymentId,omitzero"`
	Regular   *RegularPayment `json:"regular,omitzero"`
}

// RegularPayment describes a payment by card, account or cash.
type RegularPayment struct {
	Amount            money.Price        `json:"amount,omitzero"`
	CreditCardDetails *CreditCardDetails `json:"creditCardDetails,omitzero"`
}

// CreditCardDetails is what may be shown of a card.
type CreditCardDetails struct {
	LastFourDigits string `json:"lastFourDigits,omitzero"`
	Brand          string `json:"brand,omitzero"`
}

// ReceiptChange says that a receipt was made or sent. Exactly one of
// WixReceipt and ExternalReceipt is set.
type ReceiptChange struct {
	PaymentID       string           `json:"paymentId,omitzero"`
	WixReceipt      *Receipt         `json:"wixReceipt,omitzero"`
	ExternalReceipt *ExternalReceipt `json:"externalReceipt,omitzero"`
}

// Receipt is a receipt of this shop.
type Receipt struct {
	ReceiptID     string `json:"receiptId,omitzero"`
	DisplayNumber string `json:"displayNumber,omitzero"` // 1 to 40 characters
}

// ExternalReceipt is a receipt made by another program.
type ExternalReceipt struct {
	ReceiptID     string `json:"receiptId,omitzero"` // up to 100 characters
	AppID         string `json:"appId,omitzero"`
	DisplayNumber string `json:"displayNumber,omitzero"` // 1 to 40 characters
}

// ChargebackChange says that a bank took money back, or gave it again.
type ChargebackChange struct {
	PaymentID      string          `json:"paymentId,omitzero"`
	ChargebackID   string          `json:"chargebackId,omitzero"`
	Amount         money.Price     `json:"amount,omitzero"`
	ReversalAmount money.Price     `json:"reversalAmount,omitzero"` // only when given again
	PaymentDetails *RegularPayment `json:"paymentDetails,omitzero"`
}
