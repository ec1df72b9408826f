/* SPDX-License-Identifier: MIT
 *
 * Made cluster applications for the benchmark, held as dossiers and as the JSON they came from.
 */
#ifndef CL_APPLICATIONS_H
#define CL_APPLICATIONS_H

#include "dossier.h"
#include "json.h"
#include "programme.h"

typedef struct applications {
    cl_dossier *dossiers;
    cl_json **json;
    size_t count;
} applications;

/** Makes `count` of them, always the same ones. Facts of the award are known in all of them, some
 * others are missing in every fifth. False after a message. */
bool applications_make(applications *out, size_t count, const cl_programme *programme);
void applications_clear(applications *all);

#endif
