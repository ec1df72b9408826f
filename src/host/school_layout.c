/* SPDX-License-Identifier: MIT
 *
 * Rows of a register as schools. What words mean comes from the mapping; what is here is how a
 * date, a number and a country are read.
 */
#include "school_layout.h"

#include <string.h>

#include "iso.h"
#include "utf8.h"

enum field {
    NUMBER,
    NAME,
    OTHER_NAME,
    TOWN,
    POSTCODE,
    OPENED,
    CLOSED,
    LA_CODE,
    AUTHORITY,
    PHASE,
    GROUP,
    FUNDING,
    PUPILS,
    TYPE,
    COUNTRY,
    STATUS,
    IS_PRIMARY,
    IS_SECONDARY,
    IS_SPECIAL
};
_Static_assert((int)IS_SPECIAL < (int)CL_LAYOUT_COLUMNS, "a layout has room for every field");

static const char *const names[] = {"number", "name",       "other_name",   "town",      "postcode",
                                    "opened", "closed",     "la_code",      "authority", "phase",
                                    "group",  "funding",    "pupils",       "type",      "country",
                                    "status", "is_primary", "is_secondary", "is_special"};
_Static_assert(sizeof names / sizeof *names == IS_SPECIAL + 1, "every field has its name");

static int missing(const cl_register_mapping *mapping, const cl_csv *csv, enum field field,
                   cl_error *e)
{
    cl_text expected = CL_TEXT_INIT, found = CL_TEXT_INIT;
    int rc;

    cl_register_mapping_names(&expected, mapping, names[field]);
    for (size_t i = 0; i < cl_csv_columns(csv) && i < 12; i++) {
        cl_text_add_string(&found, i == 0 ? "" : ", ");
        cl_text_add_plain(&found, cl_csv_column_name(csv, i));
    }
    rc = cl_fail(e, CL_E_INVALID, "no column holds the school's %s; expected one of %s; found %s",
                 names[field], expected.at == NULL ? "" : expected.at,
                 found.at == NULL ? "none" : found.at);
    cl_text_clear(&expected);
    cl_text_clear(&found);
    return rc;
}

static int read_words(cl_school_layout *out, const cl_register_mapping *mapping, cl_error *e)
{
    const struct {
        cl_vec *list;
        const char *key;
    } lists[] = {
        {&out->phases, "phases"},
        {&out->phase_of_group, "phase_of_group"},
        {&out->fundings, "fundings"},
        {&out->overseas, "overseas_types"},
        {&out->closed, "closed_status"},
        {&out->nothing, "nothing"},
        {&out->nations, "nation_of_number"},
    };
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof lists / sizeof *lists; i++)
        rc = cl_register_mapping_words(lists[i].list, mapping, lists[i].key, e);
    return rc;
}

static void read_settings(cl_school_layout *out, const cl_register_mapping *mapping)
{
    const char *without = cl_register_mapping_text(mapping, "without");
    const char *needs = cl_register_mapping_text(mapping, "nation_needs");
    const cl_json_value *digits = cl_json_get(mapping->settings, "digits");

    out->nation = cl_view_of(cl_register_mapping_text(mapping, "nation"));
    out->language = cl_view_of(cl_register_mapping_text(mapping, "other_language"));
    out->without = without == NULL ? '\0' : without[0];
    out->nation_needs_postcode = needs != NULL && strcmp(needs, "postcode") == 0;
    if (digits != NULL && cl_json_type(digits) == CL_JSON_INTEGER)
        out->digits = cl_json_integer(digits);
}

int cl_school_layout_open(cl_school_layout *out, const cl_register_mapping *mapping,
                          const cl_csv *csv, const char *scheme, const char *country, cl_error *e)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i <= IS_SPECIAL; i++)
        out->column[i] = cl_register_mapping_column(mapping, csv, names[i]);
    if (out->column[NUMBER] < 0)
        return missing(mapping, csv, NUMBER, e);
    if (out->column[NAME] < 0)
        return missing(mapping, csv, NAME, e);
    out->scheme = scheme != NULL ? scheme : mapping->scheme;
    if (out->scheme == NULL)
        return cl_fail(e, CL_E_INVALID,
                       "the columns do not say which register this is; give --register SCHEME");
    out->country = cl_view_of(country != NULL            ? country
                              : mapping->country != NULL ? mapping->country
                                                         : "GB");
    read_settings(out, mapping);
    return read_words(out, mapping, e);
}

void cl_school_layout_clear(cl_school_layout *layout)
{
    cl_vec *const lists[] = {&layout->phases,   &layout->phase_of_group, &layout->fundings,
                             &layout->overseas, &layout->closed,         &layout->nothing,
                             &layout->nations};

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        cl_vec_clear(lists[i]);
    cl_text_clear(&layout->number);
}

/* A field as it stands; what the register writes for "nothing" is nothing. */
static cl_view field_of(const cl_school_layout *layout, const cl_csv *csv, enum field field)
{
    cl_view value = cl_view_trim(cl_csv_field(csv, layout->column[field]));

    return cl_register_word_has(&layout->nothing, value) ? (cl_view)CL_VIEW_INIT : value;
}

static bool has(const cl_school_layout *layout, enum field field)
{
    return layout->column[field] >= 0;
}

static int shown(cl_view text)
{
    return (int)cl_utf8_cut(text, text.length < 40 ? text.length : 40);
}

static int refuse_number(const cl_school_layout *layout, cl_view found, cl_error *e)
{
    if (layout->digits > 0)
        return cl_fail(e, CL_E_INVALID, "found '%.*s' as a number of %s, expected %lld digits",
                       shown(found), found.at, layout->scheme, (long long)layout->digits);
    return cl_fail(e, CL_E_INVALID, "found '%.*s' as a number of %s, expected digits", shown(found),
                   found.at, layout->scheme);
}

/* A number is text: zeroes in front belong to it. Other lists ('local') number as they like. */
static int read_number(cl_view *out, cl_school_layout *layout, const cl_csv *csv, cl_error *e)
{
    cl_view found = field_of(layout, csv, NUMBER);
    bool any = strcmp(layout->scheme, "local") == 0;

    *out = found;
    if (layout->without != '\0' && found.length > 0 &&
        memchr(found.at, layout->without, found.length) != NULL) {
        cl_text_reset(&layout->number);
        for (size_t i = 0; i < found.length; i++)
            if (found.at[i] != layout->without)
                cl_text_add_char(&layout->number, found.at[i]);
        *out = cl_text_view(&layout->number);
    }
    for (size_t i = 0; !any && i < out->length; i++)
        if (out->at[i] < '0' || out->at[i] > '9')
            return refuse_number(layout, found, e);
    if (!any && layout->digits > 0 && out->length > 0 && (int64_t)out->length != layout->digits)
        return refuse_number(layout, found, e);
    return cl_text_check(&layout->number, e);
}

static int read_day(cl_maybe *out, const cl_school_layout *layout, const cl_csv *csv,
                    enum field field, cl_error *e)
{
    cl_view text = field_of(layout, csv, field);
    cl_date day;
    int rc;

    *out = (cl_maybe){0, false};
    if (text.length == 0)
        return 0;
    rc = text.length > 4 && text.at[4] == '-' ? cl_date_parse(&day, text, e)
                                              : cl_date_parse_dmy(&day, text, e);
    if (rc == 0)
        *out = cl_known(day);
    return rc;
}

static int read_pupils(cl_maybe *out, cl_view text, cl_error *e)
{
    int64_t number = 0;

    *out = (cl_maybe){0, false};
    if (text.length == 0)
        return 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || i > 6)
            return cl_fail(e, CL_E_INVALID,
                           "found '%.*s' as the number of pupils, expected a whole number",
                           shown(text), text.at);
        number = number * 10 + (text.at[i] - '0');
    }
    *out = cl_known(number);
    return 0;
}

static const cl_iso_country *country_named(cl_view name)
{
    size_t count;
    const cl_iso_country *countries = cl_iso_countries(&count);

    for (size_t i = 0; i < count; i++)
        if (cl_view_is(name, countries[i].name))
            return &countries[i];
    return cl_iso_country_find(name);
}

/* Where the mapping knows types of schools overseas, the country of all others is that of the
 * register, whatever their row says (the register of England names the four nations there). */
static int read_country(cl_school *school, const cl_school_layout *layout, const cl_csv *csv,
                        cl_error *e)
{
    cl_view name = field_of(layout, csv, COUNTRY);
    const cl_iso_country *country;
    bool overseas = cl_register_word_has(&layout->overseas, field_of(layout, csv, TYPE));

    school->country = layout->country;
    if (!has(layout, COUNTRY) || (layout->overseas.count > 0 && !overseas) ||
        (name.length == 0 && !overseas))
        return 0;
    country = country_named(name);
    if (country != NULL) {
        school->country = cl_view_of(country->alpha2);
        return 0;
    }
    return cl_fail(e, CL_E_INVALID, "%s'%.*s': no country of ISO 3166-1 has that name",
                   overseas ? "a British school overseas, in " : "the school is in ", shown(name),
                   name.at == NULL ? "" : name.at);
}

static void tell_nation(cl_school *school, const cl_school_layout *layout, cl_view number)
{
    if (!cl_view_is(school->country, "GB") ||
        (layout->nation_needs_postcode && has(layout, POSTCODE) && school->postcode.length == 0))
        return;
    school->nation = layout->nation;
    for (size_t i = 0; i < layout->nations.count; i++) {
        const cl_register_word *word = cl_vec_at(&layout->nations, i);

        if (cl_view_starts(number, word->theirs.at) && number.length == 6)
            school->nation = word->ours;
    }
}

/* Columns that say yes: is_primary and is_secondary together are one school of all ages. */
static cl_view flagged_phase(const cl_school_layout *layout, const cl_csv *csv)
{
    bool primary = field_of(layout, csv, IS_PRIMARY).length > 0;
    bool secondary = field_of(layout, csv, IS_SECONDARY).length > 0;

    if (field_of(layout, csv, IS_SPECIAL).length > 0)
        return CL_VIEW("asn");
    if (primary && secondary)
        return CL_VIEW("all-through");
    if (primary)
        return CL_VIEW("primary");
    return secondary ? CL_VIEW("secondary") : (cl_view)CL_VIEW_INIT;
}

/* What is not among the words stays unknown rather than guessed. */
static void tell_phase(cl_school *school, const cl_school_layout *layout, const cl_csv *csv)
{
    cl_view group = field_of(layout, csv, GROUP);
    cl_view special = cl_register_word_of(&layout->phase_of_group, group);

    school->phase = cl_register_word_of(&layout->phases, field_of(layout, csv, PHASE));
    if (school->phase.length == 0)
        school->phase = flagged_phase(layout, csv);
    if (special.length > 0)
        school->phase = special;
    school->funding = cl_register_word_of(
        &layout->fundings, has(layout, FUNDING) ? field_of(layout, csv, FUNDING) : group);
}

static unsigned fields_of(const cl_school_layout *layout)
{
    static const struct {
        enum field field;
        unsigned bit;
    } bits[] = {
        {TOWN, CL_REGISTER_TOWN},        {POSTCODE, CL_REGISTER_POSTCODE},
        {OPENED, CL_REGISTER_OPENED},    {CLOSED, CL_REGISTER_CLOSED},
        {LA_CODE, CL_REGISTER_LA_CODE},  {AUTHORITY, CL_REGISTER_AUTHORITY},
        {PHASE, CL_REGISTER_PHASE},      {GROUP, CL_REGISTER_FUNDING},
        {FUNDING, CL_REGISTER_FUNDING},  {PUPILS, CL_REGISTER_PUPILS},
        {IS_PRIMARY, CL_REGISTER_PHASE}, {IS_SECONDARY, CL_REGISTER_PHASE},
        {IS_SPECIAL, CL_REGISTER_PHASE},
    };
    unsigned fields = CL_REGISTER_NAME | CL_REGISTER_COUNTRY | CL_REGISTER_NATION;

    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
        fields |= has(layout, bits[i].field) ? bits[i].bit : 0u;
    if (has(layout, GROUP) && layout->phase_of_group.count > 0)
        fields |= CL_REGISTER_PHASE;
    return fields;
}

static int read_days(cl_school *school, const cl_school_layout *layout, const cl_csv *csv,
                     cl_error *e)
{
    int rc = read_day(&school->opened, layout, csv, OPENED, e);

    if (rc == 0)
        rc = read_day(&school->closed, layout, csv, CLOSED, e);
    if (rc == 0 && !school->closed.known &&
        cl_register_word_has(&layout->closed, field_of(layout, csv, STATUS)))
        rc = cl_fail(e, CL_E_INVALID, "the school is closed, but the row does not say since when");
    if (rc == 0 && school->opened.known && school->closed.known &&
        school->closed.value < school->opened.value)
        rc = cl_fail(e, CL_E_INVALID, "the school closes before it opens");
    return rc;
}

int cl_school_layout_read(cl_register_row *out, cl_school_layout *layout, const cl_csv *csv,
                          cl_error *e)
{
    cl_school *school = &out->school;
    int rc;

    memset(out, 0, sizeof *out);
    out->fields = fields_of(layout);
    school->name = field_of(layout, csv, NAME);
    school->town = field_of(layout, csv, TOWN);
    school->postcode = field_of(layout, csv, POSTCODE);
    school->la_code = field_of(layout, csv, LA_CODE);
    school->authority = field_of(layout, csv, AUTHORITY);
    out->other_name = field_of(layout, csv, OTHER_NAME);
    out->language = layout->language;
    tell_phase(school, layout, csv);
    rc = read_number(&out->value, layout, csv, e);
    if (rc == 0)
        rc = read_country(school, layout, csv, e);
    if (rc == 0)
        rc = read_pupils(&school->pupils, field_of(layout, csv, PUPILS), e);
    if (rc == 0)
        rc = read_days(school, layout, csv, e);
    if (rc == 0)
        tell_nation(school, layout, out->value);
    return rc;
}
