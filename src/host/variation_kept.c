/* SPDX-License-Identifier: MIT
 *
 * The preview that was kept with a variation, for people: what was applied, rejected or withdrawn
 * is shown as it was proposed, in the words of an open one.
 */
#include <string.h>

#include "json.h"
#include "money.h"
#include "variation.h"

static cl_view text_of(const cl_json_value *object, const char *name)
{
    const cl_json_value *value = object == NULL ? NULL : cl_json_get(object, name);

    return value != NULL && cl_json_type(value) == CL_JSON_STRING ? cl_json_string(value)
                                                                  : CL_VIEW("-");
}

static size_t count_of(const cl_json_value *list)
{
    return list == NULL ? 0 : cl_json_count(list);
}

static void print_money(cl_text *out, const cl_json_value *value)
{
    cl_view currency = text_of(value, "currency");
    cl_money money;
    char code[4] = "";

    memcpy(code, currency.at, currency.length < 3 ? currency.length : 3);
    if (cl_money_parse(&money, text_of(value, "amount"), code, NULL) == 0)
        cl_money_print_human(out, money);
    else
        cl_text_add_char(out, '-');
}

static void print_change(cl_text *out, const cl_json_value *change)
{
    print_money(out, change == NULL ? NULL : cl_json_get(change, "before"));
    cl_text_add_string(out, " → ");
    print_money(out, change == NULL ? NULL : cl_json_get(change, "after"));
    cl_text_add_char(out, '\n');
}

static void print_amount(cl_text *out, const cl_json_value *amount)
{
    if (amount == NULL || cl_view_equal(text_of(cl_json_get(amount, "before"), "amount"),
                                        text_of(cl_json_get(amount, "after"), "amount")))
        return;
    cl_text_format(out, "  %-18s ", "amount");
    print_change(out, amount);
}

static void print_shares(cl_text *out, const cl_json_value *list)
{
    for (size_t i = 0; i < count_of(list); i++) {
        const cl_json_value *share = cl_json_item(list, i);
        cl_view line = text_of(share, "line"), school = text_of(share, "school");

        if (cl_view_is(school, "-"))
            school = CL_VIEW("");
        cl_text_format(out, "  %-10.*s %-7.*s ", (int)line.length, line.at, (int)school.length,
                       school.at);
        print_change(out, share);
    }
}

static void print_instalments(cl_text *out, const cl_json_value *list)
{
    for (size_t i = 0; i < count_of(list); i++) {
        const cl_json_value *each = cl_json_item(list, i);
        cl_view id = text_of(each, "id"), name = text_of(each, "name");

        if (cl_view_is(id, "-"))
            id = CL_VIEW("new");
        cl_text_format(out, "  %-7.*s %-10.*s ", (int)id.length, id.at, (int)name.length, name.at);
        print_change(out, each);
    }
}

static void print_dates(cl_text *out, const cl_json_value *list)
{
    for (size_t i = 0; i < count_of(list); i++) {
        const cl_json_value *each = cl_json_item(list, i);
        cl_view field = text_of(each, "field"), before = text_of(each, "before"),
                after = text_of(each, "after");

        cl_text_format(out, "  %-18.*s %.*s → %.*s\n", (int)field.length, field.at,
                       (int)before.length, before.at, (int)after.length, after.at);
    }
}

static void print_verdict(cl_text *out, const cl_json_value *preview)
{
    cl_view before = text_of(preview, "verdict_before"), after = text_of(preview, "verdict");
    const cl_json_value *granted = cl_json_get(preview, "granted");

    if (cl_view_is(after, "-"))
        return;
    cl_text_format(out, "  %-18s %.*s%s", "edition", (int)after.length, after.at,
                   cl_view_equal(before, after) ? ", as before" : "");
    if (granted != NULL && cl_json_type(granted) == CL_JSON_OBJECT) {
        cl_text_add_string(out, ", grants ");
        print_money(out, granted);
    }
    cl_text_add_char(out, '\n');
}

static void print_words(cl_text *out, const char *title, const cl_json_value *list)
{
    for (size_t i = 0; i < count_of(list); i++) {
        cl_view word = cl_json_string(cl_json_item(list, i));

        cl_text_format(out, "  %-18s %.*s\n", title, (int)word.length, word.at);
    }
}

int cl_variation_kept_print(cl_text *out, cl_view preview, cl_error *e)
{
    const cl_json_value *root;
    cl_json *json = NULL;
    int rc;

    if (preview.length == 0)
        return 0;
    rc = cl_json_parse(&json, preview, "preview", 1, e);
    if (rc != 0)
        return rc;
    root = cl_json_root(json);
    print_amount(out, cl_json_get(root, "amount"));
    print_shares(out, cl_json_get(root, "shares"));
    print_instalments(out, cl_json_get(root, "instalments"));
    print_dates(out, cl_json_get(root, "dates"));
    print_verdict(out, root);
    print_words(out, "fails", cl_json_get(root, "fails"));
    print_words(out, "impossible", cl_json_get(root, "wrong"));
    cl_json_free(json);
    return cl_text_check(out, e);
}
