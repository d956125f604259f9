// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"github.com/go-ecom/ecom/contact"
	"github.com/go-ecom/ecom/plugin"
)

// region returns the region that an address lies in, or nil and the member of
// the address that it takes to tell. A region that is not active keeps its
// destinations: they are not the rest of the world.
func (p *profile) region(to *contact.Address) (found *region, missing string) {
	if len(p.whole) == 0 && len(p.parts) == 0 {
		return p.world, ""
	}
	if to == nil || to.Country == "" {
		return nil, "country"
	}
	country := plugin.Country(to.Country)
	if r := p.whole[country]; r != nil {
		return r, ""
	}
	if p.divided[country] {
		key := plugin.Subdivision(country, to.Subdivision)
		if key == "" {
			return nil, "subdivision"
		}
		if r := p.parts[country+"-"+key]; r != nil {
			return r, ""
		}
	}
	return p.world, ""
}
