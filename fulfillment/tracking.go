// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fulfillment

import "net/url"

// TrackingLink returns where a parcel of a known provider can be followed, or
// "" when the provider is not known. The known ones are fedex, ups, usps, dhl
// and canadaPost, spelled exactly so.
func TrackingLink(provider, number string) string {
	if number == "" {
		return ""
	}
	number = url.QueryEscape(number)
	switch provider {
	case "fedex":
		return "https://www.fedex.com/apps/fedextrack/?action=track&trackingnumber=" + number
	case "ups":
		return "https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums=" + number
	case "usps":
		return "https://tools.usps.com/go/TrackConfirmAction.action?tLabels=" + number
	case "dhl":
		return "https://www.logistics.dhl/global-en/home/tracking.html?tracking-id=" + number
	case "canadaPost":
		return "https://www.canadapost-postescanada.ca/track-reperage/en#/details/" + number
	}
	return ""
}

// Complete fills in the link of a known provider, unless there is one already.
func (t *TrackingInfo) Complete() {
	if t != nil && t.TrackingLink == "" {
		t.TrackingLink = TrackingLink(t.ShippingProvider, t.TrackingNumber)
	}
}
