/* SPDX-License-Identifier: MIT
 *
 * receipt: what a funder's portal has of an application, and how we know.
 */
#include "delivery_verbs.h"
#include "ids.h"
#include "json.h"
#include "outbox.h"
#include "query.h"

static void add_text(cl_text *out, const char *key, cl_view value)
{
    if (value.length == 0)
        return;
    cl_text_format(out, ", \"%s\": ", key);
    cl_text_add_json(out, value);
}

static void add_time(cl_text *out, const char *key, int64_t at)
{
    char time[25];

    cl_time_format(at, time);
    cl_text_format(out, ", \"%s\": \"%s\"", key, time);
}

static void print_json(cl_text *out, const cl_receipt *receipt, const cl_revision *revision)
{
    cl_text_format(out, "{\"id\": \"REC-%lld\", \"application\": \"APP-%lld\", \"revision\": %lld",
                   (long long)receipt->id, (long long)receipt->application, (long long)revision->n);
    add_text(out, "revision_digest", receipt->revision_digest);
    add_text(out, "portal", receipt->portal);
    add_text(out, "portal_id", receipt->portal_id);
    add_text(out, "portal_number", receipt->portal_number);
    add_text(out, "found_by", receipt->found_by);
    add_time(out, "sent", receipt->sent_at);
    add_time(out, "received", receipt->received_at);
    if (receipt->portal_at.known)
        add_time(out, "portal_clock", receipt->portal_at.value);
    cl_text_add_string(out, ", \"exchanges\": ");
    cl_text_add_view(out, receipt->exchanges);
    add_text(out, "digest", receipt->digest);
    add_text(out, "answers_digest", receipt->answers_digest);
    cl_text_format(out, ", \"log_seq\": %lld", (long long)receipt->head_seq);
    add_text(out, "log_hash", receipt->head_hash);
    cl_text_add_char(out, '}');
}

static void print_exchanges(cl_text *out, const cl_receipt *receipt)
{
    cl_json *json = NULL;

    if (cl_json_parse(&json, receipt->exchanges, "receipt", 1, NULL) != 0)
        return;
    for (size_t i = 0; i < cl_json_count(cl_json_root(json)); i++) {
        const cl_json_value *item = cl_json_item(cl_json_root(json), i);

        cl_text_format(out, "    %s %s\n      key %s\n      sha256 %s\n",
                       cl_json_string(cl_json_get(item, "method")).at,
                       cl_json_string(cl_json_get(item, "address")).at,
                       cl_json_string(cl_json_get(item, "key")).at,
                       cl_json_string(cl_json_get(item, "sha256")).at);
    }
    cl_json_free(json);
}

static void print_line(cl_text *out, const char *label, cl_view value)
{
    if (value.length == 0)
        return;
    cl_text_format(out, "  %-16s ", label);
    cl_text_add_plain(out, value);
    cl_text_add_char(out, '\n');
}

static void print_text(cl_text *out, const cl_receipt *receipt, const cl_revision *revision)
{
    char time[25];

    cl_text_format(out, "Receipt REC-%lld for APP-%lld, revision %lld\n", (long long)receipt->id,
                   (long long)receipt->application, (long long)revision->n);
    print_line(out, "revision", receipt->revision_digest);
    print_line(out, "portal", receipt->portal);
    print_line(out, "id there", receipt->portal_id);
    print_line(out, "number there", receipt->portal_number);
    print_line(out, "known by", receipt->found_by);
    cl_time_format(receipt->sent_at, time);
    print_line(out, "first sent", cl_view_of(time));
    cl_time_format(receipt->received_at, time);
    print_line(out, "last answer", cl_view_of(time));
    cl_text_add_string(out, "  what was sent\n");
    print_exchanges(out, receipt);
    print_line(out, "digest of these", receipt->digest);
    print_line(out, "of the answers", receipt->answers_digest);
    print_line(out, "head of the log", receipt->head_hash);
}

static int tell(const cl_receipt *receipt, cl_arena *arena, cl_store *store, const cl_sink *sink,
                cl_error *e)
{
    cl_text json = CL_TEXT_INIT, text = CL_TEXT_INIT;
    cl_revision revision;
    int rc = cl_record_get(&revision, arena, store, &cl_table_revision, receipt->revision, e);

    if (rc == 0) {
        print_json(&json, receipt, &revision);
        print_text(&text, receipt, &revision);
        rc = cl_text_check(&json, e);
    }
    if (rc == 0)
        rc = cl_sink_row(sink, cl_text_view(&json), cl_text_view(&text));
    cl_text_clear(&text);
    cl_text_clear(&json);
    return rc;
}

int cl_run_receipt(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                   cl_error *e)
{
    cl_store *store = cl_session_store(session);
    cl_arena arena = CL_ARENA_INIT;
    cl_application application;
    cl_receipt *receipts;
    size_t count = 0;
    int64_t id;
    int rc = cl_id_parse(&id, "APP", cl_view_of(cl_argument_get(arguments, "application")), e);

    if (rc == 0)
        rc = cl_record_get(&application, &arena, store, &cl_table_application, id, e);
    if (rc == 0)
        rc = cl_receipt_list(&receipts, &count, &arena, store, id, e);
    if (rc == 0 && count == 0)
        rc = cl_fail(e, CL_E_NOT_FOUND, "APP-%lld has no receipt: no portal has acknowledged it",
                     (long long)id);
    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = tell(&receipts[i], &arena, store, sink, e);
    cl_arena_clear(&arena);
    return rc;
}

const cl_parameter cl_receipt_parameters[] = {{"application", CL_TAKES_ID,
                                               CL_PARAMETER_POSITIONAL | CL_PARAMETER_REQUIRED,
                                               "APP", "of which"},
                                              {NULL, CL_TAKES_TEXT, 0, NULL, NULL}};
