/* SPDX-License-Identifier: MIT
 *
 * A small reader over one line: it copies what it passes, so depth costs nothing and values need no
 * tree.
 */
#include "cells.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "display.h"

/** What is left to read. */
typedef struct reader {
    const char *at, *end;
} reader;

static void skip_space(reader *in)
{
    while (in->at < in->end && strchr(" \t\r\n", *in->at) != NULL && *in->at != '\0')
        in->at++;
}

static bool take(reader *in, char c)
{
    skip_space(in);
    if (in->at == in->end || *in->at != c)
        return false;
    in->at++;
    return true;
}

static bool next_is(reader *in, char c)
{
    skip_space(in);
    return in->at < in->end && *in->at == c;
}

static void add_point(cl_buffer *out, uint32_t point)
{
    char bytes[4];
    size_t count = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char first[] = {0, 0, 0xC0, 0xE0, 0xF0};

    for (size_t i = count; i > 1; i--, point >>= 6)
        bytes[i - 1] = (char)(0x80 | (point & 0x3F));
    bytes[0] = (char)(first[count] | point);
    cl_buffer_add(out, bytes, count);
}

static bool read_hex(reader *in, uint32_t *unit)
{
    static const char digits[] = "0123456789abcdef";

    *unit = 0;
    if (in->end - in->at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        char c = *in->at++;
        const char *digit = strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);

        if (c == '\0' || digit == NULL)
            return false;
        *unit = *unit << 4 | (uint32_t)(digit - digits);
    }
    return true;
}

/* After the backslash and the u; a pair of surrogates is one point. */
static bool read_point(reader *in, cl_buffer *out)
{
    uint32_t high, low;

    if (!read_hex(in, &high))
        return false;
    if (high >= 0xD800 && high <= 0xDBFF) {
        if (in->end - in->at < 2 || in->at[0] != '\\' || in->at[1] != 'u')
            return false;
        in->at += 2;
        if (!read_hex(in, &low))
            return false;
        high = 0x10000 + ((high - 0xD800) << 10) + ((low - 0xDC00) & 0x3FF);
    }
    add_point(out, high);
    return true;
}

static bool read_escape(reader *in, cl_buffer *out)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    const char *name;

    if (in->at == in->end)
        return false;
    if (*in->at == 'u') {
        in->at++;
        return read_point(in, out);
    }
    name = strchr(names, *in->at);
    if (name == NULL || *name == '\0')
        return false;
    in->at++;
    cl_buffer_add(out, &values[name - names], 1);
    return true;
}

/* A string in quotes; its text is added as it is, without making it harmless. */
static bool read_string(reader *in, cl_buffer *out)
{
    if (!take(in, '"'))
        return false;
    while (in->at < in->end && *in->at != '"') {
        if (*in->at != '\\')
            cl_buffer_add(out, in->at++, 1);
        else if (in->at++, !read_escape(in, out))
            return false;
    }
    return take(in, '"');
}

static bool pass_string(reader *in)
{
    cl_buffer ignored = CL_BUFFER_INIT;
    bool whole = read_string(in, &ignored);

    cl_buffer_clear(&ignored);
    return whole;
}

/* A number or a word. */
static bool pass_word(reader *in)
{
    const char *start = in->at;

    while (in->at < in->end && *in->at != '\0' && strchr(",:[]{}\" \t", *in->at) == NULL)
        in->at++;
    return in->at > start;
}

/* To the end of the value that begins here: brackets are counted, strings passed over. */
static bool pass_value(reader *in)
{
    size_t depth = 0;

    do {
        skip_space(in);
        if (in->at == in->end)
            return false;
        if (*in->at == '"') {
            if (!pass_string(in))
                return false;
        } else if (strchr("{[", *in->at) != NULL) {
            depth++;
            in->at++;
        } else if (strchr("}]", *in->at) != NULL && depth > 0) {
            depth--;
            in->at++;
        } else if (strchr(",:", *in->at) != NULL && depth > 0) {
            in->at++;
        } else if (!pass_word(in)) {
            return false;
        }
    } while (depth > 0);
    return true;
}

/* {"amount": "1500.00", "currency": "GBP"}, the way contract and records write money. */
static bool read_money(reader *in, cl_buffer *out)
{
    reader ahead = *in;
    cl_buffer name = CL_BUFFER_INIT, text = CL_BUFFER_INIT;
    bool money = take(&ahead, '{') && read_string(&ahead, &name) && name.length > 0 &&
                 strcmp(name.at, "amount") == 0 && take(&ahead, ':') &&
                 read_string(&ahead, &text) && take(&ahead, ',');

    cl_buffer_reset(&name);
    cl_buffer_add(&text, " ", 1);
    money = money && read_string(&ahead, &name) && name.length > 0 &&
            strcmp(name.at, "currency") == 0 && take(&ahead, ':') && read_string(&ahead, &text) &&
            take(&ahead, '}') && !text.failed;
    if (money) {
        cl_buffer_add(out, text.at, text.length);
        *in = ahead;
    }
    cl_buffer_clear(&name);
    cl_buffer_clear(&text);
    return money;
}

static const char *word_for(const char *at, size_t length)
{
    if (length == 4 && strncmp(at, "true", 4) == 0)
        return "yes";
    if (length == 5 && strncmp(at, "false", 5) == 0)
        return "no";
    if (length == 4 && strncmp(at, "null", 4) == 0)
        return "-";
    return NULL;
}

static bool read_value(reader *in, cl_buffer *out, bool *number);

/* Members of a list, joined by commas. A list in a list is written as it stands. */
static bool read_list(reader *in, cl_buffer *out)
{
    bool number;

    if (!take(in, '['))
        return false;
    if (take(in, ']'))
        return true;
    do {
        skip_space(in);
        if (in->at < in->end && *in->at == '[') {
            const char *start = in->at;

            if (!pass_value(in))
                return false;
            cl_buffer_add(out, start, (size_t)(in->at - start));
        } else if (!read_value(in, out, &number)) {
            return false;
        }
        if (next_is(in, ','))
            cl_buffer_add_string(out, ", ");
    } while (take(in, ','));
    return take(in, ']');
}

static bool read_plain(reader *in, cl_buffer *out, bool *number)
{
    const char *start = in->at, *word;
    size_t length;

    if (!pass_value(in))
        return false;
    length = (size_t)(in->at - start);
    word = word_for(start, length);
    if (word != NULL)
        cl_buffer_add_string(out, word);
    else
        cl_buffer_add(out, start, length);
    *number = strchr("-0123456789", *start) != NULL;
    return true;
}

static bool read_value(reader *in, cl_buffer *out, bool *number)
{
    *number = false;
    if (next_is(in, '"'))
        return read_string(in, out);
    if (next_is(in, '['))
        return read_list(in, out);
    if (next_is(in, '{') && read_money(in, out)) {
        *number = true;
        return true;
    }
    return read_plain(in, out, number);
}

static cl_cell *new_cell(cl_cells *cells)
{
    if (cells->count == cells->capacity) {
        size_t capacity = cells->capacity == 0 ? 16 : cells->capacity * 2;
        cl_cell *grown = realloc(cells->items, capacity * sizeof *grown);

        if (grown == NULL)
            return NULL;
        cells->items = grown;
        cells->capacity = capacity;
    }
    return &cells->items[cells->count++];
}

/* Adds a text that is harmless and terminated; gives its place. */
static void keep(cl_cells *cells, const cl_buffer *text, size_t *offset, size_t *length)
{
    *offset = cells->texts.length;
    if (text->length > 0)
        cl_display_add(&cells->texts, text->at, text->length, "");
    *length = cells->texts.length - *offset;
    cl_buffer_add(&cells->texts, "", 1);
}

static bool read_member(cl_cells *cells, reader *in, cl_buffer *text)
{
    cl_cell cell = {0};
    cl_cell *added;

    cl_buffer_reset(text);
    if (!read_string(in, text) || !take(in, ':'))
        return false;
    keep(cells, text, &cell.name, &cell.name_length);
    cl_buffer_reset(text);
    if (!read_value(in, text, &cell.number) || text->failed)
        return false;
    keep(cells, text, &cell.text, &cell.text_length);
    added = new_cell(cells);
    if (added == NULL)
        return false;
    *added = cell;
    return true;
}

bool cl_cells_read(cl_cells *cells, const char *json, size_t length)
{
    reader in = {json, json + length};
    cl_buffer text = CL_BUFFER_INIT;
    bool whole;

    cl_buffer_reset(&cells->texts);
    cells->count = 0;
    whole = take(&in, '{');
    if (whole && !take(&in, '}')) {
        do
            whole = read_member(cells, &in, &text);
        while (whole && take(&in, ','));
        whole = whole && take(&in, '}');
    }
    cl_buffer_clear(&text);
    return whole && !cells->texts.failed;
}

const char *cl_cells_name(const cl_cells *cells, size_t index)
{
    return cells->texts.at + cells->items[index].name;
}

const char *cl_cells_text(const cl_cells *cells, size_t index)
{
    return cells->texts.at + cells->items[index].text;
}

void cl_cells_clear(cl_cells *cells)
{
    cl_buffer_clear(&cells->texts);
    free(cells->items);
    *cells = (cl_cells)CL_CELLS_INIT;
}
