// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"encoding/json"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/money"
)

// CatalogOverrideFields replace what the catalog says of an item. They need
// administrative rights. Absent members (nil) override nothing.
type CatalogOverrideFields struct {
	ProductName        *Translatable       `json:"productName,omitzero"`
	Price              *money.Amount       `json:"price,omitempty"`            // 0 to 999999999 with 3 digits
	FullPrice          *money.Amount       `json:"fullPrice,omitempty"`        // before the catalog's own discount; 0 to 999999999 with 3 digits
	DescriptionLines   []DescriptionLine   `json:"descriptionLines,omitempty"` // up to 20
	PhysicalProperties *PhysicalProperties `json:"physicalProperties,omitzero"`
	Image              *Image              `json:"image,omitzero"`
	PaymentOption      *PaymentOptionValue `json:"paymentOption,omitzero"`
	DepositAmount      *money.Amount       `json:"depositAmount,omitempty"` // above 0, up to 999999999 with 3 digits
	SavePaymentMethod  *bool               `json:"savePaymentMethod,omitempty"`
	InventoryAppID     string              `json:"inventoryAppId,omitzero"` // a GUID: whose stock is taken
}

// PaymentOptionValue wraps a payment option where it may be absent.
type PaymentOptionValue struct {
	Value PaymentOption `json:"value,omitzero"`
}

// Key returns a text that is the same for two sets of overrides if and only if
// they change the same fields to the same values; amounts compare by value. It
// is "" when o is nil or overrides nothing.
func (o *CatalogOverrideFields) Key() string {
	if o == nil {
		return ""
	}
	c := *o.Clone()
	// Amounts are texts on the wire, where 5.0 and 5 differ.
	amounts := map[string]any{}
	for name, a := range map[string]*money.Amount{"price": c.Price, "fullPrice": c.FullPrice, "depositAmount": c.DepositAmount} {
		if a != nil {
			amounts[name] = json.Number(a.Decimal().String())
		}
	}
	c.Price, c.FullPrice, c.DepositAmount = nil, nil, nil
	data, err := json.Marshal(c)
	if err != nil {
		return "!" + err.Error()
	}
	v, err := DecodeValue(data)
	if err != nil {
		return "!" + err.Error()
	}
	if m, _ := v.(map[string]any); len(m) == 0 && len(amounts) == 0 {
		return ""
	}
	return canonical([]any{v, amounts})
}

// Clone returns a copy that shares nothing with o.
func (o *CatalogOverrideFields) Clone() *CatalogOverrideFields {
	if o == nil {
		return nil
	}
	c := *o
	c.ProductName = ptr.Copy(o.ProductName)
	c.Price, c.FullPrice, c.DepositAmount = ptr.Copy(o.Price), ptr.Copy(o.FullPrice), ptr.Copy(o.DepositAmount)
	c.DescriptionLines = CloneDescriptionLines(o.DescriptionLines)
	c.PhysicalProperties = ptr.Copy(o.PhysicalProperties)
	c.Image = ptr.Copy(o.Image)
	c.PaymentOption = ptr.Copy(o.PaymentOption)
	c.SavePaymentMethod = ptr.Copy(o.SavePaymentMethod)
	return &c
}

// Validate records what is wrong with o, which stands at path.
func (o *CatalogOverrideFields) Validate(c *fault.Checker, path string) {
	if o == nil {
		return
	}
	o.ProductName.Validate(c, fault.Join(path, "productName"), UseProductName)
	checkAmount(c, fault.Join(path, "price"), o.Price, amountLimits{most: maxOverridePrice, scale: 3})
	checkAmount(c, fault.Join(path, "fullPrice"), o.FullPrice, amountLimits{most: maxOverridePrice, scale: 3})
	ValidateDescriptionLines(c, fault.Join(path, "descriptionLines"), o.DescriptionLines, 20)
	o.PhysicalProperties.Validate(c, fault.Join(path, "physicalProperties"))
	if o.PaymentOption != nil {
		o.PaymentOption.Value.Validate(c, fault.Join(path, "paymentOption.value"))
	}
	checkAmount(c, fault.Join(path, "depositAmount"), o.DepositAmount, amountLimits{most: maxOverridePrice, scale: 3, positive: true})
	CheckGUID(c, fault.Join(path, "inventoryAppId"), o.InventoryAppID)
}
