/* SPDX-License-Identifier: MIT
 *
 * The explanation as indented text and as JSON.
 */
#include <string.h>

#include "vec.h"
#include "why.h"
#include "wrap.h"

enum { STEP = 2, HANG = 4, NARROWEST = 40 };

/* ---- text ---- */

static bool is_kind(const cl_why_node *node, const char *kind)
{
    return strcmp(node->kind, kind) == 0;
}

typedef struct page {
    cl_text *out;
    size_t width;
    cl_vec params; /* names of those whose values were printed */
} page;

static bool is_above(page *p, const char *param)
{
    for (size_t i = 0; i < p->params.count; i++)
        if (strcmp(*(const char **)cl_vec_at(&p->params, i), param) == 0)
            return true;
    (void)cl_vec_add(&p->params, &param); /* without memory the value is printed again */
    return false;
}

/* Facts and params are told by their names, conditions by what they came to, values by both. */
static void head(cl_text *out, const cl_why_node *node)
{
    if (is_kind(node, "fact") || is_kind(node, "param"))
        cl_text_format(out, "%s = %s", node->path, node->finding);
    else if (is_kind(node, "condition"))
        cl_text_format(out, "%s: %s", node->finding, node->says);
    else if (is_kind(node, "value") || is_kind(node, "table"))
        cl_text_format(out, "%s = %s", node->says, node->finding);
    else if (is_kind(node, "member"))
        cl_text_format(out, "%s: %s", node->says, node->finding);
    else
        cl_text_format(out, "%s: %s: %s", node->path, node->finding, node->says);
}

static void in_force(cl_text *out, const cl_why_node *node)
{
    if (node->from != CL_DATE_MIN) {
        cl_text_add_string(out, ", in force from ");
        cl_date_print_human(out, node->from);
    }
    if (node->until != CL_DATE_MAX) {
        cl_text_add_string(out, " to ");
        cl_date_print_human(out, node->until);
    }
}

static void cites(cl_text *out, const cl_strings *list)
{
    for (size_t i = 0; i < list->count; i++)
        cl_text_format(out, "%s%s", i == 0 ? " [" : " ", list->items[i]);
    if (list->count > 0)
        cl_text_add_char(out, ']');
}

/* A condition over many members reads the same params for each: their values are told once. */
static void rest(page *p, cl_text *line, const cl_why_node *node)
{
    if (is_kind(node, "param") && is_above(p, node->path)) {
        cl_text_add_string(line, ", as above");
        return;
    }
    in_force(line, node);
    if (node->note != NULL && *node->note != '\0')
        cl_text_format(line, " (%s)", node->note);
    cites(line, &node->cites);
}

/* Far in, a line goes beyond the page rather than into a column of single words. */
static size_t wide_enough(const page *p, size_t indent)
{
    return indent + NARROWEST > p->width ? indent + NARROWEST : p->width;
}

static void print_node(page *p, const cl_why_node *node, size_t indent)
{
    cl_text line = CL_TEXT_INIT;

    if (node->label != NULL)
        cl_text_format(&line, "%s: ", node->label);
    head(&line, node);
    rest(p, &line, node);
    cl_wrap(p->out, indent, indent + HANG, wide_enough(p, indent), line.at == NULL ? "" : line.at);
    if (line.failed != 0)
        p->out->failed = line.failed;
    cl_text_clear(&line);
    for (const cl_why_node *part = node->first; part != NULL; part = part->next)
        print_node(p, part, indent + STEP);
}

int cl_why_print_text(cl_text *out, const cl_why_tree *tree, unsigned width)
{
    page p = {out, width == 0 ? 80 : width, CL_VEC_INIT(const char *)};

    if (tree->root != NULL)
        print_node(&p, tree->root, 0);
    if (tree->dropped > 0)
        cl_text_format(out, "Only the first %d findings are shown; ask for one rule or line.\n",
                       CL_WHY_LIMIT);
    cl_vec_clear(&p.params);
    return out->failed;
}

/* ---- JSON ---- */

static void member(cl_text *out, const char *name, const char *value)
{
    if (value == NULL)
        return;
    cl_text_format(out, ", \"%s\": ", name);
    cl_text_add_json(out, cl_view_of(value));
}

static void day(cl_text *out, const char *name, cl_date date)
{
    if (date == CL_DATE_MIN || date == CL_DATE_MAX)
        return;
    cl_text_format(out, ", \"%s\": \"", name);
    cl_date_print(out, date);
    cl_text_add_char(out, '"');
}

static void print_object(cl_text *out, const cl_why_node *node)
{
    cl_text_format(out, "{\"kind\": \"%s\"", node->kind);
    member(out, "label", node->label);
    member(out, "path", node->path);
    member(out, "says", node->says);
    member(out, "finding", node->finding);
    day(out, "from", node->from);
    day(out, "until", node->until);
    member(out, "note", node->note);
    cl_text_add_string(out, ", \"cites\": [");
    for (size_t i = 0; i < node->cites.count; i++) {
        cl_text_add_string(out, i == 0 ? "" : ", ");
        cl_text_add_json(out, cl_view_of(node->cites.items[i]));
    }
    cl_text_add_string(out, "], \"parts\": [");
    for (const cl_why_node *part = node->first; part != NULL; part = part->next) {
        cl_text_add_string(out, part == node->first ? "" : ", ");
        print_object(out, part);
    }
    cl_text_add_string(out, "]}");
}

int cl_why_print_json(cl_text *out, const cl_why_tree *tree)
{
    if (tree->root != NULL)
        print_object(out, tree->root);
    return out->failed;
}
