/* SPDX-License-Identifier: MIT
 *
 * Running the tests of an edition: each decides a dossier and compares the decision with what it
 * expects.
 */
#ifndef CL_RULES_TEST_H
#define CL_RULES_TEST_H

#include "programme.h"
#include "session.h"
#include "verb.h"

/** Runs all tests of an edition: a row for each, a refusal for each that fails. 0, or a code when
 * testing itself could not go on. */
int cl_rules_test(cl_session *session, const cl_programme *programme, const cl_sink *sink,
                  cl_error *e);

#endif
