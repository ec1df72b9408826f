/* SPDX-License-Identifier: MIT
 *
 * Widths, then lines. Two spaces between columns, nothing after the last.
 */
#include "columns.h"

#include <stdlib.h>
#include <string.h>

#include "display.h"

/* Names of a row as headings: words, not keys. */
static char *heading(const char *name, size_t length)
{
    char *copy = malloc(length + 1);

    if (copy == NULL)
        return NULL;
    for (size_t i = 0; i < length; i++)
        copy[i] = name[i] == '_' ? ' ' : name[i];
    copy[length] = '\0';
    return copy;
}

static void free_columns(cl_columns *table)
{
    for (size_t i = 0; i < table->count; i++)
        free(table->columns[i].name);
    free(table->columns);
    table->columns = NULL;
    table->count = 0;
}

static bool begin(cl_columns *table, const cl_cells *row)
{
    table->columns = calloc(row->count == 0 ? 1 : row->count, sizeof *table->columns);
    if (table->columns == NULL)
        return false;
    for (size_t i = 0; i < row->count; i++) {
        cl_column *column = &table->columns[i];

        column->name = heading(cl_cells_name(row, i), row->items[i].name_length);
        if (column->name == NULL)
            return false;
        table->count = i + 1;
        column->width = cl_display_columns(column->name, row->items[i].name_length);
        column->number = true;
    }
    return true;
}

static bool same_names(const cl_columns *table, const cl_cells *row)
{
    if (table->count != row->count)
        return false;
    for (size_t i = 0; i < row->count; i++) {
        const char *a = table->columns[i].name, *b = cl_cells_name(row, i);

        while (*a != '\0' && (*a == *b || (*a == ' ' && *b == '_')))
            a++, b++;
        if (*a != *b)
            return false;
    }
    return true;
}

/* A heading stands above numbers on their side. */
static void add_cell(cl_buffer *out, const cl_column *column, const char *text, bool last)
{
    size_t length = strlen(text), width = cl_display_columns(text, length);
    size_t space = column->width > width ? column->width - width : 0;

    if (column->number)
        cl_buffer_add_spaces(out, space);
    cl_buffer_add(out, text, length);
    if (!column->number && !last)
        cl_buffer_add_spaces(out, space);
    if (!last)
        cl_buffer_add_string(out, "  ");
}

/* Spaces that an empty last column leaves behind say nothing. */
static void end_line(cl_buffer *out)
{
    while (!out->failed && out->length > 0 && out->at[out->length - 1] == ' ')
        out->length--;
    cl_buffer_add_string(out, "\n");
}

static void print_heading(cl_columns *table, cl_buffer *out)
{
    for (size_t i = 0; i < table->count; i++)
        add_cell(out, &table->columns[i], table->columns[i].name, i + 1 == table->count);
    end_line(out);
    table->begun = true;
}

static void print_held(cl_columns *table, cl_buffer *out)
{
    const char *cell = table->cells.at;

    if (!table->begun && table->count > 0)
        print_heading(table, out);
    for (size_t r = 0; r < table->rows; r++) {
        for (size_t i = 0; i < table->count; i++) {
            add_cell(out, &table->columns[i], cell, i + 1 == table->count);
            cell += strlen(cell) + 1;
        }
        end_line(out);
    }
    cl_buffer_reset(&table->cells);
    table->rows = 0;
}

static void hold(cl_columns *table, const cl_cells *row)
{
    for (size_t i = 0; i < row->count; i++) {
        cl_column *column = &table->columns[i];
        size_t length = row->items[i].text_length;
        const char *text = cl_cells_text(row, i);
        size_t width = cl_display_columns(text, length);

        if (!table->begun) {
            column->width = width > column->width ? width : column->width;
            column->number = column->number && (row->items[i].number || strcmp(text, "-") == 0);
        }
        cl_buffer_add(&table->cells, text, length + 1);
    }
    table->rows++;
}

bool cl_columns_add(cl_columns *table, const cl_cells *row, cl_buffer *out)
{
    if (row->count == 0)
        return true;
    if (table->count > 0 && !same_names(table, row)) {
        cl_columns_end(table, out);
        cl_buffer_add_string(out, "\n");
    }
    if (table->count == 0 && !begin(table, row))
        return false;
    hold(table, row);
    if (table->cells.failed)
        return false;
    if (table->begun || table->rows == CL_COLUMNS_HELD)
        print_held(table, out);
    return !out->failed;
}

void cl_columns_end(cl_columns *table, cl_buffer *out)
{
    if (table->rows > 0)
        print_held(table, out);
    free_columns(table);
    table->begun = false;
}

void cl_columns_clear(cl_columns *table)
{
    free_columns(table);
    cl_buffer_clear(&table->cells);
    *table = (cl_columns)CL_COLUMNS_INIT;
}
