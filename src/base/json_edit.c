/* SPDX-License-Identifier: MIT
 *
 * The tree is jansson's; only the last step of a path changes something.
 */
#include "json_edit.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { STEP = 80, INDENT = 2, QUOTED = 60 };

typedef enum step_kind { STEP_KEY, STEP_ITEM, STEP_NEW } step_kind;

typedef struct step {
    step_kind kind;
    char name[STEP];
} step;

typedef struct edit {
    cl_view path;
    size_t at; /* what of the path was read */
    cl_error *error;
} edit;

static int no_path(const edit *w)
{
    return cl_fail(w->error, CL_E_INVALID,
                   "'%.*s' is no path; one reads cluster.schools[s2].funding",
                   (int)(w->path.length < QUOTED ? w->path.length : QUOTED), w->path.at);
}

static bool is_done(const edit *w)
{
    return w->at == w->path.length;
}

/* The next step: "key", ".key" after another step, "[item]". */
static int next_step(edit *w, step *out)
{
    bool first = w->at == 0, item = !is_done(w) && w->path.at[w->at] == '[';
    size_t begin = w->at, end;

    if (is_done(w) || (!first && !item && w->path.at[begin] != '.'))
        return no_path(w);
    begin += item || !first;
    end = begin;
    while (end < w->path.length &&
           (item ? w->path.at[end] != ']' : w->path.at[end] != '.' && w->path.at[end] != '['))
        end++;
    if (end == begin || end - begin >= STEP || (item && end == w->path.length))
        return no_path(w);
    memcpy(out->name, w->path.at + begin, end - begin);
    out->name[end - begin] = '\0';
    out->kind = !item ? STEP_KEY : strcmp(out->name, "+") == 0 ? STEP_NEW : STEP_ITEM;
    w->at = end + item;
    return 0;
}

/* Index of the item with that id, else of that number; the size of the list when there is none. */
static size_t find_item(const json_t *list, const char *name)
{
    size_t count = json_array_size(list);
    char *end;
    unsigned long number;

    for (size_t i = 0; i < count; i++) {
        const char *id = json_string_value(json_object_get(json_array_get(list, i), "id"));

        if (id != NULL && strcmp(id, name) == 0)
            return i;
    }
    number = strtoul(name, &end, 10);
    return *end == '\0' && number >= 1 && number <= count ? number - 1 : count;
}

static int nothing_there(const edit *w, const step *here, const json_t *at)
{
    cl_text ids = CL_TEXT_INIT;
    int rc;

    for (size_t i = 0; i < json_array_size(at) && i < 8; i++) {
        const char *id = json_string_value(json_object_get(json_array_get(at, i), "id"));

        if (id != NULL)
            cl_text_format(&ids, "%s%.20s", ids.length > 0 ? ", " : "; there are ", id);
    }
    rc = cl_fail(w->error, CL_E_NOT_FOUND, "%.*s: there is no '%s'%s",
                 (int)(w->at < QUOTED ? w->at : QUOTED), w->path.at, here->name,
                 ids.length > 0 && ids.failed == 0 ? ids.at : "");
    cl_text_clear(&ids);
    return rc;
}

/* A key asks for an object, an item for a list. */
static int check_kind(const edit *w, const step *here, const json_t *at)
{
    if (here->kind == STEP_KEY ? json_is_object(at) : json_is_array(at))
        return 0;
    return cl_fail(w->error, CL_E_NOT_FOUND, "%.*s: '%s' is looked for in what is no %s",
                   (int)(w->at < QUOTED ? w->at : QUOTED), w->path.at, here->name,
                   here->kind == STEP_KEY ? "object" : "list");
}

/* One step down. An object that a key leads to is made where it is not there. */
static int descend(const edit *w, const step *here, json_t **at)
{
    json_t *below = NULL;
    int rc = check_kind(w, here, *at);

    if (rc != 0)
        return rc;
    if (here->kind == STEP_ITEM)
        below = json_array_get(*at, find_item(*at, here->name));
    if (here->kind == STEP_KEY) {
        below = json_object_get(*at, here->name);
        if (below == NULL && json_object_set_new(*at, here->name, json_object()) == 0)
            below = json_object_get(*at, here->name);
    }
    if (below == NULL)
        return nothing_there(w, here, *at);
    *at = below;
    return 0;
}

static int take_away(const edit *w, const step *here, json_t *at)
{
    bool gone = false;

    if (here->kind == STEP_KEY)
        gone = json_object_del(at, here->name) == 0;
    if (here->kind == STEP_ITEM)
        gone = json_array_remove(at, find_item(at, here->name)) == 0;
    return gone ? 0 : nothing_there(w, here, at);
}

/* Takes the reference of `value`. */
static int put(const edit *w, const step *here, json_t *at, json_t *value)
{
    size_t item;

    if (here->kind == STEP_KEY)
        return json_object_set_new(at, here->name, value) == 0
                   ? 0
                   : cl_fail(w->error, CL_E_MEMORY, "out of memory");
    if (here->kind == STEP_NEW)
        return json_array_append_new(at, value) == 0
                   ? 0
                   : cl_fail(w->error, CL_E_MEMORY, "out of memory");
    item = find_item(at, here->name);
    if (item == json_array_size(at)) {
        json_decref(value);
        return nothing_there(w, here, at);
    }
    return json_array_set_new(at, item, value) == 0
               ? 0
               : cl_fail(w->error, CL_E_MEMORY, "out of memory");
}

static int read_value(json_t **out, cl_view text, cl_error *e)
{
    json_error_t fault;

    *out = json_loadb(text.at, text.length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &fault);
    if (json_is_real(*out)) { /* amounts are texts */
        json_decref(*out);
        *out = NULL;
    }
    if (*out == NULL)
        *out = json_stringn(text.at, text.length);
    return *out != NULL ? 0 : cl_fail(e, CL_E_INVALID, "the value is no UTF-8");
}

static int change(edit *w, json_t *root, cl_view value)
{
    json_t *at = root, *new_value;
    step here;
    int rc = next_step(w, &here);

    while (rc == 0 && !is_done(w)) {
        rc = descend(w, &here, &at);
        if (rc == 0)
            rc = next_step(w, &here);
    }
    if (rc == 0)
        rc = check_kind(w, &here, at);
    if (rc != 0)
        return rc;
    if (value.at == NULL)
        return take_away(w, &here, at);
    rc = read_value(&new_value, value, w->error);
    return rc != 0 ? rc : put(w, &here, at, new_value);
}

static int add_bytes(const char *bytes, size_t length, void *out)
{
    return cl_text_add(out, bytes, length) == 0 ? 0 : -1;
}

static int print(cl_text *out, const json_t *root, cl_error *e)
{
    if (json_dump_callback(root, add_bytes, out, JSON_INDENT(INDENT)) == 0 &&
        cl_text_add_char(out, '\n') == 0)
        return 0;
    return cl_fail(e, CL_E_MEMORY, "out of memory");
}

int cl_json_edit(cl_text *out, cl_view document, cl_view path, cl_view value, cl_error *e)
{
    json_error_t fault;
    json_t *root = json_loadb(document.at, document.length, JSON_REJECT_DUPLICATES, &fault);
    edit w = {path, 0, e};
    int rc;

    if (!json_is_object(root)) {
        json_decref(root);
        return cl_fail(e, CL_E_INVALID, "the document is no JSON object");
    }
    rc = change(&w, root, value);
    if (rc == 0)
        rc = print(out, root, e);
    json_decref(root);
    return rc;
}
