/* SPDX-License-Identifier: MIT
 *
 * bulk: any verb over the lines of a file or of another command's listing. Each item goes the same
 * way as a single call, in a transaction of its own, and has one line of result. What a named run
 * has done is on record with the item's own change, so that after a kill the same line goes on and
 * repeats nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "digest.h"
#include "json.h"
#include "query.h"
#include "recording.h"
#include "rights.h"
#include "row.h"

enum { MOST_ARGUMENTS = 64, LARGEST_ITEM = 1 << 20, NAME = 64 };

typedef struct bulk {
    cl_recording r;
    const cl_verb *verb;
    cl_text name; /* of the verb */
    char command[CL_DIGEST_HEX];
    cl_view run; /* empty: not named */
    bool atomic;
    int64_t items, done, already, refused;
    int first; /* code of the first refusal */
} bulk;

/* One item: its JSON and what the verb said about it. */
typedef struct item {
    cl_json *json; /* NULL: it could not be read */
    int line;
    char digest[CL_DIGEST_HEX];
    cl_arguments arguments;
    cl_argument list[MOST_ARGUMENTS];
    cl_arena texts;
    cl_error why;
} item;

/* ---- arguments out of a line ---- */

/* A listing writes funding_model for --funding-model, and id for what a verb is about. */
static const cl_json_value *value_for(const cl_json_value *object, const cl_parameter *parameter,
                                      bool first)
{
    const cl_json_value *value;
    char key[NAME];
    size_t i = 0;

    for (; parameter->name[i] != '\0' && i + 1 < NAME; i++)
        key[i] = (char)(parameter->name[i] == '-' ? '_' : parameter->name[i]);
    key[i] = '\0';
    value = cl_json_get(object, key);
    if (value == NULL)
        value = cl_json_get(object, parameter->name);
    return value == NULL && first ? cl_json_get(object, "id") : value;
}

/* Text of a value as it would be typed; empty when it is no argument (null, false, a list). */
static void print_value(cl_text *out, const cl_json_value *value)
{
    switch (cl_json_type(value)) {
    case CL_JSON_STRING:
        cl_text_add_view(out, cl_json_string(value));
        break;
    case CL_JSON_INTEGER:
        cl_text_add_int(out, cl_json_integer(value));
        break;
    case CL_JSON_BOOLEAN:
        cl_text_add_string(out, cl_json_boolean(value) ? "true" : "");
        break;
    case CL_JSON_OBJECT: /* money */
        if (cl_json_get(value, "amount") != NULL)
            cl_text_add_view(out, cl_json_string(cl_json_get(value, "amount")));
        break;
    case CL_JSON_NULL:
    case CL_JSON_REAL:
    case CL_JSON_ARRAY:
        break;
    }
}

static bool is_argument(const cl_json_value *value)
{
    return cl_json_type(value) == CL_JSON_STRING || cl_json_type(value) == CL_JSON_INTEGER ||
           (cl_json_type(value) == CL_JSON_BOOLEAN && cl_json_boolean(value)) ||
           (cl_json_type(value) == CL_JSON_OBJECT && cl_json_get(value, "amount") != NULL);
}

static void add_argument(item *it, const char *name, const char *value)
{
    if (it->arguments.count < MOST_ARGUMENTS)
        it->list[it->arguments.count++] = (cl_argument){name, value};
}

/* An argument that memory could not hold is no argument left out: the item would be another one. */
static int add_value(item *it, const char *name, const cl_json_value *value, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    const char *copy;
    int rc;

    if (!is_argument(value))
        return 0;
    print_value(&text, value);
    rc = cl_text_check(&text, e);
    copy = rc == 0 ? cl_arena_copy(&it->texts, cl_text_view(&text)) : NULL;
    cl_text_clear(&text);
    if (rc == 0 && copy == NULL)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    if (rc == 0)
        add_argument(it, name, copy);
    return rc;
}

/* "--with role=lead": the same for every item. */
static int add_constants(bulk *b, item *it, cl_error *e)
{
    const char *given, *name;

    for (size_t i = 0; (given = cl_argument_at(b->r.arguments, "with", i)) != NULL; i++) {
        const char *equals = strchr(given, '=');

        if (equals == NULL)
            return cl_fail(e, CL_E_MISUSE, "--with takes NAME=VALUE; found '%s'", given);
        name = cl_arena_copy(&it->texts, (cl_view){given, (size_t)(equals - given)});
        if (name == NULL)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
        add_argument(it, name, equals + 1);
    }
    return 0;
}

static int read_arguments(bulk *b, item *it, cl_error *e)
{
    const cl_json_value *root = cl_json_root(it->json);
    const cl_parameter *p = b->verb->parameters;
    int rc;

    it->arguments = (cl_arguments){it->list, 0};
    rc = add_constants(b, it, e);
    for (; rc == 0 && p != NULL && p->name != NULL; p++) {
        const cl_json_value *value = value_for(root, p, p == b->verb->parameters);

        if (value != NULL && !cl_argument_is_set(&it->arguments, p->name))
            rc = add_value(it, p->name, value, e);
    }
    return rc;
}

/* ---- one item ---- */

static void keep_refusal(void *context, const cl_error *error)
{
    item *it = context;

    if (it->why.code == 0)
        it->why = *error;
}

static bool is_fatal(int code)
{
    return code == CL_E_MEMORY || code == CL_E_STORE || code == CL_E_IO ||
           code == CL_E_INTERRUPTED || code == CL_E_INTERNAL;
}

static int was_done(bulk *b, const item *it, bool *out, cl_error *e)
{
    const cl_record_filter filters[] = {{"run", 0, b->run.at},
                                        {"command", 0, b->command},
                                        {"item", 0, it->digest},
                                        {NULL, 0, NULL}};
    void *items = NULL;
    size_t count = 0;
    int rc = b->run.length == 0 ? 0
                                : cl_record_list(&items, &count, &b->r.arena, b->r.store,
                                                 &cl_table_bulk_item, filters, CL_ANY_DAY, e);

    *out = rc == 0 && count > 0;
    return rc;
}

static int keep_item(bulk *b, const item *it, cl_error *e)
{
    cl_bulk_item kept = {0};

    if (b->run.length == 0)
        return 0;
    kept.run = b->run;
    kept.command = cl_view_of(b->command);
    kept.item = cl_view_of(it->digest);
    kept.line = it->line;
    kept.result = CL_VIEW("done");
    b->r.author.at = cl_session_now(b->r.session);
    return cl_recording_add(&b->r, "bulk item", &cl_table_bulk_item, &kept, e);
}

/* The verb and the record of it are kept together, or neither. */
static int run_together(bulk *b, item *it, const cl_sink *sink, cl_error *e)
{
    int rc = cl_store_begin(b->r.store, e);

    if (rc != 0)
        return rc;
    rc = cl_session_run(b->r.session, b->verb->name, &it->arguments, sink, &it->why);
    if (rc == 0)
        rc = keep_item(b, it, &it->why);
    if (rc == 0)
        return cl_store_commit(b->r.store, e);
    cl_store_rollback(b->r.store);
    it->why.code = rc;
    if (rc == CL_E_STATE && cl_rights_remembers(b->verb))
        return cl_rights_remember(b->r.session, b->verb, &it->arguments, &it->why, e);
    return 0;
}

/* A verb that manages its own transactions has kept its work before the record is; killed between
 * the two, it is called again and finds itself what it has done. */
static int run_apart(bulk *b, item *it, const cl_sink *sink, cl_error *e)
{
    int rc = cl_session_run(b->r.session, b->verb->name, &it->arguments, sink, &it->why);

    if (rc != 0) {
        it->why.code = rc;
        return 0;
    }
    rc = cl_store_begin(b->r.store, e);
    if (rc != 0)
        return rc;
    rc = keep_item(b, it, e);
    if (rc == 0)
        return cl_store_commit(b->r.store, e);
    cl_store_rollback(b->r.store);
    return rc;
}

static int run_item(bulk *b, item *it, cl_error *e)
{
    cl_sink sink = {it, NULL, keep_refusal, NULL, NULL, true};
    int rc = read_arguments(b, it, e);

    if (rc == 0)
        rc = (b->verb->needs & CL_OWN_TRANSACTIONS) != 0 ? run_apart(b, it, &sink, e)
                                                         : run_together(b, it, &sink, e);
    if (rc == 0 && is_fatal(it->why.code)) {
        *e = it->why;
        rc = it->why.code;
    }
    return rc;
}

static const char *result_of(const item *it, bool done_before)
{
    if (done_before)
        return "already";
    if (it->why.code == 0)
        return "done";
    return it->why.code == CL_E_UNKNOWN ? "unknown" : "refused";
}

static int tell(bulk *b, const item *it, bool done_before, cl_error *e)
{
    const cl_json_value *id = it->json == NULL ? NULL : cl_json_get(cl_json_root(it->json), "id");
    cl_error why = it->why;

    b->already += done_before;
    b->done += !done_before && why.code == 0;
    cl_row_number(&b->r.row, "line", it->line);
    cl_row_text(&b->r.row, "id", id == NULL ? (cl_view)CL_VIEW_INIT : cl_json_string(id));
    cl_row_text(&b->r.row, "result", cl_view_of(result_of(it, done_before)));
    cl_row_text(&b->r.row, "reason", cl_view_of(it->why.message));
    if (why.code != 0) {
        cl_error_place(&why, cl_argument_get(b->r.arguments, "from"), it->line, NULL);
        b->first = b->first == 0 ? why.code : b->first;
        b->refused++;
        cl_sink_refuse(b->r.sink, &why);
    }
    return cl_recording_send(&b->r, e);
}

static int digest_item(item *it, cl_error *e)
{
    cl_text canonical = CL_TEXT_INIT;
    int rc;

    cl_json_print_canonical(&canonical, cl_json_root(it->json));
    rc = cl_text_check(&canonical, e);
    if (rc == 0)
        cl_digest_hex(cl_text_view(&canonical), it->digest);
    cl_text_clear(&canonical);
    return rc;
}

static int take_item(bulk *b, item *it, cl_error *e)
{
    bool done = false;
    int rc = it->json == NULL ? 0 : digest_item(it, e);

    b->items++;
    if (rc == 0 && it->json != NULL)
        rc = was_done(b, it, &done, e);
    if (rc == 0 && it->json != NULL && !done)
        rc = run_item(b, it, e);
    if (rc == 0)
        rc = tell(b, it, done, e);
    cl_arena_clear(&it->texts);
    cl_json_free(it->json);
    cl_arena_reset(&b->r.arena);
    return rc;
}

/* ---- all items ---- */

static int stopped(const bulk *b, cl_error *e)
{
    return cl_fail(e, CL_E_INTERRUPTED, "stopped after %" PRId64 " items; %s", b->items,
                   b->run.length > 0 ? "the same command goes on where it stopped"
                                     : "what was done is kept; a run with a name (--run) would "
                                       "know where to go on");
}

/* A line that is no object costs only itself. */
static int next_item(cl_json_stream *stream, item *it, bool *more, cl_error *e)
{
    int rc = cl_json_stream_next(stream, &it->json, &it->why);

    *more = rc != 0 || it->json != NULL;
    if (rc == CL_E_INVALID || rc == CL_E_LIMIT) {
        it->line = it->why.line;
        return 0;
    }
    if (rc != 0)
        *e = it->why;
    else if (it->json != NULL)
        it->line = cl_json_line(it->json, cl_json_root(it->json));
    return rc;
}

static int take_items(bulk *b, int fd, cl_error *e)
{
    cl_json_stream *stream = NULL;
    bool more = true;
    int rc =
        cl_json_stream_open(&stream, fd, cl_argument_get(b->r.arguments, "from"), LARGEST_ITEM, e);

    while (rc == 0) {
        item it = {.why = CL_ERROR_INIT};

        rc = next_item(stream, &it, &more, e);
        if (rc != 0 || !more)
            break;
        rc = take_item(b, &it, e);
        cl_sink_progress(b->r.sink, (size_t)b->items, 0);
        if (rc == 0 && cl_session_interrupted(b->r.session))
            rc = stopped(b, e);
    }
    cl_json_stream_close(stream);
    return rc;
}

static int take_file(bulk *b, cl_error *e)
{
    const char *path = cl_argument_get(b->r.arguments, "from");
    int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    int rc;

    if (fd < 0)
        return cl_fail(e, CL_E_IO, "%s: cannot be read: %s", path, strerror(errno));
    rc = take_items(b, fd, e);
    if (fd != STDIN_FILENO)
        (void)close(fd);
    return rc;
}

static int take_all_or_nothing(bulk *b, cl_error *e)
{
    int rc = cl_store_begin(b->r.store, e);

    if (rc != 0)
        return rc;
    rc = take_file(b, e);
    if (rc == 0 && b->refused == 0)
        return cl_store_commit(b->r.store, e);
    cl_store_rollback(b->r.store);
    if (rc == 0)
        rc = cl_fail(e, b->first, "%" PRId64 " of %" PRId64 " items were refused: nothing was kept",
                     b->refused, b->items);
    return rc;
}

/* What is done to each item: the verb and the arguments that all have. */
static void digest_command(bulk *b)
{
    unsigned char bytes[CL_DIGEST_BYTES];
    const char *word;
    cl_digest digest;

    cl_digest_init(&digest);
    cl_digest_add(&digest, cl_text_view(&b->name));
    for (size_t i = 0; (word = cl_argument_at(b->r.arguments, "with", i)) != NULL; i++) {
        cl_digest_add(&digest, CL_VIEW("\n"));
        cl_digest_add(&digest, cl_view_of(word));
    }
    cl_digest_done(&digest, bytes);
    cl_digest_to_hex(bytes, b->command);
}

static int find_verb(bulk *b, cl_error *e)
{
    const char *word;
    int rc;

    for (size_t i = 0; (word = cl_argument_at(b->r.arguments, "verb", i)) != NULL; i++)
        cl_text_format(&b->name, "%s%s", i == 0 ? "" : " ", word);
    rc = cl_text_check(&b->name, e);
    if (rc != 0)
        return rc;
    b->verb = cl_verb_find(b->name.at);
    if (b->verb == NULL || strcmp(b->name.at, "bulk") == 0)
        return cl_fail(e, CL_E_MISUSE, "there is no command '%s' to run over items", b->name.at);
    if (b->atomic && (b->verb->needs & CL_OWN_TRANSACTIONS) != 0)
        return cl_fail(e, CL_E_MISUSE, "%s keeps each step by itself; it cannot be --atomic",
                       b->verb->name);
    digest_command(b);
    return 0;
}

static int run_bulk(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    bulk b = {.atomic = cl_argument_is_set(arguments, "atomic")};
    int rc;

    cl_recording_begin(&b.r, session, arguments, sink);
    b.run = cl_recording_text(&b.r, "run");
    rc = find_verb(&b, e);
    if (rc == 0)
        rc = b.atomic ? take_all_or_nothing(&b, e) : take_file(&b, e);
    if (rc == 0)
        cl_sink_note(sink, "%" PRId64 " done, %" PRId64 " done already, %" PRId64 " refused",
                     b.done, b.already, b.refused);
    cl_text_clear(&b.name);
    cl_recording_end(&b.r);
    return rc;
}

static const cl_parameter bulk_parameters[] = {
    {"verb", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL | CL_PARAMETER_REPEATED,
     "COMMAND", "the command, such as: school edit"},
    {"from", CL_TAKES_FILE, CL_PARAMETER_REQUIRED, "FILE",
     "JSON lines, such as a listing with --json; - is standard input"},
    {"with", CL_TAKES_TEXT, CL_PARAMETER_REPEATED, "NAME=VALUE", "an argument of every item"},
    {"run", CL_TAKES_TEXT, 0, "NAME", "name of the run: what it has done it does not do again"},
    {"atomic", CL_TAKES_SWITCH, 0, NULL, "all items or none"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_bulk_verbs[] = {
    {.name = "bulk",
     .run = run_bulk,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES | CL_WRITES | CL_OWN_TRANSACTIONS,
     .parameters = bulk_parameters,
     .brief = "Runs a command over every line of a file or listing.",
     .detail = "Members of a line are arguments of the command (funding_model is --funding-model, "
               "id is what the command is about); others are passed over. Each item is done or "
               "refused by itself and has one line of result. With --run the same line goes on "
               "after a kill and repeats nothing.",
     .example = "clachan school list --country MW --json | clachan bulk school edit --from - "
                "--with phase=primary --run phases"},
    {.name = NULL},
};
