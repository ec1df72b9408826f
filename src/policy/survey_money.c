/* SPDX-License-Identifier: MIT
 *
 * Money over made-up applications: amounts that fail (a fraction of a cent, a sum that does not
 * fit), caps that never bite, and grants that fall where the applicant has more.
 */
#include <string.h>

#include "assess.h"
#include "money.h"
#include "survey_parts.h"

enum { CELLS = 2000, SAMPLES = 400, EXTREME_CELLS = 12, FAILURES = 8, FACTS = 64 };

/* How a grant falls with one fact. */
typedef struct fall {
    const cl_boundary_field *cell;
    cl_range before, after;
    cl_text example;
} fall;

typedef struct counting {
    int64_t cliff;
    cl_survey_walk *walk;
    uint64_t asked;
    cl_error failures[FAILURES]; /* each message once */
    size_t failure_count;
    fall falls[FACTS];
    size_t fall_count;
    cl_range grant; /* of the present cell */
} counting;

static const cl_field *about(const cl_survey *survey, const cl_boundary_field *cell)
{
    return cl_schema_field(&survey->programme->schema, cell->type, cell->field);
}

static bool is_amount(const cl_field *field)
{
    return field->kind == CL_FACT_NUMBER || field->kind == CL_FACT_MONEY;
}

/* ---- amounts that fail ---- */

/* Without a mode of rounding a fraction of a cent is an error of the edition (language.md, 6),
 * while a sum that does not fit needs an application that nobody would write. */
static cl_severity severity_of(const cl_survey *survey, const cl_error *why)
{
    for (size_t i = 0; i < survey->programme->lines.count; i++) {
        const cl_line *line = cl_vec_at(&survey->programme->lines, i);
        const cl_tree_node *amount = cl_tree_at(&survey->programme->tree, line->amount);

        if (amount->fraction && line->shares_of == 0 && strstr(why->message, line->id) != NULL &&
            strstr(why->message, "fraction") != NULL)
            return CL_FINDING_ERROR;
    }
    return CL_FINDING_WARNING;
}

static void note_failure(cl_survey *survey, counting *c, const cl_error *why)
{
    cl_text text = CL_TEXT_INIT;

    for (size_t i = 0; i < c->failure_count; i++)
        if (strcmp(c->failures[i].message, why->message) == 0 && c->failures[i].line == why->line)
            return;
    if (c->failure_count == FAILURES)
        return;
    c->failures[c->failure_count++] = *why;
    cl_text_format(&text, "%s: ", why->message);
    cl_dossier_print_json(&text, &c->walk->grid.dossier, survey->programme->currency);
    cl_survey_tell(survey, severity_of(survey, why), why->file, why->line, &text);
}

/* The grant of the dossier as it is now; not known when the edition fails on it. */
static cl_range grant_of(cl_survey *survey, counting *c)
{
    cl_error why = CL_ERROR_INIT;
    cl_assessment assessment;
    int rc = cl_assess(&assessment, &survey->evaluator, &c->walk->grid.dossier, NULL, &why);

    if (rc == CL_E_MEMORY)
        survey->rc = rc;
    else if (rc != 0)
        note_failure(survey, c, &why);
    if (rc != 0)
        return cl_range_unknown();
    for (size_t i = 0; i < assessment.line_count; i++) {
        const cl_assessed_line *line = &assessment.lines[i];

        if (line->adjust != NULL && line->amount.state == CL_RANGE_KNOWN &&
            line->amount.low.num != 0)
            survey->adjusts[line->adjust - (const cl_adjust *)survey->programme->adjusts.items] |=
                CL_SEEN_TRUE;
    }
    return assessment.grant;
}

/* ---- one fact moved ---- */

typedef void moved(cl_survey *survey, counting *c, const cl_boundary_field *cell, uint32_t record);

/* A member of a list counts while its place lies below the length of the list. */
static bool counts(const cl_dossier *dossier, uint32_t record)
{
    const cl_record *records = dossier->record_store.items, *at = &records[record];
    const cl_fact *list;

    if (record == 0)
        return true;
    list = cl_dossier_fact(dossier, at->parent, at->parent_field);
    return list->state == CL_FACT_KNOWN && (!at->in_list || at->index < list->extra) &&
           counts(dossier, at->parent);
}

static void each_fact(cl_survey *survey, counting *c, moved *visit)
{
    const cl_dossier *dossier = &c->walk->grid.dossier;
    const cl_record *records = dossier->record_store.items;
    const cl_vec *fields = &c->walk->cells.fields;

    for (size_t i = 0; survey->rc == 0 && i < fields->count; i++) {
        const cl_boundary_field *cell = cl_vec_at(fields, i);
        const cl_field *field = about(survey, cell);

        if (!is_amount(field) && field->kind != CL_FACT_LIST)
            continue;
        for (uint32_t r = 0; survey->rc == 0 && r < dossier->record_count; r++)
            if (records[r].type == cell->type && counts(dossier, r) &&
                cl_dossier_fact(dossier, r, cell->field)->state == CL_FACT_KNOWN)
                visit(survey, c, cell, r);
    }
}

/* Puts a value, works out the grant, and puts the old value back. */
static cl_range grant_with(cl_survey *survey, counting *c, const cl_boundary_field *cell,
                           uint32_t record, cl_ratio value)
{
    cl_dossier *dossier = &c->walk->grid.dossier;
    cl_fact_value old = cl_dossier_value(dossier, record, cell->field), new = old;
    cl_range grant;

    new.exact = value;
    cl_dossier_put(dossier, record, cell->field, &new, NULL);
    grant = grant_of(survey, c);
    cl_dossier_put(dossier, record, cell->field, &old, NULL);
    return grant;
}

/* A number that a table is asked with is a code, "group 2", and more of it is not more. */
static bool is_code(const cl_survey *survey, const cl_boundary_field *cell)
{
    const cl_tree *tree = &survey->programme->tree;

    for (size_t i = 0; i < survey->reach.nodes.count; i++) {
        cl_node node = *(const cl_node *)cl_vec_at(&survey->reach.nodes, i);
        const cl_tree_node *at = cl_tree_at(tree, node);

        if (at->op != CL_OP_TABLE ||
            ((const cl_rate_table *)cl_vec_at(&survey->programme->tables, at->index))->kind !=
                CL_TABLE_LOOKUP)
            continue;
        for (uint32_t k = 0; k < at->argument_count; k++) {
            cl_node key = cl_tree_argument(tree, node, k);

            if (cl_tree_at(tree, key)->op == CL_OP_FIELD &&
                cl_tree_at(tree, key)->index == cell->field &&
                cl_tree_at(tree, cl_tree_argument(tree, key, 0))->type == cell->type)
                return true;
        }
    }
    return false;
}

/* The most that the fact may be; where nothing limits it, more than anybody will ever write. */
static cl_ratio extreme_of(const cl_field *field)
{
    if (field->has_most)
        return cl_ratio_int(field->most);
    return cl_ratio_int(field->kind == CL_FACT_MONEY ? 100000000000000 : 1000000000);
}

static void try_extreme(cl_survey *survey, counting *c, const cl_boundary_field *cell,
                        uint32_t record)
{
    const cl_field *field = about(survey, cell);

    if (is_amount(field))
        grant_with(survey, c, cell, record, extreme_of(field));
}

/* ---- falls ---- */

static fall *fall_of(counting *c, const cl_boundary_field *cell)
{
    for (size_t i = 0; i < c->fall_count; i++)
        if (c->falls[i].cell == cell)
            return &c->falls[i];
    if (c->fall_count == FACTS)
        return NULL;
    c->falls[c->fall_count] = (fall){.cell = cell};
    return &c->falls[c->fall_count++];
}

static int64_t depth(cl_range before, cl_range after)
{
    return before.low.num - after.low.num;
}

/* The plainest example of a fall that is worth telling is kept. */
static void note_fall(cl_survey *survey, counting *c, const cl_boundary_field *cell, cl_range after)
{
    fall *f = fall_of(c, cell);
    cl_text example = CL_TEXT_INIT;

    if (f == NULL || depth(c->grant, after) <= c->cliff)
        return;
    cl_dossier_print_json(&example, &c->walk->grid.dossier, survey->programme->currency);
    if (f->example.length > 0 && example.length >= f->example.length) {
        cl_text_clear(&example);
        return;
    }
    cl_text_clear(&f->example);
    f->before = c->grant;
    f->after = after;
    f->example = example;
}

/* One pound, one day, one school more. */
static bool one_more(const cl_survey *survey, const counting *c, const cl_boundary_field *cell,
                     uint32_t record, cl_ratio *more)
{
    const cl_field *field = about(survey, cell);
    cl_ratio now = cl_dossier_value(&c->walk->grid.dossier, record, cell->field).exact;
    int64_t step = 1;

    if (field->kind == CL_FACT_MONEY)
        for (int i = cl_money_decimals(survey->programme->currency); i > 0; i--)
            step *= 10;
    if (cl_ratio_add(more, now, cl_ratio_int(step), NULL) != 0)
        return false;
    if (field->kind == CL_FACT_LIST) /* one that was made, and no further */
        return cell->count > 0 &&
               cl_ratio_compare(*more, cell->values[cell->count - 1].exact) <= 0 &&
               ((const cl_record *)c->walk->grid.dossier.record_store.items)[record].in_list == 0;
    return !field->has_most || cl_ratio_compare(*more, cl_ratio_int(field->most)) <= 0;
}

static void try_more(cl_survey *survey, counting *c, const cl_boundary_field *cell, uint32_t record)
{
    cl_range after;
    cl_ratio more;

    if (!one_more(survey, c, cell, record, &more) || is_code(survey, cell))
        return;
    after = grant_with(survey, c, cell, record, more);
    if (after.state == CL_RANGE_KNOWN && depth(c->grant, after) > 0)
        note_fall(survey, c, cell, after);
}

/* Where the fact is read first. */
static const cl_tree_node *reader_of(const cl_survey *survey, const cl_boundary_field *cell)
{
    const cl_tree *tree = &survey->programme->tree;

    for (size_t i = 0; i < survey->reach.nodes.count; i++) {
        cl_node node = *(const cl_node *)cl_vec_at(&survey->reach.nodes, i);
        const cl_tree_node *at = cl_tree_at(tree, node);

        if (at->op == CL_OP_FIELD && at->index == cell->field &&
            cl_tree_at(tree, cl_tree_argument(tree, node, 0))->type == cell->type)
            return at;
    }
    return cl_tree_at(tree, 0);
}

static void print_money(cl_text *out, const cl_survey *survey, int64_t minor)
{
    cl_money money = {minor, ""};

    memcpy(money.currency, survey->programme->currency, sizeof money.currency);
    cl_money_print_human(out, money);
}

static void tell_fall(cl_survey *survey, fall *f)
{
    const cl_tree_node *at = reader_of(survey, f->cell);
    cl_text what = CL_TEXT_INIT, text = CL_TEXT_INIT;

    cl_text_add_string(&what, "more ");
    if (f->cell->type != 0)
        cl_text_format(&what, "%s.", survey->programme->schema.types[f->cell->type].name);
    cl_text_format(&what, "%s lowers the grant", about(survey, f->cell)->name);
    cl_text_format(&text, "%s: by ", what.at == NULL ? "" : what.at);
    print_money(&text, survey, depth(f->before, f->after));
    cl_text_add_string(&text, ", from ");
    print_money(&text, survey, f->before.low.num);
    cl_text_add_string(&text, " to ");
    print_money(&text, survey, f->after.low.num);
    cl_text_format(&text,
                   ". Where a clause wants that, write intended \"%s\" { because = … }. One more "
                   "than in: %s",
                   what.at == NULL ? "" : what.at, f->example.at == NULL ? "" : f->example.at);
    if (cl_survey_excused(survey, &survey->programme->intended, &what) || f->example.length == 0)
        cl_text_clear(&text); /* a clause wants it, or it is no more than a step */
    else
        cl_survey_tell(survey, CL_FINDING_WARNING,
                       at->file == NULL ? survey->programme->file : at->file, at->line, &text);
}

/* ---- all of it ---- */

static bool ask(cl_survey *survey, void *context)
{
    counting *c = context;

    c->grant = grant_of(survey, c);
    if (c->asked++ < EXTREME_CELLS)
        each_fact(survey, c, try_extreme);
    if (c->grant.state == CL_RANGE_KNOWN)
        each_fact(survey, c, try_more);
    return survey->rc == 0;
}

static void check_adjusts(cl_survey *survey, const cl_survey_walk *walk)
{
    static const char *const words[] = {"cap", "nothing_below", "rounding"};

    for (size_t i = 0; i < survey->programme->adjusts.count; i++) {
        const cl_adjust *adjust = cl_vec_at(&survey->programme->adjusts, i);
        cl_text what = CL_TEXT_INIT, text = CL_TEXT_INIT;

        if ((survey->adjusts[i] & CL_SEEN_TRUE) != 0)
            continue;
        cl_text_format(&what, "%s '%s' bites", words[adjust->kind], adjust->id);
        if (cl_survey_excused(survey, &survey->programme->unreachable, &what))
            continue;
        cl_text_format(&text, "%s '%s' never bites", words[adjust->kind], adjust->id);
        cl_survey_basis(&text, walk);
        cl_survey_tell(survey, CL_FINDING_WARNING, adjust->file, adjust->line, &text);
    }
}

static void reach_money(cl_survey *survey)
{
    const cl_programme *p = survey->programme;

    cl_reach_reset(&survey->reach);
    for (size_t i = 0; i < p->lines.count; i++)
        cl_reach_line(&survey->reach, cl_vec_at(&p->lines, i));
    for (size_t i = 0; i < p->adjusts.count; i++) {
        const cl_adjust *adjust = cl_vec_at(&p->adjusts, i);

        cl_reach_node(&survey->reach, adjust->at);
        cl_reach_node(&survey->reach, adjust->applies);
    }
}

void cl_survey_money(cl_survey *survey, int64_t cliff)
{
    counting c = {.cliff = cliff};
    cl_survey_walk walk;

    if (survey->programme->lines.count == 0 || survey->rc != 0)
        return;
    c.walk = &walk;
    reach_money(survey);
    if (cl_reach_is_opaque(&survey->reach))
        return;
    cl_survey_cells(survey, &walk, true, CELLS, SAMPLES, ask, &c);
    for (size_t i = 0; i < c.fall_count; i++) {
        if (survey->rc == 0)
            tell_fall(survey, &c.falls[i]);
        cl_text_clear(&c.falls[i].example);
    }
    walk.exact = false; /* amounts grow with facts: boundary cells do not exhaust them */
    if (survey->rc == 0 && survey->budget > 0)
        check_adjusts(survey, &walk);
    cl_survey_walk_clear(&walk);
}
