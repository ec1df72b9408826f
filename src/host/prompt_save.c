/* SPDX-License-Identifier: MIT
 *
 * A test in the words of an edition. Rules that pass are left out, as an author would.
 */
#include "prompt_save.h"

#include <string.h>

#include "property_dossier.h"

static bool is_whole(const char *text)
{
    return *text != '\0' && strspn(text, "0123456789") == strlen(text);
}

static void add_assumed(cl_text *out, const cl_decision *decision)
{
    if (decision->assumed_count == 0)
        return;
    cl_text_add_string(out, "set = {");
    for (size_t i = 0; i < decision->assumed_count; i++) {
        const cl_assumption *assumed = &decision->assumed[i];

        cl_text_format(out, is_whole(assumed->value) ? "%s [\"%s\"] = %s" : "%s [\"%s\"] = \"%s\"",
                       i > 0 ? "," : "", assumed->name, assumed->value);
    }
    cl_text_add_string(out, " }, ");
}

static void add_rules(cl_text *out, const cl_decision *decision)
{
    size_t count = 0;

    for (size_t i = 0; i < decision->rule_count; i++) {
        const cl_decided_rule *rule = &decision->rules[i];

        if (rule->outcome == CL_OUTCOME_PASS || rule->trial)
            continue;
        cl_text_format(out, "%s[\"%s\"] = \"%s\"", count++ == 0 ? ", rules = { " : ", ", rule->id,
                       cl_outcome_name(rule->outcome));
    }
    cl_text_add_string(out, count > 0 ? " }" : "");
}

static void add_missing(cl_text *out, const cl_strings *missing)
{
    for (size_t i = 0; i < missing->count; i++)
        cl_text_format(out, "%s\"%s\"", i == 0 ? ", missing = { " : ", ", missing->items[i]);
    cl_text_add_string(out, missing->count > 0 ? " }" : "");
}

void cl_prompt_save_test(cl_text *out, cl_view name, const cl_json_value *dossier,
                         const cl_decision *decision)
{
    cl_text_format(out, "test \"%.*s\" { dossier = ", (int)name.length, name.at);
    cl_lua_print(out, dossier);
    cl_text_add_string(out, ", ");
    add_assumed(out, decision);
    cl_text_format(out, "expect = { verdict = \"%s\"", cl_verdict_name(decision->verdict));
    add_rules(out, decision);
    if (decision->grant.known) {
        cl_text_add_string(out, ", grant = \"");
        cl_money_print(out, decision->grant.low);
        cl_text_add_char(out, '"');
    }
    add_missing(out, &decision->missing);
    cl_text_add_string(out, " } }\n");
}
