/* SPDX-License-Identifier: MIT
 *
 * The store of nodes: equal nodes are one, arguments lie in one pool, findings carry the place of
 * the word that is being read. What a node may be made of is checked in tree_*.c.
 */
#include "tree.h"

#include <string.h>

#include "alloc.h"
#include "programme.h"
#include "tree_make.h"

int cl_tree_init(cl_tree *tree, struct cl_programme *programme, cl_arena *arena,
                 cl_findings *findings, cl_error *e)
{
    cl_tree_node poison = {0};
    cl_literals unused = {NULL, NULL, 0};

    memset(tree, 0, sizeof *tree);
    tree->programme = programme;
    tree->arena = arena;
    tree->findings = findings;
    tree->nodes = (cl_vec)CL_VEC_INIT(cl_tree_node);
    tree->arguments = (cl_vec)CL_VEC_INIT(cl_node);
    tree->sets = (cl_vec)CL_VEC_INIT(cl_literals);
    tree->bucket_count = 1024;
    tree->buckets = cl_calloc(tree->bucket_count, sizeof *tree->buckets);
    if (tree->buckets == NULL || cl_vec_add(&tree->nodes, &poison) != 0 ||
        cl_vec_add(&tree->sets, &unused) != 0) {
        cl_tree_clear(tree);
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    return 0;
}

void cl_tree_finish(cl_tree *tree)
{
    cl_free(tree->buckets);
    tree->buckets = NULL;
    tree->bucket_count = 0;
    tree->findings = NULL;
}

void cl_tree_clear(cl_tree *tree)
{
    cl_tree_finish(tree);
    cl_vec_clear(&tree->nodes);
    cl_vec_clear(&tree->arguments);
    cl_vec_clear(&tree->sets);
}

const cl_tree_node *cl_tree_at(const cl_tree *tree, cl_node node)
{
    return (const cl_tree_node *)tree->nodes.items + node;
}

cl_node cl_tree_argument(const cl_tree *tree, cl_node node, uint32_t i)
{
    const cl_tree_node *at = cl_tree_at(tree, node);

    if (i >= at->argument_count)
        return 0;
    return ((const cl_node *)tree->arguments.items)[at->arguments + i];
}

cl_gives cl_tree_gives(const cl_tree *tree, cl_node node)
{
    return cl_tree_at(tree, node)->gives;
}

void cl_tree_finding(cl_tree *tree, const char *format, ...)
{
    cl_text text = CL_TEXT_INIT;
    va_list args;

    va_start(args, format);
    cl_text_format_v(&text, format, args);
    va_end(args);
    cl_findings_add(tree->findings, tree->file, tree->line, NULL, "%s",
                    text.at == NULL ? "out of memory" : text.at);
    cl_text_clear(&text);
}

static size_t mix(size_t hash, uint64_t value)
{
    return (hash ^ (size_t)value) * 1099511628211u;
}

static size_t hash_of(const cl_tree_node *node, const cl_node *arguments)
{
    size_t hash = mix(1469598103934665603u, node->op);

    hash = mix(hash, node->index);
    hash = mix(hash, node->set);
    hash = mix(hash, (uint64_t)node->exact.num);
    hash = mix(hash, (uint64_t)node->exact.den);
    for (const char *at = node->text; at != NULL && *at != '\0'; at++)
        hash = mix(hash, (unsigned char)*at);
    for (uint32_t i = 0; i < node->argument_count; i++)
        hash = mix(hash, arguments[i]);
    return hash ^ (hash >> 29);
}

static bool same_text(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return strcmp(a, b) == 0;
}

static bool is_same(const cl_tree *tree, cl_node candidate, const cl_tree_node *node,
                    const cl_node *arguments)
{
    const cl_tree_node *at = cl_tree_at(tree, candidate);
    const cl_node *theirs = tree->arguments.items;

    if (at->op != node->op || at->gives != node->gives || at->index != node->index ||
        at->set != node->set || at->exact.num != node->exact.num ||
        at->exact.den != node->exact.den || at->argument_count != node->argument_count ||
        at->type != node->type || at->field != node->field || !same_text(at->text, node->text) ||
        !same_text(at->unit, node->unit))
        return false;
    for (uint32_t i = 0; i < node->argument_count; i++)
        if (theirs[at->arguments + i] != arguments[i])
            return false;
    return true;
}

/* A tree may be small in memory and endless to walk, when its parts are used again and again. */
static bool is_in_bounds(cl_tree *tree, cl_tree_node *node, const cl_node *arguments)
{
    node->depth = node->size = 1;
    for (uint32_t i = 0; i < node->argument_count; i++) {
        const cl_tree_node *part = cl_tree_at(tree, arguments[i]);

        if (part->depth >= node->depth)
            node->depth = part->depth + 1;
        node->size += part->size; /* at most 1,000 parts of at most 100,000 */
    }
    if (node->depth > CL_DEPTH_LIMIT)
        cl_tree_finding(tree,
                        "the parts of this expression stand more than %d deep in each other; "
                        "put conditions side by side in all { … } or any { … }, amounts in a "
                        "list with :sum(…)",
                        CL_DEPTH_LIMIT);
    else if (node->size > CL_SIZE_LIMIT)
        cl_tree_finding(tree,
                        "this expression has more than %d parts, one that is used again "
                        "counted each time",
                        CL_SIZE_LIMIT);
    else
        return true;
    return false;
}

static cl_node out_of_room(cl_tree *tree, const char *why)
{
    if (!tree->failed)
        cl_tree_finding(tree, "%s", why);
    tree->failed = true;
    return 0;
}

cl_node cl_tree_no_memory(cl_tree *tree)
{
    tree->no_memory = true;
    if (!tree->arena->full) /* a bound, not memory: the next word names it */
        return out_of_room(tree, "out of memory");
    tree->failed = true;
    return 0;
}

static int grow_buckets(cl_tree *tree)
{
    size_t count = tree->bucket_count * 2;
    uint32_t *larger = cl_calloc(count, sizeof *larger);

    if (larger == NULL)
        return CL_E_MEMORY;
    for (cl_node i = 1; i < tree->nodes.count; i++) {
        const cl_tree_node *node = cl_tree_at(tree, i);
        const cl_node *arguments =
            node->argument_count == 0 ? NULL : cl_vec_at(&tree->arguments, node->arguments);
        size_t at = hash_of(node, arguments) & (count - 1);

        while (larger[at] != 0)
            at = (at + 1) & (count - 1);
        larger[at] = i;
    }
    cl_free(tree->buckets);
    tree->buckets = larger;
    tree->bucket_count = count;
    return 0;
}

static cl_node append(cl_tree *tree, cl_tree_node *node, const cl_node *arguments, size_t bucket)
{
    node->arguments = (uint32_t)tree->arguments.count;
    for (uint32_t i = 0; i < node->argument_count; i++)
        if (cl_vec_add(&tree->arguments, &arguments[i]) != 0)
            return cl_tree_no_memory(tree);
    node->file = tree->file;
    node->line = tree->line;
    if (cl_vec_add(&tree->nodes, node) != 0)
        return cl_tree_no_memory(tree);
    tree->buckets[bucket] = (uint32_t)(tree->nodes.count - 1);
    return (cl_node)(tree->nodes.count - 1);
}

cl_node cl_tree_make(cl_tree *tree, cl_tree_node *node, const cl_node *arguments, size_t count)
{
    size_t bucket;

    if (tree->failed)
        return 0;
    if (tree->nodes.count >= CL_NODES_LIMIT || count > CL_ARGUMENTS_LIMIT)
        return out_of_room(tree,
                           "the programme is too large: at most 100,000 nodes, 1,000 in one word");
    if (tree->nodes.count * 2 > tree->bucket_count && grow_buckets(tree) != 0)
        return cl_tree_no_memory(tree);
    node->argument_count = (uint32_t)count;
    for (size_t i = 0; i < count; i++)
        node->free |= cl_tree_at(tree, arguments[i])->free;
    if (!is_in_bounds(tree, node, arguments))
        return 0;
    bucket = hash_of(node, arguments) & (tree->bucket_count - 1);
    for (; tree->buckets[bucket] != 0; bucket = (bucket + 1) & (tree->bucket_count - 1))
        if (is_same(tree, tree->buckets[bucket], node, arguments))
            return tree->buckets[bucket];
    return append(tree, node, arguments, bucket);
}

bool cl_tree_poisoned(const cl_node *nodes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (nodes[i] == 0)
            return true;
    return false;
}

const char *cl_tree_gives_words(const cl_tree *tree, cl_node node)
{
    static const char *const words[] = {
        [CL_GIVES_NOTHING] = "nothing",   [CL_GIVES_TRUTH] = "a condition",
        [CL_GIVES_NUMBER] = "a number",   [CL_GIVES_MONEY] = "money",
        [CL_GIVES_SHARE] = "a share",     [CL_GIVES_DATE] = "a date",
        [CL_GIVES_TEXT] = "a text",       [CL_GIVES_CHOICE] = "a word of a table",
        [CL_GIVES_COUNTRY] = "a country", [CL_GIVES_RECORD] = "a record",
        [CL_GIVES_LIST] = "a list",
    };

    return words[cl_tree_gives(tree, node)];
}
