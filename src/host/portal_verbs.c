/* SPDX-License-Identifier: MIT
 *
 * portal list, and the rows of the portal verbs.
 */
#include "portal_serve.h"

#include "cassette_scrub.h"
#include "portal_faults.h"
#include "portal_status.h"
#include "portals.h"
#include "session.h"

static int tell(const cl_portal *portal, const cl_sink *sink, cl_error *e)
{
    cl_text json = CL_TEXT_INIT;
    int rc;

    cl_text_add_string(&json, "{\"portal\": ");
    cl_text_add_json(&json, cl_view_of(portal->id));
    cl_text_add_string(&json, ", \"dialect\": ");
    cl_text_add_json(&json, cl_view_of(portal->dialect));
    cl_text_add_string(&json, ", \"address\": ");
    cl_text_add_json(&json, cl_view_of(portal->base));
    cl_text_add_string(&json, ", \"credentials\": ");
    cl_text_add_json(&json, portal->auth_secret != NULL ? cl_view_of(portal->auth_secret)
                                                        : CL_VIEW("none"));
    cl_text_format(&json, ", \"keys_honoured\": %s, \"settle_seconds\": %lld}",
                   portal->key_honoured ? "true" : "false", (long long)(portal->settle / 1000));
    rc = cl_text_check(&json, e);
    if (rc == 0)
        rc = cl_sink_row(sink, cl_text_view(&json), (cl_view)CL_VIEW_INIT);
    cl_text_clear(&json);
    return rc;
}

static int run_list(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    cl_portals portals;
    int rc;

    (void)arguments;
    cl_portals_init(&portals);
    rc = cl_portals_open(&portals, session, e);
    for (size_t i = 0; rc == 0 && i < portals.items.count; i++)
        rc = tell(cl_vec_at(&portals.items, i), sink, e);
    cl_portals_clear(&portals);
    return rc;
}

const cl_verb cl_portal_verbs[] = {
    {.name = "portal list",
     .run = run_list,
     .brief = "Lists the funders' portals of portals.lua; secrets are named, not shown.",
     .example = "clachan portal list"},
    {.name = "portal check",
     .run = cl_run_portal_check,
     .parameters = cl_portal_status_parameters,
     .brief = "Rehearses the forms, and asks portals whether they take our credentials.",
     .detail = "The forms of every signed application are made and held against the portal's "
               "schemas, and its requests are made, as submit does (submit --dry-run shows them). "
               "Then the portal's address is read. Nothing is changed or submitted.",
     .example = "clachan portal check box"},
    {.name = "portal status",
     .run = cl_run_portal_status,
     .needs = CL_NEEDS_STORE,
     .parameters = cl_portal_status_parameters,
     .brief = "Tells how many deliveries stand where at each portal, and when the next is due.",
     .detail = "possible_orphans: how often a start whose answer was lost was repeated. Each may "
               "have left a draft behind, which nobody submits.",
     .example = "clachan portal status"},
    {.name = "portal serve",
     .run = cl_run_portal_serve,
     .parameters = cl_portal_serve_parameters,
     .brief = "Runs a portal in a box on this machine, for rehearsals and tests.",
     .detail =
         "It listens on a loopback address only, prints where, and runs until Ctrl-C. Assessors "
         "decide on its pages in a browser; GET /_box/portals.lua gives the settings for "
         "clachan. With --faults requests go wrong as a scenario says; with --forward so do those "
         "to another server of this machine.",
     .example = "clachan portal serve --script scripts/portals/box/commongrants.lua --port 4021"},
    {.name = "portal faults",
     .run = cl_run_portal_faults,
     .brief = "Lists the faults that a scenario of portal serve can name, each with an example.",
     .example = "clachan portal faults"},
    {.name = "cassette scrub",
     .run = cl_run_cassette_scrub,
     .parameters = cl_cassette_scrub_parameters,
     .brief = "Copies a recording without the personal values that it carried.",
     .detail = "What stands under a declared name, in requests or answers, is replaced wherever it "
               "stands, by the same stand-in each time. Bodies that are no JSON are left out.",
     .example = "clachan cassette scrub tape.jsonl --out clean.jsonl"},
    {.name = NULL}};
