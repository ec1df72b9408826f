/* SPDX-License-Identifier: MIT
 *
 * Running compute functions. What keeps them without memory: at the end of the load every upvalue
 * that a function can reach is noted with its value, and tables among them are refused; after each
 * call they have to be what they were.
 */
#include "compute.h"

#include <pthread.h>
#include <string.h>

#include "alloc.h"
#include "basics.h"
#include "call.h"
#include "class.h"
#include "exact.h"
#include "programme_run.h"
#include "suggest.h"
#include "words_json.h"

enum { IDLE = 64, NESTED = 50 };

/* Keys of the registry: the functions by number; function, upvalue number and value in turn. */
static const char functions = 0, seen_values = 0;

static const cl_compute *compute_at(const cl_programme *programme, size_t i)
{
    return cl_vec_at(&programme->computes, i);
}

/* ---- what functions find ---- */

static int fail_absent(lua_State *L)
{
    return cl_raise_text(L, CL_E_SCRIPT, "there is none of it; ask is_absent(x) first");
}

static int compute_is_absent(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_pushboolean(L, cl_words_is_null(L, 1));
    return 1;
}

static bool is_number(lua_State *L, int index)
{
    return lua_isinteger(L, index) || cl_test_number(L, index) != NULL;
}

/* Values of one kind: a comparison between two kinds is an error, never false. */
static bool are_of_one_kind(lua_State *L, int a, int b)
{
    if (lua_type(L, a) != lua_type(L, b))
        return false;
    if (lua_type(L, a) == LUA_TUSERDATA)
        return (cl_test_money(L, a) != NULL && cl_test_money(L, b) != NULL) ||
               (cl_test_share(L, a) != NULL && cl_test_share(L, b) != NULL) ||
               (cl_test_date(L, a) != NULL && cl_test_date(L, b) != NULL);
    return lua_type(L, a) == LUA_TSTRING || lua_type(L, a) == LUA_TBOOLEAN;
}

static void check_kinds(lua_State *L, const char *word, int a, int b)
{
    if (cl_words_is_null(L, a) || cl_words_is_null(L, b))
        fail_absent(L);
    if (!(is_number(L, a) && is_number(L, b)) && !are_of_one_kind(L, a, b))
        cl_raise_text(L, CL_E_SCRIPT, "%s takes values of one kind; found %s and %s", word,
                      cl_type_name(L, a), cl_type_name(L, b));
}

/* Integers and exact numbers as one: Lua would call them different. */
static int compare(lua_State *L, int a, int b)
{
    if (is_number(L, a) && is_number(L, b))
        return cl_ratio_compare(cl_check_number(L, a), cl_check_number(L, b));
    if (lua_compare(L, a, b, LUA_OPEQ))
        return 0;
    if (lua_type(L, a) == LUA_TBOOLEAN)
        return lua_toboolean(L, a) - lua_toboolean(L, b);
    return lua_compare(L, a, b, LUA_OPLT) ? -1 : 1;
}

static int compute_is(lua_State *L)
{
    luaL_checkany(L, 2);
    check_kinds(L, "is", 1, 2);
    lua_pushboolean(L, compare(L, 1, 2) == 0);
    return 1;
}

static int extreme(lua_State *L, const char *word, int wanted)
{
    int count = lua_gettop(L), best = 1;
    bool exact = cl_test_number(L, 1) != NULL;

    luaL_checkany(L, 1);
    for (int i = 2; i <= count; i++) {
        exact = exact || cl_test_number(L, i) != NULL;
        check_kinds(L, word, best, i);
        if (compare(L, i, best) == wanted)
            best = i;
    }
    if (exact) /* one exact number among them: whichever is found has its methods */
        cl_push_number(L, cl_check_number(L, best));
    else
        lua_pushvalue(L, best);
    return 1;
}

static int compute_least(lua_State *L)
{
    return extreme(L, "least", -1);
}

static int compute_greatest(lua_State *L)
{
    return extreme(L, "greatest", 1);
}

/* An amount without a currency is in that of the programme. */
static int compute_money(lua_State *L)
{
    if (lua_gettop(L) == 1 && lua_type(L, 1) == LUA_TSTRING)
        lua_pushstring(L, cl_builder_of(L)->programme->currency);
    return cl_exact_money(L);
}

static const luaL_Reg names_of_functions[] = {{"date", cl_exact_date},
                                              {"error", cl_basic_error},
                                              {"greatest", compute_greatest},
                                              {"ipairs", cl_basic_ipairs},
                                              {"is", compute_is},
                                              {"is_absent", compute_is_absent},
                                              {"least", compute_least},
                                              {"money", compute_money},
                                              {"number", cl_exact_number},
                                              {"share", cl_exact_share},
                                              {NULL, NULL}};

static void replace_names(lua_State *L, int names)
{
    for (lua_pushnil(L); lua_next(L, names);) {
        lua_pop(L, 1);
        lua_pushvalue(L, -1);
        lua_pushnil(L);
        lua_rawset(L, names); /* the key stays for lua_next */
    }
    lua_pushvalue(L, names);
    luaL_setfuncs(L, names_of_functions, 0);
    lua_pop(L, 1);
}

static bool is_word(const char *name)
{
    for (size_t g = 0; cl_words_groups[g] != NULL; g++)
        if (cl_words_find(cl_words_groups[g], name) != NULL)
            return true;
    return false;
}

int cl_compute_unknown(lua_State *L)
{
    const char *name = lua_tostring(L, 2);

    if (name != NULL && ((name[0] != '\0' && name[1] == '\0' && strchr("FP", *name) != NULL)))
        return cl_raise_text(L, CL_E_SCRIPT,
                             "a compute function sees no %s; name the value in 'from' and take it "
                             "as an argument",
                             *name == 'F' ? "facts" : "params");
    if (name != NULL && is_word(name))
        return cl_raise_text(L, CL_E_SCRIPT,
                             "'%s' is a word for reading an edition; a compute function cannot use "
                             "it",
                             name);
    if (lua_type(L, 3) == LUA_TSTRING)
        return cl_raise_text(L, CL_E_SCRIPT, "there is no '%s' here; did you mean '%s'?", name,
                             lua_tostring(L, 3));
    return cl_raise_text(L, CL_E_SCRIPT, "there is no '%s' in a compute function", name);
}

/* ---- without memory ---- */

static void push_registry_table(lua_State *L, const char *key)
{
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, key) == LUA_TTABLE)
        return;
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, key);
}

void cl_compute_keep(lua_State *L, int function)
{
    function = lua_absindex(L, function);
    push_registry_table(L, &functions);
    lua_pushvalue(L, function);
    lua_rawseti(L, -2, (lua_Integer)cl_builder_of(L)->programme->computes.count);
    lua_pop(L, 1);
}

/* What is wrong with the value on top as one that a function sees; NULL: nothing. */
static const char *is_no_constant(lua_State *L)
{
    switch (lua_type(L, -1)) {
    case LUA_TNUMBER:
        return lua_isinteger(L, -1) ? NULL : "a number with a fraction; write it as text";
    case LUA_TSTRING:
    case LUA_TBOOLEAN:
    case LUA_TFUNCTION:
        return NULL;
    case LUA_TNIL:
        return "nothing (nil) when the edition has been read";
    case LUA_TTABLE:
        return "a table, which could change from call to call; make it a param, bands or lookup";
    default:
        return "a value of the edition; name it in 'from' and take it as an argument";
    }
}

static void note_value(lua_State *L, int noted, int function, int number)
{
    lua_Integer end = (lua_Integer)lua_rawlen(L, noted);

    lua_pushvalue(L, function);
    lua_rawseti(L, noted, end + 1);
    lua_pushinteger(L, number);
    lua_rawseti(L, noted, end + 2);
    lua_pushvalue(L, -1);
    lua_rawseti(L, noted, end + 3);
}

/* Function on top. `done` holds those that were looked at. */
static void freeze_function(lua_State *L, int noted, int done, int depth)
{
    int function = lua_gettop(L);
    const char *name;

    lua_pushvalue(L, function);
    if (lua_rawget(L, done) != LUA_TNIL || lua_iscfunction(L, function)) {
        lua_pop(L, 1);
        return;
    }
    lua_pop(L, 1);
    lua_pushvalue(L, function);
    lua_pushboolean(L, 1);
    lua_rawset(L, done);
    luaL_checkstack(L, 8, NULL);
    for (int i = 1; (name = lua_getupvalue(L, function, i)) != NULL; i++) {
        const char *why = strcmp(name, "_ENV") != 0 ? is_no_constant(L) : NULL;

        cl_charge(L, 1);
        if (why == NULL && strcmp(name, "_ENV") != 0)
            note_value(L, noted, function, i);
        if (why != NULL)
            cl_words_fault(L, "its function uses '%s', which is %s", name, why);
        else if (lua_type(L, -1) == LUA_TFUNCTION && depth < NESTED)
            freeze_function(L, noted, done, depth + 1);
        else if (lua_type(L, -1) == LUA_TFUNCTION)
            cl_words_fault(L, "its function calls functions more than %d deep", NESTED);
        lua_pop(L, 1);
    }
}

void cl_compute_freeze(lua_State *L, int names)
{
    cl_builder *builder = cl_builder_of(L);
    cl_programme *programme = builder->programme;
    int table, noted, done;

    names = lua_absindex(L, names);
    if (programme->computes.count == 0)
        return;
    push_registry_table(L, &functions);
    table = lua_gettop(L);
    push_registry_table(L, &seen_values);
    noted = lua_gettop(L);
    lua_newtable(L);
    done = lua_gettop(L);
    for (size_t i = 0; i < programme->computes.count; i++) {
        cl_compute *compute = cl_vec_at(&programme->computes, i);

        lua_pushfstring(L, "compute '%s'", compute->name);
        builder->subject = lua_tostring(L, -1);
        programme->tree.file = compute->file;
        programme->tree.line = compute->line;
        if (lua_rawgeti(L, table, (lua_Integer)i + 1) == LUA_TFUNCTION) {
            freeze_function(L, noted, done, 0);
            cl_compute_describe(L, compute);
        }
        builder->subject = NULL;
        lua_pop(L, 2);
    }
    lua_settop(L, table - 1);
    replace_names(L, names);
    lua_gc(L, LUA_GCCOLLECT);
}

static void check_values(lua_State *L)
{
    lua_Integer count;

    lua_rawgetp(L, LUA_REGISTRYINDEX, &seen_values);
    count = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i < count; i += 3) {
        const char *name;

        lua_rawgeti(L, -1, i);
        lua_rawgeti(L, -2, i + 1);
        name = lua_getupvalue(L, -2, (int)lua_tointeger(L, -1));
        lua_rawgeti(L, -4, i + 2);
        if (!lua_rawequal(L, -1, -2))
            cl_raise_text(L, CL_E_SCRIPT,
                          "the function has changed '%s', and would remember that in the next call",
                          name != NULL ? name : "?");
        lua_pop(L, 4);
    }
    lua_pop(L, 1);
}

/* ---- one call ---- */

typedef struct work {
    const cl_programme *programme;
    const cl_compute *compute;
    unsigned index;
    const cl_input *inputs;
    cl_range *out;
} work;

static void push_country(lua_State *L, int64_t code)
{
    char letters[2] = {(char)(code / 256), (char)(code % 256)};

    lua_pushlstring(L, letters, 2);
}

static void push_value(lua_State *L, const work *w, cl_gives gives, cl_range input)
{
    cl_money money = {input.low.num, ""};

    if (input.state == CL_RANGE_NONE) {
        cl_words_push_null(L);
        return;
    }
    switch (gives) {
    case CL_GIVES_TRUTH:
        lua_pushboolean(L, input.low.num != 0);
        return;
    case CL_GIVES_MONEY:
        memcpy(money.currency, w->programme->currency, sizeof money.currency);
        cl_push_money(L, money);
        return;
    case CL_GIVES_SHARE:
        cl_push_share(L, input.low);
        return;
    case CL_GIVES_DATE:
        cl_push_date(L, (cl_date)input.low.num);
        return;
    case CL_GIVES_COUNTRY:
        push_country(L, input.low.num);
        return;
    case CL_GIVES_TEXT:
    case CL_GIVES_CHOICE:
        lua_pushstring(L, input.text != NULL ? input.text : "");
        return;
    case CL_GIVES_NUMBER:
    case CL_GIVES_NOTHING:
    case CL_GIVES_RECORD:
    case CL_GIVES_LIST:
        break;
    }
    cl_push_number(L, input.low);
}

/* ---- lists ---- */

/* A list lies in a table that only these two see, as the user value of a userdata. */
static int list_index(lua_State *L)
{
    if (lua_type(L, 2) != LUA_TNUMBER)
        return cl_raise_text(L, CL_E_SCRIPT,
                             "a list is asked for its 1st, 2nd, … value, x[1]; found %s",
                             cl_type_name(L, 2));
    lua_getiuservalue(L, 1, 1);
    lua_pushvalue(L, 2);
    lua_rawget(L, -2);
    return 1;
}

static int list_length(lua_State *L)
{
    lua_getiuservalue(L, 1, 1);
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, -1));
    return 1;
}

static const luaL_Reg list_meta[] = {{"__index", list_index}, {"__len", list_length}, {NULL, NULL}};
static const cl_class list_class = {.name = "a list of the application", .meta = list_meta};

static void push_list(lua_State *L, const work *w, cl_gives gives, const cl_input *input)
{
    cl_charge(L, input->count);
    lua_newuserdatauv(L, 0, 1);
    lua_createtable(L, (int)input->count, 0);
    for (size_t i = 0; i < input->count; i++) {
        push_value(L, w, gives, input->items[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_setiuservalue(L, -2, 1);
    cl_class_push(L, &list_class);
    lua_setmetatable(L, -2);
}

static void push_input(lua_State *L, const work *w, size_t i)
{
    if (w->compute->input_gives[i] == CL_GIVES_LIST)
        push_list(L, w, w->compute->item_gives[i], &w->inputs[i]);
    else
        push_value(L, w, w->compute->input_gives[i], w->inputs[i].value);
}

/* The value on top as what the function gives; false when it is none. */
static bool read_result(lua_State *L, const work *w, cl_ratio *out)
{
    const cl_money *money = cl_test_money(L, -1);

    switch (w->compute->gives) {
    case CL_GIVES_TRUTH:
        *out = cl_ratio_int(lua_toboolean(L, -1));
        return lua_type(L, -1) == LUA_TBOOLEAN;
    case CL_GIVES_MONEY:
        if (money == NULL || strcmp(money->currency, w->programme->currency) != 0)
            return false;
        *out = cl_ratio_int(money->minor);
        return true;
    case CL_GIVES_SHARE:
        if (cl_test_share(L, -1) == NULL)
            return false;
        *out = *cl_test_share(L, -1);
        return true;
    case CL_GIVES_DATE:
        if (cl_test_date(L, -1) == NULL)
            return false;
        *out = cl_ratio_int(*cl_test_date(L, -1));
        return true;
    case CL_GIVES_NUMBER:
    case CL_GIVES_NOTHING:
    case CL_GIVES_TEXT:
    case CL_GIVES_CHOICE:
    case CL_GIVES_COUNTRY:
    case CL_GIVES_RECORD:
    case CL_GIVES_LIST:
        break;
    }
    if (!is_number(L, -1))
        return false;
    *out = cl_check_number(L, -1);
    return true;
}

static const char *result_words(const cl_compute *compute)
{
    switch (compute->gives) {
    case CL_GIVES_TRUTH:
        return "true or false";
    case CL_GIVES_MONEY:
        return "money in the currency of the programme";
    case CL_GIVES_SHARE:
        return "a share";
    case CL_GIVES_DATE:
        return "a date";
    case CL_GIVES_NUMBER:
    case CL_GIVES_NOTHING:
    case CL_GIVES_TEXT:
    case CL_GIVES_CHOICE:
    case CL_GIVES_COUNTRY:
    case CL_GIVES_RECORD:
    case CL_GIVES_LIST:
        break;
    }
    return "a whole or exact number";
}

static int wrong_result(lua_State *L, const work *w, int count)
{
    cl_error error = CL_ERROR_INIT;

    if (count == 1)
        cl_fail(&error, CL_E_SCRIPT, "it returns %s; it gives %s", cl_type_name(L, -1),
                result_words(w->compute));
    else
        cl_fail(&error, CL_E_SCRIPT, "it returns %d values; it gives one: %s", count,
                result_words(w->compute));
    cl_error_place(&error, w->compute->file, w->compute->line, NULL);
    return cl_raise(L, &error);
}

static int run(lua_State *L)
{
    work *w = lua_touserdata(L, 1);
    cl_ratio result = {0, 1};
    int base, count;

    luaL_checkstack(L, CL_COMPUTE_INPUTS + 8, NULL);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &functions);
    base = lua_gettop(L);
    lua_rawgeti(L, base, (lua_Integer)w->index + 1);
    for (size_t i = 0; i < w->compute->input_count; i++)
        push_input(L, w, i);
    lua_call(L, (int)w->compute->input_count, LUA_MULTRET);
    count = lua_gettop(L) - base;
    if (count != 1 || !read_result(L, w, &result))
        return wrong_result(L, w, count);
    check_values(L);
    *w->out = cl_range_known(result);
    return 0;
}

/* After an error: may the state serve another call? */
static int check_again(lua_State *L)
{
    check_values(L);
    return 0;
}

/* ---- states ---- */

typedef struct machine {
    struct machine *next;
    cl_vm *vm;
    cl_builder *builder;
} machine;

typedef struct pool {
    pthread_mutex_t lock;
    machine *idle;
    size_t idle_count;
    cl_programme *programme;
    cl_builder *first; /* whose sources are kept */
} pool;

static void free_machine(pool *p, machine *m)
{
    if (m == NULL)
        return;
    cl_vm_close(m->vm);
    if (m->builder != p->first) {
        m->builder->programme = NULL; /* it is everybody's */
        cl_builder_free(m->builder);
    }
    cl_free(m);
}

/* The builder of a state has no work left but to say so: words ask it, and raise. */
static machine *new_machine(pool *p, cl_vm *vm, cl_builder *builder)
{
    machine *m = cl_calloc(1, sizeof *m);

    if (m == NULL)
        return NULL;
    builder->programme = p->programme;
    builder->findings = NULL;
    builder->loading = false;
    m->vm = vm;
    m->builder = builder;
    cl_vm_set_limits(vm, &cl_limits_compute);
    return m;
}

/* The edition once more, from the texts that the first load kept. Its findings are known. */
static int load_again(pool *p, machine **out, cl_error *e)
{
    cl_builder *builder = NULL;
    cl_vm *vm = NULL;
    int rc = cl_builder_again(&builder, &vm, p->first, e);

    *out = rc == 0 ? new_machine(p, vm, builder) : NULL;
    if (*out != NULL)
        return 0;
    if (rc == 0) {
        cl_vm_close(vm);
        cl_builder_free(builder);
        rc = cl_fail(e, CL_E_MEMORY, "no memory for a compute function");
    }
    return rc;
}

static int take(pool *p, machine **out, cl_error *e)
{
    pthread_mutex_lock(&p->lock);
    *out = p->idle;
    if (p->idle != NULL) {
        p->idle = p->idle->next;
        p->idle_count--;
    }
    pthread_mutex_unlock(&p->lock);
    return *out != NULL ? 0 : load_again(p, out, e);
}

static void give_back(pool *p, machine *m)
{
    bool keep;

    pthread_mutex_lock(&p->lock);
    keep = p->idle_count < IDLE;
    if (keep) {
        m->next = p->idle;
        p->idle = m;
        p->idle_count++;
    }
    pthread_mutex_unlock(&p->lock);
    if (!keep)
        free_machine(p, m);
}

/* Says which function it was, and where: an error without a place is one of the whole function. */
static int name_error(const cl_compute *compute, const cl_error *found, int rc, cl_error *e)
{
    cl_fail(e, rc, "compute '%s': %s", compute->name, found->message);
    if (found->line != 0)
        cl_error_place(e, found->file, found->line, found->path);
    else
        cl_error_place(e, compute->file, compute->line, NULL);
    return rc;
}

static int call(void *context, unsigned index, const cl_input *inputs, cl_range *out, cl_error *e)
{
    pool *p = context;
    work w = {p->programme, compute_at(p->programme, index), index, inputs, out};
    cl_error found = CL_ERROR_INIT;
    machine *m;
    int rc = take(p, &m, &found);

    if (rc == 0)
        rc = cl_vm_call(m->vm, run, &w, &found);
    if (rc != 0)
        name_error(w.compute, &found, rc, e);
    if (m == NULL)
        return rc;
    if (rc != 0 && (m->vm->dead || cl_vm_call(m->vm, check_again, NULL, NULL) != 0))
        free_machine(p, m);
    else
        give_back(p, m);
    return rc;
}

static void close_pool(void *context)
{
    pool *p = context;

    if (p == NULL)
        return;
    while (p->idle != NULL) {
        machine *m = p->idle;

        p->idle = m->next;
        free_machine(p, m);
    }
    if (p->first != NULL)
        p->first->programme = NULL; /* who closes the pool frees it */
    cl_builder_free(p->first);
    pthread_mutex_destroy(&p->lock);
    cl_free(p);
}

int cl_compute_open(cl_programme *programme, cl_vm *vm, cl_builder *builder, cl_error *e)
{
    pool *p = cl_calloc(1, sizeof *p);
    machine *m;

    if (p == NULL || pthread_mutex_init(&p->lock, NULL) != 0) {
        cl_free(p);
        cl_vm_close(vm);
        builder->programme = NULL;
        cl_builder_free(builder);
        return cl_fail(e, CL_E_MEMORY, "no memory for compute functions");
    }
    p->programme = programme;
    p->first = builder;
    m = new_machine(p, vm, builder);
    if (m == NULL) {
        cl_vm_close(vm);
        close_pool(p);
        return cl_fail(e, CL_E_MEMORY, "no memory for compute functions");
    }
    give_back(p, m);
    programme->door = (cl_compute_door){call, close_pool, p};
    return 0;
}
