/* SPDX-License-Identifier: MIT
 *
 * The kinds of variations, and the patch of one: from arguments to JSON and back. What a patch does
 * to a dossier is in variation_dossier.c.
 */
#include "variation.h"

#include <string.h>

#include "ids.h"
#include "lifecycle.h"
#include "money.h"
#include "query.h"
#include "row.h"
#include "school_verbs.h"
#include "suggest.h"

const cl_variation_kind cl_variation_kinds[] = {
    {"extend", "starts ends", "ends", NULL, false, false, "another last day of the activity"},
    {"virement", "from to amount", "from to amount", NULL, false, false,
     "money from one line or school to another"},
    {"scope", "option funding-model answers request drop", "", NULL, true, false,
     "other answers or requests"},
    {"add_school", "school request", "school", NULL, true, false, "a school joins"},
    {"remove_school", "school", "school", NULL, true, false, "a school leaves"},
    {"replace_school", "school by", "school", NULL, true, false,
     "a school has a successor or a new name"},
    {"change_lead", "school payee", "school", NULL, true, true, "another school leads"},
    {"uplift", "line", "line", NULL, false, false, "more money for a line"},
    {"reduce", "line report", "", NULL, false, false, "less money for a line"},
    {"suspend", "", "", "suspend", false, false, "the award is suspended"},
    {"resume", "", "", "resume", false, false, "a suspended award goes on"},
    {"terminate", "", "", "terminate", false, false, "the award ends with what is paid"},
    {NULL, NULL, NULL, NULL, false, false, NULL},
};

/* All that any kind takes. */
static const char *const arguments[] = {
    "starts",  "ends", "from",   "to", "amount", "option", "funding-model", "answers",
    "request", "drop", "school", "by", "payee",  "line",   "report",        NULL};

const cl_variation_kind *cl_variation_kind_find(cl_view name)
{
    for (const cl_variation_kind *kind = cl_variation_kinds; kind->name != NULL; kind++)
        if (cl_view_is(name, kind->name))
            return kind;
    return NULL;
}

bool cl_patch_is_given(const cl_arguments *given)
{
    for (size_t i = 0; arguments[i] != NULL; i++)
        if (cl_argument_is_set(given, arguments[i]))
            return true;
    return false;
}

/* ---- shares as they are typed ---- */

int cl_share_named(cl_portion *out, cl_recording *r, cl_view text, const char *argument,
                   cl_error *e)
{
    const char *slash = text.length == 0 ? NULL : memchr(text.at, '/', text.length);
    cl_view line = text, named = CL_VIEW_INIT;
    cl_school school = {0};
    int rc = 0;

    if (slash != NULL) {
        line.length = (size_t)(slash - text.at);
        named = (cl_view){slash + 1, text.length - line.length - 1};
    }
    if (line.length == 0 || (slash != NULL && named.length == 0)) {
        rc = cl_fail(e, CL_E_INVALID,
                     "found '%.*s', expected a line of the award and, where it has one, its "
                     "school: events or visits/SCH-3",
                     (int)text.length, text.at == NULL ? "" : text.at);
        cl_error_place(e, NULL, 0, argument);
        return rc;
    }
    if (slash != NULL)
        rc = cl_school_named(&school, r, named, argument, e);
    *out = (cl_portion){line, school.id, 0};
    return rc;
}

static int read_amount(int64_t *out, cl_view text, const char *argument, cl_view currency,
                       cl_error *e)
{
    char code[4] = "";
    cl_money money;
    int rc;

    memcpy(code, currency.at, currency.length < 3 ? currency.length : 3);
    rc = cl_money_parse(&money, text, code, e);
    if (rc == 0 && money.minor <= 0)
        rc = cl_fail(e, CL_E_INVALID, "found '%.*s', expected an amount above 0.00",
                     (int)text.length, text.at);
    if (rc != 0)
        cl_error_place(e, NULL, 0, argument);
    else
        *out = money.minor;
    return rc;
}

int cl_share_amount_named(cl_portion *out, cl_recording *r, const char *text, const char *argument,
                          cl_view currency, cl_error *e)
{
    const char *equals = strchr(text, '=');
    int rc;

    if (equals == NULL) {
        rc =
            cl_fail(e, CL_E_INVALID,
                    "found '%s', expected a line and an amount, such as visits/SCH-3=300.00", text);
        cl_error_place(e, NULL, 0, argument);
        return rc;
    }
    rc = cl_share_named(out, r, (cl_view){text, (size_t)(equals - text)}, argument, e);
    if (rc == 0)
        rc = read_amount(&out->amount, cl_view_of(equals + 1), argument, currency, e);
    return rc;
}

/* ---- writing ---- */

typedef struct writing {
    cl_recording *r;
    const cl_variation_kind *kind;
    const cl_award *award;
    cl_text out, list;
} writing;

static void add_share(writing *w, const cl_portion *share, bool less)
{
    cl_money money = {less ? -share->amount : share->amount, ""};
    cl_text one = CL_TEXT_INIT, amount = CL_TEXT_INIT;

    memcpy(money.currency, w->award->currency.at,
           w->award->currency.length < 3 ? w->award->currency.length : 3);
    cl_money_print(&amount, money);
    cl_row_text(&one, "line", share->line);
    if (share->school != 0)
        cl_row_id(&one, "school", "SCH", share->school);
    cl_row_text(&one, "amount", cl_text_view(&amount));
    cl_text_format(&w->list, "%s%s}", w->list.length > 1 ? ", " : "", one.at == NULL ? "" : one.at);
    cl_text_clear(&one);
    cl_text_clear(&amount);
}

static int write_virement(writing *w, cl_error *e)
{
    cl_view from = cl_recording_text(w->r, "from"), to = cl_recording_text(w->r, "to");
    cl_portion less, more;
    int rc = cl_share_named(&less, w->r, from, "from", e);

    if (rc == 0)
        rc = cl_share_named(&more, w->r, to, "to", e);
    if (rc == 0)
        rc = read_amount(&less.amount, cl_recording_text(w->r, "amount"), "amount",
                         w->award->currency, e);
    if (rc == 0 && less.school == more.school && cl_view_equal(less.line, more.line))
        rc = cl_fail(e, CL_E_MISUSE, "--from and --to name the same share");
    if (rc != 0)
        return rc;
    more.amount = less.amount;
    add_share(w, &less, true);
    add_share(w, &more, false);
    return 0;
}

/* What a report does not account for, as far as it is not paid yet. */
static int write_unspent(writing *w, cl_error *e)
{
    cl_portion *unspent;
    size_t count = 0;
    cl_grant_report report;
    int rc = cl_recording_get(w->r, &report, &cl_table_report, "report", e);

    if (rc == 0 && report.award != w->award->id)
        rc = cl_fail(e, CL_E_INVALID, "RPT-%lld is a report of AWD-%lld", (long long)report.id,
                     (long long)report.award);
    if (rc == 0)
        rc = cl_ledger_unspent(&unspent, &count, &w->r->arena, w->r->store, &report, false, e);
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (unspent[i].amount > 0)
            add_share(w, &unspent[i], true);
    if (rc == 0 && w->list.length == 1)
        rc = cl_fail(e, CL_E_STATE,
                     "RPT-%lld leaves nothing that is still to be paid; what was paid and not "
                     "spent is claimed back: clachan clawback propose AWD-%lld --report RPT-%lld",
                     (long long)report.id, (long long)w->award->id, (long long)report.id);
    return rc;
}

static int write_lines(writing *w, cl_error *e)
{
    bool less = strcmp(w->kind->name, "reduce") == 0;
    const char *text;
    cl_portion share;
    int rc = 0;

    if (less && cl_argument_is_set(w->r->arguments, "report"))
        return write_unspent(w, e);
    for (size_t i = 0; rc == 0 && (text = cl_argument_at(w->r->arguments, "line", i)) != NULL;
         i++) {
        rc = cl_share_amount_named(&share, w->r, text, "line", w->award->currency, e);
        if (rc == 0)
            add_share(w, &share, less);
    }
    if (rc == 0 && w->list.length == 1)
        rc = cl_fail(e, CL_E_MISUSE, "say of which line: --line visits/SCH-3=300.00%s",
                     less ? ", or --report RPT-2 for what was not spent" : "");
    return rc;
}

static int write_shares(writing *w, cl_error *e)
{
    bool virement = strcmp(w->kind->name, "virement") == 0;
    int rc;

    if (!virement && !cl_words_hold(w->kind->takes, "line"))
        return 0;
    cl_text_add_char(&w->list, '[');
    rc = virement ? write_virement(w, e) : write_lines(w, e);
    cl_text_add_char(&w->list, ']');
    if (rc == 0)
        cl_row_json(&w->out, "shares", cl_text_view(&w->list));
    return rc;
}

/* "visit", "visit/SCH-9", "event=250.00", "supply/SCH-2:7" (days). */
static int write_request(writing *w, const char *text, const char *argument, cl_error *e)
{
    size_t item = strcspn(text, "/=:"), end = strcspn(text, "=:");
    cl_text one = CL_TEXT_INIT;
    cl_school school = {0};
    int64_t cost = 0;
    bool known = false;
    int rc = 0;

    for (size_t i = 0; cl_words_of_item[i] != NULL; i++)
        known = known || (strlen(cl_words_of_item[i]) == item &&
                          strncmp(cl_words_of_item[i], text, item) == 0);
    if (!known) {
        rc = cl_fail(e, CL_E_INVALID,
                     "found '%s', expected visit, supply, training, event or project, with "
                     "/SCHOOL, =COST or :DAYS where it has them",
                     text);
        cl_error_place(e, NULL, 0, argument);
        return rc;
    }
    cl_row_text(&one, "item", (cl_view){text, item});
    if (text[item] == '/')
        rc =
            cl_school_named(&school, w->r, (cl_view){text + item + 1, end - item - 1}, argument, e);
    if (rc == 0 && school.id != 0)
        cl_row_id(&one, "school", "SCH", school.id);
    if (rc == 0 && text[end] == '=') {
        rc = read_amount(&cost, cl_view_of(text + end + 1), argument, w->award->currency, e);
        if (rc == 0)
            cl_row_text(&one, "cost", cl_view_of(text + end + 1));
    } else if (rc == 0 && text[end] == ':') {
        cl_row_json(&one, "days", cl_view_of(text + end + 1));
    }
    cl_text_format(&w->list, "%s%s}", w->list.length > 1 ? ", " : "", one.at == NULL ? "" : one.at);
    cl_text_clear(&one);
    return rc;
}

static int write_requests(writing *w, const char *argument, const char *member, cl_error *e)
{
    const char *text;
    int rc = 0;

    cl_text_reset(&w->list);
    cl_text_add_char(&w->list, '[');
    for (size_t i = 0; rc == 0 && (text = cl_argument_at(w->r->arguments, argument, i)) != NULL;
         i++)
        rc = write_request(w, text, argument, e);
    cl_text_add_char(&w->list, ']');
    if (rc == 0 && w->list.length > 2)
        cl_row_json(&w->out, member, cl_text_view(&w->list));
    return rc;
}

static int write_day(writing *w, const char *name, cl_error *e)
{
    cl_maybe day;
    int rc = cl_recording_maybe_day(w->r, &day, name, e);

    if (rc == 0 && day.known)
        cl_row_day(&w->out, name, day);
    return rc;
}

static int write_school(writing *w, const char *name, cl_error *e)
{
    cl_view text = cl_recording_text(w->r, name);
    cl_school school;
    int rc;

    if (text.length == 0)
        return 0;
    rc = cl_school_named(&school, w->r, text, name, e);
    if (rc == 0)
        cl_row_id(&w->out, name, "SCH", school.id);
    return rc;
}

static int write_payee(writing *w, cl_error *e)
{
    cl_payee payee;
    int rc;

    if (!cl_argument_is_set(w->r->arguments, "payee"))
        return 0;
    rc = cl_recording_get(w->r, &payee, &cl_table_payee, "payee", e);
    if (rc == 0)
        cl_row_id(&w->out, "payee", "PYE", payee.id);
    return rc;
}

static int write_options(writing *w, cl_error *e)
{
    cl_view option, model, answers = cl_recording_text(w->r, "answers");
    cl_json *json = NULL;
    int rc = cl_recording_choice(w->r, &option, "option", cl_words_of_option, e);

    if (rc == 0)
        rc = cl_recording_choice(w->r, &model, "funding-model", cl_words_of_model, e);
    if (rc == 0 && answers.length > 0) {
        rc = cl_json_parse(&json, answers, "--answers", 1, e);
        if (rc == 0 && cl_json_type(cl_json_root(json)) != CL_JSON_OBJECT)
            rc = cl_fail(e, CL_E_INVALID, "answers: found %s, expected an object",
                         cl_json_type_name(cl_json_root(json)));
        cl_json_free(json);
    }
    if (rc != 0)
        return rc;
    if (option.length > 0)
        cl_row_text(&w->out, "option", option);
    if (model.length > 0)
        cl_row_text(&w->out, "funding_model", model);
    if (answers.length > 0)
        cl_row_json(&w->out, "answers", answers);
    return 0;
}

/* Every argument that the kind does not take, or lacks, at once. */
static int check_arguments(const writing *w, cl_error *e)
{
    cl_text wrong = CL_TEXT_INIT;
    int rc = 0;

    for (size_t i = 0; arguments[i] != NULL; i++) {
        bool given = cl_argument_is_set(w->r->arguments, arguments[i]);

        if (given && !cl_words_hold(w->kind->takes, arguments[i]))
            cl_text_format(&wrong, "%s%s takes no --%s", wrong.length > 0 ? "; " : "",
                           w->kind->name, arguments[i]);
        if (!given && cl_words_hold(w->kind->needs, arguments[i]))
            cl_text_format(&wrong, "%s%s needs --%s", wrong.length > 0 ? "; " : "", w->kind->name,
                           arguments[i]);
    }
    if (wrong.length > 0)
        rc = cl_fail(e, CL_E_MISUSE, "%s", wrong.at);
    cl_text_clear(&wrong);
    return rc;
}

static int write_all(writing *w, cl_error *e)
{
    int rc = check_arguments(w, e);

    if (rc == 0)
        rc = write_day(w, "starts", e);
    if (rc == 0)
        rc = write_day(w, "ends", e);
    if (rc == 0)
        rc = write_shares(w, e);
    if (rc == 0)
        rc = write_school(w, "school", e);
    if (rc == 0)
        rc = write_school(w, "by", e);
    if (rc == 0)
        rc = write_payee(w, e);
    if (rc == 0)
        rc = write_options(w, e);
    if (rc == 0)
        rc = write_requests(w, "request", "requests", e);
    return rc != 0 ? rc : write_requests(w, "drop", "drop", e);
}

int cl_patch_write(cl_view *out, cl_recording *r, const cl_variation_kind *kind,
                   const cl_award *award, cl_error *e)
{
    writing w = {r, kind, award, CL_TEXT_INIT, CL_TEXT_INIT};
    cl_text canonical = CL_TEXT_INIT;
    cl_json *json = NULL;
    int rc = write_all(&w, e);

    if (w.out.length == 0)
        cl_text_add_char(&w.out, '{');
    cl_text_add_char(&w.out, '}');
    if (rc == 0)
        rc = w.list.failed != 0 ? cl_text_check(&w.list, e) : cl_text_check(&w.out, e);
    if (rc == 0)
        rc = cl_json_parse(&json, cl_text_view(&w.out), "the patch", 1, e);
    if (rc == 0) {
        cl_json_print_canonical(&canonical, cl_json_root(json));
        rc = cl_text_check(&canonical, e);
    }
    if (rc == 0) {
        *out = (cl_view){cl_arena_copy(&r->arena, cl_text_view(&canonical)), canonical.length};
        if (out->at == NULL)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    if (rc == 0 && kind->takes[0] != '\0' && out->length == 2)
        rc = cl_fail(e, CL_E_MISUSE, "%s changes nothing; say what: clachan help variation propose",
                     kind->name);
    cl_json_free(json);
    cl_text_clear(&canonical);
    cl_text_clear(&w.out);
    cl_text_clear(&w.list);
    return rc;
}

/* ---- reading ---- */

static cl_view text_of(const cl_json_value *object, const char *key)
{
    const cl_json_value *value = cl_json_get(object, key);

    return value == NULL ? (cl_view)CL_VIEW_INIT : cl_json_string(value);
}

static int read_id(int64_t *out, const cl_json_value *object, const char *key, const char *prefix,
                   cl_error *e)
{
    cl_view text = text_of(object, key);

    return text.length == 0 ? 0 : cl_id_parse(out, prefix, text, e);
}

static int read_day(cl_maybe *out, const cl_json_value *object, const char *key, cl_error *e)
{
    cl_view text = text_of(object, key);
    cl_date day;
    int rc = text.length == 0 ? 0 : cl_date_parse(&day, text, e);

    if (rc == 0 && text.length > 0)
        *out = cl_known(day);
    return rc;
}

static int read_shares(cl_patch *out, cl_arena *arena, const cl_json_value *list, cl_view currency,
                       cl_error *e)
{
    size_t count = list == NULL ? 0 : cl_json_count(list);
    char code[4] = "";
    cl_money money;
    int rc = 0;

    memcpy(code, currency.at, currency.length < 3 ? currency.length : 3);
    out->shares = cl_arena_array(arena, count + 1, sizeof *out->shares);
    if (out->shares == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    for (; rc == 0 && out->share_count < count; out->share_count++) {
        const cl_json_value *one = cl_json_item(list, out->share_count);
        cl_portion *share = &out->shares[out->share_count];

        share->line = text_of(one, "line");
        rc = read_id(&share->school, one, "school", "SCH", e);
        if (rc == 0)
            rc = cl_money_parse(&money, text_of(one, "amount"), code, e);
        share->amount = rc == 0 ? money.minor : 0;
    }
    return rc;
}

int cl_patch_read(cl_patch *out, cl_arena *arena, cl_view patch, cl_view currency, cl_error *e)
{
    const cl_json_value *root;
    int rc;

    *out = (cl_patch){0};
    rc = cl_json_parse(&out->json, patch, "the patch", 1, e);
    if (rc != 0)
        return rc;
    root = cl_json_root(out->json);
    out->option = text_of(root, "option");
    out->funding_model = text_of(root, "funding_model");
    out->answers = cl_json_get(root, "answers");
    out->requests = cl_json_get(root, "requests");
    out->drop = cl_json_get(root, "drop");
    rc = read_day(&out->starts, root, "starts", e);
    if (rc == 0)
        rc = read_day(&out->ends, root, "ends", e);
    if (rc == 0)
        rc = read_id(&out->school, root, "school", "SCH", e);
    if (rc == 0)
        rc = read_id(&out->by, root, "by", "SCH", e);
    if (rc == 0)
        rc = read_id(&out->payee, root, "payee", "PYE", e);
    return rc != 0 ? rc : read_shares(out, arena, cl_json_get(root, "shares"), currency, e);
}
