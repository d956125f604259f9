// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import "github.com/go-ecom/ecom/cart"

// ChannelType is the kind of place where an order was made: that of its cart.
type ChannelType = cart.ChannelType

// The channel types. CreateOrder does not take ChannelTypeUnspecified; a source of
// its own is ChannelTypeOtherPlatform.
const (
	ChannelTypeUnspecified           = cart.ChannelUnspecified
	ChannelTypeWeb                   = cart.ChannelWeb
	ChannelTypePOS                   = cart.ChannelPOS
	ChannelTypeEbay                  = cart.ChannelEbay
	ChannelTypeAmazon                = cart.ChannelAmazon
	ChannelTypeOtherPlatform         = cart.ChannelOtherPlatform
	ChannelTypeWixAppStore           = cart.ChannelWixAppStore
	ChannelTypeWixInvoices           = cart.ChannelWixInvoices
	ChannelTypeBackofficeMerchant    = cart.ChannelBackofficeMerchant
	ChannelTypeWish                  = cart.ChannelWish
	ChannelTypeClassPass             = cart.ChannelClassPass
	ChannelTypeGlobalE               = cart.ChannelGlobalE
	ChannelTypeFacebook              = cart.ChannelFacebook
	ChannelTypeEtsy                  = cart.ChannelEtsy
	ChannelTypeTiktok                = cart.ChannelTikTok
	ChannelTypeFaireCom              = cart.ChannelFaireCom
	ChannelTypePaypalAgenticCheckout = cart.ChannelPayPalAgenticCheckout
	ChannelTypeStripeAgenticCheckout = cart.ChannelStripeAgenticCheckout
)

// AttributionSource is the advertisement that brought the buyer.
type AttributionSource string

// The attribution sources.
const (
	AttributionSourceUnspecified AttributionSource = "UNSPECIFIED"
	AttributionSourceFacebookAds AttributionSource = "FACEBOOK_ADS"
)

// Valid reports whether a is one of them.
func (a AttributionSource) Valid() bool {
	switch a {
	case AttributionSourceUnspecified, AttributionSourceFacebookAds:
		return true
	}
	return false
}

// DiscountType is what a discount is taken off.
type DiscountType string

// The discount types.
const (
	DiscountTypeGlobal        DiscountType = "GLOBAL"
	DiscountTypeSpecificItems DiscountType = "SPECIFIC_ITEMS"
	DiscountTypeShipping      DiscountType = "SHIPPING"
)

// Valid reports whether t is one of them.
func (t DiscountType) Valid() bool {
	switch t {
	case DiscountTypeGlobal, DiscountTypeSpecificItems, DiscountTypeShipping:
		return true
	}
	return false
}

// DiscountReason is why a merchant took something off.
type DiscountReason string

// The reasons.
const (
	DiscountReasonUnspecified       DiscountReason = "UNSPECIFIED"
	DiscountReasonExchangedItems    DiscountReason = "EXCHANGED_ITEMS"
	DiscountReasonBillingAdjustment DiscountReason = "BILLING_ADJUSTMENT"
)

// Valid reports whether r is one of them.
func (r DiscountReason) Valid() bool {
	switch r {
	case DiscountReasonUnspecified, DiscountReasonExchangedItems, DiscountReasonBillingAdjustment:
		return true
	}
	return false
}

// AdditionalFeeSource is where a fee comes from.
type AdditionalFeeSource string

// The sources of fees.
const (
	AdditionalFeeSourceUnknown       AdditionalFeeSource = "UNKNOWN_ADDITIONAL_FEE_SOURCE"
	AdditionalFeeSourceServicePlugin AdditionalFeeSource = "SERVICE_PLUGIN"
	AdditionalFeeSourceItem          AdditionalFeeSource = "ITEM"
	AdditionalFeeSourceManual        AdditionalFeeSource = "MANUAL"
	AdditionalFeeSourceShipping      AdditionalFeeSource = "SHIPPING"
	AdditionalFeeSourcePlatform      AdditionalFeeSource = "PLATFORM"
)

// Valid reports whether s is one of them.
func (s AdditionalFeeSource) Valid() bool {
	switch s {
	case AdditionalFeeSourceUnknown, AdditionalFeeSourceServicePlugin, AdditionalFeeSourceItem, AdditionalFeeSourceManual, AdditionalFeeSourceShipping, AdditionalFeeSourcePlatform:
		return true
	}
	return false
}

// JurisdictionType is the kind of authority that levies a tax.
type JurisdictionType string

// The kinds of jurisdictions.
const (
	JurisdictionTypeUndefined JurisdictionType = "UNDEFINED"
	JurisdictionTypeCountry   JurisdictionType = "COUNTRY"
	JurisdictionTypeState     JurisdictionType = "STATE"
	JurisdictionTypeCounty    JurisdictionType = "COUNTY"
	JurisdictionTypeCity      JurisdictionType = "CITY"
	JurisdictionTypeSpecial   JurisdictionType = "SPECIAL"
)

// Valid reports whether t is one of them.
func (t JurisdictionType) Valid() bool {
	switch t {
	case JurisdictionTypeUndefined, JurisdictionTypeCountry, JurisdictionTypeState, JurisdictionTypeCounty, JurisdictionTypeCity, JurisdictionTypeSpecial:
		return true
	}
	return false
}

// PickupMethod is how a buyer fetches an order.
type PickupMethod string

// The pickup methods.
const (
	PickupMethodStorePickup PickupMethod = "STORE_PICKUP"
	PickupMethodPickupPoint PickupMethod = "PICKUP_POINT"
)

// Valid reports whether m is one of them.
func (m PickupMethod) Valid() bool {
	switch m {
	case PickupMethodStorePickup, PickupMethodPickupPoint:
		return true
	}
	return false
}

// ChargeType says who bears a platform's fee.
type ChargeType string

// The charge types.
const (
	ChargeTypePassOn   ChargeType = "PASS_ON"
	ChargeTypeAbsorbed ChargeType = "ABSORBED"
)

// Valid reports whether t is one of them.
func (t ChargeType) Valid() bool {
	switch t {
	case ChargeTypePassOn, ChargeTypeAbsorbed:
		return true
	}
	return false
}
