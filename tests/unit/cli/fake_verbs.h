/* SPDX-License-Identifier: MIT
 *
 * A few verbs for tests of the program, in place of the library's.
 */
#ifndef CL_FAKE_VERBS_H
#define CL_FAKE_VERBS_H

#include "clachan.h"

/** The fake verb of that name; clachan_verb_at() gives all of them, in the order of names. */
const clachan_verb *fake_verb(const char *name);

#endif
