// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package crashtest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"sync"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/plugin/payment"
	"github.com/go-ecom/ecom/plugin/payment/paymenttest"
)

// gateway is a payment provider whose memory survives: each request is in a
// file before it is served, and served again when the file is opened. A kill
// between the two is a request that arrived and an answer that was lost. Of
// others, too, the first answer is lost now and then, always of the same.
type gateway struct {
	mu    sync.Mutex
	inner *paymenttest.Gateway
	file  *os.File
	asked map[string]bool // by idempotency key
}

var (
	_ payment.Provider = (*gateway)(nil)
	_ payment.Inquirer = (*gateway)(nil)
)

// request is a line of the file; one of the two is set.
type request struct {
	Charge *payment.ChargeRequest `json:"charge,omitempty"`
	Refund *payment.RefundRequest `json:"refund,omitempty"`
}

// openGateway opens the gateway whose requests are in a file, which it makes
// when there is none.
func openGateway(path string) (*gateway, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	g := &gateway{inner: paymenttest.New(paymenttest.Config{}), file: file, asked: make(map[string]bool)}
	if err := g.replay(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return g, nil
}

// replay serves what is in the file, and cuts off the beginning of a line.
func (g *gateway) replay() error {
	in, whole := bufio.NewReader(g.file), int64(0)
	for {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		whole += int64(len(line))
		var r request
		if err := json.Unmarshal(line, &r); err != nil {
			return fmt.Errorf("gateway: %w", err)
		}
		if err := g.again(r); err != nil {
			return fmt.Errorf("gateway: %w", err)
		}
	}
	if err := g.file.Truncate(whole); err != nil {
		return err
	}
	_, err := g.file.Seek(whole, io.SeekStart)
	return err
}

// again serves a request of the file; that it was refused before is no error.
func (g *gateway) again(r request) (err error) {
	ctx := context.Background()
	switch {
	case r.Charge != nil:
		if r.Charge.Amount, err = r.Charge.Amount.Bind(r.Charge.Currency); err == nil {
			g.asked[r.Charge.IdempotencyKey] = true
			_, _ = g.inner.Charge(ctx, *r.Charge)
		}
	case r.Refund != nil:
		if r.Refund.Amount, err = r.Refund.Amount.Bind(r.Refund.Currency); err == nil {
			g.asked[r.Refund.IdempotencyKey] = true
			_, _ = g.inner.Refund(ctx, *r.Refund)
		}
	}
	return err
}

// serve writes a request down and serves it.
func serve[R any](g *gateway, key string, r request, call func() (R, error)) (R, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var none R
	line, err := json.Marshal(r)
	if err != nil {
		return none, err
	}
	if _, err = g.file.Write(append(line, '\n')); err != nil {
		return none, fmt.Errorf("gateway: %w: %w", fault.Unavailable, err)
	}
	first := !g.asked[key]
	g.asked[key] = true
	res, err := call()
	if first && err == nil && unlucky(key, 8) {
		return none, fault.New(fault.Unknown, "", "the gateway's answer was lost")
	}
	return res, err
}

// unlucky is true of one text in so many.
func unlucky(text string, in uint32) bool {
	h := fnv.New32a()
	_, _ = h.Write([]byte(text))
	return h.Sum32()%in == 0
}

// Charge implements payment.Provider.
func (g *gateway) Charge(ctx context.Context, r payment.ChargeRequest) (payment.ChargeResult, error) {
	return serve(g, r.IdempotencyKey, request{Charge: &r}, func() (payment.ChargeResult, error) { return g.inner.Charge(ctx, r) })
}

// Refund implements payment.Provider.
func (g *gateway) Refund(ctx context.Context, r payment.RefundRequest) (payment.RefundResult, error) {
	return serve(g, r.IdempotencyKey, request{Refund: &r}, func() (payment.RefundResult, error) { return g.inner.Refund(ctx, r) })
}

// Capture implements payment.Provider: nothing is ever reserved here.
func (g *gateway) Capture(context.Context, payment.CaptureRequest) (payment.CaptureResult, error) {
	return payment.CaptureResult{}, errReserved
}

// Void implements payment.Provider.
func (g *gateway) Void(context.Context, payment.VoidRequest) (payment.VoidResult, error) {
	return payment.VoidResult{}, errReserved
}

var errReserved = fault.New(fault.State, "", "nothing was reserved")

// Inquire implements payment.Inquirer.
func (g *gateway) Inquire(ctx context.Context, r payment.Inquiry) (payment.ChargeResult, error) {
	return g.inner.Inquire(ctx, r)
}

// ledger returns the charges of each order.
func (g *gateway) ledger() map[string][]paymenttest.Entry {
	entries := make(map[string][]paymenttest.Entry)
	for _, e := range g.inner.Ledger() {
		entries[e.OrderID] = append(entries[e.OrderID], e)
	}
	return entries
}
