/* SPDX-License-Identifier: MIT
 *
 * Open addressing, at most half full, as in seen.c; the numbers carry values here.
 */
#include "numbers.h"

#include <string.h>

#include "alloc.h"
#include "sql.h"

enum { FIRST_CAPACITY = 1024 };

static size_t hash_of(cl_view text)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */

    for (size_t i = 0; i < text.length; i++)
        hash = (hash ^ (unsigned char)text.at[i]) * 1099511628211u;
    return (size_t)(hash ^ hash >> 32);
}

static cl_number *slot_for(cl_number *slots, size_t capacity, cl_view value)
{
    size_t i = hash_of(value) & (capacity - 1);

    while (slots[i].value.at != NULL && !cl_view_equal(slots[i].value, value))
        i = (i + 1) & (capacity - 1);
    return &slots[i];
}

static int grow(cl_numbers *numbers)
{
    size_t capacity = numbers->capacity == 0 ? FIRST_CAPACITY : numbers->capacity * 2;
    cl_number *slots = cl_calloc(capacity, sizeof *slots);

    if (slots == NULL)
        return CL_E_MEMORY;
    for (size_t i = 0; i < numbers->capacity; i++)
        if (numbers->slots[i].value.at != NULL)
            *slot_for(slots, capacity, numbers->slots[i].value) = numbers->slots[i];
    cl_free(numbers->slots);
    numbers->slots = slots;
    numbers->capacity = capacity;
    return 0;
}

cl_number *cl_numbers_at(cl_numbers *numbers, cl_view value)
{
    cl_number *slot;

    if (numbers->count * 2 >= numbers->capacity && grow(numbers) != 0)
        return NULL;
    slot = slot_for(numbers->slots, numbers->capacity, value);
    if (slot->value.at != NULL)
        return slot;
    value.at = cl_arena_copy(&numbers->texts, value);
    if (value.at == NULL)
        return NULL;
    slot->value = value;
    numbers->count++;
    return slot;
}

bool cl_numbers_any_left(const cl_numbers *numbers)
{
    for (size_t i = 0; i < numbers->capacity; i++)
        if (numbers->slots[i].school != 0 && !numbers->slots[i].in_file)
            return true;
    return false;
}

/* A number may have passed from school to school: who holds it now counts, else who held it last.
 */
static int take(cl_numbers *numbers, sqlite3_stmt *statement, cl_error *e)
{
    cl_number *number = cl_numbers_at(numbers, cl_sql_view(statement, 0));
    int32_t to = INT32_MAX;
    cl_date day;

    if (number == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    if (sqlite3_column_type(statement, 2) != SQLITE_NULL)
        to = cl_date_parse(&day, cl_sql_view(statement, 2), NULL) == 0 ? (int32_t)day : INT32_MIN;
    if (number->school != 0 && to <= number->held_to)
        return 0;
    number->school = sqlite3_column_int64(statement, 1);
    number->held_to = to;
    return 0;
}

int cl_numbers_read(cl_numbers *numbers, cl_store *store, cl_view scheme, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    bool row = true;
    int rc =
        cl_sql_open(&statement, store, e,
                    "SELECT value, school, \"to\" FROM register_id WHERE scheme = ?", "v", scheme);

    while (rc == 0) {
        rc = cl_sql_step(store, statement, &row, e);
        if (rc != 0 || !row)
            break;
        rc = take(numbers, statement, e);
    }
    cl_sql_close(store, statement);
    return rc;
}

void cl_numbers_clear(cl_numbers *numbers)
{
    cl_free(numbers->slots);
    cl_arena_clear(&numbers->texts);
    memset(numbers, 0, sizeof *numbers);
}
