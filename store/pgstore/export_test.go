// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

// The statements of searches and look-ups, whose plans the tests look at.
var (
	FindKeys = findKeys
	FindIDs  = findIDs
)

// The others.
const (
	GetStatement   = sqlGet
	ClaimStatement = sqlClaim
)

// Settings are what Open sets for its connections.
func Settings() map[string]string { return settings }
