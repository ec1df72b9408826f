/* SPDX-License-Identifier: MIT
 *
 * The facts of one record and one event, as the guards of a machine see them: set by name, unknown
 * until then. What a dossier is to an edition, made without JSON. One thread's; it points into
 * itself, so it is never copied.
 */
#ifndef CL_MACHINE_CASE_H
#define CL_MACHINE_CASE_H

#include "machine.h"

enum { CL_CASE_FIELDS = 64 };

typedef struct cl_case {
    const cl_machine *machine;
    cl_dossier dossier;
    cl_evaluator evaluator;
    cl_fact facts[CL_CASE_FIELDS];
    cl_record record;
} cl_case;

/** All facts unknown but the day. Cleared with cl_case_clear(), also after a failure. CL_E_MEMORY,
 * CL_E_LIMIT (the noun has too many facts). */
int cl_case_open(cl_case *c, const cl_machine *machine, cl_date today, cl_error *e);
void cl_case_clear(cl_case *c);
/** Each sets one fact, which the noun must have. */
void cl_case_yes(cl_case *c, const char *fact, bool value);
void cl_case_day(cl_case *c, const char *fact, cl_date day);
void cl_case_text(cl_case *c, const char *fact, cl_view text);
/** CL_E_INVALID when it is none of the choices. */
int cl_case_choice(cl_case *c, const char *fact, cl_view word, cl_error *e);
void cl_case_none(cl_case *c, const char *fact);
/** The facts set so far hold from here on; call it before a guard is asked. */
void cl_case_begin(cl_case *c, cl_error *e);
/** Bit f: a guard below `node` asks field f of the record. */
uint64_t cl_machine_asks(const cl_machine *machine, cl_node node);

#endif
