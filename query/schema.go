// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package query

import (
	"fmt"
	"slices"
)

// Schema declares what can be asked of one kind of entity. Only Kind and Fields
// are required.
type Schema struct {
	Kind    string  // such as "order": cursors of one kind are no good for another
	Fields  []Field // the closed list of what can be filtered and sorted by
	Indexes []Index // what the records are indexed by

	ID           string    // path of the field that identifies a record; default "id"
	DefaultSort  []Sorting // used when a request has no sort; default: by id
	MaxSort      int       // most sort fields of a request; default 5
	DefaultLimit int       // page size of requests that name none; default 100
	MaxLimit     int       // largest page size; default 100
	MaxScan      int       // most records read for one page; default 50,000
	SeveralOps   bool      // allow {"$gte": a, "$lt": b}, which the platform's orders refuse
}

// Field is something that can be filtered or sorted by.
type Field struct {
	Path            string   // as in filters: "priceSummary.total.amount"
	Aliases         []string // older names of the same field
	Type            Type     // default TypeText
	Ops             Op       // the operators allowed; default AnyOp as far as Type and List know them
	List            bool     // a record may have several values
	Sortable        bool     // may be sorted by
	CaseInsensitive bool     // texts compare and sort without regard to case
	Values          []string // closed list of values of an enum: records have no others; nil: any text
	Whole           bool     // numbers are whole and fit an int64; only such can be indexed
}

// Index is an index that the records of a kind have. Its keys are one value of
// each field, the texts of CaseInsensitive fields folded, followed by the id.
// Records without a value stand first, as an empty text or the zero time does;
// indexed numbers and booleans always have a value.
type Index struct {
	Name   string
	Fields []string // their paths
	Unique bool     // no two records have the same key; records with an empty key are not in it
	Multi  bool     // a record is in it once for each value of its List fields
}

// Language is a Schema made ready for use. It is immutable and safe for
// concurrent use.
type Language struct {
	schema  Schema
	fields  map[string]*Field // by path and alias
	indexes []index
	id      *Field
	sort    []Order
}

type index struct {
	Index
	fields  []*Field
	partial bool // it does not have every record, or has some more than once
}

// Define makes a Language of a Schema. It panics when the Schema contradicts
// itself, which is the mistake of the programmer who declares it.
func Define(s Schema) *Language {
	l := &Language{schema: s, fields: map[string]*Field{}}
	bad := func(format string, args ...any) {
		panic("query: " + s.Kind + ": " + fmt.Sprintf(format, args...))
	}
	setDefault(&l.schema.ID, "id")
	setDefault(&l.schema.MaxSort, 5)
	setDefault(&l.schema.MaxLimit, 100)
	setDefault(&l.schema.DefaultLimit, min(100, l.schema.MaxLimit))
	setDefault(&l.schema.MaxScan, 50_000)
	if s.Kind == "" {
		bad("needs a name")
	}
	for _, f := range s.Fields {
		setDefault(&f.Type, TypeText)
		setDefault(&f.Ops, AnyOp&f.known())
		if extra := f.Ops &^ f.known(); extra != 0 {
			bad("field %s of type %s can't have %s", f.Path, f.Type, extra)
		}
		if f.CaseInsensitive && f.Type != TypeText || f.Values != nil && f.Type != TypeText || f.Whole && f.Type != TypeNumber {
			bad("field %s has options that type %s does not know", f.Path, f.Type)
		}
		f.Aliases, f.Values = slices.Clone(f.Aliases), slices.Clone(f.Values)
		for _, name := range append([]string{f.Path}, f.Aliases...) {
			if name == "" || name[0] == '$' || l.fields[name] != nil {
				bad("field name %q is empty, taken or an operator", name)
			}
			l.fields[name] = &f
		}
	}
	if l.id = l.fields[l.schema.ID]; l.id == nil {
		l.id = &Field{Path: l.schema.ID, Type: TypeText}
	}
	if l.id.Type != TypeText || l.id.CaseInsensitive || l.id.List {
		bad("field %s is no id: one text, compared as it is", l.id.Path)
	}
	// The index of all records, which every kind has.
	l.indexes = []index{{Index: Index{Fields: []string{l.id.Path}, Unique: true}, fields: []*Field{l.id}}}
	for _, ix := range s.Indexes {
		c := index{Index: ix, partial: ix.Unique || ix.Multi}
		for _, path := range ix.Fields {
			f := l.fields[path]
			switch {
			case f == nil:
				bad("index %s has a field %s that is not declared", ix.Name, path)
			case f.Type == TypeNumber && !f.Whole:
				bad("index %s: numbers of field %s are not whole", ix.Name, path)
			case f.List && !ix.Multi:
				bad("index %s: field %s has several values", ix.Name, path)
			}
			c.fields = append(c.fields, f)
		}
		l.indexes = append(l.indexes, c)
	}
	for _, o := range s.DefaultSort {
		f := l.fields[o.FieldName]
		if f == nil || !f.Sortable {
			bad("default sort by %s, which is not sortable", o.FieldName)
		}
		l.sort = append(l.sort, Order{Field: f, Desc: o.Order == Desc})
	}
	if l.sort == nil {
		l.sort = []Order{{Field: l.id}}
	}
	return l
}

// Kind returns the kind of entity that the Language is about.
func (l *Language) Kind() string { return l.schema.Kind }

// Field returns the field with a path or alias, or nil. It must not be changed.
func (l *Language) Field(path string) *Field { return l.fields[path] }

// known returns the operators that make sense for the field's type.
func (f *Field) known() Op {
	ops := Equality | Exists
	switch f.Type {
	case TypeText:
		ops |= Ordering | StartsWith | Contains | IsEmpty
	case TypeNumber, TypeTime:
		ops |= Ordering
	default:
	}
	if f.List {
		ops |= Listing | IsEmpty
	}
	return ops
}

func setDefault[T comparable](p *T, v T) {
	var zero T
	if *p == zero {
		*p = v
	}
}
