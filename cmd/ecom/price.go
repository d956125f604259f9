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
	"slices"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/shopfile"
)

const priceUsage = `usage: ecom price --shop shop.json [--explain] request.json
       ecom price --shop shop.json --lab rules.json [--json] carts.jsonl

Computes what the goods of a request cost in a shop, with discounts, shipping,
fees and taxes, and writes the answer as JSON to standard output. The request
and the answer have the form of the platform's method "calculate totals". The
request, or the shop, may be "-": standard input.

  --shop file   the shop (required)
  --explain     write a table for people instead: how every figure came about,
                and what did not apply
  --explain=html, --explain=json
                the same as a page, or as the JSON of an explanation, whose
                arithmetic a program can check

With --lab it tells what other rules would change. It prices recorded carts, one
request a line, under the shop's rules and under those of a file that has the
shop file's "discountRules", its "coupons" or both, and reports which totals
differ, what each discount takes off, which meet on one line, and what would be
sold under its floor price or given away. The carts may be "-", too. A cart that
cannot be priced is told of, and the others go on; the exit status is then 2.

  --lab file    the other rules
  --json        the report as JSON
  --progress    tell on standard error how far it is, every 1000 carts, also when
                that is no terminal

A coupon, gift card, shipping option or plug-in that fails is an entry in the
answer's calculationErrors. The exit status is 2 when a file or the command line
is wrong; standard error tells where and why.
`

// runPrice is the command "price".
func runPrice(args []string, p program) int {
	flags := flag.NewFlagSet("price", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	shopName := flags.String("shop", "", "")
	var explain explainForm
	flags.Var(&explain, "explain", "")
	var o labOptions
	flags.StringVar(&o.rules, "lab", "", "")
	flags.BoolVar(&o.json, "json", false, "")
	flags.BoolVar(&o.progress, "progress", false, "")
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
	case o.rules == "" && (o.json || o.progress):
		p.complain("price: --json and --progress are for --lab\n\n%s", priceUsage)
		return exitUsage
	case o.rules != "" && explain != explainNot:
		p.complain("price: --lab explains nothing: price the cart by itself\n\n%s", priceUsage)
		return exitUsage
	case o.rules != "":
		if o.shop, o.carts = *shopName, names[0]; twice("-", o.shop, o.rules, o.carts) {
			p.complain("price: only one of shop, rules and carts can be standard input\n")
			return exitUsage
		}
		return p.lab(o)
	case *shopName == "-" && names[0] == "-":
		p.complain("price: only one of shop and request can be standard input\n")
		return exitUsage
	}
	totals, ok := p.price(*shopName, names[0], explain != explainNot)
	if !ok {
		return exitUsage
	}
	var out bytes.Buffer
	if err := explain.write(&out, totals); err != nil {
		p.complain("price: %v\n", err)
		return exitFault
	}
	if _, err := p.stdout.Write(out.Bytes()); err != nil {
		p.complain("price: %v\n", err)
		return exitFault
	}
	return exitOK
}

// twice reports whether a name is there more than once.
func twice(name string, names ...string) bool {
	i := slices.Index(names, name)
	return i >= 0 && slices.Contains(names[i+1:], name)
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
