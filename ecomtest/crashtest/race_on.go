// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

//go:build race

package crashtest

// normalKills is fewer under the race detector, which takes ten times as long.
const normalKills = 5
