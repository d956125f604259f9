// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package lab

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/pricing"
)

// maxLine is how long a line with a cart may be. One of 300 lines with all that
// a request may say is far shorter.
const maxLine = 4 << 20

// Read reads recorded carts: one request in JSON a line, as pricing.ParseRequest
// reads it, in amounts of a currency. Empty lines are passed over. A line that
// is no request comes with its error, and the lines after it follow; an error in
// reading ends the sequence, with a Cart whose Number is that of the line.
func Read(r io.Reader, c money.Currency) iter.Seq2[Cart, error] {
	return func(yield func(Cart, error) bool) {
		in := bufio.NewReaderSize(r, 64<<10)
		var line []byte
		for number := int64(1); ; number++ {
			var err error
			line, err = readLine(in, line[:0])
			if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, errTooLong) {
				yield(Cart{Number: number}, err)
				return
			}
			last := errors.Is(err, io.EOF)
			switch text := bytes.TrimSpace(line); {
			case errors.Is(err, errTooLong):
				if !yield(Cart{Number: number}, err) {
					return
				}
			case len(text) > 0:
				req, parseErr := pricing.ParseRequest(text, c)
				if !yield(Cart{Number: number, Request: req}, parseErr) {
					return
				}
			}
			if last {
				return
			}
		}
	}
}

var errTooLong = fault.New(fault.Invalid, "", fmt.Sprintf("the line is longer than %d bytes", maxLine))

// readLine appends a line to buf, with io.EOF when it is the last. One that is
// too long is read to its end and is an error.
func readLine(in *bufio.Reader, buf []byte) ([]byte, error) {
	long := false
	for {
		part, err := in.ReadSlice('\n')
		if long = long || len(buf)+len(part) > maxLine; !long {
			buf = append(buf, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case err != nil && !errors.Is(err, io.EOF):
			return buf, err
		case long && err == nil:
			return buf[:0], errTooLong
		case long:
			return buf[:0], errors.Join(errTooLong, io.EOF)
		default:
			return buf, err
		}
	}
}
