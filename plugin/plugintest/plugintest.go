// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugintest

import (
	"encoding/json"
	"sync"
	"testing"
)

// callers is how many call a plug-in at the same time.
const callers = 8

// encode returns the wire form of v.
func encode(t testing.TB, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Errorf("the wire form of %T can't be written: %v", v, err)
	}
	return string(data)
}

// text returns the text of an error, "" for nil.
func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// stable calls a plug-in many times at once with one request and reports
// answers that differ, and a request that was changed. It returns the first
// answer.
func stable[Req, Resp any](t testing.TB, name string, req Req, call func(Req) (Resp, error)) (Resp, error) {
	t.Helper()
	before := encode(t, req)
	first, firstErr := call(req)
	want := encode(t, first)

	answers := make([]string, callers)
	errs := make([]string, callers)
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			resp, err := call(req)
			errs[i] = text(err)
			if data, err := json.Marshal(resp); err == nil {
				answers[i] = string(data)
			}
		})
	}
	wg.Wait()
	for i := range callers {
		if errs[i] != text(firstErr) || firstErr == nil && answers[i] != want {
			t.Errorf("%s: the same request must get the same answer, also at the same time: got %s %s, want %s %s",
				name, answers[i], errs[i], want, text(firstErr))
			break
		}
	}
	if after := encode(t, req); after != before {
		t.Errorf("%s: a request must not be changed: is %s, was %s", name, after, before)
	}
	return first, firstErr
}
