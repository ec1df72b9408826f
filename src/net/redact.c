/* SPDX-License-Identifier: MIT
 *
 * The filter before every sink. A secret inside a longer text that is written in base64 shows in
 * one of three forms, by its offset within three bytes; of each form only the digits that depend on
 * nothing but the secret are looked for.
 */
#define _DEFAULT_SOURCE
#include "secret.h"

#include "alloc.h"
#include "pairs.h"

#include <stdint.h>
#include <string.h>

enum { SHAPES = 5, SHORTEST = 4 };

typedef struct redacted {
    char *label;
    cl_secret
        shapes[SHAPES]; /* plain, percent form, base64 at offsets 0, 1, 2; empty: not looked for */
} redacted;

void cl_redactor_init(cl_redactor *redactor)
{
    redactor->items = (cl_vec)CL_VEC_INIT(redacted);
}

static void redacted_clear(redacted *item)
{
    for (size_t i = 0; i < SHAPES; i++)
        cl_secret_clear(&item->shapes[i]);
    cl_free(item->label);
}

void cl_redactor_clear(cl_redactor *redactor)
{
    for (size_t i = 0; i < redactor->items.count; i++)
        redacted_clear(cl_vec_at(&redactor->items, i));
    cl_vec_clear(&redactor->items);
}

/* Bits of `secret` from bit `from` on, six at a time, whole digits only. */
static void base64_digits(char *out, size_t *length, cl_view secret, size_t from)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    *length = 0;
    for (size_t bit = from; bit + 6 <= secret.length * 8; bit += 6) {
        unsigned value = 0;

        for (size_t i = bit; i < bit + 6; i++)
            value = value * 2 + (((unsigned)(unsigned char)secret.at[i / 8] >> (7 - i % 8)) & 1u);
        out[(*length)++] = digits[value];
    }
}

/* With the secret at offset 1 or 2 of a group of three bytes, its first 4 or 2 bits share a digit
 * with what stands before it; the first digit of its own begins there. */
static int add_base64(cl_secret *shape, cl_view secret, size_t offset, cl_error *e)
{
    static const size_t first_bit[] = {0, 4, 2};
    char digits[CL_SECRET_BYTES / 3 * 4 + 8];
    size_t length;
    int rc;

    base64_digits(digits, &length, secret, first_bit[offset]);
    if (length < SHORTEST)
        return 0;
    rc = cl_secret_join(shape, (cl_view){digits, length}, (cl_view)CL_VIEW_INIT, e);
    explicit_bzero(digits, sizeof digits);
    return rc;
}

static int add_percent(cl_secret *shape, cl_view secret, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    int rc = cl_percent_encode(&text, secret);

    if (rc != 0)
        rc = cl_text_check(&text, e);
    else if (text.length != secret.length && text.length <= CL_SECRET_BYTES)
        rc = cl_secret_join(shape, cl_text_view(&text), (cl_view)CL_VIEW_INIT, e);
    if (text.at != NULL)
        explicit_bzero(text.at, text.capacity);
    cl_text_clear(&text);
    return rc;
}

static int fill_shapes(redacted *item, cl_view secret, cl_error *e)
{
    int rc = cl_secret_join(&item->shapes[0], secret, (cl_view)CL_VIEW_INIT, e);

    if (rc == 0)
        rc = add_percent(&item->shapes[1], secret, e);
    for (size_t offset = 0; rc == 0 && offset < 3; offset++)
        rc = add_base64(&item->shapes[2 + offset], secret, offset, e);
    return rc;
}

int cl_redactor_add(cl_redactor *redactor, const char *label, const cl_secret *secret, cl_error *e)
{
    redacted item;
    int rc;

    if (secret->length < SHORTEST)
        return cl_fail(e, CL_E_INVALID, "the secret %s has fewer than %d bytes", label, SHORTEST);
    memset(&item, 0, sizeof item);
    item.label = cl_strdup(label);
    rc = item.label == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory")
                            : fill_shapes(&item, (cl_view){secret->at, secret->length}, e);
    if (rc == 0 && cl_vec_add(&redactor->items, &item) != 0)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    if (rc != 0)
        redacted_clear(&item);
    return rc;
}

/* Length of the secret that begins at `text`, and whose it is; 0 when none does. */
static size_t match(const cl_redactor *redactor, cl_view text, const char **label)
{
    size_t longest = 0;

    for (size_t i = 0; i < redactor->items.count; i++) {
        const redacted *item = cl_vec_at(&redactor->items, i);

        for (size_t s = 0; s < SHAPES; s++) {
            const cl_secret *shape = &item->shapes[s];

            if (shape->length > longest && shape->length <= text.length &&
                memcmp(shape->at, text.at, shape->length) == 0) {
                longest = shape->length;
                *label = item->label;
            }
        }
    }
    return longest;
}

/* The bytes with which a secret can begin: most of a text is passed over without a comparison. */
static void find_beginnings(bool beginnings[256], const cl_redactor *redactor)
{
    memset(beginnings, 0, 256 * sizeof *beginnings);
    for (size_t i = 0; i < redactor->items.count; i++) {
        const redacted *item = cl_vec_at(&redactor->items, i);

        for (size_t s = 0; s < SHAPES; s++)
            if (item->shapes[s].length > 0)
                beginnings[(unsigned char)item->shapes[s].at[0]] = true;
    }
}

/* Where the next secret begins, from `at` on; the end of the text when none does. */
static size_t find_next(const cl_redactor *redactor, const bool beginnings[256], cl_view text,
                        size_t at, size_t *length, const char **label)
{
    for (*length = 0; at < text.length; at++) {
        if (!beginnings[(unsigned char)text.at[at]])
            continue;
        *length = match(redactor, (cl_view){text.at + at, text.length - at}, label);
        if (*length > 0)
            break;
    }
    return at;
}

bool cl_redactor_finds(const cl_redactor *redactor, cl_view text)
{
    bool beginnings[256];
    const char *label;
    size_t length;

    if (redactor->items.count == 0)
        return false;
    find_beginnings(beginnings, redactor);
    return find_next(redactor, beginnings, text, 0, &length, &label) < text.length;
}

int cl_redact(cl_text *out, const cl_redactor *redactor, cl_view text)
{
    bool beginnings[256];

    find_beginnings(beginnings, redactor);
    for (size_t at = 0; at < text.length;) {
        const char *label = "";
        size_t length;
        size_t next = find_next(redactor, beginnings, text, at, &length, &label);

        cl_text_add(out, text.at + at, next - at);
        if (length > 0)
            cl_text_format(out, "<%s>", label);
        at = next + length;
    }
    return out->failed;
}
