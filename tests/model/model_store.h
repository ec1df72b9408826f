/* SPDX-License-Identifier: MIT
 *
 * The database of a run, in memory. It outlives whoever works on it: what the process that is said
 * to be dead had not committed is undone, and the next one finds the rest. Nothing is opened anew,
 * because reading the schema would take longer than all that is under test.
 */
#ifndef CL_MODEL_STORE_H
#define CL_MODEL_STORE_H

#include "error.h"

/** Takes the database of that file for every run to come; from here on cl_store_open() gives it
 * out, whatever its path. Call model_store_reset() before it is used. */
int model_store_take(const char *path, cl_error *e);
/** Makes the database what the file was. Nobody may have it open. */
int model_store_reset(cl_error *e);
void model_store_free(void);

#endif
