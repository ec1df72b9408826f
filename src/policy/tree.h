/* SPDX-License-Identifier: MIT
 *
 * Expression trees: what the words of a programme build when an edition is loaded. Every builder
 * checks types and units, adds what is wrong to the findings of the tree, and then returns the
 * poisoned node 0, which every other builder absorbs in silence: so an author sees all errors of a
 * file at once. Equal trees are one node. Knows no Lua and no dossier.
 */
#ifndef CL_TREE_H
#define CL_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "findings.h"
#include "ratio.h"
#include "schema.h"
#include "text.h"
#include "vec.h"

typedef uint32_t cl_node; /**< index into cl_tree.nodes; 0 is the poisoned node */

/** What a node gives. */
typedef enum cl_gives {
    CL_GIVES_NOTHING, /**< poisoned */
    CL_GIVES_TRUTH,
    CL_GIVES_NUMBER,
    CL_GIVES_MONEY,
    CL_GIVES_SHARE,
    CL_GIVES_DATE,
    CL_GIVES_TEXT,
    CL_GIVES_CHOICE,
    CL_GIVES_COUNTRY,
    CL_GIVES_RECORD,
    CL_GIVES_LIST
} cl_gives;

typedef enum cl_op {
    CL_OP_NOTHING,
    /* leaves */
    CL_OP_TRUE_FALSE, /**< literal: value 0 or 1 */
    CL_OP_LITERAL,    /**< number, money, share, date, choice, country: `exact`; text: `text` */
    CL_OP_PARAM,      /**< index: param */
    CL_OP_ROOT,       /**< the dossier's record */
    CL_OP_ELEMENT,    /**< the member of the list at binder depth `index` */
    CL_OP_FIELD, /**< a: record; index: field. References and records give RECORD, lists LIST */
    /* truth */
    CL_OP_ALL,
    CL_OP_ANY,
    CL_OP_NONE,
    CL_OP_AT_LEAST_OF, /**< index: how many of the arguments */
    CL_OP_IF_THEN,     /**< a, b: b is looked at only where a is not false */
    CL_OP_EQUAL,
    CL_OP_NOT_EQUAL,
    CL_OP_AT_LEAST,
    CL_OP_AT_MOST,
    CL_OP_MORE,
    CL_OP_LESS,
    CL_OP_BETWEEN, /**< a between b and c, both included */
    CL_OP_ONE_OF,  /**< a; the set in `set`, or the list param `index` when `set` is 0 */
    CL_OP_IS_TRUE,
    CL_OP_IS_FALSE,
    CL_OP_PRESENT,
    CL_OP_ABSENT,
    CL_OP_JUDGED, /**< a: a judgement field */
    /* numbers and money */
    CL_OP_ADD,
    CL_OP_SUBTRACT,
    CL_OP_MULTIPLY,
    CL_OP_DIVIDE,
    CL_OP_NEGATE,
    CL_OP_LEAST,
    CL_OP_GREATEST,
    CL_OP_OTHERWISE, /**< a, or b where there is no a */
    CL_OP_ROUND,     /**< a to a whole multiple of `exact` (units of a); index: cl_rounding */
    CL_OP_PICK,    /**< condition, value, condition, value, …, otherwise: the first that holds */
    CL_OP_TABLE,   /**< index: table of the programme; arguments are the keys */
    CL_OP_COMPUTE, /**< index: compute of the programme; arguments are the inputs */
    CL_OP_DAYS,    /**< a − b in days, of two dates */
    CL_OP_MONTHS,  /**< date a moved by b whole months */
    /* lists: a is the list, b the body in which ELEMENT `index` is the member */
    CL_OP_WHERE,
    CL_OP_EVERY,
    CL_OP_SOME,
    CL_OP_NO,
    CL_OP_SUM,
    CL_OP_LEAST_OF,
    CL_OP_GREATEST_OF,
    CL_OP_DISTINCT, /**< how many different values of the body */
    CL_OP_COUNT,
    CL_OP_FIRST,  /**< the record that comes first in the order of ids */
    CL_OP_VALUES, /**< the values of the body, for a compute function alone */
    CL_OP_COUNT_OF_OPS
} cl_op;

/** Depth and size bound every walk over a tree: no walk needs to guard its stack or its time. */
enum {
    CL_BINDERS = 8,
    CL_NODES_LIMIT = 100000,
    CL_ARGUMENTS_LIMIT = 1000,
    CL_DEPTH_LIMIT = 300,
    CL_SIZE_LIMIT = 100000
};

typedef struct cl_tree_node {
    uint8_t op, gives;
    uint8_t fraction;   /**< number or money that can have a fraction of its unit */
    uint8_t maybe_none; /**< "there is none" is possible */
    uint32_t free;      /**< bit d: uses the member at binder depth d from outside */
    uint32_t arguments, argument_count; /**< slice of cl_tree.arguments */
    uint32_t depth, size; /**< parts one below the other; parts in all, a shared one each time */
    uint32_t index;
    uint32_t
        type; /**< RECORD, LIST: record type; CHOICE: type of the field that declares the words */
    uint32_t field; /**< CHOICE: that field */
    uint32_t set;   /**< ONE_OF: index into cl_tree.sets, 0 for none */
    cl_ratio exact;
    const char *text; /**< literal text; label of a WHERE ("schools in the UK"), or NULL */
    const char *unit; /**< of a number: "km", "days"; NULL for none */
    const char *file; /**< where it was first written */
    int line;
} cl_tree_node;

/** A set of literals for ONE_OF. */
typedef struct cl_literals {
    const char **words; /**< as written */
    int64_t *codes;     /**< as facts hold them (choices, countries); NULL for texts */
    size_t count;
} cl_literals;

struct cl_programme;

typedef struct cl_tree {
    struct cl_programme *programme; /**< params, tables and schema that the nodes refer to */
    cl_arena *arena;
    cl_findings *findings;
    cl_vec nodes;      /**< cl_tree_node; item 0 is the poisoned node */
    cl_vec arguments;  /**< cl_node */
    cl_vec sets;       /**< cl_literals; item 0 is unused */
    uint32_t *buckets; /**< hash of nodes, so that equal trees are one */
    size_t bucket_count;
    unsigned depth;                          /**< binders open now */
    uint32_t scopes[CL_BINDERS], next_scope; /**< serial of each open binder */
    const char *file; /**< place that is given to new nodes and findings; set before each word */
    int line;
    bool failed;    /**< memory or the node limit is out */
    bool no_memory; /**< it was memory: what was built is not whole */
} cl_tree;

int cl_tree_init(cl_tree *tree, struct cl_programme *programme, cl_arena *arena,
                 cl_findings *findings, cl_error *e);
/** Releases what only building needs; nodes, arguments and sets stay until cl_tree_clear(). */
void cl_tree_finish(cl_tree *tree);
void cl_tree_clear(cl_tree *tree);
const cl_tree_node *cl_tree_at(const cl_tree *tree, cl_node node);
/** Argument `i` of a node; 0 when it has no such argument. */
cl_node cl_tree_argument(const cl_tree *tree, cl_node node, uint32_t i);
cl_gives cl_tree_gives(const cl_tree *tree, cl_node node);
/** "a number of days", "money", "a list of schools": for messages. */
const char *cl_tree_gives_words(const cl_tree *tree, cl_node node);

/* ---- leaves ---- */
cl_node cl_tree_truth(cl_tree *tree, bool value);
cl_node cl_tree_integer(cl_tree *tree, int64_t value);
/** A literal written as text, read as what `like` gives ("4", "1500.00", "62.5%", "2021-04-26", a
 * word of its choices, a country). `like` 0: read by its form (money needs its decimals). */
cl_node cl_tree_literal(cl_tree *tree, cl_node like, cl_view text);
/** A param by name; an unknown name is a finding with a suggestion. */
cl_node cl_tree_param(cl_tree *tree, cl_view name);
cl_node cl_tree_root(cl_tree *tree);
/** A field of a record node ("role"), or, from the root, one of the programme's own facts in
 * answers. Finding: "there is no fact 'partner' here; did you mean 'partners'?". */
cl_node cl_tree_field(cl_tree *tree, cl_node record, cl_view name);

/* ---- truth ---- */
/** op: ALL, ANY, NONE. An empty list is a finding. */
cl_node cl_tree_combine(cl_tree *tree, cl_op op, const cl_node *parts, size_t count);
cl_node cl_tree_at_least_of(cl_tree *tree, int64_t needed, const cl_node *parts, size_t count);
cl_node cl_tree_if_then(cl_tree *tree, cl_node condition, cl_node then);
/** op: EQUAL … LESS. Both sides must be of one type and unit. */
cl_node cl_tree_compare(cl_tree *tree, cl_op op, cl_node a, cl_node b);
cl_node cl_tree_between(cl_tree *tree, cl_node a, cl_node low, cl_node high);
/** `a` is one of the words; each is checked against its table. */
cl_node cl_tree_one_of(cl_tree *tree, cl_node a, const cl_view *words, size_t count);
/** `a` is in a list param. */
cl_node cl_tree_one_of_param(cl_tree *tree, cl_node a, cl_node param);
/** op: IS_TRUE, IS_FALSE (of a yes/no), PRESENT, ABSENT (of a fact or record), JUDGED (of a
 * judgement). */
cl_node cl_tree_ask(cl_tree *tree, cl_op op, cl_node a);

/* ---- numbers, money, dates ---- */
/** op: ADD, SUBTRACT, MULTIPLY, DIVIDE, DAYS (date, date), MONTHS (date, number). */
cl_node cl_tree_arithmetic(cl_tree *tree, cl_op op, cl_node a, cl_node b);
cl_node cl_tree_negate(cl_tree *tree, cl_node a);
/** op: LEAST, GREATEST. */
cl_node cl_tree_extreme(cl_tree *tree, cl_op op, const cl_node *parts, size_t count);
cl_node cl_tree_otherwise(cl_tree *tree, cl_node a, cl_node b);
/** Rounds to a whole multiple of `step` (units of `a`; 1/1 for a penny or a whole number). */
cl_node cl_tree_round(cl_tree *tree, cl_node a, cl_rounding mode, cl_ratio step);
/** conditions[i] chooses values[i]; `otherwise` 0: unknown when none holds. */
cl_node cl_tree_pick(cl_tree *tree, const cl_node *conditions, const cl_node *values, size_t count,
                     cl_node otherwise);
/** `keys` against the keys that the table declares. */
cl_node cl_tree_table(cl_tree *tree, unsigned table, const cl_node *keys, size_t count);
cl_node cl_tree_compute(cl_tree *tree, unsigned compute, const cl_node *inputs, size_t count);

/* ---- lists ---- */
/**
 * Opens a binder over `list` and returns the stand-in for its member (of a plain list: the value
 * itself).
 * `*scope` (may be NULL) is a serial; cl_tree_scope_open() tells whether the stand-in may still be
 * used. Must be closed by cl_tree_close() also after an error.
 */
cl_node cl_tree_open(cl_tree *tree, cl_node list, uint32_t *scope);
bool cl_tree_scope_open(const cl_tree *tree, uint32_t scope);
/** Closes the innermost binder. op: WHERE (label may be NULL), EVERY, SOME, NO, SUM, LEAST_OF,
 *  GREATEST_OF, DISTINCT, VALUES. */
cl_node cl_tree_close(cl_tree *tree, cl_op op, cl_node list, cl_node body, const char *label);
/** op: COUNT, FIRST. */
cl_node cl_tree_of_list(cl_tree *tree, cl_op op, cl_node list);

/** The values of a list of plain facts, for a compute function. */
cl_node cl_tree_plain_values(cl_tree *tree, cl_node list);

/** Adds a finding at the present place. */
void cl_tree_finding(cl_tree *tree, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
