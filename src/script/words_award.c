/* SPDX-License-Identifier: MIT
 *
 * What is done to the sum of the lines, and how the grant is paid out.
 */
#include <string.h>

#include "money.h"
#include "standin.h"
#include "words.h"
#include "words_keys.h"

static const char *const limit_keys[] = {"title", "at", "applies", "cite", NULL};
static const char *const rounding_keys[] = {"title", "to", "mode", "applies", "cite", NULL};
static const char *const instalment_keys[] = {"share", "when", "applies", "cite", NULL};
static const char *const mode_names[] = {"half_up", "half_even", "up", "down", NULL};
static const cl_rounding modes[] = {CL_ROUND_HALF_UP, CL_ROUND_HALF_EVEN, CL_ROUND_UP,
                                    CL_ROUND_DOWN};

static cl_adjust adjust_at(lua_State *L, cl_adjust_kind kind)
{
    const cl_programme *programme = cl_builder_of(L)->programme;
    cl_adjust adjust = {.id = cl_words_text(L, 1),
                        .kind = kind,
                        .file = programme->tree.file,
                        .line = programme->tree.line};

    adjust.title = cl_key_text(L, 2, "title", false);
    if (adjust.title == NULL)
        adjust.title = kind == CL_ADJUST_CAP             ? "Limit of the grant"
                       : kind == CL_ADJUST_NOTHING_BELOW ? "Nothing is paid below the least amount"
                                                         : "Rounding";
    adjust.applies = cl_key_condition(L, 2, "applies", false);
    adjust.cites = cl_key_cites(L, 2, "cite");
    return adjust;
}

static int word_limit(lua_State *L)
{
    cl_programme *programme = cl_builder_of(L)->programme;
    cl_adjust adjust = adjust_at(L, (cl_adjust_kind)cl_builder_of(L)->word->op);

    adjust.at = cl_key_value(L, 2, "at", CL_GIVES_MONEY, CL_GIVES_MONEY, true);
    *(cl_adjust *)cl_words_push(L, &programme->adjusts) = adjust;
    return 0;
}

static int word_rounding(lua_State *L)
{
    cl_programme *programme = cl_builder_of(L)->programme;
    cl_adjust adjust = adjust_at(L, CL_ADJUST_ROUNDING);
    int mode = cl_key_choice(L, 2, "mode", mode_names, -1);
    const char *to = cl_key_text(L, 2, "to", true);
    cl_error error = CL_ERROR_INIT;
    cl_money step;

    adjust.mode = mode < 0 ? CL_ROUND_DOWN : modes[mode];
    adjust.step = 1;
    if (to != NULL && cl_money_parse(&step, cl_view_of(to), programme->currency, &error) != 0)
        cl_words_fault(L, "'to': %s", error.message);
    else if (to != NULL && step.minor <= 0)
        cl_words_fault(L, "'to' is above zero");
    else if (to != NULL)
        adjust.step = step.minor;
    *(cl_adjust *)cl_words_push(L, &programme->adjusts) = adjust;
    return 0;
}

static void read_share(lua_State *L, cl_instalment_rule *instalment)
{
    const char *share = cl_key_text(L, 2, "share", true);
    cl_error error = CL_ERROR_INIT;

    instalment->share = cl_ratio_int(0);
    if (share == NULL)
        return;
    instalment->rest = strcmp(share, "rest") == 0;
    if (instalment->rest)
        return;
    if (cl_ratio_parse(&instalment->share, cl_view_of(share), &error) != 0)
        cl_words_fault(L, "'share' is a share, \"80%%\", or \"rest\": %s", error.message);
    else if (cl_ratio_compare(instalment->share, cl_ratio_int(0)) <= 0 ||
             cl_ratio_compare(instalment->share, cl_ratio_int(1)) > 0)
        cl_words_fault(L, "'share' lies above 0%% and is 100%% at most; found %s", share);
}

static int word_instalment(lua_State *L)
{
    cl_programme *programme = cl_builder_of(L)->programme;
    cl_instalment_rule instalment = {
        .id = cl_words_text(L, 1), .file = programme->tree.file, .line = programme->tree.line};

    read_share(L, &instalment);
    instalment.when = cl_key_text(L, 2, "when", true);
    instalment.applies = cl_key_condition(L, 2, "applies", false);
    instalment.cites = cl_key_cites(L, 2, "cite");
    *(cl_instalment_rule *)cl_words_push(L, &programme->instalments) = instalment;
    return 0;
}

const cl_word cl_words_award[] = {
    {.name = "cap",
     .takes = "an id and { at, cite }",
     .gives = "nothing",
     .brief = "The grant is this much at most; what is cut off is a line of its own.",
     .example = "cap \"ceiling\" { at = P.ceiling, cite = \"Q41\" }",
     .call = word_limit,
     .op = CL_ADJUST_CAP,
     .named = true,
     .naming = CL_NAMING_ID,
     .keys = limit_keys},
    {.name = "nothing_below",
     .takes = "an id and { at, cite }",
     .gives = "nothing",
     .brief = "A grant below this amount is not paid at all.",
     .example = "nothing_below \"smallest\" { at = \"50.00\", cite = \"Q1\" }",
     .call = word_limit,
     .op = CL_ADJUST_NOTHING_BELOW,
     .named = true,
     .naming = CL_NAMING_ID,
     .keys = limit_keys},
    {.name = "rounding",
     .takes = "an id and { to, mode, cite }",
     .gives = "nothing",
     .brief = "The grant becomes a multiple of an amount; the difference is a line of its own.",
     .example = "rounding \"whole-pounds\" { to = \"1.00\", mode = \"down\", cite = \"Q1\" }",
     .call = word_rounding,
     .named = true,
     .naming = CL_NAMING_ID,
     .keys = rounding_keys},
    {.name = "instalment",
     .takes = "an id and { share, when, cite }",
     .gives = "nothing",
     .brief = "A part of the grant: a share, rounded down, or \"rest\", which takes what is left.",
     .example =
         "instalment \"upfront\" { share = \"80%\", when = \"award accepted\", cite = \"Q20\" }",
     .call = word_instalment,
     .named = true,
     .naming = CL_NAMING_ID,
     .keys = instalment_keys},
    {.name = NULL},
};
