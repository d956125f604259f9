// SPDX-FileCopyrightText: The ecom authors
// SPDX-License-Identifier: Apache-2.0

package shopfile_test

import _ "time/tzdata" // tests of time zones run on machines without a database of them, too
