// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package archtest

// rows are the packages of the root module, from top to bottom, by their path
// within the module; "" is the root package. A package imports only from rows
// below its own.
//
// A new package is put here on purpose: one that is in no row fails the test.
var rows = [][]string{
	{"cmd/ecom"},
	{"rest"},
	{"shopfile"},
	{"ecomtest/crashtest"},
	{"ecomtest"},
	{""},
	{"checkout", "recommend"},
	{"fulfillment", "transaction", "tips"},
	{"order"},
	{"cart", "taxes", "pricing/lab"},
	{"pricing"},
	{"discount", "delivery"},
	{"plugin/payment/paymenttest", "plugin/plugintest"},
	{"plugin/catalog", "plugin/shipping", "plugin/tax", "plugin/currency", "plugin/fee", "plugin/payment", "plugin/giftcard", "plugin/membership", "plugin/validation", "plugin/trigger", "plugin/discounts"},
	{"plugin"},
	{"internal/registry"},
	{"internal/service"},
	{"events", "internal/search"},
	{"store/memstore", "store/storetest"},
	{"store"},
	{"store/driver"},
	{"query"},
	{"contact"},
	{"item"},
	{"internal/prices", "internal/codetest", "internal/wiretest", "internal/clonetest", "internal/strictjson", "internal/decimals"},
	{"money", "bulk"},
	{"fault", "actor", "patch", "idempotency", "internal/ptr", "internal/jsonkind", "internal/ability"},
	// Programs and checks of the repository itself, imported by nobody.
	{"internal/archtest", "internal/cldrgen", "internal/isogen"},
}

// thirdParty is what shipped packages may import beside the standard library.
var thirdParty = []string{
	"github.com/google/uuid",
	"github.com/shopspring/decimal",
}

// testThirdParty is what tests may import beside that.
var testThirdParty = []string{
	"github.com/google/go-cmp/cmp",
	"github.com/google/go-cmp/cmp/cmpopts",
	"pgregory.net/rapid",
}

// testPackages are those that may import package testing: what tests of users
// and of those who implement a contract import, and nothing else.
var testPackages = []string{"ecomtest", "ecomtest/crashtest", "internal/clonetest", "internal/codetest", "internal/wiretest", "plugin/plugintest", "store/storetest"}
