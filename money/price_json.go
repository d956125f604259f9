// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package money

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// MarshalJSON returns the price with its formatted text, leaving out what there
// is not.
func (p Price) MarshalJSON() ([]byte, error) {
	b := make([]byte, 1, 80)
	b[0] = '{'
	b = appendAmountMember(b, `"amount":"`, p.Amount)
	b = appendTextMember(b, `"formattedAmount":`, p.read.amountText(p.Amount), p.locale, p.Amount)
	return append(b, '}'), nil
}

// UnmarshalJSON reads a price; its amount is unbound. Other members are ignored,
// null changes nothing.
func (p *Price) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var m priceMembers
	if err := m.unmarshal(data); err != nil {
		return err
	}
	*p = Price{}
	var err error
	if p.Amount, err = m.amount.parse("amount"); err != nil {
		return err
	}
	if text := m.formattedAmount; text != "" {
		p.read = &readTexts{amount: readText{p.Amount, text}}
	}
	return nil
}

// MarshalJSON returns the price with its conversion and formatted texts, leaving
// out what there is not.
func (p MultiCurrencyPrice) MarshalJSON() ([]byte, error) {
	b := make([]byte, 1, 160)
	b[0] = '{'
	b = appendAmountMember(b, `"amount":"`, p.Amount)
	b = appendAmountMember(b, `"convertedAmount":"`, p.Converted)
	b = appendTextMember(b, `"formattedAmount":`, p.read.amountText(p.Amount), p.locale, p.Amount)
	b = appendTextMember(b, `"formattedConvertedAmount":`, p.read.convertedText(p.Converted), p.locale, p.Converted)
	return append(b, '}'), nil
}

// UnmarshalJSON reads a price; its amounts are unbound. Other members are
// ignored, null changes nothing.
func (p *MultiCurrencyPrice) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var m priceMembers
	if err := m.unmarshal(data); err != nil {
		return err
	}
	*p = MultiCurrencyPrice{}
	var err error
	if p.Amount, err = m.amount.parse("amount"); err != nil {
		return err
	}
	if p.Converted, err = m.convertedAmount.parse("convertedAmount"); err != nil {
		return err
	}
	if m.formattedAmount != "" || m.formattedConvertedAmount != "" {
		p.read = &readTexts{
			amount:    readText{p.Amount, m.formattedAmount},
			converted: readText{p.Converted, m.formattedConvertedAmount},
		}
	}
	return nil
}

// priceMembers are the members that either price has.
type priceMembers struct {
	amount, convertedAmount                   rawAmount
	formattedAmount, formattedConvertedAmount string
}

// rawAmount is an amount's JSON, nil when absent.
type rawAmount []byte

func (r rawAmount) parse(field string) (Amount, error) {
	var a Amount
	if r == nil {
		return a, nil
	}
	if err := a.UnmarshalJSON(r); err != nil {
		return Amount{}, atField(field, err)
	}
	return a, nil
}

// unmarshal reads an object by hand when it is as plain as prices are, and with
// encoding/json when it is not.
func (m *priceMembers) unmarshal(data []byte) error {
	if m.scan(data) {
		return nil
	}
	var wire struct {
		Amount                   json.RawMessage `json:"amount"`
		ConvertedAmount          json.RawMessage `json:"convertedAmount"`
		FormattedAmount          string          `json:"formattedAmount"`
		FormattedConvertedAmount string          `json:"formattedConvertedAmount"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*m = priceMembers{rawAmount(wire.Amount), rawAmount(wire.ConvertedAmount), wire.FormattedAmount, wire.FormattedConvertedAmount}
	return nil
}

// scan reads an object of strings without escapes, numbers and nulls whose names
// are spelt exactly. It reports false for any other.
func (m *priceMembers) scan(data []byte) bool {
	s := scanner{data: data}
	if !s.take('{') {
		return false
	}
	if s.take('}') {
		return s.end()
	}
	for {
		name, ok := s.str()
		if !ok || !s.take(':') {
			return false
		}
		value, ok := s.value()
		if !ok || !m.set(name, value) {
			return false
		}
		switch {
		case s.take(','):
		case s.take('}'):
			return s.end()
		default:
			return false
		}
	}
}

// set takes a member over. value is a string with its quotes, a number or null.
func (m *priceMembers) set(name, value []byte) bool {
	text, ok := "", value[0] == '"' || value[0] == 'n'
	switch string(name) {
	case "amount":
		m.amount = value
		return true
	case "convertedAmount":
		m.convertedAmount = value
		return true
	case "formattedAmount", "formattedConvertedAmount":
		if value[0] == '"' {
			text = string(value[1 : len(value)-1])
		}
	default:
		return !strings.EqualFold(string(name), "amount") && !strings.EqualFold(string(name), "convertedAmount") &&
			!strings.EqualFold(string(name), "formattedAmount") && !strings.EqualFold(string(name), "formattedConvertedAmount")
	}
	if !ok {
		return false
	}
	if len(name) == len("formattedAmount") {
		m.formattedAmount = text
	} else {
		m.formattedConvertedAmount = text
	}
	return true
}

// scanner walks over the plain kind of JSON.
type scanner struct {
	data []byte
	at   int
}

func (s *scanner) space() {
	for s.at < len(s.data) {
		switch s.data[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

func (s *scanner) end() bool {
	s.space()
	return s.at == len(s.data)
}

func (s *scanner) take(c byte) bool {
	s.space()
	if s.at < len(s.data) && s.data[s.at] == c {
		s.at++
		return true
	}
	return false
}

// str returns the inside of a string without escapes.
func (s *scanner) str() ([]byte, bool) {
	if !s.take('"') {
		return nil, false
	}
	start := s.at
	for ; s.at < len(s.data); s.at++ {
		switch c := s.data[s.at]; {
		case c == '"':
			text := s.data[start:s.at]
			s.at++
			return text, utf8.Valid(text)
		case c == '\\' || c < ' ':
			return nil, false
		}
	}
	return nil, false
}

// value returns a string with its quotes, a number or null.
func (s *scanner) value() ([]byte, bool) {
	s.space()
	start := s.at
	if start < len(s.data) && s.data[start] == '"' {
		_, ok := s.str()
		return s.data[start:s.at], ok
	}
	for ; s.at < len(s.data); s.at++ {
		c := s.data[s.at]
		if (c < '0' || c > '9') && c != '-' && c != '.' {
			break
		}
	}
	if s.at > start {
		return s.data[start:s.at], true
	}
	if len(s.data)-start >= 4 && string(s.data[start:start+4]) == "null" {
		s.at += 4
		return s.data[start:s.at], true
	}
	return nil, false
}

// appendAmountMember appends a member, whose name comes with the opening quote
// of its value.
func appendAmountMember(b []byte, name string, a Amount) []byte {
	if a.absent() {
		return b
	}
	b = appendName(b, name)
	b = a.appendTo(b)
	return append(b, '"')
}

// appendTextMember appends a formatted text: the one given, else the locale's.
func appendTextMember(b []byte, name, text string, l Locale, a Amount) []byte {
	switch {
	case text != "":
		return appendQuoted(appendName(b, name), text)
	case l != 0 && !a.absent():
		// Symbols and separators of the locale table need no escapes.
		b = append(appendName(b, name), '"')
		b = l.AppendFormat(b, a)
		return append(b, '"')
	}
	return b
}

func appendName(b []byte, name string) []byte {
	if len(b) > 1 {
		b = append(b, ',')
	}
	return append(b, name...)
}

// appendQuoted appends s as a JSON string.
func appendQuoted(b []byte, s string) []byte {
	if !needsNoEscape(s) {
		quoted, err := json.Marshal(s)
		if err != nil { // a string always encodes
			quoted = []byte(`""`)
		}
		return append(b, quoted...)
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// needsNoEscape reports whether encoding/json writes s as it is.
func needsNoEscape(s string) bool {
	ascii := true
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ', c == '"', c == '\\', c == '<', c == '>', c == '&':
			return false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return ascii || utf8.ValidString(s) && !strings.ContainsAny(s, "\u2028\u2029")
}
