/* SPDX-License-Identifier: MIT
 *
 * Walking boundary cells. The facts of the application and of its single records turn like the
 * wheels of a counter; the members of a list turn together, each one "kind of member" at a time.
 */
#include "grid.h"

#include <string.h>

enum { TARGETS = 3 }; /* members that a reference may name while all combinations are walked */

typedef enum block_kind { BLOCK_FACT, BLOCK_MEMBERS } block_kind;

typedef struct block {
    block_kind kind;
    uint32_t record;
    const cl_boundary_field *cell;
    size_t first, count; /* FACT: known values that are used */
    size_t options;      /* FACT: known values, none, unknown, or records to name */
    size_t at;           /* FACT: the present one; MEMBERS: the present length */
    uint64_t kinds;      /* MEMBERS: how many kinds of member there are */
    bool ordered;        /* MEMBERS: only in one order */
    uint64_t *members;   /* MEMBERS: the kind of each */
} block;

static const cl_field *about(const cl_grid *grid, const cl_boundary_field *cell)
{
    return cl_schema_field(grid->cells->schema, cell->type, cell->field);
}

/* ---- shape ---- */

/* Types of which there is one record: the dossier and what hangs on it without a list. */
static bool is_single(const cl_grid *grid, unsigned type)
{
    const cl_record *records = grid->dossier.record_store.items;

    for (size_t i = 0; i < grid->dossier.record_store.count; i++)
        if (records[i].type == type)
            return records[i].in_list == 0;
    return false;
}

static uint32_t longest(const cl_boundary_field *cell)
{
    return cell->count == 0 ? 0 : (uint32_t)cell->values[cell->count - 1].exact.num;
}

static uint32_t wanted(void *context, unsigned type, unsigned field)
{
    const cl_grid *grid = context;
    const cl_boundary_field *cell = cl_boundary_of(grid->cells, type, field);

    if (cell == NULL)
        return 0;
    return is_single(grid, type) ? longest(cell) : 1;
}

static const block *members_of_type(const cl_grid *grid, unsigned type)
{
    for (size_t i = 0; i < grid->blocks.count; i++) {
        const block *b = cl_vec_at(&grid->blocks, i);

        if (b->kind == BLOCK_MEMBERS && about(grid, b->cell)->type == type)
            return b;
    }
    return NULL;
}

/* ---- how many values ---- */

static uint64_t product(uint64_t a, uint64_t b)
{
    return b != 0 && a > UINT64_MAX / b ? UINT64_MAX : a * b;
}

static uint64_t kinds_of_record(const cl_grid *grid, unsigned type);

static uint64_t targets_of(const cl_grid *grid, unsigned type)
{
    uint64_t count = 0;

    for (size_t i = 0; i < grid->cells->fields.count; i++) {
        const cl_boundary_field *cell = cl_vec_at(&grid->cells->fields, i);
        const cl_field *field = about(grid, cell);

        if (field->kind == CL_FACT_LIST && field->type == type && is_single(grid, cell->type))
            count = longest(cell);
    }
    return count < TARGETS ? count : TARGETS;
}

static uint64_t kinds_of_fact(const cl_grid *grid, const cl_boundary_field *cell)
{
    const cl_field *field = about(grid, cell);
    uint64_t more = (cell->maybe_none ? 1u : 0u) + (grid->options.unknown ? 1u : 0u);

    if (field->kind == CL_FACT_REFERENCE)
        return targets_of(grid, field->target_type) + more;
    if (field->kind == CL_FACT_RECORD)
        return kinds_of_record(grid, field->type);
    if (field->kind == CL_FACT_LIST)
        return 1 + kinds_of_record(grid, field->type); /* none, or one member of each kind */
    return cell->count + more;
}

static uint64_t kinds_of_record(const cl_grid *grid, unsigned type)
{
    uint64_t kinds = 1;

    for (size_t i = 0; i < grid->cells->fields.count; i++) {
        const cl_boundary_field *cell = cl_vec_at(&grid->cells->fields, i);
        uint64_t own = cell->type == type ? kinds_of_fact(grid, cell) : 1;

        kinds = product(kinds, own == 0 ? 1 : own);
    }
    return kinds;
}

/* How many ways there are to choose `length` members; with one order only, combinations with
 * repetition: kinds + length - 1 over length. */
static double choices(const block *b, uint64_t length)
{
    double count = 1;

    for (uint64_t i = 0; i < length; i++)
        count *= b->ordered ? ((double)b->kinds + (double)i) / ((double)i + 1) : (double)b->kinds;
    return count;
}

static double size_of(const block *b)
{
    double size = 0;

    if (b->kind == BLOCK_FACT)
        return b->options == 0 ? 1 : (double)b->options;
    for (size_t i = 0; i < b->cell->count; i++)
        size += choices(b, (uint64_t)b->cell->values[i].exact.num);
    return size;
}

/* ---- building ---- */

/* A member that something names is not the same as another one that is otherwise equal. */
static bool is_named(const cl_grid *grid, unsigned type)
{
    for (size_t i = 0; i < grid->cells->fields.count; i++) {
        const cl_field *field = about(grid, cl_vec_at(&grid->cells->fields, i));

        if (field->kind == CL_FACT_REFERENCE && field->target_type == type)
            return true;
    }
    return false;
}

static int add_members(cl_grid *grid, uint32_t record, const cl_boundary_field *cell, cl_error *e)
{
    block b = {.kind = BLOCK_MEMBERS, .record = record, .cell = cell};
    unsigned type = about(grid, cell)->type;

    b.kinds = kinds_of_record(grid, type);
    b.ordered = !is_named(grid, type);
    b.members = cl_arena_array(&grid->arena, longest(cell) + 1u, sizeof *b.members);
    if (b.members == NULL || cl_vec_add(&grid->blocks, &b) != 0)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    return 0;
}

/* The day of the application is known and lies between the days that are asked for. */
static void narrow_date(const cl_grid *grid, block *b)
{
    size_t end = b->cell->count;

    while (b->first < end && b->cell->values[b->first].exact.num < grid->options.from)
        b->first++;
    while (end > b->first && b->cell->values[end - 1].exact.num > grid->options.until)
        end--;
    b->count = b->options = end - b->first;
}

static int add_fact(cl_grid *grid, uint32_t record, const cl_boundary_field *cell, cl_error *e)
{
    block b = {.kind = BLOCK_FACT, .record = record, .cell = cell, .count = cell->count};
    const cl_field *field = about(grid, cell);

    b.options = (size_t)kinds_of_fact(grid, cell);
    if (field->kind == CL_FACT_RECORD)
        b.options = cell->maybe_none ? 2 : 1;
    if (record == 0 && cell->field == CL_FIELD_DATE)
        narrow_date(grid, &b);
    return cl_vec_add(&grid->blocks, &b) == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

static int add_record(cl_grid *grid, uint32_t record, cl_error *e)
{
    unsigned type = ((const cl_record *)grid->dossier.record_store.items)[record].type;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < grid->cells->fields.count; i++) {
        const cl_boundary_field *cell = cl_vec_at(&grid->cells->fields, i);
        const cl_field *field = about(grid, cell);

        if (cell->type != type)
            continue;
        if (field->kind == CL_FACT_LIST) {
            rc = add_members(grid, record, cell, e);
            continue;
        }
        rc = add_fact(grid, record, cell, e);
        if (rc == 0 && field->kind == CL_FACT_RECORD)
            rc = add_record(
                grid, (uint32_t)cl_dossier_fact(&grid->dossier, record, cell->field)->value, e);
    }
    return rc;
}

/* Members have lists of one member at most: a count above that is not walked. */
static bool inner_lists_suffice(const cl_grid *grid)
{
    for (size_t i = 0; i < grid->cells->fields.count; i++) {
        const cl_boundary_field *cell = cl_vec_at(&grid->cells->fields, i);

        if (about(grid, cell)->kind != CL_FACT_LIST || is_single(grid, cell->type))
            continue;
        for (size_t c = 0; c < cell->cuts.count; c++)
            if (cl_ratio_compare(*(const cl_ratio *)cl_vec_at(&cell->cuts, c), cl_ratio_int(0)) > 0)
                return false;
    }
    return true;
}

/* What the trees do not read is not known, and not shown in an example. */
static int forget_others(cl_grid *grid, cl_error *e)
{
    const cl_record *records = grid->dossier.record_store.items;
    cl_fact_value unknown = {CL_FACT_UNKNOWN, {0, 1}, NULL};
    int rc = 0;

    for (uint32_t i = 0; i < grid->dossier.record_count; i++) {
        const cl_record_type *type = &grid->cells->schema->types[records[i].type];

        for (unsigned f = 0; rc == 0 && f < type->field_count; f++)
            if ((type->fields[f].kind == CL_FACT_LIST || type->fields[f].kind == CL_FACT_RECORD) &&
                cl_boundary_of(grid->cells, records[i].type, f) == NULL)
                rc = cl_dossier_put(&grid->dossier, i, f, &unknown, e);
    }
    return rc;
}

static int set_date(cl_grid *grid, cl_error *e)
{
    cl_fact_value day = {CL_FACT_KNOWN, cl_ratio_int(grid->options.from), NULL};

    return cl_dossier_put(&grid->dossier, 0, CL_FIELD_DATE, &day, e);
}

int cl_grid_init(cl_grid *grid, const cl_boundary *cells, const cl_grid_options *options,
                 cl_error *e)
{
    double size = 1;
    int rc;

    memset(grid, 0, sizeof *grid);
    grid->dossier = (cl_dossier)CL_DOSSIER_INIT;
    grid->cells = cells;
    grid->options = *options;
    grid->blocks = (cl_vec)CL_VEC_INIT(block);
    grid->random = 20210420; /* any number, and always the same */
    rc = cl_dossier_blank(&grid->dossier, cells->schema, wanted, grid, e);
    if (rc == 0)
        rc = set_date(grid, e);
    if (rc == 0)
        rc = add_record(grid, 0, e);
    if (rc == 0)
        rc = forget_others(grid, e);
    for (size_t i = 0; i < grid->blocks.count; i++)
        size *= size_of(cl_vec_at(&grid->blocks, i));
    grid->sampled = size > (double)options->most;
    grid->exact = !grid->sampled && cells->whole && inner_lists_suffice(grid);
    grid->text_base = grid->dossier.texts.length;
    return rc;
}

void cl_grid_clear(cl_grid *grid)
{
    cl_dossier_clear(&grid->dossier);
    cl_vec_clear(&grid->blocks);
    cl_arena_clear(&grid->arena);
}

/* ---- which value ---- */

/* splitmix64: small, and the same on every machine. */
static uint64_t draw(cl_grid *grid)
{
    uint64_t x = grid->random += 0x9e3779b97f4a7c15u;

    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/* One of `count`. Members of a sample are mostly alike, as they are in life: were each drawn by
 * itself, hardly any list would satisfy an "every". */
static uint64_t pick(cl_grid *grid, const cl_boundary_field *cell, uint64_t count, uint64_t *digit)
{
    uint64_t usual, found;

    if (!grid->sampled) {
        found = *digit % count;
        *digit /= count;
        return found;
    }
    usual = (grid->cells_done * 0x9e3779b97f4a7c15u) ^ (cell->type * 8191u + cell->field * 131u);
    usual ^= usual >> 29;
    usual *= 0xbf58476d1ce4e5b9u;
    usual ^= usual >> 32;
    return draw(grid) % 4 != 0 ? usual % count : draw(grid) % count;
}

/* ---- putting facts ---- */

static int put_state(cl_grid *grid, uint32_t record, const cl_boundary_field *cell,
                     cl_fact_state state, cl_error *e)
{
    cl_fact_value value = {state, cl_ratio_int(0), NULL};

    return cl_dossier_put(&grid->dossier, record, cell->field, &value, e);
}

/* The record that a reference names: a member that counts now. */
static int put_reference(cl_grid *grid, uint32_t record, const cl_boundary_field *cell,
                         uint64_t target, cl_error *e)
{
    const block *list = members_of_type(grid, about(grid, cell)->target_type);
    const cl_fact *fact =
        list == NULL ? NULL : cl_dossier_fact(&grid->dossier, list->record, list->cell->field);
    cl_fact_value value = {CL_FACT_KNOWN, {0, 1}, NULL};

    if (fact == NULL || fact->extra == 0)
        return put_state(grid, record, cell, CL_FACT_UNKNOWN, e);
    value.exact.num = fact->value + (int64_t)(target % fact->extra);
    return cl_dossier_put(&grid->dossier, record, cell->field, &value, e);
}

/* Option `at` of a fact: a known value, then none, then unknown. */
static int put_fact(cl_grid *grid, uint32_t record, const cl_boundary_field *cell, size_t first,
                    uint64_t known, uint64_t at, cl_error *e)
{
    if (at < known)
        return about(grid, cell)->kind == CL_FACT_REFERENCE
                   ? put_reference(grid, record, cell, at, e)
                   : cl_dossier_put(&grid->dossier, record, cell->field, &cell->values[first + at],
                                    e);
    return put_state(grid, record, cell,
                     at == known && cell->maybe_none ? CL_FACT_NONE : CL_FACT_UNKNOWN, e);
}

static int put_record(cl_grid *grid, uint32_t record, uint64_t *digit, cl_error *e);

/* A list of a member: empty, or with one member of its own. */
static int put_inner_list(cl_grid *grid, uint32_t record, const cl_boundary_field *cell,
                          uint64_t *digit, cl_error *e)
{
    uint64_t kinds = kinds_of_record(grid, about(grid, cell)->type);
    uint64_t at = pick(grid, cell, 1 + kinds, digit);
    cl_fact_value length = {CL_FACT_KNOWN, cl_ratio_int(at > 0), NULL};
    uint64_t inner = at - 1;
    int rc = cl_dossier_put(&grid->dossier, record, cell->field, &length, e);

    if (rc != 0 || at == 0)
        return rc;
    return put_record(grid, (uint32_t)cl_dossier_fact(&grid->dossier, record, cell->field)->value,
                      &inner, e);
}

static int put_member_fact(cl_grid *grid, uint32_t record, const cl_boundary_field *cell,
                           uint64_t *digit, cl_error *e)
{
    const cl_field *field = about(grid, cell);
    uint64_t options, known;

    if (field->kind == CL_FACT_LIST)
        return put_inner_list(grid, record, cell, digit, e);
    if (field->kind == CL_FACT_RECORD)
        return put_record(
            grid, (uint32_t)cl_dossier_fact(&grid->dossier, record, cell->field)->value, digit, e);
    options = kinds_of_fact(grid, cell);
    if (options == 0)
        return 0;
    known = field->kind == CL_FACT_REFERENCE ? targets_of(grid, field->target_type) : cell->count;
    return put_fact(grid, record, cell, 0, known, pick(grid, cell, options, digit), e);
}

static int put_record(cl_grid *grid, uint32_t record, uint64_t *digit, cl_error *e)
{
    unsigned type = ((const cl_record *)grid->dossier.record_store.items)[record].type;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < grid->cells->fields.count; i++) {
        const cl_boundary_field *cell = cl_vec_at(&grid->cells->fields, i);

        if (cell->type == type)
            rc = put_member_fact(grid, record, cell, digit, e);
    }
    return rc;
}

static int put_members(cl_grid *grid, const block *b, cl_error *e)
{
    const cl_fact *fact = cl_dossier_fact(&grid->dossier, b->record, b->cell->field);
    int rc = 0;

    for (uint32_t i = 0; rc == 0 && i < fact->extra; i++) {
        uint64_t digit = b->members[i];

        rc = put_record(grid, (uint32_t)fact->value + i, &digit, e);
    }
    return rc;
}

static int put_block(cl_grid *grid, const block *b, cl_error *e)
{
    const cl_field *field = about(grid, b->cell);
    cl_fact_value there = {CL_FACT_KNOWN, cl_ratio_int(1), NULL};

    if (b->kind == BLOCK_MEMBERS)
        return put_members(grid, b, e);
    if (b->options == 0)
        return 0;
    if (field->kind == CL_FACT_RECORD)
        return b->at == 0 ? cl_dossier_put(&grid->dossier, b->record, b->cell->field, &there, e)
                          : put_state(grid, b->record, b->cell, CL_FACT_NONE, e);
    return put_fact(grid, b->record, b->cell, b->first,
                    field->kind == CL_FACT_REFERENCE ? targets_of(grid, field->target_type)
                                                     : b->count,
                    b->at, e);
}

/* How many members count is said first: references name one of them. */
static int put_all(cl_grid *grid, cl_error *e)
{
    int rc = 0;

    grid->dossier.texts.length = grid->text_base;
    for (size_t i = 0; rc == 0 && i < grid->blocks.count; i++) {
        const block *b = cl_vec_at(&grid->blocks, i);

        if (b->kind == BLOCK_MEMBERS)
            rc = cl_dossier_put(&grid->dossier, b->record, b->cell->field, &b->cell->values[b->at],
                                e);
    }
    for (size_t i = 0; rc == 0 && i < grid->blocks.count; i++)
        rc = put_block(grid, cl_vec_at(&grid->blocks, i), e);
    return rc;
}

/* ---- walking ---- */

/* The next choice of members; false when there was none and the first is there again. */
static bool turn_members(block *b)
{
    uint64_t length = (uint64_t)b->cell->values[b->at].exact.num;

    for (uint64_t i = length; i-- > 0;) {
        if (b->members[i] + 1 >= b->kinds)
            continue;
        b->members[i]++;
        for (uint64_t j = i + 1; j < length; j++)
            b->members[j] = b->ordered ? b->members[i] : 0;
        return true;
    }
    memset(b->members, 0, (size_t)length * sizeof *b->members);
    b->at = b->at + 1 < b->cell->count ? b->at + 1 : 0;
    return b->at != 0;
}

static bool turn(block *b)
{
    if (b->kind == BLOCK_MEMBERS)
        return b->cell->count > 0 && turn_members(b);
    b->at = b->at + 1 < b->options ? b->at + 1 : 0;
    return b->at != 0;
}

static bool turn_all(cl_grid *grid)
{
    for (size_t i = grid->blocks.count; i-- > 0;)
        if (turn(cl_vec_at(&grid->blocks, i)))
            return true;
    return false;
}

static void draw_all(cl_grid *grid)
{
    for (size_t i = 0; i < grid->blocks.count; i++) {
        block *b = cl_vec_at(&grid->blocks, i);
        size_t count = b->kind == BLOCK_MEMBERS ? b->cell->count : b->options;

        b->at = count == 0 ? 0 : (size_t)(draw(grid) % count);
    }
}

int cl_grid_next(cl_grid *grid, bool *there, cl_error *e)
{
    *there = grid->sampled ? grid->cells_done < grid->options.samples
                           : grid->cells_done == 0 || turn_all(grid);
    if (!*there)
        return 0;
    if (grid->sampled)
        draw_all(grid);
    grid->cells_done++;
    return put_all(grid, e);
}
