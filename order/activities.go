// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package order

import (
	"context"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/store"
)

// MaxActivitiesAdded is how many activities one call adds.
const MaxActivitiesAdded = 300

// The codes of what cannot be done with an activity. The platform documents
// none.
const (
	CodeActivityNotFound   = "ACTIVITY_NOT_FOUND"
	CodeActivityNotAllowed = "ACTIVITY_CANNOT_BE_CHANGED"
)

// AddActivitiesResult is the answer of AddActivities and AddActivity.
type AddActivitiesResult struct {
	Order       *Order   `json:"order"`
	ActivityIDs []string `json:"activityIds"` // in the order of the request
}

// activitiesRequest is the request of the methods that write activities.
type activitiesRequest struct {
	OrderID    ID         `json:"orderId"`
	ActivityID string     `json:"activityId,omitzero"`
	Activities []Activity `json:"orderActivities,omitzero"`
}

// AddActivities appends 1 to 300 comments of the merchant to an order's
// history. Their ids and dates are the shop's. It raises OrderUpdated. Only
// administrators may call it; it is idempotent by key.
func (s *Service) AddActivities(ctx context.Context, id ID, activities []Activity) (*AddActivitiesResult, error) {
	return s.addActivities(ctx, "order.AddActivities", "orderActivities", id, activities, func(c *fault.Checker, path string, a *Activity) {
		if a.CustomActivity != nil {
			c.Add(fault.Join(path, "customActivity"), fault.RuleNotAllowed, "only comments can be added here", nil)
		}
	})
}

// AddActivity appends one comment of the merchant, or one activity of another
// program, to an order's history. It raises OrderUpdated. Only administrators
// may call it; it is idempotent by key.
func (s *Service) AddActivity(ctx context.Context, id ID, a Activity) (*AddActivitiesResult, error) {
	return s.addActivities(ctx, "order.AddActivity", "activity", id, []Activity{a}, nil)
}

func (s *Service) addActivities(ctx context.Context, op, path string, id ID, activities []Activity,
	also func(*fault.Checker, string, *Activity),
) (*AddActivitiesResult, error) {
	req := activitiesRequest{OrderID: id, Activities: activities}
	return service.Mutate(ctx, s.env, op, req, func(ctx context.Context, tx *store.Tx) (*AddActivitiesResult, error) {
		if err := service.RequireAdmin(ctx); err != nil {
			return nil, err
		}
		var c fault.Checker
		c.Size(path, len(activities), 1, MaxActivitiesAdded)
		for i := range activities {
			at := path
			if also != nil {
				at = fault.Index(path, i)
				also(&c, at, &activities[i])
			}
			ValidateActivity(&c, at, &activities[i])
		}
		if err := c.Err(); err != nil {
			return nil, err
		}
		res := &AddActivitiesResult{}
		o, err := s.change(ctx, tx, id, func(r *Record) error {
			for i := range activities {
				a := written(&activities[i])
				a.ID, a.CreatedDate = tx.NewID(), tx.Now()
				AddActivity(&r.Order, a)
				res.ActivityIDs = append(res.ActivityIDs, a.ID)
			}
			return nil
		})
		res.Order = o
		return res, err
	})
}

// written returns of an activity what somebody may write by hand.
func written(a *Activity) Activity {
	return *(&Activity{
		ActivityType: a.contentType(), MerchantComment: a.MerchantComment, CustomActivity: a.CustomActivity,
	}).Clone()
}

// UpdateActivity replaces the content of a comment of the merchant or of an
// activity of another program; others are a fault.State. It raises
// OrderUpdated. Only administrators may call it; it is idempotent by key.
func (s *Service) UpdateActivity(ctx context.Context, id ID, activityID string, a Activity) (*Order, error) {
	req := activitiesRequest{id, activityID, []Activity{a}}
	return service.Mutate(ctx, s.env, "order.UpdateActivity", req, func(ctx context.Context, tx *store.Tx) (*Order, error) {
		if err := service.RequireAdmin(ctx); err != nil {
			return nil, err
		}
		var c fault.Checker
		ValidateActivity(&c, "activity", &a)
		if err := c.Err(); err != nil {
			return nil, err
		}
		return s.change(ctx, tx, id, func(r *Record) error {
			i, err := r.Order.activity(activityID)
			if err != nil {
				return err
			}
			old := &r.Order.Activities[i]
			now := written(&a)
			now.ID, now.CreatedDate, now.AuthorEmail = old.ID, old.CreatedDate, old.AuthorEmail
			*old = now
			return nil
		})
	})
}

// DeleteActivity takes a comment of the merchant or an activity of another
// program out of an order's history; others are a fault.State. It raises
// OrderUpdated. Only administrators may call it; it is idempotent by key.
func (s *Service) DeleteActivity(ctx context.Context, id ID, activityID string) (*Order, error) {
	req := activitiesRequest{OrderID: id, ActivityID: activityID}
	return service.Mutate(ctx, s.env, "order.DeleteActivity", req, func(ctx context.Context, tx *store.Tx) (*Order, error) {
		if err := service.RequireAdmin(ctx); err != nil {
			return nil, err
		}
		return s.change(ctx, tx, id, func(r *Record) error {
			i, err := r.Order.activity(activityID)
			if err != nil {
				return err
			}
			r.Order.Activities = append(r.Order.Activities[:i], r.Order.Activities[i+1:]...)
			return nil
		})
	})
}

// activity returns where the activity with that id is. One that cannot be
// changed by hand is a fault.State.
func (o *Order) activity(id string) (int, error) {
	for i := range o.Activities {
		if a := &o.Activities[i]; a.ID == id {
			if a.contentType() == "" {
				return 0, &fault.Error{
					Class: fault.State, Kind: "activity", ID: id, Code: CodeActivityNotAllowed,
					Message: "is " + string(a.ActivityType) + " and cannot be changed by hand",
				}
			}
			return i, nil
		}
	}
	return 0, fault.Missing("activity", id, CodeActivityNotFound)
}
