/* SPDX-License-Identifier: MIT
 *
 * Names of verbs have one to four words; the longest that fits is meant.
 */
#include "command.h"

#include <string.h>

#include "catalogue.h"
#include "help.h"
#include "nearest.h"

enum { WORDS = 4 };

/* Whether argv[first…] begins with the words of `name`. @return how many, or 0 */
static int words_of(const char *name, int first, int argc, char **argv)
{
    int count = 0;

    while (*name != '\0') {
        size_t length = strcspn(name, " ");

        if (first + count == argc || strlen(argv[first + count]) != length ||
            strncmp(argv[first + count], name, length) != 0)
            return 0;
        count++;
        name += length + strspn(name + length, " ");
    }
    return count;
}

static const clachan_verb *longest(int first, int argc, char **argv, int *next)
{
    const clachan_verb *verb, *best = NULL;
    int words = 0;

    for (size_t i = 0; (verb = cl_catalogue_at(i)) != NULL; i++) {
        int count = words_of(verb->name, first, argc, argv);

        if (count > words) {
            words = count;
            best = verb;
        }
    }
    *next = first + words;
    return best;
}

/* Words that could be a name, as they were typed. */
static void join(cl_buffer *out, int first, int argc, char **argv, int words)
{
    for (int i = first; i < argc && i < first + words && argv[i][0] != '-'; i++) {
        if (i > first)
            cl_buffer_add_string(out, " ");
        cl_buffer_add_string(out, argv[i]);
    }
}

static bool is_first_word(const clachan_verb *verb, const char *word)
{
    size_t length = strcspn(verb->name, " ");

    return strlen(word) == length && strncmp(verb->name, word, length) == 0;
}

/* The name that is nearest to the first one, two … words that were typed; the most words win. */
static const char *suggest(int first, int argc, char **argv)
{
    const char *best = NULL;

    for (int words = 1; words <= WORDS && first + words <= argc; words++) {
        cl_buffer typed = CL_BUFFER_INIT;
        const clachan_verb *verb;

        join(&typed, first, argc, argv, words);
        if (typed.length > 0 && !typed.failed) {
            cl_nearest nearest = CL_NEAREST_INIT(typed.at);

            for (size_t i = 0; (verb = cl_catalogue_at(i)) != NULL; i++)
                cl_nearest_try(&nearest, verb->name);
            best = nearest.best != NULL ? nearest.best : best;
        }
        cl_buffer_clear(&typed);
    }
    return best;
}

/* "which one? cluster add, cluster list": the first word was right. */
static bool list_group(const char *word, cl_buffer *fault)
{
    const clachan_verb *verb;
    size_t found = 0;

    for (size_t i = 0; (verb = cl_catalogue_at(i)) != NULL; i++) {
        if (!is_first_word(verb, word))
            continue;
        if (found++ == 0)
            cl_buffer_format(fault, "'%s' needs one more word: ", word);
        else
            cl_buffer_add_string(fault, ", ");
        cl_buffer_add_string(fault, verb->name);
    }
    return found > 0;
}

static void explain(int first, int argc, char **argv, cl_buffer *fault)
{
    const char *nearest = suggest(first, argc, argv);
    bool more = first + 1 < argc && argv[first + 1][0] != '-';
    cl_buffer typed = CL_BUFFER_INIT;
    cl_buffer group = CL_BUFFER_INIT;
    bool grouped = list_group(argv[first], &group);

    join(&typed, first, argc, argv, grouped ? 2 : 1);
    if (grouped && !more)
        cl_buffer_add_string(fault, cl_buffer_text(&group));
    else
        cl_buffer_format(fault, "there is no command '%s'", cl_buffer_text(&typed));
    if (nearest != NULL && !(grouped && !more))
        cl_buffer_format(fault, "; did you mean '%s'?", nearest);
    cl_buffer_clear(&typed);
    cl_buffer_clear(&group);
}

const clachan_verb *cl_command_find(int first, int argc, char **argv, int *next, cl_buffer *fault)
{
    const clachan_verb *verb = longest(first, argc, argv, next);

    if (verb == NULL)
        explain(first, argc, argv, fault);
    return verb;
}

const clachan_verb *cl_command_for_help(int first, int argc, char **argv, cl_buffer *page,
                                        cl_buffer *fault)
{
    int next;
    const clachan_verb *verb = longest(first, argc, argv, &next);

    if (verb != NULL)
        return verb;
    if (cl_help_group(page, argv[first], strlen(argv[first])) == 0)
        explain(first, argc, argv, fault);
    return NULL;
}
