/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: the step of the schema for the lifecycle (schema_lifecycle.c).
 */
#ifndef CL_SCHEMA_LIFECYCLE_H
#define CL_SCHEMA_LIFECYCLE_H

extern const char cl_schema_moves[], cl_schema_ledger[], cl_schema_payments[],
    cl_schema_lifecycle_kept[];

#endif
