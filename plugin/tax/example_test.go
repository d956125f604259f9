// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tax_test

import (
	"fmt"

	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/plugin/tax"
)

func ExampleRegions() {
	regions, err := tax.New(tax.Config{
		Groups: []tax.Group{{ID: "goods", Name: "Goods", Default: true}, {ID: "books", Name: "Books"}},
		Regions: []tax.Region{
			{Country: "DE", Rates: []tax.RegionRate{
				{TaxGroupID: "goods", Name: "USt", Rate: "0.19", Shipping: true},
				{TaxGroupID: "books", Name: "USt", Rate: "0.07"},
			}},
			{Country: "US", Subdivision: "NY", Rates: []tax.RegionRate{{Name: "NY sales tax", Rate: "0.08875"}}},
		},
	})
	if err != nil {
		panic(err)
	}
	for _, at := range []contact.Address{{Country: "DE"}, {Country: "US", Subdivision: "US-NY"}, {Country: "FR"}} {
		for _, r := range regions.Rates(&at, tax.Item{TaxGroupID: "books"}) {
			fmt.Println(r.Jurisdiction, r.TaxName, r.Rate)
		}
	}
	// Output:
	// DE USt 0.07
	// US-NY NY sales tax 0.08875
}

func ExampleConfig_Validate() {
	err := tax.Config{Regions: []tax.Region{{Country: "DE", Rates: []tax.RegionRate{{Name: "USt", Rate: "19"}}}}}.Validate()
	for _, v := range fault.Violations(err) {
		fmt.Println(v)
	}
	// Output:
	// regions[0].rates[0].rate: must be at most 1
}
