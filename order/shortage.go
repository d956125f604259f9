// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"errors"
	"fmt"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/giftcard"
	"github.com/go-ecom/ecom/store/driver"
)

// Shortage gives the error of a commit that Reserve made fail the platform's
// code and a text for people: DECREMENT_NOT_POSSIBLE when there is too little
// of an item (data catalogItemId, availableQuantity), the codes of package
// discount when a coupon or a rule is used up. It is a fault.Limit and wraps err. Any
// other error is returned as it is.
func Shortage(err error) error {
	if err = giftcard.Shortage(err); fault.Code(err) == giftcard.CodeInsufficientFunds {
		return err
	}
	if e := discount.Exceeded(err); e != nil {
		return e
	}
	bound, ok := errors.AsType[*driver.BoundError](err)
	if !ok || bound.Delta >= 0 {
		return err
	}
	return &fault.Error{
		Class: fault.Limit, Err: err, Code: catalog.CodeDecrementNotPossible,
		Message: fmt.Sprintf("there are %d of item %s left, not %d", max(bound.Value, 0), bound.Ref.ID, -bound.Delta),
		Data:    map[string]any{"catalogItemId": bound.Ref.ID, "availableQuantity": max(bound.Value, 0)},
	}
}
