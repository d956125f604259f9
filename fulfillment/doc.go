// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package fulfillment keeps what was handed over of each order: which units of
// which lines, in which parcel, and where it can be followed. The fulfillment
// status of the order follows from the quantities.
package fulfillment
