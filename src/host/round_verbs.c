/* SPDX-License-Identifier: MIT
 *
 * round create, edit, list and show: when a programme takes applications, and how much money there
 * is for them.
 */
#include <string.h>

#include "ids.h"
#include "lifecycle_query.h"
#include "money.h"
#include "plain.h"
#include "rounds.h"
#include "row.h"

static const char *const moves[] = {"next", "previous", NULL};
static const cl_plain_words words[] = {{"holidays", moves}, {NULL, NULL}};
static const cl_plain rounds = {&cl_table_funding_round, words, "budget"};

/* ---- what a round is ---- */

static int check_days(const cl_funding_round *round, cl_error *e)
{
    if (round->opens.known && round->closes.known && round->closes.value < round->opens.value)
        return cl_fail(e, CL_E_INVALID, "--closes: it closes before it opens");
    if (round->closes.known && round->decides.known && round->decides.value < round->closes.value)
        return cl_fail(e, CL_E_INVALID, "--decides: it is decided before it closes");
    if (!round->closes.known && (round->grace.known || round->holidays.length > 0))
        return cl_fail(e, CL_E_INVALID, "--grace and --holidays are about the last day: --closes");
    return 0;
}

/* What is promised stays covered. */
static int check_budget(cl_recording *r, const cl_funding_round *round, cl_error *e)
{
    cl_round_money money;
    int rc = cl_round_spoken_for(&money, r->store, round, e);

    if (rc != 0 || !round->budget.known || money.taken + money.promised <= round->budget.value)
        return rc;
    return cl_fail(e, CL_E_STATE,
                   "--budget: RND-%lld has awarded or promised more than that; clachan round show "
                   "RND-%lld",
                   (long long)round->id, (long long)round->id);
}

/* ---- showing ---- */

static void row_money(cl_recording *r, const cl_funding_round *round, const char *name,
                      cl_maybe minor)
{
    cl_row_money(&r->row, name, minor, round->currency);
}

static cl_maybe left_of(const cl_funding_round *round, const cl_round_money *money)
{
    return (cl_maybe){round->budget.value - money->taken - money->promised, round->budget.known};
}

static cl_money money_of(const cl_funding_round *round, int64_t minor)
{
    cl_money money = {minor, "GBP"};

    if (round->currency.length == 3)
        memcpy(money.currency, round->currency.at, 3);
    return money;
}

static void add_money(cl_recording *r, const cl_funding_round *round, const char *title,
                      int64_t minor)
{
    cl_text_format(&r->text, "  %-12s", title);
    cl_money_print_human(&r->text, money_of(round, minor));
    cl_text_add_char(&r->text, '\n');
}

static void add_day(cl_recording *r, const char *title, cl_maybe day)
{
    char text[11];

    if (!day.known)
        return;
    cl_date_format((cl_date)day.value, text);
    cl_text_format(&r->text, "  %-12s%s\n", title, text);
}

static void print(cl_recording *r, const cl_funding_round *round, const cl_round_money *money,
                  const char *state)
{
    cl_maybe left = left_of(round, money);

    cl_text_format(&r->text, "RND-%lld  %.*s  %.*s  %s\n", (long long)round->id,
                   (int)round->programme.length, round->programme.at, (int)round->name.length,
                   round->name.at, state);
    add_day(r, "opens", round->opens);
    add_day(r, "closes", round->closes);
    add_day(r, "decides", round->decides);
    if (round->grace.known)
        cl_text_format(&r->text, "  %-12s%lld days\n", "grace", (long long)round->grace.value);
    if (round->budget.known)
        add_money(r, round, "budget", round->budget.value);
    add_money(r, round, "awarded", money->taken);
    add_money(r, round, "promised", money->promised);
    if (left.known)
        add_money(r, round, "left", left.value);
    cl_text_format(&r->text, "  %-12s%lld: ", "waiting", (long long)money->waiting);
    cl_money_print_human(&r->text, money_of(round, money->asked));
    if (left.known && money->asked > left.value)
        cl_text_add_string(&r->text, ", more than is left");
    cl_text_add_char(&r->text, '\n');
}

/* With a page for people where that is asked for. */
static int send(cl_recording *r, const cl_funding_round *round, bool page, cl_error *e)
{
    static const cl_workdays none = {NULL, 0, NULL, 0}; /* each lead school has its own */
    cl_round_money money;
    cl_window window = cl_round_window(round, &none, cl_session_today(r->session));
    int rc = cl_round_money_read(&money, r->store, round, e);

    if (rc != 0)
        return rc;
    if (page)
        print(r, round, &money, cl_window_name(window));
    cl_row_id(&r->row, "id", "RND", round->id);
    cl_row_number(&r->row, "version", round->version);
    cl_row_text(&r->row, "programme", round->programme);
    cl_row_text(&r->row, "name", round->name);
    cl_row_text(&r->row, "state", cl_view_of(cl_window_name(window)));
    cl_row_day(&r->row, "opens", round->opens);
    cl_row_day(&r->row, "closes", round->closes);
    cl_row_maybe(&r->row, "grace", round->grace);
    cl_row_text(&r->row, "holidays", round->holidays);
    cl_row_day(&r->row, "decides", round->decides);
    row_money(r, round, "budget", round->budget);
    row_money(r, round, "awarded", cl_known(money.taken));
    row_money(r, round, "promised", cl_known(money.promised));
    row_money(r, round, "left", left_of(round, &money));
    cl_row_number(&r->row, "waiting", money.waiting);
    row_money(r, round, "asked", cl_known(money.asked));
    return cl_recording_send(r, e);
}

/* ---- create, edit ---- */

static int find_currency(cl_recording *r, cl_funding_round *round, cl_error *e)
{
    const char *programme = cl_argument_get(r->arguments, "programme");
    const cl_programme *found;
    cl_date on = round->opens.known ? (cl_date)round->opens.value : cl_session_today(r->session);
    int rc = cl_session_programme(&found, r->session, programme, NULL, on, e);

    if (rc != 0)
        return rc;
    if (round->currency.length == 0)
        round->currency = cl_view_of(found->currency);
    if (!cl_view_is(round->currency, found->currency))
        return cl_fail(e, CL_E_INVALID, "--currency: %s pays in %s", programme, found->currency);
    return 0;
}

static int create(cl_recording *r, cl_error *e)
{
    cl_funding_round round = {0};
    int rc = cl_plain_read(r, &rounds, &round, e);

    if (rc == 0)
        rc = check_days(&round, e);
    if (rc == 0)
        rc = find_currency(r, &round, e);
    if (rc == 0)
        rc = cl_recording_add(r, "create", &cl_table_funding_round, &round, e);
    return rc != 0 ? rc : send(r, &round, true, e);
}

static int edit(cl_recording *r, cl_error *e)
{
    cl_funding_round before, after;
    int rc = cl_recording_get(r, &before, &cl_table_funding_round, "round", e);

    if (rc != 0)
        return rc;
    after = before;
    rc = cl_plain_read(r, &rounds, &after, e);
    if (cl_argument_is_set(r->arguments, "unlimited"))
        after.budget = (cl_maybe){0, false};
    if (rc == 0 && !cl_view_equal(before.currency, after.currency))
        rc = cl_fail(e, CL_E_INVALID, "--currency: RND-%lld is in %.*s", (long long)before.id,
                     (int)before.currency.length, before.currency.at);
    if (rc == 0)
        rc = check_days(&after, e);
    if (rc == 0)
        rc = check_budget(r, &after, e);
    if (rc == 0)
        rc = cl_recording_set(r, "edit", &cl_table_funding_round, &before, &after, e);
    return rc != 0 ? rc : send(r, &after, true, e);
}

/* ---- list, show ---- */

static int show(cl_recording *r, cl_error *e)
{
    cl_funding_round round;
    int rc = cl_recording_get(r, &round, &cl_table_funding_round, "round", e);

    return rc != 0 ? rc : send(r, &round, true, e);
}

static int list(cl_recording *r, cl_error *e)
{
    const char *programme = cl_argument_get(r->arguments, "programme");
    const cl_record_filter filters[] = {{programme == NULL ? NULL : "programme", 0, programme},
                                        {NULL, 0, NULL}};
    size_t count = 0;
    void *items = NULL;
    int rc = cl_record_list(&items, &count, &r->arena, r->store, &cl_table_funding_round, filters,
                            CL_ANY_DAY, e);

    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = send(r, (cl_funding_round *)items + i, false, e);
    return rc;
}

CL_VERB_BODY(run_create, create)
CL_VERB_BODY(run_edit, edit)
CL_VERB_BODY(run_show, show)
CL_VERB_BODY(run_list, list)

/* ---- the verbs ---- */

#define DAYS_AND_BUDGET                                                                            \
    {"opens", CL_TAKES_DATE, 0, "DATE", "first day"},                                              \
        {"closes", CL_TAKES_DATE, 0, "DATE", "last day, which counts"},                            \
        {"grace", CL_TAKES_NUMBER, 0, "DAYS", "days after it for what was signed until then"},     \
        {"holidays", CL_TAKES_TEXT, 0, "WAY",                                                      \
         "next or previous: where a last day that is no working day of the lead school moves"},    \
        {"decides", CL_TAKES_DATE, 0, "DATE", "day of the decision"},                              \
        {"budget", CL_TAKES_TEXT, 0, "AMOUNT", "money there is; unlimited when it is left out"},   \
    {                                                                                              \
        "currency", CL_TAKES_TEXT, 0, "CODE", "currency of the budget (GBP)"                       \
    }
#define ROUND_PARAMETER                                                                            \
    {                                                                                              \
        "round", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "ROUND",            \
            "id (RND-3)"                                                                           \
    }

static const cl_parameter create_parameters[] = {
    {"programme", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "PROGRAMME",
     "programme"},
    {"name", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "NAME",
     "name, or the deadline that the programme's decisions name"},
    DAYS_AND_BUDGET,
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter edit_parameters[] = {
    ROUND_PARAMETER,
    DAYS_AND_BUDGET,
    {"unlimited", CL_TAKES_SWITCH, 0, NULL, "no budget"},
    CL_VERSION_PARAMETER,
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter show_parameters[] = {ROUND_PARAMETER, CL_NO_MORE_PARAMETERS};
static const cl_parameter list_parameters[] = {
    {"programme", CL_TAKES_TEXT, 0, "PROGRAMME", "only this programme's"},
    CL_NO_MORE_PARAMETERS,
};

const cl_verb cl_round_verbs[] = {
    {.name = "round create",
     .run = run_create,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = create_parameters,
     .brief = "Makes a round of money: its days, and its budget.",
     .detail = "A programme with rounds takes applications from the first to the last day of one. "
               "Days of grace are for what was signed by the last day; whatever else comes later "
               "needs a named extension. What is awarded or promised never exceeds the budget.",
     .example = "clachan round create connecting-classrooms-scotland 2021-04-26 --opens 2021-01-11 "
                "--closes 2021-04-26 --grace 2 --decides 2021-05-31 --budget 90000.00"},
    {.name = "round edit",
     .run = run_edit,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = edit_parameters,
     .brief = "Changes the days or the budget of a round.",
     .detail = "A budget below what is awarded and promised is refused.",
     .example = "clachan round edit RND-1 --budget 120000.00"},
    {.name = "round list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Lists the rounds with their totals.",
     .example = "clachan round list"},
    {.name = "round show",
     .run = run_show,
     .needs = CL_NEEDS_STORE,
     .parameters = show_parameters,
     .brief = "Shows a round: state, days, what is awarded, promised, left and asked for.",
     .detail = "Awarded is what awards hold; promised is what is decided and not offered yet; "
               "asked for is what waits for a decision.",
     .example = "clachan round show RND-1"},
    {.name = NULL},
};
