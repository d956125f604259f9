// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package delivery keeps where a shop delivers to, and for how much: delivery
// profiles with their regions and carriers, shipping options with conditional
// rates, pickup locations and local delivery.
//
// A delivery profile belongs to goods: an item names one, and those that name
// none, or one that is gone, belong to the default profile. A profile has
// regions, made of countries and their subdivisions; a region without
// destinations is the rest of the world. In a region goods are brought by its
// carriers: the shop's own, whose rates are the options kept here, and those of
// the shop's configuration. A region adds charges to what a carrier asks, and
// has a backup rate for when it asks nothing.
//
// A shop that has no profile yet has no regions either: all its carriers are
// asked about everything. From the first one on, only what a region offers is
// offered. Changes hold from the next calculation on, in every process.
//
// Only administrators reach the services of this package, unless a method says
// otherwise. Changes are idempotent by key.
package delivery
