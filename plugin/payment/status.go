// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package payment

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
)

// Status is the state of a charge.
type Status string

// The states of a charge.
const (
	StatusApproved   Status = "APPROVED"   // the money was taken
	StatusAuthorized Status = "AUTHORIZED" // the money is reserved
	StatusPending    Status = "PENDING"    // not decided yet
	StatusDeclined   Status = "DECLINED"   // refused; no money moved
	StatusVoided     Status = "VOIDED"     // the reservation was given up; only from Inquire
)

// Valid reports whether s is one of the constants.
func (s Status) Valid() bool {
	switch s {
	case StatusApproved, StatusAuthorized, StatusPending, StatusDeclined, StatusVoided:
		return true
	}
	return false
}

// ActionStatus is the state of a capture, void or refund.
type ActionStatus string

// The states of a capture, void or refund.
const (
	ActionSucceeded ActionStatus = "SUCCEEDED"
	ActionPending   ActionStatus = "PENDING"
	ActionFailed    ActionStatus = "FAILED" // refused; nothing changed
)

// Valid reports whether s is one of the constants.
func (s ActionStatus) Valid() bool {
	return s == ActionSucceeded || s == ActionPending || s == ActionFailed
}

// The platform's reasons for a declined charge. Providers may have others.
const (
	ReasonChargeFailed      = "CHARGE_FAILED"
	ReasonExpired           = "EXPIRED"
	ReasonInsufficientFunds = "INSUFFICIENT_FUNDS"
)

// Decline returns the error with which a provider refuses: fault.Declined with
// the reason as its code. An empty reason is ReasonChargeFailed.
func Decline(reason, message string) error {
	if reason == "" {
		reason = ReasonChargeFailed
	}
	return fault.New(fault.Declined, reason, message)
}

// Outcome brings the two ways of refusing a charge into one, and refuses
// nonsense. Given what Charge returned for r, it returns one of
//
//   - a result of a valid status other than StatusDeclined, for the amount
//     that was asked for, and no error;
//   - a result of StatusDeclined with its reason, and no error;
//   - an error of another class, fault.Unknown when it had none or the result
//     makes no sense, because money may have moved.
func Outcome(r ChargeRequest, res ChargeResult, err error) (ChargeResult, error) {
	if err != nil {
		switch fault.ClassOf(err) {
		case fault.Declined:
			if res.Reason == "" {
				res.Reason = fault.Code(err)
			}
			if res.Message == "" {
				res.Message = err.Error()
			}
			res.Status = StatusDeclined
		case 0, fault.Internal:
			return ChargeResult{}, &fault.Error{Class: fault.Unknown, Kind: "charge", ID: r.IdempotencyKey, Code: fault.Code(err), Err: err}
		default:
			return ChargeResult{}, err
		}
	}
	if res.Status == StatusDeclined {
		if res.Reason == "" {
			res.Reason = ReasonChargeFailed
		}
		return res, nil
	}
	if what := nonsense(r, &res); what != "" {
		return ChargeResult{}, &fault.Error{
			Class: fault.Unknown, Kind: "charge", ID: r.IdempotencyKey,
			Message: "the payment provider's answer makes no sense: " + what,
		}
	}
	return res, nil
}

// nonsense returns what is wrong with a result that is not a refusal, or "".
// An amount left out is the amount asked for.
func nonsense(r ChargeRequest, res *ChargeResult) string {
	if !res.Amount.Bound() && res.Amount.IsZero() {
		res.Amount = r.Amount
	}
	if !res.Amount.Bound() {
		if a, err := res.Amount.Bind(r.Amount.Currency()); err == nil {
			res.Amount = a
		}
	}
	switch {
	case !res.Status.Valid() || res.Status == StatusVoided:
		return fmt.Sprintf("status %q", res.Status)
	case !res.Amount.Equal(r.Amount):
		return fmt.Sprintf("amount %s of %s", res.Amount, r.Amount)
	case res.Status == StatusApproved && res.Offline:
		return "approved, but offline"
	case res.TransactionID == "" && !res.Offline:
		return "no transaction id"
	case len(res.TransactionID) > 100:
		return "a transaction id of more than 100 bytes"
	}
	return ""
}

// CaptureOutcome does for captures what Outcome does for charges: a refusal is
// a result of ActionFailed and no error, and what makes no sense is
// fault.Unknown.
func CaptureOutcome(r CaptureRequest, res CaptureResult, err error) (CaptureResult, error) {
	status, reason, err := action("capture", r.IdempotencyKey, res.Status, res.Reason, err)
	if err != nil {
		return CaptureResult{}, err
	}
	res.Status, res.Reason = status, reason
	return res, nil
}

// VoidOutcome does for voids what CaptureOutcome does for captures.
func VoidOutcome(r VoidRequest, res VoidResult, err error) (VoidResult, error) {
	status, reason, err := action("void", r.IdempotencyKey, res.Status, res.Reason, err)
	if err != nil {
		return VoidResult{}, err
	}
	res.Status, res.Reason = status, reason
	return res, nil
}

// RefundOutcome does for refunds what CaptureOutcome does for captures.
func RefundOutcome(r RefundRequest, res RefundResult, err error) (RefundResult, error) {
	if fault.ClassOf(err) == fault.Declined && res.Message == "" {
		res.Message = err.Error()
	}
	status, reason, err := action("refund", r.IdempotencyKey, res.Status, res.Reason, err)
	if err != nil {
		return RefundResult{}, err
	}
	res.Status, res.Reason = status, reason
	return res, nil
}

func action(kind, id string, status ActionStatus, reason string, err error) (ActionStatus, string, error) {
	switch class := fault.ClassOf(err); {
	case err == nil:
	case class == fault.Declined:
		if reason == "" {
			reason = fault.Code(err)
		}
		status = ActionFailed
	case class == 0, class == fault.Internal:
		return "", "", &fault.Error{Class: fault.Unknown, Kind: kind, ID: id, Code: fault.Code(err), Err: err}
	default:
		return "", "", err
	}
	if !status.Valid() {
		return "", "", &fault.Error{
			Class: fault.Unknown, Kind: kind, ID: id,
			Message: fmt.Sprintf("the payment provider's answer makes no sense: status %q", status),
		}
	}
	if status == ActionFailed && reason == "" {
		reason = ReasonChargeFailed
	}
	return status, reason, nil
}
