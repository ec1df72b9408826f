/* SPDX-License-Identifier: MIT
 *
 * A scenario as rules, and which of them strikes a request. Chance is a hash of seed, rule and
 * request, so that it does not depend on what came in between.
 */
#include "portal_fault_rows.h"

#include "alloc.h"
#include "portals.h"
#include "scenario.h"

#include <stdio.h>
#include <string.h>

enum { STEP = 48, MESSAGE = 256 };

/* How often a request of that method and path came. */
typedef struct route {
    uint64_t hash;
    unsigned count;
} route;

/* ---- reading a scenario ---- */

bool cl_fault_matches(const char *pattern, const char *text)
{
    bool any = pattern[0] == '*' && pattern[1] == '*';

    if (*pattern == '\0')
        return *text == '\0';
    if (*pattern != '*')
        return *pattern == *text && cl_fault_matches(pattern + 1, text + 1);
    for (;; text++) {
        if (cl_fault_matches(pattern + (any ? 2 : 1), text))
            return true;
        if (*text == '\0' || (!any && *text == '/'))
            return false;
    }
}

static cl_view text_of(const cl_json_value *object, const char *key)
{
    const cl_json_value *value = object != NULL ? cl_json_get(object, key) : NULL;

    return value != NULL ? cl_json_string(value) : (cl_view)CL_VIEW_INIT;
}

static int64_t number_of(const cl_json_value *object, const char *key)
{
    const cl_json_value *value = cl_json_get(object, key);

    return value != NULL ? cl_json_integer(value) : 0;
}

/* A method, a space, a pattern. */
static int take_pattern(cl_fault_rule *r, cl_view text)
{
    const char *space = text.length > 0 ? memchr(text.at, ' ', text.length) : NULL;
    size_t method = space != NULL ? (size_t)(space - text.at) : 0;

    if (method == 0 || method >= CL_FAULT_METHOD || text.length - method - 1 >= CL_FAULT_PATTERN)
        return CL_E_INVALID;
    (void)snprintf(r->method, CL_FAULT_METHOD, "%.*s", (int)method, text.at);
    (void)snprintf(r->path, CL_FAULT_PATTERN, "%.*s", (int)(text.length - method - 1), space + 1);
    return 0;
}

/* Which request the rule's step is: as the scenario says, else as the box does. */
static int take_step(const cl_fault_making *m, cl_fault_rule *r, cl_view step,
                     const cl_json_value *steps, cl_error *e)
{
    char name[STEP], message[MESSAGE];
    cl_view pattern;

    (void)snprintf(name, sizeof name, "%.*s", (int)step.length, step.at);
    pattern = text_of(cl_json_get(cl_json_root(m->plan->document), "steps"), name);
    if (pattern.length == 0)
        pattern = text_of(steps, name);
    if (pattern.length > 0 && take_pattern(r, pattern) == 0)
        return 0;
    (void)snprintf(message, sizeof message,
                   "nobody says which request the step '%s' is: write steps = { %s = \"PUT "
                   "**/%s\" }, or name the box with --script",
                   name, name, name);
    return cl_fault_refuse(m, message, e);
}

static int take_filter(const cl_fault_making *m, cl_fault_rule *r, const cl_json_value *value,
                       const cl_json_value *steps, cl_error *e)
{
    cl_view step = text_of(value, "step"), method = text_of(value, "method");
    cl_view path = text_of(value, "path"), time = text_of(value, "time");
    int rc = step.length > 0 ? take_step(m, r, step, steps, e) : 0;

    if (rc != 0)
        return rc;
    if (method.length >= CL_FAULT_METHOD || path.length >= CL_FAULT_PATTERN)
        return cl_fault_refuse(m, "a method or path of this length is none", e);
    if (method.length > 0)
        (void)snprintf(r->method, CL_FAULT_METHOD, "%.*s", (int)method.length, method.at);
    if (path.length > 0)
        (void)snprintf(r->path, CL_FAULT_PATTERN, "%.*s", (int)path.length, path.at);
    r->nth = number_of(value, "nth");
    r->millionths = number_of(value, "millionths");
    r->after = -1;
    if (time.length > 2 && !cl_duration_read(&r->after, (cl_view){time.at + 2, time.length - 2}))
        return cl_fault_refuse(m, "a time such as \"T+2s\" is expected", e);
    return 0;
}

static size_t find_fault(cl_view name)
{
    size_t i = 0;

    while (i < cl_fault_row_count && !cl_view_is(name, cl_fault_rows[i].name))
        i++;
    return i;
}

static int take_rule(cl_fault_plan *plan, const cl_json_value *value, const cl_json_value *steps,
                     cl_error *e)
{
    cl_fault_rule *r = cl_vec_push(&plan->rules);
    cl_fault_making m = {plan, r, NULL};
    int rc;

    if (r == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    r->line = (int)number_of(value, "line");
    r->arguments = cl_json_get(value, "arguments");
    r->fault = find_fault(text_of(value, "fault"));
    if (r->fault == cl_fault_row_count || r->arguments == NULL)
        return cl_fault_refuse(&m, "this is no fault", e);
    rc = take_filter(&m, r, value, steps, e);
    return rc == 0 ? cl_fault_rows[r->fault].make(&m, e) : rc;
}

static int read_scenario(cl_fault_plan *plan, const cl_json_value *steps, cl_error *e)
{
    cl_scenario_word words[CL_SCENARIO_FAULTS];
    cl_text text = CL_TEXT_INIT;
    const cl_json_value *list;
    int rc;

    for (size_t i = 0; i < cl_fault_row_count; i++)
        words[i] = (cl_scenario_word){cl_fault_rows[i].name, cl_fault_rows[i].least,
                                      cl_fault_rows[i].most};
    words[cl_fault_row_count] = (cl_scenario_word){NULL, 0, 0};
    rc = cl_scenario_read(&text, plan->path, words, e);
    if (rc == 0)
        rc = cl_json_parse(&plan->document, cl_text_view(&text), plan->path, 1, e);
    list = rc == 0 ? cl_json_get(cl_json_root(plan->document), "faults") : NULL;
    for (size_t i = 0; rc == 0 && list != NULL && i < cl_json_count(list); i++)
        rc = take_rule(plan, cl_json_item(list, i), steps, e);
    cl_text_clear(&text);
    return rc;
}

int cl_fault_plan_open(cl_fault_plan **out, const char *path, const cl_json_value *steps,
                       uint64_t seed, cl_error *e)
{
    cl_fault_plan *plan = cl_calloc(1, sizeof *plan);
    int rc;

    *out = NULL;
    if (plan == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    plan->rules = (cl_vec)CL_VEC_INIT(cl_fault_rule);
    plan->routes = (cl_vec)CL_VEC_INIT(route);
    plan->seed = seed;
    plan->started = cl_fault_now();
    plan->path = cl_strdup(path);
    rc = plan->path != NULL ? read_scenario(plan, steps, e)
                            : cl_fail(e, CL_E_MEMORY, "out of memory");
    if (rc != 0)
        cl_fault_plan_close(plan);
    else
        *out = plan;
    return rc;
}

void cl_fault_plan_close(cl_fault_plan *plan)
{
    if (plan == NULL)
        return;
    cl_json_free(plan->document);
    cl_vec_clear(&plan->rules);
    cl_vec_clear(&plan->routes);
    cl_free(plan->path);
    cl_free(plan);
}

size_t cl_fault_plan_struck(const cl_fault_plan *plan)
{
    return plan->struck;
}

/* ---- choosing ---- */

/* splitmix64: each bit of what comes out depends on each that went in. */
static uint64_t mix(uint64_t x)
{
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001B3ULL; /* FNV-1a */
    return hash;
}

/* A hash of this request and of how many like it came before. 0: no memory. */
static uint64_t number_request(cl_fault_plan *plan, const char *method, const char *target)
{
    uint64_t hash = hash_text(hash_text(0xCBF29CE484222325ULL, method), target);
    route *found = NULL;

    for (size_t i = 0; found == NULL && i < plan->routes.count; i++) {
        route *at = cl_vec_at(&plan->routes, i);

        found = at->hash == hash ? at : NULL;
    }
    if (found == NULL)
        found = cl_vec_push(&plan->routes);
    if (found == NULL)
        return 0;
    found->hash = hash;
    return mix(hash ^ mix(++found->count)) | 1;
}

static bool strikes(cl_fault_plan *plan, cl_fault_rule *r, size_t which, uint64_t request)
{
    r->seen++;
    if (r->after >= 0) {
        if (r->spent || cl_fault_now() - plan->started < r->after)
            return false;
        r->spent = true;
        return true;
    }
    if (r->millionths > 0)
        return mix(plan->seed ^ mix(which + 1) ^ request) % 1000000 < (uint64_t)r->millionths;
    return r->nth == 0 || r->seen == r->nth;
}

/* The first rule that strikes; every rule counts what it could strike. */
static cl_fault_rule *find_rule(cl_fault_plan *plan, const char *method, const char *target,
                                uint64_t request)
{
    cl_fault_rule *found = NULL;

    for (size_t i = 0; i < plan->rules.count; i++) {
        cl_fault_rule *r = cl_vec_at(&plan->rules, i);

        if ((r->method[0] != '\0' && strcmp(r->method, method) != 0) ||
            (r->path[0] != '\0' && !cl_fault_matches(r->path, target)))
            continue;
        if (found == NULL && strikes(plan, r, i, request))
            found = r;
        else if (found != NULL)
            r->seen++;
    }
    return found;
}

int cl_fault_plan_choose(cl_fault_plan *plan, const char *method, const char *target,
                         cl_relay_fault *out, cl_error *e)
{
    bool token = strncmp(target, "/token", 6) == 0;
    uint64_t request;
    cl_fault_making m = {plan, NULL, out};

    if (strncmp(target, "/_box/", 6) == 0)
        return 0; /* what looks at the box is no part of the play */
    request = number_request(plan, method, target);
    if (request == 0)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    m.rule = find_rule(plan, method, target, request);
    if (m.rule != NULL)
        out->name = cl_fault_rows[m.rule->fault].name;
    if (m.rule == NULL && plan->refuses_tokens && !token)
        out->name = "always_401";
    if (token && cl_fault_now() < plan->tokens_until)
        out->name = "token_down";
    if (out->name == NULL)
        return 0;
    plan->struck++;
    if (strcmp(out->name, "token_down") == 0 && token)
        return cl_fault_make_no_token(&m, plan->tokens_until - cl_fault_now(), e);
    return m.rule != NULL ? cl_fault_rows[m.rule->fault].make(&m, e) : cl_fault_make_401(&m, e);
}
