// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query

// SetTurn says how many records a plan reads before it is the turn of the next
// one, so that few records are enough for many turns.
func (q *Query) SetTurn(n int) { q.turn = n }
