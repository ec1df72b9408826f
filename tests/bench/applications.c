/* SPDX-License-Identifier: MIT
 *
 * Making applications: those of the generated tests, with gaps only where the hand-written program
 * can say what follows from them.
 */
#include "applications.h"

#include <stdio.h>

#include "alloc.h"
#include "made_dossier.h"

/* Facts that the rules read and the award does not: option, co-ordinator, and of a school its
 * self-evaluation and whether it holds a grant. */
static uint64_t gaps(const made_dossier *made, uint64_t *seed)
{
    uint64_t may = 1 | 4;

    for (unsigned i = 0; i < made->school_count; i++)
        may |= (uint64_t)3 << (3 + 5 * i + 3);
    return may & made_random(seed) & made_random(seed);
}

static bool make(applications *all, size_t i, const cl_programme *programme, uint64_t *seed)
{
    cl_findings findings = CL_FINDINGS_INIT;
    cl_error error = CL_ERROR_INIT;
    cl_text text = CL_TEXT_INIT;
    made_dossier made;
    int rc;

    made_fill(&made, seed);
    if (i % 5 == 0)
        made.hidden = gaps(&made, seed);
    made_print(&text, &made, programme->id, programme->edition,
               i % 16 == 0 ? "2021-06-25" : "2021-04-20");
    rc = cl_json_parse(&all->json[i], cl_text_view(&text), NULL, 1, &error);
    all->dossiers[i] = (cl_dossier)CL_DOSSIER_INIT;
    if (rc == 0)
        rc = cl_dossier_read(&all->dossiers[i], &programme->schema, programme->currency,
                             all->json[i], &findings, &error);
    if (rc != 0)
        fprintf(stderr, "bench: %s\n%s\n", error.message, text.at);
    cl_findings_clear(&findings);
    cl_text_clear(&text);
    return rc == 0;
}

bool applications_make(applications *out, size_t count, const cl_programme *programme)
{
    uint64_t seed = 20210420;
    bool good;

    out->dossiers = cl_calloc(count, sizeof *out->dossiers);
    out->json = cl_calloc(count, sizeof *out->json);
    out->count = 0;
    good = out->dossiers != NULL && out->json != NULL;
    while (good && out->count < count)
        good = make(out, out->count++, programme, &seed);
    return good;
}

void applications_clear(applications *all)
{
    for (size_t i = 0; i < all->count; i++) {
        cl_dossier_clear(&all->dossiers[i]);
        cl_json_free(all->json[i]);
    }
    cl_free(all->dossiers);
    cl_free(all->json);
}
