/* SPDX-License-Identifier: MIT
 *
 * What is on record of one person: values that stand apart, the records that name them, and what
 * still needs them. Roles on a day.
 */
#ifndef CL_PEOPLE_H
#define CL_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "change.h"
#include "date.h"
#include "error.h"
#include "records.h"
#include "store.h"

/** A personal value. Texts live in the arena; bytes that are no text come as they are. */
typedef struct cl_personal {
    int64_t id;
    cl_view subject; /**< record that holds it: COO-1 */
    cl_view field;
    cl_view value; /**< empty: erased */
} cl_personal;

/**
 * Values of a person: those of their record, those of records that refer to it, and every other
 * value in which their name or their way of contact stands (an application's answers, a stored
 * request). In order of number.
 */
int cl_person_values(cl_personal **out, size_t *count, cl_arena *arena, cl_store *store,
                     const cl_person *person, cl_error *e);

/** The personal values that an event refers to, erased ones (empty) as well, and the record that it
 * is about. Texts live in the arena. CL_E_NOT_FOUND: there is no such event. */
int cl_event_values(cl_personal **out, size_t *count, cl_view *entity, cl_arena *arena,
                    cl_store *store, int64_t seq, cl_error *e);

/** "COO-1 (co-ordinator's post)": what refers to a person and is not over on the day. Texts live in
 * the arena. */
int cl_person_ties(const char ***out, size_t *count, cl_arena *arena, cl_store *store,
                   int64_t person, cl_date on, cl_error *e);

/** People whose time to be kept is over and for whom no purpose is left on the day, who are not
 * erased yet. */
int cl_person_due(cl_person **out, size_t *count, cl_arena *arena, cl_store *store, cl_date on,
                  cl_error *e);

/** Does a person hold a role on a day, for everything or for this scope ("CLU-3", a programme)? */
int cl_role_held(bool *out, cl_store *store, int64_t person, const char *role, const char *scope,
                 cl_date on, cl_error *e);

/** Was this role (NULL: any) ever granted to anybody? */
int cl_roles_granted(bool *out, cl_store *store, const char *role, cl_error *e);
/** Grants of `role` over everything that begin by the day and have no end, but for the grant
 * `except`. */
int cl_roles_lasting(int64_t *out, cl_store *store, const char *role, cl_date on, int64_t except,
                     cl_error *e);

/** The person whose account on this computer has that name; CL_E_NOT_FOUND. */
int cl_person_of_account(int64_t *out, cl_store *store, const char *account, cl_error *e);

/** Was a personal value of a record erased ("DEC-4", "facts")? A value that is gone otherwise is
 * what verify finds. */
int cl_person_value_erased(bool *out, cl_store *store, const char *subject, const char *field,
                           cl_error *e);

/** Appends what was erased, a JSON object a line: {"field","id","subject"}. It stands beside each
 * backup, so that an older one does not bring people back. */
int cl_erased_print(cl_text *out, cl_store *store, cl_error *e);
/** Erases again, in this (older) database, what such lines name and is there; one event. `*count`
 * says how many. Inside a transaction. CL_E_INVALID (no such lines). */
int cl_erased_apply(size_t *count, cl_store *store, const cl_author *author, cl_view lines,
                    const char *name, cl_error *e);

/** Empties the write-ahead log into the file, where erased bytes are overwritten with zeroes.
 * Outside transactions. */
int cl_people_forget(cl_store *store, cl_error *e);

#endif
