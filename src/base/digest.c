/* SPDX-License-Identifier: MIT
 *
 * SHA-256 and randomness: all that is known of libsodium.
 */
#include "digest.h"

#include <sodium.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(cl_digest), "the state has to fit");
_Static_assert(CL_DIGEST_BYTES == crypto_hash_sha256_BYTES, "SHA-256 has 32 bytes");

static crypto_hash_sha256_state *state_of(cl_digest *digest)
{
    return (crypto_hash_sha256_state *)(void *)digest->state;
}

void cl_digest_init(cl_digest *digest)
{
    /* No sodium_init(): it chooses among implementations, and SHA-256 has one. */
    (void)crypto_hash_sha256_init(state_of(digest));
}

void cl_digest_add(cl_digest *digest, cl_view bytes)
{
    if (bytes.length != 0)
        (void)crypto_hash_sha256_update(state_of(digest), (const unsigned char *)bytes.at,
                                        bytes.length);
}

void cl_digest_done(cl_digest *digest, unsigned char out[CL_DIGEST_BYTES])
{
    (void)crypto_hash_sha256_final(state_of(digest), out);
}

void cl_digest_to_hex(const unsigned char bytes[CL_DIGEST_BYTES], char out[CL_DIGEST_HEX])
{
    (void)sodium_bin2hex(out, CL_DIGEST_HEX, bytes, CL_DIGEST_BYTES);
}

void cl_digest_hex(cl_view bytes, char out[CL_DIGEST_HEX])
{
    unsigned char hash[CL_DIGEST_BYTES];
    cl_digest digest;

    cl_digest_init(&digest);
    cl_digest_add(&digest, bytes);
    cl_digest_done(&digest, hash);
    cl_digest_to_hex(hash, out);
}

int cl_random_uuid(char out[37], cl_error *e)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char bytes[16];
    size_t at = 0;

    if (sodium_init() < 0)
        return cl_fail(e, CL_E_INTERNAL, "the system has no source of random numbers");
    randombytes_buf(bytes, sizeof bytes);
    bytes[6] = (unsigned char)((bytes[6] & 0x0FU) | 0x40U); /* version 4 */
    bytes[8] = (unsigned char)((bytes[8] & 0x3FU) | 0x80U); /* the variant of RFC 9562 */
    for (size_t i = 0; i < sizeof bytes; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            out[at++] = '-';
        out[at++] = hex[bytes[i] >> 4];
        out[at++] = hex[bytes[i] & 0x0FU];
    }
    out[at] = '\0';
    return 0;
}

void cl_random_bytes(void *out, size_t size)
{
    int ready = sodium_init(); /* may be called often, and by any thread */

    (void)ready; /* without a source of randomness randombytes_buf() stops the program itself */
    randombytes_buf(out, size);
}
