/* SPDX-License-Identifier: MIT
 *
 * Editions as readable pages.
 */
#ifndef CL_RULES_DOC_H
#define CL_RULES_DOC_H

#include "programme.h"
#include "verb.h"

/** One row: the page of an edition, HTML or plain text. */
int cl_rules_doc(const cl_programme *programme, bool html, const cl_sink *sink, cl_error *e);

#endif
