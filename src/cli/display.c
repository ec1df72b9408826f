/* SPDX-License-Identifier: MIT
 *
 * Widths and escapes. Ranges are those of Unicode that occur in names of schools and places; a mark
 * that is missing here costs a table its alignment and nothing else.
 */
#include "display.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct range {
    uint32_t from, to;
} range;

static const range marks[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F}, {0x093C, 0x093C},
    {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};

static const range wide[] = {
    {0x1100, 0x115F}, {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},  {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},  {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};

static bool within(uint32_t point, const range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (point >= ranges[i].from && point <= ranges[i].to)
            return true;
    return false;
}

/* Bytes of the well-formed code point at `at`, and the point; 0 for what is none. */
static size_t decode(const unsigned char *at, size_t length, uint32_t *point)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t count = at[0] < 0x80 ? 1 : at[0] < 0xC2 ? 0 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;

    if (count == 0 || count > length || at[0] > 0xF4)
        return 0;
    *point = count == 1 ? at[0] : at[0] & (0x7FU >> count);
    for (size_t i = 1; i < count; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
        *point = *point << 6 | (at[i] & 0x3FU);
    }
    if (*point < least[count] || *point > 0x10FFFF || (*point >= 0xD800 && *point <= 0xDFFF))
        return 0;
    return count;
}

size_t cl_display_columns(const char *at, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)at;
    size_t columns = 0;

    for (size_t i = 0; i < length;) {
        uint32_t point = 0;
        size_t count = decode(bytes + i, length - i, &point);

        i += count == 0 ? 1 : count;
        if (within(point, wide, sizeof wide / sizeof *wide))
            columns += 2;
        else if (!within(point, marks, sizeof marks / sizeof *marks))
            columns += 1;
    }
    return columns;
}

/* Overriding the direction of text hides what it says just as moving the cursor does. */
static bool is_control(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point < 0xA0) ||
           (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

void cl_display_add(cl_buffer *out, const char *at, size_t length, const char *keep)
{
    const unsigned char *bytes = (const unsigned char *)at;

    for (size_t i = 0; i < length;) {
        uint32_t point = 0;
        size_t count = decode(bytes + i, length - i, &point);
        bool kept = count == 1 && at[i] != '\0' && strchr(keep, at[i]) != NULL;

        if (kept || (count > 0 && !is_control(point))) {
            cl_buffer_add(out, at + i, count);
        } else {
            count = count == 0 ? 1 : count;
            for (size_t k = 0; k < count; k++)
                cl_buffer_format(out, "\\x%02X", (unsigned)bytes[i + k]);
        }
        i += count;
    }
}
