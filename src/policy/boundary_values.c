/* SPDX-License-Identifier: MIT
 *
 * The values of a fact that follow from what it is compared with.
 */
#include "boundary_parts.h"

#include <stdlib.h>
#include <string.h>

#include "iso.h"

enum { MEMBERS_MOST = 40 };

/* Values in the making: sorted, each once. */
typedef struct values {
    cl_boundary *cells;
    cl_vec items; /* cl_fact_value */
} values;

static void add_value(values *v, cl_ratio exact, const char *text)
{
    cl_fact_value value = {CL_FACT_KNOWN, exact, text};

    if (cl_vec_add(&v->items, &value) != 0)
        v->cells->rc = CL_E_MEMORY;
}

static int by_value(const void *a, const void *b)
{
    const cl_fact_value *x = a, *y = b;

    if (x->text != NULL && y->text != NULL)
        return strcmp(x->text, y->text);
    return cl_ratio_compare(x->exact, y->exact);
}

static bool within(const cl_field *field, cl_ratio value)
{
    bool whole = field->kind != CL_FACT_SHARE && !field->fraction;

    return !(field->has_least && cl_ratio_compare(value, cl_ratio_int(field->least)) < 0) &&
           !(field->has_most && cl_ratio_compare(value, cl_ratio_int(field->most)) > 0) &&
           (!whole || cl_ratio_is_whole(value));
}

static void add_within(values *v, const cl_field *field, cl_ratio value)
{
    if (within(field, value))
        add_value(v, value, NULL);
}

/* A step that surely leaves no other cut between. */
static cl_ratio step_of(const cl_field *field)
{
    if (field->kind == CL_FACT_SHARE)
        return (cl_ratio){1, 1000};
    if (field->fraction)
        return (cl_ratio){1, 100};
    return cl_ratio_int(1);
}

/* Below, at and above; of a fraction where only whole values are, the two beside it. */
static void add_around(values *v, const cl_field *field, cl_ratio cut)
{
    cl_ratio step = step_of(field), below, above;
    bool whole = field->kind != CL_FACT_SHARE && !field->fraction;

    if (whole && !cl_ratio_is_whole(cut)) {
        int64_t floor = cut.num / cut.den - (cut.num < 0);

        add_within(v, field, cl_ratio_int(floor));
        add_within(v, field, cl_ratio_int(floor + 1));
        return;
    }
    add_within(v, field, cut);
    if (cl_ratio_subtract(&below, cut, step, NULL) == 0)
        add_within(v, field, below);
    if (cl_ratio_add(&above, cut, step, NULL) == 0)
        add_within(v, field, above);
}

/* A fact that is only counted with, or only asked whether it is there. */
static void add_usual(values *v, const cl_field *field)
{
    int64_t least = field->has_least ? field->least : 0;

    if (field->kind == CL_FACT_DATE) {
        add_within(v, field, cl_ratio_int(18628)); /* 2021-01-01; which day does not matter */
        return;
    }
    if (field->kind == CL_FACT_SHARE) {
        add_within(v, field, cl_ratio_int(0));
        add_within(v, field, (cl_ratio){1, 2});
        add_within(v, field, cl_ratio_int(1));
        return;
    }
    for (int64_t i = 0; i < 3; i++)
        add_within(v, field, cl_ratio_int(least + (field->kind == CL_FACT_MONEY ? i * 10001 : i)));
}

static void add_far(values *v, const cl_boundary_field *cell, const cl_field *field)
{
    cl_ratio far = cl_ratio_int(field->kind == CL_FACT_MONEY ? 1000000 : 100);

    if (field->kind == CL_FACT_DATE || field->kind == CL_FACT_SHARE)
        return;
    for (size_t i = 0; i < cell->cuts.count; i++) {
        cl_ratio ten;

        if (cl_ratio_multiply(&ten, *(const cl_ratio *)cl_vec_at(&cell->cuts, i), cl_ratio_int(10),
                              NULL) == 0 &&
            cl_ratio_compare(ten, far) > 0)
            far = ten;
    }
    if (!field->has_most || cl_ratio_compare(far, cl_ratio_int(field->most)) < 0)
        add_within(v, field, far);
    else
        add_value(v, cl_ratio_int(field->most), NULL);
}

static void number_values(values *v, const cl_boundary_field *cell, const cl_field *field)
{
    if (cell->cuts.count == 0)
        add_usual(v, field);
    for (size_t i = 0; i < cell->cuts.count; i++)
        add_around(v, field, *(const cl_ratio *)cl_vec_at(&cell->cuts, i));
    if (field->has_least && field->least == 0 && field->kind != CL_FACT_DATE)
        add_within(v, field, cl_ratio_int(0));
    if (v->cells->far)
        add_far(v, cell, field);
}

static void list_values(values *v, const cl_boundary_field *cell)
{
    for (int64_t i = 0; i < 3; i++)
        add_value(v, cl_ratio_int(i), NULL);
    for (size_t i = 0; i < cell->cuts.count; i++) {
        cl_ratio cut = *(const cl_ratio *)cl_vec_at(&cell->cuts, i);
        int64_t floor = cut.num / cut.den;

        for (int64_t n = floor - 1; n <= floor + 1; n++)
            if (n >= 0 && n <= MEMBERS_MOST)
                add_value(v, cl_ratio_int(n), NULL);
            else if (n > MEMBERS_MOST)
                v->cells->whole = false;
    }
}

/* Which of the sets a code is in, as bits; sets beyond 64 are not told apart. */
static uint64_t signature(const cl_boundary_field *cell, int64_t code)
{
    uint64_t bits = 0;

    for (size_t i = 0; i < cell->sets.count && i < 64; i++) {
        const cl_boundary_codes *set = cl_vec_at(&cell->sets, i);

        for (size_t c = 0; c < set->count; c++)
            if (set->codes[c] == code)
                bits |= (uint64_t)1 << i;
    }
    return bits;
}

/* One code of each signature, two where equal ones matter. */
static void add_code(values *v, const cl_boundary_field *cell, int64_t code)
{
    uint64_t mine = signature(cell, code);
    size_t there = 0;

    for (size_t i = 0; i < v->items.count; i++) {
        int64_t other = ((const cl_fact_value *)cl_vec_at(&v->items, i))->exact.num;

        if (other == code)
            return;
        there += signature(cell, other) == mine;
    }
    if (there < (cell->identity ? 2u : 1u))
        add_value(v, cl_ratio_int(code), NULL);
}

static void choice_values(values *v, const cl_boundary_field *cell, const cl_field *field)
{
    for (size_t i = 0; i < field->choice_count; i++)
        add_code(v, cell, (int64_t)i);
}

static void country_values(values *v, const cl_boundary_field *cell)
{
    static const char *const usual[] = {"GB", "FR", "DE", "MW", "US"};
    size_t count;
    const cl_iso_country *countries = cl_iso_countries(&count);

    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        add_code(v, cell, usual[i][0] * 256 + usual[i][1]);
    for (size_t i = 0; i < count; i++)
        add_code(v, cell, countries[i].alpha2[0] * 256 + countries[i].alpha2[1]);
    if (cell->sets.count > 64)
        v->cells->whole = false;
}

static void text_values(values *v, const cl_boundary_field *cell)
{
    for (size_t i = 0; i < cell->texts.count; i++)
        add_value(v, cl_ratio_int(0), *(const char *const *)cl_vec_at(&cell->texts, i));
    add_value(v, cl_ratio_int(0), "one");
    if (cell->identity)
        add_value(v, cl_ratio_int(0), "two");
}

/* Of too many values some are left out, evenly, and what is left is no longer the whole. */
static void keep(values *v, cl_boundary_field *cell)
{
    cl_fact_value *all = v->items.items, *kept;
    size_t count = 0, most;

    if (v->items.count > 0)
        qsort(all, v->items.count, sizeof *all, by_value);
    for (size_t i = 0; i < v->items.count; i++)
        if (count == 0 || by_value(&all[count - 1], &all[i]) != 0)
            all[count++] = all[i];
    most = count < CL_BOUNDARY_VALUES ? count : CL_BOUNDARY_VALUES;
    kept = cl_arena_array(&v->cells->arena, most + 1, sizeof *kept);
    if (kept == NULL) {
        v->cells->rc = CL_E_MEMORY;
        return;
    }
    for (size_t i = 0; i < most; i++)
        kept[i] = all[most < 2 ? i : i * (count - 1) / (most - 1)];
    cell->values = kept;
    cell->count = most;
    if (most < count)
        cell->whole = v->cells->whole = false;
}

void cl_boundary_work_out(cl_boundary *cells, cl_boundary_field *cell)
{
    const cl_field *field = cl_boundary_about(cells, cell);
    values v = {cells, CL_VEC_INIT(cl_fact_value)};

    cell->maybe_none = field->none_allowed || field->absence == CL_ABSENT_NONE;
    switch (field->kind) {
    case CL_FACT_YESNO:
    case CL_FACT_JUDGEMENT:
        add_value(&v, cl_ratio_int(0), NULL);
        add_value(&v, cl_ratio_int(1), NULL);
        break;
    case CL_FACT_NUMBER:
    case CL_FACT_MONEY:
    case CL_FACT_SHARE:
    case CL_FACT_DATE:
        number_values(&v, cell, field);
        break;
    case CL_FACT_CHOICE:
        choice_values(&v, cell, field);
        break;
    case CL_FACT_COUNTRY:
        country_values(&v, cell);
        break;
    case CL_FACT_TEXT:
        text_values(&v, cell);
        break;
    case CL_FACT_LIST:
        list_values(&v, cell);
        break;
    case CL_FACT_REFERENCE:
    case CL_FACT_RECORD:
        break;
    }
    keep(&v, cell);
    cl_vec_clear(&v.items);
}
