/* SPDX-License-Identifier: MIT
 *
 * The rows of the program's own commands.
 */
#include "catalogue.h"

enum {
    REQUIRED = CLACHAN_PARAMETER_REQUIRED,
    POSITIONAL = CLACHAN_PARAMETER_POSITIONAL,
    REPEATED = CLACHAN_PARAMETER_REPEATED
};

/* What Lua may do to the machine; without these it reads and writes below this folder, and no more.
 */
#define LUA_OPTIONS                                                                                \
    {"read", CLACHAN_TAKES_FILE, 0, "DIR",                                                         \
     "let Lua read files below DIR; this folder without it"},                                      \
        {"write", CLACHAN_TAKES_FILE, 0, "DIR", "let Lua write files below DIR; likewise"},        \
        {"memory", CLACHAN_TAKES_NUMBER, 0, "MIB", "memory for Lua; 1024 MiB without it"},         \
        {"trace", CLACHAN_TAKES_SWITCH, 0, NULL, "show where an error came from, call by call"},   \
    {                                                                                              \
        NULL, CLACHAN_TAKES_TEXT, 0, NULL, NULL                                                    \
    }

static const clachan_parameter complete_parameters[] = {
    {"word", CLACHAN_TAKES_TEXT, POSITIONAL | REPEATED | CL_CATALOGUE_VERBATIM, "WORD",
     "what was typed behind 'clachan'; the last word, which may be empty, is completed"},
    {NULL, CLACHAN_TAKES_TEXT, 0, NULL, NULL}};

static const clachan_parameter eval_parameters[] = {
    {"lua", CLACHAN_TAKES_TEXT, REQUIRED | POSITIONAL, "LUA", "an expression or statements"},
    LUA_OPTIONS};

static const clachan_parameter help_parameters[] = {
    {"command", CLACHAN_TAKES_TEXT, POSITIONAL | REPEATED, "COMMAND", "its words, or the first"},
    {"man", CLACHAN_TAKES_SWITCH, 0, NULL, "the manual page of all commands, for man(1)"},
    {NULL, CLACHAN_TAKES_TEXT, 0, NULL, NULL}};

static const clachan_parameter prompt_parameters[] = {LUA_OPTIONS};

static const clachan_parameter run_parameters[] = {
    {"script", CLACHAN_TAKES_FILE, REQUIRED | POSITIONAL, "SCRIPT.lua", "a file of Lua"},
    {"argument", CLACHAN_TAKES_TEXT, POSITIONAL | REPEATED | CL_CATALOGUE_VERBATIM, "ARG",
     "what the script finds in its arguments, also when it looks like an option"},
    LUA_OPTIONS};

static const clachan_verb own[] = {
    {"complete", 0, complete_parameters, "Prints what could follow on a command line.",
     "The completions of the shells ask this: a line for each word, with what it means behind a "
     "tab, or ':files' where the name of a file is wanted.",
     "clachan complete -- school im"},
    {"eval", 0, eval_parameters,
     "Evaluates a line of Lua over the open database and prints the result.",
     "Lua sees what the prompt sees. Options stand before or after the line.",
     "clachan eval '2 + 2'"},
    {"help", 0, help_parameters, "Explains a command, with its options and an example.", NULL,
     "clachan help decide"},
    {"prompt", 0, prompt_parameters, "Opens the prompt: Lua over the open database.",
     "This is what `clachan` alone does. An entry that is not finished goes on at '..>'; an empty "
     "line "
     "gives it up. Tab completes names, Ctrl-C stops what runs, Ctrl-D leaves, and ':help' lists "
     "what "
     "else there is. What is piped in is read the same way, without a prompt.",
     "echo '2 + 2' | clachan"},
    {"run", 0, run_parameters, "Runs a Lua script over the open database.",
     "Options for clachan stand before the script; what follows it belongs to the script.",
     "clachan run tidy.lua"}};

static const cl_own kinds[] = {CL_OWN_COMPLETE, CL_OWN_EVAL, CL_OWN_HELP, CL_OWN_PROMPT,
                               CL_OWN_RUN};

enum { OWN = sizeof own / sizeof *own, PROMPT = 3 };

const clachan_verb *cl_catalogue_at(size_t index)
{
    size_t verbs = 0;
    const clachan_verb *verb = clachan_verb_at(index);

    if (verb != NULL)
        return verb;
    while (clachan_verb_at(verbs) != NULL)
        verbs++;
    return index - verbs < OWN ? &own[index - verbs] : NULL;
}

cl_own cl_catalogue_own(const clachan_verb *verb)
{
    for (size_t i = 0; i < OWN; i++)
        if (verb == &own[i])
            return kinds[i];
    return CL_OWN_NONE;
}

const clachan_verb *cl_catalogue_prompt(void)
{
    return &own[PROMPT];
}
