/* SPDX-License-Identifier: MIT
 *
 * What can only be judged once a machine has been read whole: states that nothing reaches or
 * leaves, guards that hold together, the core of the noun; and machines together: what they tell
 * each other.
 */
#include <stdio.h>
#include <string.h>

#include "machine.h"
#include "machine_cells.h"
#include "suggest.h"

static cl_findings *findings_of(const cl_machine *machine)
{
    return machine->programme->tree.findings;
}

static const cl_transition *transition_at(const cl_machine *machine, size_t i)
{
    return cl_vec_at(&machine->transitions, i);
}

static const cl_machine_state *state_at(const cl_machine *machine, size_t i)
{
    return cl_vec_at(&machine->states, i);
}

/* ---- names ---- */

static const char *nearest_state(const cl_machine *machine, const char *name)
{
    const char *names[64];
    size_t count = machine->states.count < 64 ? machine->states.count : 64;

    for (size_t i = 0; i < count; i++)
        names[i] = state_at(machine, i)->name;
    return cl_suggest(cl_view_of(name), names, count);
}

static void check_state_name(const cl_machine *machine, const cl_transition *t, const char *name)
{
    const char *nearest;

    if (cl_machine_state_find(machine, cl_view_of(name)) != NULL)
        return;
    nearest = nearest_state(machine, name);
    if (nearest != NULL)
        cl_findings_add(findings_of(machine), t->file, t->line, NULL,
                        "on '%s': there is no state '%s'; did you mean '%s'?", t->event, name,
                        nearest);
    else
        cl_findings_add(findings_of(machine), t->file, t->line, NULL,
                        "on '%s': there is no state '%s'", t->event, name);
}

static void check_names(const cl_machine *machine)
{
    for (size_t i = 0; i < machine->transitions.count; i++) {
        const cl_transition *t = transition_at(machine, i);

        check_state_name(machine, t, t->to);
        for (size_t n = 0; n < t->from.count; n++)
            check_state_name(machine, t, t->from.items[n]);
        if (t->who.count == 0)
            cl_findings_add(findings_of(machine), t->file, t->line, NULL,
                            "on '%s': nobody may cause it; write who = { … }", t->event);
    }
    for (size_t i = 0; i < machine->states.count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(state_at(machine, i)->name, state_at(machine, j)->name) == 0)
                cl_findings_add(findings_of(machine), state_at(machine, i)->file,
                                state_at(machine, i)->line, NULL,
                                "state '%s' is there twice; the first is in line %d",
                                state_at(machine, i)->name, state_at(machine, j)->line);
}

/* ---- reaching and leaving ---- */

enum { STATES = 64 };

static size_t number_of(const cl_machine *machine, const char *name)
{
    const cl_machine_state *state = cl_machine_state_find(machine, cl_view_of(name));

    return state == NULL ? STATES : (size_t)(state - (cl_machine_state *)machine->states.items);
}

/* One round of spreading along the transitions; false when nothing new was marked. */
static bool spread(const cl_machine *machine, uint64_t *marked, bool backwards)
{
    uint64_t before = *marked;

    for (size_t i = 0; i < machine->transitions.count; i++) {
        const cl_transition *t = transition_at(machine, i);
        size_t to = number_of(machine, t->to);

        if (t->from.count == 0 && to < STATES && !backwards)
            *marked |= 1ull << to;
        for (size_t n = 0; n < t->from.count; n++) {
            size_t from = number_of(machine, t->from.items[n]);

            if (from >= STATES || to >= STATES)
                continue;
            if (!backwards && (*marked >> from & 1) != 0)
                *marked |= 1ull << to;
            if (backwards && (*marked >> to & 1) != 0)
                *marked |= 1ull << from;
        }
    }
    return *marked != before;
}

static bool has_way_out(const cl_machine *machine, const cl_machine_state *state)
{
    for (size_t i = 0; i < machine->transitions.count; i++)
        if (transition_at(machine, i)->from.count > 0 &&
            cl_transition_is_from(transition_at(machine, i), cl_view_of(state->name)))
            return true;
    return false;
}

static void check_state(const cl_machine *machine, const cl_machine_state *state, bool reached,
                        bool ends)
{
    const char *fault = NULL;
    bool out = has_way_out(machine, state);

    if (!reached)
        fault = "nothing leads to it";
    else if (state->final && out)
        fault = "it is final, yet an event leads out of it; a state that rests but may be reopened "
                "is resting = true";
    else if (!state->final && !out)
        fault = "nothing leads out of it; is it final = true?";
    else if (!state->final && !ends)
        fault = "no final or resting state can be reached from it";
    if (fault != NULL)
        cl_findings_add(findings_of(machine), state->file, state->line, NULL, "state '%s': %s",
                        state->name, fault);
}

static void check_paths(const cl_machine *machine)
{
    size_t first = number_of(machine, machine->initial);
    uint64_t reached = first < STATES ? 1ull << first : 0, ends = 0;

    if (machine->states.count > STATES) {
        cl_findings_add(findings_of(machine), machine->file, machine->line, NULL,
                        "a machine has at most %d states", STATES);
        return;
    }
    if (first == STATES)
        cl_findings_add(findings_of(machine), machine->file, machine->line, NULL,
                        "the initial state '%s' is not there", machine->initial);
    for (size_t i = 0; i < machine->states.count; i++)
        if (state_at(machine, i)->final || state_at(machine, i)->resting)
            ends |= 1ull << i;
    while (spread(machine, &reached, false))
        ;
    while (spread(machine, &ends, true))
        ;
    for (size_t i = 0; i < machine->states.count; i++)
        check_state(machine, state_at(machine, i), (reached >> i & 1) != 0, (ends >> i & 1) != 0);
}

/* ---- guards ---- */

static int check_guard(const cl_machine *machine, const cl_transition *t, cl_error *e)
{
    cl_cells_seen seen;
    int rc = t->guard == 0 ? 0 : cl_cells_look(&seen, machine, &t->guard, 1, e);

    if (t->guard == 0)
        return 0;
    if (rc == 0 && seen.proved && (seen.always || !seen.ever))
        cl_findings_add(findings_of(machine), t->file, t->line, NULL,
                        "on '%s': the guard is always %s", t->event, seen.ever ? "true" : "false");
    cl_text_clear(&seen.example);
    return rc;
}

/* The first state from which both go; NULL: they never meet. */
static const char *shared_state(const cl_transition *a, const cl_transition *b)
{
    if (a->from.count == 0 && b->from.count == 0)
        return "nothing";
    for (size_t i = 0; i < a->from.count; i++)
        if (b->from.count > 0 && cl_transition_is_from(b, cl_view_of(a->from.items[i])))
            return a->from.items[i];
    return NULL;
}

static int check_pair(const cl_machine *machine, const cl_transition *a, const cl_transition *b,
                      cl_error *e)
{
    cl_node guards[2] = {a->guard, b->guard};
    const char *state = shared_state(a, b);
    cl_cells_seen seen;
    int rc;

    if (strcmp(a->event, b->event) != 0 || state == NULL || a->otherwise != b->otherwise)
        return 0;
    if (a->otherwise) {
        cl_findings_add(findings_of(machine), b->file, b->line, NULL,
                        "on '%s' from '%s': one transition is 'otherwise', and the one in line %d "
                        "is it already",
                        b->event, state, a->line);
        return 0;
    }
    rc = cl_cells_look(&seen, machine, guards, 2, e);
    if (rc == 0 && !seen.proved)
        cl_findings_add(findings_of(machine), b->file, b->line, NULL,
                        "on '%s' from '%s': that its guard and the one in line %d are never both "
                        "true cannot be proved; write otherwise = true, or different events",
                        b->event, state, a->line);
    else if (rc == 0 && seen.ever)
        cl_findings_add(findings_of(machine), b->file, b->line, NULL,
                        "on '%s' from '%s': its guard and the one in line %d may both be true "
                        "(%s); write otherwise = true, or different events",
                        b->event, state, a->line, seen.example.at != NULL ? seen.example.at : "");
    cl_text_clear(&seen.example);
    return rc;
}

static int check_guards(const cl_machine *machine, cl_error *e)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < machine->transitions.count; i++) {
        rc = check_guard(machine, transition_at(machine, i), e);
        for (size_t j = 0; rc == 0 && j < i; j++)
            rc = check_pair(machine, transition_at(machine, j), transition_at(machine, i), e);
    }
    return rc;
}

/* ---- timers ---- */

static bool asks_a_date(const cl_machine *machine, const cl_transition *t)
{
    uint64_t fields = t->guard == 0 ? 0 : cl_machine_asks(machine, t->guard);

    for (unsigned i = 0; i < machine->programme->schema.types[0].field_count; i++)
        if ((fields >> i & 1) != 0 && i != CL_FIELD_DATE &&
            machine->programme->schema.types[0].fields[i].kind == CL_FACT_DATE)
            return true;
    return false;
}

static void check_timer(const cl_machine *machine, const cl_transition *t)
{
    if (!cl_words_have(&t->who, "timer") || asks_a_date(machine, t))
        return;
    for (size_t i = 0; i < t->from.count; i++) {
        const cl_machine_state *state =
            cl_machine_state_find(machine, cl_view_of(t->from.items[i]));

        if (state != NULL && state->clock == 0)
            cl_findings_add(findings_of(machine), t->file, t->line, NULL,
                            "on '%s': a timer needs a date, and state '%s' has no clock = F.…",
                            t->event, state->name);
    }
}

/* ---- the core of the noun ---- */

enum { WORD = 40 };

/* The next of some words parted by single spaces; false after the last. */
static bool next_word(char word[WORD], const char **words)
{
    size_t length = *words == NULL ? 0 : strcspn(*words, " ");

    if (length == 0 || length >= WORD)
        return false;
    memcpy(word, *words, length);
    word[length] = '\0';
    *words += length + ((*words)[length] == ' ');
    return true;
}

static void check_core_states(const cl_machine *machine)
{
    const char *words = machine->noun->states;
    char name[WORD];

    while (next_word(name, &words))
        if (cl_machine_state_find(machine, cl_view_of(name)) == NULL)
            cl_findings_add(findings_of(machine), machine->file, machine->line, NULL,
                            "every machine of %s has the state '%s', and it is not there",
                            machine->noun->name, name);
}

static bool asks_for(const cl_machine *machine, const cl_transition *t, const char *fact)
{
    const cl_tree *tree = &machine->programme->tree;
    cl_node parts[64];
    size_t count = cl_machine_conditions(machine, t->guard, parts, 64);

    for (size_t i = 0; i < count && i < 64; i++) {
        const cl_tree_node *field = cl_tree_at(tree, cl_tree_argument(tree, parts[i], 0));

        if (cl_tree_at(tree, parts[i])->op == CL_OP_IS_TRUE && field->op == CL_OP_FIELD &&
            strcmp(cl_schema_field(&machine->programme->schema, 0, field->index)->name, fact) == 0)
            return true;
    }
    return false;
}

static void check_core_transition(const cl_machine *machine, const cl_transition *t,
                                  const cl_noun_core *core)
{
    const char *words = core->facts;
    char word[WORD];

    while (next_word(word, &words))
        if (!asks_for(machine, t, word))
            cl_findings_add(findings_of(machine), t->file, t->line, NULL,
                            "on '%s': no machine may go without F.%s:is_true()", t->event, word);
    words = core->differs;
    while (next_word(word, &words))
        if (!cl_words_have(&t->differs, word))
            cl_findings_add(findings_of(machine), t->file, t->line, NULL,
                            "on '%s': no machine may let the same person do it who caused '%s'; "
                            "write differs = { … }",
                            t->event, word);
    if (core->twice && !t->twice)
        cl_findings_add(findings_of(machine), t->file, t->line, NULL,
                        "on '%s': it takes two persons in every machine; write twice = true",
                        t->event);
}

static void check_core(const cl_machine *machine, const cl_noun_core *core)
{
    cl_view from = cl_view_of(core->from);
    bool found = false;

    for (size_t i = 0; i < machine->transitions.count; i++) {
        const cl_transition *t = transition_at(machine, i);

        if (strcmp(t->event, core->event) != 0 || !cl_transition_is_from(t, from) ||
            strcmp(t->to, core->to) != 0)
            continue;
        found = true;
        check_core_transition(machine, t, core);
    }
    if (!found)
        cl_findings_add(findings_of(machine), machine->file, machine->line, NULL,
                        "every machine of %s leads from %s by '%s' to '%s', and this one does not",
                        machine->noun->name, core->from == NULL ? "nothing" : core->from,
                        core->event, core->to);
}

/* ---- one machine ---- */

int cl_machine_finish(cl_machine *machine, cl_error *e)
{
    cl_findings *findings = findings_of(machine);
    bool read_well = findings->errors == 0; /* else a guard may be missing for that reason */
    int rc = 0;

    if (machine->programme->tree.failed)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    check_names(machine);
    if (findings->errors == 0) {
        check_paths(machine);
        rc = check_guards(machine, e);
    }
    for (size_t i = 0; i < machine->transitions.count; i++)
        check_timer(machine, transition_at(machine, i));
    if (read_well)
        check_core_states(machine);
    for (const cl_noun_core *core = machine->noun->core; read_well && core->event != NULL; core++)
        check_core(machine, core);
    if (rc == 0 && findings->errors > 0)
        rc = cl_fail(e, CL_E_SCRIPT, "the machine of %s has errors", machine->noun->name);
    cl_tree_finish(&machine->programme->tree);
    return rc;
}

/* ---- machines together ---- */

typedef struct told {
    const cl_machine *machine;
    const char *event;
} told;

typedef struct company {
    const cl_machine *const *machines;
    size_t count;
    cl_findings *findings;
} company;

static const cl_machine *machine_of(const company *c, const char *noun)
{
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->machines[i]->noun->name, noun) == 0)
            return c->machines[i];
    return NULL;
}

static bool hears(const cl_machine *target, const char *event, const char *sender, bool *known)
{
    char word[32];

    (void)snprintf(word, sizeof word, "(%s)", sender);
    *known = false;
    for (size_t i = 0; i < target->transitions.count; i++) {
        const cl_transition *t = transition_at(target, i);

        if (strcmp(t->event, event) != 0)
            continue;
        *known = true;
        if (cl_words_have(&t->who, word))
            return true;
    }
    return false;
}

static void check_told(const company *c, const cl_machine *sender, const cl_transition *t,
                       const cl_machine_effect *effect)
{
    const cl_machine *target = machine_of(c, effect->a);
    bool known = false;

    if (target == NULL)
        cl_findings_add(c->findings, t->file, t->line, NULL,
                        "on '%s': it tells '%s', of which there is no machine", t->event,
                        effect->a);
    else if (!hears(target, effect->b, sender->noun->name, &known))
        cl_findings_add(c->findings, t->file, t->line, NULL,
                        known ? "on '%s': the machine of %s does not let (%s) cause '%s'"
                              : "on '%s': the machine of %s has no event for (%s) called '%s'",
                        t->event, effect->a, sender->noun->name, effect->b);
}

enum { DEPTH = 16 };

/* Follows what an event tells; a machine that is met again closes a ring. */
static void follow(const company *c, told *path, size_t depth)
{
    const told *last = &path[depth - 1];

    for (size_t i = 0; i < last->machine->transitions.count; i++) {
        const cl_transition *t = transition_at(last->machine, i);

        if (strcmp(t->event, last->event) != 0)
            continue;
        for (size_t n = 0; n < t->effect_count; n++) {
            const cl_machine *target;
            bool ring = false;

            if (t->effects[n].row->takes != CL_EFFECT_TELL)
                continue;
            target = machine_of(c, t->effects[n].a);
            for (size_t k = 0; target != NULL && k < depth; k++)
                ring = ring || path[k].machine == target;
            if (ring)
                cl_findings_add(c->findings, t->file, t->line, NULL,
                                "on '%s': it tells '%s' '%s', which began this: a ring", t->event,
                                t->effects[n].a, t->effects[n].b);
            if (target == NULL || ring || depth == DEPTH)
                continue;
            path[depth] = (told){target, t->effects[n].b};
            follow(c, path, depth + 1);
        }
    }
}

static void check_told_by(const company *c, const cl_machine *machine)
{
    for (size_t i = 0; i < machine->transitions.count; i++) {
        const cl_transition *t = transition_at(machine, i);
        told path[DEPTH] = {{machine, t->event}};

        for (size_t n = 0; n < t->effect_count; n++)
            if (t->effects[n].row->takes == CL_EFFECT_TELL)
                check_told(c, machine, t, &t->effects[n]);
        follow(c, path, 1);
    }
}

void cl_machines_check(const cl_machine *const *machines, size_t count, cl_findings *findings)
{
    company c = {machines, count, findings};

    for (size_t i = 0; i < count; i++)
        check_told_by(&c, machines[i]);
}
