/* SPDX-License-Identifier: MIT
 *
 * Looking up in the closed lists of lifecycle_lists.c.
 */
#include "lifecycle.h"

#include <string.h>

const cl_noun *cl_noun_find(cl_view name)
{
    for (const cl_noun *noun = cl_nouns; noun->name != NULL; noun++)
        if (cl_view_is(name, noun->name))
            return noun;
    return NULL;
}

const cl_noun *cl_noun_of_prefix(cl_view prefix)
{
    for (const cl_noun *noun = cl_nouns; noun->name != NULL; noun++)
        if (cl_view_is(prefix, noun->prefix))
            return noun;
    return NULL;
}

const cl_noun_fact *cl_noun_fact_find(const cl_noun *noun, const char *name)
{
    for (const cl_noun_fact *fact = noun->facts; fact->name != NULL; fact++)
        if (strcmp(fact->name, name) == 0)
            return fact;
    return NULL;
}

const cl_effect_row *cl_effect_find(const char *name)
{
    for (const cl_effect_row *row = cl_lifecycle_effects; row->name != NULL; row++)
        if (strcmp(row->name, name) == 0)
            return row;
    return NULL;
}

bool cl_words_hold_view(const char *words, cl_view word)
{
    while (words != NULL && *words != '\0') {
        size_t next = strcspn(words, " ");

        if (cl_view_equal((cl_view){words, next}, word))
            return true;
        words += next + (words[next] == ' ');
    }
    return false;
}

bool cl_words_hold(const char *words, const char *word)
{
    return cl_words_hold_view(words, cl_view_of(word));
}

static int declare(const cl_noun_fact *fact, cl_schema *schema, cl_error *e)
{
    cl_field field = {.name = fact->name, .kind = fact->kind, .about = fact->about};

    if (fact->kind == CL_FACT_TEXT || fact->kind == CL_FACT_DATE) {
        field.none_allowed = true; /* a reason that is not given, a date that is not set */
        field.absence = fact->kind == CL_FACT_TEXT ? CL_ABSENT_NONE : CL_ABSENT_UNKNOWN;
    }
    for (field.choices = fact->choices;
         fact->choices != NULL && fact->choices[field.choice_count] != NULL;)
        field.choice_count++;
    return cl_schema_add_field(schema, 0, &field, e);
}

int cl_noun_declare(const cl_noun *noun, cl_schema *schema, cl_error *e)
{
    int rc = 0;

    for (const cl_noun_fact *fact = noun->facts; rc == 0 && fact->name != NULL; fact++)
        rc = declare(fact, schema, e);
    return rc;
}
