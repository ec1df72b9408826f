/* SPDX-License-Identifier: MIT
 *
 * A session that looks at the past: which moment or day is asked for, and the database of then in
 * place of the one of now.
 */
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "ids.h"
#include "people.h"
#include "query.h"
#include "session_parts.h"

enum { A_SECOND = 1000, A_DAY = 24 * 60 * 60 * A_SECOND };

/* "T09:30:00Z" as milliseconds to the end of that second. */
static bool read_time(int64_t *out, const char *text)
{
    int part[3], end = 0;

    if (sscanf(text, "T%2d:%2d:%2dZ%n", &part[0], &part[1], &part[2], &end) != 3 ||
        text[end] != '\0' || part[0] > 23 || part[1] > 59 || part[2] > 59 || part[0] < 0 ||
        part[1] < 0 || part[2] < 0)
        return false;
    *out = (((int64_t)part[0] * 60 + part[1]) * 60 + part[2] + 1) * A_SECOND - 1;
    return true;
}

/* "412", "2021-04-20" (to its end) or "2021-04-20T09:30:00Z". */
static int read_moment(cl_past *past, const char *text, cl_error *e)
{
    size_t length = strlen(text);
    int64_t time = A_DAY - 1;
    cl_date day;

    if (length > 0 && length < 18 && strspn(text, "0123456789") == length) {
        for (const char *at = text; *at != '\0'; at++)
            past->seq = past->seq * 10 + (*at - '0');
        if (past->seq > 0)
            return 0;
    }
    if (length >= 10 && cl_date_parse(&day, (cl_view){text, 10}, NULL) == 0 &&
        (length == 10 || read_time(&time, text + 10))) {
        past->at = (int64_t)day * A_DAY + time;
        return 0;
    }
    return cl_fail(e, CL_E_MISUSE,
                   "--known-at takes the number of an event, a day or a time such as "
                   "2021-04-20T09:30:00Z; found '%s'",
                   text);
}

int cl_session_set_past(cl_session *session, const cl_session_options *options, cl_error *e)
{
    int rc = 0;

    session->past = (cl_past)CL_PAST_INIT;
    session->in_past = options->as_of != NULL || options->known_at != NULL;
    if (options->known_at != NULL)
        rc = read_moment(&session->past, options->known_at, e);
    if (rc == 0 && options->as_of != NULL) {
        rc = cl_date_parse(&session->past.as_of, cl_view_of(options->as_of), e);
        session->today = session->past.as_of;
        if (rc != 0)
            cl_error_place(e, NULL, 0, "as-of");
    }
    return rc;
}

/* "PER-7" must be somebody; a user of this computer who is on record acts as that person, so that
 * the log holds an id and no name. Anybody else acts under the name given. */
int cl_session_find_actor(cl_session *session, cl_error *e)
{
    cl_arena arena = CL_ARENA_INIT;
    char id[CL_ID_TEXT], *copy;
    cl_person person;
    int64_t number;
    int rc;

    if (cl_view_starts(cl_view_of(session->actor), "PER-")) {
        rc = cl_id_parse(&number, cl_table_person.prefix, cl_view_of(session->actor), e);
        if (rc == 0)
            rc = cl_record_get(&person, &arena, session->store, &cl_table_person, number, e);
        if (rc == 0 && person.erased.known)
            rc = cl_fail(e, CL_E_MISUSE, "%s was erased, and acts no more", session->actor);
        cl_arena_clear(&arena);
        return rc == CL_E_NOT_FOUND || rc == CL_E_INVALID
                   ? cl_fail(e, CL_E_MISUSE, "--as %s: nobody on record has this id",
                             session->actor)
                   : rc;
    }
    rc = cl_person_of_account(&number, session->store, session->actor, NULL);
    if (rc == CL_E_NOT_FOUND)
        return 0;
    if (rc != 0)
        return cl_fail(e, rc, "the acting person cannot be looked up");
    cl_id_format(id, cl_table_person.prefix, number);
    copy = cl_strdup(id);
    if (copy == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    cl_free(session->actor);
    session->actor = copy;
    return 0;
}

int cl_session_go_back(cl_session *session, cl_error *e)
{
    cl_store *past = NULL;
    int rc = cl_past_open(&past, session->store, &session->past, e);

    cl_store_close(session->store);
    session->store = past;
    return rc;
}
