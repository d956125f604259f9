// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package query is the platform's language of filters, sorting and cursors.
//
// Each kind of entity declares once, in a Schema, which fields can be asked for
// with which operators and which indexes its records have; Define makes a
// Language of it. A Language turns the body of a request into a Query: it names
// every violation at once, or opens the cursor of an earlier answer. The Query
// matches and compares records, plans which index to read, and makes the cursors
// of its answer. Run does all of that over any source of records.
//
// # Filters
//
// A filter is a JSON object. Its members are all required: {"status":
// "APPROVED", "archived": false}. A member's value is what the field must be
// equal to, or an object with one operator:
//
//	$eq $ne $gt $gte $lt $lte   compare; {"$eq": null} means missing
//	$in $nin                    equal to one of a list, or to none
//	$startsWith $contains       of texts, whatever their case
//	$exists                     true: there is a value, and it is not null
//	$isEmpty                    true: missing, or an empty text or list
//	$hasAll $hasSome            of lists: all, or at least one, of these
//
// $and and $or take lists of filters, $not takes one filter (or a list: not all
// of them). Two operators in one object are refused, as the platform does, unless
// the Schema allows them.
//
// What a field without a value satisfies: $ne, $nin, $exists false, $isEmpty
// true, and equality with null. It is never less than, greater than or equal to
// anything else. A field with several values (one for each line, say) is equal
// to, or greater than, a single value when one of its values is; $ne and $nin
// are the exact opposites of $eq and $in. A list as operand of $eq must be equal
// to all its values, in their order.
//
// Texts compare byte by byte, after folding to lower case where the Schema says
// so. Numbers are exact, whether written as JSON numbers or as texts. Moments
// are ISO 8601 texts, compared to the microsecond.
//
// # Plans
//
// Query.Plan makes ranges of indexes out of what all records must satisfy:
// $eq, $in, $hasSome and $hasAll fix the first fields of an index, comparisons
// and $startsWith (of fields without case) bound the next one, $ne and $nin of
// an enum leave its other values, and $or is read branch by branch. An index
// that has the order asked for is read until the page is full, others to the
// end of their ranges, and all ways that may turn out best in turns. Which
// records a page has does not depend on the plan. A query for which every way
// needs more than Schema.MaxScan records is a *MissingIndexError that says what
// to index or to filter by.
package query
