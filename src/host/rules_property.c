/* SPDX-License-Identifier: MIT
 *
 * Properties: so many dossiers each, the same ones everywhere.
 */
#include "rules_property.h"

#include <string.h>

#include "alloc.h"
#include "decider.h"
#include "expect.h"
#include "property_dossier.h"

enum { EDITS = 6, TRIES = 20 }; /* edits of a dossier; tries for one that says something */

typedef struct trying {
    const cl_programme *programme;
    const cl_edition_property *property;
    const cl_sink *sink;
    cl_decider *decider;
    cl_edit_maker maker;
    cl_json *dossier, *changed, *set, *given, *expect;
    cl_vec assumptions; /* cl_assumption */
    cl_text fault;      /* what the dossier at hand breaks; empty: nothing */
    cl_text example;    /* the smallest that does, as a test */
    bool looks;         /* it is decided, and is what is `given` */
    size_t looked_at;   /* how many were */
    size_t wanted;      /* how many are to be */
} trying;

static bool is_fatal(int code)
{
    return code == CL_E_MEMORY || code == CL_E_INTERRUPTED || code == CL_E_INTERNAL;
}

/* ---- what holds of every decision ---- */

static void sum_of_lines(trying *t, const cl_decision *decision)
{
    int64_t sum = 0;

    for (size_t i = 0; i < decision->line_count; i++) {
        if (!decision->lines[i].amount.known)
            return;
        sum += decision->lines[i].amount.low.minor;
    }
    if (decision->grant.known && sum != decision->grant.low.minor)
        cl_text_add_string(&t->fault, "the lines do not add up to the grant");
}

static void sum_of_instalments(trying *t, const cl_decision *decision)
{
    int64_t sum = 0;

    for (size_t i = 0; i < decision->instalment_count; i++) {
        sum += decision->instalments[i].amount.minor;
        if (decision->instalments[i].amount.minor < 0)
            cl_text_add_string(&t->fault, "an instalment is negative");
    }
    if (decision->instalment_count > 0 && sum != decision->grant.low.minor)
        cl_text_add_string(&t->fault, "the instalments do not add up to the grant");
    if (decision->instalment_count > 0 && decision->verdict == CL_VERDICT_INELIGIBLE)
        cl_text_add_string(&t->fault, "what is ineligible is paid");
}

static void refusals_cite(trying *t, const cl_decision *decision)
{
    for (size_t i = 0; i < decision->rule_count; i++)
        if (decision->rules[i].outcome == CL_OUTCOME_FAIL && decision->rules[i].cites.count == 0)
            cl_text_format(&t->fault, "rule '%s' refuses and cites no clause",
                           decision->rules[i].id);
}

static void sound(trying *t, const cl_decision *decision)
{
    sum_of_lines(t, decision);
    sum_of_instalments(t, decision);
    refusals_cite(t, decision);
    if (decision->grant.known && decision->grant.low.minor < 0)
        cl_text_add_string(&t->fault, "the grant is negative");
    if (t->property->has_most && decision->grant.known &&
        decision->grant.low.minor > t->property->at_most)
        cl_text_add_string(&t->fault, "the grant is above what it may be at most");
}

/* ---- two decisions ---- */

static bool same_amount(const cl_amount *a, const cl_amount *b)
{
    if (a->known != b->known || a->has_range != b->has_range)
        return false;
    return !(a->known || a->has_range) ||
           (a->low.minor == b->low.minor && a->high.minor == b->high.minor);
}

/* A line that is not there comes to nothing. */
static cl_amount amount_of(const cl_decision *decision, const char *line)
{
    cl_amount nothing = {{0, ""}, {0, ""}, true, false};

    for (size_t i = 0; i < decision->line_count; i++)
        if (strcmp(decision->lines[i].id, line) == 0)
            return decision->lines[i].amount;
    return nothing;
}

static bool same_line(const cl_decision *a, const cl_decision *b, const char *line)
{
    cl_amount first = amount_of(a, line), second = amount_of(b, line);

    return same_amount(&first, &second);
}

static bool same_level(const cl_decision *a, const cl_decision *b)
{
    return a->level == NULL || b->level == NULL ? a->level == b->level
                                                : strcmp(a->level, b->level) == 0;
}

/* What differs between two decisions of what should be one application; NULL: nothing. */
static const char *difference(const cl_decision *a, const cl_decision *b)
{
    for (unsigned i = 0; i <= a->last_stage; i++)
        if (a->stages[i] != b->stages[i])
            return "verdict";
    for (size_t i = 0; i < a->rule_count; i++)
        if (a->rules[i].outcome != b->rules[i].outcome)
            return a->rules[i].id;
    for (size_t i = 0; i < a->line_count; i++)
        if (!same_line(a, b, a->lines[i].id))
            return a->lines[i].id;
    if (!same_amount(&a->grant, &b->grant))
        return "grant";
    return same_level(a, b) ? NULL : "level";
}

static bool is_same(const cl_decision *a, const cl_decision *b, const char *what)
{
    if (strcmp(what, "verdict") == 0)
        return a->verdict == b->verdict;
    if (strcmp(what, "grant") == 0)
        return same_amount(&a->grant, &b->grant);
    return strcmp(what, "level") == 0 ? same_level(a, b) : same_line(a, b, what);
}

static void compare_changed(trying *t, const cl_decision *before, const cl_decision *after)
{
    for (size_t i = 0; i < t->property->same_count; i++)
        if (!is_same(before, after, t->property->same[i]))
            cl_text_format(&t->fault, "%s is not the same in both", t->property->same[i]);
    for (size_t i = 0; i < t->property->more_count; i++) {
        const cl_line_change *more = &t->property->more[i];
        cl_amount a = amount_of(before, more->line), b = amount_of(after, more->line);

        if (a.known && b.known && b.low.minor - a.low.minor != more->minor)
            cl_text_format(&t->fault, "%s does not come to so much more", more->line);
    }
}

/* ---- one dossier ---- */

/* CL_E_INVALID: the dossier is refused, so that it says nothing. */
static int decide_text(trying *t, cl_decision *out, cl_view text, cl_error *e)
{
    cl_decide_request request = CL_DECIDE_REQUEST_INIT;
    cl_json *json = NULL;
    int rc = cl_json_parse(&json, text, NULL, 1, e);

    request.loaded = t->programme;
    request.options.assume = t->assumptions.items;
    request.options.assume_count = t->assumptions.count;
    if (rc == 0)
        rc = cl_decider_decide(t->decider, out, json, &request, e);
    cl_json_free(json);
    return rc;
}

static int decide_form(trying *t, cl_decision *out, const cl_json *which, const cl_form *form,
                       cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    int rc;

    cl_form_print(&text, &t->maker, cl_json_root(which), form);
    rc = cl_text_check(&text, e);
    if (rc == 0)
        rc = decide_text(t, out, cl_text_view(&text), e);
    if (rc == CL_E_SCRIPT)
        cl_text_format(&t->fault, "the edition fails: %s", e->message);
    cl_text_clear(&text);
    return rc;
}

static int compare_expected(cl_text *differences, const cl_decision *decision,
                            const cl_json *expected, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    cl_json *found = NULL;
    int rc = cl_decision_print_json(&text, decision);

    if (rc == 0)
        rc = cl_json_parse(&found, cl_text_view(&text), NULL, 1, e);
    if (rc == 0)
        cl_expect(differences, cl_json_root(expected), cl_json_root(found));
    cl_json_free(found);
    cl_text_clear(&text);
    return rc;
}

static int applies(trying *t, bool *out, const cl_decision *decision, cl_error *e)
{
    cl_text differences = CL_TEXT_INIT;
    int rc = 0;

    if (t->given != NULL)
        rc = compare_expected(&differences, decision, t->given, e);
    *out = differences.length == 0;
    cl_text_clear(&differences);
    return rc;
}

/* `first` goes by the order of ids, so that an edition with it lets names decide. */
static bool names_decide(const cl_programme *programme)
{
    for (size_t i = 1; i < programme->tree.nodes.count; i++)
        if (cl_tree_at(&programme->tree, (cl_node)i)->op == CL_OP_FIRST)
            return true;
    return false;
}

/* The same application, written in another way. */
static int try_again(trying *t, const cl_decision *first, cl_form form, const char *what,
                     cl_error *e)
{
    cl_decision again = {0};
    const char *other;
    int rc = decide_form(t, &again, t->dossier, &form, e);

    if (rc != 0)
        return rc;
    other = difference(first, &again);
    if (other != NULL)
        cl_text_format(&t->fault, "%s matters: %s differs", what, other);
    cl_decision_clear(&again);
    return 0;
}

/* ---- what is not known ---- */

static bool is_settled(cl_verdict verdict)
{
    return verdict == CL_VERDICT_ELIGIBLE || verdict == CL_VERDICT_INELIGIBLE;
}

static bool inside(const cl_amount *amount, const cl_amount *range)
{
    if (!amount->known || (!range->known && !range->has_range))
        return true;
    return range->low.minor <= amount->low.minor && amount->low.minor <= range->high.minor;
}

/* What was said while facts were not known must hold once they are. */
static void holds_still(trying *t, const cl_decision *partly, const cl_decision *whole)
{
    for (unsigned i = 0; i <= partly->last_stage; i++)
        if (is_settled(partly->stages[i]) && whole->stages[i] != partly->stages[i])
            cl_text_add_string(&t->fault, "a settled verdict changes when a fact becomes known");
    for (size_t i = 0; i < partly->rule_count; i++) {
        cl_outcome before = partly->rules[i].outcome;

        if ((before == CL_OUTCOME_PASS || before == CL_OUTCOME_FAIL) &&
            whole->rules[i].outcome != before)
            cl_text_format(&t->fault, "rule '%s' changes when a fact becomes known",
                           partly->rules[i].id);
    }
    if (!inside(&whole->grant, &partly->grant))
        cl_text_add_string(&t->fault, "a grant is not what was said when a fact becomes known");
}

static void matters_not(trying *t, const cl_decision *partly, const cl_decision *whole)
{
    if (partly->verdict != whole->verdict || !same_amount(&partly->grant, &whole->grant))
        cl_text_add_string(&t->fault, "a fact matters and is not listed as missing");
}

static bool is_missing(const cl_decision *decision, const char *path)
{
    size_t length = strlen(path);

    for (size_t i = 0; i < decision->missing.count; i++)
        if (strncmp(decision->missing.items[i], path, length) == 0)
            return true;
    return false;
}

/* Paths of the decision and of the edits are the same. */
static bool keeps_paths(const cl_form *form)
{
    for (size_t i = 0; i < form->edit_count; i++)
        if (form->edits[i].renumbers)
            return false;
    return true;
}

/* The facts that were left out come back: all of them, or those that are not listed as missing. */
static int try_known(trying *t, const cl_decision *partly, cl_form form, bool all, cl_error *e)
{
    cl_vec kept = CL_VEC_INIT(cl_edit);
    cl_decision whole = {0};
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < form.edit_count; i++)
        if (!form.edits[i].unknown || (!all && is_missing(partly, form.edits[i].path)))
            rc = cl_vec_add(&kept, &form.edits[i]);
    if (rc != 0)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    if (rc == 0 && kept.count < form.edit_count) {
        form.edits = kept.items;
        form.edit_count = kept.count;
        rc = decide_form(t, &whole, t->dossier, &form, e);
        if (rc == 0)
            (all ? holds_still : matters_not)(t, partly, &whole);
        cl_decision_clear(&whole);
    }
    cl_vec_clear(&kept);
    return rc;
}

static int try_changed(trying *t, const cl_decision *before, const cl_form *form, cl_error *e)
{
    cl_decision after = {0};
    int rc = decide_form(t, &after, t->changed, form, e);

    if (rc != 0)
        return rc;
    sound(t, &after);
    compare_changed(t, before, &after);
    if (t->expect != NULL)
        rc = compare_expected(&t->fault, &after, t->expect, e);
    cl_decision_clear(&after);
    return rc;
}

static int try_decided(trying *t, const cl_decision *decision, cl_form form, cl_error *e)
{
    int rc = 0;

    sound(t, decision);
    if (t->expect != NULL && t->changed == NULL)
        rc = compare_expected(&t->fault, decision, t->expect, e);
    form.backwards = true;
    if (rc == 0)
        rc = try_again(t, decision, form, "the order of lists", e);
    form.backwards = false;
    form.renamed = true;
    if (rc == 0 && !names_decide(t->programme))
        rc = try_again(t, decision, form, "the name of a record", e);
    form.renamed = false;
    if (rc == 0)
        rc = try_known(t, decision, form, true, e);
    if (rc == 0 && keeps_paths(&form))
        rc = try_known(t, decision, form, false, e);
    if (rc == 0 && t->changed != NULL)
        rc = try_changed(t, decision, &form, e);
    return rc;
}

/* Fills t->fault with what the dossier breaks. What is refused, or is not `given`, breaks nothing.
 */
static int try_dossier(trying *t, const cl_edit *edits, size_t count, cl_error *e)
{
    cl_form form = {edits, count, false, false};
    cl_decision decision = {0};
    cl_error why = CL_ERROR_INIT;
    bool looks = false;
    int rc;

    cl_text_reset(&t->fault);
    t->looks = false;
    rc = decide_form(t, &decision, t->dossier, &form, &why);
    if (rc == 0) {
        rc = applies(t, &looks, &decision, &why);
        if (rc == 0 && looks)
            rc = try_decided(t, &decision, form, &why);
        t->looks = looks;
        cl_decision_clear(&decision);
    }
    if (is_fatal(rc) && e != NULL)
        *e = why;
    return is_fatal(rc) ? rc : cl_text_check(&t->fault, e);
}

/* ---- shrinking ---- */

/* Whether these edits break it in the way that `broken` says. */
static int breaks(trying *t, bool *out, const cl_vec *edits, const char *broken, cl_error *e)
{
    int rc = try_dossier(t, edits->items, edits->count, e);

    *out = rc == 0 && t->fault.length > 0 && strcmp(t->fault.at, broken) == 0;
    return rc;
}

/* Takes back one edit after the other for as long as it stays broken. */
static int take_back(trying *t, cl_vec *edits, const char *broken, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < edits->count;) {
        cl_edit *at = cl_vec_at(edits, i), out = *at;
        bool broken_still;

        memmove(at, at + 1, (--edits->count - i) * sizeof *at);
        rc = breaks(t, &broken_still, edits, broken, e);
        if (broken_still) {
            i = 0; /* what was needed beside it may not be any more */
            continue;
        }
        memmove(at + 1, at, (edits->count++ - i) * sizeof *at);
        *at = out;
        i++;
    }
    return rc;
}

static bool is_edited(const cl_vec *edits, const char *path)
{
    for (size_t i = 0; i < edits->count; i++) {
        const cl_edit *edit = cl_vec_at(edits, i);

        if (strcmp(edit->path, path) == 0 && edit->json == NULL && !edit->twice)
            return true;
    }
    return false;
}

/* Leaves out, once, what is not needed to break it. `*left`: how much that was. */
static int leave_out(trying *t, size_t *left, cl_vec *edits, const char *broken, cl_error *e)
{
    int rc = 0;

    *left = 0;
    for (size_t i = 0; rc == 0 && i < cl_edit_maker_places(&t->maker); i++) {
        cl_edit edit = cl_edit_leave_out(&t->maker, i);
        bool broken_still;

        if (is_edited(edits, edit.path))
            continue;
        if (cl_vec_add(edits, &edit) != 0)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
        rc = breaks(t, &broken_still, edits, broken, e);
        *left += broken_still;
        edits->count -= !broken_still;
    }
    return rc;
}

static int shrink(trying *t, cl_vec *edits, cl_error *e)
{
    char *broken = cl_strdup(t->fault.at);
    size_t left = 1;
    int rc = broken == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory") : 0;

    if (rc == 0)
        rc = take_back(t, edits, broken, e);
    while (rc == 0 && left > 0) /* what named another may be gone now, and then the other can go */
        rc = leave_out(t, &left, edits, broken, e);
    cl_text_reset(&t->fault);
    cl_text_add_string(&t->fault, broken == NULL ? "" : broken);
    cl_free(broken);
    return rc;
}

/* ---- telling ---- */

static void print_found(cl_text *out, const cl_decision *decision)
{
    cl_text_format(out, "{ verdict = \"%s\", grant = ", cl_verdict_name(decision->verdict));
    if (decision->grant.known) {
        cl_text_add_char(out, '"');
        cl_money_print(out, decision->grant.low);
        cl_text_add_char(out, '"');
    } else {
        cl_text_add_string(out, "null");
    }
    cl_text_add_string(out, " }");
}

/* Appends what is decided of it, as a test expects it. An edition that fails decides nothing. */
static int print_expect(trying *t, cl_text *out, cl_view dossier, cl_error *e)
{
    cl_decision decision = {0};
    int rc = decide_text(t, &decision, dossier, e);

    if (rc == 0)
        print_found(out, &decision);
    else
        cl_text_add_string(out, "{ verdict = \"eligible\" }");
    cl_decision_clear(&decision);
    return is_fatal(rc) ? rc : 0;
}

/* A test that passes now; what should hold instead is for the author to say. */
static int print_test(trying *t, const char *which, const cl_json *base, const cl_form *form,
                      cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    cl_json *json = NULL;
    int rc;

    cl_text_format(&text, "%s%s", t->property->name, which);
    cl_text_add_string(&t->example, "test ");
    cl_text_add_json(&t->example, cl_text_view(&text));
    cl_text_add_string(&t->example, " {\n  dossier = ");
    cl_text_reset(&text);
    cl_form_print(&text, &t->maker, cl_json_root(base), form);
    rc = cl_text_check(&text, e);
    if (rc == 0)
        rc = cl_json_parse(&json, cl_text_view(&text), NULL, 1, e);
    if (rc == 0) {
        cl_lua_print(&t->example, cl_json_root(json));
        if (t->set != NULL) {
            cl_text_add_string(&t->example, ",\n  set = ");
            cl_lua_print(&t->example, cl_json_root(t->set));
        }
        cl_text_add_string(&t->example, ",\n  expect = ");
        rc = print_expect(t, &t->example, cl_text_view(&text), e);
        cl_text_add_string(&t->example, ",\n}\n");
    }
    cl_json_free(json);
    cl_text_clear(&text);
    return rc;
}

static int show_broken(trying *t, cl_vec *edits, cl_error *e)
{
    int rc = shrink(t, edits, e);
    cl_form form = {edits->items, edits->count, false, false};

    if (rc == 0)
        rc = print_test(t, t->changed == NULL ? ": broken" : ": broken, before", t->dossier, &form,
                        e);
    if (rc == 0 && t->changed != NULL)
        rc = print_test(t, ": broken, changed", t->changed, &form, e);
    return rc;
}

static void refuse(const trying *t)
{
    cl_error error = CL_ERROR_INIT;

    cl_fail(&error, CL_E_SCRIPT, "property '%s' is broken: %s", t->property->name, t->fault.at);
    cl_error_place(&error, t->property->file, t->property->line, NULL);
    cl_sink_refuse(t->sink, &error);
}

static int tell(trying *t, cl_error *e)
{
    bool holds = t->fault.length == 0;
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc;

    if (!holds)
        refuse(t);
    cl_text_format(&json, "{\"edition\": \"%s@%s\", \"property\": ", t->programme->id,
                   t->programme->edition);
    cl_text_add_json(&json, cl_view_of(t->property->name));
    cl_text_format(&json, ", \"dossiers\": %zu, \"result\": \"%s\"", t->looked_at,
                   holds ? "passed" : "failed");
    if (t->example.length > 0) {
        cl_text_add_string(&json, ", \"example\": ");
        cl_text_add_json(&json, cl_text_view(&t->example));
    }
    cl_text_add_char(&json, '}');
    cl_text_format(&text, "%s  %s@%s: %s (%zu dossiers)\n", holds ? "ok    " : "FAILED",
                   t->programme->id, t->programme->edition, t->property->name, t->looked_at);
    cl_text_add_view(&text, cl_text_view(&t->example));
    rc = cl_text_check(&t->example, e);
    if (rc == 0)
        rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_text_check(&text, e);
    if (rc == 0 && cl_sink_row(t->sink, cl_text_view(&json), cl_text_view(&text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_clear(&json);
    cl_text_clear(&text);
    return rc;
}

/* ---- one property ---- */

static int make_edits(trying *t, cl_vec *edits, unsigned count, cl_error *e)
{
    cl_edit edit;

    cl_vec_reset(edits);
    while (edits->count < count && cl_edit_make(&edit, &t->maker))
        if (cl_vec_add(edits, &edit) != 0)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
    return 0;
}

/* The dossier as it is written is the first; the others differ in one fact or more. */
static int try_all(trying *t, cl_error *e)
{
    cl_vec edits = CL_VEC_INIT(cl_edit);
    int rc = 0;

    for (size_t tried = 0; rc == 0 && tried < TRIES * t->wanted && t->looked_at < t->wanted;
         tried++) {
        rc = make_edits(t, &edits, tried == 0 ? 0 : 1 + cl_edit_maker_below(&t->maker, EDITS), e);
        if (rc == 0)
            rc = try_dossier(t, edits.items, edits.count, e);
        t->looked_at += t->looks;
        if (rc == 0 && t->fault.length > 0) {
            rc = show_broken(t, &edits, e);
            break;
        }
    }
    cl_vec_clear(&edits);
    if (rc == 0 && t->fault.length == 0 && t->looked_at < t->wanted / 10)
        cl_text_format(&t->fault, "only %zu of %zu dossiers were decided and are what is 'given'",
                       t->looked_at, TRIES * t->wanted);
    return rc;
}

static int read_json(cl_json **out, const char *text, const cl_edition_property *property,
                     cl_error *e)
{
    *out = NULL;
    return text == NULL ? 0
                        : cl_json_parse(out, cl_view_of(text), property->file, property->line, e);
}

static int read_settings(trying *t, cl_error *e)
{
    const cl_json_value *value;
    void *cursor = NULL;
    const char *key;

    while (t->set != NULL && (key = cl_json_next(cl_json_root(t->set), &cursor, &value)) != NULL) {
        cl_assumption assumption = {key, cl_json_string(value).at};

        if (cl_vec_add(&t->assumptions, &assumption) != 0)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    return 0;
}

static int read_property(trying *t, cl_error *e)
{
    const cl_edition_property *property = t->property;
    int rc = read_json(&t->dossier, property->dossier_json, property, e);

    if (rc == 0)
        rc = read_json(&t->changed, property->changed_json, property, e);
    if (rc == 0)
        rc = read_json(&t->set, property->set_json, property, e);
    if (rc == 0)
        rc = read_json(&t->given, property->given_json, property, e);
    if (rc == 0)
        rc = read_json(&t->expect, property->expect_json, property, e);
    if (rc == 0)
        rc = read_settings(t, e);
    if (rc == 0)
        rc = cl_edit_maker_init(&t->maker, t->programme, cl_json_root(t->dossier), e);
    return rc;
}

static void forget_property(trying *t)
{
    cl_edit_maker_clear(&t->maker);
    cl_vec_clear(&t->assumptions);
    cl_text_clear(&t->fault);
    cl_text_clear(&t->example);
    cl_json_free(t->dossier);
    cl_json_free(t->changed);
    cl_json_free(t->set);
    cl_json_free(t->given);
    cl_json_free(t->expect);
}

static int try_property(trying t, cl_error *e)
{
    int rc = read_property(&t, e);

    if (rc == 0)
        rc = try_all(&t, e);
    if (rc == 0)
        rc = tell(&t, e);
    forget_property(&t);
    return rc;
}

int cl_rules_property(cl_session *session, const cl_programme *programme, size_t dossiers,
                      const cl_sink *sink, cl_error *e)
{
    cl_decider decider;
    int rc = 0;

    cl_decider_init(&decider, session);
    for (size_t i = 0; rc == 0 && i < programme->properties.count; i++) {
        trying t = {.programme = programme,
                    .property = cl_vec_at(&programme->properties, i),
                    .sink = sink,
                    .decider = &decider,
                    .wanted = dossiers,
                    .assumptions = CL_VEC_INIT(cl_assumption)};

        rc = try_property(t, e);
        if (rc == 0 && cl_session_interrupted(session))
            rc = cl_fail(e, CL_E_INTERRUPTED, "stopped");
    }
    cl_decider_clear(&decider);
    return rc;
}
