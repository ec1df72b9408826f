/* SPDX-License-Identifier: MIT
 *
 * UTF-8 by the table of well-formed sequences (Unicode, table 3-7). Knows no locale.
 */
#include "utf8.h"

#include <string.h>

#include "utf8_table.h"

enum { REPLACEMENT = 0xFFFD };

static unsigned byte_at(cl_view text, size_t offset)
{
    return (unsigned char)text.at[offset];
}

/* Length of the ASCII run at `offset`, eight bytes a step. */
static size_t skip_ascii(cl_view text, size_t offset)
{
    uint64_t eight;

    while (text.length - offset >= sizeof eight) {
        memcpy(&eight, text.at + offset, sizeof eight);
        if ((eight & UINT64_C(0x8080808080808080)) != 0)
            break;
        offset += sizeof eight;
    }
    while (offset < text.length && byte_at(text, offset) < 0x80)
        offset++;
    return offset;
}

/* Lead bytes: how many follow, and which second byte excludes overlong forms, surrogates and what
 * is above U+10FFFF. */
static const struct lead {
    unsigned char first, last, more, second_first, second_last;
} leads[] = {
    {0xC2, 0xDF, 1, 0x80, 0xBF}, {0xE0, 0xE0, 2, 0xA0, 0xBF}, {0xE1, 0xEC, 2, 0x80, 0xBF},
    {0xED, 0xED, 2, 0x80, 0x9F}, {0xEE, 0xEF, 2, 0x80, 0xBF}, {0xF0, 0xF0, 3, 0x90, 0xBF},
    {0xF1, 0xF3, 3, 0x80, 0xBF}, {0xF4, 0xF4, 3, 0x80, 0x8F},
};

static const struct lead *lead_of(unsigned byte)
{
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
        if (byte >= leads[i].first && byte <= leads[i].last)
            return &leads[i];
    return NULL;
}

/* Bytes of the well-formed sequence at `offset`, which is not ASCII; 0 when it is not well-formed.
 */
static size_t sequence_length(cl_view text, size_t offset)
{
    const struct lead *lead = lead_of(byte_at(text, offset));
    unsigned second;

    if (lead == NULL || text.length - offset <= lead->more)
        return 0;
    second = byte_at(text, offset + 1);
    if (second < lead->second_first || second > lead->second_last)
        return 0;
    for (size_t i = 2; i <= lead->more; i++)
        if ((byte_at(text, offset + i) & 0xC0U) != 0x80)
            return 0;
    return lead->more + (size_t)1;
}

bool cl_utf8_valid(cl_view text, size_t *bad)
{
    for (size_t offset = skip_ascii(text, 0); offset < text.length;
         offset = skip_ascii(text, offset)) {
        size_t length = sequence_length(text, offset);

        if (length == 0) {
            if (bad != NULL)
                *bad = offset;
            return false;
        }
        offset += length;
    }
    return true;
}

size_t cl_utf8_length(cl_view text)
{
    size_t length = 0;

    for (size_t i = 0; i < text.length; i++)
        length += (byte_at(text, i) & 0xC0U) != 0x80;
    return length;
}

uint32_t cl_utf8_next(cl_view text, size_t *offset)
{
    unsigned byte = byte_at(text, *offset);
    size_t length = byte < 0x80 ? 1 : sequence_length(text, *offset);
    uint32_t point;

    if (length < 2) {
        ++*offset;
        return length == 1 ? byte : REPLACEMENT;
    }
    point = byte & (0x7FU >> length);
    for (size_t i = 1; i < length; i++)
        point = point << 6 | (byte_at(text, *offset + i) & 0x3FU);
    *offset += length;
    return point;
}

size_t cl_utf8_cut(cl_view text, size_t bytes)
{
    size_t cut = bytes;

    if (bytes >= text.length)
        return text.length;
    /* At most three steps back: more continuation bytes than that are no UTF-8 anyway. */
    while (cut > 0 && bytes - cut < 3 && (byte_at(text, cut) & 0xC0U) == 0x80)
        cut--;
    return (byte_at(text, cut) & 0xC0U) == 0x80 ? bytes : cut;
}

static bool in_ranges(const cl_utf8_range *ranges, size_t count, uint32_t point)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (point > ranges[middle].last)
            low = middle + 1;
        else if (point < ranges[middle].first)
            high = middle;
        else
            return true;
    }
    return false;
}

size_t cl_utf8_columns(cl_view text)
{
    size_t columns = 0, offset = 0;

    while (offset < text.length) {
        uint32_t point = cl_utf8_next(text, &offset);

        if (point >= 0x80 && in_ranges(cl_utf8_zero, cl_utf8_zero_count, point))
            continue;
        columns += point >= 0x80 && in_ranges(cl_utf8_wide, cl_utf8_wide_count, point) ? 2 : 1;
    }
    return columns;
}

/* Bytes of a code point; U+FFFD for what is none. */
static size_t encode(char out[4], uint32_t point)
{
    static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t length;

    if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        point = REPLACEMENT;
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(unsigned char)(0x80U | (point & 0x3FU));
        point >>= 6;
    }
    out[0] = (char)(unsigned char)(marks[length] | point);
    return length;
}

int cl_utf8_add(cl_text *out, uint32_t point)
{
    char bytes[4];
    size_t length = encode(bytes, point);

    return cl_text_add(out, bytes, length);
}

int cl_utf8_from_cp1252(cl_text *out, cl_view bytes)
{
    /* 0x80 to 0x9F; the rest is Latin-1. */
    static const uint16_t high[32] = {
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
    size_t offset = 0;

    (void)cl_text_add(out, "", 0);
    while (offset < bytes.length && out->failed == 0) {
        size_t end = skip_ascii(bytes, offset);
        unsigned byte;

        (void)cl_text_add(out, bytes.at + offset, end - offset);
        offset = end + 1;
        if (end == bytes.length)
            break;
        byte = byte_at(bytes, end);
        (void)cl_utf8_add(out, byte < 0xA0 ? high[byte - 0x80] : byte);
    }
    return out->failed;
}

static const char *find_fold(uint32_t point)
{
    size_t low = 0, high = cl_utf8_folds_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (point == cl_utf8_folds[middle].point)
            return cl_utf8_folds[middle].text;
        if (point > cl_utf8_folds[middle].point)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* The folded form of one code point in `out`; its length, 0 for what separates words. */
static size_t fold_point(char out[8], uint32_t point)
{
    const char *folded;

    if (point < 0x80) {
        bool upper = point >= 'A' && point <= 'Z';
        bool word = upper || (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9');

        out[0] = (char)(upper ? point + ('a' - 'A') : point);
        return word ? 1 : 0;
    }
    folded = find_fold(point);
    if (folded != NULL) {
        memcpy(out, folded, sizeof cl_utf8_folds[0].text);
        return strlen(folded);
    }
    return in_ranges(cl_utf8_word, cl_utf8_word_count, point) ? encode(out, point) : 0;
}

int cl_utf8_fold(cl_text *out, cl_view text)
{
    size_t offset = 0;
    bool gap = false, begun = false;
    char folded[8];

    (void)cl_text_add(out, "", 0);
    while (offset < text.length && out->failed == 0) {
        uint32_t point = cl_utf8_next(text, &offset);
        size_t length = fold_point(folded, point);

        if (length == 0) {
            gap |= point < 0x300 || point > 0x36F; /* a combining accent separates nothing */
            continue;
        }
        if (gap && begun)
            (void)cl_text_add_char(out, ' ');
        (void)cl_text_add(out, folded, length);
        begun = true;
        gap = false;
    }
    return out->failed;
}
