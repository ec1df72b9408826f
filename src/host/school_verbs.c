/* SPDX-License-Identifier: MIT
 *
 * school add, list, show and search. Importing registers is in school_import.c.
 */
#include "school_verbs.h"

#include <string.h>

#include "ids.h"
#include "iso.h"
#include "query.h"
#include "row.h"
#include "school_search.h"

int cl_school_named(cl_school *out, cl_recording *r, cl_view name, const char *argument,
                    cl_error *e)
{
    const char *colon = name.length == 0 ? NULL : memchr(name.at, ':', name.length);
    int64_t id;
    int rc;

    if (colon != NULL) {
        size_t scheme = (size_t)(colon - name.at);

        return cl_school_by_register(out, &r->arena, r->store, (cl_view){name.at, scheme},
                                     (cl_view){colon + 1, name.length - scheme - 1}, e);
    }
    rc = cl_id_parse(&id, cl_table_school.prefix, name, e);
    if (rc == 0)
        return cl_record_get(out, &r->arena, r->store, &cl_table_school, id, e);
    rc = cl_fail(
        e, CL_E_INVALID,
        "'%.*s' is no school; write its id (SCH-12) or its number in a register (GB-EDU:100000), "
        "'clachan school search' finds both",
        (int)(name.length < 60 ? name.length : 60), name.at == NULL ? "" : name.at);
    cl_error_place(e, NULL, 0, argument);
    return rc;
}

/* ---- rows ---- */

static int send_school(cl_recording *r, const cl_school *school, cl_error *e)
{
    cl_row_id(&r->row, "id", "SCH", school->id);
    cl_row_text(&r->row, "name", school->name);
    cl_row_text(&r->row, "town", school->town);
    cl_row_text(&r->row, "postcode", school->postcode);
    cl_row_text(&r->row, "country", school->country);
    cl_row_text(&r->row, "phase", school->phase);
    cl_row_text(&r->row, "funding", school->funding);
    cl_row_day(&r->row, "closed", school->closed);
    return cl_recording_send(r, e);
}

static int send_schools(cl_recording *r, const cl_school *schools, size_t count, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = send_school(r, &schools[i], e);
    return rc;
}

/* {"GB-EDU": "100000"}: a school may stand in several registers. A number that has ended is left
 * out. */
static int print_numbers(cl_text *out, cl_recording *r, int64_t school, cl_error *e)
{
    cl_register_id *numbers;
    size_t count;
    int rc = cl_register_id_list(&numbers, &count, &r->arena, r->store, school, e);

    if (rc != 0)
        return rc;
    cl_text_add_char(out, '{');
    for (size_t i = 0; i < count; i++) {
        if (numbers[i].to.known && numbers[i].to.value < cl_session_today(r->session))
            continue;
        cl_text_add_string(out, out->length == 1 ? "" : ", ");
        cl_text_add_json(out, numbers[i].scheme);
        cl_text_add_string(out, ": ");
        cl_text_add_json(out, numbers[i].value);
    }
    cl_text_add_char(out, '}');
    return cl_text_check(out, e);
}

/* [{"name": …, "language": …, "to": …}] */
static int print_names(cl_text *out, cl_recording *r, int64_t school, cl_error *e)
{
    cl_school_name *names;
    size_t count;
    int rc = cl_school_name_list(&names, &count, &r->arena, r->store, school, e);

    if (rc != 0)
        return rc;
    cl_text_add_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        cl_text one = CL_TEXT_INIT;

        cl_row_text(&one, "name", names[i].name);
        cl_row_text(&one, "language", names[i].language);
        cl_row_day(&one, "from", names[i].from);
        cl_row_day(&one, "to", names[i].to);
        cl_text_add_string(out, i == 0 ? "" : ", ");
        cl_text_add_view(out, cl_text_view(&one));
        cl_text_add_char(out, '}');
        cl_text_clear(&one);
    }
    cl_text_add_char(out, ']');
    return cl_text_check(out, e);
}

static void print_line(cl_text *out, const char *name, cl_view value)
{
    if (value.length == 0)
        return;
    cl_text_format(out, "  %-12s", name);
    cl_text_add_plain(out, value);
    cl_text_add_char(out, '\n');
}

static void print_day(cl_text *out, const char *name, cl_maybe day)
{
    char text[11] = "";

    if (day.known)
        cl_date_format((cl_date)day.value, text);
    print_line(out, name, cl_view_of(text));
}

static void print_school(cl_text *out, const cl_school *s, cl_view numbers)
{
    cl_id_print(out, "SCH", s->id);
    cl_text_add_string(out, "  ");
    cl_text_add_plain(out, s->name);
    cl_text_add_char(out, '\n');
    print_line(out, "town", s->town);
    print_line(out, "postcode", s->postcode);
    print_line(out, "country", s->country);
    print_line(out, "nation", s->nation);
    print_line(out, "authority", s->authority.length > 0 ? s->authority : s->la_code);
    print_line(out, "phase", s->phase);
    print_line(out, "funding", s->funding);
    if (s->pupils.known)
        cl_text_format(out, "  %-12s%lld\n", "pupils", (long long)s->pupils.value);
    print_day(out, "opened", s->opened);
    print_day(out, "closed", s->closed);
    print_line(out, "numbers", numbers);
    print_line(out, "source", s->source);
}

static int show_school(cl_recording *r, const cl_school *s, cl_error *e)
{
    cl_text numbers = CL_TEXT_INIT, names = CL_TEXT_INIT;
    int rc = print_numbers(&numbers, r, s->id, e);

    if (rc == 0)
        rc = print_names(&names, r, s->id, e);
    if (rc == 0) {
        cl_row_id(&r->row, "id", "SCH", s->id);
        cl_row_number(&r->row, "version", s->version);
        cl_row_text(&r->row, "name", s->name);
        cl_row_text(&r->row, "country", s->country);
        cl_row_text(&r->row, "nation", s->nation);
        cl_row_text(&r->row, "la_code", s->la_code);
        cl_row_text(&r->row, "authority", s->authority);
        cl_row_text(&r->row, "phase", s->phase);
        cl_row_text(&r->row, "funding", s->funding);
        cl_row_maybe(&r->row, "pupils", s->pupils);
        cl_row_text(&r->row, "town", s->town);
        cl_row_text(&r->row, "postcode", s->postcode);
        cl_row_day(&r->row, "opened", s->opened);
        cl_row_day(&r->row, "closed", s->closed);
        cl_row_json(&r->row, "register_ids", cl_text_view(&numbers));
        cl_row_json(&r->row, "other_names", cl_text_view(&names));
        cl_row_text(&r->row, "source", s->source);
        cl_row_id(&r->row, "import", "IMP", s->import);
        print_school(&r->text, s, cl_text_view(&numbers));
        rc = cl_recording_send(r, e);
    }
    cl_text_clear(&numbers);
    cl_text_clear(&names);
    return rc;
}

/* ---- add ---- */

static int check_country(cl_view country, cl_error *e)
{
    int rc;

    if (cl_iso_country_find(country) != NULL)
        return 0;
    rc = cl_fail(e, CL_E_INVALID,
                 "found '%.*s', expected the two capitals of ISO 3166-1, such as GB or MW",
                 (int)(country.length < 40 ? country.length : 40), country.at);
    cl_error_place(e, NULL, 0, "country");
    return rc;
}

/* What is given replaces what is there. */
static void take_text(const cl_recording *r, cl_view *out, const char *name)
{
    cl_view given = cl_view_trim(cl_recording_text(r, name));

    if (given.length > 0)
        *out = given;
}

static int take_word(const cl_recording *r, cl_view *out, const char *name,
                     const char *const *words, cl_error *e)
{
    cl_view given;
    int rc = cl_recording_choice(r, &given, name, words, e);

    if (rc == 0 && given.length > 0)
        *out = given;
    return rc;
}

static int take_numbers(const cl_recording *r, cl_school *school, cl_error *e)
{
    cl_maybe pupils, opened, closed;
    int rc = cl_recording_maybe_number(r, &pupils, "pupils", e);

    if (rc == 0)
        rc = cl_recording_maybe_day(r, &opened, "opened", e);
    if (rc == 0)
        rc = cl_recording_maybe_day(r, &closed, "closed", e);
    if (rc != 0)
        return rc;
    school->pupils = pupils.known ? pupils : school->pupils;
    school->opened = opened.known ? opened : school->opened;
    school->closed = closed.known ? closed : school->closed;
    return 0;
}

static int take_school(const cl_recording *r, cl_school *school, cl_error *e)
{
    int rc;

    take_text(r, &school->name, "name");
    take_text(r, &school->country, "country");
    take_text(r, &school->town, "town");
    take_text(r, &school->postcode, "postcode");
    take_text(r, &school->la_code, "la-code");
    take_text(r, &school->authority, "authority");
    if (school->name.length == 0)
        return cl_fail(e, CL_E_INVALID, "a school needs a name");
    rc = check_country(school->country, e);
    if (rc == 0)
        rc = take_word(r, &school->nation, "nation", cl_words_of_nation, e);
    if (rc == 0)
        rc = take_word(r, &school->phase, "phase", cl_words_of_phase, e);
    if (rc == 0)
        rc = take_word(r, &school->funding, "funding", cl_words_of_funding, e);
    return rc != 0 ? rc : take_numbers(r, school, e);
}

int cl_school_read_number(cl_register_id *out, cl_view text, const char *argument, cl_error *e)
{
    const char *colon = text.length == 0 ? NULL : memchr(text.at, ':', text.length);
    int rc;

    out->scheme = (cl_view){text.at, colon == NULL ? 0 : (size_t)(colon - text.at)};
    for (size_t i = 0; cl_words_of_scheme[i] != NULL; i++)
        if (cl_view_is(out->scheme, cl_words_of_scheme[i])) {
            out->value = (cl_view){colon + 1, text.length - out->scheme.length - 1};
            break;
        }
    if (out->value.length > 0)
        return 0;
    rc = cl_fail(e, CL_E_INVALID,
                 "found '%.*s', expected SCHEME:NUMBER with a scheme of GB-EDU, GB-SCOTEDU, "
                 "GB-WALEDU, GB-IRN, local",
                 (int)text.length, text.at == NULL ? "" : text.at);
    cl_error_place(e, NULL, 0, argument);
    return rc;
}

int cl_school_number_refused(cl_recording *r, const cl_register_id *number, int rc, cl_error *e)
{
    cl_school holder;

    if (rc != CL_E_STATE || number->value.length == 0 ||
        cl_school_by_register(&holder, &r->arena, r->store, number->scheme, number->value, NULL) !=
            0)
        return rc;
    return cl_fail(e, CL_E_STATE,
                   "%.*s:%.*s is another school's on one of these days: SCH-%lld, %.*s; end it "
                   "there first, as 'clachan school number SCH-%lld %.*s:%.*s --to DATE'",
                   (int)number->scheme.length, number->scheme.at, (int)number->value.length,
                   number->value.at, (long long)holder.id, (int)holder.name.length, holder.name.at,
                   (long long)holder.id, (int)number->scheme.length, number->scheme.at,
                   (int)number->value.length, number->value.at);
}

static int store_school(cl_recording *r, cl_school *school, cl_register_id *number, cl_error *e)
{
    cl_change change;
    int rc = cl_recording_change(r, &change, e);

    if (rc == 0)
        rc = cl_change_add(&change, &cl_table_school, school, e);
    if (rc == 0 && number->value.length > 0) {
        number->school = school->id;
        number->from = school->opened;
        rc = cl_change_add(&change, &cl_table_register_id, number, e);
    }
    if (rc == 0)
        rc = cl_change_store(&change, "add", "SCH", school->id, NULL, NULL, e);
    cl_change_clear(&change);
    return cl_school_number_refused(r, number, rc, e);
}

static int add(cl_recording *r, cl_error *e)
{
    cl_school school = {0};
    cl_register_id number = {0};
    int rc;

    school.source = CL_VIEW("by hand");
    rc = take_school(r, &school, e);
    if (rc == 0 && cl_argument_is_set(r->arguments, "register"))
        rc = cl_school_read_number(&number, cl_recording_text(r, "register"), "register", e);
    if (rc == 0)
        rc = store_school(r, &school, &number, e);
    if (rc == 0)
        rc = show_school(r, &school, e);
    return rc;
}

static int run_add(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                   cl_error *e)
{
    return cl_recording_run(add, session, arguments, sink, e);
}

#define SCHOOL_PARAMETERS                                                                          \
    {"town", CL_TAKES_TEXT, 0, "TOWN", "town"},                                                    \
        {"postcode", CL_TAKES_TEXT, 0, "POSTCODE", "postcode"},                                    \
        {"nation", CL_TAKES_TEXT, 0, "NATION", "England, Scotland, Wales or Northern Ireland"},    \
        {"la-code", CL_TAKES_TEXT, 0, "CODE", "code of the local authority"},                      \
        {"authority", CL_TAKES_TEXT, 0, "NAME", "name of the local authority"},                    \
        {"phase", CL_TAKES_TEXT, 0, "PHASE",                                                       \
         "early-years, primary, secondary, asn or all-through"},                                   \
        {"funding", CL_TAKES_TEXT, 0, "FUNDING", "state or fee-paying"},                           \
        {"pupils", CL_TAKES_NUMBER, 0, "N", "how many pupils"},                                    \
    {                                                                                              \
        "opened", CL_TAKES_DATE, 0, "DATE", "first day"                                            \
    }

static const cl_parameter add_parameters[] = {
    {"name", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "NAME", "name of the school"},
    {"country", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "CC", "two capitals of ISO 3166-1"},
    SCHOOL_PARAMETERS,
    {"register", CL_TAKES_TEXT, 0, "SCHEME:NUMBER",
     "its number in a register, such as GB-EDU:100000"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

/* ---- edit ---- */

static int edit(cl_recording *r, cl_error *e)
{
    cl_school before, after;
    int rc = cl_school_named(&before, r, cl_recording_text(r, "school"), "school", e);

    if (rc != 0)
        return rc;
    after = before;
    rc = take_school(r, &after, e);
    if (rc == 0)
        rc = cl_recording_set(r, "edit", &cl_table_school, &before, &after, e);
    return rc != 0 ? rc : show_school(r, &after, e);
}

static int run_edit(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return cl_recording_run(edit, session, arguments, sink, e);
}

static const cl_parameter edit_parameters[] = {
    {"school", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "SCHOOL",
     "id (SCH-12) or number in a register (GB-EDU:100000)"},
    {"name", CL_TAKES_TEXT, 0, "NAME", "name of the school"},
    {"country", CL_TAKES_TEXT, 0, "CC", "two capitals of ISO 3166-1"},
    SCHOOL_PARAMETERS,
    {"closed", CL_TAKES_DATE, 0, "DATE", "last day"},
    CL_VERSION_PARAMETER,
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

/* ---- list, show, search ---- */

enum { PAGE = 200 };

static int read_filter(const cl_recording *r, cl_school_filter *filter, cl_error *e)
{
    static const struct {
        const char *name;
        const char *const *words;
    } choices[] = {{"nation", cl_words_of_nation},
                   {"phase", cl_words_of_phase},
                   {"funding", cl_words_of_funding}};
    const char **out[] = {&filter->nation, &filter->phase, &filter->funding};
    cl_maybe limit;
    int rc = cl_recording_maybe_number(r, &limit, "limit", e);

    for (size_t i = 0; rc == 0 && i < sizeof choices / sizeof *choices; i++) {
        cl_view word;

        rc = cl_recording_choice(r, &word, choices[i].name, choices[i].words, e);
        *out[i] = word.at;
    }
    filter->country = cl_argument_get(r->arguments, "country");
    filter->town = cl_argument_get(r->arguments, "town");
    filter->authority = cl_argument_get(r->arguments, "authority");
    filter->limit = limit.value;
    return rc;
}

#define FILTER_PARAMETERS                                                                          \
    {"country", CL_TAKES_TEXT, 0, "CC", "only of this country"},                                   \
        {"nation", CL_TAKES_TEXT, 0, "NATION", "only of England, Scotland, …"},                    \
        {"town", CL_TAKES_TEXT, 0, "TOWN", "only of this town"},                                   \
        {"authority", CL_TAKES_TEXT, 0, "NAME", "only of this local authority, by name or code"},  \
        {"phase", CL_TAKES_TEXT, 0, "PHASE", "only of this phase"},                                \
        {"funding", CL_TAKES_TEXT, 0, "FUNDING", "only state or fee-paying"},                      \
    {                                                                                              \
        "limit", CL_TAKES_NUMBER, 0, "N", "at most N"                                              \
    }

/* Page by page, so that the first lines of a long list come at once. */
static int send_pages(cl_recording *r, cl_school_filter *filter, cl_error *e)
{
    int64_t left = filter->limit > 0 ? filter->limit : INT64_MAX;
    cl_arena arena = CL_ARENA_INIT;
    cl_school *schools;
    size_t count = 0;
    int rc = 0;

    do {
        filter->limit = left < PAGE ? left : PAGE;
        cl_arena_reset(&arena);
        rc = cl_school_list(&schools, &count, &arena, r->store, filter, e);
        if (rc == 0)
            rc = send_schools(r, schools, count, e);
        if (count > 0)
            filter->after = schools[count - 1].id;
        left -= (int64_t)count;
    } while (rc == 0 && count == PAGE && left > 0);
    cl_arena_clear(&arena);
    return rc;
}

static int list(cl_recording *r, cl_error *e)
{
    cl_school_filter filter = {0};
    int rc = read_filter(r, &filter, e);

    filter.open_only = !cl_argument_is_set(r->arguments, "closed");
    if (rc == 0)
        rc = cl_recording_id(r, &filter.after, &cl_table_school, "after", e);
    return rc != 0 ? rc : send_pages(r, &filter, e);
}

static int run_list(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return cl_recording_run(list, session, arguments, sink, e);
}

static const cl_parameter list_parameters[] = {
    FILTER_PARAMETERS,
    {"closed", CL_TAKES_SWITCH, 0, NULL, "schools that have closed as well"},
    {"after", CL_TAKES_ID, 0, "ID", "only after this school"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

static int show_one(cl_recording *r, cl_error *e)
{
    cl_school school;
    int rc;

    rc = cl_school_named(&school, r, cl_recording_text(r, "school"), "school", e);
    if (rc == 0)
        rc = show_school(r, &school, e);
    return rc;
}

static int run_show(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return cl_recording_run(show_one, session, arguments, sink, e);
}

static const cl_parameter show_parameters[] = {
    {"school", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "SCHOOL",
     "id (SCH-12) or number in a register (GB-EDU:100000)"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

static int join_words(cl_text *out, const cl_arguments *arguments, cl_error *e)
{
    const char *word;

    for (size_t i = 0; (word = cl_argument_at(arguments, "word", i)) != NULL; i++) {
        cl_text_add_string(out, word);
        cl_text_add_char(out, ' ');
    }
    return cl_text_check(out, e);
}

static int search(cl_recording *r, cl_error *e)
{
    cl_text words = CL_TEXT_INIT;
    cl_school *schools;
    cl_school_filter filter = {0};
    size_t count = 0;
    int rc = read_filter(r, &filter, e);

    filter.open_only = cl_argument_is_set(r->arguments, "open");
    if (rc == 0)
        rc = join_words(&words, r->arguments, e);
    if (rc == 0)
        rc = cl_school_search(&schools, &count, &r->arena, r->store, cl_text_view(&words), &filter,
                              e);
    if (rc == 0)
        rc = send_schools(r, schools, count, e);
    if (rc == 0 && count == 0)
        cl_sink_note(r->sink, "no school has all of these words");
    cl_text_clear(&words);
    return rc;
}

static int run_search(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                      cl_error *e)
{
    return cl_recording_run(search, session, arguments, sink, e);
}

static const cl_parameter search_parameters[] = {
    {"word", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL | CL_PARAMETER_REPEATED,
     "WORD", "words of name, town, authority or postcode; the last letters may be left out"},
    FILTER_PARAMETERS,
    {"open", CL_TAKES_SWITCH, 0, NULL, "only schools that have not closed"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_school_verbs[] = {
    {.name = "school add",
     .run = run_add,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = add_parameters,
     .brief = "Adds a school by hand, such as one overseas.",
     .detail = "Names are no keys: thousands of schools share one. A number in a register is one.",
     .example =
         "clachan school add --name 'Zomba Primary' --country MW --phase primary --funding state"},
    {.name = "school edit",
     .run = run_edit,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = edit_parameters,
     .brief = "Records what a register does not say, or corrects what it says.",
     .detail = "What is not given stays. A later import of a register that has the field replaces "
               "it again.",
     .example = "clachan school edit GB-EDU:100000 --phase primary --funding state"},
    {.name = "school list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Lists schools in order of their ids.",
     .example = "clachan school list --country MW"},
    {.name = "school show",
     .run = run_show,
     .needs = CL_NEEDS_STORE,
     .parameters = show_parameters,
     .brief = "Shows one school.",
     .example = "clachan school show GB-EDU:100000"},
    {.name = "school search",
     .run = run_search,
     .needs = CL_NEEDS_STORE,
     .parameters = search_parameters,
     .brief = "Finds schools by name, place or authority.",
     .detail = "Case and accents do not matter. A word that no school has is taken as the nearest "
               "one that some "
               "school has.",
     .example = "clachan school search clyde primary"},
    {.name = NULL},
};
