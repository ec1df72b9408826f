/* SPDX-License-Identifier: MIT
 *
 * Carriage return, backspace, and the sequences with which libedit redraws a line. Others are
 * ignored.
 */
#include "screen.h"

#include <stdlib.h>
#include <string.h>

/* Whether the first `width` cells are the awaited line. */
static bool is_awaited(const cl_screen *screen, size_t width)
{
    const char *rest = screen->awaited;

    for (size_t i = 0; rest != NULL && i < width; i++) {
        const char *cell = screen->cells[i][0] == '\0' ? " " : screen->cells[i];

        if (strncmp(rest, cell, strlen(cell)) != 0)
            return false;
        rest += strlen(cell);
    }
    return rest != NULL && *rest == '\0';
}

static void print_line(cl_screen *screen)
{
    size_t width = screen->width;

    while (width > 0 && strspn(screen->cells[width - 1], " ") == strlen(screen->cells[width - 1]))
        width--;
    screen->came = screen->came || is_awaited(screen, width);
    for (size_t i = 0; i < width; i++)
        (void)fputs(screen->cells[i][0] == '\0' ? " " : screen->cells[i], screen->out);
    (void)fputc('\n', screen->out);
    memset(screen->cells, 0, sizeof screen->cells);
    screen->width = 0;
}

static void erase_from(cl_screen *screen, size_t column)
{
    for (size_t i = column; i < screen->width; i++)
        screen->cells[i][0] = '\0';
    screen->width = column < screen->width ? column : screen->width;
}

/* ESC [ numbers letter. */
static void obey(cl_screen *screen)
{
    char *sequence = screen->escape + 2, letter = screen->escape[screen->escape_length - 1];
    long count = strtol(sequence, NULL, 10);
    size_t steps = count < 1 ? 1 : (size_t)count;

    if (letter == 'C')
        screen->column += steps;
    else if (letter == 'D')
        screen->column -= steps < screen->column ? steps : screen->column;
    else if (letter == 'K' || letter == 'J')
        erase_from(screen, screen->column);
    else if (letter == 'G')
        screen->column = steps - 1;
    else if (letter == 'P' && screen->column < screen->width) {
        size_t left = screen->width - screen->column;

        steps = steps < left ? steps : left;
        memmove(screen->cells[screen->column], screen->cells[screen->column + steps],
                (left - steps) * sizeof *screen->cells);
        erase_from(screen, screen->width - steps);
    }
}

/* Collects a sequence until its last letter. */
static void show_escape(cl_screen *screen, char byte)
{
    bool first = screen->escape_length == 1;

    screen->escape[screen->escape_length++] = byte;
    if (screen->escape_length == CL_SCREEN_ESCAPE || (first && byte != '[')) {
        screen->escape_length = 0;
    } else if (!first && byte >= '@' && byte <= '~') {
        obey(screen);
        screen->escape_length = 0;
    }
}

/* A byte of a character; those after the first go into the cell before the cursor. */
static void show_character(cl_screen *screen, char byte)
{
    bool more = ((unsigned char)byte & 0xC0) == 0x80;
    size_t column = more ? screen->column - 1 : screen->column;
    char *cell;
    size_t length;

    if ((more && screen->column == 0) || column >= CL_SCREEN_COLUMNS)
        return;
    cell = screen->cells[column];
    if (!more)
        cell[0] = '\0';
    length = strlen(cell);
    if (length + 1 < sizeof screen->cells[0]) {
        cell[length] = byte;
        cell[length + 1] = '\0';
    }
    screen->column = column + 1;
    screen->width = screen->column > screen->width ? screen->column : screen->width;
}

void cl_screen_show(cl_screen *screen, char byte)
{
    if (screen->escape_length > 0) {
        show_escape(screen, byte);
    } else if (byte == '\033') {
        screen->escape[screen->escape_length++] = byte;
    } else if (byte == '\n') {
        print_line(screen);
        screen->line_feeds++;
        screen->column = 0;
    } else if (byte == '\r') {
        screen->column = 0;
    } else if (byte == '\b') {
        screen->column -= screen->column > 0 ? 1 : 0;
    } else if ((unsigned char)byte >= ' ' && byte != '\177') {
        show_character(screen, byte);
    }
}

bool cl_screen_is(const cl_screen *screen, const char *text)
{
    size_t length = strlen(text);

    if (screen->column != length)
        return false;
    for (size_t i = 0; i < length; i++) {
        char shown = screen->cells[i][0] == '\0' ? ' ' : screen->cells[i][0];

        if (shown != text[i])
            return false;
    }
    for (size_t i = length; i < screen->width; i++)
        if (screen->cells[i][0] != '\0' && screen->cells[i][0] != ' ')
            return false;
    return true;
}

void cl_screen_finish(cl_screen *screen)
{
    if (screen->width > 0)
        print_line(screen);
}
