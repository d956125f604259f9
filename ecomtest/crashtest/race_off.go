// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

//go:build !race

package crashtest

// normalKills is how often to kill when nobody says.
const normalKills = 20
