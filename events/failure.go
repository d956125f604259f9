// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package events

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
)

// HandlerError is a handler's failure.
type HandlerError struct {
	Subscription string   // the handler's name
	Event        Envelope // what it was given
	Err          error    // what it returned, or what it panicked with

	// Stack is the stack of the goroutine when the handler panicked or
	// called runtime.Goexit; nil when it returned an error.
	Stack []byte
}

// errGoexit is reported for handlers that end their goroutine.
var errGoexit = errors.New("the handler called runtime.Goexit")

// newPanicError returns the error for a handler that panicked with cause, or
// called runtime.Goexit when cause is nil.
func newPanicError(cause any) *HandlerError {
	e := &HandlerError{Stack: debug.Stack()}
	switch c := cause.(type) {
	case nil:
		e.Err = errGoexit
	case error:
		e.Err = fmt.Errorf("panic: %w", c)
	default:
		e.Err = fmt.Errorf("panic: %v", c)
	}
	return e
}

// Error returns "subscription: event: cause".
func (e *HandlerError) Error() string {
	return fmt.Sprintf("events: %s: %s %s: %v", e.Subscription, e.Event.Type, e.Event.ID, e.Err)
}

// Unwrap returns the cause.
func (e *HandlerError) Unwrap() error { return e.Err }

// Permanent marks an error that trying again does not mend: a durable
// subscription puts the event with its dead letters at once. Anything else
// takes it as the error itself. Permanent(nil) is nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &permanentError{err}
}

// permanentError is an error that Permanent marked.
type permanentError struct{ err error }

func (e *permanentError) Error() string { return e.err.Error() }
func (e *permanentError) Unwrap() error { return e.err }

// report tells the Logger and the Observer of a failure of one handler of d.
// Nothing they do reaches other handlers.
func (b *Bus) report(d *delivery, s *subscription, err *HandlerError) {
	err.Subscription, err.Event = s.name, d.env
	b.tell(d.ctx, slog.LevelError, err)
}

// tell logs a failure and reports it to the Observer. Their panics reach
// nobody.
func (b *Bus) tell(ctx context.Context, level slog.Level, err *HandlerError, more ...slog.Attr) {
	quietly(func() { b.log(ctx, level, err, more) })
	if b.observer != nil {
		quietly(func() { b.observer.HandlerFailed(ctx, err) })
	}
}

// log writes a line about a failure.
func (b *Bus) log(ctx context.Context, level slog.Level, err *HandlerError, more []slog.Attr) {
	attrs := []slog.Attr{
		slog.String("subscription", err.Subscription),
		slog.String("event", err.Event.Type),
		slog.String("id", err.Event.ID),
		slog.String("entity", err.Event.EntityID),
		slog.Any("error", err.Err),
	}
	if err.Stack != nil {
		attrs = append(attrs, slog.String("stack", string(err.Stack)))
	}
	b.logs().LogAttrs(ctx, level, "event handler failed", append(attrs, more...)...)
}

// logs returns the Logger of the moment.
func (b *Bus) logs() *slog.Logger {
	if b.logger == nil {
		return slog.Default()
	}
	return b.logger
}

// quietly calls fn and swallows its panic: there is nobody left to tell.
func quietly(fn func()) {
	defer func() { _ = recover() }()
	fn()
}
