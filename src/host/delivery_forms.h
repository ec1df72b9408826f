/* SPDX-License-Identifier: MIT
 *
 * The forms that a portal gets of an application: made by the mapping that the portal's settings
 * name for the programme, else the dossier itself; and held against the schemas that the settings
 * name, before anything is stored for sending.
 */
#ifndef CL_DELIVERY_FORMS_H
#define CL_DELIVERY_FORMS_H

#include "delivery_view.h"
#include "portals.h"

/** The mappings and schemas of one portal, loaded. */
typedef struct cl_form_kit cl_form_kit;

/**
 * Loads what the settings `mapping` and `schemas` name. A mapping finds modules beside it and among
 * the session's dialects. CL_E_IO, CL_E_NOT_FOUND, CL_E_SCRIPT, CL_E_INVALID (a setting or a
 * schema: the place is named), CL_E_LIMIT, CL_E_MEMORY.
 */
int cl_form_kit_open(cl_form_kit **out, cl_session *session, const cl_portal *portal, cl_error *e);
void cl_form_kit_close(cl_form_kit *kit);
/** Notes what of the schemas is not checked. */
void cl_form_kit_tell(const cl_form_kit *kit, const cl_sink *sink);
/**
 * Appends the forms of an application, {"main": {…}, …}, without null. All that is wrong with them
 * is told to the sink, a refusal each; then CL_E_INVALID with a summary. CL_E_SCRIPT: the mapping
 * failed, file and line are named. CL_E_LIMIT, CL_E_MEMORY.
 */
int cl_form_kit_make(cl_form_kit *kit, cl_text *out, const cl_submission *submission,
                     cl_view reference, const cl_sink *sink, cl_error *e);

#endif
