/* SPDX-License-Identifier: MIT
 *
 * Secrets by reference: read when used, kept in locked pages that no core file holds, wiped
 * afterwards; and the filter that stands before whatever is written. Knows no portal and no
 * protocol.
 */
#ifndef CL_SECRET_H
#define CL_SECRET_H

#include <stddef.h>

#include "error.h"
#include "text.h"
#include "vec.h"

enum { CL_SECRET_BYTES = 16384 };

/** A secret's value, terminated too. Zeroed: empty. */
typedef struct cl_secret {
    char *at;
    size_t length;
    size_t room; /**< bytes mapped */
} cl_secret;

#define CL_SECRET_INIT                                                                             \
    {                                                                                              \
        NULL, 0, 0                                                                                 \
    }

/**
 * Checks that `reference` is env:NAME, file:PATH (absolute) or credential:NAME. The text itself is
 * never part of the message, since a literal secret may stand there. CL_E_INVALID.
 */
int cl_secret_check(cl_view reference, cl_error *e);

/**
 * Reads the secret behind a reference. A file must be a regular one, ours or root's, without any
 * right for group or others; one trailing line feed is dropped. credential:NAME is a file of that
 * name in $CREDENTIALS_DIRECTORY.
 * @return 0, CL_E_INVALID, CL_E_NOT_FOUND (not set, not there), CL_E_LIMIT, CL_E_MEMORY
 */
int cl_secret_read(cl_secret *out, cl_view reference, cl_error *e);

/** Path behind file:PATH or credential:NAME, checked as cl_secret_read() does: for what takes files
 * only, such as the key of a client certificate. CL_E_INVALID for env:. */
int cl_secret_path(cl_text *out, cl_view reference, cl_error *e);

/** A secret made of parts (a header's value from a prefix and a token). 0, CL_E_LIMIT, CL_E_MEMORY.
 */
int cl_secret_join(cl_secret *out, cl_view first, cl_view second, cl_error *e);

/** Wipes and releases; a zeroed secret is accepted. */
void cl_secret_clear(cl_secret *secret);

/** Secrets that must not be written, with the label that stands in for each. */
typedef struct cl_redactor {
    cl_vec items;
} cl_redactor;

/** Adds a secret, which must stay until the redactor is cleared. A secret shorter than four bytes
 * is refused (CL_E_INVALID): replacing it would give away more than it hides. */
int cl_redactor_add(cl_redactor *redactor, const char *label, const cl_secret *secret, cl_error *e);
void cl_redactor_init(cl_redactor *redactor);
void cl_redactor_clear(cl_redactor *redactor);
/** Whether there is one in `text`, in any of the forms that cl_redact() replaces. */
bool cl_redactor_finds(const cl_redactor *redactor, cl_view text);
/** Appends `text` with each secret, plain, in base64 (at any offset within a longer text) or in
 * percent form, replaced by <label>. */
int cl_redact(cl_text *out, const cl_redactor *redactor, cl_view text);

#endif
