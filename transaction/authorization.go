// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction

import (
	"time"

	"github.com/go-ecom/ecom/money"
)

// AuthorizationDetails says what became of an authorization.
type AuthorizationDetails struct {
	DelayedCapture  bool                   `json:"delayedCapture"`
	AuthorizedDate  time.Time              `json:"authorizedDate,omitzero"`
	Captures        []AuthorizationCapture `json:"captures,omitzero"` // at most 1; a failed one may be replaced
	Void            *AuthorizationVoid     `json:"void,omitzero"`
	ScheduledAction *ScheduledAction       `json:"scheduledAction,omitzero"`
}

// AuthorizationCapture is an attempt to take authorized money.
type AuthorizationCapture struct {
	ID             string                             `json:"id,omitzero"`
	Status         AuthorizationCaptureStatus         `json:"status,omitzero"`
	Amount         money.Price                        `json:"amount,omitzero"`
	CreatedDate    time.Time                          `json:"createdDate,omitzero"`
	FailureDetails *AuthorizationActionFailureDetails `json:"failureDetails,omitzero"`
}

// AuthorizationVoid is an attempt to let authorized money go.
type AuthorizationVoid struct {
	Status         AuthorizationVoidStatus            `json:"status,omitzero"`
	VoidedDate     time.Time                          `json:"voidedDate,omitzero"`
	FailureDetails *AuthorizationActionFailureDetails `json:"failureDetails,omitzero"`
	Reason         VoidReason                         `json:"reason,omitzero"`
}

// AuthorizationActionFailureDetails says why a capture or a void failed.
type AuthorizationActionFailureDetails struct {
	FailureCode string `json:"failureCode,omitzero"` // up to 100 characters
}

// ScheduledAction is what happens to an authorization by itself.
type ScheduledAction struct {
	ActionType    ActionType `json:"actionType,omitzero"`
	ExecutionDate time.Time  `json:"executionDate,omitzero"`
}

// ActionType is a kind of ScheduledAction.
type ActionType string

// The kinds of scheduled actions.
const (
	ActionVoid    ActionType = "VOID"
	ActionCapture ActionType = "CAPTURE"
)

// Valid reports whether t is one of them.
func (t ActionType) Valid() bool { return t == ActionVoid || t == ActionCapture }

// AuthorizationCaptureStatus is the state of a capture.
type AuthorizationCaptureStatus string

// The states of a capture.
const (
	CapturePending   AuthorizationCaptureStatus = "PENDING"
	CaptureSucceeded AuthorizationCaptureStatus = "SUCCEEDED"
	CaptureFailed    AuthorizationCaptureStatus = "FAILED"
)

// AuthorizationVoidStatus is the state of a void.
type AuthorizationVoidStatus string

// The states of a void.
const (
	VoidPending   AuthorizationVoidStatus = "PENDING"
	VoidSucceeded AuthorizationVoidStatus = "SUCCEEDED"
	VoidFailed    AuthorizationVoidStatus = "FAILED"
)

// VoidReason is why an authorization was voided.
type VoidReason string

// The reasons of a void.
const (
	VoidManual    VoidReason = "MANUAL"
	VoidScheduled VoidReason = "SCHEDULED"
)

// Chargeback is money that a bank took back from the shop.
type Chargeback struct {
	ID             string           `json:"id,omitzero"`
	CreatedDate    time.Time        `json:"createdDate,omitzero"`
	UpdatedDate    time.Time        `json:"updatedDate,omitzero"`
	Amount         money.Price      `json:"amount,omitzero"`
	ReversalAmount money.Price      `json:"reversalAmount,omitzero"` // only when REVERSED
	Status         ChargebackStatus `json:"status,omitzero"`         // default APPROVED
	ExternalID     string           `json:"externalId,omitzero"`
}

// ChargebackStatus is the state of a chargeback.
type ChargebackStatus string

// The states of a chargeback.
const (
	ChargebackApproved ChargebackStatus = "APPROVED"
	ChargebackReversed ChargebackStatus = "REVERSED" // the bank gave the money again
)
