/* SPDX-License-Identifier: MIT
 *
 * Links between schools: walking them, and taking them over from a register.
 *
 * A file tells most links twice, so what it says is gathered by pair first and compared with the
 * database once: a second import of the same file then finds nothing to change.
 */
#include "school_links.h"

#include <string.h>

#include "alloc.h"
#include "query.h"
#include "rows.h"
#include "vec.h"

enum { ROWS_AN_EVENT = 2000 };

int cl_school_link_list(cl_school_link **out, size_t *count, cl_arena *arena, cl_store *store,
                        int64_t school, cl_error *e)
{
    void *items = NULL;
    int rc = cl_rows_read(&items, count, arena, store, &cl_table_school_link, e,
                          school != 0 ? "WHERE t.predecessor = ?1 OR t.successor = ?1 ORDER BY t.id"
                                      : "WHERE ?1 = 0 ORDER BY t.id",
                          "i", school);

    *out = items;
    return rc;
}

/* ---- walking ---- */

static bool has_seen(const cl_vec *steps, int64_t start, int64_t school)
{
    if (school == start)
        return true;
    for (size_t i = 0; i < steps->count; i++)
        if (((cl_school_step *)cl_vec_at(steps, i))->school == school)
            return true;
    return false;
}

/* Adds what follows one school directly and was not seen; `*found` says whether there was any. */
static int follow(cl_vec *steps, bool *found, cl_arena *arena, cl_store *store, int64_t start,
                  const cl_school_step *at, cl_error *e)
{
    void *items = NULL;
    size_t count;
    int rc = cl_rows_read(&items, &count, arena, store, &cl_table_school_link, e,
                          "WHERE t.predecessor = ? ORDER BY t.date, t.id", "i", at->school);
    const cl_school_link *links = items;

    *found = false;
    for (size_t i = 0; rc == 0 && i < count; i++) {
        cl_school_step next = {links[i].successor, at->school,       links[i].kind,
                               links[i].date,      at->distance + 1, false};

        if (has_seen(steps, start, next.school))
            continue;
        *found = true;
        if (cl_vec_add(steps, &next) != 0)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    return rc;
}

static int walk(cl_vec *steps, cl_arena *arena, cl_store *store, int64_t start, cl_error *e)
{
    cl_school_step at = {start, 0, CL_VIEW_INIT, {0, false}, 0, false};
    bool found;
    int rc = follow(steps, &found, arena, store, start, &at, e);

    for (size_t i = 0; rc == 0 && i < steps->count; i++) {
        at = *(cl_school_step *)cl_vec_at(steps, i); /* a copy: the vector moves when it grows */
        rc = follow(steps, &found, arena, store, start, &at, e);
        ((cl_school_step *)cl_vec_at(steps, i))->last = !found;
    }
    return rc;
}

int cl_school_successors(cl_school_step **out, size_t *count, cl_arena *arena, cl_store *store,
                         int64_t school, cl_error *e)
{
    cl_vec steps = CL_VEC_INIT(cl_school_step);
    int rc = walk(&steps, arena, store, school, e);

    *out = NULL;
    *count = 0;
    if (rc == 0 && steps.count > 0) {
        *out = cl_arena_array(arena, steps.count, sizeof **out);
        if (*out == NULL) {
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
        } else {
            memcpy(*out, steps.items, steps.count * sizeof **out);
            *count = steps.count;
        }
    }
    cl_vec_clear(&steps);
    return rc;
}

/* ---- taking over ---- */

/* What the file says of one pair. */
typedef struct told {
    int64_t predecessor, successor;
    const char *kind;
    cl_maybe date;
} told;

struct cl_link_import {
    cl_store *store;
    cl_author author;
    cl_arena texts, row;
    cl_view scheme;
    cl_vec told;
    size_t *slots; /* index into `told` + 1, by hash of the pair */
    size_t slot_count;
    cl_link_counts counts;
    cl_import record, stored;
    cl_change change;
    size_t gathered;
    bool finished;
};

int cl_link_import_open(cl_link_import **out, cl_store *store, const cl_author *author,
                        const char *scheme, const char *file, const char *digest, cl_error *e)
{
    cl_link_import *import = cl_calloc(1, sizeof *import);
    int rc;

    *out = NULL;
    if (import == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    import->told = (cl_vec)CL_VEC_INIT(told);
    import->author = *author;
    import->author.actor = cl_arena_string(&import->texts, author->actor);
    import->scheme = cl_view_of(cl_arena_string(&import->texts, scheme));
    import->record.scheme = import->scheme;
    import->record.file = cl_view_of(cl_arena_string(&import->texts, file));
    import->record.digest = cl_view_of(cl_arena_string(&import->texts, digest));
    import->record.at = author->at;
    if (import->author.actor == NULL || import->scheme.at == NULL ||
        import->record.file.at == NULL || import->record.digest.at == NULL) {
        cl_link_import_close(import);
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    rc = cl_store_begin(store, e);
    if (rc != 0) {
        cl_link_import_close(import);
        return rc;
    }
    import->store = store; /* from here on close() has a transaction to undo */
    *out = import;
    return 0;
}

void cl_link_import_close(cl_link_import *import)
{
    if (import == NULL)
        return;
    cl_change_clear(&import->change);
    if (import->store != NULL && !import->finished)
        cl_store_rollback(import->store);
    cl_vec_clear(&import->told);
    cl_free(import->slots);
    cl_arena_clear(&import->texts);
    cl_arena_clear(&import->row);
    cl_free(import);
}

static size_t slot_of(const cl_link_import *import, int64_t predecessor, int64_t successor)
{
    uint64_t hash = (uint64_t)predecessor * 0x9E3779B97F4A7C15ull ^ (uint64_t)successor;
    size_t at = (size_t)(hash * 0xD6E8FEB86659FD93ull >> 20) & (import->slot_count - 1);

    while (import->slots[at] != 0) {
        const told *t = cl_vec_at(&import->told, import->slots[at] - 1);

        if (t->predecessor == predecessor && t->successor == successor)
            break;
        at = (at + 1) & (import->slot_count - 1);
    }
    return at;
}

static int make_room(cl_link_import *import, cl_error *e)
{
    size_t *old = import->slots;

    if (import->told.count * 2 < import->slot_count)
        return 0;
    import->slot_count = import->slot_count == 0 ? 1024 : import->slot_count * 2;
    import->slots = cl_calloc(import->slot_count, sizeof *import->slots);
    cl_free(old);
    if (import->slots == NULL) {
        import->slot_count = 0;
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    for (size_t i = 0; i < import->told.count; i++) {
        const told *t = cl_vec_at(&import->told, i);

        import->slots[slot_of(import, t->predecessor, t->successor)] = i + 1;
    }
    return 0;
}

/* How much a kind tells. */
static int rank(const char *kind)
{
    static const char *const kinds[] = {"successor", "renamed", "merged", "split"};

    for (int i = 0; i < 4; i++)
        if (strcmp(kind, kinds[i]) == 0)
            return i;
    return -1;
}

static const char *known_kind(cl_view kind)
{
    static const char *const kinds[] = {"successor", "renamed", "merged", "split"};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (cl_view_is(kind, kinds[i]))
            return kinds[i];
    return "successor";
}

static void add_up(told *to, const char *kind, cl_maybe date)
{
    if (rank(kind) > rank(to->kind))
        to->kind = kind;
    if (date.known && (!to->date.known || date.value > to->date.value))
        to->date = date;
}

static int find_school(cl_link_import *import, int64_t *out, cl_view number, cl_error *e)
{
    bool found;
    int rc = cl_sql_number(out, &found, import->store, e,
                           "SELECT school FROM register_id WHERE scheme = ? AND value = ?"
                           " ORDER BY \"to\" IS NOT NULL, \"to\" DESC LIMIT 1",
                           "vv", import->scheme, number);

    if (rc == 0 && !found)
        rc = cl_fail(
            e, CL_E_INVALID, "there is no school %.*s:%.*s here; take the register over first",
            (int)import->scheme.length, import->scheme.at,
            (int)(number.length < 40 ? number.length : 40), number.at == NULL ? "" : number.at);
    return rc;
}

int cl_link_import_row(cl_link_import *import, cl_view predecessor, cl_view successor,
                       const char *kind, cl_maybe date, cl_error *e)
{
    told fresh = {0, 0, kind, date};
    size_t slot;
    int rc;

    if (rank(kind) < 0)
        return cl_fail(e, CL_E_MISUSE, "'%s' is no kind of link", kind);
    rc = find_school(import, &fresh.predecessor, predecessor, e);
    if (rc == 0)
        rc = find_school(import, &fresh.successor, successor, e);
    if (rc == 0 && fresh.predecessor == fresh.successor)
        rc = cl_fail(e, CL_E_INVALID, "the school %.*s is linked to itself",
                     (int)predecessor.length, predecessor.at);
    if (rc == 0)
        rc = make_room(import, e);
    if (rc != 0)
        return rc;
    import->counts.rows++;
    slot = slot_of(import, fresh.predecessor, fresh.successor);
    if (import->slots[slot] != 0) {
        add_up(cl_vec_at(&import->told, import->slots[slot] - 1), kind, date);
        return 0;
    }
    if (cl_vec_add(&import->told, &fresh) != 0)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    import->slots[slot] = import->told.count;
    return 0;
}

void cl_link_import_other(cl_link_import *import, bool passed)
{
    import->counts.rows++;
    if (passed)
        import->counts.passed++;
    else
        import->counts.refused++;
}

/* The first link that is new or different makes the record of the import. */
static int begin(cl_link_import *import, cl_error *e)
{
    int rc;

    if (import->stored.id != 0)
        return 0;
    import->stored.scheme = import->record.scheme;
    import->stored.file = import->record.file;
    import->stored.digest = import->record.digest;
    import->stored.at = import->record.at;
    rc = cl_change_open(&import->change, import->store, &import->author, e);
    if (rc == 0)
        rc = cl_change_add(&import->change, &cl_table_import, &import->stored, e);
    if (rc == 0)
        rc = cl_change_store(&import->change, "import", cl_table_import.prefix, import->stored.id,
                             NULL, NULL, e);
    if (rc == 0)
        import->change.author.cause = cl_change_seq(&import->change);
    return rc;
}

static int flush(cl_link_import *import, cl_error *e)
{
    import->gathered = 0;
    return cl_change_store(&import->change, "import rows", cl_table_import.prefix,
                           import->stored.id, NULL, NULL, e);
}

static int add_link(cl_link_import *import, const told *t, cl_error *e)
{
    cl_school_link link = {0};

    link.predecessor = t->predecessor;
    link.successor = t->successor;
    link.kind = cl_view_of(t->kind);
    link.date = t->date;
    link.source = import->scheme;
    link.import = import->stored.id;
    import->counts.added++;
    import->counts.merged += strcmp(t->kind, "merged") == 0;
    import->counts.split += strcmp(t->kind, "split") == 0;
    return cl_change_add(&import->change, &cl_table_school_link, &link, e);
}

/* What is on record is one more teller of the same link. */
static int update_link(cl_link_import *import, const told *t, const cl_school_link *before,
                       bool *changed, cl_error *e)
{
    told sum = {t->predecessor, t->successor, known_kind(before->kind), before->date};
    cl_school_link after = *before;
    int rc;

    add_up(&sum, t->kind, t->date);
    after.kind = cl_view_of(sum.kind);
    after.date = sum.date;
    *changed = !cl_view_equal(before->kind, after.kind) || before->date.known != after.date.known ||
               (after.date.known && before->date.value != after.date.value);
    if (!*changed) {
        import->counts.unchanged++;
        return 0;
    }
    rc = begin(import, e);
    if (rc != 0)
        return rc;
    after.import = import->stored.id;
    import->counts.changed++;
    return cl_change_set(&import->change, &cl_table_school_link, before, &after, e);
}

static int store_told(cl_link_import *import, const told *t, cl_error *e)
{
    cl_school_link before;
    bool found, changed = true;
    int rc;

    cl_arena_reset(&import->row);
    rc = cl_row_read(&before, &found, &import->row, import->store, &cl_table_school_link, e,
                     "WHERE t.predecessor = ? AND t.successor = ?", "ii", t->predecessor,
                     t->successor);
    if (rc == 0 && !found)
        rc = begin(import, e);
    if (rc == 0)
        rc = found ? update_link(import, t, &before, &changed, e) : add_link(import, t, e);
    if (rc != 0 || !changed)
        return rc;
    return ++import->gathered < ROWS_AN_EVENT ? 0 : flush(import, e);
}

static int store_counts(cl_link_import *import, cl_error *e)
{
    cl_import after = import->stored;
    int rc;

    if (import->stored.id == 0)
        return 0;
    after.rows = import->counts.rows;
    after.added = import->counts.added;
    after.changed = import->counts.changed;
    after.unchanged = import->counts.unchanged;
    after.refused = import->counts.refused;
    rc = cl_change_set(&import->change, &cl_table_import, &import->stored, &after, e);
    return rc != 0 ? rc : flush(import, e);
}

int cl_link_import_finish(cl_link_import *import, cl_link_counts *counts, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < import->told.count; i++)
        rc = store_told(import, cl_vec_at(&import->told, i), e);
    if (rc == 0)
        rc = store_counts(import, e);
    if (rc != 0)
        return rc;
    import->finished = true;
    rc = cl_store_commit(import->store, e);
    if (rc == 0)
        *counts = import->counts;
    return rc;
}
