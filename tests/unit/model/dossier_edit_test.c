/* SPDX-License-Identifier: MIT
 *
 * Dossiers with one member more or less.
 */
#include <string.h>

#include "dossier_edit.h"
#include "dossier_make.h"
#include "test_support.h"

/* A root with a list of schools (id, partners: references to schools), a list of requests (school,
 * cost), and a coordinator (school). */
typedef struct world {
    cl_schema schema;
    unsigned school, partner, request, coordinator;
    unsigned schools, requests, head; /* fields of the root */
    cl_dossier dossier, changed;
    cl_vec map;
} world;

static unsigned add_type(world *w, const char *name, bool plain)
{
    unsigned type;

    assert_int_equal(cl_schema_add_type(&w->schema, &type, name, plain, NULL), 0);
    return type;
}

static unsigned add_field(world *w, unsigned type, cl_field field)
{
    assert_int_equal(cl_schema_add_field(&w->schema, type, &field, NULL), 0);
    return (unsigned)cl_schema_find(&w->schema, type, cl_view_of(field.name));
}

static void open_world(world *w, const char *text)
{
    cl_findings findings = CL_FINDINGS_INIT;
    cl_json *json = NULL;

    memset(w, 0, sizeof *w);
    w->dossier = w->changed = (cl_dossier)CL_DOSSIER_INIT;
    w->map = (cl_vec)CL_VEC_INIT(uint32_t);
    assert_int_equal(cl_schema_init(&w->schema, NULL), 0);
    w->school = add_type(w, "school", false);
    w->partner = add_type(w, "partner", true);
    w->request = add_type(w, "request", false);
    w->coordinator = add_type(w, "coordinator", false);
    add_field(w, w->school, (cl_field){.name = "id", .kind = CL_FACT_TEXT});
    add_field(w, w->partner,
              (cl_field){.name = "", .kind = CL_FACT_REFERENCE, .target_type = w->school});
    add_field(w, w->school,
              (cl_field){.name = "partners", .kind = CL_FACT_LIST, .type = w->partner});
    add_field(w, w->school,
              (cl_field){.name = "evaluated", .kind = CL_FACT_DATE, .none_allowed = true});
    add_field(w, w->request,
              (cl_field){.name = "school", .kind = CL_FACT_REFERENCE, .target_type = w->school});
    add_field(w, w->request, (cl_field){.name = "cost", .kind = CL_FACT_MONEY});
    add_field(w, w->coordinator,
              (cl_field){.name = "school", .kind = CL_FACT_REFERENCE, .target_type = w->school});
    w->schools =
        add_field(w, 0, (cl_field){.name = "schools", .kind = CL_FACT_LIST, .type = w->school});
    w->requests =
        add_field(w, 0, (cl_field){.name = "requests", .kind = CL_FACT_LIST, .type = w->request});
    w->head = add_field(w, 0,
                        (cl_field){.name = "coordinator",
                                   .kind = CL_FACT_RECORD,
                                   .type = w->coordinator,
                                   .none_allowed = true});
    assert_int_equal(cl_json_parse(&json, cl_view_of(text), NULL, 1, NULL), 0);
    if (cl_dossier_read(&w->dossier, &w->schema, "GBP", json, &findings, NULL) != 0)
        fail_msg("%s", cl_findings_at(&findings, 0)->message);
    cl_json_free(json);
    cl_findings_clear(&findings);
}

static void close_world(world *w)
{
    cl_dossier_clear(&w->dossier);
    cl_dossier_clear(&w->changed);
    cl_vec_clear(&w->map);
    cl_schema_clear(&w->schema);
}

static void assert_prints(const cl_dossier *dossier, const char *want)
{
    cl_text text = CL_TEXT_INIT;

    assert_int_equal(cl_dossier_print_json(&text, dossier, "GBP"), 0);
    assert_string_equal(text.at, want);
    cl_text_clear(&text);
}

static uint32_t member(const cl_dossier *dossier, unsigned list, uint32_t index)
{
    return (uint32_t)cl_dossier_fact(dossier, 0, list)->value + index;
}

static const char two[] =
    "{\"date\": \"2021-04-20\", \"schools\": ["
    "{\"id\": \"s1\", \"partners\": [\"o1\"], \"evaluated\": \"2021-01-10\"}, "
    "{\"id\": \"o1\", \"partners\": [\"s1\"], \"evaluated\": null}], "
    "\"requests\": [{\"school\": \"s1\", \"cost\": \"12.50\"}, {\"school\": \"o1\"}], "
    "\"coordinator\": {\"school\": \"o1\"}}";

static void test_dossier_edit__prints_what_was_read(void **state)
{
    world w;

    (void)state;
    open_world(&w, two);
    assert_prints(&w.dossier, two);
    assert_int_equal(cl_dossier_copy(&w.changed, &w.dossier, NULL), 0);
    assert_prints(&w.changed, two);
    close_world(&w);
}

/* The copy of o1 has its facts and what lies below it; references to o1 still mean the first. */
static void test_dossier_edit__adds_a_copy(void **state)
{
    uint32_t added = 0;
    cl_fact id;
    world w;

    (void)state;
    open_world(&w, two);
    assert_int_equal(cl_dossier_add(&w.changed, &w.dossier, 0, w.schools,
                                    member(&w.dossier, w.schools, 1), &added, &w.map, NULL),
                     0);
    assert_int_equal(cl_dossier_make_text(&w.changed, CL_VIEW("o2"), &id, NULL), 0);
    cl_dossier_set(&w.changed, added, 0, id);
    assert_prints(
        &w.changed,
        "{\"date\": \"2021-04-20\", \"schools\": ["
        "{\"id\": \"s1\", \"partners\": [\"o1\"], \"evaluated\": \"2021-01-10\"}, "
        "{\"id\": \"o1\", \"partners\": [\"s1\"], \"evaluated\": null}, "
        "{\"id\": \"o2\", \"partners\": [\"s1\"], \"evaluated\": null}], "
        "\"requests\": [{\"school\": \"s1\", \"cost\": \"12.50\"}, {\"school\": \"o1\"}], "
        "\"coordinator\": {\"school\": \"o1\"}}");
    assert_int_equal(w.map.count, w.dossier.record_count);
    assert_prints(&w.dossier, two); /* the original is as it was */
    close_world(&w);
}

static void test_dossier_edit__adds_nothing_but_a_place(void **state)
{
    uint32_t added = 0;
    world w;

    (void)state;
    open_world(&w, "{\"date\": \"2021-04-20\", \"schools\": [], \"coordinator\": null}");
    assert_int_equal(
        cl_dossier_add(&w.changed, &w.dossier, 0, w.head, CL_DOSSIER_BLANK, &added, NULL, NULL), 0);
    assert_int_equal(w.changed.records[added].type, w.coordinator);
    assert_prints(&w.changed, "{\"date\": \"2021-04-20\", \"schools\": [], \"coordinator\": {}}");
    assert_int_equal(
        cl_dossier_add(&w.changed, &w.dossier, 0, w.requests, CL_DOSSIER_BLANK, &added, NULL, NULL),
        0); /* of a list that was not known it is the first member */
    assert_prints(&w.changed, "{\"date\": \"2021-04-20\", \"schools\": [], \"requests\": [{}], "
                              "\"coordinator\": null}");
    close_world(&w);
}

/* What refers to it in a list goes too; the co-ordinator's school is not known any more. */
static void test_dossier_edit__removes_with_what_refers_to_it(void **state)
{
    world w;

    (void)state;
    open_world(&w, two);
    assert_int_equal(
        cl_dossier_remove(&w.changed, &w.dossier, member(&w.dossier, w.schools, 1), &w.map, NULL),
        0);
    assert_prints(&w.changed, "{\"date\": \"2021-04-20\", \"schools\": ["
                              "{\"id\": \"s1\", \"partners\": [], \"evaluated\": \"2021-01-10\"}], "
                              "\"requests\": [{\"school\": \"s1\", \"cost\": \"12.50\"}], "
                              "\"coordinator\": {}}");
    assert_int_equal(cl_dossier_empty(&w.changed, &w.dossier, 0, w.requests, &w.map, NULL), 0);
    assert_prints(&w.changed,
                  "{\"date\": \"2021-04-20\", \"schools\": ["
                  "{\"id\": \"s1\", \"partners\": [\"o1\"], \"evaluated\": \"2021-01-10\"}, "
                  "{\"id\": \"o1\", \"partners\": [\"s1\"], \"evaluated\": null}], "
                  "\"requests\": [], \"coordinator\": {\"school\": \"o1\"}}");
    close_world(&w);
}

static void test_dossier_edit__sets_the_day(void **state)
{
    world w;

    (void)state;
    open_world(&w, two);
    assert_int_equal(cl_dossier_copy(&w.changed, &w.dossier, NULL), 0);
    cl_dossier_set(&w.changed, 0, CL_FIELD_DATE, (cl_fact){w.dossier.date + 1, 1, CL_FACT_KNOWN});
    assert_int_equal(w.changed.date, w.dossier.date + 1);
    close_world(&w);
}

static int edit(void *data)
{
    world *w = data;
    cl_dossier changed = CL_DOSSIER_INIT;
    cl_text text = CL_TEXT_INIT;
    cl_vec map = CL_VEC_INIT(uint32_t);
    uint32_t added;
    int rc = cl_dossier_add(&changed, &w->dossier, 0, w->schools,
                            member(&w->dossier, w->schools, 0), &added, &map, NULL);

    if (rc == 0)
        rc = cl_dossier_remove(&changed, &w->dossier, member(&w->dossier, w->schools, 0), &map,
                               NULL);
    if (rc == 0)
        rc = cl_dossier_print_json(&text, &changed, "GBP");
    cl_text_clear(&text);
    cl_vec_clear(&map);
    cl_dossier_clear(&changed);
    return rc;
}

static void test_dossier_edit__survives_without_memory(void **state)
{
    world w;

    (void)state;
    open_world(&w, two);
    assert_true(cl_test_each_fault(edit, &w) > 0);
    close_world(&w);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_dossier_edit__prints_what_was_read),
    cmocka_unit_test(test_dossier_edit__adds_a_copy),
    cmocka_unit_test(test_dossier_edit__adds_nothing_but_a_place),
    cmocka_unit_test(test_dossier_edit__removes_with_what_refers_to_it),
    cmocka_unit_test(test_dossier_edit__sets_the_day),
    cmocka_unit_test(test_dossier_edit__survives_without_memory),
};

CL_TEST_MAIN(tests)
