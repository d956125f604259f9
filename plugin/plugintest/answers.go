// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package plugintest

import (
	"testing"

	"github.com/go-ecom/ecom/fault"
	"github.com/go-ecom/ecom/plugin/fee"
	"github.com/go-ecom/ecom/plugin/shipping"
	"github.com/go-ecom/ecom/plugin/tax"
	"github.com/go-ecom/ecom/plugin/validation"
)

// TestCarrier proves a carrier with requests of the test's choice. The carrier
// may refuse a request, but only with one of the platform's codes.
func TestCarrier(t testing.TB, c shipping.Carrier, requests ...shipping.Request) {
	t.Helper()
	for _, r := range requests {
		resp, err := stable(t, "GetShippingRates", r, func(r shipping.Request) (shipping.Response, error) {
			return c.GetShippingRates(t.Context(), r)
		})
		if err == nil {
			if bad := shipping.Check(r, resp); bad != nil {
				t.Errorf("GetShippingRates: an answer must be one that a shop can work with: %v", bad)
			}
			continue
		}
		switch fault.Code(err) {
		case shipping.CodeMissingPostalCode, shipping.CodeInvalidPostalCode, shipping.CodePartialAddress, shipping.CodeGenericError:
		default:
			t.Errorf("GetShippingRates: a refusal must have one of the platform's codes: %v", err)
		}
	}
}

// TestCalculator proves a tax calculator with requests of the test's choice,
// which it must be able to serve.
func TestCalculator(t testing.TB, c tax.Calculator, requests ...tax.Request) {
	t.Helper()
	call := func(r tax.Request) (tax.Response, error) { return c.CalculateTax(t.Context(), r) }
	for _, r := range requests {
		resp, err := stable(t, "CalculateTax", r, call)
		if err == nil {
			err = tax.Check(r, resp)
		}
		if err != nil {
			t.Errorf("CalculateTax: an answer must be one that a shop can work with: %v", err)
		}
		if len(r.LineItems) == 0 {
			continue
		}
		bad := r
		bad.LineItems = append([]tax.LineItem(nil), r.LineItems...)
		bad.LineItems[0].AddressIndex = tax.Single(len(r.Addresses))
		if _, err := call(bad); fault.Code(err) != tax.CodeInvalidAddressIndex {
			t.Errorf("CalculateTax: an address index that points to no address is %s: got %v", tax.CodeInvalidAddressIndex, err)
		}
	}
}

// TestFees proves a fee provider with requests of the test's choice, which it
// must be able to serve.
func TestFees(t testing.TB, p fee.Provider, requests ...fee.Request) {
	t.Helper()
	for _, r := range requests {
		resp, err := stable(t, "CalculateAdditionalFees", r, func(r fee.Request) (fee.Response, error) {
			return p.CalculateAdditionalFees(t.Context(), r)
		})
		if err == nil {
			err = fee.Check(r, resp)
		}
		if err != nil {
			t.Errorf("CalculateAdditionalFees: an answer must be one that a shop can work with: %v", err)
		}
	}
}

// TestValidator proves a validator with requests of the test's choice, which it
// must be able to serve.
func TestValidator(t testing.TB, p validation.Provider, requests ...validation.Request) {
	t.Helper()
	for _, r := range requests {
		resp, err := stable(t, "GetValidationViolations", r, func(r validation.Request) (validation.Response, error) {
			return p.GetValidationViolations(t.Context(), r)
		})
		if err == nil {
			err = validation.Check(resp)
		}
		if err != nil {
			t.Errorf("GetValidationViolations: an answer must be one that a shop can work with: %v", err)
		}
	}
}
