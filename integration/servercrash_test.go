// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

//go:build unix

package integration_test

import (
	"context"
	"testing"

	"github.com/go-ecom/ecom/ecomtest/crashtest"
	"github.com/go-ecom/ecom/store/pgstore/pgtest"
)

// The server is killed here, with all its processes, and started again, while
// the program goes on. What became of commits whose answer was lost is found
// out by the ids of their batches.
func TestCrashOfPostgres(t *testing.T) {
	t.Parallel()
	instance := pgtest.Start(t)
	s := server{instance.DSN("postgres")}
	report := crashtest.Run(t, crashtest.Config{
		Open: s.open, Remove: s.remove,
		Break: func(context.Context) error {
			instance.Kill()
			instance.Restart()
			return nil
		},
	})
	if report.Kills >= 20 && report.Lost == 0 { // few kills may miss the moment between a commit and its answer
		t.Error("no answer of a commit was lost: nothing is proven")
	}
}
