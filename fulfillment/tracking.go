// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package fulfillment

import "net/url"

// trackingPages are the addresses at which known providers show a parcel, less
// the tracking number.
var trackingPages = map[string]string{
	"fedex":      "https://www.fedex.com/apps/fedextrack/?action=track&trackingnumber=",
	"ups":        "https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums=",
	"usps":       "https://tools.usps.com/go/TrackConfirmAction.action?tLabels=",
	"dhl":        "https://www.logistics.dhl/global-en/home/tracking.html?tracking-id=",
	"canadaPost": "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor=",
}

// TrackingLink returns where a parcel of a known provider can be followed, or
// "" when the provider is not known. The known ones are fedex, ups, usps, dhl
// and canadaPost, spelled exactly so.
func TrackingLink(provider, number string) string {
	page, ok := trackingPages[provider]
	if !ok || number == "" {
		return ""
	}
	return page + url.QueryEscape(number)
}

// Complete fills in the link of a known provider, unless there is one already.
func (t *TrackingInfo) Complete() {
	if t != nil && t.TrackingLink == "" {
		t.TrackingLink = TrackingLink(t.ShippingProvider, t.TrackingNumber)
	}
}
