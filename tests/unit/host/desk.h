/* SPDX-License-Identifier: MIT
 *
 * A desk at which verbs are run in tests: a session over a database in the test's folder, one
 * command a call, and what it said.
 */
#ifndef CL_DESK_H
#define CL_DESK_H

#include "session.h"
#include "test_support.h"

typedef struct desk {
    cl_session *session;
    cl_text rows;    /* JSON, a line each */
    cl_text texts;   /* what people would read */
    cl_text refused; /* "FILE:LINE: PATH: MESSAGE", a line each; the verb's own error as well */
    cl_text notes;
    size_t row_count;
} desk;

/** Opens a session on 20 April 2021 by "ann", with the programmes that ship and those in the test's
 * folder. `dry_run` as the option. */
void desk_open(desk *d, bool dry_run);
/** As desk_open(), which may fail. */
int desk_try_open(desk *d, bool dry_run);
/** As desk_open(), on another day. */
void desk_open_on(desk *d, const char *today);
/** As desk_open(), in another person's name; may fail. */
int desk_try_as(desk *d, const char *actor);
int desk_try_as_on(desk *d, const char *actor, const char *today);
/** Goes on in another person's name. */
void desk_as(desk *d, const char *actor);
/** Opens a session that looks at the past; either may be NULL. */
int desk_try_past(desk *d, const char *as_of, const char *known_at);
void desk_close(desk *d);

/**
 * Runs a verb. `line` is NAME=VALUE pairs after the verb's name, separated by '|':
 * "school add|name=Zomba Primary|country=MW". Returns its code; what it said replaces what was
 * there.
 */
int desk_try(desk *d, const char *line);
/** As desk_try(), which has to work. */
void desk_run(desk *d, const char *line);
/** As desk_try(), which has to be refused with `code` and say `words`. */
void desk_refuse(desk *d, const char *line, int code, const char *words);
/** Fails unless the rows of the last verb hold `words`. */
void desk_expect(const desk *d, const char *words);

/** Two schools at home and two overseas as CLU-1, paired, with co-ordinator and self-evaluations.
 */
void desk_form_cluster(desk *d);
/** Cluster and application APP-1 in a database that is made; it is under review. Not one event is
 * by "ann", so that she may decide. */
void desk_form_review(void);
/** As desk_form_review(), and on: AWD-1, whose INS-1 is paid; VAR-1 is submitted, CLB-1 is being
 * recovered, CLB-2 is proposed, ACC-1 is earned. Still nothing is by "ann". */
void desk_form_award(void);

#endif
