// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package pricing

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/money"
)

// ReplayError says which step of an Explanation does not come to its figure. It
// is of class fault.Invalid.
type ReplayError struct {
	Figure string       // the first that differs
	Got    money.Amount // what the Explanation says
	Want   string       // what its inputs come to; "" when they come to nothing, which Reason tells
	Reason string       // why the figure cannot be computed
}

// Error names the figure.
func (e *ReplayError) Error() string {
	if e.Reason != "" {
		return fmt.Sprintf("pricing: %s cannot be replayed: %s", e.Figure, e.Reason)
	}
	return fmt.Sprintf("pricing: %s is %s %s, its inputs come to %s", e.Figure, e.Got, e.Got.Currency(), e.Want)
}

// Unwrap returns the class.
func (e *ReplayError) Unwrap() error { return fault.Invalid }

// Replay computes every figure once more, from the inputs of the Explanation
// alone and on exact fractions, which shares nothing with how the calculator
// computes. The error is a *ReplayError for the first step whose figure comes to
// something else, or that cannot be computed: because a figure is missing, there
// twice, or made of itself. Explanations from anywhere may be replayed: the work
// is bounded.
func (e *Explanation) Replay() error {
	p := newReplay(e)
	for i := range e.Steps {
		s := &e.Steps[i]
		if k := p.index[s.Figure]; k != i {
			return &ReplayError{Figure: s.Figure, Got: s.Amount, Reason: "there are two steps for it"}
		}
		want, err := p.figure(i)
		if err != nil {
			return &ReplayError{Figure: s.Figure, Got: s.Amount, Reason: err.Error()}
		}
		if got := s.Amount.Decimal().Rat(); got.Cmp(want) != 0 {
			return &ReplayError{Figure: s.Figure, Got: s.Amount, Want: ratText(want)}
		}
	}
	return nil
}

// The bounds of a replay. A calculation of 300 lines stays far below.
const (
	maxReplayWork  = 5_000_000 // terms
	maxReplayDepth = 50_000    // of figures and terms in each other
	maxReplayBits  = 4096      // of a numerator or denominator
	maxLiteral     = 100       // characters
)

// replay computes figures from terms.
type replay struct {
	e      *Explanation
	index  map[string]int // of steps by figure
	lists  map[string]int
	values []*big.Rat // of steps; nil: not yet known
	busy   []bool
	work   int
	depth  int
	open   map[string]bool         // lists that are being computed
	splits map[splitKey][]*big.Rat // of shares that were computed before
	spread map[splitKey][]*big.Rat // of lists
}

// splitKey is a split by one list, or with total "" the list itself.
type splitKey struct {
	op          Operator
	list, total string
	unit        money.Currency
}

// scope is where a term stands.
type scope struct {
	cur  money.Currency // of the step
	unit *big.Rat       // inside OpUnits
}

func newReplay(e *Explanation) *replay {
	p := &replay{
		e: e, index: make(map[string]int, len(e.Steps)), lists: make(map[string]int, len(e.Lists)),
		values: make([]*big.Rat, len(e.Steps)), busy: make([]bool, len(e.Steps)),
		open: map[string]bool{}, splits: map[splitKey][]*big.Rat{}, spread: map[splitKey][]*big.Rat{},
	}
	for i := range slices.Backward(e.Steps) {
		p.index[e.Steps[i].Figure] = i // of several the first, which makes the others fail
	}
	for i := range slices.Backward(e.Lists) {
		p.lists[e.Lists[i].Name] = i
	}
	return p
}

// figure computes the figure of a step.
func (p *replay) figure(i int) (*big.Rat, error) {
	if v := p.values[i]; v != nil {
		return v, nil
	}
	s := &p.e.Steps[i]
	if p.busy[i] {
		return nil, fmt.Errorf("%s is made of itself", s.Figure)
	}
	p.busy[i] = true
	v, err := p.term(&s.How, scope{cur: s.Amount.Currency()})
	p.busy[i] = false
	if err != nil {
		return nil, err
	}
	p.values[i] = v
	return v, nil
}

// term computes a term. What it returns must not be changed.
func (p *replay) term(t *Term, at scope) (*big.Rat, error) {
	p.work++
	p.depth++
	defer func() { p.depth-- }()
	switch {
	case p.work > maxReplayWork:
		return nil, fmt.Errorf("it takes too much work")
	case p.depth > maxReplayDepth:
		return nil, fmt.Errorf("its terms lie too deep in each other")
	}
	kinds := 0
	for _, set := range [...]bool{t.Figure != "", t.Value != "", t.List != "", t.Op != ""} {
		if set {
			kinds++
		}
	}
	switch {
	case kinds != 1:
		return nil, fmt.Errorf("a term must have exactly one of figure, value, list and op")
	case t.Value != "":
		return literal(t.Value)
	case t.Figure != "":
		i, ok := p.index[t.Figure]
		if !ok {
			return nil, fmt.Errorf("there is no step for %s", t.Figure)
		}
		return p.figure(i)
	case t.List != "":
		xs, err := p.list(t.List, at)
		if err != nil {
			return nil, err
		}
		if len(xs) != 1 {
			return nil, fmt.Errorf("the list %s of %d stands for one term", t.List, len(xs))
		}
		return xs[0], nil
	}
	v, err := p.operation(t, at)
	if err != nil {
		return nil, err
	}
	if long(v) {
		return nil, errLong
	}
	return v, nil
}

var errLong = errors.New("a term is a number of too many digits")

// long reports whether a number has more digits than any of a calculation.
func long(v *big.Rat) bool {
	return v.Num().BitLen() > maxReplayBits || v.Denom().BitLen() > maxReplayBits
}

func (p *replay) operation(t *Term, at scope) (*big.Rat, error) {
	switch t.Op {
	case OpUnit:
		if at.unit == nil {
			return nil, fmt.Errorf("there is no unit outside of %s", OpUnits)
		}
		return at.unit, nil
	case OpUnits:
		return p.units(t, at)
	case OpShare, OpApportion:
		return p.split(t, at)
	default:
		return p.reckon(t, at)
	}
}

// reckon computes an operator of plain operands.
func (p *replay) reckon(t *Term, at scope) (*big.Rat, error) {
	xs, err := p.operands(t.Of, at)
	if err != nil {
		return nil, err
	}
	low, high := arity(t.Op)
	if len(xs) < low || high >= 0 && len(xs) > high {
		return nil, fmt.Errorf("%.20s of %d operands", t.Op, len(xs))
	}
	v := new(big.Rat)
	switch t.Op {
	case OpSum:
		for i := 0; i < len(xs) && !long(v); i++ {
			v.Add(v, xs[i])
		}
	case OpDifference:
		v.Set(xs[0])
		for i := 1; i < len(xs) && !long(v); i++ {
			v.Sub(v, xs[i])
		}
	case OpProduct:
		v.SetInt64(1)
		for i := 0; i < len(xs) && !long(v); i++ {
			v.Mul(v, xs[i])
		}
	case OpQuotient:
		if xs[1].Sign() == 0 {
			return nil, fmt.Errorf("a division by 0")
		}
		v.Quo(xs[0], xs[1])
	case OpMin:
		v = slices.MinFunc(xs, (*big.Rat).Cmp)
	case OpMax:
		v = slices.MaxFunc(xs, (*big.Rat).Cmp)
	case OpRound:
		step := minorUnit(at.cur)
		if len(xs) > 1 {
			step = xs[1]
		}
		if step.Sign() <= 0 {
			return nil, fmt.Errorf("rounding to multiples of %s", ratText(step))
		}
		mode := p.e.Policy.Mode
		if t.Mode != nil {
			mode = *t.Mode
		}
		v.Quo(xs[0], step)
		v.SetInt(roundRational(v, mode))
		v.Mul(v, step)
	default:
		return nil, fmt.Errorf("%.20q is not an operator", string(t.Op))
	}
	return v, nil
}

// arity returns how many operands an operator takes; -1 is any number.
func arity(op Operator) (low, high int) {
	switch op {
	case OpDifference, OpMin, OpMax:
		return 1, -1
	case OpQuotient:
		return 2, 2
	case OpRound:
		return 1, 2
	default:
		return 0, -1
	}
}

// operands computes operands, lists spread out.
func (p *replay) operands(terms []Term, at scope) ([]*big.Rat, error) {
	out := make([]*big.Rat, 0, len(terms))
	for i := range terms {
		if list := terms[i].List; list != "" && terms[i].Op == "" && terms[i].Figure == "" && terms[i].Value == "" {
			xs, err := p.list(list, at)
			if err != nil {
				return nil, err
			}
			p.work += len(xs)
			if p.work > maxReplayWork {
				return nil, fmt.Errorf("it takes too much work")
			}
			out = append(out, xs...)
			continue
		}
		x, err := p.term(&terms[i], at)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// list computes the terms of a list.
func (p *replay) list(name string, at scope) ([]*big.Rat, error) {
	key := splitKey{list: name, unit: at.cur}
	if xs, ok := p.spread[key]; ok {
		return xs, nil
	}
	i, ok := p.lists[name]
	if !ok {
		return nil, fmt.Errorf("there is no list %s", name)
	}
	if p.open[name] {
		return nil, fmt.Errorf("the list %s is made of itself", name)
	}
	p.open[name] = true
	defer delete(p.open, name)
	l := &p.e.Lists[i]
	xs := make([]*big.Rat, len(l.Of))
	for k := range l.Of {
		x, err := p.term(&l.Of[k], scope{cur: at.cur})
		if err != nil {
			return nil, err
		}
		xs[k] = x
	}
	p.spread[key] = xs
	return xs, nil
}

// literal reads a number that stands in a term.
func literal(text string) (*big.Rat, error) {
	digits := strings.TrimPrefix(text, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	ok := len(text) <= maxLiteral && whole != "" && (!point || fraction != "")
	for _, c := range whole + fraction {
		ok = ok && '0' <= c && c <= '9'
	}
	if !ok {
		return nil, fmt.Errorf("%.40q is not a plain decimal", text)
	}
	v, ok := new(big.Rat).SetString(text)
	if !ok {
		return nil, fmt.Errorf("%.40q is not a plain decimal", text)
	}
	return v, nil
}

// minorUnit returns the smallest amount of a currency.
func minorUnit(c money.Currency) *big.Rat {
	den := int64(1)
	for range c.Digits() {
		den *= 10
	}
	return big.NewRat(1, den)
}

// ratText writes a number for people.
func ratText(r *big.Rat) string {
	if r.Num().BitLen() > 512 {
		return "a number of very many digits"
	}
	if text := r.FloatString(12); strings.Contains(text, ".") {
		return strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return r.RatString()
}
