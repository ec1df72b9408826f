/* SPDX-License-Identifier: MIT
 *
 * Boundary cells of the facts of guards. Facts of a machine are few and mostly yes or no, so that
 * the product of their cells is looked at whole.
 */
#include "machine_cells.h"

#include <string.h>

enum { VALUES = 24 };

typedef struct axis {
    unsigned field;
    cl_fact values[VALUES];
    size_t count, at;
} axis;

typedef struct cells {
    const cl_machine *machine;
    axis axes[CL_CASE_FIELDS];
    size_t count;
    bool exact;
} cells;

static axis *axis_of(cells *c, unsigned field)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->axes[i].field == field)
            return &c->axes[i];
    c->axes[c->count].field = field;
    return &c->axes[c->count++];
}

static void add_value(cells *c, unsigned field, int64_t value, cl_fact_state state)
{
    axis *a = axis_of(c, field);

    for (size_t i = 0; i < a->count; i++)
        if (a->values[i].state == (uint8_t)state && a->values[i].value == value)
            return;
    if (a->count == VALUES)
        c->exact = false;
    else
        a->values[a->count++] = (cl_fact){value, 0, (uint8_t)state};
}

/* Below, at and above. */
static void add_around(cells *c, unsigned field, int64_t value)
{
    for (int64_t i = -1; i <= 1; i++)
        add_value(c, field, value + i, CL_FACT_KNOWN);
}

static const cl_tree_node *side(const cells *c, cl_node node, uint32_t i)
{
    const cl_tree *tree = &c->machine->programme->tree;

    return cl_tree_at(tree, cl_tree_argument(tree, node, i));
}

static bool is_order(const cl_tree_node *at)
{
    return at->gives == CL_GIVES_DATE || at->gives == CL_GIVES_NUMBER ||
           at->gives == CL_GIVES_MONEY;
}

/* Two dates that are compared with each other take their values from one place in time. */
enum { SOME_DAY = 18000 };

static void look_at_comparison(cells *c, cl_node node)
{
    const cl_tree_node *a = side(c, node, 0), *b = side(c, node, 1);

    if (a->op == CL_OP_FIELD && b->op == CL_OP_LITERAL && is_order(a)) {
        add_around(c, a->index, b->exact.num);
    } else if (a->op == CL_OP_FIELD && b->op == CL_OP_FIELD && is_order(a)) {
        add_around(c, a->index, SOME_DAY);
        add_around(c, b->index, SOME_DAY);
    } else if (!(a->op == CL_OP_FIELD && a->gives == CL_GIVES_CHOICE && b->op == CL_OP_LITERAL)) {
        c->exact = false;
    }
}

/* What a field can be whatever it is compared with. */
static void add_plain(cells *c, unsigned index)
{
    const cl_field *field = cl_schema_field(&c->machine->programme->schema, 0, index);

    if (field->kind == CL_FACT_YESNO || field->kind == CL_FACT_CHOICE) {
        size_t count = field->kind == CL_FACT_YESNO ? 2 : field->choice_count;

        for (size_t i = 0; i < count; i++)
            add_value(c, index, (int64_t)i, CL_FACT_KNOWN);
    } else if (axis_of(c, index)->count == 0) {
        add_value(c, index, field->kind == CL_FACT_TEXT ? 0 : SOME_DAY, CL_FACT_KNOWN);
    }
    if (field->none_allowed)
        add_value(c, index, 0, CL_FACT_NONE);
}

static void look_at(cells *c, cl_node node)
{
    const cl_tree *tree = &c->machine->programme->tree;
    const cl_tree_node *at = cl_tree_at(tree, node);

    switch ((int)at->op) {
    case CL_OP_EQUAL:
    case CL_OP_NOT_EQUAL:
    case CL_OP_AT_LEAST:
    case CL_OP_AT_MOST:
    case CL_OP_MORE:
    case CL_OP_LESS:
        look_at_comparison(c, node);
        break;
    case CL_OP_ALL:
    case CL_OP_ANY:
    case CL_OP_NONE:
    case CL_OP_AT_LEAST_OF:
    case CL_OP_IF_THEN:
    case CL_OP_IS_TRUE:
    case CL_OP_IS_FALSE:
    case CL_OP_PRESENT:
    case CL_OP_ABSENT:
    case CL_OP_ONE_OF:
    case CL_OP_FIELD:
    case CL_OP_ROOT:
    case CL_OP_LITERAL:
    case CL_OP_TRUE_FALSE:
    case CL_OP_NOTHING:
        break;
    default:
        c->exact = false;
    }
    for (uint32_t i = 0; i < at->argument_count; i++)
        look_at(c, cl_tree_argument(tree, node, i));
}

static void find_axes(cells *c, const cl_node *guards, size_t count)
{
    uint64_t fields = 0;

    for (size_t i = 0; i < count; i++) {
        look_at(c, guards[i]);
        fields |= cl_machine_asks(c->machine, guards[i]);
    }
    for (unsigned field = 0; field < CL_CASE_FIELDS; field++)
        if ((fields >> field & 1) != 0)
            add_plain(c, field);
}

static size_t product(const cells *c)
{
    size_t all = 1;

    for (size_t i = 0; i < c->count && all <= CL_CELLS_LIMIT; i++)
        all *= c->axes[i].count;
    return all;
}

/* ---- walking ---- */

static void place(cl_case *at, const cells *c)
{
    for (size_t i = 0; i < c->count; i++)
        at->facts[c->axes[i].field] = c->axes[i].values[c->axes[i].at];
}

static bool next(cells *c)
{
    for (size_t i = 0; i < c->count; i++) {
        if (++c->axes[i].at < c->axes[i].count)
            return true;
        c->axes[i].at = 0;
    }
    return false;
}

static bool all_true(cl_case *at, const cl_node *guards, size_t count)
{
    bool holds = true;

    for (size_t i = 0; i < count; i++)
        holds = holds && (guards[i] == 0 || cl_eval_truth(&at->evaluator, guards[i]) == CL_TRUE);
    return holds;
}

static void describe(cl_text *out, const cells *c)
{
    for (size_t i = 0; i < c->count; i++) {
        const axis *a = &c->axes[i];
        const cl_field *field = cl_schema_field(&c->machine->programme->schema, 0, a->field);
        const cl_fact *fact = &a->values[a->at];

        cl_text_format(out, "%s%s ", i == 0 ? "" : ", ", field->name);
        if (fact->state == CL_FACT_NONE)
            cl_text_add_string(out, "none");
        else if (field->kind == CL_FACT_YESNO)
            cl_text_add_string(out, fact->value != 0 ? "yes" : "no");
        else if (field->kind == CL_FACT_CHOICE)
            cl_text_add_string(out, field->choices[fact->value]);
        else if (field->kind == CL_FACT_DATE)
            cl_date_print(out, (cl_date)fact->value);
        else if (field->kind == CL_FACT_TEXT)
            cl_text_add_string(out, "there");
        else
            cl_text_add_int(out, fact->value);
    }
}

static void walk(cl_cells_seen *seen, cells *c, cl_case *at, const cl_node *guards, size_t count,
                 cl_error *e)
{
    do {
        bool holds;

        place(at, c);
        cl_case_begin(at, e);
        holds = all_true(at, guards, count);
        seen->always = seen->always && holds;
        if (holds && !seen->ever)
            describe(&seen->example, c);
        seen->ever = seen->ever || holds;
    } while (next(c));
}

int cl_cells_look(cl_cells_seen *seen, const cl_machine *machine, const cl_node *guards,
                  size_t count, cl_error *e)
{
    cells c = {.machine = machine, .exact = true};
    cl_case at;
    int rc;

    memset(seen, 0, sizeof *seen);
    find_axes(&c, guards, count);
    seen->proved = c.exact && product(&c) <= CL_CELLS_LIMIT;
    if (!seen->proved)
        return 0;
    rc = cl_case_open(&at, machine, SOME_DAY, e);
    if (rc == 0 && cl_text_add_char(&at.dossier.texts, '\0') != 0)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory"); /* the text that is there is the empty one */
    if (rc == 0) {
        seen->always = true;
        walk(seen, &c, &at, guards, count, e);
    }
    cl_case_clear(&at);
    return rc != 0 ? rc : cl_text_check(&seen->example, e);
}
