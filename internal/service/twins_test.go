// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package service_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/go-ecom/ecom/ecomtest"
	"github.com/go-ecom/ecom/events"
	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/idempotency"
	"github.com/go-ecom/ecom/internal/service"
	"github.com/go-ecom/ecom/store"
)

// sold is the event of a sale; the key is the first of its goods.
type sold struct {
	ID string `json:"id"`
}

func (sold) EventType() string { return "test.v1.sale_sold" }

// pay sells in two commits, with a call to somebody outside in between, as
// services do that move money. The intent is a sale without goods that is gone
// in the end.
func pay(ctx context.Context, env *service.Env, what string, outside func(key string)) (*sale, error) {
	return service.Flow(ctx, env, "test.Pay", request{[]string{what}}, func(ctx context.Context, c *service.Call[*sale]) (*sale, error) {
		key := c.DerivedKey("pay")
		err := c.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
			if _, err := sales.Get(ctx, tx, key); !errors.Is(err, fault.NotFound) {
				return err // somebody else has begun, and did not come to the end
			}
			sales.Put(tx, &sale{ID: key})
			emit(ctx, tx, what, "intent")
			return nil
		})
		if err != nil {
			return nil, err
		}
		outside(key)
		var s *sale
		err = c.Update(ctx, func(ctx context.Context, tx *store.Tx) error {
			if _, err := sales.Get(ctx, tx, key); err != nil {
				return err // settled by somebody else
			}
			sales.Delete(tx, key)
			s = place(tx, []string{what})
			emit(ctx, tx, what, s.ID)
			c.Answer(tx, &s)
			return nil
		})
		return s, err
	})
}

func emit(ctx context.Context, tx *store.Tx, key, id string) {
	events.Emit(tx, ctx, key, func() events.Payload { return sold{id} })
}

// sellOnce is sell with an event, refused when the one mug is sold already: to
// a twin that comes second it looks like an error.
func sellOnce(ctx context.Context, env *service.Env) (*sale, error) {
	const what = "mug"
	return service.Mutate(ctx, env, "test.SellOnce", request{[]string{what}}, func(ctx context.Context, tx *store.Tx) (*sale, error) {
		switch _, err := sales.Get(ctx, tx, what); {
		case err == nil:
			return nil, fault.New(fault.State, "SOLD", "it is sold")
		case !errors.Is(err, fault.NotFound):
			return nil, err
		}
		s := &sale{ID: what}
		n := saleNumbers.Add(tx, "n", 1, store.Bounds{})
		tx.OnResolve(func() error {
			s.Number = n.Value()
			return nil
		})
		sales.Put(tx, s)
		emit(ctx, tx, what, s.ID)
		return s, nil
	})
}

// A twin waits for the one under way, but no longer than its own context.
func TestTwinWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		env := newEnv(t, memory())
		ctx := withKey(t, "k")
		calls := 0
		release := make(chan struct{})
		slow := func(string) {
			calls++
			<-release
		}
		var wg sync.WaitGroup
		answers := make([]*sale, 3)
		for i := range answers {
			wg.Go(func() {
				var err error
				if answers[i], err = pay(ctx, env, "mug", slow); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()

		start := time.Now()
		short, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		if _, err := pay(short, env, "mug", slow); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("an impatient twin = %v after %v, want %v after 1s", err, time.Since(start), context.DeadlineExceeded)
		}
		gone := errors.New("gone")
		caused, stop := context.WithCancelCause(ctx)
		stop(gone)
		if _, err := pay(caused, env, "mug", slow); !errors.Is(err, gone) {
			t.Errorf("a twin that is gone = %v, want %v", err, gone)
		}
		// Others need not wait.
		if _, err := pay(withKey(t, "other"), env, "plate", func(string) {}); err != nil {
			t.Error(err)
		}

		close(release)
		wg.Wait()
		for _, a := range answers[1:] {
			if diff := cmp.Diff(answers[0], a); diff != "" {
				t.Errorf("answers differ:\n%s", diff)
			}
			if a == answers[0] {
				t.Error("twins share their answer")
			}
		}
		if calls != 1 {
			t.Errorf("%d calls outside, want 1", calls)
		}
	})
}

// When the one under way fails, the next one in line tries.
func TestTwinTakesOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		env := newEnv(t, memory())
		boom := errors.New("boom")
		runs, release := 0, make(chan struct{})
		var failed atomic.Int32
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				_, err := service.Flow(withKey(t, "k"), env, "a.B", 1, func(ctx context.Context, c *service.Call[string]) (string, error) {
					runs++
					if runs < 3 {
						<-release
						return "", boom
					}
					answer := "done"
					return answer, c.Update(ctx, func(_ context.Context, tx *store.Tx) error {
						c.Answer(tx, &answer)
						return nil
					})
				})
				if err != nil {
					failed.Add(1)
				}
			})
		}
		synctest.Wait()
		close(release)
		wg.Wait()
		if runs != 3 || failed.Load() != 2 {
			t.Errorf("%d runs and %d failures, want 3 and 2", runs, failed.Load())
		}
	})
}

// Twins in two processes, in whatever order their store calls happen: one
// effect, one answer, and one key for the party outside.
func TestTwinsInTwoProcesses(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(context.Context, *service.Env, func(string)) (*sale, error){
		"mutate": func(ctx context.Context, env *service.Env, _ func(string)) (*sale, error) {
			return sellOnce(ctx, env)
		},
		"flow": func(ctx context.Context, env *service.Env, outside func(string)) (*sale, error) {
			return pay(ctx, env, "mug", outside)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := ecomtest.Interleave(t, ecomtest.Orders{Switches: 4, Runs: 5000}, func(t *testing.T, race *ecomtest.Race) {
				d := race.Store(memory())
				envs := []*service.Env{newEnv(t, d), newEnv(t, d)}
				keys := make(map[string]bool)
				answers := make([]*sale, len(envs))
				var fns []func(context.Context)
				for i, env := range envs {
					fns = append(fns, func(ctx context.Context) {
						var err error
						answers[i], err = call(idempotency.WithKey(ctx, "k"), env, func(key string) { keys[key] = true })
						if err != nil {
							t.Errorf("twin %d = %v", i, err)
						}
					})
				}
				race.Run(fns...)
				if diff := cmp.Diff(answers[0], answers[1]); diff != "" {
					t.Errorf("answers differ:\n%s", diff)
				}
				if got := count(t, envs[0], sales); got != 1 {
					t.Errorf("%d sales, want 1", got)
				}
				if got, _, err := saleNumbers.Get(t.Context(), envs[0].Store, "n"); err != nil || got != 101 {
					t.Errorf("last number %d, %v, want 101", got, err)
				}
				if len(keys) > 1 {
					t.Errorf("%d keys outside, want at most 1", len(keys))
				}
			})
			if n < 20 {
				t.Errorf("%d orders were tried, want more", n)
			}
		})
	}
}

// Under one key two different requests race: one is answered, the other one
// refused.
func TestRaceForOneKey(t *testing.T) {
	t.Parallel()
	ecomtest.Interleave(t, ecomtest.Orders{}, func(t *testing.T, race *ecomtest.Race) {
		d := race.Store(memory())
		errs := make([]error, 2)
		var fns []func(context.Context)
		for i, what := range []string{"mug", "plate"} {
			env := newEnv(t, d)
			fns = append(fns, func(ctx context.Context) {
				_, errs[i] = sell(idempotency.WithKey(ctx, "k"), env, what)
			})
		}
		race.Run(fns...)
		refused := 0
		for _, err := range errs {
			if fault.Code(err) == service.CodeKeyReused {
				refused++
			} else if err != nil {
				t.Error(err)
			}
		}
		if n := count(t, newEnv(t, d), sales); refused != 1 || n != 1 {
			t.Errorf("%d refused and %d sales, want 1 and 1", refused, n)
		}
	})
}

// A call that was broken off by a crash between its commits is finished by its
// repetition in another process.
func TestCrashBetweenCommits(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 2; n++ {
		for _, after := range []bool{false, true} {
			d := ecomtest.Faults(memory())
			keys := make(map[string]bool)
			d.CrashOnCommit(n, after)
			if _, err := pay(withKey(t, "k"), newEnv(t, d), "mug", func(key string) { keys[key] = true }); err == nil {
				t.Errorf("pay with a crash at commit %d (after: %v) gives no error", n, after)
			}
			d.Restart()
			env := newEnv(t, d)
			s, err := pay(withKey(t, "k"), env, "mug", func(key string) { keys[key] = true })
			if err != nil || s.Number != 101 || len(keys) != 1 || count(t, env, sales) != 1 {
				t.Errorf("pay after a crash at commit %d (after: %v) = %+v, %v with %d keys outside", n, after, s, err, len(keys))
			}
		}
	}
}

// Handlers may repeat the call whose event they are told of, and a twin of it
// is not held up by them, whatever context they use.
func TestHandlerRepeatsTheCall(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]func(t *testing.T, ctx context.Context) context.Context{
		"own context":     func(_ *testing.T, ctx context.Context) context.Context { return ctx },
		"another context": func(t *testing.T, _ context.Context) context.Context { t.Helper(); return t.Context() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				env := newEnv(t, memory())
				var repeated []*sale
				events.Subscribe(env.Bus, "again", func(ctx context.Context, _ events.Event[sold]) error {
					s, err := sellOnce(idempotency.WithKey(again(t, ctx), "k"), env)
					repeated = append(repeated, s)
					return err
				})
				s, err := sellOnce(withKey(t, "k"), env)
				if err != nil || len(repeated) != 1 || cmp.Diff(s, repeated[0]) != "" {
					t.Errorf("sold %+v, %v and in the handler %+v", s, err, repeated)
				}
			})
		})
	}
}

// A handler repeats a call while that call waits for the handler, because both
// are about one entity.
func TestHandlerAndTwinWaitForEachOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		env := newEnv(t, memory())
		inside, goOn := make(chan struct{}), make(chan struct{})
		first := true
		var repeated *sale
		events.Subscribe(env.Bus, "again", func(ctx context.Context, _ events.Event[sold]) error {
			if !first {
				return nil
			}
			first = false
			close(inside)
			<-goOn // until the call below has committed and stands in line behind
			var err error
			repeated, err = pay(idempotency.WithKey(ctx, "k"), env, "mug", func(string) {})
			return err
		})
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := sellOnce(t.Context(), env); err != nil {
				t.Error(err)
			}
		})
		<-inside
		var paid *sale
		wg.Go(func() {
			var err error
			if paid, err = pay(withKey(t, "k"), env, "mug", func(string) {}); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait() // its first commit's event waits for the handler
		close(goOn)
		wg.Wait()
		if paid == nil || cmp.Diff(paid, repeated) != "" {
			t.Errorf("paid %+v and in the handler %+v, want one payment", paid, repeated)
		}
	})
}
