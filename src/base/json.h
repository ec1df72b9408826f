/* SPDX-License-Identifier: MIT
 *
 * JSON, read through jansson behind a façade with limits. Duplicate keys, invalid UTF-8, NUL in
 * text, depth above CL_JSON_DEPTH and integers beyond 64 bits are refused. Numbers with a fraction
 * or exponent are kept as "real": nothing in this program computes with one.
 */
#ifndef CL_JSON_H
#define CL_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "text.h"

enum { CL_JSON_DEPTH = 64 };

/** A parsed document; owns every value in it and a copy of the text (so that lines can be found).
 */
typedef struct cl_json cl_json;
/** A value inside a document; borrowed from it. */
typedef struct cl_json_value cl_json_value;

typedef enum cl_json_kind {
    CL_JSON_NULL,
    CL_JSON_BOOLEAN,
    CL_JSON_INTEGER,
    CL_JSON_REAL,
    CL_JSON_STRING,
    CL_JSON_ARRAY,
    CL_JSON_OBJECT
} cl_json_kind;

/**
 * Parses one value that fills `text` (white space around it is allowed).
 * @param file  name for messages, may be NULL
 * @param first_line  number of the first line of `text` in that file, from 1
 * @return 0, CL_E_INVALID (file and line name the place), CL_E_LIMIT, CL_E_MEMORY
 */
int cl_json_parse(cl_json **out, cl_view text, const char *file, int first_line, cl_error *e);
void cl_json_free(cl_json *json);
const cl_json_value *cl_json_root(const cl_json *json);
const char *cl_json_file(const cl_json *json);

/** The line (in the file) on which `value` begins. */
int cl_json_line(const cl_json *json, const cl_json_value *value);
/** The line on which key `key` of object `object` stands; that of the object when it has no such
 * key. */
int cl_json_key_line(const cl_json *json, const cl_json_value *object, const char *key);

cl_json_kind cl_json_type(const cl_json_value *value);
/** "an object", "a number with a fraction", … for messages. */
const char *cl_json_type_name(const cl_json_value *value);
bool cl_json_boolean(const cl_json_value *value);
int64_t cl_json_integer(const cl_json_value *value);
/** The double nearest to a number of either kind, for limits in a schema alone: money, rates and
 * shares are text. */
double cl_json_number(const cl_json_value *value);
/** Text of a string, terminated too; empty for other kinds. */
cl_view cl_json_string(const cl_json_value *value);
/** Members of an array or object; 0 for other kinds. */
size_t cl_json_count(const cl_json_value *value);
const cl_json_value *cl_json_item(const cl_json_value *array, size_t index);
/** NULL when the object has no such key. */
const cl_json_value *cl_json_get(const cl_json_value *object, const char *key);
/** Walks an object in the order of the text: start with `*cursor` NULL; returns the key or NULL at
 * the end and sets `*value`. */
const char *cl_json_next(const cl_json_value *object, void **cursor, const cl_json_value **value);

/** Appends canonical JSON: sorted keys (bytes), no white space. Equal values give equal bytes. */
int cl_json_print_canonical(cl_text *out, const cl_json_value *value);
/** As cl_json_print_canonical(), in its own key order and without members and items that are null.
 */
int cl_json_print_present(cl_text *out, const cl_json_value *value);
/** Appends the value in its own key order: indent 0 is one line ", " and ": " separated. */
int cl_json_print(cl_text *out, const cl_json_value *value, int indent);

/**
 * Splits a stream of JSON objects (one object over many lines, JSON lines, or objects one after the
 * other) without loading it whole. A broken object costs only itself: reading goes on at the next
 * line that begins with '{'.
 */
typedef struct cl_json_stream cl_json_stream;

/** Reads from `fd`, which stays the caller's. `limit`: bytes of one object. */
int cl_json_stream_open(cl_json_stream **out, int fd, const char *file, size_t limit, cl_error *e);
/**
 * Next object. @return 0 with `*out` set; 0 with `*out` NULL at the end; CL_E_INVALID or CL_E_LIMIT
 * for one refused object (call again for the next); CL_E_IO, CL_E_MEMORY end the stream.
 */
int cl_json_stream_next(cl_json_stream *stream, cl_json **out, cl_error *e);
/** As cl_json_stream_next(), but gives the bytes of the object and the line on which it begins, to
 * be parsed elsewhere: `text` is borrowed until the next call, and empty at the end. */
int cl_json_stream_next_text(cl_json_stream *stream, cl_view *text, int *line, cl_error *e);
void cl_json_stream_close(cl_json_stream *stream);

#endif
