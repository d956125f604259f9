// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pgstore

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/go-ecom/ecom/fault"
)

// The errors that the functions of the schema raise.
const (
	codeConflict  = "EC001" // a record is not as expected: which, and its revision
	codeBound     = "EC002" // a count can't change so: which, and its value
	codeTaken     = "EC003" // a unique key is taken: which, and the id of the owner in hex
	codeLate      = "EC004" // a record came into being meanwhile: which
	codeIsolation = "EC005" // the transaction is not read committed
	codeLease     = "EC006" // a lease is over
	codeNotDead   = "EC007" // an event is not dead: its id in hex
)

// errCanceled says that a statement was canceled, by its context or by
// statement_timeout.
var errCanceled = fmt.Errorf("pgstore: the statement was canceled: %w", fault.Unavailable)

// refusal returns what an error that the server answered with means to
// callers.
func refusal(err error) error {
	e, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return err
	}
	switch e.Code {
	case "40001", "40P01", "55P03", // serialization failure, deadlock, lock timeout
		codeConflict, codeBound, codeTaken, codeLate, codeLease:
		return fmt.Errorf("%w: %w", fault.Conflict, err)
	case "57014": // canceled
		return fmt.Errorf("%w: %w", errCanceled, err)
	case "25006", "25P02": // read-only, aborted before
		return fmt.Errorf("%w: %w", fault.Unavailable, err)
	case codeIsolation:
		return fmt.Errorf("pgstore: a transaction to be joined has to be read committed: %w", fault.State)
	}
	if e.ConstraintName == "ecom_batch_pkey" {
		return fmt.Errorf("pgstore: the batch was given up, or is a repetition: %w", fault.Unavailable)
	}
	switch e.Code[:2] {
	case "08", "53", "57", "58": // connection, resources, operator, system
		return fmt.Errorf("%w: %w", fault.Unavailable, err)
	}
	return err
}

// unsent returns what an error means when nothing can have happened.
func unsent(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil && !answered(err):
		return ctx.Err()
	case ctx.Err() != nil && errors.Is(refusal(err), errCanceled):
		return ctx.Err()
	case answered(err):
		return refusal(err)
	case fault.ClassOf(err) != 0:
		return err
	}
	return fmt.Errorf("%w: %w", fault.Unavailable, err)
}

// sent returns what a broken connection means after COMMIT may have been sent.
func sent(err error) error {
	if pgconn.SafeToRetry(err) {
		return fmt.Errorf("%w: %w", fault.Unavailable, err)
	}
	return fmt.Errorf("%w: %w", fault.Unknown, err)
}

// raised returns the code and the detail of an error that a function of the
// schema raised.
func raised(err error) (code, detail string) {
	e, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || !strings.HasPrefix(e.Code, "EC") {
		return "", ""
	}
	return e.Code, e.Detail
}

// split returns the number that a detail begins with, and the rest.
func split(detail string) (number int, rest string) {
	first, rest, _ := strings.Cut(detail, " ")
	number, err := strconv.Atoi(first)
	if err != nil {
		return 0, rest
	}
	return number, rest
}
