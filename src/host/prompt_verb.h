/* SPDX-License-Identifier: MIT
 *
 * A command of the program, typed at the prompt behind a colon: ":cluster list", ":why visits",
 * ":near --to 6000.00". It becomes a call of Lua, so that its rows are shown, and kept in `_`, as
 * those of every other call.
 */
#ifndef CL_PROMPT_VERB_H
#define CL_PROMPT_VERB_H

#include "error.h"
#include "text.h"
#include "vec.h"
#include "verb.h"

/** What the prompt knows and a command need not be told again. NULL: nothing. */
typedef struct cl_prompt_given {
    const char *dossier;   /**< for a command that takes one, where too few values are typed */
    const char *programme; /**< ID[@EDITION] for a command about editions, or that takes one */
    const cl_vec *sets;    /**< cl_assumption, for a command that takes --set */
} cl_prompt_given;

/**
 * Appends the call that `line`, a command line without colon, means.
 *
 * @return 0; CL_E_NOT_FOUND: `line` does not begin with the words of a command; CL_E_MISUSE: a
 * quote without its end, an option that is none or has no value (the message says which was meant)
 *
 * Example: `school list --town "Port Glasgow"` becomes
 * (clachan.school_list { ["town"] = "Port Glasgow", }).
 */
int cl_prompt_verb(cl_text *call, cl_view line, const cl_prompt_given *given, cl_error *e);

/** The name of the command that `line` was probably meant to begin with; NULL when none is near. */
const char *cl_prompt_verb_nearest(cl_view line);

/**
 * Adds what could stand in place of the last word of `line`: words of commands, and options. Names
 * are cl_malloc'd, as those of cl_console_complete(); `*from` is where the last word begins.
 */
int cl_prompt_verb_complete(cl_vec *names, size_t *from, cl_view line, cl_error *e);

#endif
