// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
	"github.com/go-ecom/ecom/plugin/catalog"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/store"
)

// AppID is the provider of the fees that are tips.
const AppID = "869a50c8-dd38-4324-b201-e33dc0747a5f"

// The platform's codes of tips.
const (
	CodeItemsNotFound       = "CATALOG_ITEMS_NOT_FOUND"
	CodeNoIdentity          = "PERSON_IDENTITY_NOT_FOUND"
	CodeOrderNotFound       = "ORDER_NOT_FOUND"
	CodeDraftOrderNotFound  = "DRAFT_ORDER_NOT_FOUND"
	CodeTipNotFound         = "TIP_NOT_FOUND"
	CodeInvalidDistribution = "INVALID_TIP_DISTRIBUTION"
	CodePaidDistribution    = "CANNOT_REMOVE_PAID_TIP_DISTRIBUTION"
	CodeSettingFailed       = "FAILED_SETTING_TIP_ON_ORDER"
)

// MaxLineItems is how many lines a preview takes.
const MaxLineItems = 50

const (
	feeName       = "Tip"
	catalogBudget = 10 * time.Second
)

// chosen is what a buyer chose for one purchase.
type chosen struct {
	ID          string         `json:"id"` // of the purchase flow
	TipID       string         `json:"tipId"`
	Choice      Choice         `json:"choice"`
	Owner       actor.Identity `json:"owner"`
	UpdatedDate time.Time      `json:"updatedDate"`
}

// RecordID returns the id, for the store.
func (c *chosen) RecordID() string { return c.ID }

// Clone returns a copy.
func (c *chosen) Clone() *chosen { return new(*c) }

var choices = store.Define[chosen]("tip-choice", 1)

// Service keeps what buyers chose, and the tips of orders. It is made by ecom.New
// and safe for concurrent use. What changes something is idempotent by key.
type Service struct {
	env      *service.Env
	catalog  catalog.Catalog
	enabled  bool
	orders   *order.Service
	payments Payments
	Settings *SettingsService
}

// Payments tells what the payments of an order add up to.
type Payments interface {
	PaymentTotals(ctx context.Context, r store.Reader, o *order.Record) (order.PaymentTotals, error)
}

var _ fee.Provider = (*Service)(nil)

// New returns the services of tips. Unless they are enabled, nobody can choose a
// tip.
func New(env *service.Env, c catalog.Catalog, enabled bool) *Service {
	env.Keep(choices, distributions)
	return &Service{env: env, catalog: c, enabled: enabled, Settings: newSettings(env)}
}

// UseOrders says which orders have tips, and who keeps their payments. It is
// called once, before the service is used.
func (s *Service) UseOrders(o *order.Service, p Payments) { s.orders, s.payments = o, p }

// GetTipChoice returns what was chosen for a purchase, the zero Choice when
// nothing was. PERSON_IDENTITY_NOT_FOUND for callers who are nobody.
func (s *Service) GetTipChoice(ctx context.Context, purchaseFlowID string) (Choice, error) {
	const op = "tips.GetTipChoice"
	who, err := person(ctx)
	if err != nil {
		return Choice{}, fault.At(op, err)
	}
	have, err := choices.Get(ctx, s.env.Store, purchaseFlowID)
	switch {
	case errors.Is(err, fault.NotFound):
		return Choice{}, nil
	case err != nil:
		return Choice{}, fault.At(op, err)
	case have.Owner != who && !who.Admin():
		return Choice{}, fault.At(op, denied())
	}
	return have.Choice, nil
}

// person returns the person that calls.
func person(ctx context.Context) (actor.Identity, error) {
	who := actor.From(ctx)
	switch who.Kind {
	case actor.KindVisitor, actor.KindMember, actor.KindUser:
		return who, nil
	case actor.KindProgram, actor.KindApp:
	}
	return who, fault.New(fault.Denied, CodeNoIdentity, "only persons choose tips: name a visitor, a member or a user in the context")
}

func denied() error {
	return fault.New(fault.Denied, "PERMISSION_DENIED", "somebody else has chosen the tip of this purchase")
}

// choiceRequest is the request of UpdateTipChoice.
type choiceRequest struct {
	PurchaseFlowID string `json:"purchaseFlowId"`
	TipChoice      Choice `json:"tipChoice"`
}

// UpdateTipChoice notes what a buyer chose for a purchase; the zero Choice takes
// it back. It must be what the default settings allow, else INVALID_TIP.
// TIP_SETTINGS_NOT_FOUND, PERSON_IDENTITY_NOT_FOUND. The next calculation of the
// cart or checkout has the tip.
func (s *Service) UpdateTipChoice(ctx context.Context, purchaseFlowID string, c Choice) (Choice, error) {
	return service.Mutate(ctx, s.env, "tips.UpdateTipChoice", choiceRequest{purchaseFlowID, c}, func(ctx context.Context, tx *store.Tx) (Choice, error) {
		who, err := person(ctx)
		if err != nil {
			return Choice{}, err
		}
		var v fault.Checker
		v.Required("purchaseFlowId", purchaseFlowID != "")
		item.CheckGUID(&v, "purchaseFlowId", purchaseFlowID)
		value := number(&v, "tipChoice.value", c.Value, c != Choice{})
		if err = v.Err(); err != nil {
			return Choice{}, err
		}
		have, err := choices.Get(ctx, tx, purchaseFlowID)
		switch {
		case errors.Is(err, fault.NotFound):
			have = &chosen{ID: purchaseFlowID, TipID: tx.NewID(), Owner: who}
		case err != nil:
			return Choice{}, err
		case have.Owner != who && !who.Admin():
			return Choice{}, denied()
		}
		if c == (Choice{}) {
			choices.Delete(tx, purchaseFlowID)
			return c, nil
		}
		if !s.enabled {
			return Choice{}, fault.New(fault.State, "", "the shop takes no tips")
		}
		t, err := s.Settings.find(ctx, tx, "")
		if err != nil {
			return Choice{}, err
		}
		if err = t.allows(c, value); err != nil {
			return Choice{}, err
		}
		if _, err = c.amount(money.Zero(s.env.Site.Currency), s.env.Site.Policy.Mode); err != nil {
			return Choice{}, err
		}
		have.Choice, have.UpdatedDate = c, tx.Now()
		choices.Put(tx, have)
		return c, nil
	})
}

// CalculateAdditionalFees returns the tip of a purchase as a fee.
func (s *Service) CalculateAdditionalFees(ctx context.Context, r fee.Request) (fee.Response, error) {
	resp := fee.Response{Currency: r.Currency}
	if r.PurchaseFlowID == "" || r.Subtotal == nil {
		return resp, nil
	}
	have, err := choices.Get(ctx, s.env.StoreWithin(ctx), r.PurchaseFlowID)
	switch {
	case errors.Is(err, fault.NotFound):
		return resp, nil
	case err != nil:
		return resp, err
	}
	amount, err := have.Choice.amount(*r.Subtotal, s.env.Site.Policy.Mode)
	if err != nil {
		return resp, err
	}
	if amount.IsPositive() {
		resp.AdditionalFees = []fee.AdditionalFee{{Code: have.TipID, Name: feeName, Price: amount, LineItemIDs: []string{}}}
	}
	return resp, nil
}

// Inline returns true: what the store keeps is read at once.
func (s *Service) Inline() bool { return true }

// PreviewTipRequest asks what a tip would come to.
type PreviewTipRequest struct {
	LineItemInfo  []LineItemInfo `json:"lineItemInfo"` // 1 to 50
	TipChoice     Choice         `json:"tipChoice"`
	TipSettingsID string         `json:"tipSettingsId,omitempty"` // default: the default settings
}

// PreviewTip returns what a tip would come to, and how the staff would share it.
// TIP_SETTINGS_NOT_FOUND, CATALOG_ITEMS_NOT_FOUND, INVALID_TIP.
func (s *Service) PreviewTip(ctx context.Context, r PreviewTipRequest) (*Tip, error) {
	tip, err := s.preview(ctx, &r)
	return tip, fault.At("tips.PreviewTip", err)
}

func (s *Service) preview(ctx context.Context, r *PreviewTipRequest) (*Tip, error) {
	cur := s.env.Site.Currency
	var v fault.Checker
	value := number(&v, "tipChoice.value", r.TipChoice.Value, true)
	var staff []string
	if v.Size("lineItemInfo", len(r.LineItemInfo), 1, MaxLineItems) {
		for i := range r.LineItemInfo {
			l, at := &r.LineItemInfo[i], fault.Index("lineItemInfo", i)
			v.Range(at+".quantity", int64(l.Quantity), 1, 100_000)
			l.check(&v, at, cur)
			v.Required(at+".price", l.Price != "" || l.CatalogReference != nil)
			if len(l.StaffMemberIDs) <= MaxDistributions {
				staff = append(staff, l.StaffMemberIDs...)
			}
		}
	}
	slices.Sort(staff)
	v.Size("lineItemInfo.staffMemberIds", len(slices.Compact(staff)), 0, MaxDistributions)
	if err := v.Err(); err != nil {
		return nil, err
	}
	t, err := s.Settings.find(ctx, s.env.Store, r.TipSettingsID)
	if err != nil {
		return nil, err
	}
	if err = t.allows(r.TipChoice, value); err != nil {
		return nil, err
	}
	totals, err := s.lineTotals(ctx, r.LineItemInfo)
	if err != nil {
		return nil, err
	}
	tip := &Tip{}
	if tip.LineItemSubtotal, err = money.Sum(cur, totals...); err != nil {
		return nil, err
	}
	if tip.Amount, err = r.TipChoice.amount(tip.LineItemSubtotal, s.env.Site.Policy.Mode); err != nil {
		return nil, err
	}
	weights := make([]int64, len(totals))
	for i := range totals {
		weights[i], _ = totals[i].Minor()
	}
	tip.Distributions = Distribute(tip.Amount, t.StaffDistributionMethod, r.LineItemInfo, weights)
	rest, err := tip.rest()
	if err == nil && rest.IsPositive() {
		tip.UndistributedAmount = rest
	}
	return tip, err
}

// lineTotals returns what each line costs.
func (s *Service) lineTotals(ctx context.Context, lines []LineItemInfo) ([]money.Amount, error) {
	cur := s.env.Site.Currency
	prices := make([]money.Amount, len(lines))
	var refs []catalog.ReferenceAndQuantity
	var asked []int
	for i := range lines {
		if lines[i].Price == "" {
			refs = append(refs, catalog.ReferenceAndQuantity{CatalogReference: *lines[i].CatalogReference.Clone(), Quantity: lines[i].Quantity})
			asked = append(asked, i)
			continue
		}
		prices[i], _ = lines[i].Price.CheckAmount(new(fault.Checker), "", cur)
	}
	if len(refs) > 0 {
		resp, err := service.Plugin(ctx, s.env, "catalog", catalogBudget, s.catalog, func(ctx context.Context) (catalog.Response, error) {
			return s.catalog.GetCatalogItems(ctx, catalog.Request{CatalogReferences: refs, WeightUnit: s.env.Site.WeightUnit, Currency: cur})
		})
		if err != nil {
			return nil, err
		}
		for k, i := range asked {
			at := slices.IndexFunc(resp.CatalogItems, func(c catalog.Item) bool {
				return c.CatalogReference.Key() == refs[k].CatalogReference.Key()
			})
			if at < 0 {
				return nil, fault.New(fault.NotFound, CodeItemsNotFound, "the catalog does not have item "+refs[k].CatalogReference.CatalogItemID)
			}
			if prices[i], err = resp.CatalogItems[at].Data.Price.Bind(cur); err != nil {
				return nil, err
			}
		}
	}
	for i := range prices {
		var err error
		if prices[i], err = prices[i].Mul(int64(lines[i].Quantity)); err != nil {
			return nil, err
		}
	}
	return prices, nil
}
