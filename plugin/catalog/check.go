// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"fmt"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
)

// Check refuses answers that a shop can't work with: items that were not asked
// for or come twice, and data that break the platform's limits. The error is
// Invalid and names every violation in a by its path.
func Check(r Request, a Response) error {
	if check(r, a, false) == nil {
		return nil
	}
	return check(r, a, true)
}

// check is Check; unless named, paths are left out, which saves what making
// them costs.
func check(r Request, a Response, named bool) error {
	var c fault.Checker
	if !c.Size("catalogItems", len(a.CatalogItems), 0, max(MaxReferences, 2*len(r.CatalogReferences))) {
		return c.Err()
	}
	asked := make(map[string]bool, len(r.CatalogReferences))
	for i := range r.CatalogReferences {
		asked[r.CatalogReferences[i].CatalogReference.Key()] = true
	}
	for i := range a.CatalogItems {
		it := &a.CatalogItems[i]
		path := ""
		if named {
			path = fault.Index("catalogItems", i)
		}
		if key := it.CatalogReference.Key(); asked[key] {
			delete(asked, key)
		} else {
			c.Add(path+".catalogReference", fault.RuleValidation,
				fmt.Sprintf("item %.36q was not asked for, or was given before", it.CatalogReference.CatalogItemID), nil)
		}
		it.Data.check(&c, path+".data", r.Currency)
	}
	return c.Err()
}

func (d *ItemData) check(c *fault.Checker, path string, cur money.Currency) {
	d.ProductName.Validate(c, path+".productName", item.UseProductName)
	d.ItemType.Validate(c, path+".itemType")
	checkPrice(c, path+".price", &d.Price, cur)
	checkPrice(c, path+".fullPrice", d.FullPrice, cur)
	checkPrice(c, path+".depositAmount", d.DepositAmount, cur)
	item.ValidateDescriptionLines(c, path+".descriptionLines", d.DescriptionLines, 20)
	if d.QuantityAvailable != nil {
		c.Range(path+".quantityAvailable", int64(*d.QuantityAvailable), 0, MaxQuantity)
	}
	d.PhysicalProperties.Validate(c, path+".physicalProperties")
	d.SubscriptionOptionInfo.Validate(c, path+".subscriptionOptionInfo")
	d.PaymentOption.Validate(c, path+".paymentOption")
	if d.PaymentOption == item.DepositOnline {
		c.Required(path+".depositAmount", d.DepositAmount != nil)
	}
	d.ServiceProperties.Validate(c, path+".serviceProperties")
	c.Length(path+".rootCatalogItemId", d.RootCatalogItemID, 0, 36)
	d.PriceDescription.Validate(c, path+".priceDescription", item.UsePriceDescription)
	c.Length(path+".consentRequiredPaymentPolicy", d.ConsentRequiredPaymentPolicy, 0, 2500)
	d.TaxableAddress.Validate(c, path+".taxableAddress")
	item.ValidatePolicies(c, path+".policies", d.Policies)
	item.ValidateModifierGroups(c, path+".modifierGroups", d.ModifierGroups)
	c.Size(path+".additionalFees", len(d.AdditionalFees), 0, 5)
	for i := range d.AdditionalFees {
		fee := &d.AdditionalFees[i]
		at := path + fault.Index(".additionalFees", i)
		c.Length(at+".code", fee.Code, 0, 100)
		c.Length(at+".name", fee.Name, 1, 50)
		checkPrice(c, at+".price", &fee.Price, cur)
	}
}

// checkPrice records what is wrong with an optional price.
func checkPrice(c *fault.Checker, path string, a *money.Amount, cur money.Currency) {
	if a == nil {
		return
	}
	b, err := a.Bind(cur)
	switch {
	case err != nil:
		c.AddAll(path, err)
	default:
		decimals.Amount(c, path, b)
	}
}
