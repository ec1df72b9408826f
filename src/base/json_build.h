/* SPDX-License-Identifier: MIT
 *
 * Between the syntax (json_scan.h) and the document (json.h): for the JSON files of base alone.
 */
#ifndef CL_JSON_BUILD_H
#define CL_JSON_BUILD_H

#include <jansson.h>

#include "json.h"
#include "json_scan.h"

/** A value: jansson's, with the place where it began. A node of ours, since jansson shares one
 * true, one false and one null among all documents. */
struct cl_json_value {
    json_t *node;
    const char *key;      /**< in an object; jansson's */
    cl_json_value *items; /**< the members, side by side */
    size_t count;
    cl_json_place place;
};

/**
 * Makes the document of `text`, one complete value that cl_json_scan_feed() has accepted.
 * @param places  of that scan
 * @param first_line  of `text`
 * @return 0, CL_E_INVALID (a key stands twice, a number too large for a double), CL_E_MEMORY
 */
int cl_json_build(cl_json **out, cl_view text, const cl_vec *places, const char *file,
                  int first_line, cl_error *e);

#endif
