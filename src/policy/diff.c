/* SPDX-License-Identifier: MIT
 *
 * The things of an edition and their parts, one row each, matched by their ids.
 */
#include "diff.h"

#include <string.h>

#include "diff_parts.h"
#include "languages.h"
#include "phrase.h"

const char *cl_comparison_name(cl_comparison comparison)
{
    static const char *const names[] = {
        [CL_COMPARED_EQUIVALENT] = "equivalent",
        [CL_COMPARED_STRICTER] = "stricter",
        [CL_COMPARED_LOOSER] = "looser",
        [CL_COMPARED_INCOMPARABLE] = "incomparable",
    };

    return names[comparison];
}

const char *cl_diff_keep(cl_differing *d, cl_text *text)
{
    const char *copy = NULL;

    if (text->failed == 0 && text->length > 0)
        copy = cl_arena_copy(&d->diff->arena, cl_text_view(text));
    if (text->failed != 0 || (copy == NULL && text->length > 0))
        d->rc = CL_E_MEMORY;
    cl_text_clear(text);
    return copy;
}

void cl_diff_add(cl_differing *d, cl_change change)
{
    if (d->rc == 0)
        d->rc = cl_vec_add(&d->diff->changes, &change);
}

/* ---- parts in words ---- */

/* Appends a part of an item; nothing where the item has none. */
typedef void part_printer(cl_text *out, const cl_programme *programme, const void *item);

static void print_cites(cl_text *out, cl_cites cites)
{
    for (size_t i = 0; i < cites.count; i++)
        cl_text_format(out, "%s%s", i == 0 ? "" : ", ", cites.ids[i]);
}

static void text_or_nothing(cl_text *out, const char *text)
{
    cl_text_add_string(out, text == NULL ? "" : text);
}

static void rule_title(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    text_or_nothing(out, ((const cl_rule *)item)->title);
}

static void rule_message(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    text_or_nothing(out, ((const cl_rule *)item)->message);
}

static void rule_stage(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    cl_text_add_string(out, cl_stage_name(((const cl_rule *)item)->stage));
}

static void rule_level(cl_text *out, const cl_programme *programme, const void *item)
{
    const cl_rule *rule = item;

    (void)programme;
    cl_text_format(out, "%s%s", cl_level_name(rule->level), rule->trial ? ", on trial" : "");
}

static void rule_exception(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    text_or_nothing(out, ((const cl_rule *)item)->exception_to);
}

static void rule_cites(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    print_cites(out, ((const cl_rule *)item)->cites);
}

static void line_title(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    text_or_nothing(out, ((const cl_line *)item)->title);
}

static void line_cites(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    print_cites(out, ((const cl_line *)item)->cites);
}

static void line_reasons(cl_text *out, const cl_programme *programme, const void *item)
{
    const cl_line *line = item;

    for (size_t i = 0; i < line->not_paid_count; i++) {
        const cl_not_paid *reason = &line->not_paid[i];

        cl_text_add_string(out, i == 0 ? "" : "; ");
        if (reason->when != 0) {
            cl_phrase(out, programme, reason->when);
        } else {
            cl_text_add_string(out, "more than one a ");
            cl_phrase(out, programme, reason->repeated);
        }
        cl_text_add_string(out, " (");
        print_cites(out, reason->cites);
        cl_text_add_char(out, ')');
    }
}

static void adjust_title(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    text_or_nothing(out, ((const cl_adjust *)item)->title);
}

static void adjust_kind(cl_text *out, const cl_programme *programme, const void *item)
{
    static const char *const words[] = {"at most", "nothing below", "rounded"};
    const cl_adjust *adjust = item;

    cl_text_add_string(out, words[adjust->kind]);
    if (adjust->kind != CL_ADJUST_ROUNDING)
        return;
    cl_text_format(out, " %s to a multiple of ", cl_rounding_name(adjust->mode));
    cl_phrase_exact(out, programme, CL_GIVES_MONEY, NULL, cl_ratio_int(adjust->step));
}

static void adjust_cites(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    print_cites(out, ((const cl_adjust *)item)->cites);
}

static void instalment_share(cl_text *out, const cl_programme *programme, const void *item)
{
    const cl_instalment_rule *instalment = item;

    (void)programme;
    if (instalment->rest)
        cl_text_add_string(out, "the rest");
    else
        cl_ratio_print_percent(out, instalment->share);
}

static void instalment_when(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    text_or_nothing(out, ((const cl_instalment_rule *)item)->when);
}

static void instalment_cites(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    print_cites(out, ((const cl_instalment_rule *)item)->cites);
}

static void grade_title(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    text_or_nothing(out, ((const cl_grade *)item)->title);
}

static void grade_cites(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    print_cites(out, ((const cl_grade *)item)->cites);
}

static void param_value(cl_text *out, const cl_programme *programme, const cl_param *param,
                        const cl_param_value *value)
{
    for (size_t i = 0; i < value->count; i++)
        cl_text_format(out, "%s%s", i == 0 ? "" : " ", value->words[i]);
    if (param->gives != CL_GIVES_LIST)
        cl_phrase_exact(out, programme, param->gives, param->unit, value->exact);
}

static void param_values(cl_text *out, const cl_programme *programme, const void *item)
{
    const cl_param *param = item;

    for (size_t i = 0; i < param->value_count; i++) {
        const cl_param_value *value = &param->values[i];

        cl_text_add_string(out, i == 0 ? "" : "; ");
        param_value(out, programme, param, value);
        cl_text_add_string(out, " from ");
        cl_date_print(out, value->from);
        if (i + 1 == param->value_count && value->until != CL_DATE_MAX) {
            cl_text_add_string(out, " to ");
            cl_date_print(out, value->until);
        }
    }
    if (!param->unpublished)
        return;
    cl_text_add_string(out, "no source gives it");
    if (param->has_least) {
        cl_text_add_string(out, ", at least ");
        cl_phrase_exact(out, programme, param->gives, param->unit, param->least);
    }
}

static void param_about(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    text_or_nothing(out, ((const cl_param *)item)->about);
}

static void param_review(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    if (((const cl_param *)item)->review_by != CL_DATE_MAX)
        cl_date_print(out, ((const cl_param *)item)->review_by);
}

static void param_cites(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    print_cites(out, ((const cl_param *)item)->cites);
}

static void row_key(cl_text *out, const cl_rate_table *table, const cl_rate_row *row)
{
    for (size_t i = 0; table->kind == CL_TABLE_LOOKUP && i < table->key_count; i++)
        cl_text_format(out, "%s%s", i == 0 ? "" : ", ", row->keys[i]);
    if (table->kind == CL_TABLE_LOOKUP)
        return;
    cl_text_add_string(out, "from ");
    cl_phrase_exact(out, NULL, CL_GIVES_NUMBER, table->unit, row->from);
}

static void table_kind(cl_text *out, const cl_programme *programme, const void *item)
{
    static const char *const words[] = {"bands", "lookup", "marginal rates"};
    const cl_rate_table *table = item;

    (void)programme;
    cl_text_add_string(out, words[table->kind]);
    if (!table->has_most)
        return;
    cl_text_add_string(out, " up to ");
    cl_phrase_exact(out, programme, CL_GIVES_NUMBER, table->unit, table->most);
}

static void table_cites(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    print_cites(out, ((const cl_rate_table *)item)->cites);
}

static void compute_cites(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    print_cites(out, ((const cl_compute *)item)->cites);
}

static void compute_gives(cl_text *out, const cl_programme *programme, const void *item)
{
    static const char *const names[] = {[CL_GIVES_TRUTH] = "yes-no",
                                        [CL_GIVES_NUMBER] = "number",
                                        [CL_GIVES_MONEY] = "money",
                                        [CL_GIVES_SHARE] = "share",
                                        [CL_GIVES_DATE] = "date"};
    const cl_compute *compute = item;

    (void)programme;
    cl_text_format(out, "%s%s%s", names[compute->gives], compute->unit == NULL ? "" : " of ",
                   compute->unit == NULL ? "" : compute->unit);
}

static void compute_text(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    text_or_nothing(out, ((const cl_compute *)item)->text);
}

static void clause_sense(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)programme;
    text_or_nothing(out, ((const cl_clause *)item)->sense);
}

static void clause_source(cl_text *out, const cl_programme *programme, const void *item)
{
    const cl_clause *clause = item;

    (void)programme;
    cl_text_format(out, "%s%s%s", clause->source == NULL ? "" : clause->source,
                   clause->place == NULL ? "" : ", ", clause->place == NULL ? "" : clause->place);
}

/* ---- things ---- */

enum { NO_TREE = 0, PARTS = 9 }; /* an id stands at offset 0, so that no tree does */

typedef struct part_row {
    const char *name;
    part_printer *print;
    size_t tree; /* offset of a cl_node; then nothing is printed */
} part_row;

typedef struct thing_row {
    const char *thing;
    size_t list;
    part_row parts[PARTS]; /* the first says in a line what the thing is */
} thing_row;

#define TREE(type, member) #member, NULL, offsetof(type, member)

static const thing_row things[] = {
    {"clause",
     offsetof(cl_programme, clauses),
     {{"sense", clause_sense, 0}, {"source", clause_source, 0}}},
    {"param",
     offsetof(cl_programme, params),
     {{"value", param_values, 0},
      {"about", param_about, 0},
      {"review_by", param_review, 0},
      {"cite", param_cites, 0}}},
    {"table", offsetof(cl_programme, tables), {{"kind", table_kind, 0}, {"cite", table_cites, 0}}},
    {"rule",
     offsetof(cl_programme, rules),
     {{"title", rule_title, 0},
      {"stage", rule_stage, 0},
      {"level", rule_level, 0},
      {"exception_to", rule_exception, 0},
      {TREE(cl_rule, applies)},
      {TREE(cl_rule, needs)},
      {"message", rule_message, 0},
      {"cite", rule_cites, 0}}},
    {"line",
     offsetof(cl_programme, lines),
     {{"title", line_title, 0},
      {TREE(cl_line, applies)},
      {TREE(cl_line, each)},
      {TREE(cl_line, amount)},
      {"not_paid", line_reasons, 0},
      {TREE(cl_line, at_most)},
      {TREE(cl_line, units_at_most)},
      {TREE(cl_line, shares_of)},
      {"cite", line_cites, 0}}},
    {"cap",
     offsetof(cl_programme, adjusts),
     {{"title", adjust_title, 0},
      {"kind", adjust_kind, 0},
      {TREE(cl_adjust, at)},
      {TREE(cl_adjust, applies)},
      {"cite", adjust_cites, 0}}},
    {"instalment",
     offsetof(cl_programme, instalments),
     {{"share", instalment_share, 0},
      {"when", instalment_when, 0},
      {TREE(cl_instalment_rule, applies)},
      {"cite", instalment_cites, 0}}},
    {"level",
     offsetof(cl_programme, grades),
     {{"title", grade_title, 0}, {TREE(cl_grade, needs)}, {"cite", grade_cites, 0}}},
    {"compute",
     offsetof(cl_programme, computes),
     {{"gives", compute_gives, 0}, {"with", compute_text, 0}, {"cite", compute_cites, 0}}},
};

static const cl_vec *list_of(const cl_programme *programme, const thing_row *row)
{
    return (const cl_vec *)(const void *)((const char *)programme + row->list);
}

static const char *id_of(const void *item)
{
    const char *id;

    memcpy(&id, item, sizeof id);
    return id;
}

static const void *find(const cl_vec *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(id_of(cl_vec_at(list, i)), id) == 0)
            return cl_vec_at(list, i);
    return NULL;
}

static cl_node tree_in(const void *item, size_t offset)
{
    cl_node node;

    memcpy(&node, (const char *)item + offset, sizeof node);
    return node;
}

static const char *print_part(cl_differing *d, const part_row *part, const cl_programme *programme,
                              const void *item)
{
    cl_text text = CL_TEXT_INIT;

    part->print(&text, programme, item);
    return cl_diff_keep(d, &text);
}

static bool same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void compare_part(cl_differing *d, const thing_row *row, const part_row *part, const void *a,
                         const void *b)
{
    const char *before, *after;

    if (part->print == NULL) {
        cl_diff_trees(d, row->thing, id_of(b), part->name, tree_in(a, part->tree),
                      tree_in(b, part->tree));
        return;
    }
    before = print_part(d, part, d->a, a);
    after = print_part(d, part, d->b, b);
    if (!same(before, after))
        cl_diff_add(
            d, (cl_change){CL_CHANGE_CHANGED, row->thing, id_of(b), part->name, before, after});
}

static void add_whole(cl_differing *d, const thing_row *row, cl_change_kind kind, const void *item)
{
    bool added = kind == CL_CHANGE_ADDED;
    const char *says = print_part(d, &row->parts[0], added ? d->b : d->a, item);

    cl_diff_add(d, (cl_change){kind, row->thing, id_of(item), NULL, added ? NULL : says,
                               added ? says : NULL});
}

/* ---- rows of tables ---- */

static bool same_key(const cl_rate_table *table, const cl_rate_row *a, const cl_rate_row *b)
{
    if (table->kind != CL_TABLE_LOOKUP)
        return cl_ratio_compare(a->from, b->from) == 0;
    for (size_t i = 0; i < table->key_count; i++)
        if (strcmp(a->keys[i], b->keys[i]) != 0)
            return false;
    return true;
}

static const cl_rate_row *find_row(const cl_rate_table *in, const cl_rate_row *row)
{
    for (size_t i = 0; i < in->row_count; i++)
        if (same_key(in, &in->rows[i], row))
            return &in->rows[i];
    return NULL;
}

static const char *print_row(cl_differing *d, const cl_programme *programme,
                             const cl_rate_table *table, const cl_rate_row *row)
{
    cl_text text = CL_TEXT_INIT;

    if (row == NULL)
        return NULL;
    cl_phrase_exact(&text, programme, table->gives, NULL, row->value);
    return cl_diff_keep(d, &text);
}

static void compare_row(cl_differing *d, const cl_rate_table *a, const cl_rate_table *b,
                        const cl_rate_row *before, const cl_rate_row *after)
{
    cl_change change = {.kind = CL_CHANGE_CHANGED, .thing = "table", .id = b->name};
    cl_text key = CL_TEXT_INIT;

    change.before = print_row(d, d->a, a, before);
    change.after = print_row(d, d->b, b, after);
    if (same(change.before, change.after))
        return;
    row_key(&key, b, after != NULL ? after : before);
    change.part = cl_diff_keep(d, &key);
    cl_diff_add(d, change);
}

static void compare_rows(cl_differing *d, const cl_rate_table *a, const cl_rate_table *b)
{
    if (a->kind != b->kind || a->key_count != b->key_count)
        return; /* told as another kind of table */
    for (size_t i = 0; d->rc == 0 && i < a->row_count; i++)
        compare_row(d, a, b, &a->rows[i], find_row(b, &a->rows[i]));
    for (size_t i = 0; d->rc == 0 && i < b->row_count; i++)
        if (find_row(a, &b->rows[i]) == NULL)
            compare_row(d, a, b, NULL, &b->rows[i]);
}

/* ---- messages in other languages ---- */

static const char *message_in(const cl_rule *rule, const char *language)
{
    for (size_t i = 0; i < rule->message_count; i++)
        if (strcmp(rule->messages[i].language, language) == 0)
            return rule->messages[i].text;
    return NULL;
}

static void compare_message(cl_differing *d, const cl_rule *a, const cl_rule *b,
                            const char *language)
{
    const char *before = message_in(a, language), *after = message_in(b, language), *part;
    cl_text text = CL_TEXT_INIT;

    /* that of the edition's language is the rule's "message", told already */
    if (same(before, after) || (same(before, a->message) && same(after, b->message)))
        return;
    cl_text_format(&text, "message (%s)", language);
    part = cl_diff_keep(d, &text);
    cl_diff_add(d, (cl_change){CL_CHANGE_CHANGED, "rule", b->id, part, before, after});
}

static void compare_messages(cl_differing *d, const cl_rule *a, const cl_rule *b)
{
    for (size_t i = 0; i < a->message_count; i++)
        compare_message(d, a, b, a->messages[i].language);
    for (size_t i = 0; i < b->message_count; i++)
        if (message_in(a, b->messages[i].language) == NULL)
            compare_message(d, a, b, b->messages[i].language);
}

static void compare_things(cl_differing *d, const thing_row *row)
{
    const cl_vec *before = list_of(d->a, row), *after = list_of(d->b, row);

    for (size_t i = 0; d->rc == 0 && i < before->count; i++) {
        const void *a = cl_vec_at(before, i), *b = find(after, id_of(a));

        if (b == NULL)
            add_whole(d, row, CL_CHANGE_REMOVED, a);
        for (size_t p = 0; b != NULL && p < PARTS && row->parts[p].name != NULL; p++)
            compare_part(d, row, &row->parts[p], a, b);
        if (b != NULL && strcmp(row->thing, "table") == 0)
            compare_rows(d, a, b);
        if (b != NULL && strcmp(row->thing, "rule") == 0)
            compare_messages(d, a, b);
    }
    for (size_t i = 0; d->rc == 0 && i < after->count; i++)
        if (find(before, id_of(cl_vec_at(after, i))) == NULL)
            add_whole(d, row, CL_CHANGE_ADDED, cl_vec_at(after, i));
}

/* ---- words in other languages ---- */

static const char *word_in(const cl_programme *programme, const cl_translation *t)
{
    const char *says = cl_language_word(programme, t->language, t->word);

    return says == t->word ? NULL : says;
}

static void compare_languages(cl_differing *d)
{
    for (size_t i = 0; d->rc == 0 && i < d->a->translations.count; i++) {
        const cl_translation *t = cl_vec_at(&d->a->translations, i);
        const char *now = word_in(d->b, t);

        if (!same(t->says, now))
            cl_diff_add(
                d, (cl_change){CL_CHANGE_CHANGED, "language", t->language, t->word, t->says, now});
    }
    for (size_t i = 0; d->rc == 0 && i < d->b->translations.count; i++) {
        const cl_translation *t = cl_vec_at(&d->b->translations, i);

        if (word_in(d->a, t) == NULL)
            cl_diff_add(
                d, (cl_change){CL_CHANGE_CHANGED, "language", t->language, t->word, NULL, t->says});
    }
}

/* ---- what there is only one of ---- */

static void edition_title(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)item;
    text_or_nothing(out, programme->title);
}

static void edition_currency(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)item;
    cl_text_add_string(out, programme->currency);
}

static void edition_in_force(cl_text *out, const cl_programme *programme, const void *item)
{
    (void)item;
    cl_text_add_string(out, "from ");
    cl_date_print(out, programme->from);
    if (programme->until == CL_DATE_MAX)
        return;
    cl_text_add_string(out, " to ");
    cl_date_print(out, programme->until);
}

static void deadline_days(cl_text *out, const cl_programme *programme, const void *item)
{
    const cl_deadlines *deadlines = &programme->deadlines;

    (void)item;
    for (size_t i = 0; i < deadlines->count; i++) {
        cl_text_add_string(out, i == 0 ? "" : ", ");
        cl_date_print(out, deadlines->dates[i]);
    }
    if (!deadlines->there || deadlines->open_until == CL_DATE_MIN)
        return;
    cl_text_add_string(out, ", rounds until ");
    cl_date_print(out, deadlines->open_until);
}

static void compare_singles(cl_differing *d)
{
    static const struct {
        const char *thing;
        part_row part;
    } rows[] = {{"edition", {"title", edition_title, 0}},
                {"edition", {"currency", edition_currency, 0}},
                {"edition", {"in_force", edition_in_force, 0}},
                {"deadlines", {"days", deadline_days, 0}}};

    for (size_t i = 0; d->rc == 0 && i < sizeof rows / sizeof *rows; i++) {
        const char *before = print_part(d, &rows[i].part, d->a, NULL);
        const char *after = print_part(d, &rows[i].part, d->b, NULL);

        if (!same(before, after))
            cl_diff_add(d, (cl_change){CL_CHANGE_CHANGED, rows[i].thing, "", rows[i].part.name,
                                       before, after});
    }
}

/* ---- facts ---- */

static void print_field(cl_text *out, const cl_field *field)
{
    cl_text_add_string(out, cl_fact_kind_words(field->kind));
    for (size_t i = 0; i < field->choice_count; i++)
        cl_text_format(out, "%s%s", i == 0 ? ": " : ", ", field->choices[i]);
    if (field->has_least && field->least != 0)
        cl_text_format(out, ", at least %lld", (long long)field->least);
    if (field->has_most)
        cl_text_format(out, ", at most %lld", (long long)field->most);
    if (field->unit != NULL)
        cl_text_format(out, ", in %s", field->unit);
    if (field->none_allowed)
        cl_text_add_string(out, ", or none");
}

static const char *field_words(cl_differing *d, const cl_field *field)
{
    cl_text text = CL_TEXT_INIT;

    if (field == NULL)
        return NULL;
    print_field(&text, field);
    return cl_diff_keep(d, &text);
}

static const char *field_id(cl_differing *d, const cl_schema *schema, size_t type,
                            const cl_field *field)
{
    cl_text text = CL_TEXT_INIT;

    if (type != 0)
        cl_text_format(&text, "%s.", schema->types[type].name);
    cl_text_add_string(&text, field->name);
    return cl_diff_keep(d, &text);
}

static const cl_record_type *type_named(const cl_schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->type_count; i++)
        if (strcmp(schema->types[i].name, name) == 0)
            return &schema->types[i];
    return NULL;
}

static const cl_field *field_named(const cl_schema *schema, const char *type, const char *name)
{
    const cl_record_type *found = type_named(schema, type);

    for (size_t i = 0; found != NULL && i < found->field_count; i++)
        if (strcmp(found->fields[i].name, name) == 0)
            return &found->fields[i];
    return NULL;
}

static void compare_fields(cl_differing *d, const cl_schema *from, const cl_schema *to, bool added)
{
    for (size_t t = 0; t < from->type_count; t++)
        for (size_t f = 0; d->rc == 0 && f < from->types[t].field_count; f++) {
            const cl_field *field = &from->types[t].fields[f];
            const cl_field *other = field_named(to, from->types[t].name, field->name);
            cl_change change = {.thing = "fact", .part = "kind"};

            if (added && other != NULL)
                continue; /* compared from the other side */
            change.kind = added           ? CL_CHANGE_ADDED
                          : other == NULL ? CL_CHANGE_REMOVED
                                          : CL_CHANGE_CHANGED;
            change.before = field_words(d, added ? NULL : field);
            change.after = field_words(d, added ? field : other);
            change.id = field_id(d, from, t, field);
            if (!same(change.before, change.after))
                cl_diff_add(d, change);
        }
}

/* ---- the whole ---- */

static cl_differing begin(cl_diff *diff, const cl_programme *first, const cl_programme *second,
                          cl_error *e)
{
    memset(diff, 0, sizeof *diff);
    diff->first = first;
    diff->second = second;
    diff->changes = (cl_vec)CL_VEC_INIT(cl_change);
    diff->compared = (cl_vec)CL_VEC_INIT(cl_compared);
    return (cl_differing){diff, first, second, e, 0};
}

static void find_changes(cl_differing *d)
{
    compare_singles(d);
    compare_fields(d, &d->a->schema, &d->b->schema, false);
    compare_fields(d, &d->b->schema, &d->a->schema, true);
    for (size_t i = 0; d->rc == 0 && i < sizeof things / sizeof *things; i++)
        compare_things(d, &things[i]);
    compare_languages(d);
}

static int result_of(const cl_differing *d)
{
    return d->rc == CL_E_MEMORY ? cl_fail(d->error, CL_E_MEMORY, "out of memory") : d->rc;
}

int cl_diff_changes(cl_diff *diff, const cl_programme *first, const cl_programme *second,
                    cl_error *e)
{
    cl_differing d = begin(diff, first, second, e);

    find_changes(&d);
    return result_of(&d);
}

int cl_diff_make(cl_diff *diff, const cl_programme *first, const cl_programme *second, cl_error *e)
{
    cl_differing d = begin(diff, first, second, e);

    find_changes(&d);
    if (d.rc == 0)
        cl_diff_results(&d);
    return result_of(&d);
}

void cl_diff_clear(cl_diff *diff)
{
    cl_vec_clear(&diff->changes);
    cl_vec_clear(&diff->compared);
    cl_arena_clear(&diff->arena);
}
