// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package service_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/service"
)

// inline is a plug-in that may be called on the caller's goroutine.
type inline bool

func (i inline) Inline() bool { return bool(i) }

func quiet() *service.Env { return &service.Env{Logger: slog.New(slog.DiscardHandler)} }

var errOwn = errors.New("own error")

func TestPlugin(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		fn      func(context.Context) (int, error)
		want    error  // nil: 7 is the answer
		message string // in the error
	}{
		{"answers", func(context.Context) (int, error) { return 7, nil }, nil, ""},
		{"own error", func(context.Context) (int, error) { return 0, errOwn }, errOwn, "own error"},
		{"panics", func(context.Context) (int, error) { panic("oh no") }, fault.Internal, "rates panicked: oh no"},
		{"panics with nil", func(context.Context) (int, error) { panic(nil) }, fault.Internal, "rates panicked"}, //nolint:govet // on purpose
		{"says the caller is gone", func(context.Context) (int, error) { return 0, context.Canceled }, fault.Unavailable, "rates gave up: context canceled"},
		{
			"says time is up",
			func(context.Context) (int, error) { return 0, fmt.Errorf("get: %w", context.DeadlineExceeded) },
			fault.Unavailable, "rates gave up: get: context deadline exceeded",
		},
	} {
		for _, in := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/inline=%v", tt.name, in), func(t *testing.T) {
				t.Parallel()
				got, err := service.Plugin(t.Context(), quiet(), "rates", time.Minute, inline(in), tt.fn)
				if tt.want == nil {
					if got != 7 || err != nil {
						t.Errorf("Plugin() = %v, %v, want 7", got, err)
					}
					return
				}
				if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.message) {
					t.Errorf("Plugin() = %v, want %v with %q", err, tt.want, tt.message)
				}
				if errors.Is(tt.want, fault.Unavailable) && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
					t.Errorf("Plugin() = %v, which looks as if the caller's context had ended", err)
				}
			})
		}
	}
}

func TestPluginThatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		start := time.Now()
		_, err := service.Plugin(t.Context(), quiet(), "rates", 2*time.Second, nil, func(context.Context) (int, error) {
			<-release
			return 1, nil
		})
		if !errors.Is(err, fault.Unavailable) || err.Error() != "rates did not answer within 2s" {
			t.Errorf("Plugin() = %v, want %v", err, fault.Unavailable)
		}
		if took := time.Since(start); took != 2*time.Second {
			t.Errorf("Plugin() took %v, want its budget of 2s", took)
		}
		close(release) // what it answers now is nobody's
	})
}

// A plug-in that gives up in time because its context ends, and says so, has
// not kept its budget either.
func TestPluginThatGivesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, err := service.Plugin(t.Context(), quiet(), "rates", time.Second, nil, func(ctx context.Context) (int, error) {
			<-ctx.Done()
			return 1, ctx.Err()
		})
		if !errors.Is(err, fault.Unavailable) {
			t.Errorf("Plugin() = %v, want %v", err, fault.Unavailable)
		}
	})
}

// The caller's own end is the caller's own error, whatever the plug-in says.
func TestPluginCallerGone(t *testing.T) {
	t.Parallel()
	gone := errors.New("the buyer closed the window")
	for _, in := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(time.Second, func() { cancel(gone) })
			_, err := service.Plugin(ctx, quiet(), "rates", time.Minute, inline(in), func(ctx context.Context) (int, error) {
				<-ctx.Done()
				return 0, ctx.Err()
			})
			if !errors.Is(err, gone) {
				t.Errorf("Plugin(inline=%v) = %v, want %v", in, err, gone)
			}
		})
	}
}

// An answer that is there counts, though the caller's context has ended.
func TestPluginAnswersInTheEnd(t *testing.T) {
	t.Parallel()
	for range 50 {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			got, err := service.Plugin(ctx, quiet(), "rates", time.Minute, inline(true), func(context.Context) (int, error) {
				cancel()
				return 7, nil
			})
			if got != 7 || err != nil {
				t.Errorf("Plugin() = %v, %v, want 7", got, err)
			}
		})
	}
}

func TestPluginThatEndsItsGoroutine(t *testing.T) {
	t.Parallel()
	_, err := service.Plugin(t.Context(), quiet(), "rates", time.Minute, nil, func(context.Context) (int, error) {
		runtime.Goexit()
		return 0, nil
	})
	if !errors.Is(err, fault.Internal) {
		t.Errorf("Plugin() = %v, want %v", err, fault.Internal)
	}
}

// Plug-ins get no idempotency key: it belongs to the call that they serve.
func TestPluginHasNoKey(t *testing.T) {
	t.Parallel()
	ctx := idempotency.WithKey(t.Context(), "k")
	for _, in := range []bool{false, true} {
		key, err := service.Plugin(ctx, quiet(), "rates", time.Minute, inline(in), func(ctx context.Context) (string, error) {
			return idempotency.Key(ctx), nil
		})
		if key != "" || err != nil {
			t.Errorf("Plugin(inline=%v) has key %q, %v", in, key, err)
		}
	}
}

func TestPluginPanicIsLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	env := &service.Env{Logger: slog.New(slog.NewTextHandler(&log, nil))}
	_, _ = service.Plugin(t.Context(), env, "rates", time.Minute, nil, func(context.Context) (int, error) { panic("oh no") })
	for _, want := range []string{"plug-in panicked", "plugin=rates", `panic="oh no"`, "plugin_test.go"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("log has no %q: %s", want, log.String())
		}
	}
}
