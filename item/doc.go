// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package item holds the value types that lines of a cart, a checkout and an
// order are made of: what was put in (CatalogReference), what it is called
// (Translatable, DescriptionLine), what kind of thing it is (Type,
// PhysicalProperties, ServiceProperties) and how it is bought (PaymentOption,
// SubscriptionSettings, ModifierGroup, CatalogOverrideFields).
//
// The JSON of every type is the platform's wire form. Types that hold slices,
// maps or pointers have a Clone method that shares nothing with the original;
// all others are copied by assignment.
//
// Validate methods take the path of the value in the request and record every
// rule that it breaks; they never stop at the first one. Methods with pointer
// receivers accept nil, which stands for an absent member: it clones to nil and
// breaks no rule.
package item
