/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: the step of the schema for what clusters do (schema_cluster.c).
 */
#ifndef CL_SCHEMA_CLUSTER_H
#define CL_SCHEMA_CLUSTER_H

extern const char cl_schema_cluster[], cl_schema_board[], cl_schema_agreements[],
    cl_schema_support[];

#endif
