// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package item

import (
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/ptr"
)

// ServiceProperties are those of an item that is a service.
type ServiceProperties struct {
	ScheduledDate        time.Time `json:"scheduledDate,omitzero"`        // when it takes place
	NumberOfParticipants int       `json:"numberOfParticipants,omitzero"` // 1 to 10000; 0 is not given
}

// Clone returns a copy.
func (s *ServiceProperties) Clone() *ServiceProperties { return ptr.Copy(s) }

// Validate records what is wrong with s, which stands at path.
func (s *ServiceProperties) Validate(c *fault.Checker, path string) {
	if s != nil && s.NumberOfParticipants != 0 {
		c.Range(fault.Join(path, "numberOfParticipants"), int64(s.NumberOfParticipants), 1, 10000)
	}
}
