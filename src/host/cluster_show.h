/* SPDX-License-Identifier: MIT
 *
 * A cluster as it was on a day, as a row and as text.
 */
#ifndef CL_CLUSTER_SHOW_H
#define CL_CLUSTER_SHOW_H

#include "recording.h"

/** Sends one cluster with its schools, pairs and co-ordinator. */
int cl_cluster_show(cl_recording *r, const cl_cluster *cluster, cl_date on, cl_error *e);
/** Sends a line for each cluster. */
int cl_cluster_show_list(cl_recording *r, cl_date on, cl_error *e);

#endif
