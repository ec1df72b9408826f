/* SPDX-License-Identifier: MIT
 *
 * The words of state machines: machine, state, on, and one word for each effect. Effects are names
 * of a closed list: what they do is C, and no author's code runs in a transition.
 */
#include <string.h>

#include "class.h"
#include "machine.h"
#include "standin.h"
#include "suggest.h"
#include "words.h"
#include "words_keys.h"

static const cl_class effect_class = {"an effect", NULL, NULL, NULL, NULL};
static const cl_class state_class = {"a state", NULL, NULL, NULL, NULL};
static const cl_class transition_class = {"an event", NULL, NULL, NULL, NULL};

static cl_machine *machine_of(lua_State *L)
{
    return cl_builder_of(L)->machine;
}

/* ---- closed lists ---- */

/* A finding unless `word` is in the list, with the nearest that is. */
static bool is_listed(lua_State *L, const char *what, const char *word, const char *const *list)
{
    const char *nearest;
    size_t count = 0;

    for (; list[count] != NULL; count++)
        if (strcmp(list[count], word) == 0)
            return true;
    nearest = cl_suggest(cl_view_of(word), list, count);
    if (nearest != NULL)
        cl_words_fault(L, "there is no %s '%s'; did you mean '%s'?", what, word, nearest);
    else
        cl_words_fault(L, "there is no %s '%s'", what, word);
    return false;
}

/* "(award)": a record that tells it. */
static bool is_sender(const char *word)
{
    char name[32];
    size_t length = strlen(word);

    if (length < 3 || length - 2 >= sizeof name || word[0] != '(' || word[length - 1] != ')')
        return false;
    memcpy(name, word + 1, length - 2);
    name[length - 2] = '\0';
    return cl_noun_find(cl_view_of(name)) != NULL;
}

static void check_causer(lua_State *L, const char *word)
{
    for (size_t i = 0; cl_lifecycle_systems[i] != NULL; i++)
        if (strcmp(cl_lifecycle_systems[i], word) == 0)
            return;
    if (!is_sender(word))
        is_listed(L, "role", word, cl_lifecycle_roles);
}

/* ---- effects ---- */

static const char *effect_text(lua_State *L, int index)
{
    if (lua_type(L, index) == LUA_TSTRING)
        return cl_words_text(L, index);
    cl_words_fault(L, "takes a text; found %s", cl_type_name(L, index));
    return "";
}

static void check_effect(lua_State *L, const cl_machine_effect *effect)
{
    switch (effect->row->takes) {
    case CL_EFFECT_PLAIN:
    case CL_EFFECT_TEXT:
        break;
    case CL_EFFECT_LETTER:
        is_listed(L, "letter", effect->a, cl_lifecycle_letters);
        break;
    case CL_EFFECT_ACCOUNTS:
        is_listed(L, "account", effect->a, cl_lifecycle_accounts);
        is_listed(L, "account", effect->b, cl_lifecycle_accounts);
        break;
    case CL_EFFECT_TELL:
        if (cl_noun_find(cl_view_of(effect->a)) == NULL)
            cl_words_fault(L, "there are no records of '%s' to tell", effect->a);
        break;
    }
}

static int word_effect(lua_State *L)
{
    const char *name = cl_builder_of(L)->word->name;
    cl_machine_effect *effect = cl_class_new(L, &effect_class, sizeof *effect);
    int last = lua_gettop(L) - 1;

    *effect = (cl_machine_effect){.row = cl_effect_find(name)};
    if (effect->row->takes == CL_EFFECT_PLAIN) {
        if (lua_type(L, 1) != LUA_TTABLE || cl_list_count(L, 1, name) != 0)
            cl_words_fault(L, "takes nothing; write %s {}", name);
        return 1;
    }
    effect->a = effect_text(L, 1);
    if (last >= 2)
        effect->b = effect_text(L, 2);
    check_effect(L, effect);
    return 1;
}

/* ---- lists of words ---- */

/* One text or a list of them, at a key of the table at 2. */
static cl_words read_words(lua_State *L, const char *key)
{
    cl_cites cites = cl_key_cites(L, 2, key);

    return (cl_words){cites.ids, cites.count};
}

/* ---- state ---- */

static const char *const state_keys[] = {"label", "final", "resting", "clock", NULL};

static int word_state(lua_State *L)
{
    cl_tree *tree = &cl_builder_of(L)->programme->tree;
    cl_machine_state state = {.name = cl_words_text(L, 1), .file = tree->file, .line = tree->line};

    state.label = cl_key_text(L, 2, "label", true);
    state.final = cl_key_yes(L, 2, "final");
    state.resting = cl_key_yes(L, 2, "resting");
    state.clock = cl_key_value(L, 2, "clock", CL_GIVES_DATE, CL_GIVES_DATE, false);
    if (state.final && state.resting)
        cl_words_fault(L, "it is 'final' or 'resting', not both");
    *(cl_machine_state *)cl_words_push(L, &machine_of(L)->states) = state;
    cl_class_new(L, &state_class, 1);
    return 1;
}

/* ---- on ---- */

static const char *const on_keys[] = {"from",  "to",     "who",       "differs", "twice",
                                      "guard", "effect", "otherwise", NULL};

static void read_effects(lua_State *L, cl_transition *t)
{
    cl_machine_effect *effects;
    size_t count;
    int list;

    if (cl_key_push(L, 2, "effect") == LUA_TNIL) {
        lua_pop(L, 1);
        return;
    }
    list = lua_gettop(L);
    if (lua_type(L, list) != LUA_TTABLE) {
        cl_words_fault(L, "'effect' takes a list of effects; found %s", cl_type_name(L, list));
        lua_pop(L, 1);
        return;
    }
    count = cl_list_count(L, list, "effect");
    effects = cl_words_memory(L, count, sizeof *effects);
    for (size_t i = 1; i <= count; i++) {
        const cl_machine_effect *effect;

        lua_rawgeti(L, list, (lua_Integer)i);
        effect = cl_class_test(L, -1, &effect_class);
        if (effect == NULL && !cl_standin_is(L, -1))
            cl_words_fault(L, "item %zu of 'effect' is no effect; found %s", i,
                           cl_type_name(L, -1));
        else if (effect != NULL)
            effects[t->effect_count++] = *effect;
        lua_pop(L, 1);
    }
    t->effects = effects;
    lua_pop(L, 1);
}

static int word_on(lua_State *L)
{
    cl_tree *tree = &cl_builder_of(L)->programme->tree;
    cl_transition t = {.event = cl_words_text(L, 1), .file = tree->file, .line = tree->line};

    t.from = read_words(L, "from");
    t.to = cl_key_text(L, 2, "to", true);
    t.who = read_words(L, "who");
    t.differs = read_words(L, "differs");
    t.twice = cl_key_yes(L, 2, "twice");
    t.otherwise = cl_key_yes(L, 2, "otherwise");
    t.guard = cl_key_condition(L, 2, "guard", false);
    read_effects(L, &t);
    for (size_t i = 0; i < t.who.count; i++)
        check_causer(L, t.who.items[i]);
    if (t.to == NULL)
        t.to = "";
    *(cl_transition *)cl_words_push(L, &machine_of(L)->transitions) = t;
    cl_class_new(L, &transition_class, 1);
    return 1;
}

/* ---- machine ---- */

static const char *const machine_keys[] = {"edition", "initial", "settings", NULL};

static const cl_noun_setting *setting_named(const cl_noun *noun, const char *name)
{
    for (const cl_noun_setting *row = noun->settings; row->name != NULL; row++)
        if (strcmp(row->name, name) == 0)
            return row;
    return NULL;
}

static void no_such_setting(lua_State *L, const cl_noun *noun, const char *name)
{
    const char *names[32], *nearest;
    size_t count = 0;

    for (const cl_noun_setting *row = noun->settings; row->name != NULL && count < 32; row++)
        names[count++] = row->name;
    nearest = cl_suggest(cl_view_of(name), names, count);
    if (nearest != NULL)
        cl_words_fault(L, "there is no setting '%s' of %s; did you mean '%s'?", name, noun->name,
                       nearest);
    else
        cl_words_fault(L, "there is no setting '%s' of %s", name, noun->name);
}

static void read_settings(lua_State *L)
{
    cl_machine *machine = machine_of(L);
    const char **names;
    size_t count = 0;
    int table;

    if (cl_key_push(L, 2, "settings") == LUA_TTABLE) {
        table = lua_gettop(L);
        names = cl_keys_sorted(L, table, &count);
        for (size_t i = 0; i < count; i++) {
            const cl_noun_setting *row = setting_named(machine->noun, names[i]);
            int64_t value = 0;

            if (row == NULL)
                no_such_setting(L, machine->noun, names[i]);
            else if (cl_key_integer(L, table, names[i], &value))
                *(cl_machine_setting *)cl_words_push(L, &machine->settings) =
                    (cl_machine_setting){row, value};
        }
        lua_pop(L, 1);
    } else if (!lua_isnil(L, -1)) {
        cl_words_fault(L, "'settings' takes a table of whole numbers; found %s",
                       cl_type_name(L, -1));
    }
    lua_pop(L, 1);
}

static void check_items(lua_State *L)
{
    size_t count = cl_items_count(L, 2);

    for (size_t i = 1; i <= count; i++) {
        lua_rawgeti(L, 2, (lua_Integer)i);
        if (cl_class_test(L, -1, &state_class) == NULL &&
            cl_class_test(L, -1, &transition_class) == NULL)
            cl_words_fault(L, "item %zu is neither state \"…\" { … } nor on \"…\" { … }; found %s",
                           i, cl_type_name(L, -1));
        lua_pop(L, 1);
    }
}

static int word_machine(lua_State *L)
{
    cl_builder *builder = cl_builder_of(L);
    cl_machine *machine = builder->machine;
    const char *initial = cl_key_text(L, 2, "initial", true);

    if (builder->headed)
        cl_words_fault(L, "one file is one machine: 'machine' stands in it once");
    builder->headed = true;
    if (strcmp(lua_tostring(L, 1), machine->noun->name) != 0)
        cl_words_fault(L, "the file is of '%s', the machine of '%s'; they have to agree",
                       machine->noun->name, lua_tostring(L, 1));
    machine->file = builder->programme->tree.file;
    machine->line = builder->programme->tree.line;
    machine->edition = cl_key_text(L, 2, "edition", true);
    machine->initial = initial == NULL ? "" : initial;
    read_settings(L);
    check_items(L);
    return 0;
}

#define EFFECT(word, what, sample)                                                                 \
    {                                                                                              \
        .name = word, .takes = what, .gives = "an effect", .brief = "An effect of a transition.",  \
        .example = sample, .call = word_effect, .least = 1, .most = 1                              \
    }
#define PLAIN(word) EFFECT(word, "{}", word " {}")
#define PAIR(word, what, sample)                                                                   \
    {                                                                                              \
        .name = word, .takes = what, .gives = "an effect", .brief = "An effect of a transition.",  \
        .example = sample, .call = word_effect, .least = 2, .most = 2                              \
    }

const cl_word cl_words_machine[] = {
    {.name = "machine",
     .takes = "a noun and { edition, initial, states, events }",
     .gives = "nothing",
     .brief = "A state machine of one kind of record.",
     .example = "machine \"award\" { edition = \"1\", initial = \"offered\", state \"offered\" { "
                "label = \"Offer made\" }, … }",
     .call = word_machine,
     .named = true,
     .naming = CL_NAMING_FACT,
     .keys = machine_keys,
     .other_keys = CL_KEYS_ITEMS},
    {.name = "state",
     .takes = "a name and { label, final, resting, clock }",
     .gives = "a state",
     .brief = "A state. final: nothing leads out; resting: it may be reopened; clock: the day of "
              "its timers.",
     .example = "state \"offered\" { label = \"Offer made\", clock = F.answer_by }",
     .call = word_state,
     .named = true,
     .naming = CL_NAMING_FACT,
     .keys = state_keys},
    {.name = "on",
     .takes = "an event and { from, to, who, differs, guard, effect, … }",
     .gives = "a transition",
     .brief = "A transition. who: roles; differs: events whose causer may not cause this one; "
              "twice: by two persons; otherwise: where no other guard of the event is true.",
     .example = "on \"accept\" { from = \"offered\", to = \"active\", who = \"head of lead\" }",
     .call = word_on,
     .named = true,
     .naming = CL_NAMING_FACT,
     .keys = on_keys},
    PAIR("move", "two accounts", "move(\"reserved\", \"committed\")"),
    PAIR("tell", "a noun and an event", "tell(\"application\", \"offer_answered\")"),
    EFFECT("letter", "the name of a letter", "letter \"feedback\""),
    EFFECT("notice", "the name of a notice", "notice \"answer due\""),
    EFFECT("fall_due", "what it waited for", "fall_due \"award accepted\""),
    EFFECT("outcome", "a word", "outcome \"funded\""),
    PLAIN("pin_edition"),
    PLAIN("copy_earlier"),
    PLAIN("record_decision"),
    PLAIN("freeze_revision"),
    PLAIN("keep_signature"),
    PLAIN("void_signatures"),
    PLAIN("assign_round"),
    PLAIN("queue_delivery"),
    PLAIN("keep_receipt"),
    PLAIN("void_votes"),
    PLAIN("void_decisions"),
    PLAIN("ask"),
    PLAIN("keep_conditions"),
    PLAIN("mark_informed"),
    PLAIN("forget_informed"),
    PLAIN("credit_support"),
    PLAIN("withdraw_support"),
    PLAIN("begin_award"),
    PLAIN("begin_again"),
    PLAIN("keep_extension"),
    PLAIN("make_offer"),
    PLAIN("plan_reports"),
    PLAIN("hold_instalments"),
    PLAIN("rejudge_instalments"),
    PLAIN("cancel_instalments"),
    PLAIN("cancel_reports"),
    PLAIN("shift_dates"),
    PLAIN("keep_approval"),
    PLAIN("void_approvals"),
    PLAIN("rejudge"),
    PLAIN("return_money"),
    PLAIN("freeze_report"),
    PLAIN("return_days"),
    PLAIN("tell_award"),
    PLAIN("release"),
    PLAIN("fall_back"),
    PLAIN("keep_preview"),
    PLAIN("apply_when_due"),
    PLAIN("mark_applied"),
    PLAIN("apply_patch"),
    PLAIN("supersede_others"),
    PLAIN("begin_grace"),
    PLAIN("lower_claim"),
    PLAIN("book_recovery"),
    PLAIN("set_validity"),
    PLAIN("replace_earlier"),
    {.name = NULL},
};
