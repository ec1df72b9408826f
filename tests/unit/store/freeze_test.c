/* SPDX-License-Identifier: MIT
 *
 * An edition that has decided something keeps its text.
 */
#include "fixture.h"
#include "freeze.h"

static int freeze(cl_store *store, const char *edition, const char *digest, cl_error *e)
{
    cl_author author = fixture_author();
    cl_change change = {0};
    int rc = cl_store_begin(store, e);

    if (rc == 0)
        rc = cl_change_open(&change, store, &author, e);
    if (rc == 0)
        rc = cl_edition_freeze(&change, CL_VIEW("cc"), cl_view_of(edition), cl_view_of(digest),
                               CL_VIEW("{}"), e);
    if (rc == 0 && !cl_change_is_empty(&change))
        rc = cl_change_store(&change, "freeze", "CLU", 1, NULL, NULL, e);
    cl_change_clear(&change);
    if (rc == 0)
        return cl_store_commit(store, e);
    cl_store_rollback(store);
    return rc;
}

static void test_freeze__another_text_is_refused(void **state)
{
    cl_store *store = fixture_open("a.db");
    cl_error e = CL_ERROR_INIT;

    (void)state;
    expect_ok(freeze(store, "2021", "sha256:aa", &e), &e);
    expect_ok(freeze(store, "2021", "sha256:aa", &e), &e); /* the same again: no event */
    expect_ok(freeze(store, "2019", "sha256:bb", &e), &e);
    expect_error(freeze(store, "2021", "sha256:cc", &e), CL_E_STATE, &e,
                 "cc@2021 has decided something with another text (sha256:aa…, now sha256:cc…)");
    assert_int_equal(fixture_events(store), 2);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_freeze__another_text_is_refused),
};

CL_TEST_MAIN(tests)
