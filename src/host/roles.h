/* SPDX-License-Identifier: MIT
 *
 * Does the acting person hold a role over the record of a step? Roles are dated grants with a
 * scope. An office that has granted no role yet takes everybody at his word; what was done is on
 * record either way.
 */
#ifndef CL_ROLES_H
#define CL_ROLES_H

#include "step.h"

/** The person whom the actor names by id or account; 0 for nobody on record. */
int cl_person_acting(int64_t *out, cl_store *store, const char *actor, cl_error *e);
int cl_step_role(bool *out, cl_step *step, const char *role, cl_error *e);

#endif
