// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
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
// gives the present format, as JSON, which nobody checks; decode is told the
// format that data was written in, after the upgrades, if there are any.
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

// check panics when half a codec was declared, or a format that nothing reads.
func (c *codec[T]) check(kind string) {
	if (c.encode == nil) != (c.decode == nil) {
		panic(fmt.Sprintf("store: kind %q has half a codec", kind))
	}
	for from := 1; from < c.format && c.decode == nil; from++ {
		if c.upgrade[from] == nil {
			panic(fmt.Sprintf("store: kind %q has no upgrade from format %d", kind, from))
		}
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
	// As json.Marshal of an envelope, which would read the entity once more.
	data := make([]byte, 0, len(entity)+len(`{"format":,"entity":}`)+20)
	data = strconv.AppendInt(append(data, `{"format":`...), int64(c.format), 10)
	return append(append(append(data, `,"entity":`...), entity...), '}'), nil
}

// openEnvelope reads an envelope. One that marshal wrote is taken apart where its parts
// meet, without reading the entity, which whoever decodes it does anyway.
func openEnvelope(data []byte) (envelope, error) {
	if head, entity, ok := bytes.Cut(data, []byte(`,"entity":`)); ok && bytes.HasSuffix(entity, []byte("}")) {
		number, ok := bytes.CutPrefix(head, []byte(`{"format":`))
		if format, err := strconv.Atoi(string(number)); ok && err == nil {
			return envelope{format, entity[:len(entity)-1]}, nil
		}
	}
	var env envelope
	err := json.Unmarshal(data, &env)
	return env, err
}

func (c *codec[T]) unmarshal(data []byte) (*T, error) {
	env, err := openEnvelope(data)
	if err != nil {
		return nil, err
	}
	if env.Format > c.format {
		return nil, fmt.Errorf("stored in format %d by a newer version; this one reads up to %d", env.Format, c.format)
	}
	if env.Format < 1 || len(env.Entity) == 0 {
		return nil, errors.New("not a stored document: it has no format or no entity")
	}
	entity := []byte(env.Entity)
	for env.Format < c.format {
		up, ok := c.upgrade[env.Format]
		if !ok {
			break
		}
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
