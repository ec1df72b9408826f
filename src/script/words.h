/* SPDX-License-Identifier: MIT
 *
 * The words of a programme: what a row of them says, the builder that they write into, and how one
 * is called. Each words_*.c holds one group. A word never stops the load for the author's mistake:
 * it adds a finding and gives a poisoned value that absorbs what is done to it. Knows no files and
 * no decisions.
 */
#ifndef CL_WORDS_H
#define CL_WORDS_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>

#include "findings.h"
#include "machine.h"
#include "programme.h"
#include "sources.h"
#include "tree.h"
#include "vec.h"

/** What a name may look like. */
typedef enum cl_word_naming {
    CL_NAMING_FREE, /**< any text of one line: a test, a clause */
    CL_NAMING_ID,   /**< letters, digits and '-': a rule, a line */
    CL_NAMING_FACT  /**< small letters, digits and '_': a fact, a param */
} cl_word_naming;

/** Which keys besides the named ones a table may have. */
enum {
    CL_KEYS_ITEMS = 1,   /**< a list 1 … n */
    CL_KEYS_NUMBERS = 2, /**< whole numbers */
    CL_KEYS_DIGITS = 4   /**< texts that begin with a digit: dates, "10.5" */
};

/** One word. Rows end with a name of NULL. */
typedef struct cl_word {
    const char *name, *takes, *gives, *brief, *example;
    lua_CFunction call; /**< named: 1 is the name, 2 the table. Of a value: 1 is the value. Else the
                             arguments */
    int op;             /**< a cl_op, for words that share a function */
    int least, most;    /**< arguments besides the value; most -1: any number */
    bool named;         /**< written word "name" { … } */
    cl_word_naming naming;
    const char *const *keys; /**< of the table, ends with NULL; NULL: the word looks for itself */
    unsigned other_keys;     /**< CL_KEYS_… */
    lua_CFunction begin;     /**< named: called with the name before the table is read; or NULL */
} cl_word;

/* Words of the environment, one array a group. */
extern const cl_word cl_words_head[], cl_words_schema[], cl_words_param[], cl_words_table[],
    cl_words_rule[], cl_words_line[], cl_words_award[], cl_words_logic[], cl_words_number[],
    cl_words_test[], cl_words_compute[];
/* Words of the environment of machines, beside those of conditions. */
extern const cl_word cl_words_machine[];
/* Words behind a colon. */
extern const cl_word cl_words_value[], cl_words_list[];

/** The arrays above that make the environment; ends with NULL. For help and completion, too. */
extern const cl_word *const cl_words_groups[];

/** A word that has been given its name and still waits for its table, or a field for its record. */
typedef struct cl_waiting {
    const char *what;  /**< "rule 'x'" */
    const char *needs; /**< what should follow */
    const char *file;
    int line;
    bool done;
} cl_waiting;

/** The edition that is being read; owner of the Lua state. */
typedef struct cl_builder {
    cl_programme *programme;
    cl_findings *findings;
    cl_sources sources;
    const char *edition_file; /**< "2021.lua" */
    const char *subject;      /**< what the running word is about: "rule 'x'" */
    const cl_word *word;      /**< the running word */
    cl_vec files;             /**< const char *: names of files, each once */
    cl_vec waiting;           /**< cl_waiting */
    bool headed;              /**< the programme word was there */
    bool scan_failed;         /**< the scan found something: true and false may come of == */
    bool loading;             /**< false: words raise */
    cl_machine *machine;      /**< a machine is being read, and programme is its own; else NULL */
} cl_builder;

cl_builder *cl_builder_of(lua_State *L);
/** Puts the place of the calling Lua code into the tree, for nodes and findings. */
void cl_words_place(lua_State *L);
/** A finding at the present place that begins with the subject: "rule 'x': …". */
void cl_words_fault(lua_State *L, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** Raises when there are far more findings than are kept: going on would only take time. */
void cl_words_check_flood(lua_State *L);
/** A copy of the text at `index` that lives as long as the programme. Text with a NUL or broken
 *  UTF-8 is a finding and gives "". Raises when memory is out. */
const char *cl_words_text(lua_State *L, int index);
/** Zeroed memory that lives as long as the programme; raises when it is out. */
void *cl_words_memory(lua_State *L, size_t count, size_t size);
/** Appends a zeroed item to a vector of the programme; raises when memory is out. */
void *cl_words_push(lua_State *L, cl_vec *vec);
/** Pushes the function of a word. */
void cl_words_function(lua_State *L, const cl_word *word);
/** The word of that name in a group, or NULL. */
const cl_word *cl_words_find(const cl_word *group, const char *name);
/** Adds the words of all groups to the table on top of the stack. */
void cl_words_add(lua_State *L);
/** Adds the values `null` and `unknown` of tests to the table on top of the stack. */
void cl_words_add_test_values(lua_State *L);
/** For the environment: a finding and a poisoned value for a name that is no word. */
int cl_words_unknown(lua_State *L);
/** For the environment: a finding for an assignment to a global name. */
int cl_words_assigned(lua_State *L);
/** Findings for words that still wait for their table. */
void cl_words_check_waiting(cl_builder *builder);

#endif
