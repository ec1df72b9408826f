/* SPDX-License-Identifier: MIT
 *
 * What the tests of store/ share: a database in the test's folder and a few records in it.
 */
#ifndef CL_FIXTURE_H
#define CL_FIXTURE_H

#include <stdint.h>

#include "change.h"
#include "store.h"
#include "table.h"
#include "test_support.h"

/** Fails the test with the error's text unless `rc` is 0. */
void expect_ok(int rc, const cl_error *e);
/** Fails the test unless `rc` is `code` and the message holds `words`. */
void expect_error(int rc, int code, const cl_error *e, const char *words);

/** Somebody who acts on 20 April 2021. */
cl_author fixture_author(void);
/** Opens (makes) the database of this name in the test's folder. */
cl_store *fixture_open(const char *name);
/** As fixture_open(), of the failing disk when `vfs` is not NULL. */
int fixture_open_with(cl_store **out, const char *name, const char *vfs, cl_error *e);

/** Adds one record with an event of its own; returns its code. */
int fixture_try_add(cl_store *store, const cl_table *table, void *record, cl_error *e);
/** As fixture_try_add(), which has to work. Returns the id. */
int64_t fixture_add(cl_store *store, const cl_table *table, void *record);
int64_t fixture_school(cl_store *store, const char *name);
int64_t fixture_cluster(cl_store *store, const char *name);
int64_t fixture_application(cl_store *store, int64_t cluster);
int64_t fixture_revision(cl_store *store, int64_t application, int64_t n);

/** Runs SQL on the file from outside, past the store; a statement that fails, fails the test. */
void fixture_tamper(const char *name, const char *sql);
/** As fixture_tamper(), which may be refused: SQLite's code; `message` gets its words. */
int fixture_try_tamper(const char *name, const char *sql, char *message, size_t size);
/** One number from the file, asked from outside. */
int64_t fixture_number(const char *name, const char *sql);

/** Number of faults that verify finds; `text` (may be NULL) gets "kind seq records message" lines.
 */
int64_t fixture_verify(cl_store *store, char *text, size_t size);
/** Number of events. */
int64_t fixture_events(cl_store *store);

#endif
