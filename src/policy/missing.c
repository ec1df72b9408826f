/* SPDX-License-Identifier: MIT
 *
 * A fact stays missing when something is found that the others can be, so that two of its values
 * come to different results. The others are narrowed step by step. As soon as the result is certain
 * whatever this fact is, nothing below can show a difference, so most of the combinations are never
 * tried. What is not settled within the tries stays.
 */
#include "missing.h"

#include <string.h>

#include "alloc.h"
#include "arena.h"
#include "domain.h"
#include "dossier_edit.h"

enum { FACTS = 8, PIECES = 24 };

typedef struct open_fact {
    uint32_t record;
    unsigned field;
    size_t path; /* its place in the blame */
    cl_domain domain;
    cl_piece piece; /* what it is at present */
    unsigned depth; /* how often it was narrowed for that */
    bool matters;
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
    cl_arena arena;     /* of the domains */
    open_fact facts[FACTS];
    cl_range spans[FACTS]; /* what the facts are narrowed to that are no point */
    size_t count, alike[CL_FACT_JUDGEMENT + 1];
    size_t left, in_all; /* tries for the fact that is looked at, and for all */
    result base;
    bool many; /* more facts than are tried: all of them stay */
    bool no_memory;
} trying;

/* ---- which facts ---- */

/* Answers of which none is there yet are as good as answers without any: then they can be set. */
static void copy_given(trying *t)
{
    cl_error ignored = CL_ERROR_INIT;
    int rc = CL_E_LIMIT; /* also of a dossier that has no room for one record more */
    uint32_t added;

    if (cl_dossier_fact(t->given, 0, CL_FIELD_ANSWERS)->state == CL_FACT_UNKNOWN)
        rc = cl_dossier_add(&t->dossier, t->given, 0, CL_FIELD_ANSWERS, CL_DOSSIER_BLANK, &added,
                            NULL, &ignored);
    if (rc == CL_E_LIMIT)
        rc = cl_dossier_copy(&t->dossier, t->given, &ignored);
    t->no_memory = rc != 0;
}

/* The place of the fact among the paths, or their number. */
static size_t find_path(trying *t, uint32_t record, unsigned field)
{
    cl_text path = CL_TEXT_INIT;
    size_t i = 0;

    cl_dossier_fact_path(&path, &t->dossier, record, field);
    t->no_memory = t->no_memory || path.at == NULL;
    while (
        i < t->blame->paths.count &&
        (path.at == NULL || strcmp(*(const char **)cl_vec_at(&t->blame->paths, i), path.at) != 0))
        i++;
    cl_text_clear(&path);
    return i;
}

/* Facts that are not among the paths stay as they are, and so do those that can be anything: what
 * is certain all the same is certain. */
static void add_fact(trying *t, uint32_t record, unsigned field)
{
    size_t path = find_path(t, record, field);
    open_fact fact = {.record = record, .field = field, .path = path};
    const cl_record_type *type = &t->dossier.schema->types[t->dossier.records[record].type];

    t->many = t->many || (t->count == FACTS && path < t->blame->paths.count);
    if (path < t->blame->paths.count && t->count < FACTS &&
        cl_domain_of(&fact.domain, t->evaluator, &t->dossier, record, field,
                     t->alike[type->fields[field].kind], &t->arena, &t->no_memory))
        t->facts[t->count++] = fact;
}

typedef void on_unknown(trying *t, uint32_t record, unsigned field);

static void count_alike(trying *t, uint32_t record, unsigned field)
{
    t->alike[t->dossier.schema->types[t->dossier.records[record].type].fields[field].kind]++;
}

static void each_unknown(trying *t, on_unknown *visit)
{
    const cl_dossier *dossier = &t->dossier;

    for (uint32_t r = 0; r < dossier->record_count; r++)
        for (unsigned f = 0; f < dossier->schema->types[dossier->records[r].type].field_count; f++)
            if (cl_dossier_fact(dossier, r, f)->state == CL_FACT_UNKNOWN)
                visit(t, r, f);
}

/* ---- results ---- */

/* Of a grant that is known, also how it is paid: while that is open there is no instalment. */
static bool is_certain(const trying *t, const result *r, size_t instalments)
{
    if (t->goal == CL_MISSING_GRANT)
        return r->grant.state == CL_RANGE_KNOWN &&
               (instalments > 0 || r->verdict == CL_VERDICT_INELIGIBLE ||
                t->evaluator->programme->instalments.count == 0);
    return r->verdict == CL_VERDICT_ELIGIBLE || r->verdict == CL_VERDICT_INELIGIBLE;
}

static result result_of(const trying *t, const cl_assessment *found)
{
    result r = {.verdict = found->verdict, .level = found->level, .grant = found->grant};

    for (size_t i = 0; i < found->instalment_count; i++)
        r.instalments = r.instalments * 31 + found->instalments[i].minor % 1000003 + 1;
    r.certain = is_certain(t, &r, found->instalment_count) && found->open_level == NULL;
    return r;
}

static bool same_range(cl_range a, cl_range b)
{
    if (a.state != b.state || a.no_low != b.no_low || a.no_high != b.no_high)
        return false;
    return (a.no_low || cl_ratio_compare(a.low, b.low) == 0) &&
           (a.no_high || cl_ratio_compare(a.high, b.high) == 0);
}

/* Without the verdict there is nothing to pay, which is the verdict's doing and not the grant's. */
static bool same_instalments(const result *a, const result *b)
{
    return a->instalments == b->instalments || a->verdict == CL_VERDICT_INELIGIBLE ||
           b->verdict == CL_VERDICT_INELIGIBLE;
}

static bool same(const trying *t, const result *a, const result *b)
{
    if (t->goal == CL_MISSING_GRANT)
        return same_range(a->grant, b->grant) && same_instalments(a, b);
    return a->verdict == b->verdict && a->level == b->level;
}

/* ---- trying ---- */

static void set(trying *t, size_t fact, cl_piece piece)
{
    open_fact *at = &t->facts[fact];

    at->piece = piece;
    if (at->domain.ordered && piece.kind == CL_PIECE_SPAN)
        t->spans[fact] = cl_domain_range(&at->domain, piece);
    cl_dossier_set(&t->dossier, at->record, at->field,
                   cl_domain_fact(&at->domain, piece, (uint32_t)fact + 1));
}

static bool is_point(const trying *t, size_t fact)
{
    return cl_domain_is_point(&t->facts[fact].domain, t->facts[fact].piece);
}

/* A dossier that cannot be decided is no certain result. */
static result look(trying *t)
{
    cl_assessment found;
    cl_error ignored = CL_ERROR_INIT;
    int rc;

    t->evaluator->narrowed = NULL;
    for (size_t i = 0; i < t->count; i++)
        if (t->facts[i].piece.kind == CL_PIECE_SPAN && !is_point(t, i))
            t->evaluator->narrowed = t->spans;
    t->left -= t->left > 0;
    t->in_all -= t->in_all > 0;
    rc = cl_assess(&found, t->evaluator, &t->dossier, t->options, &ignored);
    t->evaluator->narrowed = NULL;
    t->no_memory = t->no_memory || rc == CL_E_MEMORY;
    return rc == 0 ? result_of(t, &found) : (result){.certain = false};
}

static bool is_over(const trying *t)
{
    return t->left == 0 || t->in_all == 0 || t->no_memory;
}

/* Certain results of one fact while the others are as they are. */
typedef struct seen {
    result first;
    bool some;
} seen;

/* Whether this one differs from one before. */
static bool differs(const trying *t, seen *s, const result *r)
{
    if (r->certain && s->some)
        return !same(t, &s->first, r);
    if (r->certain) {
        s->first = *r;
        s->some = true;
    }
    return false;
}

/* Ways to cut a fact into a few pieces: words one by one, numbers at the constants of the edition.
 * Where there are more, `whole` is false and some are left out. */
static size_t pieces_of(const cl_domain *domain, cl_piece out[PIECES], bool *whole)
{
    size_t count = 0, i = 0;
    int64_t from = domain->low;

    if (domain->maybe_none)
        out[count++] = (cl_piece){CL_PIECE_NONE, 0, 0};
    for (; i < domain->count && count < PIECES - 1; i++)
        if (domain->ordered) {
            out[count++] = (cl_piece){CL_PIECE_SPAN, from, domain->codes[i] - 1};
            from = domain->codes[i];
        } else {
            out[count++] = (cl_piece){CL_PIECE_SPAN, (int64_t)i, (int64_t)i};
        }
    if (domain->ordered)
        out[count++] = (cl_piece){CL_PIECE_SPAN, from, domain->high};
    *whole = i == domain->count || domain->ordered;
    return count;
}

/* What a fact does while the others are as they are. */
typedef enum turning { TURNS, TURNS_NOT, TURNS_PERHAPS } turning;

static turning turns_here(trying *t, size_t fact)
{
    cl_piece pieces[PIECES];
    bool settled, turns = false;
    size_t count = pieces_of(&t->facts[fact].domain, pieces, &settled);
    seen s = {.some = false};

    for (size_t i = 0; i < count && !turns && !is_over(t); i++) {
        result r;

        set(t, fact, pieces[i]);
        r = look(t);
        turns = differs(t, &s, &r);
        settled = settled && r.certain;
    }
    set(t, fact, (cl_piece){CL_PIECE_ALL, 0, 0});
    return turns ? TURNS : settled && !is_over(t) ? TURNS_NOT : TURNS_PERHAPS;
}

/* One of a few values changes what is said now. */
static bool turns_alone(trying *t, size_t fact)
{
    cl_piece pieces[PIECES];
    bool whole, turns = false;
    size_t count = pieces_of(&t->facts[fact].domain, pieces, &whole);

    for (size_t i = 0; i < count && !turns && !t->no_memory; i++)
        for (int end = 0; end < 2 && !turns; end++) {
            int64_t at = end == 0 ? pieces[i].low : pieces[i].high;
            result r;

            set(t, fact, (cl_piece){pieces[i].kind, at, at});
            r = look(t);
            turns = !same(t, &t->base, &r);
        }
    set(t, fact, (cl_piece){CL_PIECE_ALL, 0, 0});
    return turns;
}

/* All others are points. What is not certain of a point depends on what is not tried at all. */
static bool turns_in(trying *t, size_t fact, seen *s)
{
    const cl_piece piece = t->facts[fact].piece;
    const cl_domain *domain = &t->facts[fact].domain;
    size_t parts = cl_domain_parts(domain, piece);
    result r = look(t);
    bool turns = is_over(t) || differs(t, s, &r) || (!r.certain && parts == 0);

    for (size_t i = 0; i < parts && !turns && !r.certain; i++) {
        set(t, fact, cl_domain_part(domain, piece, i));
        turns = turns_in(t, fact, s);
    }
    set(t, fact, piece);
    return turns;
}

/* The one that was narrowed least: each gets its turn, and words, which are few, are done soon. */
static size_t next_to_narrow(const trying *t, size_t fact)
{
    size_t next = t->count;

    for (size_t i = 0; i < t->count; i++)
        if (i != fact && !is_point(t, i) &&
            (next == t->count || t->facts[i].depth < t->facts[next].depth))
            next = i;
    return next;
}

static bool can_turn(trying *t, size_t fact);

static bool can_turn_below(trying *t, size_t fact, size_t other)
{
    const cl_piece piece = t->facts[other].piece;
    const cl_domain *domain = &t->facts[other].domain;
    size_t parts = cl_domain_parts(domain, piece);
    bool turns = false;

    t->facts[other].depth++;
    for (size_t i = 0; i < parts && !turns; i++) {
        set(t, other, cl_domain_part(domain, piece, i));
        turns = can_turn(t, fact);
    }
    t->facts[other].depth--;
    set(t, other, piece);
    return turns;
}

/* While one of the others is not narrowed at all, it is too early to look at the fact itself. */
static bool can_turn(trying *t, size_t fact)
{
    size_t other = next_to_narrow(t, fact);
    seen s = {.some = false};
    turning here;

    if (other == t->count)
        return turns_in(t, fact, &s);
    if (look(t).certain && !is_over(t))
        return false;
    here = t->facts[other].piece.kind == CL_PIECE_ALL ? TURNS_PERHAPS : turns_here(t, fact);
    if (here != TURNS_PERHAPS || is_over(t))
        return here != TURNS_NOT;
    return can_turn_below(t, fact, other);
}

/* ---- taking out ---- */

static bool one_matters(const trying *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->facts[i].matters)
            return true;
    return t->count < t->blame->paths.count;
}

static void take_out(trying *t)
{
    cl_vec *paths = &t->blame->paths;
    size_t kept = 0;

    for (size_t p = 0; p < paths->count; p++) {
        bool stays = true;

        for (size_t i = 0; i < t->count; i++)
            stays = stays && (t->facts[i].path != p || t->facts[i].matters);
        if (stays)
            *(const char **)cl_vec_at(paths, kept++) = *(const char **)cl_vec_at(paths, p);
    }
    paths->count = kept;
}

static void try_facts(trying *t)
{
    for (size_t i = 0; i < t->count && !t->no_memory; i++) {
        t->left = t->in_all / 2 + 1; /* so that one that is not settled leaves some */
        t->facts[i].matters = can_turn(t, i) || turns_alone(t, i);
    }
    /* Something is open, so something is missing: what shows that nothing matters in the end does
     * not answer what is to be asked. */
    if (!t->no_memory && one_matters(t))
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

    if (blame->paths.count < 2 || blame->failed || options->tries == 0)
        return 0; /* what is missing alone does matter */
    t = cl_calloc(1, sizeof *t);
    if (t == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    *t = (trying){.blame = blame,
                  .goal = goal,
                  .evaluator = evaluator,
                  .given = dossier,
                  .options = options,
                  .in_all = options->tries,
                  .dossier = CL_DOSSIER_INIT};
    t->base = result_of(t, found);
    evaluator->watch = NULL; /* what is tried did not happen */
    copy_given(t);
    if (!t->no_memory)
        each_unknown(t, count_alike);
    if (!t->no_memory)
        each_unknown(t, add_fact);
    if (t->count > 0 && !t->many && !t->no_memory) {
        try_facts(t);
        rc = cl_assess(&again, evaluator, dossier, options, e);
    }
    evaluator->watch = watch;
    if (t->no_memory)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    cl_dossier_clear(&t->dossier);
    cl_arena_clear(&t->arena);
    cl_free(t);
    return rc;
}
