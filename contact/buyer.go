// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package contact

import (
	"fmt"

	"github.com/go-ecom/ecom/actor"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/item"
)

// BuyerInfo says who is buying. At most one of VisitorID, MemberID and UserID
// is set.
type BuyerInfo struct {
	VisitorID string `json:"visitorId,omitzero"` // somebody not logged in
	MemberID  string `json:"memberId,omitzero"`  // somebody logged in
	UserID    string `json:"userId,omitzero"`    // a user of the back office
	ContactID string `json:"contactId,omitzero"` // the contact kept of the buyer
	Email     string `json:"email,omitzero"`
}

// BuyerOf returns the buyer that an actor is. Apps and the embedding program are
// no buyers: they give the zero BuyerInfo.
func BuyerOf(id actor.Identity) BuyerInfo {
	switch id.Kind {
	case actor.KindVisitor:
		return BuyerInfo{VisitorID: id.ID}
	case actor.KindMember:
		return BuyerInfo{MemberID: id.ID}
	case actor.KindUser:
		return BuyerInfo{UserID: id.ID}
	default:
		return BuyerInfo{}
	}
}

// IsZero reports whether nothing is known of the buyer.
func (b BuyerInfo) IsZero() bool { return b == BuyerInfo{} }

// Identity returns the buyer as an actor: the member, else the visitor, else the
// user. The zero BuyerInfo is the zero Identity.
func (b BuyerInfo) Identity() actor.Identity {
	switch {
	case b.MemberID != "":
		return actor.Member(b.MemberID)
	case b.VisitorID != "":
		return actor.Visitor(b.VisitorID)
	case b.UserID != "":
		return actor.User(b.UserID)
	}
	return actor.Identity{}
}

// Validate records what is wrong with b, which stands at path.
func (b BuyerInfo) Validate(c *fault.Checker, path string) {
	atMostOne(c, path, map[string]string{"visitorId": b.VisitorID, "memberId": b.MemberID, "userId": b.UserID})
	item.CheckGUID(c, fault.Join(path, "visitorId"), b.VisitorID)
	item.CheckGUID(c, fault.Join(path, "memberId"), b.MemberID)
	item.CheckGUID(c, fault.Join(path, "userId"), b.UserID)
	item.CheckGUID(c, fault.Join(path, "contactId"), b.ContactID)
	CheckEmail(c, fault.Join(path, "email"), b.Email)
}

// CreatedBy says who created something: exactly one member is set, none when the
// embedding program did.
type CreatedBy struct {
	UserID    string `json:"userId,omitzero"`    // a user of the back office
	MemberID  string `json:"memberId,omitzero"`  // somebody logged in
	VisitorID string `json:"visitorId,omitzero"` // somebody not logged in
	AppID     string `json:"appId,omitzero"`     // another program
}

// CreatorOf returns the CreatedBy that names an actor.
func CreatorOf(id actor.Identity) CreatedBy {
	switch id.Kind {
	case actor.KindVisitor:
		return CreatedBy{VisitorID: id.ID}
	case actor.KindMember:
		return CreatedBy{MemberID: id.ID}
	case actor.KindUser:
		return CreatedBy{UserID: id.ID}
	case actor.KindApp:
		return CreatedBy{AppID: id.ID}
	default:
		return CreatedBy{}
	}
}

// IsZero reports whether nobody is named.
func (b CreatedBy) IsZero() bool { return b == CreatedBy{} }

// Identity returns the creator as an actor; the zero CreatedBy is the zero
// Identity.
func (b CreatedBy) Identity() actor.Identity {
	switch {
	case b.UserID != "":
		return actor.User(b.UserID)
	case b.MemberID != "":
		return actor.Member(b.MemberID)
	case b.VisitorID != "":
		return actor.Visitor(b.VisitorID)
	case b.AppID != "":
		return actor.App(b.AppID)
	}
	return actor.Identity{}
}

// Validate records what is wrong with b, which stands at path.
func (b CreatedBy) Validate(c *fault.Checker, path string) {
	ids := map[string]string{"userId": b.UserID, "memberId": b.MemberID, "visitorId": b.VisitorID, "appId": b.AppID}
	atMostOne(c, path, ids)
	for _, name := range [...]string{"userId", "memberId", "visitorId", "appId"} {
		item.CheckGUID(c, fault.Join(path, name), ids[name])
	}
}

// atMostOne records a violation when more than one member is set.
func atMostOne(c *fault.Checker, path string, members map[string]string) {
	n := 0
	for _, v := range members {
		if v != "" {
			n++
		}
	}
	if n > 1 {
		c.Add(path, fault.RuleOneOfAlignment, fmt.Sprintf("only one of its ids may be set, not %d", n), nil)
	}
}
