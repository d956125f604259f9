// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"encoding/json"
	"fmt"
)

// codec is how a kind's records are stored where they are stored as bytes:
// {"format":1,"entity":…}.
type codec[T any] struct {
	format  int
	encode  func(*T) ([]byte, error)
	decode  func(format int, data []byte) (*T, error)
	upgrade map[int]func(data []byte) ([]byte, error)
}

type envelope struct {
	Format int             `json:"format"`
	Entity json.RawMessage `json:"entity"`
}

// Codec declares how records are encoded, instead of by encoding/json. encode
// gives the present format, as JSON; decode is told the format that data was
// written in, after the upgrades, if there are any.
func Codec[T any](encode func(*T) ([]byte, error), decode func(format int, data []byte) (*T, error)) Option[T] {
	return func(d *declaration[T]) { d.codec.encode, d.codec.decode = encode, decode }
}

// Upgrade declares how data of an older format becomes data of the next one.
// Upgrades apply one after the other, up to the present format.
func Upgrade[T any](from int, fn func(data []byte) ([]byte, error)) Option[T] {
	return func(d *declaration[T]) {
		if d.codec.upgrade == nil {
			d.codec.upgrade = make(map[int]func([]byte) ([]byte, error))
		}
		if _, ok := d.codec.upgrade[from]; ok || from < 1 || from >= d.codec.format {
			panic(fmt.Sprintf("store: kind %q cannot have an upgrade from format %d", d.kind, from))
		}
		d.codec.upgrade[from] = fn
	}
}

// check panics when half a codec was declared.
func (c *codec[T]) check(kind string) {
	if (c.encode == nil) != (c.decode == nil) {
		panic(fmt.Sprintf("store: kind %q has half a codec", kind))
	}
}

func (c *codec[T]) marshal(v *T) ([]byte, error) {
	var entity []byte
	var err error
	if c.encode != nil {
		entity, err = c.encode(v)
	} else {
		entity, err = json.Marshal(v)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(envelope{Format: c.format, Entity: entity})
}

func (c *codec[T]) unmarshal(data []byte) (*T, error) {
	var env envelope
	if err := json.Unmarshal(data, &env); err != nil {
		return nil, err
	}
	if env.Format > c.format {
		return nil, fmt.Errorf("stored in format %d by a newer version; this one reads up to %d", env.Format, c.format)
	}
	entity := []byte(env.Entity)
	for env.Format < c.format {
		up, ok := c.upgrade[env.Format]
		if !ok {
			break
		}
		var err error
		if entity, err = up(entity); err != nil {
			return nil, fmt.Errorf("upgrade from format %d: %w", env.Format, err)
		}
		env.Format++
	}
	if c.decode != nil {
		return c.decode(env.Format, entity)
	}
	v := new(T)
	if err := json.Unmarshal(entity, v); err != nil {
		return nil, err
	}
	return v, nil
}
