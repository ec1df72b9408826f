/* SPDX-License-Identifier: MIT
 *
 * What the events of an accreditation need beside the record.
 */
#ifndef CL_ACCREDITATION_H
#define CL_ACCREDITATION_H

#include "step.h"

/** Freezes the edition that judged the evidence (step->context points at a pointer to it). */
int cl_accreditation_freeze(cl_step *step, cl_error *e);

#endif
