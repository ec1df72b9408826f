/* SPDX-License-Identifier: MIT
 *
 * Lookup tables: several keys, one value, written as rows or read from a CSV file beside the
 * edition.
 */
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "class.h"
#include "csv.h"
#include "limit.h"
#include "standin.h"
#include "vm.h"
#include "words_keys.h"
#include "words_table.h"

enum { KEYS = 8, ROWS = 20000 };

const char *const cl_lookup_keys[] = {"keys", "file", "value", "cite", NULL};

/* ---- keys ---- */

/* Names of the keys, for the CSV file and for messages. */
static size_t key_names(lua_State *L, const char *names[KEYS])
{
    size_t count;

    if (cl_key_push(L, 2, "keys") != LUA_TTABLE) {
        cl_words_fault(L,
                       "'keys' is needed: the names of its keys, { \"destination\", \"group\" }");
        lua_pop(L, 1);
        return 0;
    }
    count = cl_list_count(L, -1, "keys");
    if (count == 0 || count > KEYS) {
        cl_words_fault(L, "'keys' has one to %d names; found %zu", KEYS, count);
        count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (lua_rawgeti(L, -1, (lua_Integer)i + 1) == LUA_TSTRING) {
            names[i] = cl_words_text(L, -1);
        } else {
            cl_words_fault(L, "'keys' holds names as text; found %s", cl_type_name(L, -1));
            names[i] = "";
        }
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return count;
}

/* One key of a row as the evaluator compares it; NULL after a finding. */
static const char *key_word(lua_State *L, int index)
{
    switch (lua_type(L, index)) {
    case LUA_TSTRING:
        return cl_words_text(L, index);
    case LUA_TBOOLEAN:
        return lua_toboolean(L, index) ? "true" : "false";
    case LUA_TNUMBER:
        if (lua_isinteger(L, index)) {
            lua_pushfstring(L, "%I", (LUAI_UACINT)lua_tointeger(L, index));
            lua_replace(L, index < 0 ? index - 1 : index);
            return cl_words_text(L, index);
        }
        break;
    default:
        break;
    }
    cl_words_fault(L, "a key is a text, a whole number, true or false; found %s",
                   cl_type_name(L, index));
    return NULL;
}

/* ---- rows ---- */

static cl_rate_row *push_row(lua_State *L, cl_rate_table *table, cl_vec *rows)
{
    cl_rate_row *row = cl_words_push(L, rows);

    if (rows->count == ROWS + 1)
        cl_words_fault(L, "a table has at most %d rows", ROWS);
    row->keys = cl_words_memory(L, table->key_count, sizeof *row->keys);
    return row;
}

/* A list of keys stands for one row each: the rows from `first` on are multiplied by it. */
static void multiply(lua_State *L, cl_rate_table *table, cl_vec *rows, size_t first, size_t key)
{
    size_t written = rows->count - first, count = cl_list_count(L, -1, "a key");
    int list = lua_gettop(L);

    if (count == 0)
        cl_words_fault(L, "a list of keys is empty");
    for (size_t i = 0; i < count && rows->count <= ROWS; i++) {
        const char *word;

        lua_rawgeti(L, list, (lua_Integer)i + 1);
        word = key_word(L, -1);
        for (size_t r = 0; r < written && word != NULL && rows->count <= ROWS; r++) {
            cl_rate_row *row = i == 0 ? cl_vec_at(rows, first + r) : push_row(L, table, rows);

            if (i > 0)
                memcpy(row->keys, ((cl_rate_row *)cl_vec_at(rows, first + r))->keys,
                       key * sizeof *row->keys);
            row->keys[key] = word;
        }
        lua_pop(L, 1);
    }
}

static void read_key(lua_State *L, cl_rate_table *table, cl_vec *rows, size_t first, size_t key)
{
    const char *word;

    if (lua_type(L, -1) == LUA_TTABLE) {
        multiply(L, table, rows, first, key);
        return;
    }
    word = key_word(L, -1);
    for (size_t r = first; r < rows->count && word != NULL; r++)
        ((cl_rate_row *)cl_vec_at(rows, r))->keys[key] = word;
}

/* The row on top of the stack: its keys, then its value. */
static void read_row(lua_State *L, cl_rate_table *table, cl_vec *rows, size_t number)
{
    size_t first = rows->count, errors = cl_builder_of(L)->findings->errors;
    int at = lua_gettop(L);
    cl_ratio value = {0, 1};

    if (lua_type(L, at) != LUA_TTABLE || cl_list_count(L, at, "a row") != table->key_count + 1) {
        cl_words_fault(L, "row %zu is a list of %zu keys and the value", number, table->key_count);
        return;
    }
    push_row(L, table, rows);
    for (size_t k = 0; k < table->key_count; k++) {
        lua_rawgeti(L, at, (lua_Integer)k + 1);
        read_key(L, table, rows, first, k);
        lua_settop(L, at);
    }
    lua_rawgeti(L, at, (lua_Integer)table->key_count + 1);
    cl_table_value(L, table, &value);
    lua_settop(L, at);
    if (cl_builder_of(L)->findings->errors > errors)
        rows->count = first;
    for (size_t r = first; r < rows->count; r++)
        ((cl_rate_row *)cl_vec_at(rows, r))->value = value;
}

static void read_rows(lua_State *L, cl_rate_table *table, cl_vec *rows)
{
    size_t count = cl_items_count(L, 2);

    for (size_t i = 1; i <= count && rows->count <= ROWS; i++) {
        lua_rawgeti(L, 2, (lua_Integer)i);
        read_row(L, table, rows, i);
        lua_pop(L, 1);
    }
}

/* ---- a CSV file ---- */

static void close_csv(void *csv)
{
    cl_csv_close(csv);
}

typedef struct columns {
    int keys[KEYS], value;
} columns;

static bool find_columns(lua_State *L, const cl_csv *csv, const char *const *names, size_t count,
                         const char *file, columns *out)
{
    const char *value = cl_key_text(L, 2, "value", false);
    bool good = true;

    out->value = cl_csv_find(csv, value != NULL ? value : "value");
    for (size_t k = 0; k < count; k++) {
        out->keys[k] = cl_csv_find(csv, names[k]);
        if (out->keys[k] < 0)
            cl_words_fault(L, "%s has no column '%s'", file, names[k]);
        good = good && out->keys[k] >= 0;
    }
    if (out->value < 0)
        cl_words_fault(L, "%s has no column '%s'", file, value != NULL ? value : "value");
    return good && out->value >= 0;
}

static void push_view(lua_State *L, cl_view view)
{
    lua_pushlstring(L, view.at != NULL ? view.at : "", view.length);
}

static void read_csv_row(lua_State *L, const cl_csv *csv, const columns *at, cl_rate_table *table,
                         cl_vec *rows)
{
    cl_rate_row *row = push_row(L, table, rows);
    cl_ratio value;

    for (size_t k = 0; k < table->key_count; k++) {
        push_view(L, cl_view_trim(cl_csv_field(csv, at->keys[k])));
        row->keys[k] = cl_words_text(L, -1);
        lua_pop(L, 1);
    }
    push_view(L, cl_view_trim(cl_csv_field(csv, at->value)));
    if (cl_table_value(L, table, &value))
        row->value = value;
    else
        rows->count--;
    lua_pop(L, 1);
}

static void read_csv(lua_State *L, cl_csv *csv, const columns *at, cl_rate_table *table,
                     cl_vec *rows, const char *file)
{
    cl_tree *tree = &cl_builder_of(L)->programme->tree;
    cl_error error = CL_ERROR_INIT;
    bool more = true;

    while (more && rows->count <= ROWS) {
        int rc = cl_csv_next(csv, &more, &error);

        if (rc == CL_E_MEMORY)
            cl_raise(L, &error);
        cl_charge(L, 8);
        if (rc != 0) {
            cl_words_fault(L, "%s:%d: %s", file, cl_csv_line(csv), error.message);
        } else if (more) {
            tree->file = file;
            tree->line = cl_csv_line(csv);
            read_csv_row(L, csv, at, table, rows);
        }
    }
    tree->file = table->file;
    tree->line = table->line;
}

static void read_file(lua_State *L, const char *const *names, cl_rate_table *table, cl_vec *rows)
{
    cl_csv_options options = CL_CSV_OPTIONS_INIT;
    const char *file = cl_key_text(L, 2, "file", true);
    cl_error error = CL_ERROR_INIT;
    cl_text *text = cl_box_text(L);
    cl_csv *csv = NULL;
    void **box = cl_box(L, close_csv);
    columns at;

    if (file == NULL)
        return;
    if (cl_sources_read(&cl_builder_of(L)->sources, text, file, &error) != 0 ||
        cl_csv_open_view(&csv, cl_text_view(text), file, &options, &error) != 0) {
        if (error.code == CL_E_MEMORY)
            cl_raise(L, &error);
        cl_words_fault(L, "%s", error.message);
        return;
    }
    *box = csv;
    if (find_columns(L, csv, names, table->key_count, file, &at))
        read_csv(L, csv, &at, table, rows, file);
}

/* ---- the word ---- */

static void release_rows(void *rows)
{
    cl_vec_clear(rows);
}

static int compare_keys(const cl_rate_row *x, const cl_rate_row *y, size_t count)
{
    int order = 0;

    for (size_t k = 0; order == 0 && k < count; k++)
        order = strcmp(x->keys[k], y->keys[k]);
    return order;
}

/* Merge sort over the pointers' rows: the number of keys differs from table to table. */
static void sort_rows(cl_rate_row *rows, cl_rate_row *spare, size_t count, size_t keys)
{
    size_t half = count / 2, i = 0, j = half;

    if (count < 2)
        return;
    sort_rows(rows, spare, half, keys);
    sort_rows(rows + half, spare, count - half, keys);
    memcpy(spare, rows, count * sizeof *rows);
    for (size_t k = 0; k < count; k++) {
        bool left = j == count || (i < half && compare_keys(&spare[i], &spare[j], keys) <= 0);

        rows[k] = left ? spare[i++] : spare[j++];
    }
}

static void add_key_words(cl_text *out, const cl_rate_row *row, size_t count)
{
    for (size_t k = 0; k < count; k++)
        cl_text_format(out, "%s%s", k == 0 ? "" : ", ", row->keys[k]);
}

static void check_twice(lua_State *L, const cl_rate_table *table)
{
    for (size_t i = 1; i < table->row_count; i++) {
        cl_text words = CL_TEXT_INIT;

        if (compare_keys(&table->rows[i - 1], &table->rows[i], table->key_count) != 0)
            continue;
        add_key_words(&words, &table->rows[i], table->key_count);
        cl_words_fault(L, "the keys %s are there twice", words.at != NULL ? words.at : "");
        cl_text_clear(&words);
    }
}

static void keep_rows(lua_State *L, cl_rate_table *table, const cl_vec *rows)
{
    cl_rate_row *spare = lua_newuserdatauv(L, (rows->count + 1) * sizeof *spare, 0);

    table->row_count = rows->count;
    table->rows = cl_words_memory(L, rows->count, sizeof *table->rows);
    if (rows->count > 0)
        memcpy(table->rows, rows->items, rows->count * sizeof *table->rows);
    sort_rows(table->rows, spare, table->row_count, table->key_count);
    check_twice(L, table);
    if (table->row_count == 0)
        cl_words_fault(L, "it has no rows");
}

int cl_word_lookup(lua_State *L)
{
    cl_rate_table table = cl_table_begin(L, CL_TABLE_LOOKUP);
    cl_vec *rows = lua_newuserdatauv(L, sizeof *rows, 0);
    const char *names[KEYS];
    void **box = cl_box(L, release_rows);

    *rows = (cl_vec)CL_VEC_INIT(cl_rate_row);
    *box = rows;
    table.key_count = key_names(L, names);
    table.key_names = cl_words_memory(L, table.key_count, sizeof *table.key_names);
    memcpy(table.key_names, names, table.key_count * sizeof *names);
    if (table.key_count > 0 && cl_key_there(L, 2, "file"))
        read_file(L, names, &table, rows);
    else if (table.key_count > 0)
        read_rows(L, &table, rows);
    if (table.key_count > 0)
        keep_rows(L, &table, rows);
    return cl_table_add(L, &table);
}
