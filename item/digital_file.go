// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
)

// DigitalFile is what the buyer of a digital item downloads.
type DigitalFile struct {
	FileID         string    `json:"fileId,omitzero"`         // 1 to 100 characters
	Link           string    `json:"link,omitzero"`           // a web address of up to 2000 characters
	ExpirationDate time.Time `json:"expirationDate,omitzero"` // when the link stops working
}

// Clone returns a copy.
func (f *DigitalFile) Clone() *DigitalFile { return ptr.Copy(f) }

// Validate records what is wrong with f, which stands at path.
func (f *DigitalFile) Validate(c *fault.Checker, path string) {
	if f == nil {
		return
	}
	requiredText(c, fault.Join(path, "fileId"), f.FileID, 100)
	CheckWebURL(c, fault.Join(path, "link"), f.Link, 2000)
}
