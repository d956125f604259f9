// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile

import (
	"fmt"
	"slices"

	"github.com/go-ecom/ecom/fault"
)

// checkTaxGroups records tax groups that the file names and does not have: the
// goods would be taxed as those of the default group, without a word. The file
// has those of tax.groups, or else those that its rates name. One that has none
// names those of another calculator.
func (f *file) checkTaxGroups(c *fault.Checker) {
	var known []string
	for i := range f.Tax.Groups {
		known = append(known, f.Tax.Groups[i].ID)
	}
	declared := len(known) > 0
	unknown := func(path, group string) {
		switch {
		case group == "" || len(known) == 0 || slices.Contains(known, group):
		case len(known) > 10:
			c.Add(path, fault.RuleValidation, fmt.Sprintf("there is no tax group %.40q", group), nil)
		default:
			c.Add(path, fault.RuleValidation, "there is no such tax group: "+fault.NotOneOf(group, known...), nil)
		}
	}
	for i := range f.Tax.Regions {
		for j := range f.Tax.Regions[i].Rates {
			switch group := f.Tax.Regions[i].Rates[j].TaxGroupID; {
			case declared:
				unknown(fault.Index("tax.regions", i)+fault.Index(".rates", j)+".taxGroupId", group)
			case group != "" && !slices.Contains(known, group):
				known = append(known, group)
			}
		}
	}
	for i := range f.Catalog.Items {
		unknown(fault.Index("catalog.items", i)+".taxGroupId", f.Catalog.Items[i].TaxGroupID)
	}
	for i := range f.Fees {
		unknown(fault.Index("fees", i)+".taxGroupId", f.Fees[i].TaxGroupID)
	}
	if f.PlatformFee != nil {
		unknown("platformFee.taxGroupId", f.PlatformFee.TaxGroupID)
	}
}
