/* SPDX-License-Identifier: MIT
 *
 * The head of an edition, its clauses, and the files that it uses.
 */
#include <string.h>

#include "bytes.h"
#include "call.h"
#include "class.h"
#include "money.h"
#include "programme_run.h"
#include "standin.h"
#include "words.h"
#include "words_keys.h"

/* ---- programme ---- */

static const char *const head_keys[] = {"edition", "currency", "title", "in_force", NULL};
static const char *const force_keys[] = {"from", "to", NULL};

static void read_in_force(lua_State *L, cl_programme *programme)
{
    if (cl_key_push(L, 2, "in_force") != LUA_TTABLE) {
        cl_words_fault(L, "'in_force' is needed: { from = \"2021-01-01\", to = \"2021-06-30\" }; "
                          "without an end, leave 'to' out");
        lua_pop(L, 1);
        return;
    }
    if (!cl_key_there(L, -1, "from"))
        cl_words_fault(L, "'in_force' needs 'from', the first day");
    cl_key_date(L, lua_gettop(L), "from", &programme->from);
    cl_key_date(L, lua_gettop(L), "to", &programme->until);
    if (programme->until < programme->from)
        cl_words_fault(L, "'in_force' ends before it begins");
    cl_keys_check(L, lua_gettop(L), force_keys, 0);
    lua_pop(L, 1);
}

static void read_currency(lua_State *L, cl_programme *programme)
{
    const char *currency = cl_key_text(L, 2, "currency", true);

    if (currency == NULL)
        return;
    if (strlen(currency) != 3 || cl_money_decimals(currency) < 0)
        cl_words_fault(L, "'currency' is a code of ISO 4217, such as \"GBP\"; found '%.20s'",
                       currency);
    else
        memcpy(programme->currency, currency, sizeof programme->currency);
}

/* The folder is named after the programme and the file after the edition: that is how they are
 * found. */
static void check_names(lua_State *L, const cl_programme *programme)
{
    const char *file = cl_builder_of(L)->edition_file;
    const char *folder = strrchr(programme->folder, '/');
    size_t length = strlen(file) > 4 ? strlen(file) - 4 : strlen(file); /* without .lua */

    folder = folder != NULL ? folder + 1 : programme->folder;
    if (strcmp(folder, programme->id) != 0)
        cl_words_fault(L, "the folder is named '%s'; it has to be named after the programme",
                       folder);
    if (programme->edition != NULL &&
        (strlen(programme->edition) != length || strncmp(file, programme->edition, length) != 0))
        cl_words_fault(L, "the file is named '%s', the edition '%s'; they have to agree", file,
                       programme->edition);
}

static int word_programme(lua_State *L)
{
    cl_builder *builder = cl_builder_of(L);
    cl_programme *programme = builder->programme;

    if (builder->headed) {
        cl_words_fault(L, "one file is one edition: 'programme' stands in it once");
        return 0;
    }
    builder->headed = true;
    programme->id = cl_words_text(L, 1);
    programme->file = programme->tree.file;
    programme->line = programme->tree.line;
    programme->edition = cl_key_text(L, 2, "edition", true);
    read_currency(L, programme);
    programme->title = cl_key_text(L, 2, "title", true);
    read_in_force(L, programme);
    check_names(L, programme);
    return 0;
}

/* ---- clause ---- */

static const char *const clause_keys[] = {"source", "place", "sense", NULL};

static int word_clause(lua_State *L)
{
    cl_programme *programme = cl_builder_of(L)->programme;
    cl_clause clause = {cl_words_text(L, 1), NULL, NULL, NULL};

    clause.source = cl_key_text(L, 2, "source", true);
    clause.place = cl_key_text(L, 2, "place", false);
    clause.sense = cl_key_text(L, 2, "sense", true);
    if (cl_programme_clause(programme, clause.id) != NULL)
        cl_words_fault(L, "the clause is declared twice");
    else
        *(cl_clause *)cl_words_push(L, &programme->clauses) = clause;
    return 0;
}

/* ---- use ---- */

/* A table of the registry: what each file gave, and true for one that is being read. */
static const char used_files = 0;

static void push_used(lua_State *L)
{
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &used_files) == LUA_TTABLE)
        return;
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &used_files);
}

static int word_use(lua_State *L)
{
    cl_error error = CL_ERROR_INIT;
    cl_text *file;
    int used;

    if (lua_type(L, 1) != LUA_TSTRING) {
        cl_words_fault(L, "takes the name of a file: use \"lib.cluster\"; found %s",
                       cl_type_name(L, 1));
        return cl_standin_push(L, 0);
    }
    file = cl_box_text(L);
    if (cl_sources_module(file, cl_check_view(L, 1), &error) != 0) {
        cl_words_fault(L, "%s", error.message);
        return cl_standin_push(L, 0);
    }
    push_used(L);
    used = lua_gettop(L);
    if (lua_getfield(L, used, file->at) == LUA_TBOOLEAN)
        return cl_raise_text(L, CL_E_SCRIPT, "%s uses itself, directly or through another file",
                             file->at);
    if (!lua_isnil(L, -1)) {
        lua_rawgeti(L, -1, 1);
        return 1;
    }
    lua_pushboolean(L, 1);
    lua_setfield(L, used, file->at);
    if (!cl_programme_run_file(L, file->at))
        cl_standin_push(L, 0); /* findings say why */
    lua_createtable(L, 1, 0);
    lua_pushvalue(L, -2);
    lua_rawseti(L, -2, 1);
    lua_setfield(L, used, file->at);
    return 1;
}

const cl_word cl_words_head[] = {
    {.name = "programme",
     .takes = "an id and the head of the edition",
     .gives = "nothing",
     .brief = "Begins an edition: which programme, which edition, its currency, its days in force.",
     .example = "programme \"school-awards\" { edition = \"2021\", currency = \"GBP\", title = "
                "\"Awards\", "
                "in_force = { from = \"2021-01-01\" } }",
     .call = word_programme,
     .named = true,
     .naming = CL_NAMING_ID,
     .keys = head_keys},
    {.name = "clause",
     .takes = "an id and { source = …, sense = … }",
     .gives = "nothing",
     .brief = "What a rule or an amount cites: where it stands, and what it says in our own words.",
     .example = "clause \"Q1\" { source = \"the guidance page\", sense = \"Four schools are the "
                "least.\" }",
     .call = word_clause,
     .named = true,
     .keys = clause_keys},
    {.name = "use",
     .takes = "the name of a file",
     .gives = "what that file returns",
     .brief = "Reads another file of words, once.",
     .example = "use \"lib.cluster\"",
     .call = word_use,
     .least = 1,
     .most = 1},
    {.name = NULL},
};
