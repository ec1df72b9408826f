/* SPDX-License-Identifier: MIT
 *
 * contribution plan, add, pay, cancel and list: what each school gives to a partnership in a year,
 * in a way that is fair to all (Q52). Amounts come from an edition; nothing is worked out here.
 */
#include <string.h>

#include "cluster_judge.h"
#include "ids.h"
#include "plain.h"
#include "row.h"

static const cl_plain contributions = {&cl_table_contribution, NULL, "amount"};

/* ---- plan ---- */

/* Contributions of a year that stand. */
static int find_year(cl_recording *r, cl_contribution **out, size_t *count, int64_t cluster,
                     int64_t year, cl_error *e)
{
    const cl_record_filter filters[] = {
        {"cluster", cluster, NULL}, {"year", year, NULL}, {NULL, 0, NULL}};
    void *items = NULL;
    size_t found = 0, kept = 0;
    int rc = cl_record_list(&items, &found, &r->arena, r->store, contributions.table, filters,
                            CL_ANY_DAY, e);

    *out = items;
    for (size_t i = 0; rc == 0 && i < found; i++)
        if (!(*out)[i].cancelled.known)
            (*out)[kept++] = (*out)[i];
    *count = kept;
    return rc;
}

static const cl_decided_line *line_named(const cl_decision *decision, const char *id)
{
    for (size_t i = 0; i < decision->line_count; i++)
        if (strcmp(decision->lines[i].id, id) == 0)
            return &decision->lines[i];
    return NULL;
}

/* "cluster.schools[SCH-12]" → 12. */
static int read_school(int64_t *out, const char *path, cl_error *e)
{
    const char *open = strchr(path, '['), *close = open == NULL ? NULL : strchr(open, ']');

    if (close == NULL)
        return cl_fail(e, CL_E_INTERNAL, "the part %s names no school", path);
    return cl_id_parse(out, cl_table_school.prefix, (cl_view){open + 1, (size_t)(close - open - 1)},
                       e);
}

static int add_part(cl_recording *r, cl_change *change, const cl_decided_part *part,
                    const cl_contribution *like, cl_error *e)
{
    cl_contribution *c = cl_arena_alloc(&r->arena, sizeof *c);
    int rc;

    if (c == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    *c = *like;
    c->amount = cl_known(part->amount.low.minor);
    rc = read_school(&c->school, part->id, e);
    return rc != 0 ? rc : cl_change_add(change, contributions.table, c, e);
}

static int store_plan(cl_recording *r, const cl_decided_line *line, const cl_contribution *like,
                      cl_error *e)
{
    cl_change change = {0};
    int rc = cl_recording_change(r, &change, e);

    for (size_t i = 0; rc == 0 && i < line->part_count; i++)
        rc = add_part(r, &change, &line->parts[i], like, e);
    if (rc == 0)
        rc = cl_change_store(&change, "plan contributions", "CLU", like->cluster, NULL, NULL, e);
    cl_change_clear(&change);
    return rc;
}

static int refuse_unknown(const cl_decision *d, cl_error *e)
{
    cl_text missing = CL_TEXT_INIT;
    int rc;

    for (size_t i = 0; i < d->missing.count; i++)
        cl_text_format(&missing, "%s%s", i == 0 ? "" : ", ", d->missing.items[i]);
    rc = cl_fail(e, CL_E_STATE, "%s@%s cannot tell the contributions; missing: %s", d->programme,
                 d->edition, missing.at == NULL ? "cluster.annual_cost" : missing.at);
    cl_text_clear(&missing);
    return rc;
}

static int plan_year(cl_recording *r, const cl_judged_cluster *judged, int64_t year, cl_error *e)
{
    const cl_decided_line *line = line_named(&judged->decision, "contribution");
    cl_contribution *before, like = {0};
    cl_text formula = CL_TEXT_INIT;
    size_t count;
    int rc = find_year(r, &before, &count, judged->cluster.id, year, e);

    if (rc == 0 && count > 0)
        rc = cl_fail(e, CL_E_STATE,
                     "CLU-%lld has contributions for %lld already (CON-%lld …); cancel them first",
                     (long long)judged->cluster.id, (long long)year, (long long)before[0].id);
    if (rc == 0 && (line == NULL || !line->amount.known || line->part_count == 0))
        rc = refuse_unknown(&judged->decision, e);
    if (rc != 0)
        return rc;
    cl_text_format(&formula, "%s@%s", judged->decision.programme, judged->decision.edition);
    rc = cl_text_check(&formula, e);
    like.cluster = judged->cluster.id;
    like.year = year;
    like.formula = cl_text_view(&formula);
    like.currency = cl_view_of(judged->decision.currency);
    if (rc == 0)
        rc = cl_recording_maybe_day(r, &like.due, "due", e);
    if (rc == 0)
        rc = store_plan(r, line, &like, e);
    if (rc == 0)
        rc = find_year(r, &before, &count, judged->cluster.id, year, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = cl_plain_send(r, &contributions, &before[i], e);
    cl_text_clear(&formula);
    return rc;
}

static int plan(cl_recording *r, cl_error *e)
{
    cl_judge_request request = {.programme = cl_argument_get(r->arguments, "programme"),
                                .stage = CL_STAGE_FUND};
    cl_judged_cluster judged = {0};
    cl_maybe year;
    int rc = cl_recording_id(r, &request.cluster, &cl_table_cluster, "cluster", e);

    if (rc == 0)
        rc = cl_recording_day(r, &request.on, "on", e);
    if (rc == 0)
        rc = cl_recording_maybe_number(r, &year, "year", e);
    if (rc != 0)
        return rc;
    if (request.programme == NULL)
        request.programme = "school-partnerships";
    rc = cl_cluster_judge(&judged, r, &request, e);
    if (rc == 0)
        rc = plan_year(r, &judged, year.value, e);
    cl_judged_cluster_clear(&judged);
    return rc;
}

CL_VERB_BODY(run_plan, plan)

static const cl_parameter plan_parameters[] = {
    CL_CLUSTER_PARAMETER,
    {"year", CL_TAKES_NUMBER, CL_PARAMETER_REQUIRED, "YEAR", "year in which it begins"},
    {"programme", CL_TAKES_TEXT, 0, "ID[@EDITION]", "whose formula (school-partnerships)"},
    {"due", CL_TAKES_DATE, 0, "DATE", "day on which they are due"},
    {"on", CL_TAKES_DATE, 0, "DATE", "members and pupils of this day (today)"},
    CL_NO_MORE_PARAMETERS,
};

/* ---- add, pay, cancel ---- */

static int add(cl_recording *r, cl_error *e)
{
    cl_contribution c = {0};
    int rc = cl_plain_read(r, &contributions, &c, e);

    if (rc == 0 && !c.amount.known && c.kind.length == 0)
        rc = cl_fail(e, CL_E_INVALID, "say what is given: --amount, or --kind with --hours");
    c.formula = CL_VIEW("by hand");
    return rc != 0 ? rc : cl_plain_add(r, &contributions, "add", &c, e);
}

CL_VERB_BODY(run_add, add)

static int get_open(cl_recording *r, cl_contribution *out, cl_error *e)
{
    int rc = cl_recording_get(r, out, contributions.table, "contribution", e);

    if (rc == 0 && out->cancelled.known)
        rc = cl_fail(e, CL_E_STATE, "CON-%lld was taken back", (long long)out->id);
    if (rc == 0 && out->paid.known)
        rc = cl_fail(e, CL_E_STATE, "CON-%lld is paid", (long long)out->id);
    return rc;
}

static int close_one(cl_recording *r, bool paid, cl_error *e)
{
    cl_contribution before, after;
    cl_date date;
    int rc = get_open(r, &before, e);

    if (rc == 0)
        rc = cl_recording_day(r, &date, "date", e);
    if (rc != 0)
        return rc;
    after = before;
    *(paid ? &after.paid : &after.cancelled) = cl_known(date);
    return cl_plain_set(r, &contributions, paid ? "pay" : "cancel", &before, &after, e);
}

static int pay(cl_recording *r, cl_error *e)
{
    return close_one(r, true, e);
}

CL_VERB_BODY(run_pay, pay)

static int cancel(cl_recording *r, cl_error *e)
{
    return close_one(r, false, e);
}

CL_VERB_BODY(run_cancel, cancel)

static int list(cl_recording *r, cl_error *e)
{
    cl_record_filter filters[3] = {{"cluster", 0, NULL}, {"year", 0, NULL}, {NULL, 0, NULL}};
    const cl_contribution *items;
    cl_maybe year;
    void *found = NULL;
    size_t count = 0;
    int rc = cl_recording_id(r, &filters[0].id, &cl_table_cluster, "cluster", e);

    if (rc == 0)
        rc = cl_recording_maybe_number(r, &year, "year", e);
    filters[1].id = rc == 0 ? year.value : 0;
    if (rc == 0)
        rc = cl_record_list(&found, &count, &r->arena, r->store, contributions.table, filters,
                            CL_ANY_DAY, e);
    items = found;
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (!cl_argument_is_set(r->arguments, "due") ||
            (!items[i].paid.known && !items[i].cancelled.known && items[i].due.known &&
             items[i].due.value <= cl_session_today(r->session)))
            rc = cl_plain_send(r, &contributions, &items[i], e);
    return rc;
}

CL_VERB_BODY(run_list, list)

static const cl_parameter add_parameters[] = {
    CL_CLUSTER_PARAMETER,
    CL_SCHOOL_PARAMETER,
    {"year", CL_TAKES_NUMBER, CL_PARAMETER_REQUIRED, "YEAR", "year in which it begins"},
    {"amount", CL_TAKES_TEXT, 0, "AMOUNT", "amount, such as 250.00"},
    {"currency", CL_TAKES_TEXT, 0, "CODE", "currency (GBP)"},
    {"due", CL_TAKES_DATE, 0, "DATE", "day on which it is due"},
    {"kind", CL_TAKES_TEXT, 0, "WHAT", "what is given in kind"},
    {"hours", CL_TAKES_NUMBER, 0, "N", "hours given in kind"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter close_parameters[] = {
    {"contribution", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "CONTRIBUTION",
     "id (CON-1)"},
    {"date", CL_TAKES_DATE, 0, "DATE", "day (today)"},
    CL_NO_MORE_PARAMETERS,
};
static const cl_parameter list_parameters[] = {
    {"cluster", CL_TAKES_ID, CL_PARAMETER_POSITIONAL, "CLUSTER", "only of this cluster"},
    {"year", CL_TAKES_NUMBER, 0, "YEAR", "only of this year"},
    {"due", CL_TAKES_SWITCH, 0, NULL, "only those that are due and not paid"},
    CL_NO_MORE_PARAMETERS,
};

const cl_verb cl_contribution_verbs[] = {
    {.name = "contribution plan",
     .run = run_plan,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES,
     .parameters = plan_parameters,
     .brief = "Works out what each school gives to a partnership in a year.",
     .detail = "By the formula of an edition, over the cluster's annual cost; the parts add up to "
               "it, to the penny.",
     .example = "clachan contribution plan CLU-1 --year 2021 --due 2021-09-30"},
    {.name = "contribution add",
     .run = run_add,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = add_parameters,
     .brief = "Records a contribution by hand, in money or in kind.",
     .example = "clachan contribution add CLU-1 SCH-2 --year 2021 --kind 'a minibus' --hours 12"},
    {.name = "contribution pay",
     .run = run_pay,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = close_parameters,
     .brief = "Records that a contribution was paid.",
     .example = "clachan contribution pay CON-1 --date 2021-09-28"},
    {.name = "contribution cancel",
     .run = run_cancel,
     .needs = CL_NEEDS_STORE | CL_WRITES,
     .parameters = close_parameters,
     .brief = "Takes back a contribution that is not paid.",
     .example = "clachan contribution cancel CON-1"},
    {.name = "contribution list",
     .run = run_list,
     .needs = CL_NEEDS_STORE,
     .parameters = list_parameters,
     .brief = "Lists contributions, and those that are due.",
     .example = "clachan contribution list CLU-1 --due"},
    {.name = NULL},
};
