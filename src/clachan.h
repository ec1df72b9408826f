/* SPDX-License-Identifier: MIT
 *
 * clachan: a scripting host for school-partnership programmes and their grants. The one public
 * header.
 *
 * Three ways in, each complete by itself:
 *   - decide: load a programme, read a dossier, decide. No database, clock, network or session.
 *   - verbs: a session over a database, and every use case as a verb with named arguments and rows
 * of results. The command line is built on this alone.
 *   - console: Lua over a session, as the prompt has it.
 *
 * Ownership: what a call hands out through its first parameter is the caller's, and is released
 * with the `free` or `close` of its type, which accepts NULL. All else is borrowed for the call,
 * and what a call returns as `const` lives as long as the object it came from. Texts are UTF-8 and
 * terminated.
 *
 * Errors: a call returns 0 or a clachan_code; where the last parameter is a clachan_error, it is
 * filled then, and may be NULL.
 *
 * Threads: a clachan_programme may be shared by any number of threads. A session, a console and an
 * error object belong to one thread at a time.
 */
#ifndef CLACHAN_H
#define CLACHAN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CLACHAN_API __attribute__((visibility("default")))
#else
#define CLACHAN_API
#endif

/** Version of this header: major * 10000 + minor * 100 + patch. @since 0.1 */
#define CLACHAN_VERSION 100

/** Result codes. @since 0.1 */
typedef enum clachan_code {
    CLACHAN_OK = 0,
    CLACHAN_E_MEMORY = 1,       /**< an allocation failed */
    CLACHAN_E_INVALID = 2,      /**< input refused: file, line and path name the place */
    CLACHAN_E_NOT_FOUND = 3,    /**< what was named does not exist */
    CLACHAN_E_RANGE = 4,        /**< a number outside what can be represented or is allowed */
    CLACHAN_E_IO = 5,           /**< a file is not there, or could not be read or written */
    CLACHAN_E_SCRIPT = 6,       /**< Lua code, or a programme, failed */
    CLACHAN_E_LIMIT = 7,        /**< a limit (depth, size, instructions, time) was reached */
    CLACHAN_E_STORE = 8,        /**< the database is locked, damaged or not ours */
    CLACHAN_E_NET = 9,          /**< the network or a portal failed */
    CLACHAN_E_STATE = 10,       /**< refused now: wrong state, stale version, conflict */
    CLACHAN_E_MISUSE = 11,      /**< the caller broke the contract of a call, or wrong usage */
    CLACHAN_E_INTERRUPTED = 12, /**< stopped by clachan_session_interrupt() */
    CLACHAN_E_INTERNAL = 13,    /**< an error of clachan itself */
    CLACHAN_E_UNKNOWN = 14      /**< a delivery whose outcome is not known */
} clachan_code;

/** "0.1.0". @since 0.1 */
CLACHAN_API const char *clachan_version(void);
/** Libraries in use at run time, such as "Lua 5.4.4, SQLite 3.40.1, libcurl 7.88.1". @since 0.1 */
CLACHAN_API const char *clachan_libraries(void);
/** A short word for a code, such as "invalid"; never NULL. @since 0.1 */
CLACHAN_API const char *clachan_code_name(int code);
/** Exit status of a program for a code: 0 done, 1 refused, 2 usage, 3 could not run, 4 unknown
 * outcome.
 *  @since 0.1 */
CLACHAN_API int clachan_exit_status(int code);

/* ---- errors ---- */

/** Where and why something failed. Made beforehand, so that "out of memory" can be told too. @since
 * 0.1 */
typedef struct clachan_error clachan_error;

/** An empty error; NULL when memory is out. @since 0.1 */
CLACHAN_API clachan_error *clachan_error_new(void);
/** NULL is accepted. @since 0.1 */
CLACHAN_API void clachan_error_free(clachan_error *error);
/** Code of the last failure, 0 when there was none. @since 0.1 */
CLACHAN_API int clachan_error_code(const clachan_error *error);
/** What was found, what was expected, what to do; never NULL. @since 0.1 */
CLACHAN_API const char *clachan_error_message(const clachan_error *error);
/** File, or "" when it is not about one. @since 0.1 */
CLACHAN_API const char *clachan_error_file(const clachan_error *error);
/** Line from 1, or 0. @since 0.1 */
CLACHAN_API int clachan_error_line(const clachan_error *error);
/** Field path, such as cluster.schools[s2].role, or "". @since 0.1 */
CLACHAN_API const char *clachan_error_path(const clachan_error *error);
/** All of it as "FILE:LINE: PATH: MESSAGE"; lives until the error is filled again. @since 0.1 */
CLACHAN_API const char *clachan_error_text(clachan_error *error);

/* ---- decide ---- */

/** A loaded edition of a programme, immutable. @since 0.1 */
typedef struct clachan_programme clachan_programme;
/** A checked snapshot of one application. @since 0.1 */
typedef struct clachan_dossier clachan_dossier;
/** What was decided, with every rule, amount and reason. @since 0.1 */
typedef struct clachan_decision clachan_decision;

/** Receives one message, such as "2021.lua:14: there is no fact 'partner' here; did you mean
 * 'partners'?".
 *  @since 0.1 */
typedef void clachan_finding(void *context, const char *text);

/**
 * Loads an edition from a folder of programmes.
 *
 * @param[out] out   freed with clachan_programme_free(); NULL on failure
 * @param rules      folder that holds a folder a programme, and lib/
 * @param id         programme, "connecting-classrooms-scotland"
 * @param edition    edition, "2021"
 * @param finding    called for every error and warning of the edition; may be NULL
 * @param context    handed to `finding`
 * @param error      filled on failure; may be NULL
 * @return 0, CLACHAN_E_NOT_FOUND, CLACHAN_E_SCRIPT (the edition has errors), CLACHAN_E_MEMORY
 * @since 0.1
 */
CLACHAN_API int clachan_programme_load(clachan_programme **out, const char *rules, const char *id,
                                       const char *edition, clachan_finding *finding, void *context,
                                       clachan_error *error);
/** NULL is accepted. No dossier of the programme may be in use any more. @since 0.1 */
CLACHAN_API void clachan_programme_free(clachan_programme *programme);
/** "sha256:" and 64 hex digits over every file that was read. @since 0.1 */
CLACHAN_API const char *clachan_programme_digest(const clachan_programme *programme);

/**
 * Reads a dossier: one JSON object as contract section 3 shows it.
 *
 * @param[out] out   freed with clachan_dossier_free(); NULL on failure
 * @param programme  borrowed for the life of the dossier
 * @param json       `length` bytes of UTF-8
 * @param finding    called for every fault, with file (`name`), line and path; may be NULL
 * @return 0, CLACHAN_E_INVALID (error has the first fault), CLACHAN_E_LIMIT, CLACHAN_E_MEMORY
 * @since 0.1
 */
CLACHAN_API int clachan_dossier_read(clachan_dossier **out, const clachan_programme *programme,
                                     const char *json, size_t length, const char *name,
                                     clachan_finding *finding, void *context, clachan_error *error);
/** NULL is accepted. @since 0.1 */
CLACHAN_API void clachan_dossier_free(clachan_dossier *dossier);

/** Options of a decision; start from CLACHAN_DECIDE_OPTIONS_INIT. @since 0.1 */
typedef struct clachan_decide_options {
    size_t size;               /**< sizeof this struct, so that it can grow */
    const char *stage;         /**< "form", "apply", "fund": judge up to this one */
    const char *const *names;  /**< params set for a what-if */
    const char *const *values; /**< their values as text, "400.00" */
    size_t count;
} clachan_decide_options;

/** Judges up to the last stage, assumes nothing. @since 0.1 */
#define CLACHAN_DECIDE_OPTIONS_INIT                                                                \
    {                                                                                              \
        sizeof(clachan_decide_options), "fund", NULL, NULL, 0                                      \
    }

/**
 * Decides one application under one edition. Reads no clock, file or database: the same input gives
 * the same bytes, for ever. Any number of threads may share `programme`. An ineligible application
 * is a result, not an error.
 *
 * @param[out] out   the decision, freed with clachan_decision_free(); NULL on failure
 * @param programme  borrowed
 * @param dossier    borrowed; the decision keeps nothing of it
 * @param options    NULL for CLACHAN_DECIDE_OPTIONS_INIT
 * @param error      filled on failure; may be NULL
 * @return 0, or CLACHAN_E_INVALID (an option is refused: error path names it), CLACHAN_E_SCRIPT
 * (the edition failed; there is no verdict), CLACHAN_E_MISUSE (the dossier is of another
 * programme), CLACHAN_E_MEMORY
 * @since 0.1
 */
CLACHAN_API int clachan_decide(clachan_decision **out, const clachan_programme *programme,
                               const clachan_dossier *dossier,
                               const clachan_decide_options *options, clachan_error *error);
/** NULL is accepted. @since 0.1 */
CLACHAN_API void clachan_decision_free(clachan_decision *decision);
/** "eligible", "ineligible", "undetermined" or "needs-judgement". @since 0.1 */
CLACHAN_API const char *clachan_decision_verdict(const clachan_decision *decision);
/** Grant in minor units (pence, cents). @return 1 and sets `*minor`; 0 when it cannot be known.
 * @since 0.1 */
CLACHAN_API int clachan_decision_grant(const clachan_decision *decision, int64_t *minor);
/** The object of contract section 5 in one line; NULL when memory is out. @since 0.1 */
CLACHAN_API const char *clachan_decision_json(clachan_decision *decision);
/** The page that an applicant can read; NULL when memory is out. @since 0.1 */
CLACHAN_API const char *clachan_decision_text(clachan_decision *decision);

/* ---- sessions and verbs ---- */

/** One caller's view of the world: database, programmes, day, actor. @since 0.1 */
typedef struct clachan_session clachan_session;

/** Start from CLACHAN_SESSION_OPTIONS_INIT. Texts are copied. @since 0.1 */
typedef struct clachan_session_options {
    size_t size;              /**< sizeof this struct, so that it can grow */
    const char *database;     /**< NULL: $CLACHAN_DB, else clachan.db in this folder */
    const char *const *rules; /**< folders of programmes, searched in order */
    size_t rules_count;       /**< 0: $CLACHAN_RULES (separated by ':'), else the installed ones */
    const char *share;        /**< folder with rules/ and scripts/; NULL: the installed one */
    const char *portals;      /**< NULL: $CLACHAN_PORTALS, else portals.lua beside the database */
    const char *today;        /**< YYYY-MM-DD for rehearsals; NULL: the clock */
    const char *actor;        /**< who acts; NULL: the system's user */
    int dry_run;              /**< not 0: everything is rolled back */
    const char *as_of;        /**< YYYY-MM-DD: the database as true that day; NULL: now */
    const char *known_at; /**< event, day or time (UTC): the database as known then; NULL: now */
} clachan_session_options;

/** The clock's day, the system's user, the usual places. @since 0.1 */
#define CLACHAN_SESSION_OPTIONS_INIT                                                               \
    {                                                                                              \
        sizeof(clachan_session_options), NULL, NULL, 0, NULL, NULL, NULL, NULL, 0, NULL, NULL      \
    }

/** Opens a session; database and programmes are opened when a verb needs them. CLACHAN_E_INVALID
 * for a day that is none. @since 0.1 */
CLACHAN_API int clachan_session_open(clachan_session **out, const clachan_session_options *options,
                                     clachan_error *error);
/** NULL is accepted. @since 0.1 */
CLACHAN_API void clachan_session_close(clachan_session *session);
/** Stops the running verb or script as soon as it can; safe in a signal handler and from another
 * thread.
 *  @since 0.1 */
CLACHAN_API void clachan_session_interrupt(clachan_session *session);

/** What a parameter takes. @since 0.1 */
typedef enum clachan_takes {
    CLACHAN_TAKES_TEXT,
    CLACHAN_TAKES_SWITCH, /**< present or not */
    CLACHAN_TAKES_NUMBER, /**< a whole number */
    CLACHAN_TAKES_DATE,   /**< YYYY-MM-DD */
    CLACHAN_TAKES_FILE,   /**< a path; "-" is standard input where the verb says so */
    CLACHAN_TAKES_ID      /**< an id such as APP-12 */
} clachan_takes;

/** Flags of a parameter and of a verb. @since 0.1 */
enum {
    CLACHAN_PARAMETER_REQUIRED = 1,
    CLACHAN_PARAMETER_POSITIONAL = 2, /**< given without a name, in the order of the table */
    CLACHAN_PARAMETER_REPEATED =
        4, /**< may be given several times; a positional one takes the rest */
    CLACHAN_VERB_NEEDS_STORE = 1, /**< works on the database */
    CLACHAN_VERB_WRITES = 8       /**< changes it: takes dry_run */
};

/** A parameter of a verb. @since 0.1 */
typedef struct clachan_parameter {
    const char *name; /**< long option without dashes: "funding-model"; NULL ends a table */
    clachan_takes kind;
    unsigned flags;
    const char *value; /**< how help shows the value: "FILE"; NULL for a switch */
    const char *brief; /**< one line */
} clachan_parameter;

/** A use case. @since 0.1 */
typedef struct clachan_verb {
    const char *name;                    /**< words as typed: "cluster add" */
    unsigned needs;                      /**< CLACHAN_VERB_… */
    const clachan_parameter *parameters; /**< ends with a row whose name is NULL; never NULL */
    const char *brief;                   /**< one sentence */
    const char *detail;                  /**< what a user must know; NULL for nothing more */
    const char *example;                 /**< a command line that works */
} clachan_verb;

/** An argument as given; a switch has the value "true". @since 0.1 */
typedef struct clachan_argument {
    const char *name;
    const char *value;
} clachan_argument;

/** Where results go. Every function may be NULL. @since 0.1 */
typedef struct clachan_sink {
    void *context;
    /** One result: a JSON object in one line, and a text for people where that reads better than a
     * table of the keys (else `text_length` is 0). Not 0 stops the verb. */
    int (*row)(void *context, const char *json, size_t json_length, const char *text,
               size_t text_length);
    /** One refused item as "FILE:LINE: PATH: MESSAGE"; the others go on. */
    void (*refused)(void *context, int code, const char *text);
    /** A line for people that is no result. */
    void (*note)(void *context, const char *text);
    /** done of total (0: not known). */
    void (*progress)(void *context, size_t done, size_t total);
    /** Not 0: the texts of rows are not looked at, and need not be made. */
    int json_only;
} clachan_sink;

/** Verb `index` in the order of names; NULL after the last. @since 0.1 */
CLACHAN_API const clachan_verb *clachan_verb_at(size_t index);

/**
 * Runs a verb. Arguments are checked against its row first.
 *
 * @return 0 when all was done; the code of the first refused item when others were done; another
 * code when it could not run (`error` says why, and nothing of it was stored)
 * @since 0.1
 */
CLACHAN_API int clachan_run(clachan_session *session, const char *verb,
                            const clachan_argument *arguments, size_t count,
                            const clachan_sink *sink, clachan_error *error);

/**
 * Reads again every edition that the session has loaded, for programs that stay open while somebody
 * writes on the rules. An edition whose files changed replaces the loaded one when it has no error
 * and passes its own tests. Otherwise the loaded one stays and decides as before, and `refused`
 * gets every error. A row an edition: {"programme", "edition", "result": "unchanged", "changed",
 * "kept" or "has errors" (also before), "digest", "before"}; after "changed" what changed, in the
 * rows of `rules diff`. Then a row a state machine that was read from a file: {"machine" (its
 * path), "result", "digest", "before"}; what began under the old text goes on by it.
 *
 * @return 0; the code of the first refusal when an edition was kept or has errors; CLACHAN_E_STATE
 * from inside a verb; another code when it could not go on (`error` says why)
 * @since 0.1
 */
CLACHAN_API int clachan_session_reload(clachan_session *session, const clachan_sink *sink,
                                       clachan_error *error);

/* ---- console: Lua over a session ---- */

/** A Lua state that belongs to the person at the prompt. @since 0.1 */
typedef struct clachan_console clachan_console;

/** Start from CLACHAN_CONSOLE_OPTIONS_INIT. @since 0.1 */
typedef struct clachan_console_options {
    size_t size;              /**< sizeof this struct, so that it can grow */
    const char *read_folder;  /**< files may be read below it; NULL: none */
    const char *write_folder; /**< files may be written below it; NULL: none */
    size_t memory;            /**< cap in bytes; 0: 1 GiB */
    void *context;            /**< for write */
    void (*write)(void *context, const char *bytes,
                  size_t length); /**< print, io.write; NULL: nowhere */
} clachan_console_options;

/** This folder for reading and writing. @since 0.1 */
#define CLACHAN_CONSOLE_OPTIONS_INIT                                                               \
    {                                                                                              \
        sizeof(clachan_console_options), ".", ".", 0, NULL, NULL                                   \
    }

/** Opens a console over a session, which must outlive it. @since 0.1 */
CLACHAN_API int clachan_console_open(clachan_console **out, clachan_session *session,
                                     const clachan_console_options *options, clachan_error *error);
/** NULL is accepted. @since 0.1 */
CLACHAN_API void clachan_console_close(clachan_console *console);
/**
 * Evaluates one entry: an expression, statements, or a command of the prompt that begins with ':'.
 *
 * @param[out] result  text to show, living until the next call; may be empty
 * @param[out] incomplete  1 when the text is right so far and goes on (the call then fails with
 *                     CLACHAN_E_SCRIPT); may be NULL
 * @return 0 or the code of what was raised; CLACHAN_E_INTERRUPTED after an interrupt
 * @since 0.1
 */
CLACHAN_API int clachan_console_eval(clachan_console *console, const char *text, size_t length,
                                     const char **result, int *incomplete, clachan_error *error);
/** Runs a Lua file with arguments. @since 0.1 */
CLACHAN_API int clachan_console_run(clachan_console *console, const char *path,
                                    const char *const *arguments, size_t count,
                                    clachan_error *error);
/**
 * Names that could stand where `line` ends (cut at the cursor).
 *
 * @param[out] names  terminated by NULL, living until the next call
 * @param[out] from   offset in `line` where the completed part begins
 * @since 0.1
 */
CLACHAN_API int clachan_console_complete(clachan_console *console, const char *line, size_t length,
                                         const char *const **names, size_t *from,
                                         clachan_error *error);
/** Not 0 once ":quit" was evaluated. @since 0.1 */
CLACHAN_API int clachan_console_done(const clachan_console *console);
/** Traceback of the last error, one frame a line; "" when there is none. @since 0.1 */
CLACHAN_API const char *clachan_console_trace(const clachan_console *console);

#ifdef __cplusplus
}
#endif

#endif
