// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"slices"
	"strconv"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
)

// LineType says which member of a DescriptionLine is set.
type LineType string

// The kinds of description lines.
const (
	LineTypeUnrecognised LineType = "UNRECOGNISED"
	LineTypePlainText    LineType = "PLAIN_TEXT"
	LineTypeColor        LineType = "COLOR"
)

// DescriptionLine is one line below an item's name, such as "Size: Medium".
// Exactly one of PlainText and ColorInfo is set.
type DescriptionLine struct {
	Name      *Translatable `json:"name,omitempty"` // up to 100 characters, 200 translated
	PlainText *Translatable `json:"plainText,omitempty"`
	ColorInfo *Color        `json:"colorInfo,omitzero"`
	LineType  LineType      `json:"lineType,omitzero"` // follows from the member that is set
}

// Color is a colour with its name.
type Color struct {
	Original   string `json:"original,omitzero"`   // up to 500 characters, in the site's language
	Translated string `json:"translated,omitzero"` // up to 500 characters, in the buyer's language
	Code       string `json:"code,omitzero"`       // such as "#000"
}

// PlainLine returns the description line "name: text".
func PlainLine(name, text string) DescriptionLine {
	n, t := Text(name), Text(text)
	return DescriptionLine{Name: &n, PlainText: &t, LineType: LineTypePlainText}
}

// ColorLine returns a description line for a colour with its code, which may be
// empty.
func ColorLine(name, color, code string) DescriptionLine {
	n := Text(name)
	return DescriptionLine{Name: &n, ColorInfo: &Color{Original: color, Translated: color, Code: code}, LineType: LineTypeColor}
}

// Defaulted returns l with missing translations and LineType filled in. It
// shares nothing with l.
func (l DescriptionLine) Defaulted() DescriptionLine {
	l = *l.Clone()
	if l.Name != nil {
		*l.Name = l.Name.Defaulted()
	}
	switch {
	case l.PlainText != nil:
		*l.PlainText = l.PlainText.Defaulted()
		l.LineType = LineTypePlainText
	case l.ColorInfo != nil:
		if l.ColorInfo.Translated == "" {
			l.ColorInfo.Translated = l.ColorInfo.Original
		}
		l.LineType = LineTypeColor
	}
	return l
}

// Clone returns a copy that shares nothing with l.
func (l *DescriptionLine) Clone() *DescriptionLine {
	if l == nil {
		return nil
	}
	return &DescriptionLine{
		Name: ptr.Copy(l.Name), PlainText: ptr.Copy(l.PlainText),
		ColorInfo: ptr.Copy(l.ColorInfo), LineType: l.LineType,
	}
}

// Validate records what is wrong with l, which stands at path.
func (l *DescriptionLine) Validate(c *fault.Checker, path string) {
	if l == nil {
		return
	}
	l.Name.Validate(c, fault.Join(path, "name"), UseDescriptionLineName)
	l.PlainText.Validate(c, fault.Join(path, "plainText"), UsePlainText)
	if l.ColorInfo != nil {
		t := Translatable{Original: l.ColorInfo.Original, Translated: l.ColorInfo.Translated}
		t.Validate(c, fault.Join(path, "colorInfo"), UseColor)
	}
	oneOf(c, path, "plainText", l.PlainText != nil, "colorInfo", l.ColorInfo != nil)
	switch l.LineType {
	case "", LineTypeUnrecognised, LineTypePlainText, LineTypeColor:
	default:
		invalidEnum(c, fault.Join(path, "lineType"), l.LineType, LineTypePlainText, LineTypeColor, LineTypeUnrecognised)
	}
}

// CloneDescriptionLines returns a copy of a list that shares nothing with it.
func CloneDescriptionLines(ls []DescriptionLine) []DescriptionLine {
	c := slices.Clone(ls)
	for i := range c {
		c[i] = *c[i].Clone()
	}
	return c
}

// ValidateDescriptionLines records what is wrong with a list of at most limit
// lines, which stands at path: 20 for items of a catalog or an order, 10 for
// custom items.
func ValidateDescriptionLines(c *fault.Checker, path string, ls []DescriptionLine, limit int) {
	c.Size(path, len(ls), 0, limit)
	for i := range ls {
		ls[i].Validate(c, path+"["+strconv.Itoa(i)+"]")
	}
}
