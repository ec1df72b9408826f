/* SPDX-License-Identifier: MIT
 *
 * Frozen editions.
 */
#include "freeze.h"

#include "query.h"

/* Enough of a digest to tell two apart. */
static int shown(cl_view digest)
{
    return (int)(digest.length < 19 ? digest.length : 19);
}

static int compare(const cl_edition *frozen, cl_view digest, cl_error *e)
{
    if (cl_view_equal(frozen->digest, digest))
        return 0;
    return cl_fail(e, CL_E_STATE,
                   "%.*s@%.*s has decided something with another text (%.*s…, now %.*s…); put the "
                   "old text back, "
                   "or make a new edition or a new dated value of it",
                   (int)frozen->programme.length, frozen->programme.at, (int)frozen->edition.length,
                   frozen->edition.at, shown(frozen->digest), frozen->digest.at, shown(digest),
                   digest.at);
}

int cl_edition_freeze(cl_change *change, cl_view programme, cl_view edition, cl_view digest,
                      cl_view files, cl_error *e)
{
    cl_arena arena = CL_ARENA_INIT;
    cl_edition frozen;
    cl_edition fresh = {0, 0, programme, edition, digest, files};
    int rc = cl_edition_get(&frozen, &arena, change->store, programme, edition, NULL);

    if (rc == 0)
        rc = compare(&frozen, digest, e);
    else if (rc == CL_E_NOT_FOUND)
        rc = cl_change_add(change, &cl_table_edition, &fresh, e);
    else
        rc = cl_fail(e, rc, "the frozen editions cannot be read");
    cl_arena_clear(&arena);
    return rc;
}
