// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"errors"
	"maps"
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
)

// CalculationErrors is what went wrong beside the calculation: a coupon that
// does not hold, a carrier that did not answer. They never fail it, and any of
// them keeps an order from being placed. At most one of
// GeneralShippingCalculationError, CarrierErrors and
// SelectedShippingOptionError is set.
type CalculationErrors struct {
	GeneralShippingCalculationError *Details           `json:"generalShippingCalculationError,omitempty"`
	CarrierErrors                   *CarrierErrors     `json:"carrierErrors,omitempty"`
	SelectedShippingOptionError     *Details           `json:"selectedShippingOptionError,omitempty"`
	TaxCalculationError             *Details           `json:"taxCalculationError,omitempty"`
	CouponCalculationError          *Details           `json:"couponCalculationError,omitempty"`
	GiftCardCalculationError        *Details           `json:"giftCardCalculationError,omitempty"`  // the first of GiftCardCalculationErrors; deprecated by the platform, still sent
	GiftCardCalculationErrors       []GiftCardError    `json:"giftCardCalculationErrors,omitempty"` // by gift card
	OrderValidationErrors           []ApplicationError `json:"orderValidationErrors"`
	MembershipError                 *Details           `json:"membershipError,omitempty"`
	DiscountsCalculationError       *Details           `json:"discountsCalculationError,omitempty"`
}

// Any reports whether something went wrong. It is safe on nil.
func (e *CalculationErrors) Any() bool {
	return e != nil && (e.GeneralShippingCalculationError != nil || e.CarrierErrors != nil ||
		e.SelectedShippingOptionError != nil || e.TaxCalculationError != nil ||
		e.CouponCalculationError != nil || e.GiftCardCalculationError != nil || len(e.GiftCardCalculationErrors) > 0 ||
		len(e.OrderValidationErrors) > 0 || e.MembershipError != nil || e.DiscountsCalculationError != nil)
}

// Clone returns a deep copy.
func (e *CalculationErrors) Clone() *CalculationErrors {
	c := ptr.Copy(e)
	if c == nil {
		return nil
	}
	c.GeneralShippingCalculationError = c.GeneralShippingCalculationError.Clone()
	if c.CarrierErrors != nil {
		c.CarrierErrors = &CarrierErrors{Errors: ptr.CopyEach(c.CarrierErrors.Errors, func(e CarrierError) CarrierError {
			e.Error = e.Error.Clone()
			return e
		})}
	}
	c.SelectedShippingOptionError = c.SelectedShippingOptionError.Clone()
	c.TaxCalculationError = c.TaxCalculationError.Clone()
	c.CouponCalculationError = c.CouponCalculationError.Clone()
	c.GiftCardCalculationError = c.GiftCardCalculationError.Clone()
	c.GiftCardCalculationErrors = ptr.CopyEach(c.GiftCardCalculationErrors, func(e GiftCardError) GiftCardError {
		e.Error = e.Error.Clone()
		return e
	})
	c.OrderValidationErrors = ptr.CopyEach(c.OrderValidationErrors, func(e ApplicationError) ApplicationError { return *e.Clone() })
	c.MembershipError = c.MembershipError.Clone()
	c.DiscountsCalculationError = c.DiscountsCalculationError.Clone()
	return c
}

// GiftCardError is what went wrong with one gift card.
type GiftCardError struct {
	ObfuscatedCode string   `json:"obfuscatedCode"`
	Error          *Details `json:"error,omitempty"`
}

// CarrierErrors names the carriers that did not answer properly.
type CarrierErrors struct {
	Errors []CarrierError `json:"errors"`
}

// CarrierError is what went wrong with one carrier.
type CarrierError struct {
	CarrierID string   `json:"carrierId"`
	Error     *Details `json:"error,omitempty"`
}

// Details is one error. Exactly one of ApplicationError, ValidationError and
// SystemError is set.
type Details struct {
	ApplicationError *ApplicationError `json:"applicationError,omitempty"`
	ValidationError  *ValidationError  `json:"validationError,omitempty"`
	SystemError      *SystemError      `json:"systemError,omitempty"`
	Tracing          map[string]string `json:"tracing,omitempty"` // deprecated
}

// Clone returns a deep copy.
func (d *Details) Clone() *Details {
	c := ptr.Copy(d)
	if c == nil {
		return nil
	}
	c.ApplicationError = c.ApplicationError.Clone()
	if c.ValidationError != nil {
		c.ValidationError = &ValidationError{FieldViolations: ptr.CopyEach(c.ValidationError.FieldViolations, func(v fault.Violation) fault.Violation {
			v.Data = item.Object(v.Data).Clone()
			return v
		})}
	}
	c.SystemError = ptr.Copy(c.SystemError)
	c.Tracing = maps.Clone(c.Tracing)
	return c
}

// Code returns the code of the application or system error, or "".
func (d *Details) Code() string {
	switch {
	case d == nil:
		return ""
	case d.ApplicationError != nil:
		return d.ApplicationError.Code
	case d.SystemError != nil:
		return d.SystemError.ErrorCode
	default:
		return ""
	}
}

// text describes the error for people.
func (d *Details) text() string {
	switch {
	case d.ApplicationError != nil:
		return d.ApplicationError.Description + " (" + d.ApplicationError.Code + ")"
	case d.SystemError != nil:
		return d.SystemError.ErrorCode
	case d.ValidationError != nil && len(d.ValidationError.FieldViolations) > 0:
		return d.ValidationError.FieldViolations[0].String()
	default:
		return "unknown"
	}
}

// ApplicationError is an error that the caller can act on.
type ApplicationError struct {
	Code        string         `json:"code"`
	Description string         `json:"description,omitempty"`
	Data        map[string]any `json:"data,omitempty"`
}

// Clone returns a deep copy.
func (e *ApplicationError) Clone() *ApplicationError {
	c := ptr.Copy(e)
	if c != nil {
		c.Data = item.Object(c.Data).Clone()
	}
	return c
}

// ValidationError names the fields at fault.
type ValidationError struct {
	FieldViolations []fault.Violation `json:"fieldViolations"`
}

// SystemError is an error that the caller can only report.
type SystemError struct {
	ErrorCode string `json:"errorCode,omitempty"`
}

// DetailsOf describes err in the wire form: field violations where it has
// them, the application code where it has one, else a system error with its
// class. DetailsOf(nil) is nil.
func DetailsOf(err error) *Details {
	if err == nil {
		return nil
	}
	if code := fault.Code(err); code != "" {
		return &Details{ApplicationError: &ApplicationError{Code: code, Description: message(err), Data: fault.Data(err)}}
	}
	if vs := fault.Violations(err); len(vs) > 0 {
		return &Details{ValidationError: &ValidationError{FieldViolations: slices.Clone(vs)}}
	}
	code := "INTERNAL"
	if fault.ClassOf(err) == fault.Unavailable {
		code = "UNAVAILABLE"
	}
	return &Details{SystemError: &SystemError{ErrorCode: code}}
}

// message returns the text of err that is meant for people, without the
// operation and the code around it.
func message(err error) string {
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Message != "" {
		return e.Message
	}
	return err.Error()
}
