/* SPDX-License-Identifier: MIT
 *
 * Frozen editions: the text of an edition that has decided something may not change silently.
 */
#ifndef CL_FREEZE_H
#define CL_FREEZE_H

#include "change.h"
#include "error.h"
#include "text.h"

/**
 * Freezes an edition, as part of a change that decides under it. Call it before the change is
 * stored. Frozen with the same digest already: nothing to do.
 *
 * @param files  JSON: name and digest of every file of the edition
 * @return 0, or CL_E_STATE when it was frozen with another digest (the message names both, and what
 * to do)
 */
int cl_edition_freeze(cl_change *change, cl_view programme, cl_view edition, cl_view digest,
                      cl_view files, cl_error *e);

#endif
