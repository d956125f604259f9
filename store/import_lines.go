// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/go-ecom/ecom/fault"
)

// lineReader reads an export line by line.
type lineReader struct {
	in     *bufio.Reader
	room   []byte
	sum    hash.Hash
	before []byte // the checksum without the last line
	lines  int    // so many were read
	bytes  int64
}

func newLineReader(r io.Reader) *lineReader {
	return &lineReader{in: bufio.NewReaderSize(r, 64<<10), sum: sha256.New()}
}

// read returns the next line without its end, until the next call.
func (r *lineReader) read() ([]byte, error) {
	r.lines++
	r.room = r.room[:0]
	for {
		part, err := r.in.ReadSlice('\n')
		if len(r.room)+len(part) > MaxLine {
			return nil, badLine(r.lines, fault.New(fault.Invalid, "", fmt.Sprintf("a line has at most %d bytes", MaxLine)))
		}
		r.room = append(r.room, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			return nil, badLine(r.lines, fault.New(fault.Invalid, "", "the export is truncated: its end is missing"))
		case err != nil:
			return nil, badLine(r.lines, fmt.Errorf("%w: %w", fault.Unavailable, err))
		}
		break
	}
	r.before = r.sum.Sum(r.before[:0])
	r.sum.Write(r.room)
	r.bytes += int64(len(r.room))
	return r.room[:len(r.room)-1], nil
}

// checksum returns the checksum of the lines that were read.
func (r *lineReader) checksum() string { return hex.EncodeToString(r.sum.Sum(nil)) }

// checksumBefore returns it without the last line.
func (r *lineReader) checksumBefore() string { return hex.EncodeToString(r.before) }

// nothingMore returns an error when there is anything left to read.
func (r *lineReader) nothingMore() error {
	_, err := r.in.ReadByte()
	switch {
	case err == nil:
		return badLine(r.lines+1, fault.New(fault.Invalid, "", "there is more behind the end of the export"))
	case errors.Is(err, io.EOF):
		return nil
	}
	return badLine(r.lines+1, fmt.Errorf("%w: %w", fault.Unavailable, err))
}
