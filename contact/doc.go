// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package contact holds the value types that people are made of: postal
// addresses, contact details, who buys and who created something.
//
// The JSON of every type is the platform's wire form; older member names
// (addressLine1, location, formatted) are read too. Validate methods take the
// path of the value in the request and record every rule that it breaks.
// Methods with pointer receivers accept nil, which stands for an absent member:
// it clones to nil and breaks no rule.
package contact
