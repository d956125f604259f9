// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package sqlitestore_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/go-ecom/ecom/store"
	"github.com/go-ecom/ecom/store/sqlitestore"
)

// Note is something to keep.
type Note struct{ ID, Text string }

// RecordID implements store.Entity.
func (n *Note) RecordID() string { return n.ID }

// Clone implements store.Entity.
func (n *Note) Clone() *Note {
	c := *n
	return &c
}

var notes = store.Define[Note]("note", 1)

// What was saved is there when the file is opened again. A whole shop is kept
// so by ecom.Config{Store: db}.
func ExampleOpen() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "shop")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a temporary folder
	path := filepath.Join(folder, "shop.db")

	save := func(s *store.Store) error {
		return s.Update(ctx, func(_ context.Context, tx *store.Tx) error {
			notes.Put(tx, &Note{ID: "1", Text: "Order more mugs"})
			return nil
		})
	}
	show := func(s *store.Store) error {
		n, err := notes.Get(ctx, s, "1")
		if err == nil {
			fmt.Println(n.Text)
		}
		return err
	}
	for _, do := range []func(*store.Store) error{save, show} {
		if err := with(ctx, path, do); err != nil {
			fmt.Println(err)
		}
	}
	// Output: Order more mugs
}

// with opens a store, does something with it and closes it.
func with(ctx context.Context, path string, do func(*store.Store) error) error {
	db, err := sqlitestore.Open(ctx, path, sqlitestore.Config{})
	if err != nil {
		return err
	}
	s, err := store.New(db, store.Config{})
	if err == nil {
		err = do(s)
	}
	return errors.Join(err, db.Close())
}
