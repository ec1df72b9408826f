/* SPDX-License-Identifier: MIT
 *
 * Lists of names and values, and the percent signs of addresses and forms (RFC 3986, section 2.1).
 */
#define _DEFAULT_SOURCE /* explicit_bzero */
#include "pairs.h"

#include "alloc.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

int cl_pairs_add(cl_pairs *pairs, cl_view name, cl_view value)
{
    cl_pair pair = {cl_strndup(name.length > 0 ? name.at : "", name.length), NULL};

    if (pair.name != NULL)
        pair.value = cl_strndup(value.length > 0 ? value.at : "", value.length);
    if (pair.value == NULL || cl_vec_add(&pairs->items, &pair) != 0) {
        cl_free(pair.value);
        cl_free(pair.name);
        return CL_E_MEMORY;
    }
    return 0;
}

int cl_pairs_add_string(cl_pairs *pairs, const char *name, const char *value)
{
    return cl_pairs_add(pairs, cl_view_of(name), cl_view_of(value));
}

size_t cl_pairs_count(const cl_pairs *pairs)
{
    return pairs->items.count;
}

const cl_pair *cl_pairs_at(const cl_pairs *pairs, size_t index)
{
    return cl_vec_at(&pairs->items, index);
}

const char *cl_pairs_find(const cl_pairs *pairs, const char *name)
{
    for (size_t i = 0; i < pairs->items.count; i++) {
        const cl_pair *pair = cl_pairs_at(pairs, i);

        if (strcasecmp(pair->name, name) == 0)
            return pair->value;
    }
    return NULL;
}

void cl_pairs_clear(cl_pairs *pairs)
{
    for (size_t i = 0; i < pairs->items.count; i++) {
        cl_pair *pair = cl_vec_at(&pairs->items, i);

        cl_free(pair->name);
        cl_free(pair->value);
    }
    cl_vec_clear(&pairs->items);
}

void cl_pairs_wipe(cl_pairs *pairs)
{
    for (size_t i = 0; i < pairs->items.count; i++) {
        const cl_pair *pair = cl_pairs_at(pairs, i);

        explicit_bzero(pair->value, strlen(pair->value));
    }
    cl_pairs_clear(pairs);
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static int decode(cl_text *out, cl_view text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        int high = i + 2 < text.length ? hex_value(text.at[i + 1]) : -1;
        int low = i + 2 < text.length ? hex_value(text.at[i + 2]) : -1;

        if (c == '%' && high >= 0 && low >= 0) {
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+') {
            c = ' ';
        }
        cl_text_add_char(out, c);
    }
    return out->failed;
}

static int add_form_part(cl_pairs *pairs, cl_view part)
{
    const char *equals = memchr(part.at, '=', part.length);
    size_t split = equals != NULL ? (size_t)(equals - part.at) : part.length;
    cl_view value = {part.at + split, part.length - split};
    cl_text name = CL_TEXT_INIT, text = CL_TEXT_INIT;
    int rc;

    if (equals != NULL) {
        value.at++;
        value.length--;
    }
    rc = decode(&name, (cl_view){part.at, split});
    if (rc == 0)
        rc = decode(&text, value);
    if (rc == 0)
        rc = cl_pairs_add(pairs, cl_text_view(&name), cl_text_view(&text));
    cl_text_clear(&text);
    cl_text_clear(&name);
    return rc;
}

int cl_pairs_read_form(cl_pairs *pairs, cl_view text)
{
    size_t from = 0;
    int rc = 0;

    while (rc == 0 && from < text.length) {
        const char *start = text.at + from;
        const char *end = memchr(start, '&', text.length - from);
        size_t length = end != NULL ? (size_t)(end - start) : text.length - from;

        if (length > 0)
            rc = add_form_part(pairs, (cl_view){start, length});
        from += length + 1;
    }
    return rc;
}

int cl_percent_encode(cl_text *out, cl_view text)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '.' || c == '_' || c == '~';
        char escaped[3] = {'%', digits[c >> 4], digits[c & 15]};

        if (plain)
            cl_text_add_char(out, (char)c);
        else
            cl_text_add(out, escaped, sizeof escaped);
    }
    return out->failed;
}
