/* SPDX-License-Identifier: MIT
 *
 * The fields of boundary cells, and the cuts that those have in common that are compared with each
 * other.
 */
#include "boundary_parts.h"

#include <string.h>

int cl_boundary_init(cl_boundary *cells, const cl_schema *schema, cl_error *e)
{
    (void)e;
    memset(cells, 0, sizeof *cells);
    cells->schema = schema;
    cells->fields = (cl_vec)CL_VEC_INIT(cl_boundary_field);
    cells->links = (cl_vec)CL_VEC_INIT(cl_boundary_link);
    cells->whole = true;
    return 0;
}

void cl_boundary_clear(cl_boundary *cells)
{
    for (size_t i = 0; i < cells->fields.count; i++) {
        cl_boundary_field *field = cl_vec_at(&cells->fields, i);

        cl_vec_clear(&field->cuts);
        cl_vec_clear(&field->sets);
        cl_vec_clear(&field->texts);
    }
    cl_vec_clear(&cells->fields);
    cl_vec_clear(&cells->links);
    cl_arena_clear(&cells->arena);
}

const cl_boundary_field *cl_boundary_of(const cl_boundary *cells, unsigned type, unsigned field)
{
    for (size_t i = 0; i < cells->fields.count; i++) {
        const cl_boundary_field *at = cl_vec_at(&cells->fields, i);

        if (at->type == type && at->field == field)
            return at;
    }
    return NULL;
}

const cl_field *cl_boundary_about(const cl_boundary *cells, const cl_boundary_field *field)
{
    return cl_schema_field(cells->schema, field->type, field->field);
}

/* ---- fields in the making ---- */

size_t cl_boundary_cell(cl_boundary *cells, unsigned type, unsigned field)
{
    cl_boundary_field *made;

    for (size_t i = 0; i < cells->fields.count; i++) {
        const cl_boundary_field *at = cl_vec_at(&cells->fields, i);

        if (at->type == type && at->field == field)
            return i;
    }
    made = cl_vec_push(&cells->fields);
    if (made == NULL) {
        cells->rc = CL_E_MEMORY;
        return SIZE_MAX;
    }
    made->type = type;
    made->field = field;
    made->whole = true;
    made->cuts = (cl_vec)CL_VEC_INIT(cl_ratio);
    made->sets = (cl_vec)CL_VEC_INIT(cl_boundary_codes);
    made->texts = (cl_vec)CL_VEC_INIT(const char *);
    return cells->fields.count - 1;
}

cl_boundary_field *cl_boundary_at(const cl_boundary *cells, size_t index)
{
    return index == SIZE_MAX ? NULL : cl_vec_at(&cells->fields, index);
}

void cl_boundary_add_cut(cl_boundary *cells, size_t index, cl_ratio cut)
{
    cl_boundary_field *field = cl_boundary_at(cells, index);

    if (field == NULL)
        return;
    for (size_t i = 0; i < field->cuts.count; i++)
        if (cl_ratio_compare(*(const cl_ratio *)cl_vec_at(&field->cuts, i), cut) == 0)
            return;
    if (cl_vec_add(&field->cuts, &cut) != 0)
        cells->rc = CL_E_MEMORY;
}

/* ---- the whole ---- */

/* Facts that are compared with each other turn where either does. Two rounds carry a cut over a
 * chain of three, which is longer than any edition has. */
static void spread_cuts(cl_boundary *cells)
{
    for (size_t i = 0; i < cells->links.count * 2; i++) {
        const cl_boundary_link *pair = cl_vec_at(&cells->links, i % cells->links.count);

        for (int side = 0; side < 2; side++) {
            const cl_boundary_field *from = cl_boundary_at(cells, side == 0 ? pair->a : pair->b);

            for (size_t n = 0; n < from->cuts.count; n++)
                cl_boundary_add_cut(cells, side == 0 ? pair->b : pair->a,
                                    *(const cl_ratio *)cl_vec_at(&from->cuts, n));
        }
    }
}

int cl_boundary_finish(cl_boundary *cells, cl_error *e)
{
    spread_cuts(cells);
    for (size_t i = 0; cells->rc == 0 && i < cells->fields.count; i++)
        cl_boundary_work_out(cells, cl_vec_at(&cells->fields, i));
    return cells->rc == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}
