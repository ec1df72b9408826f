/* SPDX-License-Identifier: MIT
 *
 * One edition of a programme, loaded: schema, params, tables, trees, rules, lines, instalments,
 * deadlines. Built by script/ when the file is read, checked by cl_programme_finish(), then
 * immutable and shared by any number of threads. Knows no Lua: a compute function lies behind a
 * door.
 */
#ifndef CL_PROGRAMME_H
#define CL_PROGRAMME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "date.h"
#include "digest.h"
#include "findings.h"
#include "money.h"
#include "range.h"
#include "ratio.h"
#include "schema.h"
#include "tree.h"
#include "vec.h"

typedef enum cl_stage { CL_STAGE_FORM, CL_STAGE_APPLY, CL_STAGE_FUND, CL_STAGE_COUNT } cl_stage;
typedef enum cl_level { CL_LEVEL_HARD, CL_LEVEL_WAIVABLE, CL_LEVEL_ADVISORY } cl_level;

const char *cl_stage_name(cl_stage stage);
bool cl_stage_named(cl_stage *out, cl_view name);
const char *cl_level_name(cl_level level);
bool cl_level_named(cl_level *out, cl_view name);

/** Ids of clauses, in the order written. */
typedef struct cl_cites {
    const char *const *ids;
    size_t count;
} cl_cites;

typedef struct cl_clause {
    const char *id;     /**< "Q1" */
    const char *source; /**< page or address */
    const char *place;  /**< where in it; may be NULL */
    const char *sense;  /**< what it says, in our own words */
} cl_clause;

/** A value of a param, in force from `from` to `until` (CL_DATE_MAX: no end). */
typedef struct cl_param_value {
    cl_date from, until;
    cl_ratio exact;     /**< number, share, money (minor units), date (days) */
    const char **words; /**< list */
    int64_t *codes;     /**< list, once its kind is known */
    size_t count;
} cl_param_value;

typedef struct cl_param {
    const char *name;
    cl_gives gives;   /**< NUMBER, MONEY, SHARE, DATE, or LIST of words */
    cl_gives list_of; /**< LIST: CHOICE, COUNTRY or TEXT, fixed by its first use; NOTHING before */
    uint32_t list_type, list_field; /**< LIST of CHOICE: the field */
    const char *unit, *about;
    bool unpublished; /**< no source gives it: unknown until an administrator sets it */
    bool has_least;   /**< unpublished money or number that cannot be below `least` */
    cl_ratio least;
    cl_date review_by; /**< CL_DATE_MAX: none */
    cl_cites cites;
    cl_param_value *values; /**< ascending by from */
    size_t value_count;
    bool used;
    const char *file;
    int line;
} cl_param;

typedef enum cl_rate_kind { CL_TABLE_BANDS, CL_TABLE_LOOKUP, CL_TABLE_MARGINAL } cl_rate_kind;

typedef struct cl_rate_row {
    cl_ratio from;     /**< bands: lower bound; marginal: first unit of this rate, from 1 */
    const char **keys; /**< lookup: one word a key */
    cl_ratio value;    /**< what it gives */
} cl_rate_row;

/**
 * bands: the row with the greatest `from` that is at most the key (below the first, or above
 * `most`: no value, so unknown). lookup: the row with exactly these keys; a key that is not there
 * is unknown. marginal: each unit is paid at the rate of the row it falls in, the result is the
 * sum.
 */
typedef struct cl_rate_table {
    const char *name;
    cl_rate_kind kind;
    cl_gives gives;
    cl_ratio most; /**< bands: greatest key that has a value */
    bool has_most;
    size_t key_count;       /**< lookup; else 1 */
    const char **key_names; /**< lookup: one a key */
    cl_rate_row *rows;      /**< bands, marginal: ascending; lookup: sorted by keys */
    size_t row_count;
    cl_cites cites;
    const char *unit; /**< of the key of bands and marginal */
    bool used;
    const char *file;
    int line;
} cl_rate_table;

/** A message in one language ("en", "cy", "pt-BR"). */
typedef struct cl_message {
    const char *language, *text;
} cl_message;

/** What a fact says, in another language: "network" in "cy". */
typedef struct cl_translation {
    const char *language, *word, *says;
    const char *file;
    int line;
} cl_translation;

typedef struct cl_rule {
    const char *id, *title;
    const char *message; /**< shown when it fails; {path} is replaced by the fact; NULL: made from
                            the tree. In the language of the edition, English where it is there */
    const cl_message *messages; /**< in each language, sorted; none where it has no languages */
    size_t message_count;
    cl_stage stage;
    cl_level level;
    bool trial;      /**< evaluated and shown, decides nothing */
    cl_node applies; /**< 0: always */
    cl_node needs;
    const char *exception_to; /**< id of the rule that this one replaces where it applies; NULL */
    cl_cites cites;
    const char *file;
    int line;
} cl_rule;

/** Why a member of a line is not paid. */
typedef struct cl_not_paid {
    cl_node when; /**< in the scope of the member; 0 when `repeated` */
    cl_node
        repeated; /**< key: only the dearest of the members with an equal key is paid; 0 for none */
    const char *says; /**< reason for people; NULL: made from the tree */
    cl_cites cites;
} cl_not_paid;

/**
 * A line of the award. With `each`, one part a member, amount in the member's scope; the dearest
 * members are paid first where a limit bites, whatever their order. Without, `amount` is the line.
 */
typedef struct cl_line {
    const char *id, *title;
    cl_cites cites;
    cl_node applies; /**< 0: always */
    cl_node each;    /**< list; 0 for none */
    unsigned binder; /**< depth of the member in amount, units, not_paid */
    cl_node amount;
    cl_not_paid *not_paid;
    size_t not_paid_count;
    cl_node at_most; /**< number: how many members are paid; 0: no limit */
    cl_cites at_most_cites;
    cl_node
        units; /**< number a member asks for (days); amount is then for all its units; 0: none */
    cl_node units_at_most; /**< number: how many units are paid altogether */
    cl_node unit_rate; /**< money for one unit: a member that is cut gets at most units × rate */
    cl_cites units_cites;
    cl_node shares_of; /**< money, with `each`: this sum is split among the members in proportion to
                            `amount`, to the penny, by largest remainder; 0: not */
    const char *part_title; /**< "{school.name}": title of a part; NULL: name of the member */
    const char *file;
    int line;
} cl_line;

/** What is done to the sum of the lines, each a line of its own, in the order written. */
typedef enum cl_adjust_kind {
    CL_ADJUST_CAP,
    CL_ADJUST_NOTHING_BELOW,
    CL_ADJUST_ROUNDING
} cl_adjust_kind;

typedef struct cl_adjust {
    const char *id, *title;
    cl_adjust_kind kind;
    cl_node at;       /**< money: cap, or the least amount that is paid; 0 for a rounding */
    cl_rounding mode; /**< rounding */
    int64_t step;     /**< rounding: multiple, minor units */
    cl_node applies;
    cl_cites cites;
    const char *file;
    int line;
} cl_adjust;

typedef struct cl_instalment_rule {
    const char *id, *when; /**< "award accepted" */
    cl_ratio share;        /**< of the grant, rounded down; unused for the rest */
    bool rest;
    cl_node applies; /**< 0: always */
    cl_cites cites;
    const char *file;
    int line;
} cl_instalment_rule;

typedef struct cl_deadlines {
    bool there;
    cl_date *dates; /**< ascending */
    size_t count;
    cl_date open_until; /**< after the last date rounds go on to this day, on days that no source
                           gives; CL_DATE_MIN: they do not */
    const char *rule_id, *title; /**< of the rule that the loader made for it */
    cl_cites cites;
    const char *file;
    int line;
} cl_deadlines;

/** A level of an award, lowest first: the highest whose needs are met is reached. */
typedef struct cl_grade {
    const char *id, *title;
    cl_node needs;
    cl_cites cites;
    const char *file;
    int line;
} cl_grade;

enum { CL_COMPUTE_INPUTS = 16, CL_COMPUTE_ITEMS = 1000 };

/** A function that runs at decision time on declared inputs, which analysis cannot look into. */
typedef struct cl_compute {
    const char *name;
    cl_gives gives;   /**< NUMBER, MONEY, SHARE, DATE or TRUTH */
    const char *unit; /**< of a number; NULL: none */
    cl_gives input_gives[CL_COMPUTE_INPUTS];
    cl_gives item_gives[CL_COMPUTE_INPUTS]; /**< of a LIST: what its values are */
    size_t input_count;
    const char *text; /**< the function and all that it uses, without white space and comments */
    cl_cites cites;
    const char *file;
    int line;
} cl_compute;

/** A value on its way to a compute function, known or none: a word of a table is its text, a
 * record its id, a yes/no 1 or 0. */
typedef struct cl_input {
    cl_range value;        /**< not of a LIST */
    const cl_range *items; /**< of a LIST: in ascending order, none first */
    size_t count;
} cl_input;

/**
 * Whoever runs the compute functions of a programme. `call` runs function `index` and
 * fills `*out`, which is known; any number of threads may call. 0, or a code with `e` filled.
 * `close` ends it with the programme.
 */
typedef struct cl_compute_door {
    int (*call)(void *context, unsigned index, const cl_input *inputs, cl_range *out, cl_error *e);
    void (*close)(void *context);
    void *context;
} cl_compute_door;

typedef struct cl_edition_test {
    const char *name, *kind;  /**< kind: "test", "property" */
    const char *dossier;      /**< file beside the edition, or NULL */
    const char *dossier_json; /**< the dossier itself, or NULL */
    const char *set_json;   /**< params that are set for it: {"online_step":"400.00"}; NULL: none */
    const char *waive_json; /**< rules that a person set aside: {"rule":"reason"}; NULL: none */
    const char *expect_json; /**< what must hold: subset of the decision, canonical JSON */
    const char *file;
    int line;
} cl_edition_test;

/** Something that looks like a fault and is none, and why: a change (mutate.h) after which no
 * decision differs, a statement (coverage.h) that cannot come about, a finding (survey.h) that the
 * clauses want. */
typedef struct cl_excuse {
    const char *what; /**< in the words of cl_mutation_print(), of coverage, of check */
    const char *because;
    const char *file;
    int line;
} cl_excuse;

/** How much more a line comes to. */
typedef struct cl_line_change {
    const char *line;
    int64_t minor;
} cl_line_change;

/** What holds for every dossier like `dossier_json`. */
typedef struct cl_edition_property {
    const char *name;
    const char *dossier_json;
    const char *changed_json; /**< the same with a change, to be compared; NULL: none */
    const char *set_json;     /**< params that are set; NULL: none */
    const char *given_json;   /**< looked at only where this holds of the dossier; NULL: always */
    const char *expect_json; /**< what holds then: of the changed one where there is one; or NULL */
    const char **same;       /**< "verdict", "grant", "level" or ids of lines: equal in both */
    size_t same_count;
    cl_line_change *more; /**< lines that come to so much more in the changed one */
    size_t more_count;
    bool has_most;
    int64_t at_most; /**< no grant is above it, in minor units */
    const char *file;
    int line;
} cl_edition_property;

struct cl_plan;

typedef struct cl_programme {
    const char *id, *edition, *title;
    char currency[4];
    cl_date from, until;            /**< in force; until CL_DATE_MAX: no end */
    char digest[7 + CL_DIGEST_HEX]; /**< "sha256:" and 64 hex digits over every file read */
    const char *files;  /**< JSON array of {"file", "sha256"}, sorted: what the digest is over; may
                           be NULL */
    const char *folder; /**< where its files lie, for tests and tables */
    const char *file;
    int line;
    cl_arena arena; /**< owns every text and array below */
    cl_schema schema;
    cl_tree tree;
    cl_vec clauses, params, tables, rules, lines, adjusts, instalments, grades, computes, tests,
        properties;
    cl_vec translations;                     /**< cl_translation, those of a language sorted */
    cl_vec unnoticed, unreachable, intended; /**< cl_excuse: changes, statements, findings */
    cl_compute_door door;                    /**< zeroed: nobody runs them */
    cl_deadlines deadlines;
    cl_stage last_stage;  /**< greatest stage of a rule */
    struct cl_plan *plan; /**< the trees as steps (plan.h); NULL: there is none */
    uint32_t changes;     /**< another number after each change to a loaded programme (mutate.h), so
                             that no evaluator goes on with what it remembers. Whoever changes it
                             takes the plan away meanwhile */
} cl_programme;

/** An empty programme to be built; findings are borrowed until cl_programme_finish(). */
int cl_programme_new(cl_programme **out, cl_findings *findings, cl_error *e);
/**
 * Ends the building: checks what can only be judged as a whole (ids twice, citations of clauses
 * that are not there, exactly one `rest`, shares of the instalments, values on the first day in
 * force, exceptions, members used outside their list). Adds to the findings of the tree.
 * CL_E_SCRIPT when there is an error.
 */
int cl_programme_finish(cl_programme *programme, cl_error *e);
void cl_programme_free(cl_programme *programme);

const cl_clause *cl_programme_clause(const cl_programme *programme, const char *id);
const cl_rule *cl_programme_rule(const cl_programme *programme, const char *id);
/** The message of a rule in a language; `message` where it has none in it, or NULL is asked for. */
const char *cl_rule_message(const cl_rule *rule, const char *language);
/** Index of a param, or -1. */
int cl_programme_find_param(const cl_programme *programme, cl_view name);
/** Value of a param on a day; NULL when it has none then. */
const cl_param_value *cl_param_on(const cl_param *param, cl_date day);

#endif
