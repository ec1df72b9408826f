/* SPDX-License-Identifier: MIT
 *
 * Nothing is left out in silence: a form that the settings name and nobody makes is a fault like an
 * answer that the schema does not take.
 */
#include "delivery_forms.h"

#include "alloc.h"
#include "file.h"
#include "form_mapping.h"
#include "ids.h"
#include "json_schema.h"
#include "suggest.h"

#include <stdio.h>
#include <string.h>

enum { FORMS = 32, SCHEMA_BYTES = 4 << 20, DOCUMENTS = 100 };

/* A mapping of a programme, or a schema of a form. */
typedef struct part {
    const char *name; /* of the programme or form */
    cl_text path;     /* of its file */
    cl_form_mapping *mapping;
    cl_json_schema *schema;
} part;

struct cl_form_kit {
    const cl_portal *portal;
    cl_vec mappings, schemas; /* of part */
};

/* ---- loading ---- */

static int refuse(const cl_portal *portal, const char *setting, const char *key,
                  const char *message, cl_error *e)
{
    int rc = cl_fail(e, CL_E_INVALID, "%s", message);
    char path[CL_ERROR_PATH];

    (void)snprintf(path, sizeof path, "portal \"%s\".%s%s%s", portal->id, setting,
                   key != NULL ? "." : "", key != NULL ? key : "");
    cl_error_place(e, NULL, 0, path);
    return rc;
}

/* A file stands beside portals.lua, or where its whole path says. */
static int add_path(cl_text *out, const cl_portal *portal, const char *file, cl_error *e)
{
    if (file[0] != '/')
        cl_text_format(out, "%s/", portal->folder);
    cl_text_add_string(out, file);
    return cl_text_check(out, e);
}

static int load_mapping(part *p, const char *dialects, cl_error *e)
{
    const char *slash = strrchr(p->path.at, '/');
    char *folder = cl_strndup(p->path.at, (size_t)(slash - p->path.at));
    int rc = folder == NULL ? cl_fail(e, CL_E_MEMORY, "out of memory") : 0;

    if (rc == 0)
        rc = cl_form_mapping_open(&p->mapping, folder[0] != '\0' ? folder : "/", slash + 1,
                                  dialects, e);
    cl_free(folder);
    return rc;
}

/* ---- a schema in several files ---- */

/* One file of a schema: its text, and the name under which others refer to it. */
typedef struct document {
    const char *name;
    cl_text text;
} document;

/* Reads `folder`/`name` unless it was read before; `*added` false where there is no such file. */
static int add_document(cl_vec *documents, bool *added, cl_arena *arena, cl_view folder,
                        const char *name, cl_error *e)
{
    document *d;
    cl_text path = CL_TEXT_INIT;
    int rc;

    *added = false;
    for (size_t i = 0; i < documents->count; i++)
        if (strcmp(((document *)cl_vec_at(documents, i))->name, name) == 0)
            return 0;
    cl_text_format(&path, "%.*s/%s", (int)folder.length, folder.at, name);
    rc = cl_text_check(&path, e);
    if (rc == 0 && cl_file_exists(path.at) && documents->count < DOCUMENTS) {
        d = cl_vec_push(documents);
        if (d == NULL)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
        if (rc == 0 && (d->name = cl_arena_string(arena, name)) == NULL)
            rc = cl_fail(e, CL_E_MEMORY, "out of memory");
        if (rc == 0)
            rc = cl_file_read(&d->text, path.at, SCHEMA_BYTES, e);
        *added = rc == 0;
    }
    cl_text_clear(&path);
    return rc;
}

/* A document as a member of "$defs"; one that has no $id gets its name for one. */
static int print_document(cl_text *out, const document *d, cl_error *e)
{
    const char *brace = strchr(d->text.at, '{');
    cl_json *json = NULL;
    int rc = cl_json_parse(&json, cl_text_view(&d->text), d->name, 1, e);

    cl_text_add_json(out, cl_view_of(d->name));
    cl_text_add_char(out, ':');
    if (rc == 0 && cl_json_type(cl_json_root(json)) == CL_JSON_OBJECT &&
        cl_json_get(cl_json_root(json), "$id") == NULL) {
        cl_text_add_string(out, "{\"$id\":");
        cl_text_add_json(out, cl_view_of(d->name));
        cl_text_add_string(out, cl_json_count(cl_json_root(json)) > 0 ? "," : "");
        cl_text_add_string(out, brace + 1);
    } else {
        cl_text_add_view(out, cl_text_view(&d->text));
    }
    cl_json_free(json);
    return rc != 0 ? rc : cl_text_check(out, e);
}

/* The first document, which refers to the others, with all of them. */
static int bundle(cl_text *out, const cl_vec *documents, cl_error *e)
{
    const document *first = cl_vec_at(documents, 0);
    int rc = 0;

    cl_text_add_string(out, "{\"$ref\":\"#/$defs/");
    cl_text_add_string(out, first->name);
    cl_text_add_string(out, "\",\"$defs\":{");
    for (size_t i = 0; rc == 0 && i < documents->count; i++) {
        cl_text_add_string(out, i > 0 ? "," : "");
        rc = print_document(out, cl_vec_at(documents, i), e);
    }
    cl_text_add_string(out, "}}");
    return rc != 0 ? rc : cl_text_check(out, e);
}

/* Reads what the schema refers to and lies beside it; `*more` when there was something. */
static int add_siblings(cl_vec *documents, bool *more, cl_arena *arena, const part *p, cl_error *e)
{
    const char *slash = strrchr(p->path.at, '/'), *address;
    const cl_view folder = {p->path.at, (size_t)(slash - p->path.at)};
    bool added = false;
    int rc = 0;

    *more = false;
    for (size_t i = 0; rc == 0 && (address = cl_json_schema_elsewhere(p->schema, i)) != NULL; i++) {
        const char *last = strrchr(address, '/');

        rc = add_document(documents, &added, arena, folder, last != NULL ? last + 1 : address, e);
        *more = *more || added;
    }
    return rc;
}

static int load_documents(part *p, cl_vec *documents, cl_arena *arena, cl_error *e)
{
    const document *first = cl_vec_at(documents, 0);
    bool more = false;
    int rc = cl_json_schema_open(&p->schema, cl_text_view(&first->text), p->path.at, e);

    if (rc == 0)
        rc = add_siblings(documents, &more, arena, p, e);
    while (rc == 0 && more) {
        cl_text text = CL_TEXT_INIT;

        cl_json_schema_close(p->schema);
        p->schema = NULL;
        rc = bundle(&text, documents, e);
        if (rc == 0)
            rc = cl_json_schema_open(&p->schema, cl_text_view(&text), p->path.at, e);
        cl_text_clear(&text);
        if (rc == 0)
            rc = add_siblings(documents, &more, arena, p, e);
    }
    return rc;
}

/* What a schema refers to is looked for beside it, by the last part of the address: nothing is
 * fetched. */
static int load_schema(part *p, const char *dialects, cl_error *e)
{
    const char *slash = strrchr(p->path.at, '/');
    cl_vec documents = CL_VEC_INIT(document);
    cl_arena arena = CL_ARENA_INIT;
    bool added = false;
    int rc = add_document(&documents, &added, &arena,
                          (cl_view){p->path.at, (size_t)(slash - p->path.at)}, slash + 1, e);

    (void)dialects;
    if (rc == 0 && !added)
        rc = cl_fail(e, CL_E_IO, "%s is not there", p->path.at);
    if (rc == 0)
        rc = load_documents(p, &documents, &arena, e);
    for (size_t i = 0; i < documents.count; i++)
        cl_text_clear(&((document *)cl_vec_at(&documents, i))->text);
    cl_vec_clear(&documents);
    cl_arena_clear(&arena);
    return rc;
}

typedef int load_function(part *p, const char *dialects, cl_error *e);

static int load_all(cl_vec *out, const cl_portal *portal, const char *setting, const char *dialects,
                    load_function *load, cl_error *e)
{
    const cl_json_value *files = cl_json_get(portal->settings, setting), *file;
    void *cursor = NULL;
    const char *name;
    int rc = 0;

    if (files != NULL && cl_json_type(files) != CL_JSON_OBJECT)
        return refuse(portal, setting, NULL, "write a file for each: { main = \"FILE\" }", e);
    while (rc == 0 && files != NULL && (name = cl_json_next(files, &cursor, &file)) != NULL) {
        part *p = cl_vec_push(out);

        if (p == NULL)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
        p->name = name;
        if (cl_json_type(file) != CL_JSON_STRING || cl_json_string(file).length == 0)
            return refuse(portal, setting, name, "write the name of a file, beside portals.lua", e);
        rc = add_path(&p->path, portal, cl_json_string(file).at, e);
        if (rc == 0)
            rc = load(p, dialects, e);
        if (rc != 0 && rc != CL_E_MEMORY && e != NULL && strchr(e->file, '/') == NULL)
            cl_error_place(e, p->path.at, e->line, NULL);
    }
    return rc;
}

/* The forms that the portal takes: those of its setting, else the main one. */
static size_t list_forms(const char *names[FORMS], const cl_portal *portal)
{
    const cl_json_value *forms = cl_json_get(portal->settings, "forms"), *id;
    void *cursor = NULL;
    size_t count = 0;

    while (forms != NULL && count < FORMS &&
           (names[count] = cl_json_next(forms, &cursor, &id)) != NULL)
        count++;
    if (count == 0)
        names[count++] = "main";
    return count;
}

static bool is_among(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* A schema of a form that is not sent would check nothing. */
static int check_names(const cl_form_kit *kit, cl_error *e)
{
    const char *names[FORMS];
    size_t count = list_forms(names, kit->portal);

    for (size_t i = 0; i < kit->schemas.count; i++) {
        const part *p = cl_vec_at(&kit->schemas, i);
        const char *nearest = cl_suggest(cl_view_of(p->name), names, count);
        char message[128];

        if (is_among(p->name, names, count))
            continue;
        (void)snprintf(message, sizeof message,
                       "this portal takes no such form; did you mean '%s'?",
                       nearest != NULL ? nearest : names[0]);
        return refuse(kit->portal, "schemas", p->name, message, e);
    }
    return 0;
}

static int load_kit(cl_form_kit *kit, cl_session *session, cl_error *e)
{
    cl_text dialects = CL_TEXT_INIT;
    int rc;

    cl_text_format(&dialects, "%s/portals", cl_session_scripts(session));
    rc = cl_text_check(&dialects, e);
    if (rc == 0)
        rc = load_all(&kit->mappings, kit->portal, "mapping", dialects.at, load_mapping, e);
    if (rc == 0)
        rc = load_all(&kit->schemas, kit->portal, "schemas", NULL, load_schema, e);
    if (rc == 0)
        rc = check_names(kit, e);
    cl_text_clear(&dialects);
    return rc;
}

int cl_form_kit_open(cl_form_kit **out, cl_session *session, const cl_portal *portal, cl_error *e)
{
    cl_form_kit *kit = cl_calloc(1, sizeof *kit);
    int rc;

    *out = NULL;
    if (kit == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    kit->portal = portal;
    kit->mappings = (cl_vec)CL_VEC_INIT(part);
    kit->schemas = (cl_vec)CL_VEC_INIT(part);
    rc = load_kit(kit, session, e);
    if (rc == 0)
        *out = kit;
    else
        cl_form_kit_close(kit);
    return rc;
}

static void clear_parts(cl_vec *parts)
{
    for (size_t i = 0; i < parts->count; i++) {
        part *p = cl_vec_at(parts, i);

        cl_form_mapping_close(p->mapping);
        cl_json_schema_close(p->schema);
        cl_text_clear(&p->path);
    }
    cl_vec_clear(parts);
}

void cl_form_kit_close(cl_form_kit *kit)
{
    if (kit == NULL)
        return;
    clear_parts(&kit->mappings);
    clear_parts(&kit->schemas);
    cl_free(kit);
}

void cl_form_kit_tell(const cl_form_kit *kit, const cl_sink *sink)
{
    for (size_t i = 0; i < kit->schemas.count; i++) {
        const part *p = cl_vec_at(&kit->schemas, i);
        const char *what;

        for (size_t k = 0; (what = cl_json_schema_unchecked(p->schema, k)) != NULL; k++)
            cl_sink_note(sink, "%s: %s", p->path.at, what);
    }
}

/* ---- making ---- */

/* The mapping of that programme, else the one of "any"; NULL for none. */
static const part *find_mapping(const cl_form_kit *kit, cl_view programme)
{
    const part *found = NULL;

    for (size_t i = 0; i < kit->mappings.count; i++) {
        const part *p = cl_vec_at(&kit->mappings, i);

        if (cl_view_is(programme, p->name))
            return p;
        if (strcmp(p->name, "any") == 0)
            found = p;
    }
    return found;
}

static int add_form(cl_text *out, const part *p, const char *form, const cl_json_value *delivery,
                    cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    cl_json *json = NULL;
    int rc = cl_form_mapping_make(p->mapping, &text, form, delivery, e);

    if (rc == 0)
        rc = cl_json_parse(&json, cl_text_view(&text), form, 1, e);
    else if (e != NULL && strchr(e->file, '/') == NULL &&
             strcmp(e->file, strrchr(p->path.at, '/') + 1) == 0)
        cl_error_place(e, p->path.at, e->line, NULL);
    if (rc == 0) {
        cl_text_add_json(out, cl_view_of(form));
        cl_text_add_char(out, ':');
        cl_json_print_present(out, cl_json_root(json));
    }
    cl_json_free(json);
    cl_text_clear(&text);
    return rc;
}

/* What a mapping sees: the delivery as a dialect will, before there is anything of the portal in
 * it. */
static int map(cl_text *out, const part *p, const cl_submission *submission, cl_view reference,
               cl_error *e)
{
    cl_text view = CL_TEXT_INIT;
    cl_json *json = NULL;
    const char *form;
    int rc;

    cl_submission_print(&view, submission, reference);
    cl_text_add_string(&view, ",\"forms\":");
    cl_submission_print_forms(&view, submission, reference);
    cl_text_add_char(&view, '}');
    rc = cl_text_check(&view, e);
    if (rc == 0)
        rc = cl_json_parse(&json, cl_text_view(&view), "delivery", 1, e);
    cl_text_add_char(out, '{');
    for (size_t i = 0; rc == 0 && (form = cl_form_mapping_name(p->mapping, i)) != NULL; i++) {
        cl_text_add_string(out, i > 0 ? "," : "");
        rc = add_form(out, p, form, cl_json_root(json), e);
    }
    cl_text_add_char(out, '}');
    cl_json_free(json);
    cl_text_clear(&view);
    return rc;
}

/* ---- checking ---- */

typedef struct findings {
    const cl_sink *sink;
    char application[CL_ID_TEXT];
    size_t count;
} findings;

static void tell(findings *f, const char *path, const char *message)
{
    cl_error error = CL_ERROR_INIT;

    (void)cl_fail(&error, CL_E_INVALID, "%s", message);
    cl_error_place(&error, f->application, 0, path);
    (void)cl_sink_refuse(f->sink, &error);
    f->count++;
}

static int check_form(findings *f, const part *p, const cl_json_value *form, cl_error *e)
{
    cl_json_schema_faults faults = CL_JSON_SCHEMA_FAULTS_INIT;
    int rc = cl_json_schema_check(p->schema, &faults, form, p->name, e);

    for (size_t i = 0; rc == 0 && i < faults.items.count; i++) {
        const cl_json_schema_fault *fault = cl_vec_at(&faults.items, i);
        cl_text text = CL_TEXT_INIT;

        cl_text_format(&text, "found %s; expected %s", fault->found, fault->expected);
        if (fault->suggestion != NULL)
            cl_text_format(&text, "; %s", fault->suggestion);
        rc = cl_text_check(&text, e);
        if (rc == 0)
            tell(f, fault->path, text.at);
        cl_text_clear(&text);
    }
    f->count += faults.left_out;
    if (rc == CL_E_LIMIT)
        cl_error_place(e, p->path.at, 0, NULL);
    cl_json_schema_faults_clear(&faults);
    return rc;
}

static int check(findings *f, const cl_form_kit *kit, const cl_json_value *forms, cl_error *e)
{
    const char *names[FORMS], *name;
    size_t count = list_forms(names, kit->portal);
    const cl_json_value *form;
    void *cursor = NULL;
    int rc = 0;

    for (size_t i = 0; i < count; i++)
        if (cl_json_get(forms, names[i]) == NULL)
            tell(
                f, names[i],
                "the portal takes this form and no mapping makes it: write a function of that name "
                "into the file of the setting 'mapping'");
    while ((name = cl_json_next(forms, &cursor, &form)) != NULL)
        if (!is_among(name, names, count))
            tell(f, name, "the mapping makes this form and the setting 'forms' does not name it");
    for (size_t i = 0; rc == 0 && i < kit->schemas.count; i++) {
        const part *p = cl_vec_at(&kit->schemas, i);

        form = cl_json_get(forms, p->name);
        if (form != NULL)
            rc = check_form(f, p, form, e);
    }
    return rc;
}

int cl_form_kit_make(cl_form_kit *kit, cl_text *out, const cl_submission *submission,
                     cl_view reference, const cl_sink *sink, cl_error *e)
{
    const part *mapping = find_mapping(kit, submission->application.programme);
    findings f = {.sink = sink};
    cl_text forms = CL_TEXT_INIT;
    cl_json *json = NULL;
    int rc = 0;

    cl_id_format(f.application, "APP", submission->application.id);
    if (mapping != NULL)
        rc = map(&forms, mapping, submission, reference, e);
    else
        cl_submission_print_forms(&forms, submission, reference);
    if (rc == 0)
        rc = cl_text_check(&forms, e);
    if (rc == 0)
        rc = cl_json_parse(&json, cl_text_view(&forms), "forms", 1, e);
    if (rc == 0)
        rc = check(&f, kit, cl_json_root(json), e);
    if (rc == 0 && f.count > 0)
        rc = cl_fail(
            e, CL_E_INVALID, "%s does not fit the forms of portal %s: %zu %s wrong (told above)",
            f.application, kit->portal->id, f.count, f.count == 1 ? "thing is" : "things are");
    if (rc == 0)
        rc = cl_text_add_view(out, cl_text_view(&forms));
    cl_json_free(json);
    cl_text_clear(&forms);
    return rc;
}
