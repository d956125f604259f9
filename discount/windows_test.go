// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/go-ecom/ecom/discount"
	"github.com/go-ecom/ecom/money"
)

// within returns a rule with time windows.
func within(zone string, windows ...discount.TimeWindow) *discount.Rule {
	r := named("hours", items())
	r.Extension = &discount.Extension{TimeZone: zone, TimeWindows: windows}
	return r
}

func isOpen(set *discount.RuleSet, at time.Time) bool {
	var m discount.Matcher
	return len(m.Match(set, discount.Cart{At: at, Lines: []discount.Line{{ItemID: "mug", Quantity: 1}}})) == 1
}

func TestTimeWindows(t *testing.T) {
	t.Parallel()
	hours := func(day, start, end string) []discount.TimeWindow {
		return []discount.TimeWindow{{DayOfWeek: day, StartTime: start, EndTime: end}}
	}
	tests := []struct {
		name    string
		zone    string
		windows []discount.TimeWindow
		open    []string // moments, as RFC 3339
		closed  []string
	}{
		{
			"hours of a day", "", hours("FRI", "09:00", "17:00"),
			[]string{"2026-11-20T09:00:00Z", "2026-11-20T16:59:59.999999Z"},
			[]string{"2026-11-20T08:59:59.999999Z", "2026-11-20T17:00:00Z", "2026-11-19T12:00:00Z", "2026-11-21T12:00:00Z"},
		},
		{
			"in a zone", "America/New_York", hours("FRI", "09:00", "17:00"),
			[]string{"2026-11-20T14:00:00Z", "2026-11-20T21:59:59Z"},
			[]string{"2026-11-20T13:59:59Z", "2026-11-20T22:00:00Z"},
		},
		{
			"whole day", "", hours("SUN", "00:00", "24:00"),
			[]string{"2026-11-22T00:00:00Z", "2026-11-22T23:59:59Z"},
			[]string{"2026-11-21T23:59:59Z", "2026-11-23T00:00:00Z"},
		},
		{
			"overnight", "", hours("FRI", "22:00", "02:00"),
			[]string{"2026-11-20T22:00:00Z", "2026-11-21T00:00:00Z", "2026-11-21T01:59:59Z"},
			[]string{"2026-11-20T21:59:59Z", "2026-11-21T02:00:00Z", "2026-11-20T01:00:00Z"},
		},
		{
			"over the end of the week", "", hours("SUN", "22:00", "02:00"),
			[]string{"2026-11-22T23:00:00Z", "2026-11-23T01:59:59Z"},
			[]string{"2026-11-22T01:00:00Z", "2026-11-23T02:00:00Z"},
		},
		{
			"together", "", append(hours("FRI", "09:00", "12:00"), hours("FRI", "11:00", "13:00")...),
			[]string{"2026-11-20T09:00:00Z", "2026-11-20T12:00:00Z"},
			[]string{"2026-11-20T13:00:00Z"},
		},
		// In Berlin, clocks go from 02:00 to 03:00 on 2026-03-29, a Sunday, at
		// 01:00 UTC, and from 03:00 to 02:00 on 2026-10-25, a Sunday, at 01:00 UTC.
		{
			"skipped by the clocks", "Europe/Berlin", hours("SUN", "02:15", "02:45"),
			[]string{"2026-03-22T01:15:00Z"},
			[]string{"2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", "2026-03-29T01:15:00Z", "2026-03-29T00:15:00Z"},
		},
		{
			"starts in what is skipped", "Europe/Berlin", hours("SUN", "02:30", "04:00"),
			[]string{"2026-03-29T01:00:00Z", "2026-03-29T01:59:59Z"},
			[]string{"2026-03-29T00:59:59Z", "2026-03-29T02:00:00Z"},
		},
		{
			"ends in what is skipped", "Europe/Berlin", hours("SUN", "01:00", "02:30"),
			[]string{"2026-03-29T00:00:00Z", "2026-03-29T00:59:59Z"},
			[]string{"2026-03-29T01:00:00Z"},
		},
		{
			"shown twice", "Europe/Berlin", hours("SUN", "02:15", "02:45"),
			[]string{"2026-10-25T00:15:00Z", "2026-10-25T00:44:59Z", "2026-10-25T01:15:00Z", "2026-10-25T01:44:59Z"},
			[]string{"2026-10-25T00:14:59Z", "2026-10-25T00:45:00Z", "2026-10-25T01:14:59Z", "2026-10-25T01:45:00Z"},
		},
		{
			"over the hour shown twice", "Europe/Berlin", hours("SUN", "01:30", "02:30"),
			[]string{"2026-10-24T23:30:00Z", "2026-10-25T00:29:59Z", "2026-10-25T01:00:00Z", "2026-10-25T01:29:59Z"},
			[]string{"2026-10-25T00:30:00Z", "2026-10-25T00:59:59Z", "2026-10-25T01:30:00Z"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			set := compile(t, within(tt.zone, tt.windows...))
			check := func(moments []string, want bool) {
				for _, text := range moments {
					at, err := time.Parse(time.RFC3339, text)
					if err != nil {
						t.Fatal(err)
					}
					if got := isOpen(set, at); got != want {
						t.Errorf("at %s the rule applies: %t, want %t", text, got, want)
					}
				}
			}
			check(tt.open, true)
			check(tt.closed, false)
			check(tt.open, true) // what was kept from another moment must not be used
		})
	}
}

// What is kept of one moment for others is what a look at the clock on the wall
// says, in any order of moments.
func TestTimeWindowsAsTheClockOnTheWall(t *testing.T) {
	t.Parallel()
	days := []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Monrovia", "Pacific/Apia"}).Draw(t, "zone")
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		var windows []discount.TimeWindow
		for range rapid.IntRange(1, 3).Draw(t, "windows") {
			clock := func(what string) string {
				return fmt.Sprintf("%02d:%02d", rapid.IntRange(0, 23).Draw(t, what), rapid.SampledFrom([]int{0, 1, 30, 59}).Draw(t, what+" minute"))
			}
			w := discount.TimeWindow{DayOfWeek: rapid.SampledFrom(days).Draw(t, "day"), StartTime: clock("start"), EndTime: clock("end")}
			if w.StartTime == w.EndTime {
				w.EndTime = "24:00"
			}
			windows = append(windows, w)
		}
		set, err := discount.Compile([]*discount.Rule{within(name, windows...)}, money.USD)
		if err != nil {
			t.Fatal(err)
		}
		for range 8 {
			// Around the moments at which clocks are changed, and anywhere.
			at := time.Unix(rapid.Int64Range(-100_000_000, 4_000_000_000).Draw(t, "moment"), rapid.Int64Range(0, 999_999_999).Draw(t, "part"))
			if _, end := at.In(zone).ZoneBounds(); !end.IsZero() && rapid.Bool().Draw(t, "at a change") {
				at = end.Add(time.Duration(rapid.Int64Range(-200, 200).Draw(t, "minutes")) * time.Minute)
			}
			local := at.In(zone)
			clock, today, yesterday := local.Format("15:04"), days[local.Weekday()], days[(local.Weekday()+6)%7]
			want := false
			for _, w := range windows {
				over := w.EndTime <= w.StartTime
				want = want || w.DayOfWeek == today && w.StartTime <= clock && (over || clock < w.EndTime) ||
					w.DayOfWeek == yesterday && over && clock < w.EndTime
			}
			if got := isOpen(set, at); got != want {
				t.Errorf("at %s, on the wall %s %s, the rule applies: %t, want %t", at.UTC(), today, clock, got, want)
			}
		}
	})
}
