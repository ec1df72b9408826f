/* SPDX-License-Identifier: MIT
 *
 * The rules by stage, and what their lists are.
 */
#include "doc_parts.h"
#include "phrase.h"

static const cl_tree *tree_of(const cl_documenting *d)
{
    return &d->programme->tree;
}

void cl_doc_item(cl_documenting *d, cl_text *text, cl_cites cites)
{
    if (text->failed != 0)
        d->page->out->failed = text->failed;
    else
        cl_page_item(d->page, text->at == NULL ? "" : text->at, cites.ids, cites.count);
    cl_text_clear(text);
}

/* ---- trees ---- */

/* The one value of a param on the days of the edition; NULL when it has several or none. */
static const cl_param_value *only_value(const cl_programme *programme, const cl_param *param)
{
    const cl_param_value *found = NULL;

    for (size_t i = 0; i < param->value_count; i++) {
        const cl_param_value *value = &param->values[i];

        if (value->from > programme->until || value->until < programme->from)
            continue;
        if (found != NULL)
            return NULL;
        found = value;
    }
    return param->gives == CL_GIVES_LIST ? NULL : found;
}

void cl_doc_phrase(cl_documenting *d, cl_text *out, cl_node node)
{
    size_t written = 0;

    cl_phrase(out, d->programme, node);
    cl_reach_reset(&d->part);
    cl_reach_node(&d->part, node);
    for (size_t i = 0; i < d->part.nodes.count; i++) {
        const cl_tree_node *at =
            cl_tree_at(tree_of(d), *(const cl_node *)cl_vec_at(&d->part.nodes, i));
        const cl_param *param =
            at->op == CL_OP_PARAM ? cl_vec_at(&d->programme->params, at->index) : NULL;
        const cl_param_value *value = param == NULL ? NULL : only_value(d->programme, param);

        if (value == NULL)
            continue;
        cl_text_add_string(out, written++ == 0 ? " (" : "; ");
        cl_phrase_name(out, param->name);
        cl_text_add_string(out, ": ");
        cl_phrase_exact(out, d->programme, param->gives, param->unit, value->exact);
    }
    if (written > 0)
        cl_text_add_char(out, ')');
    if (d->part.rc != 0)
        d->page->out->failed = d->part.rc;
}

static const char *joining_words(const cl_tree_node *at)
{
    switch ((int)at->op) {
    case CL_OP_ALL:
        return "all of these:";
    case CL_OP_ANY:
        return "at least one of these:";
    case CL_OP_NONE:
        return "none of these:";
    default:
        return NULL;
    }
}

static bool is_joining(const cl_documenting *d, cl_node node)
{
    const cl_tree_node *at = cl_tree_at(tree_of(d), node);

    return joining_words(at) != NULL || at->op == CL_OP_AT_LEAST_OF;
}

static void joined(cl_documenting *d, const char *before, cl_node node)
{
    const cl_tree_node *at = cl_tree_at(tree_of(d), node);
    cl_text text = CL_TEXT_INIT;

    cl_text_add_string(&text, before);
    if (at->op == CL_OP_AT_LEAST_OF)
        cl_text_format(&text, "at least %u of these:", at->index);
    else
        cl_text_add_string(&text, joining_words(at));
    cl_doc_item(d, &text, (cl_cites){NULL, 0});
    cl_page_list(d->page);
    for (uint32_t i = 0; i < at->argument_count; i++)
        cl_doc_tree(d, "", cl_tree_argument(tree_of(d), node, i));
    cl_page_list_end(d->page);
}

/* "for every one of the leads: all of these:" with its parts below. */
static bool over_list(cl_documenting *d, const char *before, cl_node node)
{
    static const struct {
        cl_op op;
        const char *words;
    } rows[] = {{CL_OP_EVERY, "for every one of the "},
                {CL_OP_SOME, "for at least one of the "},
                {CL_OP_NO, "for none of the "}};
    const cl_tree_node *at = cl_tree_at(tree_of(d), node);
    cl_node body = cl_tree_argument(tree_of(d), node, 1);
    cl_text text = CL_TEXT_INIT;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].op != at->op || !is_joining(d, body))
            continue;
        cl_text_format(&text, "%s%s", before, rows[i].words);
        cl_phrase_list(&text, d->programme, cl_tree_argument(tree_of(d), node, 0), false);
        cl_text_add_string(&text, ": ");
        joined(d, text.at == NULL ? "" : text.at, body);
        cl_text_clear(&text);
        return true;
    }
    return false;
}

void cl_doc_tree(cl_documenting *d, const char *before, cl_node node)
{
    cl_text text = CL_TEXT_INIT;

    if (is_joining(d, node)) {
        joined(d, before, node);
        return;
    }
    if (over_list(d, before, node))
        return;
    cl_text_add_string(&text, before);
    cl_doc_phrase(d, &text, node);
    cl_doc_item(d, &text, (cl_cites){NULL, 0});
}

/* ---- rules ---- */

static const char *level_words(const cl_rule *rule)
{
    static const char *const words[] = {
        [CL_LEVEL_HARD] = "Must be met.",
        [CL_LEVEL_WAIVABLE] = "Must be met, unless a person sets it aside with a reason.",
        [CL_LEVEL_ADVISORY] = "Advice: decides nothing.",
    };

    return rule->trial ? "On trial: shown, decides nothing." : words[rule->level];
}

static void item(cl_documenting *d, const char *before, const char *text)
{
    cl_text line = CL_TEXT_INIT;

    cl_text_format(&line, "%s%s", before, text);
    cl_doc_item(d, &line, (cl_cites){NULL, 0});
}

static void one_rule(cl_documenting *d, const cl_rule *rule)
{
    cl_text title = CL_TEXT_INIT;

    cl_text_format(&title, "%s (%s)", rule->title, rule->id);
    cl_doc_item(d, &title, rule->cites);
    cl_page_list(d->page);
    item(d, "", level_words(rule));
    if (rule->exception_to != NULL)
        item(d, "Takes the place of rule ", rule->exception_to);
    if (rule->applies != 0)
        cl_doc_tree(d, "Where: ", rule->applies);
    cl_doc_tree(d, "Needed: ", rule->needs);
    if (rule->message != NULL)
        item(d, "Says: ", rule->message);
    cl_page_list_end(d->page);
}

void cl_doc_rules(cl_documenting *d)
{
    static const char *const headings[] = {
        [CL_STAGE_FORM] = "Rules for forming",
        [CL_STAGE_APPLY] = "Rules for applying",
        [CL_STAGE_FUND] = "Rules for money",
    };

    for (int stage = 0; stage < CL_STAGE_COUNT; stage++) {
        bool some = false;

        for (size_t i = 0; i < d->programme->rules.count; i++) {
            const cl_rule *rule = cl_vec_at(&d->programme->rules, i);

            if ((int)rule->stage != stage)
                continue;
            if (!some) {
                cl_page_heading(d->page, 2, NULL, headings[stage]);
                cl_page_list(d->page);
            }
            some = true;
            one_rule(d, rule);
        }
        if (some)
            cl_page_list_end(d->page);
    }
}

/* ---- what the lists are ---- */

static bool is_label(const cl_documenting *d, cl_node node)
{
    const cl_tree_node *at = cl_tree_at(tree_of(d), node);

    return at->op == CL_OP_WHERE && at->text != NULL;
}

static void one_definition(cl_documenting *d, cl_node node)
{
    cl_text text = CL_TEXT_INIT;

    cl_phrase_list(&text, d->programme, node, false);
    cl_text_add_string(&text, ": those of the ");
    cl_phrase_list(&text, d->programme, cl_tree_argument(tree_of(d), node, 0), false);
    cl_text_add_string(&text, " with ");
    cl_doc_tree(d, text.at == NULL ? "" : text.at, cl_tree_argument(tree_of(d), node, 1));
    cl_text_clear(&text);
}

void cl_doc_definitions(cl_documenting *d)
{
    bool some = false;

    for (size_t i = 0; i < d->reach.nodes.count; i++) {
        cl_node node = *(const cl_node *)cl_vec_at(&d->reach.nodes, i);

        if (!is_label(d, node))
            continue;
        if (!some) {
            cl_page_heading(d->page, 2, NULL, "Words used above");
            cl_page_list(d->page);
        }
        some = true;
        one_definition(d, node);
    }
    if (some)
        cl_page_list_end(d->page);
}
