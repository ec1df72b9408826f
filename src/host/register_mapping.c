/* SPDX-License-Identifier: MIT
 *
 * Mappings: read as settings (constructors only, no code runs), checked against the fields and
 * words that there are, and looked at by the importers.
 */
#include "register_mapping.h"

#include <stdio.h>
#include <string.h>

#include "file.h"
#include "iso.h"
#include "recording.h"
#include "settings.h"
#include "suggest.h"

static const char *const keys[] = {"title",          "scheme",
                                   "known_by",       "country",
                                   "nation",         "digits",
                                   "without",        "nothing",
                                   "columns",        "other_language",
                                   "overseas_types", "nation_needs",
                                   "closed_status",  "nation_of_number",
                                   "phases",         "phase_of_group",
                                   "fundings",       "holds",
                                   "successors",     "predecessors",
                                   "passed",         NULL};
static const cl_settings_word words[] = {{"mapping", true, keys, NULL}, {NULL, false, NULL, NULL}};

static const char *const school_fields[] = {
    "number",  "name",      "other_name", "town",         "postcode",   "opened", "closed",
    "la_code", "authority", "phase",      "group",        "pupils",     "type",   "country",
    "status",  "funding",   "is_primary", "is_secondary", "is_special", NULL};
static const char *const link_fields[] = {"number", "other", "link", "date", NULL};
static const char *const link_kinds[] = {"successor", "merged", "split", "renamed", NULL};

void cl_register_mappings_init(cl_register_mappings *mappings)
{
    mappings->files = (cl_vec)CL_VEC_INIT(cl_json *);
    mappings->items = (cl_vec)CL_VEC_INIT(cl_register_mapping);
}

void cl_register_mappings_clear(cl_register_mappings *mappings)
{
    for (size_t i = 0; i < mappings->files.count; i++)
        cl_json_free(*(cl_json **)cl_vec_at(&mappings->files, i));
    cl_vec_clear(&mappings->files);
    cl_vec_clear(&mappings->items);
    cl_register_mappings_init(mappings);
}

/* ---- checking ---- */

static int refuse(const char *path, const char *id, const char *key, const char *message,
                  cl_error *e)
{
    char place[CL_ERROR_PATH];
    int rc = cl_fail(e, CL_E_INVALID, "%s", message);

    (void)snprintf(place, sizeof place, "mapping \"%s\".%s", id, key);
    cl_error_place(e, path, 0, place);
    return rc;
}

static bool is_among(cl_view word, const char *const *list)
{
    for (size_t i = 0; list[i] != NULL; i++)
        if (cl_view_is(word, list[i]))
            return true;
    return false;
}

static int refuse_word(const char *path, const char *id, const char *key, cl_view found,
                       const char *const *list, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    int rc;

    cl_text_add_string(&text, "found '");
    cl_text_add_plain(&text, found);
    cl_text_add_string(&text, "', expected one of");
    for (size_t i = 0; list[i] != NULL; i++)
        cl_text_format(&text, "%s %s", i == 0 ? "" : ",", list[i]);
    rc = refuse(path, id, key, text.at == NULL ? "out of memory" : text.at, e);
    cl_text_clear(&text);
    return rc;
}

/* Every member of a table of words means one of `list`. */
static int check_words(const char *path, const cl_register_mapping *m, const char *key,
                       const char *const *list, cl_error *e)
{
    const cl_json_value *object = cl_json_get(m->settings, key), *value;
    void *cursor = NULL;
    int rc = 0;

    if (object == NULL)
        return 0;
    if (cl_json_type(object) != CL_JSON_OBJECT)
        return refuse(path, m->id, key, "write { [\"their word\"] = \"our word\" }", e);
    while (rc == 0 && cl_json_next(object, &cursor, &value) != NULL)
        if (!is_among(cl_json_string(value), list))
            rc = refuse_word(path, m->id, key, cl_json_string(value), list, e);
    return rc;
}

static int check_columns(const char *path, const cl_register_mapping *m, cl_error *e)
{
    const char *const *fields = m->links ? link_fields : school_fields, *name;
    const cl_json_value *columns = cl_json_get(m->settings, "columns"), *value;
    void *cursor = NULL;
    int rc = 0;

    if (columns == NULL || cl_json_type(columns) != CL_JSON_OBJECT ||
        cl_json_get(columns, "number") == NULL ||
        cl_json_get(columns, m->links ? "other" : "name") == NULL)
        return refuse(path, m->id, "columns",
                      m->links ? "name at least the columns number and other"
                               : "name at least the columns number and name",
                      e);
    while (rc == 0 && (name = cl_json_next(columns, &cursor, &value)) != NULL) {
        if (!is_among(cl_view_of(name), fields))
            rc = refuse_word(path, m->id, "columns", cl_view_of(name), fields, e);
        else if (cl_json_type(value) != CL_JSON_ARRAY || cl_json_count(value) == 0)
            rc = refuse(path, m->id, "columns", "write { \"Name in the file\", … }", e);
    }
    return rc;
}

static int check_mapping(const char *path, const cl_register_mapping *m, cl_error *e)
{
    int rc = 0;

    if (m->scheme != NULL && !is_among(cl_view_of(m->scheme), cl_words_of_scheme))
        rc = refuse_word(path, m->id, "scheme", cl_view_of(m->scheme), cl_words_of_scheme, e);
    if (rc == 0 && m->country != NULL && cl_iso_country_find(cl_view_of(m->country)) == NULL)
        rc = refuse(path, m->id, "country", "expected the two capitals of ISO 3166-1", e);
    if (rc == 0)
        rc = check_columns(path, m, e);
    if (rc == 0)
        rc = check_words(path, m, "phases", cl_words_of_phase, e);
    if (rc == 0)
        rc = check_words(path, m, "phase_of_group", cl_words_of_phase, e);
    if (rc == 0)
        rc = check_words(path, m, "fundings", cl_words_of_funding, e);
    if (rc == 0)
        rc = check_words(path, m, "nation_of_number", cl_words_of_nation, e);
    if (rc == 0)
        rc = check_words(path, m, "successors", link_kinds, e);
    if (rc == 0)
        rc = check_words(path, m, "predecessors", link_kinds, e);
    return rc;
}

/* ---- reading ---- */

static int add_mapping(cl_register_mappings *mappings, const char *path, const char *id,
                       const cl_json_value *settings, cl_error *e)
{
    cl_register_mapping m = {id, id, NULL, NULL, false, settings};
    const char *title, *holds;
    int rc;

    title = cl_register_mapping_text(&m, "title");
    m.title = title == NULL ? id : title;
    m.scheme = cl_register_mapping_text(&m, "scheme");
    m.country = cl_register_mapping_text(&m, "country");
    holds = cl_register_mapping_text(&m, "holds");
    m.links = holds != NULL && strcmp(holds, "links") == 0;
    rc = check_mapping(path, &m, e);
    if (rc == 0 && cl_vec_add(&mappings->items, &m) != 0)
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    return rc;
}

static int read_file(cl_register_mappings *mappings, const char *path, cl_error *e)
{
    cl_text text = CL_TEXT_INIT;
    const cl_json_value *all, *one;
    cl_json *json = NULL;
    const char *id;
    void *cursor = NULL;
    int rc = cl_settings_read(&text, NULL, path, words, e);

    if (rc == 0)
        rc = cl_json_parse(&json, cl_text_view(&text), path, 1, e);
    if (rc == 0 && cl_vec_add(&mappings->files, &json) != 0) {
        cl_json_free(json);
        rc = cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    cl_text_clear(&text);
    if (rc != 0)
        return rc;
    all = cl_json_get(cl_json_root(json), "mappings");
    if (all == NULL || cl_json_count(all) == 0)
        rc = cl_fail(e, CL_E_INVALID, "%s: no mapping \"name\" { … } stands in it", path);
    while (rc == 0 && (id = cl_json_next(all, &cursor, &one)) != NULL)
        rc = add_mapping(mappings, path, id, one, e);
    return rc;
}

static int read_folder(cl_register_mappings *mappings, const char *path, cl_error *e)
{
    cl_vec names = CL_VEC_INIT(char *);
    int rc = cl_folder_list(&names, path, e);

    for (size_t i = 0; rc == 0 && i < names.count; i++) {
        const char *name = *(char **)cl_vec_at(&names, i);
        cl_text file = CL_TEXT_INIT;

        if (!cl_view_ends(cl_view_of(name), ".lua"))
            continue;
        cl_text_format(&file, "%s/%s", path, name);
        rc = cl_text_check(&file, e);
        if (rc == 0)
            rc = read_file(mappings, file.at, e);
        cl_text_clear(&file);
    }
    cl_names_clear(&names);
    return rc;
}

int cl_register_mappings_read(cl_register_mappings *mappings, const char *path, cl_error *e)
{
    return cl_folder_exists(path) ? read_folder(mappings, path, e) : read_file(mappings, path, e);
}

/* ---- asking ---- */

const char *cl_register_mapping_text(const cl_register_mapping *mapping, const char *key)
{
    const cl_json_value *value = cl_json_get(mapping->settings, key);

    return value != NULL && cl_json_type(value) == CL_JSON_STRING ? cl_json_string(value).at : NULL;
}

/* The first of some names that the file has. */
static int find_column(const cl_csv *csv, const cl_json_value *names)
{
    for (size_t i = 0; names != NULL && i < cl_json_count(names); i++) {
        int column = cl_csv_find(csv, cl_json_string(cl_json_item(names, i)).at);

        if (column >= 0)
            return column;
    }
    return -1;
}

const cl_register_mapping *cl_register_mapping_of(const cl_register_mappings *mappings,
                                                  const cl_csv *csv)
{
    const cl_register_mapping *found = NULL;

    for (size_t i = 0; i < mappings->items.count; i++) {
        const cl_register_mapping *m = cl_vec_at(&mappings->items, i);

        if (find_column(csv, cl_json_get(m->settings, "known_by")) >= 0 &&
            (found == NULL || (m->links && !found->links)))
            found = m;
    }
    return found;
}

const cl_register_mapping *cl_register_mapping_find(const cl_register_mappings *mappings,
                                                    const char *id)
{
    for (size_t i = 0; i < mappings->items.count; i++) {
        const cl_register_mapping *m = cl_vec_at(&mappings->items, i);

        if (strcmp(m->id, id) == 0)
            return m;
    }
    return NULL;
}

int cl_register_mapping_column(const cl_register_mapping *mapping, const cl_csv *csv,
                               const char *field)
{
    return find_column(csv, cl_json_get(cl_json_get(mapping->settings, "columns"), field));
}

void cl_register_mapping_names(cl_text *out, const cl_register_mapping *mapping, const char *field)
{
    const cl_json_value *names = cl_json_get(cl_json_get(mapping->settings, "columns"), field);

    for (size_t i = 0; names != NULL && i < cl_json_count(names); i++) {
        cl_text_add_string(out, out->length == 0 ? "" : ", ");
        cl_text_add_plain(out, cl_json_string(cl_json_item(names, i)));
    }
}

int cl_register_mapping_words(cl_vec *out, const cl_register_mapping *mapping, const char *key,
                              cl_error *e)
{
    const cl_json_value *all = cl_json_get(mapping->settings, key), *value;
    cl_register_word word = {CL_VIEW_INIT, CL_VIEW_INIT};
    const char *theirs;
    void *cursor = NULL;
    int failed = 0;

    *out = (cl_vec)CL_VEC_INIT(cl_register_word);
    if (all == NULL)
        return 0;
    if (cl_json_type(all) == CL_JSON_ARRAY)
        for (size_t i = 0; failed == 0 && i < cl_json_count(all); i++) {
            word.theirs = cl_json_string(cl_json_item(all, i));
            failed = cl_vec_add(out, &word);
        }
    while (failed == 0 && cl_json_type(all) == CL_JSON_OBJECT &&
           (theirs = cl_json_next(all, &cursor, &value)) != NULL) {
        word.theirs = cl_view_of(theirs);
        word.ours = cl_json_string(value);
        failed = cl_vec_add(out, &word);
    }
    return failed == 0 ? 0 : cl_fail(e, CL_E_MEMORY, "out of memory");
}

static const cl_register_word *word_of(const cl_vec *list, cl_view theirs)
{
    for (size_t i = 0; i < list->count; i++) {
        const cl_register_word *word = cl_vec_at(list, i);

        if (cl_view_equal(word->theirs, theirs))
            return word;
    }
    return NULL;
}

cl_view cl_register_word_of(const cl_vec *list, cl_view theirs)
{
    const cl_register_word *word = word_of(list, theirs);

    return word == NULL ? (cl_view)CL_VIEW_INIT : word->ours;
}

bool cl_register_word_has(const cl_vec *list, cl_view theirs)
{
    return word_of(list, theirs) != NULL;
}
