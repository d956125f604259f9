// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io"

	"github.com/go-ecom/ecom/shopfile"
)

func explainTotals(w io.Writer, t *shopfile.Totals) {}
