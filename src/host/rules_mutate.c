/* SPDX-License-Identifier: MIT
 *
 * rules mutate: which changes of an edition would no test notice?
 */
#include "rules_mutate.h"

#include "mutate.h"
#include "rules_test.h"

static int tell_unnoticed(const cl_programme *programme, const cl_mutation *mutation,
                          const cl_sink *sink)
{
    cl_text text = CL_TEXT_INIT;
    cl_error error = CL_ERROR_INIT;

    cl_mutation_print(&text, programme, mutation);
    cl_fail(&error, CL_E_SCRIPT, "no test notices: %s", text.at == NULL ? "" : text.at);
    cl_error_place(&error, mutation->file, mutation->line, NULL);
    cl_text_clear(&text);
    return cl_sink_refuse(sink, &error);
}

static int tell_counts(const cl_programme *programme, size_t made, size_t unnoticed,
                       const cl_sink *sink, cl_error *e)
{
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc;

    cl_text_format(
        &json, "{\"programme\": \"%s\", \"edition\": \"%s\", \"changes\": %zu, \"unnoticed\": %zu}",
        programme->id, programme->edition, made, unnoticed);
    cl_text_format(&text, "%s@%s: %zu changes, %zu that no test notices\n", programme->id,
                   programme->edition, made, unnoticed);
    rc = cl_text_check(&json, e);
    if (rc == 0 && cl_sink_row(sink, cl_text_view(&json), cl_text_view(&text)) != 0)
        rc = cl_fail(e, CL_E_IO, "the output could not be written");
    cl_text_clear(&json);
    cl_text_clear(&text);
    return rc;
}

int cl_rules_mutate(cl_session *session, cl_programme *programme, const cl_sink *sink, cl_error *e)
{
    cl_vec mutations = CL_VEC_INIT(cl_mutation);
    cl_rules_tester *tester = NULL;
    size_t unnoticed = 0, i = 0;
    int rc = cl_mutations(&mutations, programme, e);

    if (rc == 0)
        rc = cl_rules_tester_open(&tester, session, programme, e);
    for (; rc == 0 && i < mutations.count; i++) {
        const cl_mutation *mutation = cl_vec_at(&mutations, i);
        cl_mutated done;
        bool pass = true;

        cl_mutate(&done, programme, mutation);
        rc = cl_rules_tester_pass(tester, &pass, e);
        cl_mutate_undo(&done, programme);
        if (rc == 0 && pass) {
            unnoticed++;
            tell_unnoticed(programme, mutation, sink);
        }
        cl_sink_progress(sink, i + 1, mutations.count);
        if (rc == 0 && cl_session_interrupted(session))
            rc = cl_fail(e, CL_E_INTERRUPTED, "stopped after %zu of %zu", i + 1, mutations.count);
    }
    cl_rules_tester_close(tester);
    if (rc == 0)
        rc = tell_counts(programme, mutations.count, unnoticed, sink, e);
    cl_vec_clear(&mutations);
    return rc;
}
