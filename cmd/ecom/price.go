// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/shopfile"
)

const priceUsage = `usage: ecom price --shop shop.json [--explain] request.json

Computes what the goods of a request cost in a shop, with discounts, shipping,
fees and taxes, and writes the answer as JSON to standard output. The request
and the answer have the form of the platform's method "calculate totals". The
request, or the shop, may be "-": standard input.

  --shop file   the shop (required)
  --explain     write a table for people instead: how every figure came about,
                and what did not apply

A coupon, gift card, shipping option or plug-in that fails is an entry in the
answer's calculationErrors. The exit status is 2 when a file or the command line
is wrong; standard error tells where and why.
`

// runPrice is the command "price".
func runPrice(args []string, p program) int {
	flags := flag.NewFlagSet("price", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	shopName := flags.String("shop", "", "")
	explain := flags.Bool("explain", false, "")
	names, err := parse(flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return runHelp([]string{"price"}, p)
	case err != nil:
		p.complain("price: %v\n\n%s", err, priceUsage)
		return exitUsage
	case *shopName == "":
		p.complain("price: --shop is missing\n\n%s", priceUsage)
		return exitUsage
	case len(names) != 1:
		p.complain("price: one request is wanted, not %d\n\n%s", len(names), priceUsage)
		return exitUsage
	case *shopName == "-" && names[0] == "-":
		p.complain("price: only one of shop and request can be standard input\n")
		return exitUsage
	}
	totals, ok := p.price(*shopName, names[0], *explain)
	if !ok {
		return exitUsage
	}
	var out bytes.Buffer
	if *explain {
		explainTotals(&out, totals)
	} else if err := writeJSON(&out, totals); err != nil {
		p.complain("price: %v\n", err)
		return exitFault
	}
	if _, err := p.stdout.Write(out.Bytes()); err != nil {
		p.complain("price: %v\n", err)
		return exitFault
	}
	return exitOK
}

// parse reads flags wherever they stand among the other arguments, which it
// returns.
func parse(flags *flag.FlagSet, args []string) (names []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if flags.NArg() == 0 {
			return names, nil
		}
		names = append(names, flags.Arg(0))
		args = flags.Args()[1:]
	}
}

// price prices a request. What is wrong with either file is reported, both at
// once, and false.
func (p program) price(shopName, requestName string, explain bool) (*pricing.Totals, bool) {
	data, err := p.read(shopName)
	var shop *shopfile.Shop
	if err == nil {
		shop, err = shopfile.Parse(data)
	}
	ok := err == nil
	if !ok {
		p.report(shopName, err)
	}
	var currency money.Currency
	if shop != nil {
		currency = shop.Currency
	}
	data, err = p.read(requestName)
	var req pricing.Request
	if err == nil {
		req, err = pricing.ParseRequest(data, currency)
	}
	if err != nil {
		p.report(requestName, err)
	}
	if !ok || err != nil {
		return nil, false
	}
	req.Explain = explain
	totals, err := shop.CalculateTotals(context.Background(), req, p.now().UTC())
	if err != nil {
		p.report(requestName, err)
	}
	return totals, err == nil
}

// writeJSON writes v as indented JSON.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
