// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package cart

import (
	"fmt"

	"github.com/go-ecom/ecom/item"
)

// Adjustment is something that was not done as asked, or had to be changed
// since, without being an error: the platform leaves out what cannot be bought
// and lowers quantities in silence, and so does this library, but it says so.
type Adjustment struct {
	Reason           AdjustmentReason       `json:"reason"`
	LineItemID       string                 `json:"lineItemId,omitzero"`       // the line that it is about; "": it was never added
	CatalogReference *item.CatalogReference `json:"catalogReference,omitzero"` // the item that it is about; nil for a custom item without one
	Requested        int                    `json:"requested"`                 // how many units were asked for, or were there
	Quantity         int                    `json:"quantity"`                  // how many there are now
}

// AdjustmentReason is why something was not done as asked.
type AdjustmentReason string

// The reasons.
const (
	AdjustmentItemNotFound    AdjustmentReason = "ITEM_NOT_FOUND"   // the catalog has no such item: it is not in the cart
	AdjustmentOutOfStock      AdjustmentReason = "OUT_OF_STOCK"     // none is left: it was not added, or the line stays with quantity 0
	AdjustmentQuantityReduced AdjustmentReason = "QUANTITY_REDUCED" // less is left than was asked for
	AdjustmentQuantityLimited AdjustmentReason = "QUANTITY_LIMITED" // a line holds at most MaxQuantity units
	AdjustmentTooManyLines    AdjustmentReason = "TOO_MANY_LINES"   // the carts being merged have more than MaxLines lines together
)

// String returns a line for logs, such as "QUANTITY_REDUCED mug: 3 of 5".
func (a Adjustment) String() string {
	name := a.LineItemID
	if a.CatalogReference != nil {
		name = a.CatalogReference.CatalogItemID
	}
	return fmt.Sprintf("%s %s: %d of %d", a.Reason, name, a.Quantity, a.Requested)
}
