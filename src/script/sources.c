/* SPDX-License-Identifier: MIT
 *
 * Finding, counting and digesting the files that code is made of.
 */
#include "sources.h"

#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "file.h"

enum { MODULE_PARTS = 8, NAME_BYTES = 59 };

typedef struct source_file {
    char *name;
    char digest[CL_DIGEST_HEX];
    cl_text text; /* empty where texts are not kept */
} source_file;

void cl_sources_init(cl_sources *sources, size_t one_limit, size_t all_limit)
{
    *sources = (cl_sources){.roots = CL_VEC_INIT(char *),
                            .files = CL_VEC_INIT(source_file),
                            .one_limit = one_limit,
                            .all_limit = all_limit};
}

void cl_sources_clear(cl_sources *sources)
{
    for (size_t i = 0; i < sources->roots.count; i++)
        cl_free(*(char **)cl_vec_at(&sources->roots, i));
    for (size_t i = 0; i < sources->files.count; i++) {
        source_file *file = cl_vec_at(&sources->files, i);

        cl_free(file->name);
        cl_text_clear(&file->text);
    }
    cl_vec_clear(&sources->roots);
    cl_vec_clear(&sources->files);
}

int cl_sources_add_root(cl_sources *sources, const char *folder, cl_error *e)
{
    char *copy = cl_strdup(folder);

    if (copy == NULL || cl_vec_add(&sources->roots, &copy) != 0) {
        cl_free(copy);
        return cl_fail(e, CL_E_MEMORY, "no memory for a folder name");
    }
    return 0;
}

static const char *root_at(const cl_sources *sources, size_t i)
{
    return *(char **)cl_vec_at(&sources->roots, i);
}

/* Segments of letters, digits and _ - . that begin with neither '.' nor '-': nothing climbs out. */
static bool name_is_relative(const char *name)
{
    bool start = true;

    if (*name == '\0' || strlen(name) > NAME_BYTES)
        return false;
    for (; *name != '\0'; name++) {
        bool letter = (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') ||
                      (*name >= '0' && *name <= '9') || *name == '_';
        if (!letter && (start || strchr("-./", *name) == NULL))
            return false;
        start = *name == '/';
    }
    return !start;
}

static const source_file *find_file(const cl_sources *sources, const char *name)
{
    for (size_t i = 0; i < sources->files.count; i++) {
        const source_file *file = cl_vec_at(&sources->files, i);

        if (strcmp(file->name, name) == 0)
            return file;
    }
    return NULL;
}

bool cl_sources_text(const cl_sources *sources, cl_view *out, const char *name)
{
    const source_file *file = find_file(sources, name);

    *out = file == NULL ? (cl_view)CL_VIEW_INIT : cl_text_view(&file->text);
    return file != NULL;
}

int cl_sources_note(cl_sources *sources, const char *name, cl_view bytes, cl_error *e)
{
    source_file file = {NULL, "", CL_TEXT_INIT};

    if (find_file(sources, name) != NULL)
        return 0;
    cl_digest_hex(bytes, file.digest);
    file.name = cl_strdup(name);
    if (sources->keep)
        cl_text_add_view(&file.text, bytes);
    if (file.name == NULL || file.text.failed != 0 || cl_vec_add(&sources->files, &file) != 0) {
        cl_free(file.name);
        cl_text_clear(&file.text);
        return cl_fail(e, CL_E_MEMORY, "no memory for the list of files");
    }
    return 0;
}

static int not_found(const cl_sources *sources, const char *name, cl_error *e)
{
    cl_text roots = CL_TEXT_INIT;

    for (size_t i = 0; i < sources->roots.count; i++)
        cl_text_format(&roots, "%s%s", i == 0 ? "" : ", ", root_at(sources, i));
    cl_fail(e, CL_E_NOT_FOUND, "there is no file %s in %s", name, roots.at != NULL ? roots.at : "");
    cl_text_clear(&roots);
    return CL_E_NOT_FOUND;
}

static int find_root(const cl_sources *sources, const char **root, const char *name, cl_error *e)
{
    cl_text path = CL_TEXT_INIT;
    int rc = 0;

    *root = NULL;
    for (size_t i = 0; rc == 0 && *root == NULL && i < sources->roots.count; i++) {
        cl_text_reset(&path);
        cl_text_format(&path, "%s/%s", root_at(sources, i), name);
        rc = cl_text_check(&path, e);
        if (rc == 0 && cl_file_exists(path.at))
            *root = root_at(sources, i);
    }
    cl_text_clear(&path);
    return rc;
}

static int read_counted(cl_sources *sources, cl_text *out, const char *root, const char *name,
                        cl_error *e)
{
    size_t before = out->length;
    int rc = cl_file_read_below(out, root, name, sources->one_limit, e);

    if (rc != 0)
        return rc;
    sources->total += out->length - before;
    if (sources->all_limit != 0 && sources->total > sources->all_limit) {
        cl_fail(e, CL_E_LIMIT, "the files together have more than %zu bytes", sources->all_limit);
        cl_error_place(e, name, 0, NULL);
        return CL_E_LIMIT;
    }
    return cl_sources_note(sources, name, (cl_view){out->at + before, out->length - before}, e);
}

/* What was there when the first load read it: files may have changed since. */
static int read_again(const cl_sources *first, cl_text *out, const char *name, cl_error *e)
{
    const source_file *file = find_file(first, name);

    if (file == NULL)
        return cl_fail(e, CL_E_NOT_FOUND, "there was no file %s", name);
    cl_text_add_view(out, cl_text_view(&file->text));
    return cl_text_check(out, e);
}

int cl_sources_read(cl_sources *sources, cl_text *out, const char *name, cl_error *e)
{
    const char *root;
    int rc;

    if (!name_is_relative(name))
        return cl_fail(e, CL_E_INVALID,
                       "'%s' is no relative file name of at most %d letters, digits, '_', '-', '.' "
                       "and '/'",
                       name, NAME_BYTES);
    if (sources->again != NULL)
        return read_again(sources->again, out, name, e);
    rc = find_root(sources, &root, name, e);
    if (rc != 0)
        return rc;
    if (root == NULL)
        return not_found(sources, name, e);
    return read_counted(sources, out, root, name, e);
}

int cl_sources_module(cl_text *out, cl_view module, cl_error *e)
{
    size_t parts = 1;
    bool start = true;

    for (size_t i = 0; i < module.length; i++) {
        char c = module.at[i];
        bool good = c >= 'a' && c <= 'z';

        if (!start)
            good = good || (c >= '0' && c <= '9') || c == '_' || c == '.';
        parts += c == '.';
        start = c == '.';
        if (!good || parts > MODULE_PARTS)
            break;
        if (i + 1 == module.length && !start) {
            for (size_t k = 0; k < module.length; k++)
                cl_text_add_char(out, module.at[k] == '.' ? '/' : module.at[k]);
            cl_text_add_string(out, ".lua");
            return cl_text_check(out, e);
        }
    }
    return cl_fail(e, CL_E_INVALID,
                   "'%.*s' is no module name: lower-case names joined by dots, at most %d, such as "
                   "lib.cluster",
                   (int)(module.length < 80 ? module.length : 80), module.at, MODULE_PARTS);
}

static int compare_lines(const void *a, const void *b)
{
    const source_file *const *x = a, *const *y = b;
    int by_digest = strcmp((*x)->digest, (*y)->digest);

    return by_digest != 0 ? by_digest : strcmp((*x)->name, (*y)->name);
}

int cl_sources_digest(const cl_sources *sources, char out[7 + CL_DIGEST_HEX], cl_error *e)
{
    size_t count = sources->files.count;
    const source_file **sorted = cl_calloc(count + 1, sizeof *sorted);
    cl_text lines = CL_TEXT_INIT;
    int rc;

    if (sorted == NULL)
        return cl_fail(e, CL_E_MEMORY, "no memory for a digest");
    for (size_t i = 0; i < count; i++)
        sorted[i] = cl_vec_at(&sources->files, i);
    qsort(sorted, count, sizeof *sorted, compare_lines);
    for (size_t i = 0; i < count; i++)
        cl_text_format(&lines, "%s, %s\n", sorted[i]->digest, sorted[i]->name);
    cl_free(sorted);
    rc = cl_text_check(&lines, e);
    if (rc == 0) {
        memcpy(out, "sha256:", 7);
        cl_digest_hex(cl_text_view(&lines), out + 7);
    }
    cl_text_clear(&lines);
    return rc;
}

static int compare_names(const void *a, const void *b)
{
    const source_file *const *first = a, *const *second = b;

    return strcmp((*first)->name, (*second)->name);
}

int cl_sources_print(const cl_sources *sources, cl_text *out, cl_error *e)
{
    size_t count = sources->files.count;
    const source_file **sorted = cl_calloc(count + 1, sizeof *sorted);

    if (sorted == NULL)
        return cl_fail(e, CL_E_MEMORY, "no memory for a list of files");
    for (size_t i = 0; i < count; i++)
        sorted[i] = cl_vec_at(&sources->files, i);
    qsort(sorted, count, sizeof *sorted, compare_names);
    cl_text_add_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        cl_text_add_string(out, i == 0 ? "{\"file\": " : ", {\"file\": ");
        cl_text_add_json(out, cl_view_of(sorted[i]->name));
        cl_text_format(out, ", \"sha256\": \"%s\"}", sorted[i]->digest);
    }
    cl_text_add_char(out, ']');
    cl_free(sorted);
    return cl_text_check(out, e);
}
