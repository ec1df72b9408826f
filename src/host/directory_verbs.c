/* SPDX-License-Identifier: MIT
 *
 * directory add, edit, check, end and list: organisations that link schools (Q70). A directory, not
 * an endorsement; it holds addresses of roles and no names of people.
 */
#include <string.h>

#include "iso.h"
#include "plain.h"
#include "row.h"
#include "utf8.h"

static const cl_plain organisations = {&cl_table_organisation, NULL, NULL};
static const char *const services[] = {"find a partner", "advice", "materials",
                                       "courses",        "money",  NULL};

enum { STALE = 12 }; /* months after which an entry may no longer be true */

/* Is the word one of a list separated by commas or spaces? An empty list means any. */
static bool lists(cl_view list, cl_view word, char separator)
{
    size_t at = 0;

    while (at < list.length) {
        const char *end = memchr(list.at + at, separator, list.length - at);
        size_t to = end == NULL ? list.length : (size_t)(end - list.at);

        if (cl_view_equal(cl_view_trim((cl_view){list.at + at, to - at}), word))
            return true;
        at = to + 1;
    }
    return false;
}

/* Does the folded text hold the folded words? */
static bool holds(cl_view text, const char *words)
{
    cl_text a = CL_TEXT_INIT, b = CL_TEXT_INIT;
    cl_view needle;
    bool found = false;

    cl_utf8_fold(&a, text);
    cl_utf8_fold(&b, cl_view_of(words));
    needle = cl_view_trim(cl_text_view(&b));
    for (size_t i = 0; !found && needle.length > 0 && i + needle.length <= a.length; i++)
        found = memcmp(a.at + i, needle.at, needle.length) == 0;
    cl_text_clear(&a);
    cl_text_clear(&b);
    return found;
}

/* ---- checking what is given ---- */

static int check_list(cl_view list, const char *const *words, const char *argument, char separator,
                      cl_error *e)
{
    size_t at = 0;

    while (at < list.length) {
        const char *end = memchr(list.at + at, separator, list.length - at);
        size_t to = end == NULL ? list.length : (size_t)(end - list.at);
        cl_view word = cl_view_trim((cl_view){list.at + at, to - at});
        size_t i = 0;

        while (words != NULL && words[i] != NULL && !cl_view_is(word, words[i]))
            i++;
        if (word.length > 0 &&
            (words != NULL ? words[i] == NULL : cl_iso_country_find(word) == NULL)) {
            int rc =
                cl_fail(e, CL_E_INVALID, "found '%.*s', which is none", (int)word.length, word.at);

            cl_error_place(e, NULL, 0, argument);
            return rc;
        }
        at = to + 1;
    }
    return 0;
}

static int check(const cl_organisation *o, cl_error *e)
{
    int rc = check_list(o->offers, services, "offers", ',', e);

    if (rc == 0)
        rc = check_list(o->countries, NULL, "countries", ' ', e);
    if (rc == 0)
        rc = check_list(o->phases, cl_words_of_phase, "phases", ' ', e);
    return rc;
}

/* ---- showing ---- */

static int is_stale(bool *out, const cl_organisation *o, cl_date on, cl_error *e)
{
    cl_date until;
    int rc = cl_date_add_months(&until, (cl_date)o->checked.value, STALE, e);

    *out = rc == 0 && until <= on;
    return rc;
}

static int send(cl_recording *r, const cl_organisation *o, cl_error *e)
{
    bool stale;
    int rc = is_stale(&stale, o, cl_session_today(r->session), e);

    if (rc != 0)
        return rc;
    cl_row_yesno(&r->row, "stale", stale);
    return cl_plain_send(r, &organisations, o, e);
}

/* ---- the verbs ---- */

static int add(cl_recording *r, cl_error *e)
{
    cl_organisation o = {0};
    int rc = cl_plain_read(r, &organisations, &o, e);

    if (rc == 0)
        rc = check(&o, e);
    if (rc != 0)
        return rc;
    if (!o.checked.known)
        o.checked = cl_known(cl_session_today(r->session));
    if (o.source.length == 0)
        o.source = CL_VIEW("by hand");
    rc = cl_recording_add(r, "add", organisations.table, &o, e);
    return rc != 0 ? rc : send(r, &o, e);
}

CL_VERB_BODY(run_add, add)

static int change(cl_recording *r, const char *kind, cl_error *e)
{
    cl_organisation before, after;
    int rc = cl_recording_get(r, &before, organisations.table, "organisation", e);

    if (rc != 0)
        return rc;
    after = before;
    rc = cl_plain_read(r, &organisations, &after, e);
    if (rc == 0)
        rc = check(&after, e);
    if (rc == 0 && strcmp(kind, "check") == 0 && !cl_argument_is_set(r->arguments, "checked"))
        after.checked = cl_known(cl_session_today(r->session));
    if (rc == 0)
        rc = cl_recording_set(r, kind, organisations.table, &before, &after, e);
    return rc != 0 ? rc : send(r, &after, e);
}

static int edit(cl_recording *r, cl_error *e)
{
    return change(r, "edit", e);
}

CL_VERB_BODY(run_edit, edit)

static int check_again(cl_recording *r, cl_error *e)
{
    return change(r, "check", e);
}

CL_VERB_BODY(run_check, check_again)

/* An organisation fits when it serves what is asked for; one without a list serves all. */
static bool fits(const cl_recording *r, const cl_organisation *o)
{
    const char *country = cl_argument_get(r->arguments, "country");
    const char *phase = cl_argument_get(r->arguments, "phase");
    const char *service = cl_argument_get(r->arguments, "service");
    const char *theme = cl_argument_get(r->arguments, "theme");
    const char *word = cl_argument_get(r->arguments, "word");

    if (o->ended.known && o->ended.value < cl_session_today(r->session) &&
        !cl_argument_is_set(r->arguments, "all"))
        return false;
    return (country == NULL || o->countries.length == 0 ||
            lists(o->countries, cl_view_of(country), ' ')) &&
           (phase == NULL || o->phases.length == 0 || lists(o->phases, cl_view_of(phase), ' ')) &&
           (service == NULL || lists(o->offers, cl_view_of(service), ',')) &&
           (theme == NULL || holds(o->themes, theme)) &&
           (word == NULL || holds(o->name, word) || holds(o->themes, word));
}

static int list(cl_recording *r, cl_error *e)
{
    const cl_organisation *items;
    cl_view service;
    void *found = NULL;
    size_t count = 0, shown = 0;
    int rc = cl_recording_choice(r, &service, "service", services, e);

    if (rc == 0)
        rc = cl_record_list(&found, &count, &r->arena, r->store, organisations.table, NULL,
                            CL_ANY_DAY, e);
    items = found;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        bool stale = false;

        if (!fits(r, &items[i]))
            continue;
        rc = is_stale(&stale, &items[i], cl_session_today(r->session), e);
        if (rc == 0 && (stale || !cl_argument_is_set(r->arguments, "stale"))) {
            rc = send(r, &items[i], e);
            shown++;
        }
    }
    if (rc == 0 && shown == 0)
        cl_sink_note(r->sink, "no organisation on record fits");
    return rc;
}

CL_VERB_BODY(run_list, list)

#define WHAT_PARAMETERS                                                                            \
    {"offers", CL_TAKES_TEXT, 0, "LIST", "find a partner, advice, materials, courses, money"},     \
        {"countries", CL_TAKES_TEXT, 0, "LIST", "capitals of ISO 3166-1, such as 'MW ZM'"},        \
        {"phases", CL_TAKES_TEXT, 0, "LIST", "early-years, primary, … separated by spaces"},       \
        {"themes", CL_TAKES_TEXT, 0, "TEXT", "themes"},                                            \
        {"languages", CL_TAKES_TEXT, 0, "TEXT", "languages"},                                      \
        {"website", CL_TAKES_TEXT, 0, "URL", "address on the web"},                                \
        {"contact", CL_TAKES_TEXT, 0, "TEXT", "address of a role, never of a person"},             \
        {"source", CL_TAKES_TEXT, 0, "TEXT", "where this is from (by hand)"},                      \
    {                                                                                              \
        "checked", CL_TAKES_DATE, 0, "DATE", "day on which it was checked (today)"                 \
    }
#define ORGANISATION_PARAMETER                                                                     \
    {                                                                                              \
        "organisation", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL,              \
            "ORGANISATION", "id (ORG-1)"                                                           \
    }

static const cl_parameter add_parameters[] = {
    {"name", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED, "NAME", "name"},
    WHAT_PARAMETERS,
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter edit_parameters[] = {
    ORGANISATION_PARAMETER, {"name", CL_TAKES_TEXT, 0, "NAME", "name"},
    WHAT_PARAMETERS,        {"ended", CL_TAKES_DATE, 0, "DATE", "last day of the organisation"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter check_parameters[] = {
    ORGANISATION_PARAMETER,
    {"checked", CL_TAKES_DATE, 0, "DATE", "day (today)"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter list_parameters[] = {
    {"word", CL_TAKES_TEXT, CL_PARAMETER_POSITIONAL, "WORD", "in the name or the themes"},
    {"country", CL_TAKES_TEXT, 0, "CC", "serves this country"},
    {"phase", CL_TAKES_TEXT, 0, "PHASE", "serves this phase"},
    {"theme", CL_TAKES_TEXT, 0, "WORD", "has this theme"},
    {"service", CL_TAKES_TEXT, 0, "SERVICE", "offers this: 'find a partner', advice, …"},
    {"stale", CL_TAKES_SWITCH, 0, NULL, "only those not checked for a year"},
    {"all", CL_TAKES_SWITCH, 0, NULL, "those that have ended as well"},
    CL_NO_MORE_PARAMETERS,
};

const cl_verb cl_directory_verbs[] = {
    {.name = "directory add",
     .run = run_add,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = add_parameters,
     .brief = "Adds an organisation that links schools.",
     .detail = "A directory, not an endorsement. No names of people.",
     .example = "clachan directory add --name 'A partnership of two countries' --countries MW "
                "--offers 'find a partner, advice'"},
    {.name = "directory edit",
     .run = run_edit,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = edit_parameters,
     .brief = "Changes what is known of an organisation.",
     .example = "clachan directory edit ORG-1 --themes 'water, trade'"},
    {.name = "directory check",
     .run = run_check,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = check_parameters,
     .brief = "Records that an entry was looked at and is still true.",
     .detail = "An entry is stale twelve months after it was checked last.",
     .example = "clachan directory check ORG-1"},
    {.name = "directory list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Finds organisations by country, theme, phase and service.",
     .detail = "One that names no country or phase serves all.",
     .example = "clachan directory list --country MW --service 'find a partner'"},
    {.name = NULL},
};
