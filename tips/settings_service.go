// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package tips

import (
	"cmp"
	"context"
	"errors"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/internal/registry"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/query"
	"github.com/go-ecom/ecom/store"
)

// SettingsService keeps the settings of tips, for administrators. It is made by
// ecom.New and safe for concurrent use. What changes something is idempotent by
// key.
type SettingsService struct {
	env *service.Env
	reg *registry.Registry[Settings, *Settings]
}

// CreateTipSettings makes settings. CANNOT_HAVE_MORE_THAN_ONE_DEFAULT_PRESET,
// PRESET_PERCENTAGE_TOO_HIGH.
func (s *SettingsService) CreateTipSettings(ctx context.Context, t Settings) (*Settings, error) {
	return s.create(ctx, "tips.CreateTipSettings", t, false)
}

// CreateDefaultTipSettings makes the settings of purchases that name no others.
// DEFAULT_SETTINGS_ALREADY_EXISTS, and the codes of CreateTipSettings.
func (s *SettingsService) CreateDefaultTipSettings(ctx context.Context, t Settings) (*Settings, error) {
	return s.create(ctx, "tips.CreateDefaultTipSettings", t, true)
}

func (s *SettingsService) create(ctx context.Context, op string, t Settings, byDefault bool) (*Settings, error) {
	made, err := admin(ctx, s.env, op, t, func(ctx context.Context, tx *store.Tx) (*Settings, error) {
		made := t.Clone()
		made.ID, made.Default = "", byDefault
		made.StaffDistributionMethod = cmp.Or(made.StaffDistributionMethod, Equal)
		if made.AllowEditDistribution == nil {
			made.AllowEditDistribution = new(true)
		}
		if err := made.check(); err != nil {
			return nil, err
		}
		s.reg.Create(ctx, tx, made)
		return made, nil
	})
	if registry.Twin(err) {
		return nil, fault.At(op, fault.New(fault.Exists, CodeDefaultExists, "there are default settings"))
	}
	return made, err
}

// settingsRequest is what the key of an update or deletion stands for.
type settingsRequest struct {
	ID          string         `json:"id"`
	TipSettings SettingsUpdate `json:"tipSettings,omitzero"`
}

// UpdateTipSettings changes settings; the codes are those of CreateTipSettings. An
// old revision is a fault.Conflict.
func (s *SettingsService) UpdateTipSettings(ctx context.Context, id string, u SettingsUpdate) (*Settings, error) {
	return admin(ctx, s.env, "tips.UpdateTipSettings", settingsRequest{id, u}, func(ctx context.Context, tx *store.Tx) (*Settings, error) {
		return s.reg.Update(ctx, tx, "tipSettings", id, u.Revision, func(t *Settings) error {
			u.TipType.Apply(&t.TipType)
			u.Presets.Apply(&t.Presets)
			u.AllowCustomerTip.Apply(&t.AllowCustomerTip)
			u.AllowBusinessTipAtPayment.Apply(&t.AllowBusinessTipAtPayment)
			u.AllowCustomAmount.Apply(&t.AllowCustomAmount)
			u.AllowEditDistribution.Apply(&t.AllowEditDistribution)
			u.StaffDistributionMethod.Apply(&t.StaffDistributionMethod)
			*t = *t.Clone() // nothing of the caller's
			return t.check()
		})
	})
}

// DeleteTipSettings deletes settings. CANNOT_DELETE_DEFAULT_SETTINGS.
func (s *SettingsService) DeleteTipSettings(ctx context.Context, id string) error {
	_, err := admin(ctx, s.env, "tips.DeleteTipSettings", settingsRequest{ID: id}, func(ctx context.Context, tx *store.Tx) (*struct{}, error) {
		t, err := s.reg.Get(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		if t.Default {
			return nil, fault.New(fault.State, CodeDefaultStays, "the default settings cannot be deleted")
		}
		return new(struct{}), s.reg.Delete(ctx, tx, id)
	})
	return err
}

// SettingsPage is a page of settings.
type SettingsPage struct {
	TipSettings    []*Settings                `json:"tipSettings"`
	PagingMetadata query.CursorPagingMetadata `json:"pagingMetadata"`
}

// QueryTipSettings returns the settings that a request asks for: by id, default
// and dates, 100 at most.
func (s *SettingsService) QueryTipSettings(ctx context.Context, r query.Request) (*SettingsPage, error) {
	const op = "tips.QueryTipSettings"
	if err := service.RequireAdmin(ctx); err != nil {
		return nil, fault.At(op, err)
	}
	list, meta, err := s.reg.Query(ctx, r)
	if err != nil {
		return nil, fault.At(op, err)
	}
	return &SettingsPage{list, meta}, nil
}

// find returns settings by id, or the default ones.
func (s *SettingsService) find(ctx context.Context, from store.Reader, id string) (*Settings, error) {
	if id != "" {
		return s.reg.Get(ctx, from, id)
	}
	t, err := settings.ByUnique(ctx, from, indexDefault, "default")
	if errors.Is(err, fault.NotFound) {
		return nil, fault.New(fault.NotFound, CodeSettingsNotFound, "there are no default tip settings")
	}
	return t, err
}

// admin runs a mutation for administrators.
func admin[Req, Resp any](ctx context.Context, env *service.Env, op string, req Req,
	fn func(ctx context.Context, tx *store.Tx) (*Resp, error),
) (*Resp, error) {
	return registry.Admin(ctx, env, op, req, fn)
}

func newSettings(env *service.Env) *SettingsService {
	return &SettingsService{env, registry.New(env, settingsConfig)}
}
