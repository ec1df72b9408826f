/* SPDX-License-Identifier: MIT
 *
 * Conditions that are one test of one fact.
 */
#include "plan_make.h"

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
    *place = (unsigned)(first * 32 + second);
    return true;
}

static bool same_set(const cl_code_set *a, const cl_code_set *b)
{
    for (size_t i = 0; i < sizeof a->bits / sizeof *a->bits; i++)
        if (a->bits[i] != b->bits[i])
            return false;
    return true;
}

/* Number of the set, which is kept once. */
static int64_t keep_set(cl_plan_maker *m, const cl_code_set *set)
{
    for (size_t i = 0; i < m->sets.count; i++)
        if (same_set(cl_vec_at(&m->sets, i), set))
            return (int64_t)i;
    if (cl_vec_add(&m->sets, set) != 0)
        m->failed = true;
    return (int64_t)m->sets.count - 1;
}

static bool make_set(cl_plan_maker *m, cl_step *step, cl_gives gives, const cl_literals *words)
{
    cl_code_set set = {{0}};
    unsigned place;

    for (size_t i = 0; i < words->count; i++) {
        if (words->codes == NULL || !code_place(gives, words->codes[i], &place))
            return false;
        set.bits[place / 32] |= (uint32_t)1 << place % 32;
    }
    step->value = keep_set(m, &set);
    return !m->failed;
}

static bool coded(cl_gives gives)
{
    return gives == CL_GIVES_CHOICE || gives == CL_GIVES_COUNTRY;
}

static bool choices_fit(const cl_plan_maker *m, cl_node node)
{
    return cl_plan_node(m, node)->gives != CL_GIVES_CHOICE ||
           cl_plan_field(m, node)->choice_count <= 64;
}

/* A choice of few words has them noted: a test is then a look at bits. */
static bool has_few_words(const cl_plan_maker *m, cl_node of)
{
    return cl_plan_node(m, of)->op == CL_OP_FIELD &&
           cl_plan_node(m, of)->gives == CL_GIVES_CHOICE &&
           cl_plan_field(m, of)->choice_count <= CL_PLAN_WORDS;
}

static void test_equal(const cl_plan_maker *m, cl_step *step, cl_node of, int64_t code)
{
    bool few = has_few_words(m, of);

    step->test = few ? CL_TEST_WORD : CL_TEST_IS;
    step->value = few ? (int64_t)1 << code : code;
}

static bool test_among(cl_plan_maker *m, cl_step *step, cl_node of, const cl_literals *words)
{
    cl_gives gives = (cl_gives)cl_plan_node(m, of)->gives;
    int64_t bits = 0;

    if (!has_few_words(m, of))
        return choices_fit(m, of) && make_set(m, step, gives, words);
    for (size_t i = 0; i < words->count; i++)
        bits |= (int64_t)1 << words->codes[i];
    step->test = CL_TEST_WORD;
    step->value = bits;
    return true;
}

static bool test_one_of(cl_plan_maker *m, cl_step *step, cl_node node, uint8_t base)
{
    const cl_tree_node *at = cl_plan_node(m, node);
    cl_node of = cl_plan_argument(m, node, 0);

    step->test = at->set != 0 ? CL_TEST_AMONG : CL_TEST_LISTED;
    step->value = at->index;
    step->country = cl_plan_node(m, of)->gives == CL_GIVES_COUNTRY;
    if (!coded((cl_gives)cl_plan_node(m, of)->gives) || !cl_plan_way(m, step, of, base))
        return false;
    return at->set == 0 ? choices_fit(m, of)
                        : test_among(m, step, of, cl_vec_at(&m->programme->tree.sets, at->set));
}

bool cl_plan_test_word(cl_plan_maker *m, cl_step *step, cl_node node, uint8_t base)
{
    cl_node of = cl_plan_argument(m, node, 0);
    const cl_tree_node *word = cl_plan_node(m, cl_plan_argument(m, node, 1));

    if (word->op != CL_OP_LITERAL || !coded((cl_gives)word->gives))
        return false;
    test_equal(m, step, of, word->exact.num);
    return cl_plan_way(m, step, of, base);
}

bool cl_plan_test(cl_plan_maker *m, cl_step *step, cl_node node, uint8_t base)
{
    cl_node of = cl_plan_argument(m, node, 0);

    switch ((int)cl_plan_node(m, node)->op) {
    case CL_OP_FIELD:
        step->test =
            cl_plan_field(m, node)->kind == CL_FACT_JUDGEMENT ? CL_TEST_JUDGED : CL_TEST_YES;
        return cl_plan_way(m, step, node, base);
    case CL_OP_IS_FALSE:
        step->test = CL_TEST_NO;
        return cl_plan_node(m, of)->op == CL_OP_FIELD &&
               cl_plan_field(m, of)->kind == CL_FACT_YESNO && cl_plan_way(m, step, of, base);
    case CL_OP_PRESENT:
        step->test = CL_TEST_PRESENT;
        return cl_plan_way(m, step, of, base);
    case CL_OP_EQUAL:
        return cl_plan_test_word(m, step, node, base);
    case CL_OP_ONE_OF:
        return test_one_of(m, step, node, base);
    default:
        return false;
    }
}

/* One or two words are looked up by number, more of them bit by bit. */
static void look_for_words(cl_step *step)
{
    uint64_t words = (uint64_t)step->value, others = words & (words - 1);

    step->op = CL_STEP_WORD_AMONG;
    if (words == 0 || (others & (others - 1)) != 0)
        return;
    step->op = CL_STEP_WORD;
    step->field = (uint16_t)__builtin_ctzll(words);
    step->list = others == 0 ? step->field : (uint16_t)__builtin_ctzll(others);
}

/* A fact of the dossier is looked at where it lies; those of members are read once, however many
 * tests ask for them. */
cl_slot cl_plan_tested(cl_plan_maker *m, const cl_step *way)
{
    bool words = way->test == CL_TEST_WORD;
    cl_step step = *way;

    step.op = words ? CL_STEP_FACT_WORD : CL_STEP_FACT;
    step.list = 0;
    if (way->base == 0)
        return cl_plan_add(m, &step);
    step = (cl_step){.op = CL_STEP_TEST,
                     .base = way->base,
                     .test = way->test,
                     .value = way->value,
                     .country = way->country};
    if (words)
        look_for_words(&step);
    step.a = cl_plan_facts(m, words ? CL_STEP_WORDS : CL_STEP_COLUMN, way);
    return step.a == CL_PLAN_NONE ? CL_PLAN_NONE : cl_plan_add(m, &step);
}
