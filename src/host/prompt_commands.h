/* SPDX-License-Identifier: MIT
 *
 * The commands of the prompt that begin with ':'. A table of names, each with its help; everything
 * else at the prompt is Lua. Knows no terminal.
 */
#ifndef CL_PROMPT_COMMANDS_H
#define CL_PROMPT_COMMANDS_H

#include <stdbool.h>

#include "console.h"
#include "decider.h"
#include "session.h"
#include "text.h"
#include "vec.h"

/** What the prompt remembers between entries. */
typedef struct cl_prompt {
    cl_session *session;
    char *programme, *edition; /**< of :programme; NULL: as the dossier says */
    cl_text dossier;           /**< text of :dossier */
    char *dossier_name;
    cl_vec assumptions; /**< cl_assumption of :with */
    cl_vec texts;       /**< char *: their texts */
    bool done;          /**< :quit */
} cl_prompt;

void cl_prompt_init(cl_prompt *prompt, cl_session *session);
void cl_prompt_clear(cl_prompt *prompt);
/** Runs one command. Appends what is to be shown. */
int cl_prompt_command(cl_prompt *prompt, cl_console *console, cl_text *out, cl_view entry,
                      cl_error *e);
/** Names of commands that begin like `line`; as cl_console_complete(). */
int cl_prompt_complete(cl_prompt *prompt, cl_vec *names, size_t *from, cl_view line, cl_error *e);

#endif
