/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: the schema, as the steps that lead to it. A step that was released is never
 * edited; a change is a new step.
 */
#ifndef CL_MIGRATIONS_H
#define CL_MIGRATIONS_H

#include "error.h"
#include "store.h"

/** Number of the newest schema. */
int cl_migrations_newest(void);
/** Brings an open database from its schema to the newest, each step in a transaction of its own. */
int cl_migrations_run(cl_store *store, cl_error *e);

#endif
