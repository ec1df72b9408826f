/* SPDX-License-Identifier: MIT
 *
 * Values come from the schema, from the constants of the edition and from the dossier itself. A
 * country stands for all that the edition cannot tell from it.
 */
#include "domain.h"

#include <stdlib.h>
#include <string.h>

#include "date.h"
#include "iso.h"

enum {
    SHARE_STEPS = 1000000,
    FRACTION_STEPS = 1000,
    MOST_NUMBER = 1000000,
    FIRST_DAY = -62091, /* 1800-01-01 */
    LAST_DAY = 376199,  /* 2999-12-31 */
    CUTS = 64,
    FACTOR = 4 /* by which pieces grow behind the last constant */
};

static const int64_t most_money = INT64_C(1000000000000);

/* Codes in the making; of more than are kept the domain is none. */
typedef struct making {
    const cl_evaluator *evaluator;
    const cl_dossier *dossier;
    const cl_field *field;
    int64_t codes[CUTS];
    size_t count;
    bool many;
} making;

static void add_code(making *m, int64_t code)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->codes[i] == code)
            return;
    if (m->count == CUTS)
        m->many = true;
    else
        m->codes[m->count++] = code;
}

/* ---- nodes ---- */

static const cl_tree *tree_of(const making *m)
{
    return &m->evaluator->programme->tree;
}

static const cl_tree_node *argument(const making *m, cl_node node, uint32_t i)
{
    return cl_tree_at(tree_of(m), cl_tree_argument(tree_of(m), node, i));
}

static bool gives_country(const making *m, cl_node node, uint32_t i)
{
    return argument(m, node, i)->gives == CL_GIVES_COUNTRY;
}

/* ---- countries ---- */

static int64_t country_code(const char *letters)
{
    return letters[0] * 256 + letters[1];
}

/* Goes on with a sum over the sets that a code is in: equal sums are not told apart. */
static uint64_t told(uint64_t sum, bool in)
{
    return (sum ^ (in ? 2 : 1)) * UINT64_C(1099511628211);
}

static uint64_t told_by_codes(uint64_t sum, const int64_t *codes, size_t count, int64_t code)
{
    bool in = false;

    for (size_t i = 0; i < count; i++)
        in = in || codes[i] == code;
    return told(sum, in);
}

static uint64_t told_by_set(const making *m, const cl_tree_node *at, uint64_t sum, int64_t code)
{
    const cl_literals *set = cl_vec_at(&tree_of(m)->sets, at->set);
    const cl_param_value *list;

    if (at->set != 0)
        return told_by_codes(sum, set->codes, set->count, code);
    list = m->evaluator->settings[at->index].list;
    return list == NULL ? sum : told_by_codes(sum, list->codes, list->count, code);
}

static uint64_t told_by_table(const making *m, cl_node node, uint64_t sum, int64_t code)
{
    const cl_tree_node *at = cl_tree_at(tree_of(m), node);
    const cl_rate_table *table = cl_vec_at(&m->evaluator->programme->tables, at->index);

    for (uint32_t k = 0; table->kind == CL_TABLE_LOOKUP && k < table->key_count; k++)
        for (size_t i = 0; gives_country(m, node, k) && i < table->row_count; i++)
            sum = told(sum, country_code(table->rows[i].keys[k]) == code);
    return sum;
}

/* Words of lists are literals, too, and nobody's argument. */
static uint64_t told_by_arguments(const making *m, cl_node node, uint64_t sum, int64_t code)
{
    for (uint32_t i = 0; i < cl_tree_at(tree_of(m), node)->argument_count; i++)
        if (gives_country(m, node, i) && argument(m, node, i)->op == CL_OP_LITERAL)
            sum = told(sum, argument(m, node, i)->exact.num == code);
    return sum;
}

static uint64_t told_by_node(const making *m, cl_node node, uint64_t sum, int64_t code)
{
    const cl_tree_node *at = cl_tree_at(tree_of(m), node);

    sum = told_by_arguments(m, node, sum, code);
    switch ((int)at->op) {
    case CL_OP_ONE_OF:
        return gives_country(m, node, 0) ? told_by_set(m, at, sum, code) : sum;
    case CL_OP_TABLE:
        return told_by_table(m, node, sum, code);
    default:
        return sum;
    }
}

static uint64_t kind_of_country(const making *m, int64_t code)
{
    uint64_t sum = UINT64_C(14695981039346656037);

    for (cl_node node = 1; node < tree_of(m)->nodes.count; node++)
        sum = told_by_node(m, node, sum, code);
    return sum;
}

/* Whether two countries of one kind can still be told apart, because facts are compared with each
 * other. */
static bool compares_countries(const making *m, cl_node node)
{
    const cl_tree_node *at = cl_tree_at(tree_of(m), node);

    switch ((int)at->op) {
    case CL_OP_EQUAL:
    case CL_OP_NOT_EQUAL:
        return gives_country(m, node, 0) && argument(m, node, 0)->op != CL_OP_LITERAL &&
               argument(m, node, 1)->op != CL_OP_LITERAL;
    case CL_OP_DISTINCT:
        return gives_country(m, node, 1);
    default:
        return false;
    }
}

static bool repeats_countries(const making *m)
{
    const cl_programme *programme = m->evaluator->programme;

    for (size_t i = 0; i < programme->lines.count; i++) {
        const cl_line *line = cl_vec_at(&programme->lines, i);

        for (size_t n = 0; n < line->not_paid_count; n++)
            if (cl_tree_gives(tree_of(m), line->not_paid[n].repeated) == CL_GIVES_COUNTRY)
                return true;
    }
    return false;
}

static bool are_compared(const making *m)
{
    for (cl_node node = 1; node < tree_of(m)->nodes.count; node++)
        if (compares_countries(m, node))
            return true;
    return repeats_countries(m);
}

/* A function may look at the letters. */
static bool are_worked_with(const making *m)
{
    const cl_vec *computes = &m->evaluator->programme->computes;

    for (size_t c = 0; c < computes->count; c++) {
        const cl_compute *compute = cl_vec_at(computes, c);

        for (size_t i = 0; i < compute->input_count; i++)
            if (compute->input_gives[i] == CL_GIVES_COUNTRY ||
                compute->item_gives[i] == CL_GIVES_COUNTRY)
                return true;
    }
    return false;
}

/* Those of the dossier come first: others may have to be equal to them. */
static void add_known_countries(making *m)
{
    const cl_dossier *dossier = m->dossier;

    for (uint32_t r = 0; r < dossier->record_count; r++) {
        const cl_record_type *type = &dossier->schema->types[dossier->records[r].type];

        for (unsigned f = 0; f < type->field_count; f++) {
            const cl_fact *fact = cl_dossier_fact(dossier, r, f);

            if (type->fields[f].kind == CL_FACT_COUNTRY && fact->state == CL_FACT_KNOWN)
                add_code(m, fact->value);
        }
    }
}

/* So many of each kind that are in no fact of the dossier. */
static void add_other_countries(making *m, size_t each)
{
    uint64_t kinds[CUTS];
    size_t known = m->count, count;
    const cl_iso_country *countries = cl_iso_countries(&count);

    for (size_t i = 0; i < count && !m->many; i++) {
        int64_t code = country_code(countries[i].alpha2);
        uint64_t kind = kind_of_country(m, code);
        size_t there = 0, before = m->count;

        for (size_t k = known; k < m->count; k++)
            there += kinds[k] == kind;
        if (there < each)
            add_code(m, code);
        if (m->count > before)
            kinds[before] = kind;
    }
}

static void add_countries(making *m, size_t alike)
{
    bool compared = are_compared(m);

    if (are_worked_with(m)) {
        m->many = true;
        return;
    }
    if (compared)
        add_known_countries(m);
    add_other_countries(m, compared ? alike : 1);
}

/* ---- other values that are tried one by one ---- */

static void add_records(making *m)
{
    for (uint32_t r = 1; r < m->dossier->record_count; r++)
        if (m->dossier->records[r].type == m->field->target_type)
            add_code(m, r);
}

static void add_codes(making *m, size_t alike)
{
    size_t words = m->field->kind == CL_FACT_CHOICE ? m->field->choice_count : 2;

    if (m->field->kind == CL_FACT_COUNTRY)
        add_countries(m, alike);
    else if (m->field->kind == CL_FACT_REFERENCE)
        add_records(m);
    else
        for (size_t i = 0; i < words && !m->many; i++)
            add_code(m, (int64_t)i);
    m->many = m->many || m->count > CL_DOMAIN_CODES;
}

/* ---- where a piece may begin ---- */

static cl_gives gives_of(const cl_field *field)
{
    switch ((int)field->kind) {
    case CL_FACT_MONEY:
        return CL_GIVES_MONEY;
    case CL_FACT_SHARE:
        return CL_GIVES_SHARE;
    case CL_FACT_DATE:
        return CL_GIVES_DATE;
    default:
        return CL_GIVES_NUMBER;
    }
}

/* At a constant, and one step behind it; a cut more or less only costs time. */
static void add_cut(making *m, cl_domain *domain, cl_ratio at)
{
    cl_ratio steps;
    int64_t first, far;

    if (cl_ratio_multiply(&steps, at, cl_ratio_int(domain->den), NULL) != 0)
        return;
    first = steps.num / steps.den;
    if (!m->field->has_most && m->field->kind != CL_FACT_DATE &&
        !__builtin_mul_overflow(first, FACTOR, &far) && far > domain->high)
        domain->high = far;
    for (int64_t cut = first; cut <= first + 1; cut++)
        if (cut > domain->low && cut <= domain->high && m->count < CUTS) /* some suffice */
            add_code(m, cut);
}

static void add_rows(making *m, cl_domain *domain, const cl_rate_table *table)
{
    for (size_t i = 0; table->kind != CL_TABLE_LOOKUP && i < table->row_count; i++)
        add_cut(m, domain, table->rows[i].from);
    if (table->has_most)
        add_cut(m, domain, table->most);
}

static void add_setting(making *m, cl_domain *domain, const cl_setting *setting)
{
    if (setting->there && setting->value.state == CL_RANGE_KNOWN)
        add_cut(m, domain, setting->value.low);
}

static void add_cuts(making *m, cl_domain *domain)
{
    cl_gives gives = gives_of(m->field);

    for (cl_node node = 1; node < tree_of(m)->nodes.count; node++) {
        const cl_tree_node *at = cl_tree_at(tree_of(m), node);

        if (at->op == CL_OP_TABLE && gives == CL_GIVES_NUMBER)
            add_rows(m, domain, cl_vec_at(&m->evaluator->programme->tables, at->index));
        else if (at->gives == gives && at->op == CL_OP_LITERAL)
            add_cut(m, domain, at->exact);
        else if (at->gives == gives && at->op == CL_OP_PARAM)
            add_setting(m, domain, &m->evaluator->settings[at->index]);
    }
}

/* ---- domains ---- */

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* False: an end that the schema gives is too far away to be counted in steps. */
static bool set_ends(cl_domain *domain)
{
    const cl_field *field = domain->field;

    domain->den = field->kind == CL_FACT_SHARE ? SHARE_STEPS : field->fraction ? FRACTION_STEPS : 1;
    domain->high = field->kind == CL_FACT_DATE    ? LAST_DAY
                   : field->kind == CL_FACT_MONEY ? most_money
                                                  : MOST_NUMBER * domain->den;
    domain->low = field->kind == CL_FACT_DATE ? FIRST_DAY : -domain->high;
    return !(field->has_least && __builtin_mul_overflow(field->least, domain->den, &domain->low)) &&
           !(field->has_most && __builtin_mul_overflow(field->most, domain->den, &domain->high)) &&
           domain->low <= domain->high;
}

static bool is_ordered(const cl_field *field)
{
    return field->kind == CL_FACT_NUMBER || field->kind == CL_FACT_MONEY ||
           field->kind == CL_FACT_SHARE || field->kind == CL_FACT_DATE;
}

static bool is_single(const cl_field *field)
{
    return field->kind != CL_FACT_TEXT && field->kind != CL_FACT_LIST &&
           field->kind != CL_FACT_RECORD;
}

bool cl_domain_of(cl_domain *out, const cl_evaluator *evaluator, const cl_dossier *dossier,
                  uint32_t record, unsigned field, size_t alike, cl_arena *arena, bool *failed)
{
    making m = {.evaluator = evaluator, .dossier = dossier};
    int64_t *codes;

    m.field = cl_schema_field(dossier->schema, dossier->records[record].type, field);
    *out = (cl_domain){
        .field = m.field, .maybe_none = m.field->none_allowed, .ordered = is_ordered(m.field)};
    if (!is_single(m.field))
        return false;
    if (out->ordered) {
        m.many = !set_ends(out);
        add_cuts(&m, out);
        qsort(m.codes, m.count, sizeof *m.codes, by_size);
    } else {
        add_codes(&m, alike);
    }
    if (m.many)
        return false;
    codes = cl_arena_array(arena, m.count + 1, sizeof *codes);
    *failed = *failed || codes == NULL;
    if (codes == NULL)
        return false;
    memcpy(codes, m.codes, m.count * sizeof *codes);
    out->codes = codes;
    out->count = m.count;
    return true;
}

/* ---- pieces ---- */

bool cl_domain_is_point(const cl_domain *domain, cl_piece piece)
{
    (void)domain;
    return piece.kind == CL_PIECE_NONE || (piece.kind == CL_PIECE_SPAN && piece.low == piece.high);
}

size_t cl_domain_parts(const cl_domain *domain, cl_piece piece)
{
    if (cl_domain_is_point(domain, piece))
        return 0;
    if (piece.kind == CL_PIECE_SPAN)
        return 2;
    return (domain->ordered ? 1 : domain->count) + domain->maybe_none;
}

/* The middle one of the cuts inside, where there are some. Behind the last one, where a domain has
 * no end of its own, the pieces grow: what matters lies near the numbers that people write. */
static int64_t middle(const cl_domain *domain, cl_piece piece)
{
    size_t first = 0, end;
    int64_t half = piece.low + (piece.high - piece.low) / 2 + 1;

    while (first < domain->count && domain->codes[first] <= piece.low)
        first++;
    for (end = first; end < domain->count && domain->codes[end] <= piece.high;)
        end++;
    if (end > first)
        return domain->codes[first + (end - first) / 2];
    if (domain->field->kind == CL_FACT_DATE || piece.low < 0)
        return half;
    return piece.low < half / FACTOR ? piece.low * FACTOR + 1 : half;
}

cl_piece cl_domain_part(const cl_domain *domain, cl_piece piece, size_t part)
{
    int64_t at;

    if (piece.kind == CL_PIECE_SPAN) {
        at = middle(domain, piece);
        return part == 0 ? (cl_piece){CL_PIECE_SPAN, piece.low, at - 1}
                         : (cl_piece){CL_PIECE_SPAN, at, piece.high};
    }
    if (domain->ordered && part == 0)
        return (cl_piece){CL_PIECE_SPAN, domain->low, domain->high};
    if (domain->ordered || part == domain->count)
        return (cl_piece){CL_PIECE_NONE, 0, 0};
    return (cl_piece){CL_PIECE_SPAN, (int64_t)part, (int64_t)part};
}

static cl_ratio exact(const cl_domain *domain, int64_t steps)
{
    cl_ratio value = cl_ratio_int(steps);

    if (domain->den != 1)
        (void)cl_ratio_make(&value, steps, domain->den, NULL); /* both fit */
    return value;
}

cl_fact cl_domain_fact(const cl_domain *domain, cl_piece piece, uint32_t slot)
{
    cl_ratio value;

    if (piece.kind == CL_PIECE_NONE)
        return (cl_fact){0, 0, CL_FACT_NONE};
    if (piece.kind == CL_PIECE_ALL)
        return (cl_fact){0, 0, CL_FACT_UNKNOWN};
    if (!domain->ordered)
        return (cl_fact){domain->codes[piece.low], 1, CL_FACT_KNOWN};
    if (piece.low != piece.high)
        return (cl_fact){slot, 0, CL_FACT_UNKNOWN};
    value = exact(domain, piece.low);
    return (cl_fact){value.num, (uint32_t)value.den, CL_FACT_KNOWN};
}

cl_range cl_domain_range(const cl_domain *domain, cl_piece piece)
{
    return cl_range_between(exact(domain, piece.low), exact(domain, piece.high));
}
