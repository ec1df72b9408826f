/* SPDX-License-Identifier: MIT
 *
 * Making the plan: each node of a tree becomes a step the first time that it is met, or is not
 * covered.
 */
#include "plan.h"

#include <string.h>

/* A node is another step under each list whose member it speaks of. */
typedef struct known_node {
    cl_node node;
    uint8_t base, kind;
    cl_slot slot;
} known_node;

enum { A_MASK, A_COLUMN, A_SPAN };

typedef struct maker {
    const cl_programme *programme;
    cl_arena *arena;
    cl_vec constants, params, steps; /* cl_step */
    cl_vec nodes, sets;              /* known_node, cl_code_set */
    size_t masks, columns, spans, bases;
    uint8_t binders[CL_BINDERS]; /* base that is open at each depth */
    bool failed;
} maker;

static cl_slot mask_of(maker *m, cl_node node, uint8_t base);
static cl_slot column_of(maker *m, cl_node node, uint8_t base);
static cl_slot span_of(maker *m, cl_node node);
static cl_slot list_of(maker *m, cl_node node, uint8_t *base);

static const cl_tree_node *node_at(const maker *m, cl_node node)
{
    return cl_tree_at(&m->programme->tree, node);
}

static cl_node argument(const maker *m, cl_node node, uint32_t i)
{
    return cl_tree_argument(&m->programme->tree, node, i);
}

static cl_slot new_slot(maker *m, size_t *count)
{
    if (*count >= CL_PLAN_SLOTS) {
        m->failed = true;
        return CL_PLAN_NONE;
    }
    return (cl_slot)(*count)++;
}

static cl_slot add(maker *m, const cl_step *step, size_t *count)
{
    cl_step made = *step;
    cl_vec *to = step->op == CL_STEP_SPAN || step->op == CL_STEP_CONST ? &m->constants
                 : step->op == CL_STEP_PARAM                           ? &m->params
                                                                       : &m->steps;

    made.out = new_slot(m, count);
    if (made.out != CL_PLAN_NONE && cl_vec_add(to, &made) != 0)
        m->failed = true;
    return m->failed ? CL_PLAN_NONE : made.out;
}

static cl_slot two(maker *m, cl_step_op op, uint8_t base, cl_slot a, cl_slot b, size_t *count)
{
    cl_step step = {.op = (uint8_t)op, .base = base, .a = a, .b = b};

    if (a == CL_PLAN_NONE || b == CL_PLAN_NONE)
        return CL_PLAN_NONE;
    return add(m, &step, count);
}

static cl_slot negated(maker *m, uint8_t base, cl_slot a)
{
    return two(m, CL_STEP_NOT, base, a, a, &m->masks);
}

/* ---- from a member to a fact ---- */

static const cl_field *field_of(const maker *m, cl_node node)
{
    return cl_schema_field(&m->programme->schema, node_at(m, argument(m, node, 0))->type,
                           node_at(m, node)->index);
}

/* The way from the member of `base` to the record that `node` stands for. */
static bool path_to(maker *m, cl_step *step, cl_node node, uint8_t base)
{
    const cl_tree_node *at = node_at(m, node);
    const cl_field *field;

    if (at->op == CL_OP_ROOT)
        return base == 0;
    if (at->op == CL_OP_ELEMENT)
        return base != 0 && m->binders[at->index] == base;
    if (at->op != CL_OP_FIELD || !path_to(m, step, argument(m, node, 0), base))
        return false;
    field = field_of(m, node);
    if (step->hop_count >= CL_PLAN_HOPS ||
        (field->kind != CL_FACT_RECORD && field->kind != CL_FACT_REFERENCE))
        return false;
    step->hops[step->hop_count++] = (uint16_t)at->index;
    return true;
}

static bool fact_at(maker *m, cl_step *step, cl_node node, uint8_t base)
{
    if (node_at(m, node)->op != CL_OP_FIELD)
        return false;
    step->base = base;
    step->field = (uint16_t)node_at(m, node)->index;
    return path_to(m, step, argument(m, node, 0), base);
}

static bool same_way(const cl_step *a, const cl_step *b)
{
    return a->op == b->op && a->base == b->base && a->field == b->field &&
           a->hop_count == b->hop_count && memcmp(a->hops, b->hops, sizeof a->hops) == 0;
}

/* The facts at the end of a way, read once however many tests ask for them. */
static cl_slot facts_at(maker *m, const cl_step *way)
{
    cl_step step = {.op = CL_STEP_COLUMN, .base = way->base, .field = way->field};
    const cl_step *steps = m->steps.items;

    step.hop_count = way->hop_count;
    memcpy(step.hops, way->hops, sizeof step.hops);
    for (size_t i = 0; i < m->steps.count; i++)
        if (same_way(&steps[i], &step))
            return steps[i].out;
    return add(m, &step, &m->columns);
}

/* ---- tests of a fact ---- */

/* Place of a code in a set; false for what has none. */
static bool code_place(cl_gives gives, int64_t code, unsigned *place)
{
    int64_t first = code / 256 - 'A', second = code % 256 - 'A';

    if (gives == CL_GIVES_CHOICE && code >= 0 && code < 64) {
        *place = (unsigned)code;
        return true;
    }
    if (gives != CL_GIVES_COUNTRY || first < 0 || first > 25 || second < 0 || second > 25)
        return false;
    *place = (unsigned)(first * 26 + second);
    return true;
}

static bool make_set(maker *m, cl_step *step, cl_gives gives, const cl_literals *words)
{
    cl_code_set set = {{0}};
    unsigned place;

    for (size_t i = 0; i < words->count; i++) {
        if (words->codes == NULL || !code_place(gives, words->codes[i], &place))
            return false;
        set.bits[place / 64] |= (uint64_t)1 << place % 64;
    }
    step->value = (int64_t)m->sets.count;
    if (cl_vec_add(&m->sets, &set) != 0)
        m->failed = true;
    return !m->failed;
}

static bool coded(cl_gives gives)
{
    return gives == CL_GIVES_CHOICE || gives == CL_GIVES_COUNTRY;
}

static bool choices_fit(const maker *m, cl_node node)
{
    return node_at(m, node)->gives != CL_GIVES_CHOICE || field_of(m, node)->choice_count <= 64;
}

/* A choice of few words has them noted: a test is then a look at bits. */
static bool has_few_words(const maker *m, cl_node of)
{
    return node_at(m, of)->op == CL_OP_FIELD && node_at(m, of)->gives == CL_GIVES_CHOICE &&
           field_of(m, of)->choice_count <= CL_PLAN_WORDS;
}

static void test_equal(const maker *m, cl_step *step, cl_node of, int64_t code)
{
    bool few = has_few_words(m, of);

    step->test = few ? CL_TEST_WORD : CL_TEST_IS;
    step->value = few ? (int64_t)1 << code : code;
}

static bool test_among(maker *m, cl_step *step, cl_node of, const cl_literals *words)
{
    cl_gives gives = (cl_gives)node_at(m, of)->gives;
    int64_t bits = 0;

    if (!has_few_words(m, of))
        return choices_fit(m, of) && make_set(m, step, gives, words);
    for (size_t i = 0; i < words->count; i++)
        bits |= (int64_t)1 << words->codes[i];
    step->test = CL_TEST_WORD;
    step->value = bits;
    return true;
}

/* The condition as one test of one fact of the member of `base`. */
static bool test_of(maker *m, cl_step *step, cl_node node, uint8_t base)
{
    const cl_tree_node *at = node_at(m, node);
    cl_node of = argument(m, node, 0);
    const cl_tree_node *other = node_at(m, argument(m, node, 1));

    switch ((int)at->op) {
    case CL_OP_FIELD:
        step->test = field_of(m, node)->kind == CL_FACT_JUDGEMENT ? CL_TEST_JUDGED : CL_TEST_YES;
        return fact_at(m, step, node, base);
    case CL_OP_IS_FALSE:
        step->test = CL_TEST_NO;
        return node_at(m, of)->op == CL_OP_FIELD && field_of(m, of)->kind == CL_FACT_YESNO &&
               fact_at(m, step, of, base);
    case CL_OP_PRESENT:
        step->test = CL_TEST_PRESENT;
        return fact_at(m, step, of, base);
    case CL_OP_EQUAL:
        test_equal(m, step, of, other->exact.num);
        return other->op == CL_OP_LITERAL && coded((cl_gives)other->gives) &&
               fact_at(m, step, of, base);
    case CL_OP_ONE_OF:
        step->test = at->set != 0 ? CL_TEST_AMONG : CL_TEST_LISTED;
        step->value = at->index;
        step->country = node_at(m, of)->gives == CL_GIVES_COUNTRY;
        if (!coded((cl_gives)node_at(m, of)->gives) || !fact_at(m, step, of, base))
            return false;
        return at->set == 0 ? choices_fit(m, of)
                            : test_among(m, step, of, cl_vec_at(&m->programme->tree.sets, at->set));
    default:
        return false;
    }
}

/* Has the column note which members have which word. */
static void note_words(maker *m, cl_slot column)
{
    cl_step *steps = m->steps.items;

    for (size_t i = 0; i < m->steps.count; i++)
        if (steps[i].op == CL_STEP_COLUMN && steps[i].out == column)
            steps[i].test = CL_TEST_WORD;
}

/* The test that `way` describes, of the facts at its end. */
static cl_slot tested(maker *m, const cl_step *way)
{
    cl_step step = *way;

    step.op = CL_STEP_TEST;
    step.a = facts_at(m, way);
    if (step.a == CL_PLAN_NONE)
        return CL_PLAN_NONE;
    if (step.test == CL_TEST_WORD)
        note_words(m, step.a);
    return add(m, &step, &m->masks);
}

/* ---- conditions ---- */

static cl_slot combined(maker *m, cl_node node, uint8_t base)
{
    const cl_tree_node *at = node_at(m, node);
    cl_step_op op = at->op == CL_OP_ALL ? CL_STEP_AND : CL_STEP_OR;
    cl_slot slot = mask_of(m, argument(m, node, 0), base);

    for (uint32_t i = 1; i < at->argument_count; i++)
        slot = two(m, op, base, slot, mask_of(m, argument(m, node, i), base), &m->masks);
    return at->op == CL_OP_NONE ? negated(m, base, slot) : slot;
}

/* every, any, none over a closed list. */
static cl_slot quantified(maker *m, cl_node node)
{
    const cl_tree_node *at = node_at(m, node);
    uint8_t base, outer = m->binders[at->index];
    cl_slot list = list_of(m, argument(m, node, 0), &base), slot;

    if (list == CL_PLAN_NONE)
        return CL_PLAN_NONE;
    m->binders[at->index] = base;
    slot = mask_of(m, argument(m, node, 1), base);
    m->binders[at->index] = outer;
    slot =
        two(m, at->op == CL_OP_EVERY ? CL_STEP_EVERY : CL_STEP_SOME, base, list, slot, &m->masks);
    return at->op == CL_OP_NO ? negated(m, 0, slot) : slot;
}

/* The list in which the records of a type lie; false while no condition has asked for one. */
static bool base_with(const maker *m, unsigned type, uint8_t *base)
{
    const cl_step *steps = m->steps.items;

    for (size_t i = 0; i < m->steps.count; i++)
        if (steps[i].op == CL_STEP_LIST && steps[i].value == (int64_t)type) {
            *base = (uint8_t)steps[i].out;
            return true;
        }
    return false;
}

/* The test of `below` begins with a reference to a record of a list: what passes there is known
 * once for all that refer to it. */
static cl_slot referred(maker *m, cl_node list, const cl_step *below)
{
    unsigned type = node_at(m, list)->type;
    cl_step way = *below, step = {.op = CL_STEP_SOME_REFERRED, .base = below->base};
    const cl_field *field = cl_schema_field(&m->programme->schema, type, below->hops[0]);
    uint8_t target;

    if (below->hop_count == 0 || below->test == CL_TEST_JUDGED ||
        field->kind != CL_FACT_REFERENCE || !base_with(m, field->target_type, &target))
        return CL_PLAN_NONE;
    way.base = target;
    way.hop_count--;
    memmove(way.hops, way.hops + 1, sizeof way.hops - sizeof *way.hops);
    way.hops[CL_PLAN_HOPS - 1] = 0;
    step.a = tested(m, &way);
    step.c = target;
    step.field = below->hops[0];
    step.list = below->list;
    return step.a == CL_PLAN_NONE ? CL_PLAN_NONE : add(m, &step, &m->masks);
}

/* any and none over a list that a member has, of one test. */
static cl_slot quantified_below(maker *m, cl_node node, uint8_t base)
{
    const cl_tree_node *at = node_at(m, node);
    cl_node list = argument(m, node, 0);
    cl_step step = {.op = CL_STEP_SOME_BELOW};
    uint8_t below = UINT8_MAX; /* no base: the list is another one for every member */
    uint8_t outer = m->binders[at->index];
    bool good;
    cl_slot slot;

    if (at->op == CL_OP_EVERY || node_at(m, list)->op != CL_OP_FIELD ||
        node_at(m, argument(m, list, 0))->op != CL_OP_ELEMENT ||
        m->binders[node_at(m, argument(m, list, 0))->index] != base)
        return CL_PLAN_NONE;
    m->binders[at->index] = below;
    good = test_of(m, &step, argument(m, node, 1), below);
    m->binders[at->index] = outer;
    step.base = base;
    step.list = (uint16_t)node_at(m, list)->index;
    slot = good ? referred(m, list, &step) : CL_PLAN_NONE;
    if (good && slot == CL_PLAN_NONE)
        slot = add(m, &step, &m->masks);
    return at->op == CL_OP_NO ? negated(m, base, slot) : slot;
}

/* A number as an operand of a step on members: what is closed stays one span for all of them. */
static cl_slot operand(maker *m, cl_step *step, uint8_t bit, cl_node node, uint8_t base)
{
    if (base == 0)
        return span_of(m, node);
    if (node_at(m, node)->free != 0)
        return column_of(m, node, base);
    step->closed |= bit;
    return span_of(m, node);
}

static cl_slot compared(maker *m, cl_node node, uint8_t base)
{
    const cl_tree_node *at = node_at(m, node);
    cl_step step = {
        .op = base == 0 ? CL_STEP_COMPARE : CL_STEP_COLUMN_COMPARE, .base = base, .test = at->op};

    step.a = operand(m, &step, 1, argument(m, node, 0), base);
    step.b = operand(m, &step, 2, argument(m, node, 1), base);
    if (step.a == CL_PLAN_NONE || step.b == CL_PLAN_NONE)
        return CL_PLAN_NONE;
    return add(m, &step, &m->masks);
}

/* is_not, of a word; what is none is another one, too. */
static cl_slot other_word(maker *m, cl_node node, uint8_t base)
{
    const cl_tree_node *word = node_at(m, argument(m, node, 1));
    cl_step step = {0};

    test_equal(m, &step, argument(m, node, 0), word->exact.num);
    if (word->op != CL_OP_LITERAL || !coded((cl_gives)word->gives) ||
        !fact_at(m, &step, argument(m, node, 0), base))
        return CL_PLAN_NONE;
    return negated(m, base, tested(m, &step));
}

static cl_slot new_mask(maker *m, cl_node node, uint8_t base)
{
    const cl_tree_node *at = node_at(m, node);
    cl_step step = {0};
    cl_slot a;

    if (test_of(m, &step, node, base))
        return tested(m, &step);
    switch ((int)at->op) {
    case CL_OP_TRUE_FALSE:
        step = (cl_step){.op = CL_STEP_CONST, .value = at->index};
        return add(m, &step, &m->masks);
    case CL_OP_ALL:
    case CL_OP_ANY:
    case CL_OP_NONE:
        return combined(m, node, base);
    case CL_OP_IF_THEN:
        a = negated(m, base, mask_of(m, argument(m, node, 0), base));
        return two(m, CL_STEP_OR, base, a, mask_of(m, argument(m, node, 1), base), &m->masks);
    case CL_OP_ABSENT:
        step = (cl_step){.test = CL_TEST_PRESENT};
        return fact_at(m, &step, argument(m, node, 0), base) ? negated(m, base, tested(m, &step))
                                                             : CL_PLAN_NONE;
    case CL_OP_IS_TRUE:
    case CL_OP_JUDGED:
        return mask_of(m, argument(m, node, 0), base);
    case CL_OP_NOT_EQUAL:
        return other_word(m, node, base);
    case CL_OP_EQUAL:
    case CL_OP_AT_LEAST:
    case CL_OP_AT_MOST:
    case CL_OP_MORE:
    case CL_OP_LESS:
        return compared(m, node, base);
    case CL_OP_EVERY:
    case CL_OP_SOME:
    case CL_OP_NO:
        return base == 0 ? quantified(m, node) : quantified_below(m, node, base);
    default:
        return CL_PLAN_NONE;
    }
}

static const known_node *met(const maker *m, cl_node node, uint8_t base, uint8_t kind)
{
    const known_node *nodes = m->nodes.items;

    for (size_t i = 0; i < m->nodes.count; i++)
        if (nodes[i].node == node && nodes[i].base == base && nodes[i].kind == kind)
            return &nodes[i];
    return NULL;
}

static cl_slot keep(maker *m, cl_node node, uint8_t base, uint8_t kind, cl_slot slot)
{
    known_node known = {node, base, kind, slot};

    if (cl_vec_add(&m->nodes, &known) != 0)
        m->failed = true;
    return slot;
}

static cl_slot mask_of(maker *m, cl_node node, uint8_t base)
{
    const known_node *known = met(m, node, base, A_MASK);
    cl_step spread = {.op = CL_STEP_SPREAD, .base = base};

    if (known != NULL)
        return known->slot;
    if (base == 0 || node_at(m, node)->free != 0)
        return keep(m, node, base, A_MASK, new_mask(m, node, base));
    spread.a = mask_of(m, node, 0);
    return keep(m, node, base, A_MASK,
                spread.a == CL_PLAN_NONE ? CL_PLAN_NONE : add(m, &spread, &m->masks));
}

/* ---- lists ---- */

static cl_slot base_of(maker *m, cl_node node, uint8_t *base)
{
    cl_step step = {.op = CL_STEP_LIST}, all = {.op = CL_STEP_ALL};
    const cl_step *steps = m->steps.items;

    if (!fact_at(m, &step, node, 0) || m->bases >= UINT8_MAX)
        return CL_PLAN_NONE;
    for (size_t i = 0; i < m->steps.count; i++)
        if (same_way(&steps[i], &step)) {
            *base = (uint8_t)steps[i].out;
            return steps[i + 1].out; /* its ALL follows it */
        }
    step.value = (int64_t)node_at(m, node)->type;
    *base = (uint8_t)add(m, &step, &m->bases);
    all.base = *base;
    return add(m, &all, &m->masks);
}

static cl_slot list_of(maker *m, cl_node node, uint8_t *base)
{
    const cl_tree_node *at = node_at(m, node);
    cl_slot parent, body;
    uint8_t outer;
    const known_node *known;

    if (at->free != 0)
        return CL_PLAN_NONE;
    if (at->op != CL_OP_WHERE)
        return at->op == CL_OP_FIELD ? base_of(m, node, base) : CL_PLAN_NONE;
    parent = list_of(m, argument(m, node, 0), base);
    if (parent == CL_PLAN_NONE)
        return CL_PLAN_NONE;
    known = met(m, node, *base, A_MASK);
    if (known != NULL)
        return known->slot;
    outer = m->binders[at->index];
    m->binders[at->index] = *base;
    body = mask_of(m, argument(m, node, 1), *base);
    m->binders[at->index] = outer;
    return keep(m, node, *base, A_MASK, two(m, CL_STEP_AND, *base, parent, body, &m->masks));
}

/* ---- numbers ---- */

static bool is_whole_number(const cl_tree_node *at)
{
    return !at->fraction && (at->gives == CL_GIVES_NUMBER || at->gives == CL_GIVES_MONEY ||
                             at->gives == CL_GIVES_DATE);
}

/* What a fact of that kind is compared by: its value alone. */
static bool is_code_or_whole(const cl_field *field)
{
    switch (field->kind) {
    case CL_FACT_NUMBER:
        return !field->fraction;
    case CL_FACT_MONEY:
    case CL_FACT_DATE:
    case CL_FACT_CHOICE:
    case CL_FACT_COUNTRY:
    case CL_FACT_REFERENCE:
        return true;
    case CL_FACT_YESNO:
    case CL_FACT_SHARE:
    case CL_FACT_TEXT:
    case CL_FACT_RECORD:
    case CL_FACT_LIST:
    case CL_FACT_JUDGEMENT:
        break;
    }
    return false;
}

static cl_slot counted(maker *m, cl_node node)
{
    cl_step step = {.op = CL_STEP_COUNT};
    uint8_t base;

    step.a = list_of(m, argument(m, node, 0), &base);
    step.base = base;
    return step.a == CL_PLAN_NONE ? CL_PLAN_NONE : add(m, &step, &m->spans);
}

static cl_slot distinct(maker *m, cl_node node)
{
    const cl_tree_node *at = node_at(m, node);
    cl_node body = argument(m, node, 1);
    uint8_t base, outer = m->binders[at->index];
    cl_slot list = list_of(m, argument(m, node, 0), &base), column = CL_PLAN_NONE;

    if (list == CL_PLAN_NONE)
        return list;
    m->binders[at->index] = base;
    if (node_at(m, body)->op == CL_OP_FIELD && is_code_or_whole(field_of(m, body)))
        column = column_of(m, body, base);
    m->binders[at->index] = outer;
    return two(m, CL_STEP_DISTINCT, base, list, column, &m->spans);
}

static cl_slot picked(maker *m, cl_node node, uint8_t base)
{
    cl_step step = {.op = base == 0 ? CL_STEP_PICK : CL_STEP_COLUMN_PICK, .base = base};

    if (node_at(m, node)->argument_count != 3)
        return CL_PLAN_NONE;
    step.c = mask_of(m, argument(m, node, 0), base);
    step.a = operand(m, &step, 1, argument(m, node, 1), base);
    step.b = operand(m, &step, 2, argument(m, node, 2), base);
    if (step.c == CL_PLAN_NONE || step.a == CL_PLAN_NONE || step.b == CL_PLAN_NONE)
        return CL_PLAN_NONE;
    return add(m, &step, base == 0 ? &m->spans : &m->columns);
}

static cl_slot folded(maker *m, cl_step_op op, cl_node node, uint8_t base)
{
    size_t *count = base == 0 ? &m->spans : &m->columns;
    cl_step step = {.op = (uint8_t)op, .base = base};

    step.a = operand(m, &step, 1, argument(m, node, 0), base);
    for (uint32_t i = 1; i < node_at(m, node)->argument_count; i++) {
        step.b = operand(m, &step, 2, argument(m, node, i), base);
        if (step.a == CL_PLAN_NONE || step.b == CL_PLAN_NONE)
            return CL_PLAN_NONE;
        step.a = add(m, &step, count);
        step.closed = 0;
    }
    return step.a;
}

static cl_slot new_span(maker *m, cl_node node)
{
    const cl_tree_node *at = node_at(m, node);
    cl_step step = {.op = CL_STEP_SPAN, .value = at->exact.num};

    if (at->free != 0 || !is_whole_number(at))
        return CL_PLAN_NONE;
    switch ((int)at->op) {
    case CL_OP_LITERAL:
        return add(m, &step, &m->spans);
    case CL_OP_PARAM:
        step = (cl_step){.op = CL_STEP_PARAM, .field = (uint16_t)at->index};
        return add(m, &step, &m->spans);
    case CL_OP_FIELD:
        step.op = CL_STEP_SPAN_OF;
        return fact_at(m, &step, node, 0) ? add(m, &step, &m->spans) : CL_PLAN_NONE;
    case CL_OP_COUNT:
        return counted(m, node);
    case CL_OP_DISTINCT:
        return distinct(m, node);
    case CL_OP_ADD:
        return folded(m, CL_STEP_ADD, node, 0);
    case CL_OP_SUBTRACT:
        return folded(m, CL_STEP_SUBTRACT, node, 0);
    case CL_OP_MULTIPLY:
        return folded(m, CL_STEP_MULTIPLY, node, 0);
    case CL_OP_LEAST:
        return folded(m, CL_STEP_LEAST, node, 0);
    case CL_OP_PICK:
        return picked(m, node, 0);
    default:
        return CL_PLAN_NONE;
    }
}

static cl_slot span_of(maker *m, cl_node node)
{
    const known_node *known = met(m, node, 0, A_SPAN);

    return known != NULL ? known->slot : keep(m, node, 0, A_SPAN, new_span(m, node));
}

/* How many members a list of the member has. */
static cl_slot counted_below(maker *m, cl_node node, uint8_t base)
{
    cl_step step = {.op = CL_STEP_COLUMN_COUNT};
    cl_node list = argument(m, node, 0);

    if (node_at(m, list)->op != CL_OP_FIELD || !fact_at(m, &step, list, base))
        return CL_PLAN_NONE;
    return add(m, &step, &m->columns);
}

/* least(x:otherwise(y), y), as the lower of a cost and a rate is written. */
static cl_slot up_to(maker *m, cl_node node, uint8_t base)
{
    cl_node first = argument(m, node, 0), rate = argument(m, node, 1);
    cl_step step = {.op = CL_STEP_COLUMN_UP_TO, .base = base};

    if (node_at(m, node)->argument_count != 2 || node_at(m, first)->op != CL_OP_OTHERWISE ||
        argument(m, first, 1) != rate)
        return folded(m, CL_STEP_COLUMN_LEAST, node, base);
    step.a = operand(m, &step, 1, argument(m, first, 0), base);
    step.b = operand(m, &step, 2, rate, base);
    if (step.a == CL_PLAN_NONE || step.b == CL_PLAN_NONE)
        return CL_PLAN_NONE;
    return add(m, &step, &m->columns);
}

static cl_slot new_column(maker *m, cl_node node, uint8_t base)
{
    const cl_tree_node *at = node_at(m, node);
    cl_step step = {0};

    if (at->op == CL_OP_FIELD)
        return is_code_or_whole(field_of(m, node)) && fact_at(m, &step, node, base)
                   ? facts_at(m, &step)
                   : CL_PLAN_NONE;
    if (!is_whole_number(at))
        return CL_PLAN_NONE;
    switch ((int)at->op) {
    case CL_OP_COUNT:
        return counted_below(m, node, base);
    case CL_OP_OTHERWISE:
        return folded(m, CL_STEP_COLUMN_OTHERWISE, node, base);
    case CL_OP_ADD:
        return folded(m, CL_STEP_COLUMN_ADD, node, base);
    case CL_OP_SUBTRACT:
        return folded(m, CL_STEP_COLUMN_SUBTRACT, node, base);
    case CL_OP_MULTIPLY:
        return folded(m, CL_STEP_COLUMN_MULTIPLY, node, base);
    case CL_OP_LEAST:
        return up_to(m, node, base);
    case CL_OP_GREATEST:
        return folded(m, CL_STEP_COLUMN_GREATEST, node, base);
    case CL_OP_PICK:
        return picked(m, node, base);
    default:
        return CL_PLAN_NONE;
    }
}

static cl_slot column_of(maker *m, cl_node node, uint8_t base)
{
    const known_node *known = met(m, node, base, A_COLUMN);
    cl_step spread = {.op = CL_STEP_COLUMN_SPREAD, .base = base};

    if (known != NULL)
        return known->slot;
    if (node_at(m, node)->free != 0)
        return keep(m, node, base, A_COLUMN, new_column(m, node, base));
    spread.a = span_of(m, node);
    return keep(m, node, base, A_COLUMN,
                spread.a == CL_PLAN_NONE ? CL_PLAN_NONE : add(m, &spread, &m->columns));
}

/* ---- rules and lines ---- */

static bool has_exception(const cl_programme *programme, const cl_rule *rule)
{
    for (size_t i = 0; i < programme->rules.count; i++) {
        const cl_rule *other = cl_vec_at(&programme->rules, i);

        if (other->exception_to != NULL && strcmp(other->exception_to, rule->id) == 0)
            return true;
    }
    return false;
}

/* Slot of what may be left out: NONE then, and covered. */
static bool optional(cl_slot *slot, cl_node node, cl_slot made)
{
    *slot = node == 0 ? CL_PLAN_NONE : made;
    return node == 0 || made != CL_PLAN_NONE;
}

static void plan_rule(maker *m, cl_planned_rule *out, const cl_rule *rule)
{
    out->needs = mask_of(m, rule->needs, 0);
    out->covered = optional(&out->applies, rule->applies,
                            rule->applies == 0 ? CL_PLAN_NONE : mask_of(m, rule->applies, 0)) &&
                   out->needs != CL_PLAN_NONE && !has_exception(m->programme, rule);
}

static bool plan_reasons(maker *m, cl_planned_line *out, const cl_line *line)
{
    out->reasons = cl_arena_array(m->arena, line->not_paid_count + 1, sizeof *out->reasons);
    if (out->reasons == NULL)
        return false;
    for (size_t i = 0; i < line->not_paid_count; i++) {
        const cl_not_paid *reason = &line->not_paid[i];
        const cl_tree_node *key = node_at(m, reason->repeated);

        if (reason->when != 0)
            out->reasons[i] = mask_of(m, reason->when, out->base);
        else if (key->op == CL_OP_FIELD && is_code_or_whole(field_of(m, reason->repeated)))
            out->reasons[i] = column_of(m, reason->repeated, out->base);
        else
            return false;
        if (out->reasons[i] == CL_PLAN_NONE)
            return false;
    }
    return true;
}

static cl_slot span_or_none(maker *m, cl_node node)
{
    return node == 0 ? CL_PLAN_NONE : span_of(m, node);
}

static bool plan_members(maker *m, cl_planned_line *out, const cl_line *line)
{
    uint8_t outer = m->binders[line->binder];
    bool good;

    if (line->shares_of != 0)
        return false;
    out->each = list_of(m, line->each, &out->base);
    if (out->each == CL_PLAN_NONE)
        return false;
    m->binders[line->binder] = out->base;
    out->amount = column_of(m, line->amount, out->base);
    good = plan_reasons(m, out, line) &&
           optional(&out->units, line->units,
                    line->units == 0 ? CL_PLAN_NONE : column_of(m, line->units, out->base));
    m->binders[line->binder] = outer;
    return good && optional(&out->at_most, line->at_most, span_or_none(m, line->at_most)) &&
           optional(&out->units_at_most, line->units_at_most,
                    span_or_none(m, line->units_at_most)) &&
           optional(&out->unit_rate, line->unit_rate, span_or_none(m, line->unit_rate));
}

static void plan_line(maker *m, cl_planned_line *out, const cl_line *line)
{
    out->applies = out->each = out->amount = CL_PLAN_NONE;
    if (!optional(&out->applies, line->applies,
                  line->applies == 0 ? CL_PLAN_NONE : mask_of(m, line->applies, 0)))
        return;
    if (line->each == 0)
        out->amount = span_of(m, line->amount);
    else if (!plan_members(m, out, line))
        return;
    out->covered = out->amount != CL_PLAN_NONE;
}

/* ---- the whole ---- */

static void *copied(maker *m, const cl_vec *vec)
{
    void *copy = cl_arena_array(m->arena, vec->count + 1, vec->size);

    if (copy == NULL)
        m->failed = true;
    else if (vec->count > 0)
        memcpy(copy, vec->items, vec->count * vec->size);
    return copy;
}

static void plan_all(maker *m, cl_plan *plan)
{
    const cl_programme *programme = m->programme;

    plan->rules = cl_arena_array(m->arena, programme->rules.count + 1, sizeof *plan->rules);
    plan->lines = cl_arena_array(m->arena, programme->lines.count + 1, sizeof *plan->lines);
    m->failed = m->failed || plan->rules == NULL || plan->lines == NULL;
    for (size_t i = 0; !m->failed && i < programme->rules.count; i++)
        plan_rule(m, &plan->rules[i], cl_vec_at(&programme->rules, i));
    for (size_t i = 0; !m->failed && i < programme->lines.count; i++)
        plan_line(m, &plan->lines[i], cl_vec_at(&programme->lines, i));
    plan->constants = copied(m, &m->constants);
    plan->params = copied(m, &m->params);
    plan->steps = copied(m, &m->steps);
    plan->constant_count = m->constants.count;
    plan->param_count = m->params.count;
    plan->sets = copied(m, &m->sets);
    plan->step_count = m->steps.count;
    plan->mask_count = m->masks;
    plan->column_count = m->columns;
    plan->span_count = m->spans;
    plan->base_count = m->bases;
}

cl_plan *cl_plan_make(const cl_programme *programme, cl_arena *arena)
{
    maker m = {.programme = programme, .arena = arena, .bases = 1};
    cl_plan *plan = cl_arena_array(arena, 1, sizeof *plan);

    m.constants = m.params = m.steps = (cl_vec)CL_VEC_INIT(cl_step);
    m.nodes = (cl_vec)CL_VEC_INIT(known_node);
    m.sets = (cl_vec)CL_VEC_INIT(cl_code_set);
    if (plan != NULL)
        plan_all(&m, plan);
    cl_vec_clear(&m.constants);
    cl_vec_clear(&m.params);
    cl_vec_clear(&m.steps);
    cl_vec_clear(&m.nodes);
    cl_vec_clear(&m.sets);
    return m.failed ? NULL : plan;
}
