/* SPDX-License-Identifier: MIT
 *
 * The order of the checks: the file, the log, the tables, the sums.
 */
#include "verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "auditor.h"
#include "sql.h"

int cl_anchor_read(cl_anchor *out, cl_view text, cl_error *e)
{
    size_t at = 0, hash = 0;

    *out = (cl_anchor){0};
    for (; at < text.length && at < 18 && text.at[at] >= '0' && text.at[at] <= '9'; at++)
        out->seq = out->seq * 10 + (text.at[at] - '0');
    if (out->seq > 0 && at < text.length && text.at[at] == ':')
        for (at++; at < text.length && hash + 1 < CL_DIGEST_HEX &&
                   memchr("0123456789abcdef", text.at[at], 16) != NULL;
             at++)
            out->hash[hash++] = text.at[at];
    if (hash + 1 == CL_DIGEST_HEX && (at == text.length || text.at[at] == ' '))
        return 0;
    return cl_fail(e, CL_E_INVALID, "found '%.*s', expected SEQ:HASH as 'clachan anchor' prints it",
                   (int)(text.length < 100 ? text.length : 100), text.at == NULL ? "" : text.at);
}

void cl_audit_fault(cl_auditor *auditor, cl_fault_kind kind, int64_t seq, const char *records,
                    const char *format, ...)
{
    char message[CL_ERROR_TEXT];
    cl_fault fault = {kind, seq, records, message};
    va_list args;

    auditor->out->faults++;
    if (auditor->options->fault == NULL)
        return;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    auditor->options->fault(auditor->options->context, &fault);
}

int cl_audit_progress(cl_auditor *auditor, int64_t done, int64_t total, cl_error *e)
{
    const cl_verify_options *options = auditor->options;

    if (options->progress == NULL || options->progress(options->context, done, total))
        return 0;
    return cl_fail(e, CL_E_INTERRUPTED, "stopped after %lld of %lld events", (long long)done,
                   (long long)total);
}

/* Rows of text, each a fault, but for "ok". */
static int check_rows(cl_auditor *auditor, const char *sql, cl_error *e)
{
    sqlite3_stmt *statement = NULL;
    bool row = true;
    int rc = cl_sql_open(&statement, auditor->store, e, sql, "");

    while (rc == 0) {
        rc = cl_sql_step(auditor->store, statement, &row, e);
        if (rc != 0 || !row)
            break;
        if (!cl_view_is(cl_sql_view(statement, 0), "ok"))
            cl_audit_fault(auditor, CL_FAULT_FILE, 0, "", "%s",
                           (const char *)sqlite3_column_text(statement, 0));
    }
    cl_sql_close(auditor->store, statement);
    return rc;
}

static int check_file(cl_auditor *auditor, cl_error *e)
{
    int rc = check_rows(auditor, "PRAGMA integrity_check(20)", e);

    if (rc == 0)
        rc = check_rows(
            auditor,
            "SELECT 'row ' || rowid || ' of ' || \"table\" || ' points to a missing row of ' ||"
            " parent FROM pragma_foreign_key_check",
            e);
    return rc;
}

/* The fresh database holds no personal values, so its references to them lead nowhere: foreign keys
 * are off there, and were checked in the file itself. */
static int open_rebuilt(cl_store **out, cl_error *e)
{
    cl_store_options options = CL_STORE_OPTIONS_INIT;
    int rc;

    options.create = true;
    rc = cl_store_open(out, ":memory:", &options, e);
    if (rc == 0)
        rc = cl_sql_script(*out, "PRAGMA foreign_keys=OFF", e);
    if (rc == 0)
        rc = cl_store_begin(*out, e);
    return rc;
}

static int run_checks(cl_auditor *auditor, cl_error *e)
{
    int rc;

    if (auditor->options->sums_only)
        return cl_audit_sums(auditor, e);
    rc = check_file(auditor, e);
    if (rc == 0)
        rc = cl_audit_chain(auditor, e);
    if (rc == 0)
        rc = cl_audit_tables(auditor, e);
    if (rc == 0)
        rc = cl_audit_sums(auditor, e);
    return rc;
}

int cl_verify(cl_verified *out, cl_store *store, const cl_verify_options *options, cl_error *e)
{
    static const cl_verify_options standard = {NULL, 0, NULL, NULL, NULL, false};
    cl_auditor auditor = {store, NULL, options == NULL ? &standard : options, out};
    bool alone = sqlite3_get_autocommit(store->db) != 0;
    int rc = 0;

    memset(out, 0, sizeof *out);
    if (!auditor.options->sums_only)
        rc = open_rebuilt(&auditor.rebuilt, e);
    if (rc == 0 && alone) /* one view of the file, whoever writes meanwhile */
        rc = cl_sql_do(store, e, "BEGIN", "");
    if (rc == 0)
        rc = run_checks(&auditor, e);
    if (alone && sqlite3_get_autocommit(store->db) == 0)
        cl_sql_do(store, NULL, "ROLLBACK", "");
    cl_store_close(auditor.rebuilt);
    return rc;
}
