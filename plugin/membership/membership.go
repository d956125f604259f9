// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package membership is the contract of those who keep memberships, such as
// plans of ten classes: Provider says which of a buyer's memberships pay for
// lines, charges one when an order is placed, and voids that when the order
// fails. There is no default: without a provider no line can be paid by
// membership, but for those that are redeemed in person.
//
// # A membership is charged once
//
// A shop records that it is going to charge, charges, and commits the order. It
// may crash in between, and will then charge again under the same key. So a
// provider makes sure that a key takes effect once: a charge under a key that
// took effect is either given the answer of the first time or refused with
// MEMBERSHIP_ALREADY_CHARGED, whose data has the transactionId.
//
// A provider refuses with one of the codes of this package, see Refuse; then
// surely nothing has happened. Anything else may have taken effect, and is
// asked again.
package membership

import (
	"context"
	"time"

	"github.com/go-ecom/ecom/internal/ability"
	"github.com/go-ecom/ecom/item"
)

// Budget is how long a call of a provider may take before it is abandoned and
// its outcome counts as unknown.
const Budget = 10 * time.Second

// Provider keeps memberships. It is safe for concurrent use.
type Provider interface {
	// ListEligible returns which memberships of a member can pay for which
	// lines. Without a selection it selects by default; a selection it checks
	// and returns. INVALID_SELECTION, with Selection as data.
	ListEligible(ctx context.Context, r EligibleRequest) (EligibleResponse, error)

	// Charge has a membership pay for a line. INSUFFICIENT_BALANCE,
	// MEMBERSHIP_DOES_NOT_APPLY_TO_ITEM, MEMBERSHIP_CANNOT_BE_CHARGED,
	// MEMBERSHIP_ALREADY_CHARGED.
	Charge(ctx context.Context, r ChargeRequest) (ChargeResponse, error)

	// Void gives a charge back. TRANSACTION_NOT_FOUND,
	// TRANSACTION_CANNOT_BE_VOIDED, TRANSACTION_ALREADY_VOIDED.
	Void(ctx context.Context, transactionID string) error
}

// Voidability is an optional ability of providers: to say beforehand whether a
// charge can be given back. Without it Void is tried.
type Voidability interface {
	// Voidability returns whether a charge can be voided, and if not why.
	// TRANSACTION_NOT_FOUND.
	Voidability(ctx context.Context, transactionID string) (VoidabilityResponse, error)
}

// Existing is an optional ability of providers: to say what lines cost of each
// membership.
type Existing interface {
	ListExisting(ctx context.Context, r ExistingRequest) (ExistingResponse, error)
}

// Plans is an optional ability of providers: to say which plans that can be
// bought would pay for lines.
type Plans interface {
	ListPurchasablePlans(ctx context.Context, r PlansRequest) (PlansResponse, error)
}

// App is an optional ability of providers: to name the app that keeps the
// memberships. Selections are of the app's memberships; without it, of any app.
type App interface {
	AppID() string
}

// Wrapper is implemented by providers that wrap another one, so that optional
// abilities are found through any number of wrappers.
type Wrapper interface {
	Unwrap() Provider
}

// As returns the ability T of p, or of the first provider it wraps that has it.
func As[T any](p Provider) (T, bool) { return ability.As[T](p) }

// AppID returns the app that keeps the memberships of a provider, or "".
func AppID(p Provider) string {
	if a, ok := As[App](p); ok {
		return a.AppID()
	}
	return ""
}

// Line is a line that a membership may pay for.
type Line struct {
	ID                string                  `json:"id"`
	Quantity          int                     `json:"quantity,omitempty"` // how many units, which are paid all or not at all; the platform has no such member
	CatalogReference  item.CatalogReference   `json:"catalogReference"`
	ServiceProperties *item.ServiceProperties `json:"serviceProperties,omitempty"`
	RootCatalogItemID string                  `json:"rootCatalogItemId,omitempty"` // the true catalog id where the reference's is another
}

// EligibleRequest asks which memberships can pay.
type EligibleRequest struct {
	LineItems []Line `json:"lineItems"` // 1 to 300
	MemberID  string `json:"memberId"`
	// SelectedMemberships is the buyer's choice: nil to choose by default, empty
	// for none.
	SelectedMemberships []Selected `json:"selectedMemberships,omitzero"`
}

// Clone returns a deep copy.
func (r EligibleRequest) Clone() EligibleRequest {
	r.LineItems = cloneLines(r.LineItems)
	r.SelectedMemberships = cloneEach(r.SelectedMemberships, Selected.Clone)
	return r
}

// EligibleResponse is the memberships that can pay.
type EligibleResponse struct {
	EligibleMemberships []Membership `json:"eligibleMemberships"` // up to 300
	InvalidMemberships  []Invalid    `json:"invalidMemberships"`  // up to 300
	SelectedMemberships []Selected   `json:"selectedMemberships"` // up to 300; of the eligible ones, each line once
}

// Membership is a membership of a member.
type Membership struct {
	ID             string            `json:"id"` // 1 to 200 characters
	Name           item.Translatable `json:"name"`
	LineItemIDs    []string          `json:"lineItemIds"`       // those it can pay for
	Credits        *Credits          `json:"credits,omitempty"` // nil: without limit
	ExpirationDate time.Time         `json:"expirationDate,omitzero"`
}

// Credits is how many uses a membership has.
type Credits struct {
	Total     int `json:"total"` // at least 1
	Remaining int `json:"remaining"`
}

// Invalid is a membership that cannot pay, and why.
type Invalid struct {
	Membership Membership `json:"membership"`
	Reason     string     `json:"reason"` // 1 to 200 characters
}

// Selected is a membership and the lines it pays for.
type Selected struct {
	ID          string   `json:"id"`
	LineItemIDs []string `json:"lineItemIds"` // 1 to 300
}

// ChargeRequest asks a membership to pay for a line.
type ChargeRequest struct {
	MemberID          string                  `json:"memberId"`
	MembershipID      string                  `json:"membershipId"`
	Quantity          int                     `json:"quantity,omitempty"` // how many units; 0 is one; the platform has no such member
	IdempotencyKey    string                  `json:"idempotencyKey"`     // up to 300 characters; the same on every repetition of this charge
	CatalogReference  item.CatalogReference   `json:"catalogReference"`
	ServiceProperties *item.ServiceProperties `json:"serviceProperties,omitempty"`
	RootCatalogItemID string                  `json:"rootCatalogItemId,omitempty"`
}

// ChargeResponse says what was charged.
type ChargeResponse struct {
	TransactionID string `json:"transactionId"` // 1 to 100 characters
}

// VoidabilityResponse says whether a charge can be given back.
type VoidabilityResponse struct {
	Voidable bool   `json:"voidable"`
	Reason   string `json:"reason,omitempty"` // why not
}

// ExistingRequest asks for a member's memberships.
type ExistingRequest struct {
	LineItems []Line `json:"lineItems"` // 1 to 300
	MemberID  string `json:"memberId"`
}

// Clone returns a deep copy.
func (r ExistingRequest) Clone() ExistingRequest {
	r.LineItems = cloneLines(r.LineItems)
	return r
}

// ExistingResponse is the memberships, and the lines that each can pay for.
type ExistingResponse struct {
	Memberships []ExistingMembership `json:"memberships"` // up to 300
}

// ExistingMembership is a membership and what lines cost of it.
type ExistingMembership struct {
	Membership       Membership    `json:"membership"`
	CoveredLineItems []CoveredLine `json:"coveredLineItems"`
}

// CoveredLine is a line and what it costs of a membership: 0 of one without
// limit.
type CoveredLine struct {
	LineItemID     string `json:"lineItemId"`
	RedemptionCost int    `json:"redemptionCost"`
}

// PlansRequest asks for plans that would pay for lines.
type PlansRequest struct {
	LineItems []Line `json:"lineItems"` // 1 to 300
	MemberID  string `json:"memberId,omitempty"`
}

// PlansResponse is the plans, and which of their benefits pays for which line.
type PlansResponse struct {
	PurchasablePlans []Plan         `json:"purchasablePlans"` // up to 300
	Coverages        []LineCoverage `json:"coverages"`        // up to 300
}

// Plan is a membership that can be bought.
type Plan struct {
	CatalogReference item.CatalogReference `json:"catalogReference"`
	Name             item.Translatable     `json:"name"`
	Benefits         []Benefit             `json:"benefits"` // 1 to 50
	Price            string                `json:"price"`    // a decimal of at most 3 digits after the point
}

// Benefit is what a plan gives: uses, with Quota as their number, or as many as
// one likes.
type Benefit struct {
	BenefitID string `json:"benefitId"`
	Label     string `json:"label,omitempty"`
	Quota     *Quota `json:"limitedQuota,omitempty"`
}

// Quota is a number of uses.
type Quota struct {
	Total     int       `json:"total"` // at least 1
	Remaining int       `json:"remaining"`
	Type      QuotaType `json:"limitedQuotaType"`
}

// QuotaType is what uses are counted in.
type QuotaType string

// The quota types.
const (
	QuotaPunchCard QuotaType = "PUNCH_CARD"
	QuotaCredit    QuotaType = "CREDIT"
)

// LineCoverage is a line that a benefit of a plan would pay for.
type LineCoverage struct {
	BenefitID      string `json:"benefitId"`
	LineItemID     string `json:"lineItemId"`
	RedemptionCost int    `json:"redemptionCost"`
}
