/* SPDX-License-Identifier: MIT
 *
 * The file's tables against the fresh ones, row by row in the order of their keys.
 */
#include "auditor.h"

#include <stdio.h>
#include <string.h>

#include "ids.h"
#include "sql.h"
#include "table.h"

/* What is compared beside the tables of records: queries whose first column is the key. */
static const struct {
    const char *what, *sql;
} others[] = {
    {"schema", /* the tables that FTS5 makes for itself are its own affair */
     "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
     " AND name NOT GLOB 'school_words_*' ORDER BY 1"},
    {"counter", "SELECT name, last FROM counter WHERE name <> 'personal' ORDER BY name"},
    {"search index", "SELECT rowid, words FROM school_words ORDER BY rowid"},
    {"search index", "SELECT term, doc, cnt FROM school_vocabulary ORDER BY term"},
    {"search index", "SELECT term FROM school_term ORDER BY term"},
};

typedef struct side {
    cl_store *store;
    sqlite3_stmt *statement;
    bool row;
} side;

typedef struct comparison {
    cl_auditor *auditor;
    const cl_table *table; /* NULL: one of `others` */
    const char *what;
    side here, there;
} comparison;

static int open_side(side *s, const char *sql, cl_error *e)
{
    int rc = cl_sql_open(&s->statement, s->store, e, sql, "");

    return rc != 0 ? rc : cl_sql_step(s->store, s->statement, &s->row, e);
}

static bool is_equal(sqlite3_stmt *a, sqlite3_stmt *b, int i)
{
    int type = sqlite3_column_type(a, i);

    if (type != sqlite3_column_type(b, i))
        return false;
    if (type == SQLITE_INTEGER)
        return sqlite3_column_int64(a, i) == sqlite3_column_int64(b, i);
    return cl_view_equal(cl_sql_view(a, i), cl_sql_view(b, i));
}

/* Which key comes first; a side that has no more rows comes last. */
static int order_of(const comparison *c)
{
    sqlite3_stmt *a = c->here.statement, *b = c->there.statement;

    if (!c->here.row || !c->there.row)
        return c->here.row ? -1 : 1;
    if (sqlite3_column_type(a, 0) == SQLITE_INTEGER) {
        int64_t x = sqlite3_column_int64(a, 0), y = sqlite3_column_int64(b, 0);

        return (x > y) - (x < y);
    }
    return cl_view_compare(cl_sql_view(a, 0), cl_sql_view(b, 0));
}

static void report(const comparison *c, sqlite3_stmt *statement, const char *problem)
{
    char id[CL_ID_TEXT] = "";

    if (c->table != NULL)
        cl_id_format(id, c->table->prefix, sqlite3_column_int64(statement, 0));
    cl_audit_fault(
        c->auditor,
        c->table == NULL && strcmp(c->what, "schema") == 0 ? CL_FAULT_FILE : CL_FAULT_ROW, 0, id,
        "%s, row %s: %s", c->what, (const char *)sqlite3_column_text(statement, 0), problem);
}

static const char *shown(sqlite3_stmt *statement, int i)
{
    const char *text = (const char *)sqlite3_column_text(statement, i);

    return text == NULL ? "nothing" : text;
}

static void compare_row(const comparison *c)
{
    sqlite3_stmt *a = c->here.statement, *b = c->there.statement;
    char problem[400];

    for (int i = 1; i < sqlite3_column_count(a); i++) {
        if (is_equal(a, b, i))
            continue;
        snprintf(problem, sizeof problem, "%s is '%.120s', the log says '%.120s'",
                 sqlite3_column_name(a, i), shown(a, i), shown(b, i));
        report(c, a, problem);
        return;
    }
}

static int walk(comparison *c, cl_error *e)
{
    int rc = 0;

    while (rc == 0 && (c->here.row || c->there.row)) {
        int order = order_of(c);

        if (order < 0)
            report(c, c->here.statement, "no event made it");
        else if (order > 0)
            report(c, c->there.statement, "it is missing, though the log has it");
        else
            compare_row(c);
        c->auditor->out->rows += c->table != NULL;
        if (order <= 0)
            rc = cl_sql_step(c->here.store, c->here.statement, &c->here.row, e);
        if (rc == 0 && order >= 0)
            rc = cl_sql_step(c->there.store, c->there.statement, &c->there.row, e);
    }
    return rc;
}

static int compare(cl_auditor *auditor, const cl_table *table, const char *what, const char *sql,
                   cl_error *e)
{
    comparison c = {
        auditor, table, what, {auditor->store, NULL, false}, {auditor->rebuilt, NULL, false}};
    int rc = open_side(&c.here, sql, e);

    if (rc == 0)
        rc = open_side(&c.there, sql, e);
    if (rc == 0)
        rc = walk(&c, e);
    cl_sql_close(auditor->store, c.here.statement);
    cl_sql_close(auditor->rebuilt, c.there.statement);
    return rc;
}

static int compare_table(cl_auditor *auditor, const cl_table *table, cl_error *e)
{
    cl_text sql = CL_TEXT_INIT;
    int rc;

    cl_text_format(&sql, "SELECT * FROM \"%s\" ORDER BY id", table->name);
    rc = cl_text_check(&sql, e);
    if (rc == 0)
        rc = compare(auditor, table, table->name, sql.at, e);
    cl_text_clear(&sql);
    return rc;
}

int cl_audit_tables(cl_auditor *auditor, cl_error *e)
{
    size_t count;
    const cl_table *const *tables = cl_tables(&count);
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = compare_table(auditor, tables[i], e);
    for (size_t i = 0; rc == 0 && i < sizeof others / sizeof *others; i++)
        rc = compare(auditor, NULL, others[i].what, others[i].sql, e);
    return rc;
}
