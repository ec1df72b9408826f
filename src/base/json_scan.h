/* SPDX-License-Identifier: MIT
 *
 * The syntax of JSON, a piece at a time: finds where a value ends, on which line everything in it
 * begins, and says in words what is wrong. Makes no values, holds no text. For the JSON files of
 * base alone.
 */
#ifndef CL_JSON_SCAN_H
#define CL_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "json.h"
#include "text.h"
#include "vec.h"

/** Where a value begins, and the key before it (0 without one). Lines from 1. */
typedef struct cl_json_place {
    int line, key_line;
} cl_json_place;

typedef struct cl_json_scan {
    bool complete;  /**< the value has ended */
    int line;       /**< of the next byte */
    cl_vec *places; /**< a cl_json_place for each value, in the order of the text */
    /* The rest is for json_scan.c. */
    int first_line, state, key_line;
    bool is_key, negative, whole;
    size_t depth;
    char closers[CL_JSON_DEPTH];
    const char *word;               /* what is left of true, false or null */
    uint64_t magnitude;             /* of a whole number; above 2^63 it stays there */
    unsigned unit, digits, high;    /* of \uXXXX; the high half that came before */
    unsigned more, lowest, highest; /* of a UTF-8 sequence: bytes to come, range of the next */
} cl_json_scan;

/** Starts. `places` is borrowed, and emptied. */
void cl_json_scan_init(cl_json_scan *scan, int first_line, cl_vec *places);
/**
 * Takes bytes until the value is complete or `bytes` is used up. `*taken` says how many; on failure
 * it is the offset of the fault. CL_E_INVALID, CL_E_LIMIT (too deep), CL_E_MEMORY; `e` has the
 * line.
 */
int cl_json_scan_feed(cl_json_scan *scan, cl_view bytes, size_t *taken, cl_error *e);
/** Nothing follows: completes a number, and refuses what is not complete. */
int cl_json_scan_end(cl_json_scan *scan, cl_error *e);
/** A byte in words: "\"x\"", "a NUL byte", "the byte 0xff". Returns `out`. */
const char *cl_json_byte_name(char out[32], unsigned byte);

#endif
