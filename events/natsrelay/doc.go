// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package natsrelay hands the events of a shop to NATS JetStream: a durable
// subscription publishes each and is done with it when the broker has stored it.
//
//	nc, err := nats.Connect(url, nats.MaxReconnects(-1))
//	js, err := jetstream.New(nc)
//	cancel, err := natsrelay.Subscribe(shop.Events, js, natsrelay.Config{
//		Stream: &jetstream.StreamConfig{Name: "SHOP"}, // made when it is missing
//	})
//	err = shop.Run(ctx)
//
// What is published, for an event of type wix.ecom.v1.order_approved:
//
//   - Subject: "ecom.main.wix.ecom.v1.order_approved.7d0c…": Config.Prefix,
//     Config.Site, the type, the id of the entity. Each byte of them that is no
//     letter, digit, "-" or "_" of ASCII is written as "%" and two hexadecimal
//     digits, but for the dots of the type; what is empty is "%".
//   - Body: the platform's domain event as JSON, which events.Envelope reads.
//   - Headers: Nats-Msg-Id is the event's id, by which the stream drops what comes
//     twice within its window (StreamConfig.Duplicates); Ecom-Type, Ecom-Entity
//     (the kind), Ecom-Entity-Id (as in the subject), Ecom-Sequence, Ecom-Time
//     (RFC 3339).
//
// Events of one entity are stored in their order, each at least once: an answer
// that was lost for longer than the window makes a second one. While the broker
// is away nothing is given up, however long that takes: events stay in the log of
// the shop. What can never be published, because it is larger than the broker
// takes, goes to the dead letters of the subscription.
package natsrelay
