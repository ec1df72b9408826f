/* SPDX-License-Identifier: MIT
 *
 * Words as a shell parts them: at spaces, with '…' and "…" for what holds some.
 */
#include "prompt_verb.h"

#include <string.h>

#include "alloc.h"
#include "arena.h"
#include "assume.h"
#include "suggest.h"

enum { OPTIONS = 64 };

typedef struct typed {
    const cl_verb *verb;
    cl_arena arena;
    cl_vec words;     /* const char *, all of the line */
    size_t next;      /* the first that is no name of the verb */
    cl_vec arguments; /* cl_argument */
    cl_vec values;    /* const char *: typed without a name */
} typed;

static const struct {
    const char *name, *verb;
} shorter[] = {{"check", "rules check"}, {"cover", "rules coverage"}, {"diff", "rules diff"}};

static int out_of_memory(cl_error *e)
{
    return cl_fail(e, CL_E_MEMORY, "out of memory");
}

/* ---- words ---- */

/* The end of a word that begins at `at`; its bytes go to `word`. */
static int read_word(cl_text *word, cl_view line, size_t *at, cl_error *e)
{
    char quote = '\0';

    for (; *at < line.length; (*at)++) {
        char c = line.at[*at];

        if (quote == '\0' && c == ' ')
            break;
        if (quote == '\0' && (c == '\'' || c == '"'))
            quote = c;
        else if (c == quote)
            quote = '\0';
        else
            cl_text_add_char(word, c);
    }
    return quote == '\0' ? cl_text_check(word, e)
                         : cl_fail(e, CL_E_MISUSE, "the quote %c has no end", quote);
}

static int read_words(typed *t, cl_view line, cl_error *e)
{
    cl_text word = CL_TEXT_INIT;
    size_t at = 0;
    int rc = 0;

    while (rc == 0) {
        const char *copy;

        while (at < line.length && line.at[at] == ' ')
            at++;
        if (at == line.length)
            break;
        cl_text_reset(&word);
        rc = read_word(&word, line, &at, e);
        if (rc != 0)
            break;
        copy = cl_arena_copy(&t->arena, cl_text_view(&word));
        if (copy == NULL || cl_vec_add(&t->words, &copy) != 0)
            rc = out_of_memory(e);
    }
    cl_text_clear(&word);
    return rc;
}

static const char *word_at(const typed *t, size_t index)
{
    return index < t->words.count ? *(const char **)cl_vec_at(&t->words, index) : NULL;
}

/* How many words of the line the name has, where all of them stand there; else 0. */
static size_t words_of(const typed *t, const char *name)
{
    size_t count = 0;

    while (*name != '\0') {
        size_t length = strcspn(name, " ");
        const char *word = word_at(t, count);

        if (word == NULL || strlen(word) != length || strncmp(word, name, length) != 0)
            return 0;
        count++;
        name += length + strspn(name + length, " ");
    }
    return count;
}

static void find_verb(typed *t)
{
    const cl_verb *verbs[CL_VERBS_LIMIT];
    size_t count = cl_verbs_list(verbs);

    for (size_t i = 0; i < count; i++) {
        size_t words = words_of(t, verbs[i]->name);

        if (words > t->next) {
            t->verb = verbs[i];
            t->next = words;
        }
    }
    for (size_t i = 0; t->verb == NULL && i < sizeof shorter / sizeof *shorter; i++)
        if (words_of(t, shorter[i].name) != 0) {
            t->verb = cl_verb_find(shorter[i].verb);
            t->next = 1;
        }
}

/* ---- arguments ---- */

static const cl_parameter *parameter_of(const cl_verb *verb, cl_view name)
{
    const cl_parameter *row = verb->parameters;

    for (; row != NULL && row->name != NULL; row++)
        if (cl_view_is(name, row->name))
            return row;
    return NULL;
}

static bool is_positional(const cl_parameter *row)
{
    return (row->flags & CL_PARAMETER_POSITIONAL) != 0;
}

static int add(typed *t, const char *name, const char *value, cl_error *e)
{
    cl_argument argument = {name, value};

    return cl_vec_add(&t->arguments, &argument) == 0 ? 0 : out_of_memory(e);
}

static bool is_given(const typed *t, const char *name)
{
    for (size_t i = 0; i < t->arguments.count; i++)
        if (strcmp(((const cl_argument *)cl_vec_at(&t->arguments, i))->name, name) == 0)
            return true;
    return false;
}

static int no_option(const typed *t, cl_view name, cl_error *e)
{
    const char *names[OPTIONS], *nearest;
    size_t count = 0;

    for (const cl_parameter *row = t->verb->parameters;
         row != NULL && row->name != NULL && count < OPTIONS; row++)
        if (!is_positional(row))
            names[count++] = row->name;
    nearest = cl_suggest(name, names, count);
    if (nearest == NULL)
        return cl_fail(e, CL_E_MISUSE, "%s: there is no option --%.*s here", t->verb->name,
                       (int)(name.length < 60 ? name.length : 60), name.at);
    return cl_fail(e, CL_E_MISUSE, "%s: there is no option --%.*s; did you mean '--%s'?",
                   t->verb->name, (int)(name.length < 60 ? name.length : 60), name.at, nearest);
}

/* "--name", "--name value", "--name=value". */
static int read_option(typed *t, const char *word, size_t *at, cl_error *e)
{
    size_t length = strcspn(word + 2, "=");
    cl_view name = {word + 2, length};
    const cl_parameter *row = parameter_of(t->verb, name);
    const char *value = word[2 + length] == '=' ? word + 3 + length : NULL;

    if (row == NULL || is_positional(row))
        return no_option(t, name, e);
    if (is_given(t, row->name) && (row->flags & CL_PARAMETER_REPEATED) == 0)
        return cl_fail(e, CL_E_MISUSE, "%s: --%s is given twice", t->verb->name, row->name);
    if (row->kind == CL_TAKES_SWITCH)
        return value == NULL
                   ? add(t, row->name, NULL, e)
                   : cl_fail(e, CL_E_MISUSE, "%s: --%s takes no value", t->verb->name, row->name);
    if (value == NULL)
        value = word_at(t, (*at)++);
    return value != NULL ? add(t, row->name, value, e)
                         : cl_fail(e, CL_E_MISUSE, "%s: --%s needs a value: --%s %s", t->verb->name,
                                   row->name, row->name, row->value);
}

static int read_arguments(typed *t, cl_error *e)
{
    bool only_values = false;
    int rc = 0;

    for (size_t at = t->next; rc == 0 && at < t->words.count;) {
        const char *word = word_at(t, at++);

        if (!only_values && strcmp(word, "--") == 0)
            only_values = true;
        else if (!only_values && strncmp(word, "--", 2) == 0)
            rc = read_option(t, word, &at, e);
        else if (cl_vec_add(&t->values, &word) != 0)
            rc = out_of_memory(e);
    }
    return rc;
}

/* ---- what the prompt adds ---- */

static size_t values_required(const cl_verb *verb)
{
    size_t count = 0;

    for (const cl_parameter *row = verb->parameters; row != NULL && row->name != NULL; row++)
        count += is_positional(row) && (row->flags & CL_PARAMETER_REQUIRED) != 0;
    return count;
}

static int add_sets(typed *t, const cl_vec *sets, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && sets != NULL && i < sets->count; i++) {
        const cl_assumption *set = cl_vec_at(sets, i);
        cl_text pair = CL_TEXT_INIT;
        const char *copy;

        cl_text_format(&pair, "%s=%s", set->name, set->value);
        copy = pair.failed == 0 ? cl_arena_copy(&t->arena, cl_text_view(&pair)) : NULL;
        rc = copy != NULL ? add(t, "set", copy, e) : out_of_memory(e);
        cl_text_clear(&pair);
    }
    return rc;
}

static int add_given(typed *t, const cl_prompt_given *given, cl_error *e)
{
    const cl_parameter *dossier = parameter_of(t->verb, CL_VIEW("dossier"));
    const cl_parameter *set = parameter_of(t->verb, CL_VIEW("set"));
    const cl_parameter *programme = parameter_of(t->verb, CL_VIEW("programme"));
    int rc = 0;

    if (dossier != NULL && is_positional(dossier) && given->dossier != NULL &&
        t->values.count < values_required(t->verb))
        rc = add(t, "dossier", given->dossier, e);
    if (rc == 0 && dossier != NULL && set != NULL && !is_positional(set))
        rc = add_sets(t, given->sets, e);
    if (rc != 0 || given->programme == NULL)
        return rc;
    if (programme != NULL && !is_positional(programme) && dossier != NULL &&
        !is_given(t, "programme"))
        rc = add(t, "programme", given->programme, e);
    else if (strncmp(t->verb->name, "rules ", 6) == 0 && t->values.count == 0 &&
             cl_vec_add(&t->values, &given->programme) != 0)
        rc = out_of_memory(e);
    return rc;
}

/* Values go to the parameters that stand in their order; a repeated one takes the rest. */
static int place_values(typed *t, cl_error *e)
{
    const cl_parameter *row = t->verb->parameters;
    size_t next = 0;
    int rc = 0;

    for (; rc == 0 && row != NULL && row->name != NULL; row++) {
        bool more = is_positional(row) && !is_given(t, row->name);

        while (rc == 0 && more && next < t->values.count) {
            rc = add(t, row->name, *(const char **)cl_vec_at(&t->values, next++), e);
            more = (row->flags & CL_PARAMETER_REPEATED) != 0;
        }
    }
    if (rc == 0 && next < t->values.count)
        rc = cl_fail(e, CL_E_MISUSE, "%s: '%.60s' is one value too many", t->verb->name,
                     *(const char **)cl_vec_at(&t->values, next));
    return rc;
}

/* ---- the call ---- */

static void add_lua_text(cl_text *out, const char *text)
{
    cl_text_add_char(out, '"');
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '"' || c == '\\')
            cl_text_add_char(out, '\\');
        if (c < ' ')
            cl_text_format(out, "\\%03u", c);
        else
            cl_text_add_char(out, (char)c);
    }
    cl_text_add_char(out, '"');
}

static void print_values(cl_text *call, const typed *t, const cl_parameter *row)
{
    bool list = (row->flags & CL_PARAMETER_REPEATED) != 0;

    if (!is_given(t, row->name))
        return;
    cl_text_format(call, " [\"%s\"] = %s", row->name, list ? "{ " : "");
    for (size_t i = 0; i < t->arguments.count; i++) {
        const cl_argument *argument = cl_vec_at(&t->arguments, i);

        if (strcmp(argument->name, row->name) != 0)
            continue;
        if (argument->value == NULL)
            cl_text_add_string(call, "true");
        else
            add_lua_text(call, argument->value);
        cl_text_add_string(call, list ? ", " : "");
    }
    cl_text_add_string(call, list ? "}," : ",");
}

static int print_call(cl_text *call, const typed *t, cl_error *e)
{
    cl_text_add_string(call, "(clachan."); /* without the list of refusals, which were shown */
    for (const char *c = t->verb->name; *c != '\0'; c++)
        cl_text_add_char(call, *c == ' ' || *c == '-' ? '_' : *c);
    cl_text_add_string(call, " {");
    for (const cl_parameter *row = t->verb->parameters; row != NULL && row->name != NULL; row++)
        print_values(call, t, row);
    cl_text_add_string(call, " })");
    return cl_text_check(call, e);
}

static void begin(typed *t)
{
    memset(t, 0, sizeof *t);
    t->words = (cl_vec)CL_VEC_INIT(const char *);
    t->arguments = (cl_vec)CL_VEC_INIT(cl_argument);
    t->values = (cl_vec)CL_VEC_INIT(const char *);
}

static void end(typed *t)
{
    cl_vec_clear(&t->words);
    cl_vec_clear(&t->arguments);
    cl_vec_clear(&t->values);
    cl_arena_clear(&t->arena);
}

int cl_prompt_verb(cl_text *call, cl_view line, const cl_prompt_given *given, cl_error *e)
{
    typed t;
    int rc;

    begin(&t);
    rc = read_words(&t, line, e);
    if (rc == 0)
        find_verb(&t);
    if (rc == 0 && t.verb == NULL)
        rc = cl_fail(e, CL_E_NOT_FOUND, "there is no such command");
    if (rc == 0)
        rc = read_arguments(&t, e);
    if (rc == 0)
        rc = add_given(&t, given, e);
    if (rc == 0)
        rc = place_values(&t, e);
    if (rc == 0)
        rc = print_call(call, &t, e);
    end(&t);
    return rc;
}

/* Length of the first `words` words; 0 when there are fewer. */
static size_t length_of(cl_view line, size_t words)
{
    size_t at = 0;

    for (; words > 0; words--) {
        while (at < line.length && line.at[at] == ' ')
            at++;
        if (at == line.length)
            return 0;
        while (at < line.length && line.at[at] != ' ')
            at++;
    }
    return at;
}

const char *cl_prompt_verb_nearest(cl_view line)
{
    const cl_verb *verbs[CL_VERBS_LIMIT];
    const char *names[CL_VERBS_LIMIT], *nearest = NULL;
    size_t count = cl_verbs_list(verbs);

    for (size_t i = 0; i < count; i++)
        names[i] = verbs[i]->name;
    for (size_t words = 3; nearest == NULL && words > 0; words--) {
        size_t length = length_of(line, words);

        if (length > 0)
            nearest = cl_suggest((cl_view){line.at, length}, names, count);
    }
    return nearest;
}

/* ---- completion ---- */

static int add_name(cl_vec *names, cl_view name, const char *prefix, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    char *copy;

    cl_text_add_string(&text, prefix);
    cl_text_add_view(&text, name);
    for (size_t i = 0; text.failed == 0 && i < names->count; i++)
        if (strcmp(*(char **)cl_vec_at(names, i), text.at) == 0) {
            cl_text_clear(&text);
            return 0;
        }
    copy = cl_text_take(&text);
    if (copy != NULL && cl_vec_add(names, &copy) == 0)
        return 0;
    cl_free(copy);
    return out_of_memory(e);
}

/* What stands in `name` behind the words before the last; NULL when it does not begin with them. */
static const char *behind(const char *name, cl_view before)
{
    return strncmp(name, before.at, before.length) == 0 ? name + before.length : NULL;
}

static int add_options(cl_vec *names, const typed *t, cl_view last, cl_error *e)
{
    const cl_parameter *row = t->verb->parameters;
    cl_view begun = {last.at + 2, last.length - 2};
    int rc = 0;

    for (; rc == 0 && row != NULL && row->name != NULL; row++)
        if (!is_positional(row) && strncmp(row->name, begun.at, begun.length) == 0)
            rc = add_name(names, cl_view_of(row->name), "--", e);
    return rc;
}

int cl_prompt_verb_complete(cl_vec *names, size_t *from, cl_view line, cl_error *e)
{
    const cl_verb *verbs[CL_VERBS_LIMIT];
    size_t count = cl_verbs_list(verbs), start = line.length;
    cl_view before, last;
    typed t;
    int rc = 0;

    while (start > 0 && line.at[start - 1] != ' ')
        start--;
    *from = start;
    before = (cl_view){line.at, start};
    last = (cl_view){line.at + start, line.length - start};
    for (size_t i = 0; rc == 0 && i < count; i++) {
        const char *rest = behind(verbs[i]->name, before);

        if (rest != NULL && strncmp(rest, last.at, last.length) == 0)
            rc = add_name(names, (cl_view){rest, strcspn(rest, " ")}, "", e);
    }
    begin(&t);
    if (rc == 0 && cl_view_starts(last, "--") && read_words(&t, line, NULL) == 0) {
        find_verb(&t);
        rc = t.verb == NULL ? 0 : add_options(names, &t, last, e);
    }
    end(&t);
    return rc;
}
