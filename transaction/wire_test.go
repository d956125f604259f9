// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package transaction_test

import (
	"testing"

	"github.com/go-ecom/ecom/internal/wiretest"
	"github.com/go-ecom/ecom/transaction"
)

func TestSamplesComeBack(t *testing.T) {
	t.Parallel()
	const giftCardID = "not declared; giftCardPaymentId says it"
	for _, tt := range []struct {
		file   string
		path   []string
		except map[string]string
	}{
		{"transactions-add-payments.json", []string{"request", "body"}, nil},
		{"transactions-add-payments.json", []string{"response", "orderTransactions"}, map[string]string{
			"payments[].giftcardPaymentDetails.giftCardId": giftCardID,
		}},
		{"transactions-list-single.json", []string{"response", "orderTransactions"}, map[string]string{
			"payments[].giftcardPaymentDetails.giftCardId": giftCardID,
		}},
	} {
		t.Run(tt.file+" "+tt.path[0], func(t *testing.T) {
			t.Parallel()
			wiretest.RoundTrip(t, wiretest.Member(t, "testdata/"+tt.file, tt.path...), &transaction.OrderTransactions{}, tt.except)
		})
	}
}
