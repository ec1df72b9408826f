/* SPDX-License-Identifier: MIT
 *
 * A register's links between schools into records. Verbs about links are in school_link_verbs.c.
 */
#ifndef CL_SCHOOL_LINK_IMPORT_H
#define CL_SCHOOL_LINK_IMPORT_H

#include "error.h"
#include "register_file.h"

/** Takes over an open file whose mapping holds links, and shows the counts. */
int cl_school_link_import(cl_register_file *file, cl_error *e);

#endif
