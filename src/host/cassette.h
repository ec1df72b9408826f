/* SPDX-License-Identifier: MIT
 *
 * Cassettes: what was said to a portal and what it answered, a JSON line an exchange, written while
 * submit and poll work, or answered from in place of the portal. Without secrets; with personal
 * data, so that nobody else may read the file. Knows no dialect.
 */
#ifndef CL_CASSETTE_H
#define CL_CASSETTE_H

#include "http.h"
#include "records.h"
#include "secret.h"

typedef struct cl_cassette cl_cassette;

/** A new file to record to, with no right for others; one that is there is refused. CL_E_IO. */
int cl_cassette_record(cl_cassette **out, const char *path, cl_error *e);
/** A recording to answer from. CL_E_IO, CL_E_INVALID (file and line). */
int cl_cassette_play(cl_cassette **out, const char *path, cl_error *e);
void cl_cassette_close(cl_cassette *cassette);
/** True for one to answer from. */
bool cl_cassette_plays(const cl_cassette *cassette);

/** Appends one exchange; each secret of `redactor` is replaced by its label. CL_E_IO, CL_E_MEMORY.
 */
int cl_cassette_keep(cl_cassette *cassette, const char *portal, const cl_exchange *exchange,
                     const cl_http_result *result, const cl_redactor *redactor, cl_error *e);

/**
 * Answers from the recording: the first exchange not yet played with this method, path, query and
 * body. Key and time are not compared. CL_E_INVALID: none is left; where one differs in its body
 * alone the message says at which byte, and shows both.
 */
int cl_cassette_answer(cl_cassette *cassette, const char *portal, const cl_exchange *exchange,
                       cl_http_result *result, cl_error *e);

#endif
