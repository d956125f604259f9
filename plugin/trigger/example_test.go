// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package trigger_test

import (
	"context"
	"fmt"

	"github.com/go-ecom/ecom/plugin/trigger"
)

func ExampleNew() {
	triggers, err := trigger.New(trigger.Trigger{ID: "abroad", Name: "Goes abroad", Met: func(r trigger.Request) bool {
		return r.ShippingInfo != nil && r.ShippingInfo.Address != nil && r.ShippingInfo.Address.Country != "US"
	}})
	if err != nil {
		panic(err)
	}
	resp, err := triggers.GetEligibleTriggers(context.Background(), trigger.Request{
		Triggers:     []trigger.Asked{{CustomTrigger: trigger.ID{ID: "abroad"}, Identifier: "1"}},
		ShippingInfo: &trigger.ShippingInfo{Address: &trigger.Address{Country: "CA"}},
	})
	if err != nil {
		panic(err)
	}
	for _, e := range resp.EligibleTriggers {
		fmt.Println(e.CustomTriggerID, e.Identifier)
	}
	// Output:
	// abroad 1
}
