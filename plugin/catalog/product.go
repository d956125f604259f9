// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"fmt"
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// Product is a product of Products. Its JSON is an item of the "catalog" of a
// shop file.
type Product struct {
	ID                string             `json:"id"`   // 1 to 36 characters, unique: the catalogItemId
	Name              string             `json:"name"` // 1 to 200 characters
	Price             plugin.Decimal     `json:"price"`
	FullPrice         plugin.Decimal     `json:"fullPrice,omitempty"` // before the catalog's own discount; default Price
	SKU               string             `json:"sku,omitempty"`       // up to 40 characters
	Weight            plugin.Decimal     `json:"weight,omitempty"`    // in the catalog's unit
	Shippable         *bool              `json:"shippable,omitempty"` // default: whether it is PHYSICAL
	Stock             *int64             `json:"stock,omitempty"`     // how many there are until the stock first moves; nil: without limit
	TaxGroupID        string             `json:"taxGroupId,omitempty"`
	ItemType          string             `json:"itemType,omitempty"`    // a preset such as "DIGITAL", or a kind of your own; default PHYSICAL
	Collections       []string           `json:"collections,omitempty"` // the ids of the collections it is in
	DepositAmount     plugin.Decimal     `json:"depositAmount,omitempty"`
	PaymentOption     item.PaymentOption `json:"paymentOption,omitempty"`     // default FULL_PAYMENT_ONLINE
	DeliveryProfileID string             `json:"deliveryProfileId,omitempty"` // a GUID; "" for the default profile
	Image             string             `json:"image,omitempty"`             // as item.ParseImage reads it
	Description       string             `json:"description,omitempty"`       // for the shop's pages; carts do not show it
}

// clone returns a copy that shares nothing with p.
func (p Product) clone() Product {
	p.Collections = slices.Clone(p.Collections)
	if p.Shippable != nil {
		p.Shippable = new(*p.Shippable)
	}
	if p.Stock != nil {
		p.Stock = new(*p.Stock)
	}
	return p
}

// itemType returns the wire form of the product's type.
func (p Product) itemType() item.Type {
	switch preset := item.Preset(p.ItemType); {
	case p.ItemType == "":
		return item.Of(item.PresetPhysical)
	case preset.Valid():
		return item.Of(preset)
	}
	return item.Type{Custom: p.ItemType}
}

// product is a Product, compiled.
type product struct {
	Product
	data  ItemData // without the stock; shared
	start int64    // the stock until it first moves
}

const maxWeight = 1_000_000_000

// compile reads a product and records what is wrong with it.
func (p Product) compile(c *fault.Checker, path string, cur money.Currency) *product {
	p = p.clone()
	c.Length(path+".id", p.ID, 1, 36)
	c.Length(path+".name", p.Name, 1, 200)
	c.Length(path+".sku", p.SKU, 0, 40)
	c.Required(path+".price", p.Price != "")
	out := &product{Product: p, start: boundless}
	d := &out.data
	d.ProductName = item.Text(p.Name)
	d.ItemType = p.itemType()
	d.Price, _ = p.Price.CheckAmount(c, path+".price", cur)
	if p.FullPrice != "" {
		a, _ := p.FullPrice.CheckAmount(c, path+".fullPrice", cur)
		d.FullPrice = &a
	}
	weight, _ := p.Weight.Check(c, path+".weight", 0, maxWeight)
	d.PhysicalProperties = &item.PhysicalProperties{Weight: weight, SKU: p.SKU, Shippable: d.ItemType.Preset == item.PresetPhysical}
	if p.Shippable != nil {
		d.PhysicalProperties.Shippable = *p.Shippable
	}
	if p.Stock != nil {
		c.Range(path+".stock", *p.Stock, 0, MaxQuantity)
		out.start = *p.Stock
	}
	d.TaxGroupID = p.TaxGroupID
	item.CheckGUID(c, path+".deliveryProfileId", p.DeliveryProfileID)
	d.DeliveryProfileID = p.DeliveryProfileID
	p.PaymentOption.Validate(c, path+".paymentOption")
	d.PaymentOption = p.PaymentOption.OrDefault()
	if p.DepositAmount != "" {
		a, _ := p.DepositAmount.CheckAmount(c, path+".depositAmount", cur)
		d.DepositAmount = &a
	} else if d.PaymentOption == item.DepositOnline {
		c.Required(path+".depositAmount", false)
	}
	d.Media = p.Image
	for i, id := range p.Collections {
		if id == "" {
			c.Add(path+fault.Index(".collections", i), fault.RuleRequired, "is required", nil)
		}
	}
	return out
}

func duplicate(id string) string { return fmt.Sprintf("there is another product %.36q", id) }
