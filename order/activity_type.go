// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

// ActivityType is a kind of Activity.
type ActivityType string

// The activity types. From ActivityTypeMerchantComment on, those named like a
// member of Activity come with that member set.
const (
	ActivityTypeOrderPlaced                   ActivityType = "ORDER_PLACED"
	ActivityTypeOrderPaid                     ActivityType = "ORDER_PAID"
	ActivityTypeOrderFulfilled                ActivityType = "ORDER_FULFILLED"
	ActivityTypeOrderNotFulfilled             ActivityType = "ORDER_NOT_FULFILLED"
	ActivityTypeOrderCanceled                 ActivityType = "ORDER_CANCELED"
	ActivityTypeDownloadLinkSent              ActivityType = "DOWNLOAD_LINK_SENT"
	ActivityTypeTrackingNumberAdded           ActivityType = "TRACKING_NUMBER_ADDED"
	ActivityTypeTrackingNumberEdited          ActivityType = "TRACKING_NUMBER_EDITED"
	ActivityTypeTrackingLinkAdded             ActivityType = "TRACKING_LINK_ADDED"
	ActivityTypeShippingConfirmationEmailSent ActivityType = "SHIPPING_CONFIRMATION_EMAIL_SENT"
	ActivityTypeInvoiceAdded                  ActivityType = "INVOICE_ADDED"
	ActivityTypeInvoiceRemoved                ActivityType = "INVOICE_REMOVED"
	ActivityTypeInvoiceSent                   ActivityType = "INVOICE_SENT"
	ActivityTypeFulfillerEmailSent            ActivityType = "FULFILLER_EMAIL_SENT"
	ActivityTypeShippingAddressEdited         ActivityType = "SHIPPING_ADDRESS_EDITED"
	ActivityTypeEmailEdited                   ActivityType = "EMAIL_EDITED"
	ActivityTypePickupReadyEmailSent          ActivityType = "PICKUP_READY_EMAIL_SENT"
	ActivityTypeCustomActivity                ActivityType = "CUSTOM_ACTIVITY"
	ActivityTypeMerchantComment               ActivityType = "MERCHANT_COMMENT"
	ActivityTypeOrderPartiallyPaid            ActivityType = "ORDER_PARTIALLY_PAID"
	ActivityTypeOrderPending                  ActivityType = "ORDER_PENDING"
	ActivityTypeOrderRejected                 ActivityType = "ORDER_REJECTED"
	ActivityTypeDraftOrderChangesApplied      ActivityType = "DRAFT_ORDER_CHANGES_APPLIED"
	ActivityTypeSavedPaymentMethod            ActivityType = "SAVED_PAYMENT_METHOD"
	ActivityTypeAuthorizedPaymentCreated      ActivityType = "AUTHORIZED_PAYMENT_CREATED"
	ActivityTypeAuthorizedPaymentCaptured     ActivityType = "AUTHORIZED_PAYMENT_CAPTURED"
	ActivityTypeAuthorizedPaymentVoided       ActivityType = "AUTHORIZED_PAYMENT_VOIDED"
	ActivityTypeOrderRefunded                 ActivityType = "ORDER_REFUNDED"
	ActivityTypeRefundInitiated               ActivityType = "REFUND_INITIATED"
	ActivityTypePaymentRefunded               ActivityType = "PAYMENT_REFUNDED"
	ActivityTypePaymentRefundFailed           ActivityType = "PAYMENT_REFUND_FAILED"
	ActivityTypeRefundedAsStoreCredit         ActivityType = "REFUNDED_AS_STORE_CREDIT"
	ActivityTypePaymentPending                ActivityType = "PAYMENT_PENDING"
	ActivityTypePaymentCanceled               ActivityType = "PAYMENT_CANCELED"
	ActivityTypePaymentDeclined               ActivityType = "PAYMENT_DECLINED"
	ActivityTypeReceiptCreated                ActivityType = "RECEIPT_CREATED"
	ActivityTypeReceiptSent                   ActivityType = "RECEIPT_SENT"
	ActivityTypeChargebackCreated             ActivityType = "CHARGEBACK_CREATED"
	ActivityTypeChargebackReversed            ActivityType = "CHARGEBACK_REVERSED"
)
