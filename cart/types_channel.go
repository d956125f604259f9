// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

// ChannelType says where something is bought.
type ChannelType string

// The channels.
const (
	ChannelUnspecified           ChannelType = "UNSPECIFIED" // refused where a channel is required
	ChannelWeb                   ChannelType = "WEB"
	ChannelPOS                   ChannelType = "POS"
	ChannelEbay                  ChannelType = "EBAY"
	ChannelAmazon                ChannelType = "AMAZON"
	ChannelOtherPlatform         ChannelType = "OTHER_PLATFORM"
	ChannelWixAppStore           ChannelType = "WIX_APP_STORE"
	ChannelWixInvoices           ChannelType = "WIX_INVOICES"
	ChannelBackofficeMerchant    ChannelType = "BACKOFFICE_MERCHANT"
	ChannelWish                  ChannelType = "WISH"
	ChannelClassPass             ChannelType = "CLASS_PASS"
	ChannelGlobalE               ChannelType = "GLOBAL_E"
	ChannelFacebook              ChannelType = "FACEBOOK"
	ChannelEtsy                  ChannelType = "ETSY"
	ChannelTikTok                ChannelType = "TIKTOK"
	ChannelFaireCom              ChannelType = "FAIRE_COM"
	ChannelPayPalAgenticCheckout ChannelType = "PAYPAL_AGENTIC_CHECKOUT"
	ChannelStripeAgenticCheckout ChannelType = "STRIPE_AGENTIC_CHECKOUT"
)

// Valid reports whether c is a channel that something can be bought in.
func (c ChannelType) Valid() bool {
	switch c {
	case ChannelWeb, ChannelPOS, ChannelEbay, ChannelAmazon, ChannelOtherPlatform, ChannelWixAppStore,
		ChannelWixInvoices, ChannelBackofficeMerchant, ChannelWish, ChannelClassPass, ChannelGlobalE,
		ChannelFacebook, ChannelEtsy, ChannelTikTok, ChannelFaireCom, ChannelPayPalAgenticCheckout,
		ChannelStripeAgenticCheckout:
		return true
	default:
		return false
	}
}
