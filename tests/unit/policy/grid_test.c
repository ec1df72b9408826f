/* SPDX-License-Identifier: MIT
 *
 * Boundary cells: the values of a fact, and walking all combinations of them.
 */
#include "boundary.h"

#include <string.h>

#include "grid.h"
#include "reach.h"
#include "test_support.h"

/* activities at least 3, and at least two lead schools of an applicant in the UK. */
typedef struct made {
    cl_programme *programme;
    cl_reach reach;
    cl_boundary cells;
    cl_findings findings;
} made;

static const char *const roles[] = {"lead", "partner", "network"};

static void declare(cl_schema *schema)
{
    cl_field activities = {.name = "activities", .kind = CL_FACT_NUMBER};
    cl_field country = {.name = "country", .kind = CL_FACT_COUNTRY};
    cl_field schools = {
        .name = "schools", .kind = CL_FACT_LIST, .one = "school", .many = "schools"};
    cl_field role = {.name = "role", .kind = CL_FACT_CHOICE, .choices = roles, .choice_count = 3};

    assert_int_equal(cl_schema_add_type(schema, &schools.type, "school", false, NULL), 0);
    assert_int_equal(cl_schema_add_field(schema, schools.type, &role, NULL), 0);
    assert_int_equal(cl_schema_add_field(schema, 0, &activities, NULL), 0);
    assert_int_equal(cl_schema_add_field(schema, 0, &country, NULL), 0);
    assert_int_equal(cl_schema_add_field(schema, 0, &schools, NULL), 0);
}

static cl_node fact(cl_tree *tree, cl_node record, const char *name)
{
    return cl_tree_field(tree, record, cl_view_of(name));
}

static cl_node compare(cl_tree *tree, cl_op op, cl_node a, const char *text)
{
    return cl_tree_compare(tree, op, a, cl_tree_literal(tree, a, cl_view_of(text)));
}

static cl_node leads(cl_tree *tree)
{
    cl_node list = fact(tree, cl_tree_root(tree), "schools");
    cl_node member = cl_tree_open(tree, list, NULL);
    cl_node is_lead = compare(tree, CL_OP_EQUAL, fact(tree, member, "role"), "lead");

    return cl_tree_of_list(tree, CL_OP_COUNT,
                           cl_tree_close(tree, CL_OP_WHERE, list, is_lead, "lead schools"));
}

static int make(made *m, cl_error *e)
{
    cl_node parts[3], all;
    cl_tree *tree;
    int rc;

    memset(m, 0, sizeof *m);
    m->findings = (cl_findings)CL_FINDINGS_INIT;
    rc = cl_programme_new(&m->programme, &m->findings, e);
    if (rc != 0)
        return rc;
    declare(&m->programme->schema);
    tree = &m->programme->tree;
    parts[0] = compare(tree, CL_OP_AT_LEAST, fact(tree, cl_tree_root(tree), "activities"), "3");
    parts[1] = compare(tree, CL_OP_AT_LEAST, leads(tree), "2");
    parts[2] = compare(tree, CL_OP_EQUAL, fact(tree, cl_tree_root(tree), "country"), "GB");
    all = cl_tree_combine(tree, CL_OP_ALL, parts, 3);
    assert_int_not_equal(all, 0);
    rc = cl_reach_init(&m->reach, m->programme, e);
    if (rc == 0)
        cl_reach_node(&m->reach, all);
    return rc;
}

static void make_cells(made *m)
{
    assert_int_equal(make(m, NULL), 0);
    assert_int_equal(cl_boundary_init(&m->cells, &m->programme->schema, NULL), 0);
    assert_int_equal(cl_boundary_read(&m->cells, m->programme, &m->reach.nodes, NULL), 0);
    assert_int_equal(cl_boundary_finish(&m->cells, NULL), 0);
}

static void clear(made *m)
{
    cl_boundary_clear(&m->cells);
    cl_reach_clear(&m->reach);
    cl_findings_clear(&m->findings);
    cl_programme_free(m->programme);
}

static void assert_values(const made *m, unsigned type, const char *name, const int64_t *wanted,
                          size_t count)
{
    int field = cl_schema_find(&m->programme->schema, type, cl_view_of(name));
    const cl_boundary_field *cell = cl_boundary_of(&m->cells, type, (unsigned)field);

    assert_non_null(cell);
    assert_int_equal(cell->count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(cell->values[i].exact.num, wanted[i]);
}

static void test_grid__values_lie_around_what_is_compared(void **state)
{
    static const int64_t activities[] = {0, 2, 3, 4}, lengths[] = {0, 1, 2, 3}, codes[] = {0, 1};
    static const int64_t countries[] = {'F' * 256 + 'R', 'G' * 256 + 'B'};
    made m;

    (void)state;
    make_cells(&m);
    assert_true(m.cells.whole);
    assert_values(&m, 0, "activities", activities, CL_ROWS(activities));
    assert_values(&m, 0, "schools", lengths, CL_ROWS(lengths));
    assert_values(&m, 0, "country", countries, CL_ROWS(countries));
    assert_values(&m, 2, "role", codes, CL_ROWS(codes)); /* lead, and one that is not */
    clear(&m);
}

/* 4 numbers × 2 countries × (1 + 2 + 3 + 4) lists of two kinds of member in one order only. */
static void test_grid__every_combination_is_met_once(void **state)
{
    cl_grid_options options = {.from = 18628, .until = 18992, .most = 1000, .samples = 10};
    char seen[80][160];
    size_t count = 0;
    bool there = true;
    cl_grid grid;
    made m;

    (void)state;
    make_cells(&m);
    assert_int_equal(cl_grid_init(&grid, &m.cells, &options, NULL), 0);
    assert_true(grid.exact);
    while (cl_grid_next(&grid, &there, NULL) == 0 && there) {
        cl_text text = CL_TEXT_INIT;

        assert_in_range(count, 0, 79);
        assert_int_equal(cl_dossier_print_json(&text, &grid.dossier, "GBP"), 0);
        assert_in_range(text.length, 1, 159);
        memcpy(seen[count], text.at, text.length + 1);
        for (size_t i = 0; i < count; i++)
            assert_string_not_equal(seen[i], seen[count]);
        count++;
        cl_text_clear(&text);
    }
    assert_int_equal(count, 80);
    assert_string_equal(seen[0],
                        "{\"date\": \"2021-01-01\", \"activities\": 0, \"country\": \"FR\", "
                        "\"schools\": []}");
    cl_grid_clear(&grid);
    clear(&m);
}

static void test_grid__a_sample_is_the_same_every_time(void **state)
{
    cl_grid_options options = {.from = 18628, .until = 18992, .most = 79, .samples = 25};
    cl_text text[2] = {CL_TEXT_INIT, CL_TEXT_INIT};
    made m;

    (void)state;
    make_cells(&m);
    for (int i = 0; i < 2; i++) {
        bool there = true;
        cl_grid grid;

        assert_int_equal(cl_grid_init(&grid, &m.cells, &options, NULL), 0);
        assert_true(grid.sampled);
        assert_false(grid.exact);
        while (cl_grid_next(&grid, &there, NULL) == 0 && there)
            cl_dossier_print_json(&text[i], &grid.dossier, "GBP");
        assert_int_equal(grid.cells_done, 25);
        cl_grid_clear(&grid);
    }
    assert_string_equal(text[0].at, text[1].at);
    cl_text_clear(&text[0]);
    cl_text_clear(&text[1]);
    clear(&m);
}

/* The shape is made of memory: it fails anywhere and leaves nothing behind. */
static int walk(void *data)
{
    made *m = data;
    cl_grid_options options = {.from = 18628, .until = 18992, .most = 1000};
    cl_boundary cells;
    cl_grid grid;
    bool there = true;
    int rc = cl_boundary_init(&cells, &m->programme->schema, NULL);

    if (rc == 0)
        rc = cl_boundary_read(&cells, m->programme, &m->reach.nodes, NULL);
    if (rc == 0)
        rc = cl_boundary_finish(&cells, NULL);
    if (rc == 0) {
        rc = cl_grid_init(&grid, &cells, &options, NULL);
        while (rc == 0 && there)
            rc = cl_grid_next(&grid, &there, NULL);
        cl_grid_clear(&grid);
    }
    cl_boundary_clear(&cells);
    return rc;
}

static void test_grid__memory_may_fail(void **state)
{
    made m;

    (void)state;
    assert_int_equal(make(&m, NULL), 0);
    assert_in_range(cl_test_each_fault(walk, &m), 10, 1000);
    clear(&m);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_grid__values_lie_around_what_is_compared),
    cmocka_unit_test(test_grid__every_combination_is_met_once),
    cmocka_unit_test(test_grid__a_sample_is_the_same_every_time),
    cmocka_unit_test(test_grid__memory_may_fail),
};

CL_TEST_MAIN(tests)
