// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips_test

import (
	"testing"

	"github.com/go-ecom/ecom/internal/wiretest"
	"github.com/go-ecom/ecom/tips"
)

// What is known of a tip on the wire comes back as it was.
func TestWire(t *testing.T) {
	t.Parallel()
	wiretest.RoundTrip(t, []byte(`{
		"id": "5a000000-0000-4000-8000-000000000001", "lineItemSubtotal": "40.00", "amount": "6.00", "undistributedAmount": "1.50",
		"distributions": [{
			"id": "5a000000-0000-4000-8000-000000000002", "tipId": "5a000000-0000-4000-8000-000000000001",
			"orderId": "5a000000-0000-4000-8000-000000000003", "amount": "4.50", "createdDate": "2026-01-05T09:00:00.123Z", "source": "DASHBOARD",
			"staff": {
				"id": "5a000000-0000-4000-8000-000000000004", "name": "Ann", "staffMemberId": "5a000000-0000-4000-8000-000000000004",
				"identificationData": {
					"anonymousVisitorId": "5a000000-0000-4000-8000-000000000005", "memberId": "5a000000-0000-4000-8000-000000000006",
					"wixUserId": "5a000000-0000-4000-8000-000000000007", "appId": "5a000000-0000-4000-8000-000000000008",
					"contactId": "5a000000-0000-4000-8000-000000000009"
				}
			},
			"lineItemInfo": [{
				"lineItemId": "a", "name": "Haircut", "price": "40.00", "quantity": 1,
				"catalogReference": {"catalogItemId": "5a000000-0000-4000-8000-00000000000a", "appId": "5a000000-0000-4000-8000-00000000000b"}
			}],
			"transaction": {"id": "5a000000-0000-4000-8000-00000000000c", "date": "2026-01-05T09:00:00Z"}
		}]
	}`), new(tips.Tip), nil)
	wiretest.RoundTrip(t, []byte(`{
		"tip": {"amount": "1.00", "distributions": []},
		"orderInfo": {
			"orderId": "5a000000-0000-4000-8000-000000000003", "additionalFeeId": "5a000000-0000-4000-8000-000000000004",
			"additionalFeePrice": {"amount": "1.00", "formattedAmount": "$1.00"}
		}
	}`), new(tips.SetTipOnOrderResponse), nil)
}
