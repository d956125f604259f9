// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing_test

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// BenchmarkRatios measures what pricing costs beside something else, in turns:
// the metric "ratio" is the fastest run of one over the fastest run of the
// other. Times drift on a machine that does other things; ratios hardly do, with
// enough turns (-benchtime 500x).
func BenchmarkRatios(b *testing.B) {
	plain := func(included bool, lines int, rules int, foreign int) func() {
		cfg := pricing.Config{Currency: money.USD, TaxIncluded: included}
		if rules > 0 {
			cfg.Rules = compileBench(b, append(benchRules(rules, 3), benchRules(foreign, 0)...))
		}
		c, err := pricing.New(cfg)
		if err != nil {
			b.Fatal(err)
		}
		in := benchInput(lines)
		return func() {
			if _, err := c.Price(context.Background(), in); err != nil {
				b.Fatal(err)
			}
		}
	}
	decimal := func() {
		w := twin{cur: money.USD, in: benchInput(100)}
		w.run()
		_ = w.summary()
	}
	hundred := plain(false, 100, 0, 0)
	threeTimes := func() { hundred(); hundred(); hundred() }
	for _, r := range []struct {
		name     string
		of, over func()
	}{
		{"excluded/over=floor", hundred, plainFloor(benchInput(100), false)},
		{"included/over=floor", plain(true, 100, 0, 0), plainFloor(benchInput(100), true)},
		{"decimal/over=price", decimal, hundred},
		{"rules=50/over=floor", plain(false, 100, 50, 0), plainRulesFloor(benchInput(100), benchRules(50, 3))},
		{"foreign=10000/over=foreign=0", plain(false, 100, 50, 10_000), plain(false, 100, 50, 0)},
		{"lines=300/over=3 x lines=100", plain(false, 300, 0, 0), threeTimes},
	} {
		b.Run(r.name, func(b *testing.B) {
			of, over := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
			for b.Loop() {
				of, over = min(of, timed(r.of)), min(over, timed(r.over))
			}
			b.ReportMetric(float64(of)/float64(over), "ratio")
		})
	}
}

// timed returns how long something takes.
func timed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}
