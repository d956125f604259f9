// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"time"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
	"github.com/go-ecom/ecom/pricing/lab"
	"github.com/go-ecom/ecom/shopfile"
)

// labOptions is how "price --lab" is asked for.
type labOptions struct {
	shop, rules, carts string // files
	json, progress     bool
}

// progressEvery is how many carts are between two reports of progress.
const progressEvery = 1000

// lab prices recorded carts under the shop's rules and under others.
func (p program) lab(o labOptions) int {
	before, after, ok := p.labShops(o)
	if !ok {
		return exitUsage
	}
	in, err := p.open(o.carts)
	if err != nil {
		p.report(o.carts, err)
		return exitUsage
	}
	defer func() { _ = in.Close() }() // it was only read
	out := bufio.NewWriter(p.stdout)
	w := labWriter(&labText{out: out})
	if o.json {
		w = &labJSON{out: out}
	}
	status, seen := exitOK, 0
	progress := o.progress || isTerminal(p.stderr)
	cfg := lab.Config{Floors: p.floors(before, after), Each: func(c *lab.Outcome) error {
		if seen++; progress && seen%progressEvery == 0 {
			p.complain("price: %d carts\n", seen)
		}
		if c.Err != nil {
			p.report(fmt.Sprintf("%s:%d", title(o.carts), c.Cart), c.Err)
			status = exitUsage
			return nil //nolint:nilerr // it was reported, and the others go on
		}
		return w.cart(&c.Comparison)
	}}
	if cfg.Before, err = p.pricer(before); err == nil {
		cfg.After, err = p.pricer(after)
	}
	if err != nil {
		p.report(o.shop, err)
		return exitUsage
	}
	report, err := lab.Run(context.Background(), cfg, lab.Read(in, before.Currency))
	if err == nil {
		err = w.end(report)
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		p.complain("price: %v\n", err)
		return exitFault
	}
	return status
}

// labShops reads the shop and its other rules. What is wrong with either is
// reported, and false.
func (p program) labShops(o labOptions) (before, after *shopfile.Shop, ok bool) {
	data, err := p.read(o.shop)
	if err == nil {
		before, err = shopfile.Parse(data)
	}
	if err != nil {
		p.report(o.shop, err)
		return nil, nil, false
	}
	data, err = p.read(o.rules)
	if err == nil {
		after, err = before.WithRules(data)
	}
	if err != nil {
		p.report(o.rules, err)
		return nil, nil, false
	}
	return before, after, true
}

// pricer returns what prices carts of a shop. Carts that do not say when they
// are for are priced for one moment, all of them.
func (p program) pricer(s *shopfile.Shop) (lab.Pricer, error) {
	calc, err := s.Calculator()
	if err != nil {
		return nil, err
	}
	now := p.now().UTC()
	return func(ctx context.Context, r pricing.Request) (*pricing.Totals, error) {
		if r.At.IsZero() {
			r.At = now
		}
		return calc.CalculateTotals(ctx, r)
	}, nil
}

// floors returns the floor prices of both shops at a moment, of two the greater.
// Carts that do not say when they are for count as of the present moment.
func (p program) floors(a, b *shopfile.Shop) func(at time.Time) map[string]money.Amount {
	now := p.now().UTC()
	return func(at time.Time) map[string]money.Amount {
		if at.IsZero() {
			at = now
		}
		out := a.Floors(at)
		for id, floor := range maps.All(b.Floors(at)) {
			if old, ok := out[id]; !ok || floor.Decimal().GreaterThan(old.Decimal()) {
				out[id] = floor
			}
		}
		return out
	}
}

// open opens a file for reading; "-" is standard input.
func (p program) open(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(p.stdin), nil
	}
	return os.Open(name)
}

// isTerminal reports whether people see what is written.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
