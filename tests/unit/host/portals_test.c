/* SPDX-License-Identifier: MIT
 *
 * portals.lua: what is understood, and what is refused before anything is sent.
 */
#include "test_support.h"

#include "portals.h"

#include <stdio.h>
#include <string.h>

#define HEAD "dialect = \"commongrants\", base = \"https://portal.example\", "
#define FUNDED "accepted_means = \"funded\", forms = { main = \"f\" }, programmes = { \"p\" }, "

static int read_text(cl_portals *portals, const char *settings, cl_error *e)
{
    char path[CL_TEST_PATH], text[1024];
    int length = snprintf(text, sizeof text, "portal \"bc\" { %s }\n", settings), rc;

    cl_test_file(path, "portals.lua", text, (size_t)length);
    cl_portals_init(portals);
    rc = cl_portals_read(portals, path, e);
    if (rc == 0) {
        rc = cl_portals_check(portals, CLACHAN_SOURCE "/scripts/portals", e);
        if (rc != 0)
            cl_error_place(e, path, 0, NULL);
    }
    return rc;
}

static void test_portals__durations(void **state)
{
    static const struct {
        const char *text;
        bool good;
        int64_t milliseconds;
    } rows[] = {{"0s", true, 0},        {"90s", true, 90000},      {"10m", true, 600000},
                {"6h", true, 21600000}, {"14d", true, 1209600000}, {"s", false, 0},
                {"", false, 0},         {"10", false, 0},          {"-1s", false, 0},
                {"1.5h", false, 0},     {"1w", false, 0},          {"99999999999d", false, 0}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        int64_t milliseconds = -1;

        if (cl_duration_read(&milliseconds, cl_view_of(rows[i].text)) != rows[i].good)
            fail_msg("%s", rows[i].text);
        if (rows[i].good)
            assert_int_equal(milliseconds, rows[i].milliseconds);
    }
}

static void test_portals__limits(void **state)
{
    static const struct {
        const char *limits, *want; /* want NULL: good */
        int64_t per_minute, in_flight;
    } rows[] = {
        {"{}", NULL, 0, 4},
        {"{ per_minute = 60 }", NULL, 60, 4},
        {"{ per_minute = 7, in_flight = 16, total = \"5s\" }", NULL, 7, 16},
        {"{ per_minute = 0 }", "per_minute: write a whole number above 0", 0, 0},
        {"{ per_minute = \"many\" }", "per_minute: write a whole number above 0", 0, 0},
        {"{ in_flight = 65 }", "in_flight: write a whole number above 0", 0, 0},
        {"{ a_minute = 60 }", "a_minute: limits are in_flight, per_minute and total", 0, 0}};

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_text text = CL_TEXT_INIT;
        cl_error error = CL_ERROR_INIT;
        const cl_portal *portal = NULL;
        cl_portals portals;
        int rc;

        cl_text_format(&text, HEAD FUNDED "limits = %s", rows[i].limits);
        rc = read_text(&portals, text.at, &error);
        assert_int_equal(rc, rows[i].want == NULL ? 0 : CL_E_INVALID);
        if (rc != 0) {
            char found[CL_ERROR_PATH + CL_ERROR_TEXT + 2];

            (void)snprintf(found, sizeof found, "%s: %s", error.path, error.message);
            if (strstr(found, rows[i].want) == NULL)
                fail_msg("found %s, expected %s", found, rows[i].want);
        }
        if (rc == 0) {
            assert_int_equal(cl_portals_choose(&portal, &portals, NULL, CL_VIEW("p"), NULL), 0);
            assert_int_equal(portal->per_minute, rows[i].per_minute);
            assert_int_equal(portal->in_flight, rows[i].in_flight);
        }
        cl_portals_clear(&portals);
        cl_text_clear(&text);
    }
}

static void test_portals__reads(void **state)
{
    cl_portals portals;
    const cl_portal *portal = NULL;
    cl_text text = CL_TEXT_INIT;
    int rc;

    (void)state;
    rc = read_text(&portals,
                   HEAD FUNDED "auth = bearer { token = \"env:BC_TOKEN\" }, settle = \"5s\", "
                               "idempotency = { form = \"plain\", honoured = \"yes\" }, "
                               "rounds = { [\"2021-06-21\"] = { competition = \"one\" }, "
                               "any = { competition = \"other\" } }",
                   NULL);
    assert_int_equal(rc, 0);
    assert_int_equal(cl_portals_choose(&portal, &portals, NULL, CL_VIEW("p"), NULL), 0);
    assert_int_equal(portal->settle, 5000);
    assert_int_equal(portal->auth, CL_AUTH_BEARER);
    assert_true(portal->key_honoured);
    assert_false(portal->key_quoted);
    assert_false(portal->repeat_lost_start);
    assert_int_equal(cl_portal_print(&text, portal), 0);
    assert_null(strstr(text.at, "BC_TOKEN")); /* not even the reference is for a dialect */
    cl_text_reset(&text);
    assert_int_equal(cl_portal_print_round(&text, portal, "2021-06-21", NULL), 0);
    assert_string_equal(text.at, "{\"deadline\":\"2021-06-21\",\"competition\":\"one\"}");
    cl_text_reset(&text);
    assert_int_equal(cl_portal_print_round(&text, portal, "2022-06-21", NULL), 0);
    assert_string_equal(text.at, "{\"deadline\":\"2022-06-21\",\"competition\":\"other\"}");
    assert_int_equal(cl_portals_choose(&portal, &portals, NULL, CL_VIEW("q"), NULL),
                     CL_E_NOT_FOUND);
    assert_int_equal(cl_portals_choose(&portal, &portals, "bd", CL_VIEW("p"), NULL),
                     CL_E_NOT_FOUND);
    cl_text_clear(&text);
    cl_portals_clear(&portals);
}

static void test_portals__refuses(void **state)
{
    static const struct {
        const char *settings, *says;
    } rows[] = {
        {FUNDED "base = \"https://portal.example\"", "dialect"},
        {FUNDED "dialect = \"commongrants\"", "base"},
        {FUNDED "dialect = \"commongrants\", base = \"https://portal.example/\"", "slash"},
        {FUNDED "dialect = \"commongrants\", base = \"http://portal.example\"", "https"},
        {FUNDED "dialect = \"commongrants\", base = \"https://me:pw@portal.example\"", "reference"},
        {HEAD "programmes = { \"p\" }", "accepted"},
        {HEAD "accepted_means = \"perhaps\"", "accepted"},
        {HEAD FUNDED "settle = \"soon\"", "time"},
        {HEAD FUNDED "settle = 60", "time"},
        {HEAD FUNDED "lost_start = \"yes\"", "repeat"},
        {HEAD FUNDED "idempotency = { honoured = \"maybe\" }", "yes"},
        {HEAD FUNDED "auth = bearer { token = \"hunter2\" }", "env:"},
        {HEAD FUNDED "auth = bearer { }", "bearer"},
        {HEAD FUNDED "auth = oauth2 { url = \"https://id.example\", client = \"env:A\" }",
         "secret"},
        {HEAD FUNDED "auth = oauth2 { url = \"http://id.example\", client = \"env:A\", secret = "
                     "\"env:B\" }",
         "https"},
        {HEAD FUNDED "auth = oauth2 { url = \"https://id.example\", client = \"env:A\", secret = "
                     "\"hunter2\" }",
         "reference"},
        {HEAD FUNDED "auth = oauth2 { url = \"https://id.example\", client = \"env:A\", secret = "
                     "\"env:B\", style = \"both\" }",
         "basic"},
        {HEAD FUNDED "tls = { cert = \"/a.crt\" }", "key"},
        {HEAD FUNDED "colour = \"blue\"", "colour"},
        {HEAD FUNDED "organisation = \"x\"", "'organization'"}, /* the dialect's own */
        {HEAD FUNDED "setle = \"5s\"", "'settle'"},
        {HEAD FUNDED "grant = \"x\"", "commongrants reads"}, /* another dialect's */
        {FUNDED "dialect = \"none-such\", base = \"https://portal.example\"", "none-such"},
        {HEAD "programmes = { \"p\" }", "main"}, /* all that is missing, not the first alone */
    };

    (void)state;
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        cl_error error = CL_ERROR_INIT;
        cl_portals portals;
        char text[1400];

        if (read_text(&portals, rows[i].settings, &error) == 0)
            fail_msg("row %zu was taken: %s", i, rows[i].settings);
        (void)cl_error_format(&error, text, sizeof text);
        if (strstr(text, rows[i].says) == NULL)
            fail_msg("row %zu: '%s' does not say '%s'", i, text, rows[i].says);
        assert_null(strstr(text, "hunter2"));
        assert_non_null(strstr(text, "portals.lua"));
        cl_portals_clear(&portals);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_portals__durations),
    cmocka_unit_test(test_portals__limits),
    cmocka_unit_test(test_portals__reads),
    cmocka_unit_test(test_portals__refuses),
};

CL_TEST_MAIN(tests)
