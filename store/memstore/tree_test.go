// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package memstore_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/go-ecom/ecom/store/driver"
	"github.com/go-ecom/ecom/store/memstore"
)

// TestTree compares a tree with a sorted list, through growth, churn and
// shrinking.
func TestTree(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(7, 7))
	var tree memstore.Tree
	model := make(map[[2]string]bool)
	for step := range 40000 {
		it := [2]string{fmt.Sprint(rnd.IntN(900)), fmt.Sprint(rnd.IntN(4))}
		insert := rnd.IntN(10) < 8
		if step > 20000 {
			insert = rnd.IntN(10) < 1
		}
		if insert && !model[it] {
			tree.Insert(it[0], it[1])
			model[it] = true
		} else if !insert {
			tree.Remove(it[0], it[1])
			delete(model, it)
		}
		if step%2000 != 0 {
			continue
		}
		list := make([][2]string, 0, len(model))
		for it := range model {
			list = append(list, it)
		}
		slices.SortFunc(list, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
		from := [2]string{fmt.Sprint(rnd.IntN(900)), fmt.Sprint(rnd.IntN(4))}
		at, _ := slices.BinarySearchFunc(list, from, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
		behind, before := tree.All(from[0], from[1])
		slices.Reverse(before)
		if !slices.Equal(behind, list[at:]) || !slices.Equal(before, list[:at]) || tree.Size() != len(list) || !tree.Sound() {
			t.Fatalf("step %d: the tree differs from a sorted list of %d", step, len(list))
		}
	}
	if n := tree.Leaves(); n > 60 {
		t.Errorf("a tree of %d items has %d leaves", tree.Size(), n)
	}
}

// fill returns a store with n records in an index of rising and one of
// scattered keys.
func fill(b *testing.B, n int) *memstore.Store {
	b.Helper()
	s := memstore.New(memstore.Config{})
	for i := range n {
		w := driver.Write{
			Ref: driver.Ref{Site: "main", Kind: "thing", ID: fmt.Sprintf("%08d", i)}, Revision: 1, Doc: doc("x"),
			Keys: []driver.Key{
				{Index: "rising", Key: fmt.Appendf(nil, "%08d", i)},
				{Index: "scattered", Key: fmt.Appendf(nil, "%08d", i*7919%n)},
			},
		}
		if _, err := s.Commit(b.Context(), &driver.Batch{Writes: []driver.Write{w}}); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

// BenchmarkSize shows that neither pages nor writes slow down with the number
// of records.
func BenchmarkSize(b *testing.B) {
	for _, n := range []int{10_000, 1_000_000} {
		s := fill(b, n)
		b.Run(fmt.Sprintf("page/records=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			q := driver.Query{Site: "main", Kind: "thing", Index: "scattered", Reverse: true, Limit: 50}
			for i := 0; b.Loop(); i++ {
				q.To = fmt.Appendf(nil, "%08d", 100+i*31%(n-100))
				for _, err := range s.Find(b.Context(), q) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
		b.Run(fmt.Sprintf("write/records=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				id := fmt.Sprintf("%08d", i*7919%n)
				ref := driver.Ref{Site: "main", Kind: "thing", ID: id}
				r, err := s.Get(b.Context(), ref)
				if err != nil {
					b.Fatal(err)
				}
				w := driver.Write{
					Ref: ref, Expect: r[0].Revision, Revision: r[0].Revision + 1, Doc: doc("x"),
					Keys: []driver.Key{{Index: "rising", Key: []byte(id)}, {Index: "scattered", Key: fmt.Appendf(nil, "%08d", i%n)}},
				}
				if _, err := s.Commit(b.Context(), &driver.Batch{Writes: []driver.Write{w}}); err != nil {
					b.Fatal(err)
				}
			}
		})
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
