/* SPDX-License-Identifier: MIT
 *
 * machine list, show and check, and who: the tables of the lifecycle as the loaded files say them.
 */
#include <string.h>

#include "machines.h"
#include "recording.h"
#include "row.h"
#include "session_parts.h"
#include "suggest.h"

static cl_view programme_of(const cl_recording *r)
{
    return cl_recording_text(r, "programme");
}

static void add_words(cl_text *out, const cl_words *words)
{
    for (size_t i = 0; i < words->count; i++)
        cl_text_format(out, "%s%s", i == 0 ? "" : ", ", words->items[i]);
}

/* ---- list ---- */

static int list_one(cl_recording *r, const char *noun, cl_error *e)
{
    const cl_findings *findings;
    const cl_machine *machine;
    int rc = cl_session_machine_file(&machine, &findings, r->session, noun, programme_of(r), e);

    if (rc != 0)
        return rc;
    cl_row_text(&r->row, "machine", cl_view_of(noun));
    cl_row_text(&r->row, "edition", cl_view_of(machine == NULL ? NULL : machine->edition));
    cl_row_number(&r->row, "states", machine == NULL ? 0 : (int64_t)machine->states.count);
    cl_row_number(&r->row, "transitions",
                  machine == NULL ? 0 : (int64_t)machine->transitions.count);
    cl_row_number(&r->row, "errors", (int64_t)findings->errors);
    cl_row_text(&r->row, "digest", cl_view_of(machine == NULL ? NULL : machine->digest));
    return cl_recording_send(r, e);
}

static int list(cl_recording *r, cl_error *e)
{
    int rc = 0;

    for (const cl_noun *noun = cl_nouns; rc == 0 && noun->name != NULL; noun++)
        rc = list_one(r, noun->name, e);
    return rc;
}

static int run_list(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return cl_recording_run(list, session, arguments, sink, e);
}

static const cl_parameter list_parameters[] = {
    {"programme", CL_TAKES_TEXT, 0, "ID", "a programme's own machines where it has them"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

/* ---- show ---- */

/* "a; b ●", or "–" for none. */
static void add_guard(cl_text *out, const cl_machine *machine, const cl_transition *t)
{
    cl_node parts[64];
    size_t count = cl_machine_conditions(machine, t->guard, parts, 64);

    if (t->otherwise)
        cl_text_add_string(out, "otherwise");
    for (size_t i = 0; i < count && i < 64; i++) {
        cl_text_add_string(out, out->length > 0 ? "; " : "");
        cl_machine_phrase(out, machine, parts[i], true);
    }
    if (out->length == 0)
        cl_text_add_string(out, "–");
}

/* Is the separation kept by every machine of the noun? Then it is marked. */
static bool is_core(const cl_machine *machine, const cl_transition *t)
{
    for (const cl_noun_core *core = machine->noun->core; core->event != NULL; core++)
        if (strcmp(core->event, t->event) == 0 && strcmp(core->to, t->to) == 0 &&
            (core->differs != NULL || core->twice) &&
            cl_transition_is_from(t, cl_view_of(core->from)))
            return true;
    return false;
}

static void add_who(cl_text *out, const cl_machine *machine, const cl_transition *t)
{
    add_words(out, &t->who);
    for (size_t i = 0; i < t->differs.count; i++)
        cl_text_format(out, "%s≠ %s", i == 0 ? " " : ", ", t->differs.items[i]);
    if (t->twice)
        cl_text_add_string(out, " × 2");
    if (is_core(machine, t))
        cl_text_add_string(out, " ●");
}

static void add_effect(cl_text *out, const cl_machine_effect *effect)
{
    switch (effect->row->takes) {
    case CL_EFFECT_PLAIN:
        cl_text_add_string(out, effect->row->name);
        break;
    case CL_EFFECT_TEXT:
    case CL_EFFECT_LETTER:
        cl_text_format(out, "%s: %s", effect->row->name, effect->a);
        break;
    case CL_EFFECT_ACCOUNTS:
        cl_text_format(out, "%s → %s", effect->a, effect->b);
        break;
    case CL_EFFECT_TELL:
        cl_text_format(out, "tell %s: %s", effect->a, effect->b);
        break;
    }
}

static int show_transition(cl_recording *r, const cl_machine *machine, const cl_transition *t,
                           cl_error *e)
{
    cl_text from = CL_TEXT_INIT, guard = CL_TEXT_INIT, who = CL_TEXT_INIT, effect = CL_TEXT_INIT;
    int rc;

    add_words(&from, &t->from);
    add_guard(&guard, machine, t);
    add_who(&who, machine, t);
    for (size_t i = 0; i < t->effect_count; i++) {
        cl_text_add_string(&effect, i == 0 ? "" : "; ");
        add_effect(&effect, &t->effects[i]);
    }
    cl_row_text(&r->row, "from", from.length == 0 ? CL_VIEW("–") : cl_text_view(&from));
    cl_row_text(&r->row, "event", cl_view_of(t->event));
    cl_row_text(&r->row, "to", cl_view_of(t->to));
    cl_row_text(&r->row, "guard", cl_text_view(&guard));
    cl_row_text(&r->row, "who", cl_text_view(&who));
    cl_row_text(&r->row, "effect", cl_text_view(&effect));
    rc = cl_text_check(&guard, e);
    if (rc == 0)
        rc = cl_recording_send(r, e);
    cl_text_clear(&from);
    cl_text_clear(&guard);
    cl_text_clear(&who);
    cl_text_clear(&effect);
    return rc;
}

/* Graphviz: final states are double circles, and each arrow is an event. */
static int show_dot(cl_recording *r, const cl_machine *machine, cl_error *e)
{
    cl_text *out = &r->text;

    cl_text_format(out, "digraph %s {\n  start [shape=point];\n", machine->noun->name);
    for (size_t i = 0; i < machine->states.count; i++) {
        const cl_machine_state *state = cl_vec_at(&machine->states, i);

        cl_text_format(out, "  %s [shape=%s, tooltip=", state->name,
                       state->final     ? "doublecircle"
                       : state->resting ? "octagon"
                                        : "box");
        cl_text_add_json(out, cl_view_of(state->label));
        cl_text_add_string(out, "];\n");
    }
    for (size_t i = 0; i < machine->transitions.count; i++) {
        const cl_transition *t = cl_vec_at(&machine->transitions, i);

        if (t->from.count == 0)
            cl_text_format(out, "  start -> %s [label=\"%s\"];\n", t->to, t->event);
        for (size_t n = 0; n < t->from.count; n++)
            cl_text_format(out, "  %s -> %s [label=\"%s\"];\n", t->from.items[n], t->to, t->event);
    }
    cl_text_add_string(out, "}\n");
    cl_row_text(&r->row, "machine", cl_view_of(machine->noun->name));
    cl_row_text(&r->row, "dot", cl_text_view(out));
    return cl_recording_send(r, e);
}

static int no_such_machine(cl_view name, cl_error *e)
{
    const char *names[32], *nearest;
    size_t count = 0;
    cl_text all = CL_TEXT_INIT;
    int rc;

    for (const cl_noun *noun = cl_nouns; noun->name != NULL && count < 32; noun++) {
        cl_text_format(&all, "%s%s", count == 0 ? "" : ", ", noun->name);
        names[count++] = noun->name;
    }
    nearest = cl_suggest(name, names, count);
    rc = nearest != NULL
             ? cl_fail(e, CL_E_NOT_FOUND, "there is no machine of '%.*s'; did you mean '%s'?",
                       (int)name.length, name.at, nearest)
             : cl_fail(e, CL_E_NOT_FOUND, "there is no machine of '%.*s'; there are those of %s",
                       (int)name.length, name.at, all.at != NULL ? all.at : "");
    cl_text_clear(&all);
    return rc;
}

static int named_machine(const cl_machine **out, cl_recording *r, cl_error *e)
{
    cl_view name = cl_recording_text(r, "machine");
    const cl_noun *noun = cl_noun_find(name);

    if (noun == NULL)
        return no_such_machine(name, e);
    return cl_session_machine(out, r->session, noun->name, programme_of(r), (cl_view)CL_VIEW_INIT,
                              e);
}

static int show(cl_recording *r, cl_error *e)
{
    const cl_machine *machine;
    int rc = named_machine(&machine, r, e);

    if (rc == 0 && cl_argument_is_set(r->arguments, "dot"))
        return show_dot(r, machine, e);
    for (size_t i = 0; rc == 0 && i < machine->transitions.count; i++)
        rc = show_transition(r, machine, cl_vec_at(&machine->transitions, i), e);
    return rc;
}

static int run_show(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                    cl_error *e)
{
    return cl_recording_run(show, session, arguments, sink, e);
}

static const cl_parameter show_parameters[] = {
    {"machine", CL_TAKES_TEXT, CL_PARAMETER_REQUIRED | CL_PARAMETER_POSITIONAL, "NAME",
     "application, award, instalment, report, variation, clawback or accreditation"},
    {"programme", CL_TAKES_TEXT, 0, "ID", "a programme's own machine where it has one"},
    {"dot", CL_TAKES_SWITCH, 0, NULL, "as a graph for Graphviz"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

/* ---- check ---- */

static void refuse_findings(const cl_sink *sink, const cl_findings *findings)
{
    cl_error error = CL_ERROR_INIT;

    for (size_t i = 0; i < cl_findings_count(findings); i++) {
        cl_finding_error(cl_findings_at(findings, i), &error);
        error.code = CL_E_SCRIPT;
        cl_sink_refuse(sink, &error);
    }
}

static int tell_check(cl_recording *r, const char *noun, size_t errors, cl_error *e)
{
    cl_row_text(&r->row, "machine", cl_view_of(noun));
    cl_row_number(&r->row, "errors", (int64_t)errors);
    cl_text_format(&r->text, "machine of %s: %zu error%s\n", noun, errors, errors == 1 ? "" : "s");
    return cl_recording_send(r, e);
}

static int check(cl_recording *r, cl_error *e)
{
    const cl_machine *whole[32];
    cl_findings together = CL_FINDINGS_INIT;
    size_t count = 0;
    int rc = 0;

    for (const cl_noun *noun = cl_nouns; rc == 0 && noun->name != NULL; noun++) {
        const cl_findings *findings;
        const cl_machine *machine;

        rc = cl_session_machine_file(&machine, &findings, r->session, noun->name, programme_of(r),
                                     e);
        if (rc != 0)
            break;
        refuse_findings(r->sink, findings);
        rc = tell_check(r, noun->name, findings->errors, e);
        if (machine != NULL)
            whole[count++] = machine;
    }
    if (rc == 0) {
        cl_machines_check(whole, count, &together);
        refuse_findings(r->sink, &together);
    }
    cl_findings_clear(&together);
    return rc;
}

static int run_check(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                     cl_error *e)
{
    return cl_recording_run(check, session, arguments, sink, e);
}

/* ---- who ---- */

static int who_may(cl_recording *r, const cl_machine *machine, const cl_transition *t,
                   const char *state, cl_error *e)
{
    cl_text who = CL_TEXT_INIT;
    int rc;

    add_who(&who, machine, t);
    cl_row_text(&r->row, "noun", cl_view_of(machine->noun->name));
    cl_row_text(&r->row, "state", cl_view_of(state));
    cl_row_text(&r->row, "who", cl_text_view(&who));
    cl_row_text(&r->row, "event", cl_view_of(t->event));
    cl_row_text(&r->row, "to", cl_view_of(t->to));
    rc = cl_text_check(&who, e);
    cl_text_clear(&who);
    return rc != 0 ? rc : cl_recording_send(r, e);
}

static int who_of(cl_recording *r, const cl_machine *machine, cl_error *e)
{
    int rc = 0;

    for (size_t s = 0; rc == 0 && s < machine->states.count; s++) {
        const cl_machine_state *state = cl_vec_at(&machine->states, s);

        for (size_t i = 0; rc == 0 && i < machine->transitions.count; i++) {
            const cl_transition *t = cl_vec_at(&machine->transitions, i);

            if (t->from.count > 0 && cl_transition_is_from(t, cl_view_of(state->name)))
                rc = who_may(r, machine, t, state->name, e);
        }
    }
    return rc;
}

static int who(cl_recording *r, cl_error *e)
{
    const cl_machine *machine;
    int rc = 0;

    if (cl_argument_is_set(r->arguments, "machine")) {
        rc = named_machine(&machine, r, e);
        return rc != 0 ? rc : who_of(r, machine, e);
    }
    for (const cl_noun *noun = cl_nouns; rc == 0 && noun->name != NULL; noun++) {
        rc = cl_session_machine(&machine, r->session, noun->name, programme_of(r),
                                (cl_view)CL_VIEW_INIT, e);
        if (rc == 0)
            rc = who_of(r, machine, e);
    }
    return rc;
}

static int run_who(cl_session *session, const cl_arguments *arguments, const cl_sink *sink,
                   cl_error *e)
{
    return cl_recording_run(who, session, arguments, sink, e);
}

static const cl_parameter who_parameters[] = {
    {"machine", CL_TAKES_TEXT, CL_PARAMETER_POSITIONAL, "NOUN", "only of this kind of record"},
    {"programme", CL_TAKES_TEXT, 0, "ID", "a programme's own machine where it has one"},
    {NULL, CL_TAKES_TEXT, 0, NULL, NULL},
};

const cl_verb cl_machine_verbs[] = {
    {.name = "machine list",
     .run = run_list,
     .needs = CL_NEEDS_RULES,
     .parameters = list_parameters,
     .brief = "Lists the state machines of the records.",
     .example = "clachan machine list"},
    {.name = "machine show",
     .run = run_show,
     .needs = CL_NEEDS_RULES,
     .parameters = show_parameters,
     .brief = "Shows a state machine: every transition with its guard, who may cause it, what it "
              "does.",
     .detail = "What is marked with ● is kept by every machine of that kind; a programme may add "
               "to it.",
     .example = "clachan machine show award"},
    {.name = "machine check",
     .run = run_check,
     .needs = CL_NEEDS_RULES,
     .parameters = list_parameters,
     .brief = "Checks the state machines, each by itself and all together.",
     .example = "clachan machine check"},
    {.name = "who",
     .run = run_who,
     .needs = CL_NEEDS_RULES,
     .parameters = who_parameters,
     .brief = "Lists who may cause which event in which state.",
     .example = "clachan who instalment"},
    {.name = NULL},
};
