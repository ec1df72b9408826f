/* SPDX-License-Identifier: MIT
 *
 * Scenario files: which requests go wrong, and how, as Lua that consists of words only:
 *
 *   steps = { submit = "PUT **submit" }      (names for requests: method and pattern of a path)
 *   faults = { at { step = "submit", nth = 1 }:drop_after(), chance(0.05):slow_body("2s"),
 *              at_time "T+2s":close_round() }
 *
 * Given back as JSON. What a fault does is the caller's; knows no socket and no portal.
 */
#ifndef CL_SCENARIO_H
#define CL_SCENARIO_H

#include "error.h"
#include "text.h"

enum { CL_SCENARIO_ARGUMENTS = 3, CL_SCENARIO_FAULTS = 256 };

/** One fault by name. */
typedef struct cl_scenario_word {
    const char *name;
    int least, most; /**< arguments: texts and whole numbers */
} cl_scenario_word;

/**
 * Reads a scenario. `out` gets canonical JSON: {"steps": {NAME: "METHOD PATTERN"}, "faults":
 * [{"line": N, "fault": NAME, "arguments": [TEXT, …], and of "step", "method", "path", "nth",
 * "millionths" (of a chance), "time" ("T+2s") those that were written}]}. `words` ends with a name
 * of NULL. CL_E_IO, CL_E_SCRIPT (file and line), CL_E_LIMIT.
 */
int cl_scenario_read(cl_text *out, const char *path, const cl_scenario_word *words, cl_error *e);

#endif
