// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package actor says on whose behalf a call is made. Services read the actor
// from the context and let visitors and members reach only what is theirs.
package actor

import "context"

// Kind is a kind of actor.
type Kind uint8

// The kinds. The zero Kind stands for the embedding program itself.
const (
	KindProgram Kind = iota // no actor: the embedding program, trusted
	KindVisitor             // somebody not logged in
	KindMember              // somebody logged in
	KindUser                // a user of the back office
	KindApp                 // another program
)

// Identity is who is acting. The zero Identity is the embedding program.
type Identity struct {
	Kind Kind
	ID   string
}

// Visitor returns the identity of somebody not logged in.
func Visitor(id string) Identity { return Identity{KindVisitor, id} }

// Member returns the identity of somebody logged in.
func Member(id string) Identity { return Identity{KindMember, id} }

// User returns the identity of a user of the back office.
func User(id string) Identity { return Identity{KindUser, id} }

// App returns the identity of another program.
func App(id string) Identity { return Identity{KindApp, id} }

// Admin reports whether the actor may use administrative methods, override
// prices and reach what belongs to others: the embedding program, users and
// apps may.
func (i Identity) Admin() bool { return i.Kind != KindVisitor && i.Kind != KindMember }

// Buyer reports whether the actor is a visitor or a member.
func (i Identity) Buyer() bool { return !i.Admin() }

// String returns "visitor <id>" and the like; "program" for the zero Identity.
func (i Identity) String() string {
	switch i.Kind {
	case KindVisitor:
		return "visitor " + i.ID
	case KindMember:
		return "member " + i.ID
	case KindUser:
		return "user " + i.ID
	case KindApp:
		return "app " + i.ID
	default:
		return "program"
	}
}

type contextKey struct{}

// With returns a context in which id is acting.
func With(ctx context.Context, id Identity) context.Context {
	return context.WithValue(ctx, contextKey{}, id)
}

// From returns who is acting in ctx: the zero Identity when nobody was named.
func From(ctx context.Context) Identity {
	id, _ := ctx.Value(contextKey{}).(Identity)
	return id
}
