// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/plugin"
)

// DefaultAppID is the app id of Products that are given none: the platform's own
// stores.
const DefaultAppID = "215238eb-22a5-4c36-9e7b-e7c08025e04e"

// Config sets up Products. Its JSON is the "catalog" of a shop file.
type Config struct {
	AppID      string          `json:"appId,omitempty"` // by which references name this catalog; default DefaultAppID
	Items      []Product       `json:"items,omitempty"`
	Currency   money.Currency  `json:"-"` // of all prices; required
	WeightUnit item.WeightUnit `json:"-"` // of all weights; default KG
}

// Products is the embedded Catalog. It is safe for concurrent use. The products
// themselves are kept in memory, by every process on its own; their stock is
// kept in the shop's store, which the shop gives it when it is made. A Products
// belongs to one shop.
type Products struct {
	appID    string
	currency money.Currency
	unit     item.WeightUnit

	writing sync.Mutex
	list    atomic.Pointer[products]
	env     atomic.Pointer[service.Env]
}

// products is one state of the list; it never changes.
type products struct {
	byID  map[string]*product
	order []string
}

var (
	_ Catalog     = (*Products)(nil)
	_ Collections = (*Products)(nil)
	_ TxInventory = (*Products)(nil)
)

// New compiles a configuration. What is wrong with it is an Invalid error that
// names every violation by its path, such as "items[0].price".
func New(cfg Config) (*Products, error) {
	var c fault.Checker
	if cfg.Currency.IsZero() {
		c.Required("currency", false)
	}
	p := &Products{appID: cfg.AppID, currency: cfg.Currency, unit: cfg.WeightUnit}
	if p.appID == "" {
		p.appID = DefaultAppID
	}
	if p.unit == "" {
		p.unit = item.WeightUnitKG
	} else if !p.unit.Valid() {
		c.Add("weightUnit", fault.RuleInvalidEnum, fault.NotOneOf(p.unit, item.WeightUnitKG, item.WeightUnitLB), nil)
	}
	list := &products{byID: map[string]*product{}}
	for i, item := range cfg.Items {
		path := fault.Index("items", i)
		compiled := item.compile(&c, path, cfg.Currency)
		if list.byID[item.ID] != nil {
			c.AddOther(path+".id", "ALREADY_EXISTS", duplicate(item.ID))
		}
		list.put(compiled)
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	p.list.Store(list)
	return p, nil
}

// Validate returns an Invalid error that names everything wrong with the
// configuration by its path, or nil.
func (cfg Config) Validate() error {
	_, err := New(cfg)
	return err
}

func (l *products) put(p *product) {
	if l.byID[p.ID] == nil {
		l.order = append(l.order, p.ID)
	}
	l.byID[p.ID] = p
}

// AppID returns the app id by which references name this catalog.
func (p *Products) AppID() string { return p.appID }

// Reference returns the catalog reference of a product.
func (p *Products) Reference(itemID string) item.CatalogReference {
	return item.CatalogReference{CatalogItemID: itemID, AppID: p.appID}
}

// Put adds products, or replaces those with the same id, from the next call on.
// Stock that has moved stays as it is. What is wrong with them is an Invalid
// error that names every violation by its path, such as "[0].price"; then
// nothing is changed.
func (p *Products) Put(items ...Product) error {
	var c fault.Checker
	compiled := make([]*product, len(items))
	for i, item := range items {
		compiled[i] = item.compile(&c, fault.Index("", i), p.currency)
	}
	if err := c.Err(); err != nil {
		return err
	}
	p.change(func(l *products) {
		for _, item := range compiled {
			l.put(item)
		}
	})
	return nil
}

// Remove takes products off the list: they leave every cart. Unknown ids are
// passed over.
func (p *Products) Remove(itemIDs ...string) {
	p.change(func(l *products) {
		for _, id := range itemIDs {
			delete(l.byID, id)
		}
		l.order = slices.DeleteFunc(l.order, func(id string) bool { return l.byID[id] == nil })
	})
}

// change replaces the list by a changed copy.
func (p *Products) change(fn func(*products)) {
	p.writing.Lock()
	defer p.writing.Unlock()
	old := p.list.Load()
	list := &products{byID: maps.Clone(old.byID), order: slices.Clone(old.order)}
	fn(list)
	p.list.Store(list)
}

// Product returns a product as it was given, and whether there is one.
func (p *Products) Product(itemID string) (Product, bool) {
	found := p.list.Load().byID[itemID]
	if found == nil {
		return Product{}, false
	}
	return found.clone(), true
}

// List returns all products in the order in which they were added.
func (p *Products) List() []Product {
	list := p.list.Load()
	out := make([]Product, len(list.order))
	for i, id := range list.order {
		out[i] = list.byID[id].clone()
	}
	return out
}

// Collections returns the ids of the collections of a product.
func (p *Products) Collections(itemID string) []string {
	if found := p.list.Load().byID[itemID]; found != nil {
		return found.Collections
	}
	return nil
}

// Inline returns true: Products asks nobody but the shop's own store.
func (p *Products) Inline() bool { return true }

// GetCatalogItems returns the products asked for with the stock that they have
// now. Options of references are not looked at. Another currency than the
// catalog's is an Invalid error.
func (p *Products) GetCatalogItems(ctx context.Context, r Request) (Response, error) {
	if !r.Currency.IsZero() && r.Currency != p.currency {
		return Response{}, fault.New(fault.Invalid, "", fmt.Sprintf("the catalog has prices in %s, not in %s", p.currency, r.Currency))
	}
	list := p.list.Load()
	found := make([]*product, 0, len(r.CatalogReferences))
	resp := Response{CatalogItems: make([]Item, 0, len(r.CatalogReferences))}
	for _, asked := range r.CatalogReferences {
		ref := asked.CatalogReference
		if ref.AppID != p.appID {
			continue
		}
		product := list.byID[ref.CatalogItemID]
		if product == nil {
			continue
		}
		found = append(found, product)
		resp.CatalogItems = append(resp.CatalogItems, Item{CatalogReference: ref, Data: product.data})
	}
	levels, err := p.counts(ctx, found)
	if err != nil {
		return Response{}, err
	}
	for i := range resp.CatalogItems {
		d := &resp.CatalogItems[i].Data
		d.QuantityAvailable = available(levels[i])
		if r.WeightUnit != p.unit && !d.PhysicalProperties.Weight.IsZero() {
			physical := *d.PhysicalProperties
			physical.Weight = plugin.ConvertWeight(physical.Weight, p.unit, r.WeightUnit)
			d.PhysicalProperties = &physical
		}
	}
	return resp, nil
}
