/* SPDX-License-Identifier: MIT
 *
 * All commands: the verbs of the library, and those that only a program can have, because they talk
 * to a terminal or run Lua for the person at it. All are rows of the same kind, so that help,
 * options and suggestions treat them alike.
 */
#ifndef CL_CATALOGUE_H
#define CL_CATALOGUE_H

#include <stddef.h>

#include "clachan.h"

/** Flag of a positional parameter of the program's own commands: what follows is taken as it is,
 * also when it begins with a dash. */
enum { CL_CATALOGUE_VERBATIM = 1 << 16 };

typedef enum cl_own {
    CL_OWN_NONE, /**< a verb of the library */
    CL_OWN_COMPLETE,
    CL_OWN_EVAL,
    CL_OWN_HELP,
    CL_OWN_PROMPT,
    CL_OWN_RUN
} cl_own;

/** Command `index`; NULL after the last. */
const clachan_verb *cl_catalogue_at(size_t index);
/** Which of the program's own commands a row is. */
cl_own cl_catalogue_own(const clachan_verb *verb);
/** The row of the prompt, which is also meant by a command line without words. */
const clachan_verb *cl_catalogue_prompt(void);

#endif
