/* SPDX-License-Identifier: MIT
 *
 * why-not: every stop of an event, and where its state is wrong the shortest way there.
 */
#include <string.h>

#include "application_step.h"
#include "ids.h"
#include "recording.h"
#include "rights.h"
#include "row.h"

enum { STATES = 64 };

static const cl_transition *transition_at(const cl_machine *machine, size_t i)
{
    return cl_vec_at(&machine->transitions, i);
}

static size_t number_of(const cl_machine *machine, cl_view name)
{
    const cl_machine_state *state = cl_machine_state_find(machine, name);

    return state == NULL ? STATES : (size_t)(state - (cl_machine_state *)machine->states.items);
}

static bool is_for_persons(const cl_transition *t)
{
    for (size_t i = 0; i < t->who.count; i++)
        for (size_t n = 0; cl_lifecycle_roles[n] != NULL; n++)
            if (strcmp(t->who.items[i], cl_lifecycle_roles[n]) == 0)
                return true;
    return false;
}

/* What only another record tells is no way to type; nor is an event of the system, as long as a
 * person has one. */
static bool leads_on(const cl_transition *t, cl_view state, bool persons_only)
{
    return t->from.count > 0 && cl_transition_is_from(t, state) && t->who.items[0][0] != '(' &&
           (!persons_only || is_for_persons(t));
}

/* Breadth first over the states; `via[s]` is the transition that first reached s. */
static void explore(const cl_machine *machine, size_t from, bool persons_only,
                    const cl_transition *via[STATES], size_t back[STATES])
{
    size_t queue[STATES], head = 0, tail = 0;
    bool seen[STATES] = {false};

    queue[tail++] = from;
    seen[from] = true;
    while (head < tail) {
        size_t here = queue[head++];
        const cl_machine_state *state = cl_vec_at(&machine->states, here);

        for (size_t i = 0; i < machine->transitions.count; i++) {
            const cl_transition *t = transition_at(machine, i);
            size_t to = number_of(machine, cl_view_of(t->to));

            if (to >= STATES || seen[to] || !leads_on(t, cl_view_of(state->name), persons_only))
                continue;
            seen[to] = true;
            via[to] = t;
            back[to] = here;
            queue[tail++] = to;
        }
    }
}

static size_t length_to(const cl_transition *const via[STATES], const size_t back[STATES],
                        size_t from, size_t to)
{
    size_t length = 0;

    while (to != from) {
        if (via[to] == NULL)
            return STATES;
        to = back[to];
        length++;
    }
    return length;
}

/* Appends the events of the shortest way from the present state to one where `event` starts. */
static size_t find_path(const char *events[STATES], const cl_step *step, bool persons_only)
{
    const cl_machine *machine = step->machine;
    const cl_transition *via[STATES] = {NULL};
    size_t back[STATES] = {0}, from = number_of(machine, cl_step_state(step));
    size_t best = STATES, length = STATES;

    if (from >= STATES || machine->states.count > STATES)
        return 0;
    explore(machine, from, persons_only, via, back);
    for (size_t i = 0; i < machine->transitions.count; i++) {
        const cl_transition *t = transition_at(machine, i);

        for (size_t n = 0; strcmp(t->event, step->event) == 0 && n < t->from.count; n++) {
            size_t to = number_of(machine, cl_view_of(t->from.items[n]));
            size_t steps = to >= STATES ? STATES : length_to(via, back, from, to);

            if (steps < length) {
                length = steps;
                best = to;
            }
        }
    }
    if (best >= STATES || length >= STATES)
        return 0;
    for (size_t i = length, at = best; i > 0; i--, at = back[at])
        events[i - 1] = via[at]->event;
    return length;
}

/* ---- the verb ---- */

/* Events that decide look at the answers as they are now. */
static int judge_answers(cl_step *step, cl_judged *judged, cl_application_context *context,
                         cl_error *e)
{
    int rc;

    if (step->table != &cl_table_application ||
        (strcmp(step->event, "check") != 0 && strcmp(step->event, "request_signoff") != 0))
        return 0;
    rc = cl_judged_decide(judged, step->before, (cl_view)CL_VIEW_INIT, e);
    if (rc == 0) {
        context->judged = judged;
        step->context = context;
    }
    return rc;
}

static void print_stops(cl_text *json, cl_text *text, const cl_step *step)
{
    cl_text_add_char(json, '[');
    for (size_t i = 0; i < step->stop_count; i++) {
        cl_text_format(json, "%s{\"kind\": \"%s\", \"text\": ", i == 0 ? "" : ", ",
                       step->stops[i].kind);
        cl_text_add_json(json, cl_view_of(step->stops[i].text));
        cl_text_add_char(json, '}');
        cl_text_format(text, "  %-11s %s\n", step->stops[i].kind, step->stops[i].text);
    }
    cl_text_add_char(json, ']');
}

static void print_path(cl_text *json, cl_text *text, const cl_step *step)
{
    const char *events[STATES];
    bool wrong_state = step->stop_count > 0 && strcmp(step->stops[0].kind, "state") == 0;
    size_t count = wrong_state ? find_path(events, step, true) : 0;

    if (wrong_state && count == 0)
        count = find_path(events, step, false);
    cl_text_add_char(json, '[');
    for (size_t i = 0; i < count; i++) {
        cl_text_format(json, "%s\"%s\"", i == 0 ? "" : ", ", events[i]);
        cl_text_format(text, "%s%s", i == 0 ? "  first       " : ", ", events[i]);
    }
    if (count > 0)
        cl_text_format(text, ", then %s\n", step->event);
    cl_text_add_char(json, ']');
}

static int tell(cl_recording *r, const cl_step *step, cl_error *e)
{
    cl_text stops = CL_TEXT_INIT, path = CL_TEXT_INIT, lines = CL_TEXT_INIT;
    cl_view state = cl_step_state(step);
    char name[32];
    int rc;

    cl_step_name(step, name);
    print_stops(&stops, &lines, step);
    print_path(&path, &lines, step);
    cl_text_format(&r->text, "%s is %.*s. %s %s %s.\n", name, (int)state.length, state.at,
                   step->author.actor, step->stop_count == 0 ? "may" : "may not", step->event);
    cl_text_add_view(&r->text, cl_text_view(&lines));
    cl_row_text(&r->row, "id", cl_view_of(name));
    cl_row_text(&r->row, "event", cl_view_of(step->event));
    cl_row_text(&r->row, "state", state);
    cl_row_text(&r->row, "as", cl_view_of(step->author.actor));
    cl_row_yesno(&r->row, "may", step->stop_count == 0);
    cl_row_json(&r->row, "stops", cl_text_view(&stops));
    cl_row_json(&r->row, "path", cl_text_view(&path));
    rc = cl_text_check(&stops, e);
    if (rc == 0)
        rc = cl_recording_send(r, e);
    cl_text_clear(&stops);
    cl_text_clear(&path);
    cl_text_clear(&lines);
    return rc;
}

static const cl_table *table_of(cl_view id)
{
    cl_view prefix = id;

    prefix.length = 0;
    while (prefix.length < id.length && id.at[prefix.length] != '-')
        prefix.length++;
    return cl_noun_of_prefix(prefix) == NULL ? NULL : cl_table_of_prefix(prefix);
}

/* A command without a state machine stops nobody but by roles. */
static int why_not_run(cl_recording *r, const cl_verb *verb, cl_error *e)
{
    cl_step asked = {.event = verb->name, .author = r->author};
    cl_view name = cl_recording_text(r, "id");
    cl_error refused = CL_ERROR_INIT;
    cl_text stops = CL_TEXT_INIT;
    int rc = cl_rights_check_about(r->session, verb, name, &refused);

    if (rc != 0 && rc != CL_E_STATE && rc != CL_E_MISUSE)
        return cl_fail(e, rc, "%s", refused.message);
    if (rc != 0)
        asked.stops[asked.stop_count++] = (cl_stop){"role", refused.message};
    cl_text_format(&r->text, "%s %s %s of %.*s.\n", asked.author.actor,
                   rc == 0 ? "may run" : "may not run", verb->name, (int)name.length, name.at);
    print_stops(&stops, &r->text, &asked);
    cl_row_text(&r->row, "id", name);
    cl_row_text(&r->row, "event", cl_view_of(verb->name));
    cl_row_text(&r->row, "as", cl_view_of(asked.author.actor));
    cl_row_yesno(&r->row, "may", rc == 0);
    cl_row_json(&r->row, "stops", cl_text_view(&stops));
    rc = cl_text_check(&stops, e);
    cl_text_clear(&stops);
    return rc != 0 ? rc : cl_recording_send(r, e);
}

static int why_not(cl_recording *r, cl_error *e)
{
    const cl_verb *verb = cl_verb_find(cl_argument_get(r->arguments, "event"));
    cl_view name = cl_recording_text(r, "id");
    const cl_table *table = table_of(name);
    cl_application_context context = {0};
    cl_judged judged;
    cl_step step = {0};
    int64_t id = 0;
    int rc;

    if (verb != NULL && cl_right_find(verb->name) != NULL &&
        (cl_right_find(verb->name)->flags & CL_RIGHT_BY_MACHINE) == 0)
        return why_not_run(r, verb, e);
    if (table == NULL)
        return cl_fail(e, CL_E_INVALID,
                       "'%.*s' names no record that moves; write APP-12, AWD-4, INS-9, RPT-2, "
                       "VAR-3, CLB-2 or ACC-1, or name a command: why-not CLU-1 'cluster edit'",
                       (int)name.length, name.at);
    cl_judged_init(&judged, r->session);
    rc = cl_id_parse(&id, table->prefix, name, e);
    if (rc == 0)
        rc = cl_step_open(&step, r->session, table, id, cl_argument_get(r->arguments, "event"), e);
    if (rc == 0)
        rc = judge_answers(&step, &judged, &context, e);
    if (rc == 0)
        rc = cl_step_judge(&step, e);
    if (rc == 0)
        rc = tell(r, &step, e);
    cl_step_close(&step);
    cl_judged_clear(&judged);
    return rc;
}

static int run_why_not(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                       cl_error *e)
{
    return cl_recording_run(why_not, session, arguments, sink, e);
}

static const cl_parameter parameters[] = {
    {"id", CL_TAKES_ID, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "ID",
     "record (APP-12, AWD-4, INS-9, RPT-2, VAR-3, CLB-2, ACC-1; of a command any: CLU-1)"},
    {"event", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "EVENT",
     "as in clachan machine show, or a command such as 'cluster edit'"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_why_not_verbs[] = {
    {.name = "why-not",
     .run = run_why_not,
     .needs = CL_NEEDS_STORE | CL_NEEDS_RULES,
     .parameters = parameters,
     .brief = "Says what stops an event of a record: every guard, role, person and fact.",
     .detail = "Kinds of stop: state, role, separation, guard, unknown, date, version, delivery, "
               "ledger. Where the state is wrong, the shortest way to the right one is shown.",
     .example = "clachan why-not APP-1 submit"},
    {.name = NULL},
};
