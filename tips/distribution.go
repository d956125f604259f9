// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/decimals"
	"github.com/go-ecom/ecom/internal/ptr"
	"github.com/go-ecom/ecom/item"
	"github.com/go-ecom/ecom/money"
	"github.com/go-ecom/ecom/order"
)

// Distribution is what of a tip one of the staff gets.
type Distribution struct {
	ID           string         `json:"id,omitempty"`           // made when it is new; of one that the tip has: changes that one
	TipID        string         `json:"tipId,omitempty"`        // derived
	OrderID      order.ID       `json:"orderId,omitempty"`      // derived
	Staff        Staff          `json:"staff"`                  //
	Amount       money.Amount   `json:"amount"`                 //
	LineItemInfo []LineItemInfo `json:"lineItemInfo,omitempty"` // what it is for; up to 12
	Transaction  *Transaction   `json:"transaction,omitempty"`  // by which it was charged; nothing of the distribution changes any more then
	CreatedDate  time.Time      `json:"createdDate,omitzero"`   // derived
	Source       Source         `json:"source,omitempty"`       // default UNKNOWN_SOURCE
}

// Staff is somebody of the staff. A distribution on an order says by
// StaffMemberID or by IdentificationData who it is.
type Staff struct {
	ID                 string              `json:"id,omitempty"`   // derived: StaffMemberID, or else the id of IdentificationData
	Name               string              `json:"name,omitempty"` // the platform's; shops keep no names of their staff
	StaffMemberID      string              `json:"staffMemberId,omitempty"`
	IdentificationData *IdentificationData `json:"identificationData,omitempty"`
}

// IdentificationData says who somebody is: at most one of the first four, and
// the contact.
type IdentificationData struct {
	AnonymousVisitorID string `json:"anonymousVisitorId,omitempty"`
	MemberID           string `json:"memberId,omitempty"`
	WixUserID          string `json:"wixUserId,omitempty"`
	AppID              string `json:"appId,omitempty"`
	ContactID          string `json:"contactId,omitempty"`
}

// Transaction is a payment by which a distribution was charged.
type Transaction struct {
	ID   string    `json:"id,omitempty"`
	Date time.Time `json:"date,omitzero"`
}

// Source is where a distribution was made.
type Source string

// The sources.
const (
	SourceUnknown   Source = "UNKNOWN_SOURCE"
	SourcePOS       Source = "POS"
	SourceWeb       Source = "WEB"
	SourceDashboard Source = "DASHBOARD"
)

// Valid reports whether s is one of the sources.
func (s Source) Valid() bool {
	return s == SourceUnknown || s == SourcePOS || s == SourceWeb || s == SourceDashboard
}

// MaxDistributionLines is how many lines a distribution names.
const MaxDistributionLines = 12

// maxStaffID is how long the id of a member of the staff may be.
const maxStaffID = 100

// Clone returns a deep copy.
func (t *Tip) Clone() *Tip {
	c := *t
	c.Distributions = cloneDistributions(t.Distributions)
	return &c
}

// Clone returns a deep copy.
func (d *Distribution) Clone() *Distribution {
	c := *d
	c.Staff.IdentificationData = ptr.Copy(d.Staff.IdentificationData)
	c.LineItemInfo = ptr.CopyEach(d.LineItemInfo, LineItemInfo.clone)
	c.Transaction = ptr.Copy(d.Transaction)
	return &c
}

func cloneDistributions(ds []Distribution) []Distribution {
	return ptr.CopyEach(ds, func(d Distribution) Distribution { return *d.Clone() })
}

func (l LineItemInfo) clone() LineItemInfo {
	l.CatalogReference = l.CatalogReference.Clone()
	l.StaffMemberIDs = ptr.CopyEach(l.StaffMemberIDs, func(id string) string { return id })
	return l
}

// named is an id and the member that it stands in.
type named struct{ member, id string }

// oneOf returns the members of which at most one is set.
func (i *IdentificationData) oneOf() [4]named {
	return [...]named{{"anonymousVisitorId", i.AnonymousVisitorID}, {"memberId", i.MemberID}, {"wixUserId", i.WixUserID}, {"appId", i.AppID}}
}

// id returns what derives as Staff.ID, "" when it says of nobody who he is.
func (s *Staff) id() string {
	if s.StaffMemberID != "" || s.IdentificationData == nil {
		return s.StaffMemberID
	}
	for _, n := range s.IdentificationData.oneOf() {
		if n.id != "" {
			return n.id
		}
	}
	return s.IdentificationData.ContactID
}

// check makes d, which a caller has sent and which stands at path, one of a tip
// in cur, or records what is wrong with it. least is what its amount must
// exceed.
func (d *Distribution) check(v *fault.Checker, path string, cur money.Currency, least fault.Rule) {
	item.CheckGUID(v, path+".id", d.ID)
	d.Staff.check(v, path+".staff")
	d.Amount = checkAmount(v, path+".amount", d.Amount, cur, least)
	if v.Size(path+".lineItemInfo", len(d.LineItemInfo), 0, MaxDistributionLines) {
		for i := range d.LineItemInfo {
			l, at := &d.LineItemInfo[i], fault.Index(path+".lineItemInfo", i)
			l.check(v, at, cur)
			l.CatalogReference.Validate(v, at+".catalogReference")
			if l.Quantity != 0 {
				v.Range(at+".quantity", int64(l.Quantity), 1, 100_000)
			}
		}
	}
	if t := d.Transaction; t != nil {
		item.CheckGUID(v, path+".transaction.id", t.ID)
		t.Date = t.Date.UTC().Truncate(time.Microsecond)
		v.Date(path+".transaction.date", t.Date)
	}
	if d.Source == "" {
		d.Source = SourceUnknown
	}
	if !d.Source.Valid() {
		v.Add(path+".source", fault.RuleInvalidEnum, fmt.Sprintf("%.40q is not a source", string(d.Source)), nil)
	}
}

// checkAmount binds an amount to a currency, and holds it to more than 0, or to
// 0 and more.
func checkAmount(v *fault.Checker, path string, a money.Amount, cur money.Currency, least fault.Rule) money.Amount {
	if a == (money.Amount{}) {
		v.Required(path, false)
		return money.Zero(cur)
	}
	bound, err := a.Bind(cur)
	if err != nil {
		v.AddAll(path, err)
		return money.Zero(cur)
	}
	if least == fault.RuleDecimalGT && !bound.IsPositive() {
		v.Add(path, least, "must be more than 0", map[string]any{"threshold": 0})
	} else {
		decimals.Amount(v, path, bound)
	}
	return bound
}

func (s *Staff) check(v *fault.Checker, path string) {
	item.CheckGUID(v, path+".staffMemberId", s.StaffMemberID)
	if i := s.IdentificationData; i != nil {
		n := 0
		for _, m := range i.oneOf() {
			item.CheckGUID(v, path+".identificationData."+m.member, m.id)
			if m.id != "" {
				n++
			}
		}
		item.CheckGUID(v, path+".identificationData.contactId", i.ContactID)
		if n > 1 {
			v.Add(path+".identificationData", fault.RuleOneOfAlignment, "names more than one", nil)
		}
	}
	s.ID, s.Name = s.id(), ""
	if s.ID == "" {
		v.Add(path, fault.RuleRequiredOneOf, "needs staffMemberId or identificationData", nil)
	}
}

// check records what is wrong with a line that stands at path.
func (l *LineItemInfo) check(v *fault.Checker, path string, cur money.Currency) {
	v.Length(path+".lineItemId", l.LineItemID, 0, 100)
	v.Length(path+".name", l.Name, 0, 200)
	if v.Size(path+".staffMemberIds", len(l.StaffMemberIDs), 0, MaxDistributions) {
		for i, id := range l.StaffMemberIDs {
			v.Length(fault.Index(path+".staffMemberIds", i), id, 1, maxStaffID)
		}
	}
	if l.Price != "" {
		l.Price.CheckAmount(v, path+".price", cur)
	}
}

// sameAs reports whether two distributions say the same of who gets what for
// what, and how it was charged.
func (d *Distribution) sameAs(o *Distribution) bool {
	return bytes.Equal(d.frozen(), o.frozen())
}

// frozen returns what of a distribution nobody changes once it was charged.
func (d *Distribution) frozen() []byte {
	c := *d
	c.ID, c.TipID, c.OrderID, c.CreatedDate = "", "", "", time.Time{}
	data, err := json.Marshal(c)
	if err != nil {
		return []byte(err.Error())
	}
	return data
}
