/* SPDX-License-Identifier: MIT
 *
 * Report templates: scripts/reports/NAME.lua turns a snapshot (JSON) into a document. Same
 * snapshot, same bytes. No network, clock, file or store is in reach of a template. Knows no lua.h.
 */
#ifndef CL_REPORT_H
#define CL_REPORT_H

#include "digest.h"
#include "error.h"
#include "json.h"
#include "text.h"

typedef struct cl_report cl_report;

/** Loads NAME.lua from the folder `reports` (scripts/reports). CL_E_NOT_FOUND, CL_E_SCRIPT (with
 * file and line), CL_E_LIMIT. */
int cl_report_open(cl_report **out, const char *reports, const char *name, cl_error *e);
void cl_report_close(cl_report *report);
const char *cl_report_id(const cl_report *report);
const char *cl_report_title(const cl_report *report);
/** "html", "text" or "csv": what out:text escapes for. */
const char *cl_report_format(const cl_report *report);
/** "sha256:" and 64 digits over the template and the modules that it requires. */
const char *cl_report_digest(const cl_report *report);
/** Appends the document made from `snapshot`. After an error `out` is as before. */
int cl_report_render(cl_report *report, cl_text *out, const cl_json_value *snapshot, cl_error *e);

#endif
