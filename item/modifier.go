// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"slices"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// ModifierPrice is a type in which the price of a modifier can be given.
type ModifierPrice interface {
	money.Amount | money.Price | money.MultiCurrencyPrice
}

type (
	// ModifierGroup is a group of modifiers of carts and checkouts.
	ModifierGroup = ModifierGroupOf[money.MultiCurrencyPrice]
	// Modifier is one of a ModifierGroup.
	Modifier = ModifierOf[money.MultiCurrencyPrice]
	// OrderModifierGroup is a group of modifiers of orders.
	OrderModifierGroup = ModifierGroupOf[money.Price]
	// OrderModifier is one of an OrderModifierGroup.
	OrderModifier = ModifierOf[money.Price]
	// CatalogModifierGroup is a group of modifiers in requests and in what
	// plug-ins send and get.
	CatalogModifierGroup = ModifierGroupOf[money.Amount]
	// CatalogModifier is one of a CatalogModifierGroup.
	CatalogModifier = ModifierOf[money.Amount]
)

// ModifierGroupOf is a choice that changes an item, such as "Toppings", with
// what was chosen.
type ModifierGroupOf[P ModifierPrice] struct {
	ID        string          `json:"id,omitzero"` // 1 to 36 characters
	Name      Translatable    `json:"name,omitzero"`
	Modifiers []ModifierOf[P] `json:"modifiers,omitempty"` // 1 to 25; 1 to 10 in orders
}

// ModifierOf is one chosen change of an item, such as "extra cheese".
type ModifierOf[P ModifierPrice] struct {
	ID       string        `json:"id,omitzero"`       // 1 to 36 characters
	Quantity int           `json:"quantity,omitzero"` // per unit of the item, 1 to 100000; 0 is not given and counts as 1
	Label    Translatable  `json:"label,omitzero"`
	Details  *Translatable `json:"details,omitzero"`
	Price    P             `json:"price,omitzero"` // of one modifier; included in the item's price
}

// Count returns how many of the modifier go with each unit of the item.
func (m ModifierOf[P]) Count() int { return max(m.Quantity, 1) }

// CloneModifierGroups returns a copy of a list that shares nothing with it.
func CloneModifierGroups[P ModifierPrice](gs []ModifierGroupOf[P]) []ModifierGroupOf[P] {
	c := slices.Clone(gs)
	for i := range c {
		c[i].Modifiers = slices.Clone(c[i].Modifiers)
		for j := range c[i].Modifiers {
			m := &c[i].Modifiers[j]
			m.Details = m.Details.Clone()
		}
	}
	return c
}

// ConvertModifierGroups returns gs with every price as another type, made by
// convert. It shares nothing with gs.
func ConvertModifierGroups[P, Q ModifierPrice](gs []ModifierGroupOf[P], convert func(P) Q) []ModifierGroupOf[Q] {
	if gs == nil {
		return nil
	}
	out := make([]ModifierGroupOf[Q], len(gs))
	for i, g := range gs {
		out[i] = ModifierGroupOf[Q]{ID: g.ID, Name: g.Name}
		if g.Modifiers == nil {
			continue
		}
		out[i].Modifiers = make([]ModifierOf[Q], len(g.Modifiers))
		for j, m := range g.Modifiers {
			out[i].Modifiers[j] = ModifierOf[Q]{
				ID: m.ID, Quantity: m.Quantity, Label: m.Label, Details: m.Details.Clone(), Price: convert(m.Price),
			}
		}
	}
	return out
}

// ValidateModifierGroups records what is wrong with a list of modifier groups,
// which stands at path: at most 25 groups of at most 25 modifiers, at most 10 of
// each with prices of type money.Price (in orders).
func ValidateModifierGroups[P ModifierPrice](c *fault.Checker, path string, gs []ModifierGroupOf[P]) {
	limit := 25
	var p P
	if _, ok := any(p).(money.Price); ok {
		limit = 10
	}
	c.Size(path, len(gs), 0, limit)
	for i, g := range gs {
		at := fault.Index(path, i)
		requiredText(c, fault.Join(at, "id"), g.ID, 36)
		g.Name.Validate(c, fault.Join(at, "name"), UseLabel)
		list := fault.Join(at, "modifiers")
		c.Size(list, len(g.Modifiers), 1, limit)
		for j, m := range g.Modifiers {
			m.validate(c, fault.Index(list, j))
		}
	}
}

func (m *ModifierOf[P]) validate(c *fault.Checker, path string) {
	requiredText(c, fault.Join(path, "id"), m.ID, 36)
	if m.Quantity != 0 {
		c.Range(fault.Join(path, "quantity"), int64(m.Quantity), 1, 100000)
	}
	m.Label.Validate(c, fault.Join(path, "label"), UseLabel)
	m.Details.Validate(c, fault.Join(path, "details"), UseLabel)
	price := fault.Join(path, "price")
	switch p := any(m.Price).(type) {
	case money.Amount:
		checkAmount(c, price, &p, amountLimits{most: maxPrice, scale: 3})
	case money.Price:
		checkAmount(c, fault.Join(price, "amount"), &p.Amount, amountLimits{most: maxPrice, scale: -1})
	case money.MultiCurrencyPrice:
		checkAmount(c, fault.Join(price, "amount"), &p.Amount, amountLimits{most: maxPrice, scale: -1})
	}
}
