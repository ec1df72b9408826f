/* SPDX-License-Identifier: MIT
 *
 * Scripts and the prompt: an interactive Lua state that belongs to the person who runs it.
 * Evaluates, prints, completes, helps. Knows no terminal and no lua.h.
 */
#ifndef CL_CONSOLE_H
#define CL_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

#include "api.h"
#include "error.h"
#include "text.h"
#include "vec.h"

typedef struct cl_console cl_console;

typedef struct cl_console_options {
    const cl_api *api;          /**< borrowed; NULL: no `clachan` table */
    size_t memory;              /**< cap in bytes; 0: 1 GiB */
    const char *read_folder;    /**< files may be read below it; NULL: none */
    const char *write_folder;   /**< files may be written below it; NULL: none */
    const char *const *modules; /**< folders that `require` searches */
    size_t module_count;
    void *context; /**< for write */
    /** Where print, io.write and notes go; NULL: nowhere. */
    void (*write)(void *context, cl_view bytes);
} cl_console_options;

/** How results are printed. */
typedef enum cl_console_mode { CL_CONSOLE_LUA, CL_CONSOLE_TABLE, CL_CONSOLE_JSON } cl_console_mode;

int cl_console_open(cl_console **out, const cl_console_options *options, cl_error *e);
void cl_console_close(cl_console *console);

/**
 * Evaluates text: as an expression first, then as statements. Results are appended to `out`, one
 * value a line, and kept in `_` and `_1`; a final `;` prints nothing.
 *
 * @param name        of the chunk in messages: "prompt", "eval"
 * @param incomplete  true when the text is right so far and goes on; may be NULL
 * @return 0 or the code of what was raised; `e` has message, file and line
 */
int cl_console_eval(cl_console *console, cl_text *out, cl_view text, const char *name,
                    bool *incomplete, cl_error *e);
/** Runs a file with arguments (in `arg`, and as `...`). A first line that begins with # is skipped.
 */
int cl_console_run(cl_console *console, const char *path, const char *const *arguments,
                   size_t count, cl_error *e);
/** As cl_console_run() for text that is already in memory. */
int cl_console_run_text(cl_console *console, cl_view text, const char *name,
                        const char *const *arguments, size_t count, cl_error *e);
/** Frames of the last error, one a line; empty when there are none. */
cl_view cl_console_trace(const cl_console *console);
/**
 * Names that could stand where `line` ends (cut at the cursor), sorted, as cl_malloc'd strings in a
 * vector of char * (free with cl_names_clear()). `*from` is the offset in `line` where the
 * completed part begins.
 */
int cl_console_complete(cl_console *console, cl_vec *names, size_t *from, cl_view line,
                        cl_error *e);
/** Appends help on a name ("clachan.decide", "decide", "string.format"), or the list of all for an
 * empty one. CL_E_NOT_FOUND with a suggestion. */
int cl_console_help(cl_console *console, cl_text *out, cl_view name, cl_error *e);
void cl_console_set_mode(cl_console *console, cl_console_mode mode);
/** Stops what runs; may be called from a signal handler. */
void cl_console_interrupt(cl_console *console);

#endif
