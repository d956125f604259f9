// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"bytes"
	"encoding/json"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/strictjson"
	"github.com/go-ecom/ecom/money"
)

// ParseRequest reads a request in amounts of a currency; with money.Currency(0)
// it does not look at how many digits they have. Members that it does not know
// are passed over. Data that is not JSON is an error that tells the line and the
// column. Everything else that is wrong is an error of class fault.Invalid with
// one violation for each problem, by its path.
func ParseRequest(data []byte, c money.Currency) (Request, error) {
	type members Request // has no method that reads it
	var r Request
	var shape, values fault.Checker
	if err := strictjson.Decode(data, (*members)(&r), &shape, strictjson.Options{IgnoreUnknown: true}); err != nil {
		return Request{}, err
	}
	requireQuantities(&shape, data, &r)
	r.validate(&values, c)
	if err := strictjson.Further(&shape, &values); err != nil {
		return Request{}, err
	}
	return r, nil
}

// UnmarshalJSON reads a request as ParseRequest does, without looking at the
// digits of amounts: CalculateTotals does.
func (r *Request) UnmarshalJSON(data []byte) error {
	out, err := ParseRequest(data, 0)
	if err != nil {
		return err
	}
	out.Explain = r.Explain
	*r = out
	return nil
}

// requireQuantities records the lines that have no quantity, which is not the
// same as one of 0.
func requireQuantities(c *fault.Checker, data []byte, r *Request) {
	var members map[string]json.RawMessage
	var lines []json.RawMessage
	for i := range r.LineItems {
		if r.LineItems[i].Quantity != 0 {
			continue
		}
		if lines == nil { // it was read before, so that this cannot fail
			_ = json.Unmarshal(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), &members)
			_ = json.Unmarshal(members["lineItems"], &lines)
		}
		var line map[string]json.RawMessage
		if i >= len(lines) || json.Unmarshal(lines[i], &line) != nil || line == nil {
			continue
		}
		if raw := line["quantity"]; len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
			c.Required(fault.Index("lineItems", i)+".quantity", false)
		}
	}
}
