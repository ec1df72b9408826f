/* SPDX-License-Identifier: MIT
 *
 * What could follow on a command line that is being typed: what the completions of the shells ask
 * for. Made from the verbs' rows, so that a shell never offers what the program does not take.
 */
#ifndef CL_COMPLETION_H
#define CL_COMPLETION_H

#include "buffer.h"

/** What stands in place of names where the name of a file is wanted: the shell knows those. */
#define CL_COMPLETION_FILES ":files"

/**
 * Appends a line for each word that could stand in place of the last one: the word, a tab, and what
 * it means.
 *
 * @param words  what was typed behind the name of the program; the last, which may be empty, is the
 *               one to complete
 *
 * Example: the words "school", "im" give "import\tReads a register of schools.\n".
 */
void cl_completion(cl_buffer *out, int count, char **words);

#endif
