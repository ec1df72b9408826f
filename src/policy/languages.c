/* SPDX-License-Identifier: MIT
 *
 * Words in other languages, and which there are to be translated.
 */
#include "languages.h"

#include <string.h>

#include "iso.h"
#include "suggest.h"

const char *cl_language_word(const cl_programme *programme, const char *language, const char *word)
{
    for (size_t i = 0; language != NULL && i < programme->translations.count; i++) {
        const cl_translation *t = cl_vec_at(&programme->translations, i);

        if (strcmp(t->language, language) == 0 && strcmp(t->word, word) == 0)
            return t->says;
    }
    return word;
}

const char *cl_rule_message_language(const cl_rule *rule, const char *language)
{
    for (size_t i = 0; language != NULL && i < rule->message_count; i++)
        if (strcmp(rule->messages[i].language, language) == 0)
            return rule->messages[i].language;
    return NULL;
}

/* ---- the words there are ---- */

static const char *const always[] = {
    "yes", "no",   "none", "not known", "January",   "February", "March",    "April",
    "May", "June", "July", "August",    "September", "October",  "November", "December"};

static int add(cl_vec *words, const char *word)
{
    return word == NULL ? 0 : cl_vec_add(words, &word);
}

static int add_field(cl_vec *words, const cl_field *field)
{
    int rc = add(words, field->unit);

    if (rc == 0)
        rc = add(words, field->one);
    if (rc == 0)
        rc = add(words, field->many);
    for (size_t i = 0; rc == 0 && i < field->choice_count; i++)
        rc = add(words, field->choices[i]);
    return rc;
}

/* Borrowed texts. */
static int collect(cl_vec *words, const cl_schema *schema)
{
    size_t countries;
    const cl_iso_country *country = cl_iso_countries(&countries);
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof always / sizeof *always; i++)
        rc = add(words, always[i]);
    for (size_t t = 0; t < schema->type_count; t++)
        for (size_t f = 0; rc == 0 && f < schema->types[t].field_count; f++)
            rc = add_field(words, &schema->types[t].fields[f]);
    for (size_t i = 0; rc == 0 && i < countries; i++)
        rc = add(words, country[i].name);
    return rc;
}

static bool holds(const cl_vec *words, const char *word)
{
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(*(const char *const *)cl_vec_at(words, i), word) == 0)
            return true;
    return false;
}

static void unknown_word(cl_programme *programme, const cl_vec *words, const cl_translation *t)
{
    const char *nearest = cl_suggest(cl_view_of(t->word), words->items, words->count);

    cl_findings_add(programme->tree.findings, t->file, t->line, NULL,
                    "language '%s': '%s' is no word that a fact can say%s%s%s", t->language,
                    t->word, nearest == NULL ? "" : "; did you mean '",
                    nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'?");
}

static bool is_second(const cl_programme *programme, size_t index)
{
    const cl_translation *t = cl_vec_at(&programme->translations, index);

    for (size_t i = 0; i < index; i++) {
        const cl_translation *other = cl_vec_at(&programme->translations, i);

        if (strcmp(other->language, t->language) == 0 && strcmp(other->word, t->word) == 0)
            return true;
    }
    return false;
}

void cl_languages_check(cl_programme *programme)
{
    cl_vec words = CL_VEC_INIT(const char *);

    if (programme->translations.count == 0)
        return;
    if (collect(&words, &programme->schema) != 0)
        programme->tree.failed = programme->tree.no_memory = true;
    for (size_t i = 0; !programme->tree.failed && i < programme->translations.count; i++) {
        const cl_translation *t = cl_vec_at(&programme->translations, i);

        if (!holds(&words, t->word))
            unknown_word(programme, &words, t);
        else if (is_second(programme, i))
            cl_findings_add(programme->tree.findings, t->file, t->line, NULL,
                            "language '%s': '%s' is translated twice", t->language, t->word);
    }
    cl_vec_clear(&words);
}
