// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
)

// Translatable is a text in the site's language and in the buyer's.
type Translatable struct {
	Original   string `json:"original"`   // in the site's language
	Translated string `json:"translated"` // in the buyer's language; the original when the platform was given none
}

type (
	// ProductName is the name of an item: 1 to 200 characters, 400 translated.
	ProductName = Translatable
	// TranslatableString is a label or another short text: 1 to 200 characters,
	// 400 translated.
	TranslatableString = Translatable
	// PriceDescription is shown in place of a price: 1 to 100 characters.
	PriceDescription = Translatable
)

// Text returns a Translatable that reads the same in both languages.
func Text(s string) Translatable { return Translatable{Original: s, Translated: s} }

// IsZero reports whether t holds no text.
func (t Translatable) IsZero() bool { return t == Translatable{} }

// String returns the text for the buyer: the translation, or the original when
// there is none.
func (t Translatable) String() string {
	if t.Translated != "" {
		return t.Translated
	}
	return t.Original
}

// Defaulted returns t with Translated set to Original when it is empty, as the
// platform completes the names of products, labels and titles.
func (t Translatable) Defaulted() Translatable {
	if t.Translated == "" {
		t.Translated = t.Original
	}
	return t
}

// Clone returns a copy.
func (t *Translatable) Clone() *Translatable { return ptr.Copy(t) }

// Validate records what is wrong with t, which stands at path and is used as
// use says. A missing translation is never wrong.
func (t *Translatable) Validate(c *fault.Checker, path string, use Use) {
	if t == nil {
		return
	}
	l := use.limits()
	field := fault.Join(path, "original")
	if l.required && t.Original == "" {
		c.Required(field, false)
	} else {
		c.Length(field, t.Original, 0, l.original)
	}
	c.Length(fault.Join(path, "translated"), t.Translated, 0, l.translated)
}

// Use is what a Translatable stands for, which sets its limits.
type Use uint8

// The uses of translatable texts, with the most characters of the original and
// of its translation. The original is required unless the comment says
// otherwise.
const (
	UseProductName         Use = iota // 200, 400
	UseLabel                          // 200, 400: modifiers, groups and other short texts
	UsePriceDescription               // 100, 100
	UseTitle                          // 150, 150
	UseDescription                    // 500, 500; may be empty
	UsePlainText                      // 600, 600; may be empty
	UseDescriptionLineName            // 100, 200; may be empty
	UseColor                          // 500, 500; may be empty
	UseMembershipName                 // 100, 100; may be empty
	UseDiscountRuleName               // 256, 500
)

type textLimits struct {
	original, translated int
	required             bool
}

func (u Use) limits() textLimits {
	switch u {
	case UseProductName, UseLabel:
	case UsePriceDescription:
		return textLimits{100, 100, true}
	case UseTitle:
		return textLimits{150, 150, true}
	case UseDescription, UseColor:
		return textLimits{500, 500, false}
	case UsePlainText:
		return textLimits{600, 600, false}
	case UseDescriptionLineName:
		return textLimits{100, 200, false}
	case UseMembershipName:
		return textLimits{100, 100, false}
	case UseDiscountRuleName:
		return textLimits{256, 500, true}
	}
	return textLimits{200, 400, true}
}
