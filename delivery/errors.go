// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"errors"

	"github.com/go-ecom/ecom/fault"
)

// The platform's codes of errors, and of what it has no code for.
const (
	CodeProfilesLimitExceeded        = "DELIVERY_PROFILES_LIMIT_EXCEEDED"
	CodeDestinationsCollision        = "DESTINATIONS_COLLISION"
	CodeSingleDefault                = "SINGLE_DEFAULT_DELIVERY_PROFILE"
	CodeUnknownCarrier               = "UNKNOWN_DELIVERY_CARRIER"
	CodeMissingBackupRate            = "DELIVERY_CARRIER_MISSING_BACKUP_RATE"
	CodeSubdivisionsUnsupported      = "SUBDIVISIONS_UNSUPPORTED_FOR_COUNTRY"
	CodeRegionCannotBeUpdated        = "DELIVERY_REGION_CANNOT_BE_UPDATED"
	CodeDefaultCannotBeUpdated       = "DEFAULT_CANNOT_BE_UPDATED"
	CodeProfileNotFound              = "DELIVERY_PROFILE_NOT_FOUND"
	CodeRegionNotFound               = "DELIVERY_REGION_NOT_FOUND"
	CodeCarrierExists                = "CARRIER_ALREADY_EXISTS_IN_REGION"
	CodeCarrierNotFound              = "DELIVERY_CARRIER_NOT_FOUND"
	CodeCarrierCannotBeUpdated       = "DELIVERY_CARRIER_CANNOT_BE_UPDATED"
	CodeAppIDCannotBeUpdated         = "APP_ID_CANNOT_BE_UPDATED"
	CodeInvalidQuantityValue         = "INVALID_QUANTITY_VALUE"
	CodeOptionsPerRegionExceeded     = "LIMIT_OF_OPTIONS_PER_DELIVERY_REGION_EXCEEDED"
	CodeOptionsPerExternalIDExceeded = "LIMIT_OF_OPTIONS_PER_EXTERNAL_ID_EXCEEDED"
	CodeLocationsLimitExceeded       = "LOCATIONS_IN_DELIVERY_REGIONS_LIMIT_EXCEEDED"
	CodeDefaultCannotBeDeleted       = "DEFAULT_CANNOT_BE_DELETED"
	CodeDestinationsLimitExceeded    = "DELIVERY_DESTINATIONS_LIMIT_EXCEEDED"
	CodeShippingOptionNotFound       = "SHIPPING_OPTION_NOT_FOUND"
	CodePickupLocationNotFound       = "PICKUP_LOCATION_NOT_FOUND"
	CodeLocalDeliveryOptionNotFound  = "LOCAL_DELIVERY_OPTION_NOT_FOUND"
	CodeRevisionMismatch             = "REVISION_MISMATCH"
	ruleInvalidSubdivisionFormat     = "INVALID_SUBDIVISION_FORMAT"
)

// checker collects violations. The error of one that the platform has a code for
// bears the first such code.
type checker struct {
	fault.Checker
	code string
}

// refuse records a violation of a rule that the platform has a code for.
func (c *checker) refuse(field, code, description string) {
	c.AddOther(field, code, description)
	if c.code == "" {
		c.code = code
	}
}

// Err returns the error, or nil.
func (c *checker) Err() error {
	err := c.Checker.Err()
	if e, ok := errors.AsType[*fault.Error](err); ok && c.code != "" {
		e.Code = c.code
	}
	return err
}

// stale is the error for a change that was decided on an older revision.
func stale(kind, id string) error {
	e := fault.New(fault.Conflict, CodeRevisionMismatch, "it has changed meanwhile: read it again")
	e.Kind, e.ID = kind, id
	return e
}
