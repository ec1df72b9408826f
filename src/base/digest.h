/* SPDX-License-Identifier: MIT
 *
 * SHA-256 and random bytes, over libsodium. Nothing secret is kept here.
 */
#ifndef CL_DIGEST_H
#define CL_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "text.h"

enum { CL_DIGEST_BYTES = 32, CL_DIGEST_HEX = 65 };

/** Incremental hash; storage is the caller's. */
typedef struct cl_digest {
    _Alignas(16) unsigned char state[256];
} cl_digest;

void cl_digest_init(cl_digest *digest);
void cl_digest_add(cl_digest *digest, cl_view bytes);
void cl_digest_done(cl_digest *digest, unsigned char out[CL_DIGEST_BYTES]);
/** All at once, as 64 lower-case hex digits and a terminator. */
void cl_digest_hex(cl_view bytes, char out[CL_DIGEST_HEX]);
void cl_digest_to_hex(const unsigned char bytes[CL_DIGEST_BYTES], char out[CL_DIGEST_HEX]);
/** A random (version 4) UUID in its text form and a terminator. */
int cl_random_uuid(char out[37], cl_error *e);
void cl_random_bytes(void *out, size_t size);

#endif
