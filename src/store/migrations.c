/* SPDX-License-Identifier: MIT
 *
 * The steps of the schema. Dates are ISO text, money is whole minor units, times are milliseconds:
 * what another database can hold as well. What lifecycle rules say "by the database itself" are the
 * checks, unique indexes and triggers of schema_*.c; their messages are read by people.
 */
#include "migrations.h"

#include <stdio.h>

#include "schema_texts.h"
#include "sql.h"

enum {
    FIRST = 12, /**< the first schema that is released; smaller numbers were ours while we built */
    TEXTS = 24  /**< at most, of one step */
};

/* The first step makes the schema of FIRST, each further one the next. */
static const char *const steps[][TEXTS] = {
    {
        cl_schema_events,         cl_schema_pins,       cl_schema_people,     cl_schema_posts,
        cl_schema_schools,        cl_schema_search,     cl_schema_clusters,   cl_schema_ties,
        cl_schema_boards,         cl_schema_agreements, cl_schema_support,    cl_schema_rounds,
        cl_schema_applications,   cl_schema_judging,    cl_schema_awards,     cl_schema_ledger,
        cl_schema_payments,       cl_schema_reports,    cl_schema_variations, cl_schema_clawbacks,
        cl_schema_accreditations, cl_schema_outbox,     cl_schema_exchanges,
    },
};

int cl_migrations_newest(void)
{
    return FIRST - 1 + (int)(sizeof steps / sizeof *steps);
}

static int present(int *out, cl_store *store, cl_error *e)
{
    int64_t number = 0;
    int rc = cl_sql_number(&number, NULL, store, e, "PRAGMA user_version", "");

    *out = (int)number;
    return rc;
}

static int run_texts(cl_store *store, int from, cl_error *e)
{
    int step = from < FIRST ? 0 : from - FIRST + 1;
    char sql[64];

    if (from != 0 && step == 0)
        return cl_fail(e, CL_E_STORE,
                       "%s has schema %d, from before the first release, which knows none older"
                       " than %d; make a new database",
                       store->path, from, FIRST);
    for (size_t i = 0; i < TEXTS && steps[step][i] != NULL; i++) {
        int rc = cl_sql_script(store, steps[step][i], e);

        if (rc != 0)
            return rc;
    }
    snprintf(sql, sizeof sql, "PRAGMA user_version=%d", FIRST + step);
    return cl_sql_script(store, sql, e);
}

/* One step. Another process may have taken it between our look and our lock, so the lock comes
 * first. */
static int run_step(cl_store *store, cl_error *e)
{
    int from = 0;
    int rc = cl_store_begin(store, e);

    if (rc != 0)
        return rc;
    rc = present(&from, store, e);
    if (rc == 0 && from < cl_migrations_newest())
        rc = run_texts(store, from, e);
    if (rc != 0) {
        cl_store_rollback(store);
        return rc;
    }
    return cl_store_commit(store, e);
}

int cl_migrations_run(cl_store *store, cl_error *e)
{
    int rc = present(&store->schema, store, e);

    while (rc == 0 && store->schema < cl_migrations_newest()) {
        rc = run_step(store, e);
        if (rc == 0)
            rc = present(&store->schema, store, e);
    }
    return rc;
}
