/* SPDX-License-Identifier: MIT
 *
 * The arguments that all deciding verbs share: --programme, --stage, --set.
 */
#ifndef CL_DECIDE_REQUEST_H
#define CL_DECIDE_REQUEST_H

#include "decider.h"
#include "verb.h"

/** Rows for the table of parameters of a verb. */
#define CL_DECIDE_PARAMETERS                                                                       \
    {"programme", CL_TAKES_TEXT, 0, "ID[@EDITION]", "overrides what the dossier names"},           \
        {"stage", CL_TAKES_TEXT, 0, "form|apply|fund",                                             \
         "judge only up to this stage (fund when not given)"},                                     \
        {"language", CL_TAKES_TEXT, 0, "TAG",                                                      \
         "messages in this language, where the edition has them (en, cy)"},                        \
    {                                                                                              \
        "set", CL_TAKES_TEXT, CL_PARAMETER_REPEATED, "PARAM=VALUE",                                \
            "what-if on a parameter; marked in the output"                                         \
    }

/** A request with the memory that it points into. */
typedef struct cl_decide_input {
    cl_decide_request request;
    char *programme, *edition;
    cl_vec assumptions; /**< cl_assumption */
    cl_vec texts;       /**< char * */
} cl_decide_input;

/** Reads the arguments. CL_E_MISUSE for a stage that is none or a --set without '='. */
int cl_decide_input_read(cl_decide_input *input, const cl_arguments *arguments, cl_error *e);
void cl_decide_input_clear(cl_decide_input *input);
/** Splits "ID[@EDITION]" into two cl_malloc'd texts; `*edition` is NULL when there is none. */
int cl_split_edition(char **id, char **edition, const char *text, cl_error *e);

#endif
