/* SPDX-License-Identifier: MIT
 *
 * rules words: what may be written in an edition, with an example of each word.
 */
#include "handbook.h"
#include "suggest.h"
#include "verb.h"

enum { WORDS = 256 };

static void print_json(cl_text *out, const cl_handbook_word *word)
{
    const struct {
        const char *key, *value;
    } members[] = {{"word", word->name},   {"place", word->place}, {"takes", word->takes},
                   {"gives", word->gives}, {"brief", word->brief}, {"example", word->example}};

    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        cl_text_format(out, "%s\"%s\": ", i == 0 ? "{" : ", ", members[i].key);
        cl_text_add_json(out, cl_view_of(members[i].value));
    }
    cl_text_add_char(out, '}');
}

static void print_whole(cl_text *out, const cl_handbook_word *word)
{
    cl_text_format(out, "%s, a word of %s\n  takes    %s\n  gives    %s\n  %s\n  Example: %s\n",
                   word->name,
                   cl_view_is(cl_view_of(word->place), "edition") ? "an edition"
                   : cl_view_is(cl_view_of(word->place), "list")  ? "a list"
                                                                  : "a value",
                   word->takes, word->gives, word->brief, word->example);
}

static int tell(const cl_handbook_word *word, bool whole, const cl_sink *sink, cl_error *e)
{
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc;

    print_json(&json, word);
    if (whole)
        print_whole(&text, word);
    else
        cl_text_format(&text, "%-14s %-8s %s", word->name, word->place, word->brief);
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_text_check(&text, e);
    if (rc == 0 && cl_sink_row(sink, cl_text_view(&json), cl_text_view(&text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_clear(&json);
    cl_text_clear(&text);
    return rc;
}

static int no_word(const char *name, cl_error *e)
{
    const char *names[WORDS], *nearest;
    cl_handbook_word word;
    size_t count = 0;

    while (count < WORDS && cl_handbook_word_at(&word, count))
        names[count++] = word.name;
    nearest = cl_suggest(cl_view_of(name), names, count);
    if (nearest == NULL)
        return cl_fail(e, CL_E_NOT_FOUND, "there is no word '%s'", name);
    return cl_fail(e, CL_E_NOT_FOUND, "there is no word '%s'; did you mean '%s'?", name, nearest);
}

static int run_words(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                     cl_error *e)
{
    const char *name = cl_argument_get(arguments, "word");
    cl_handbook_word word;
    bool found = false;
    int rc = 0;

    (void)session;
    for (size_t i = 0; rc == 0 && cl_handbook_word_at(&word, i); i++) {
        if (name != NULL && !cl_view_is(cl_view_of(name), word.name))
            continue;
        found = true;
        rc = tell(&word, name != NULL, sink, e);
    }
    return rc == 0 && !found ? no_word(name, e) : rc;
}

static const cl_parameter words_parameters[] = {
    {"word", CL_TAKES_TEXT, CL_PARAMETER_POSITIONAL, "WORD",
     "one word; all of them when none is given"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_words_verbs[] = {
    {.name = "rules words",
     .run = run_words,
     .parameters = words_parameters,
     .brief = "Explains the words of programmes, with an example of each.",
     .detail =
         "A word stands in an edition, behind a colon after a value, or behind one after a list.",
     .example = "clachan rules words where"},
    {.name = NULL},
};
