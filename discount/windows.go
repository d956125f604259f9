// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package discount

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-ecom/ecom/fault"
)

// TimeWindow is a part of every week, by the clock on the wall of the rule's
// time zone: it is open while that clock shows StartTime or later and not yet
// EndTime. An EndTime that is not after StartTime is one of the next day.
//
// Where clocks are put forward, times that they skip never come: a window that
// lies in them does not open that day, one that starts in them opens when they
// have passed. Where clocks are put back, what they show twice counts twice.
type TimeWindow struct {
	DayOfWeek string `json:"dayOfWeek"` // MON to SUN, the day it starts on
	StartTime string `json:"startTime"` // "09:00"
	EndTime   string `json:"endTime"`   // "17:00"; "24:00" is the end of the day
}

const (
	dayMinutes  = 24 * 60
	weekMinutes = 7 * dayMinutes
	maxWindows  = 100
)

var daysOfWeek = []string{"MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"}

// timeOfDay reads "09:00" as minutes since midnight.
func timeOfDay(text string) (int, bool) {
	if len(text) != 5 || text[2] != ':' {
		return 0, false
	}
	for _, i := range [4]int{0, 1, 3, 4} {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
	}
	h, m := int(text[0]-'0')*10+int(text[1]-'0'), int(text[3]-'0')*10+int(text[4]-'0')
	return h*60 + m, h < 24 && m < 60 || h == 24 && m == 0
}

func (w *TimeWindow) validate(c *fault.Checker, path string) {
	if !slices.Contains(daysOfWeek, w.DayOfWeek) {
		c.Add(fault.Join(path, "dayOfWeek"), fault.RuleInvalidEnum, fault.NotOneOf(w.DayOfWeek, "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"), nil)
	}
	start, ok := timeOfDay(w.StartTime)
	if !ok || start == dayMinutes {
		c.Add(fault.Join(path, "startTime"), fault.RuleFormat, "must be a time such as 09:00", nil)
		ok = false
	}
	end, okEnd := timeOfDay(w.EndTime)
	if !okEnd {
		c.Add(fault.Join(path, "endTime"), fault.RuleFormat, "must be a time such as 17:00", nil)
	}
	if ok && okEnd && start == end {
		c.AddOther(path, RuleInvalidActiveTimeRange, "must start at another time than it ends; a whole day ends at 24:00")
	}
}

// weekly is compiled time windows: where in the week, in minutes since Monday
// began, they are open. nil is always open.
type weekly struct {
	zone  *time.Location
	spans [][2]int // from, before; sorted, apart from each other
	edges []int    // where spans start or end
}

func compileWindows(windows []TimeWindow, zone *time.Location) *weekly {
	if len(windows) == 0 {
		return nil
	}
	w := &weekly{zone: zone}
	var spans [][2]int
	for i := range windows {
		day := slices.Index(daysOfWeek, windows[i].DayOfWeek) * dayMinutes
		start, _ := timeOfDay(windows[i].StartTime)
		end, _ := timeOfDay(windows[i].EndTime)
		if end <= start {
			end += dayMinutes
		}
		if day+end > weekMinutes { // over the end of the week
			spans = append(spans, [2]int{day + start, weekMinutes}, [2]int{0, day + end - weekMinutes})
		} else {
			spans = append(spans, [2]int{day + start, day + end})
		}
	}
	slices.SortFunc(spans, func(a, b [2]int) int { return a[0] - b[0] })
	for _, s := range spans {
		if n := len(w.spans); n > 0 && s[0] <= w.spans[n-1][1] {
			w.spans[n-1][1] = max(w.spans[n-1][1], s[1])
			continue
		}
		w.spans = append(w.spans, s)
	}
	for _, s := range w.spans {
		w.edges = append(w.edges, s[0], s[1])
	}
	return w
}

// minute returns where in the week the clock on the wall stands.
func (w *weekly) minute(at time.Time) int {
	t := at.In(w.zone)
	return (int(t.Weekday())+6)%7*dayMinutes + t.Hour()*60 + t.Minute()
}

// open reports whether a window is open at a moment.
func (w *weekly) open(at time.Time) bool {
	if w == nil {
		return true
	}
	now := w.minute(at)
	for _, s := range w.spans {
		if s[0] <= now && now < s[1] {
			return true
		}
	}
	return false
}

// same returns between which moments the answer of open stays what it is at
// one: it may stay so for longer. The clock is not changed between them, so
// that the minutes of the wall are those of time.
func (w *weekly) same(at time.Time) (from, until time.Time) {
	t := at.In(w.zone)
	begin := t.Add(-time.Duration(t.Second())*time.Second - time.Duration(t.Nanosecond())) // of the minute
	now, back, forth := w.minute(at), weekMinutes, weekMinutes
	for _, e := range w.edges {
		back = min(back, (now-e%weekMinutes+weekMinutes)%weekMinutes)
		if ahead := (e%weekMinutes - now + weekMinutes) % weekMinutes; ahead > 0 {
			forth = min(forth, ahead)
		}
	}
	from, until = begin.Add(-time.Duration(back)*time.Minute), begin.Add(time.Duration(forth)*time.Minute)
	changed, changes := t.ZoneBounds()
	if !changed.IsZero() && changed.After(from) {
		from = changed
	}
	if !changes.IsZero() && changes.Before(until) {
		until = changes
	}
	return from, until
}

// zones loads time zones, each once.
type zones map[string]*time.Location

// load returns a time zone; "" is UTC. The machine's own is none of them: what
// a rule means must not depend on where it is read.
func (z zones) load(name string) (*time.Location, error) {
	if zone := z[name]; zone != nil {
		return zone, nil
	}
	if name == "Local" {
		return nil, fmt.Errorf("%q is not a time zone", name)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("%.60q is not a time zone that this program knows", name)
	}
	if z != nil {
		z[name] = zone
	}
	return zone, nil
}
