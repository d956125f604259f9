// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

// Package plugintest proves that a plug-in keeps its contract. Each function
// takes the test it reports to and the plug-in, with requests that it can
// serve; everything reported names the rule that is broken.
//
//	func TestContract(t *testing.T) {
//		plugintest.TestCarrier(t, myCarrier, shipping.Request{ … })
//	}
//
// The embedded plug-ins are proven by it too.
package plugintest
