/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: the step of the schema for the lifecycle.
 */
#ifndef CL_SCHEMA_LIFECYCLE_H
#define CL_SCHEMA_LIFECYCLE_H

extern const char cl_schema_moves[], cl_schema_ledger[], cl_schema_payments[],
    cl_schema_lifecycle_kept[];
/* schema_changes.c */
extern const char cl_schema_variations[], cl_schema_clawbacks[], cl_schema_accreditations[],
    cl_schema_changes_kept[];

#endif
