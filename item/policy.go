// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import "github.com/go-ecom/ecom/fault"

// Policy is a text that the buyer agrees to, such as how to cancel a booking.
type Policy struct {
	Title   string `json:"title,omitzero"`   // up to 29 characters
	Content string `json:"content,omitzero"` // 1 to 3000 characters
}

// ValidatePolicies records what is wrong with a list of at most 5 policies,
// which stands at path.
func ValidatePolicies(c *fault.Checker, path string, ps []Policy) {
	c.Size(path, len(ps), 0, 5)
	for i, p := range ps {
		at := fault.Index(path, i)
		c.Length(fault.Join(at, "title"), p.Title, 0, 29)
		requiredText(c, fault.Join(at, "content"), p.Content, 3000)
	}
}
