/* SPDX-License-Identifier: MIT
 *
 * Running the tests of an edition: each decides a dossier and compares the decision with what it
 * expects.
 */
#ifndef CL_RULES_TEST_H
#define CL_RULES_TEST_H

#include "decide.h"
#include "programme.h"
#include "session.h"
#include "verb.h"

/** Runs all tests of an edition: a row for each, a refusal for each that fails. 0, or a code when
 * testing itself could not go on. */
int cl_rules_test(cl_session *session, const cl_programme *programme, const cl_sink *sink,
                  cl_error *e);

/** Runs the tests of an edition again and again without telling: for what changes the edition. */
typedef struct cl_rules_tester cl_rules_tester;

/** Reads the tests once. Those that expect a refusal ask the session for the edition by its name:
 * it must be one that the session has loaded. */
int cl_rules_tester_open(cl_rules_tester **out, cl_session *session, const cl_programme *programme,
                         cl_error *e);
void cl_rules_tester_close(cl_rules_tester *tester);
/** `*pass`: every test passes. Ends at the first that fails. A test whose decision is an error
 * fails. */
int cl_rules_tester_pass(cl_rules_tester *tester, bool *pass, cl_error *e);

/** A decision of a test, with the evaluator that made it and still holds the dossier. */
typedef int cl_rules_visit(void *context, cl_evaluator *evaluator, const cl_decision *decision,
                           const cl_decide_options *options, cl_error *e);
/** Decides every test once and shows each decision, whether the test passes or not. */
int cl_rules_tester_visit(cl_rules_tester *tester, cl_rules_visit *visit, void *context,
                          cl_error *e);

#endif
