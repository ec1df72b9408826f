/* SPDX-License-Identifier: MIT
 *
 * Verbs with every kind of parameter.
 */
#include "fake_verbs.h"

#include <stddef.h>
#include <string.h>

#include "clachan.h"

enum {
    REQUIRED = CLACHAN_PARAMETER_REQUIRED,
    POSITIONAL = CLACHAN_PARAMETER_POSITIONAL,
    REPEATED = CLACHAN_PARAMETER_REPEATED
};

static const clachan_parameter decide[] = {
    {"dossier", CLACHAN_TAKES_FILE, REQUIRED | POSITIONAL | REPEATED, "DOSSIER",
     "a file; - is input"},
    {"stage", CLACHAN_TAKES_TEXT, 0, "STAGE", "judge up to this stage"},
    {"set", CLACHAN_TAKES_TEXT, REPEATED, "PARAM=VALUE", "assume a value"},
    {"trial", CLACHAN_TAKES_SWITCH, 0, NULL, "with rules on trial"},
    {NULL, CLACHAN_TAKES_TEXT, 0, NULL, NULL}};

static const clachan_parameter add[] = {
    {"name", CLACHAN_TAKES_TEXT, REQUIRED | POSITIONAL, "NAME", "what it is called"},
    {"structure", CLACHAN_TAKES_TEXT, REQUIRED, "STRUCTURE", "hub-and-spoke, broad-area or formal"},
    {NULL, CLACHAN_TAKES_TEXT, 0, NULL, NULL}};

static const clachan_parameter none[] = {{NULL, CLACHAN_TAKES_TEXT, 0, NULL, NULL}};

static const clachan_verb verbs[] = {
    {"cluster add", CLACHAN_VERB_NEEDS_STORE | CLACHAN_VERB_WRITES, add, "Forms a cluster.",
     "A cluster begins without schools.", "clachan cluster add 'Clyde and Zomba'"},
    {"cluster list", CLACHAN_VERB_NEEDS_STORE, none, "Lists the clusters.", NULL,
     "clachan cluster list"},
    {"decide", 0, decide, "Decides applications.", NULL, "clachan decide dossier.json"},
    {"rules check", 0, none, "Checks an edition.", NULL, "clachan rules check"}};

const clachan_verb *clachan_verb_at(size_t index)
{
    return index < sizeof verbs / sizeof *verbs ? &verbs[index] : NULL;
}

const clachan_verb *fake_verb(const char *name)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    return NULL;
}
