/* SPDX-License-Identifier: MIT
 *
 * Every combination of the facts that are missing and have few values is assessed. A fact stays
 * missing when two combinations that differ in it alone come to different results, or to one that
 * is not certain.
 */
#include "missing.h"

#include <string.h>

#include "alloc.h"
#include "dossier_edit.h"

enum { FACTS = 6 };

typedef struct open_fact {
    uint32_t record;
    unsigned field;
    size_t path;    /* its place in the blame */
    int64_t values; /* words, or 2; one more where there can be none */
    bool maybe_none;
} open_fact;

typedef struct result {
    cl_verdict verdict;
    const cl_grade *level;
    cl_range grant;
    int64_t instalments; /* told apart by a sum with weights: an unequal one is another */
    bool certain;
} result;

typedef struct trying {
    cl_blame *blame;
    cl_missing_goal goal;
    cl_evaluator *evaluator;
    const cl_dossier *given;
    const cl_decide_options *options;
    cl_dossier dossier; /* a copy whose facts are set */
    open_fact facts[FACTS];
    size_t count, combinations;
    result base, results[CL_MISSING_TRIES];
    bool matters[FACTS];
    int rc;
} trying;

/* ---- which facts ---- */

static int64_t values_of(const cl_field *field)
{
    if (field->kind == CL_FACT_YESNO)
        return 2;
    return field->kind == CL_FACT_CHOICE ? (int64_t)field->choice_count : 0;
}

/* The place of the fact among the paths, or their number. */
static size_t find_path(trying *t, uint32_t record, unsigned field)
{
    cl_text path = CL_TEXT_INIT;
    size_t i = 0;

    cl_dossier_fact_path(&path, t->given, record, field);
    if (path.at == NULL)
        t->rc = CL_E_MEMORY;
    while (
        i < t->blame->paths.count &&
        (path.at == NULL || strcmp(*(const char **)cl_vec_at(&t->blame->paths, i), path.at) != 0))
        i++;
    cl_text_clear(&path);
    return i;
}

/* False when there are more combinations than are tried. */
static bool add_fact(trying *t, uint32_t record, unsigned field, const cl_field *about)
{
    open_fact fact = {record, field, find_path(t, record, field), values_of(about),
                      about->none_allowed};

    if (fact.path == t->blame->paths.count)
        return t->rc == 0;
    fact.values += fact.maybe_none;
    if (t->count == FACTS || fact.values > CL_MISSING_TRIES / (int64_t)t->combinations)
        return false;
    t->combinations *= (size_t)fact.values;
    t->facts[t->count++] = fact;
    return true;
}

static bool find_facts(trying *t)
{
    const cl_dossier *dossier = t->given;

    t->combinations = 1;
    for (uint32_t r = 0; r < dossier->record_count; r++) {
        const cl_record_type *type = &dossier->schema->types[dossier->records[r].type];

        for (unsigned f = 0; f < type->field_count; f++)
            if (values_of(&type->fields[f]) > 0 &&
                cl_dossier_fact(dossier, r, f)->state == CL_FACT_UNKNOWN &&
                !add_fact(t, r, f, &type->fields[f]))
                return false;
    }
    return t->count > 0;
}

/* ---- trying ---- */

static bool is_certain(const trying *t, const result *r)
{
    if (t->goal == CL_MISSING_GRANT)
        return r->grant.state == CL_RANGE_KNOWN;
    return r->verdict == CL_VERDICT_ELIGIBLE || r->verdict == CL_VERDICT_INELIGIBLE;
}

static result result_of(const trying *t, const cl_assessment *found)
{
    result r = {.verdict = found->verdict, .level = found->level, .grant = found->grant};

    for (size_t i = 0; i < found->instalment_count; i++)
        r.instalments = r.instalments * 31 + found->instalments[i].minor % 1000003 + 1;
    r.certain = is_certain(t, &r) && found->open_level == NULL;
    return r;
}

static bool same_range(cl_range a, cl_range b)
{
    if (a.state != b.state || a.no_low != b.no_low || a.no_high != b.no_high)
        return false;
    return (a.no_low || cl_ratio_compare(a.low, b.low) == 0) &&
           (a.no_high || cl_ratio_compare(a.high, b.high) == 0);
}

static bool same(const trying *t, const result *a, const result *b)
{
    if (t->goal == CL_MISSING_GRANT)
        return same_range(a->grant, b->grant) && a->instalments == b->instalments;
    return a->verdict == b->verdict && a->level == b->level;
}

/* A dossier that cannot be decided is no certain result. */
static result assess(trying *t)
{
    cl_assessment found;
    cl_error ignored = CL_ERROR_INIT;
    int rc = cl_assess(&found, t->evaluator, &t->dossier, t->options, &ignored);

    if (rc == CL_E_MEMORY)
        t->rc = rc;
    return rc == 0 ? result_of(t, &found) : (result){.certain = false};
}

static void set(trying *t, const open_fact *fact, int64_t value)
{
    cl_fact set = {value, 1, CL_FACT_KNOWN};

    if (fact->maybe_none && value == fact->values - 1)
        set = (cl_fact){0, 0, CL_FACT_NONE};
    cl_dossier_set(&t->dossier, fact->record, fact->field, set);
}

static void hide(trying *t, const open_fact *fact)
{
    cl_dossier_set(&t->dossier, fact->record, fact->field, (cl_fact){0, 0, CL_FACT_UNKNOWN});
}

/* Alone it must not change what is said now, either. */
static void try_alone(trying *t)
{
    for (size_t i = 0; i < t->count; i++) {
        for (int64_t v = 0; v < t->facts[i].values && !t->matters[i] && t->rc == 0; v++) {
            result r;

            set(t, &t->facts[i], v);
            r = assess(t);
            t->matters[i] = !same(t, &r, &t->base);
        }
        hide(t, &t->facts[i]);
    }
}

static void try_all(trying *t)
{
    for (size_t c = 0; c < t->combinations && t->rc == 0; c++) {
        size_t rest = c;

        for (size_t i = 0; i < t->count; i++) {
            set(t, &t->facts[i], (int64_t)(rest % (size_t)t->facts[i].values));
            rest /= (size_t)t->facts[i].values;
        }
        t->results[c] = assess(t);
    }
}

/* Neighbours along fact `i` are `step` apart. */
static void compare_along(trying *t, size_t i, size_t step)
{
    size_t values = (size_t)t->facts[i].values;

    for (size_t c = 0; c < t->combinations && !t->matters[i]; c++) {
        const result *a = &t->results[c], *first = &t->results[c - c / step % values * step];

        t->matters[i] = !a->certain || !first->certain || !same(t, a, first);
    }
}

static bool one_matters(const trying *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->matters[i])
            return true;
    return t->count < t->blame->paths.count;
}

/* ---- taking out ---- */

static void take_out(trying *t)
{
    cl_vec *paths = &t->blame->paths;
    size_t kept = 0;

    for (size_t p = 0; p < paths->count; p++) {
        bool stays = true;

        for (size_t i = 0; i < t->count; i++)
            stays = stays && (t->facts[i].path != p || t->matters[i]);
        if (stays)
            *(const char **)cl_vec_at(paths, kept++) = *(const char **)cl_vec_at(paths, p);
    }
    paths->count = kept;
}

static void try_facts(trying *t, cl_error *e)
{
    size_t step = 1;

    t->rc = cl_dossier_copy(&t->dossier, t->given, e);
    if (t->rc == 0)
        try_alone(t);
    if (t->rc == 0)
        try_all(t);
    for (size_t i = 0; i < t->count && t->rc == 0; i++) {
        compare_along(t, i, step);
        step *= (size_t)t->facts[i].values;
    }
    /* Something is open, so something is missing: what shows that nothing matters in the end does
     * not answer what is to be asked. */
    if (t->rc == 0 && one_matters(t))
        take_out(t);
}

int cl_missing_refine(cl_blame *blame, cl_missing_goal goal, cl_evaluator *evaluator,
                      const cl_dossier *dossier, const cl_decide_options *options,
                      const cl_assessment *found, cl_error *e)
{
    cl_watch *watch = evaluator->watch;
    cl_assessment again;
    trying *t;
    int rc = 0;

    if (blame->paths.count < 2 || blame->failed)
        return 0; /* what is missing alone does matter */
    t = cl_calloc(1, sizeof *t);
    if (t == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    *t = (trying){.blame = blame,
                  .goal = goal,
                  .evaluator = evaluator,
                  .given = dossier,
                  .options = options,
                  .dossier = CL_DOSSIER_INIT};
    t->base = result_of(t, found);
    evaluator->watch = NULL; /* what is tried did not happen */
    if (find_facts(t)) {
        try_facts(t, e);
        rc = cl_assess(&again, evaluator, dossier, options, e);
    }
    evaluator->watch = watch;
    if (t->rc != 0)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    cl_dossier_clear(&t->dossier);
    cl_free(t);
    return rc;
}
