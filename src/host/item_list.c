/* SPDX-License-Identifier: MIT
 *
 * Reading items. Nothing of a file is used before all of it could be read.
 */
#include "item_list.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "file.h"
#include "json.h"

enum { ITEMS_LIMIT = 64 << 20 };

static int add_item(cl_vec *out, cl_view name, cl_error *e)
{
    char *copy = cl_strndup(name.at, name.length);

    if (copy != NULL && cl_vec_add(out, &copy) == 0)
        return 0;
    cl_free(copy);
    return cl_fail(e, CL_E_MEMORY, "out of memory");
}

/* An id, or a JSON object that has one. */
static int add_line(cl_vec *out, cl_view line, const char *prefix, const char *file, int number,
                    cl_error *e)
{
    cl_json *json = NULL;
    const cl_json_value *id;
    int rc;

    if (line.length == 0)
        return 0;
    if (line.at[0] != '{')
        return add_item(out, line, e);
    rc = cl_json_parse(&json, line, file, number, e);
    if (rc != 0)
        return rc;
    id = cl_json_get(cl_json_root(json), "id");
    if (id == NULL || cl_json_type(id) != CL_JSON_STRING) {
        rc = cl_fail(e, CL_E_INVALID, "a line has an \"id\", such as {\"id\": \"%s-1\"}", prefix);
        cl_error_place(e, file, number, NULL);
    } else {
        rc = add_item(out, cl_json_string(id), e);
    }
    cl_json_free(json);
    return rc;
}

static int read_input(cl_text *out, cl_error *e)
{
    char block[8192];
    ssize_t got;

    while ((got = read(STDIN_FILENO, block, sizeof block)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return cl_fail(e, CL_E_IO, "standard input: %s", strerror(errno));
        if (cl_text_add(out, block, (size_t)got) != 0)
            return cl_text_check(out, e);
    }
    return 0;
}

static int read_file(cl_vec *out, const char *path, const char *prefix, cl_error *e)
{
    bool input = strcmp(path, "-") == 0;
    const char *name = input ? "standard input" : path;
    cl_text text = CL_TEXT_INIT;
    int rc, number = 1;

    text.limit = ITEMS_LIMIT;
    rc = input ? read_input(&text, e) : cl_file_read(&text, path, ITEMS_LIMIT, e);
    for (const char *line = text.at; rc == 0 && line != NULL && *line != '\0'; number++) {
        size_t length = strcspn(line, "\n");

        rc = add_line(out, cl_view_trim((cl_view){line, length}), prefix, name, number, e);
        line += length + (line[length] == '\n');
    }
    cl_text_clear(&text);
    return rc;
}

int cl_item_list_read(cl_vec *out, const cl_arguments *arguments, const char *item,
                      const char *prefix, cl_error *e)
{
    const char *name;
    int rc = 0;

    for (size_t i = 0; rc == 0 && (name = cl_argument_at(arguments, item, i)) != NULL; i++)
        rc = add_item(out, cl_view_of(name), e);
    if (rc == 0 && cl_argument_is_set(arguments, "from"))
        rc = read_file(out, cl_argument_get(arguments, "from"), prefix, e);
    return rc;
}
