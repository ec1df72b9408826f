/* SPDX-License-Identifier: MIT
 *
 * The names under which registers hold their columns, and their words in ours. Tables first: a new
 * layout is a new name here.
 */
#include "school_layout.h"

#include <string.h>

#include "iso.h"

enum field {
    NUMBER,
    NAME,
    TOWN,
    POSTCODE,
    OPENED,
    CLOSED,
    LA_CODE,
    PHASE,
    PUPILS,
    GROUP,
    TYPE,
    COUNTRY,
    STATUS
};
_Static_assert((int)STATUS < (int)CL_LAYOUT_COLUMNS, "a layout has room for every field");

/* GIAS in its short forms and in full (edubasealldata), Wales, Northern Ireland, Scotland. Names
 * are compared without case. */
static const struct {
    enum field field;
    const char *name;
} names[] = {
    {NUMBER, "urn"},
    {NUMBER, "school-wls"},
    {NUMBER, "de ref"},
    {NUMBER, "seed code"},
    {NUMBER, "seedcode"},
    {NUMBER, "number"},
    {NAME, "name"},
    {NAME, "establishmentname"},
    {NAME, "school name"},
    {TOWN, "town"},
    {POSTCODE, "postcode"},
    {OPENED, "open_date"},
    {OPENED, "opendate"},
    {OPENED, "start-date"},
    {CLOSED, "close_date"},
    {CLOSED, "closedate"},
    {CLOSED, "end-date"},
    {LA_CODE, "la (code)"},
    {LA_CODE, "la_code"},
    {LA_CODE, "principal-local-authority"},
    {PHASE, "phaseofeducation (name)"},
    {PHASE, "school type"},
    {PHASE, "phase"},
    {PUPILS, "numberofpupils"},
    {PUPILS, "pupils"},
    {GROUP, "establishmenttypegroup (name)"},
    {TYPE, "typeofestablishment (code)"},
    {COUNTRY, "country (name)"},
    {STATUS, "establishmentstatus (name)"},
};

static const struct {
    const char *column, *scheme;
} schemes[] = {
    {"urn", "GB-EDU"},           {"school-wls", "GB-WALEDU"}, {"de ref", "GB-IRN"},
    {"seed code", "GB-SCOTEDU"}, {"seedcode", "GB-SCOTEDU"},
};

static const struct {
    const char *scheme, *nation;
} nations[] = {
    {"GB-EDU", "England"},
    {"GB-WALEDU", "Wales"},
    {"GB-IRN", "Northern Ireland"},
    {"GB-SCOTEDU", "Scotland"},
};

/* Words of the registers, and ours. What is not here stays unknown rather than guessed. */
static const struct {
    const char *theirs, *ours;
} phases[] = {
    {"Nursery", "early-years"},
    {"Primary", "primary"},
    {"Middle deemed primary", "primary"},
    {"Secondary", "secondary"},
    {"Middle deemed secondary", "secondary"},
    {"16 plus", "secondary"},
    {"All-through", "all-through"},
    {"All through", "all-through"},
    {"early-years", "early-years"},
    {"primary", "primary"},
    {"secondary", "secondary"},
    {"asn", "asn"},
    {"all-through", "all-through"},
};

static const struct {
    const char *theirs, *ours;
} groups[] = {
    {"Independent schools", "fee-paying"},
    {"Local authority maintained schools", "state"},
    {"Academies", "state"},
    {"Free Schools", "state"},
    {"Special schools", "state"},
    {"Colleges", "state"},
};

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static int find_scheme(cl_school_layout *out, const cl_csv *csv, const char *scheme, cl_error *e)
{
    out->scheme = scheme;
    for (size_t i = 0; i < COUNT(schemes) && out->scheme == NULL; i++)
        if (cl_csv_find(csv, schemes[i].column) == out->column[NUMBER])
            out->scheme = schemes[i].scheme;
    if (out->scheme != NULL)
        return 0;
    return cl_fail(e, CL_E_INVALID,
                   "the columns do not say which register this is; give --register SCHEME");
}

static int missing(const cl_csv *csv, const char *what, enum field field, cl_error *e)
{
    cl_text expected = CL_TEXT_INIT, found = CL_TEXT_INIT;
    int rc;

    for (size_t i = 0; i < COUNT(names); i++)
        if (names[i].field == field)
            cl_text_format(&expected, "%s%s", expected.length == 0 ? "" : ", ", names[i].name);
    for (size_t i = 0; i < cl_csv_columns(csv) && i < 12; i++) {
        cl_text_add_string(&found, i == 0 ? "" : ", ");
        cl_text_add_plain(&found, cl_csv_column_name(csv, i));
    }
    rc =
        cl_fail(e, CL_E_INVALID, "no column holds the school's %s; expected one of %s; found %s",
                what, expected.at == NULL ? "" : expected.at, found.at == NULL ? "none" : found.at);
    cl_text_clear(&expected);
    cl_text_clear(&found);
    return rc;
}

int cl_school_layout_find(cl_school_layout *out, const cl_csv *csv, const char *scheme,
                          const char *country, cl_error *e)
{
    for (size_t i = 0; i < CL_LAYOUT_COLUMNS; i++)
        out->column[i] = -1;
    for (size_t i = 0; i < COUNT(names); i++)
        if (out->column[names[i].field] < 0)
            out->column[names[i].field] = cl_csv_find(csv, names[i].name);
    out->country = cl_view_of(country);
    if (out->column[NUMBER] < 0)
        return missing(csv, "number", NUMBER, e);
    if (out->column[NAME] < 0)
        return missing(csv, "name", NAME, e);
    return find_scheme(out, csv, scheme, e);
}

static cl_view field_of(const cl_school_layout *layout, const cl_csv *csv, enum field field)
{
    return cl_view_trim(cl_csv_field(csv, layout->column[field]));
}

static bool has(const cl_school_layout *layout, enum field field)
{
    return layout->column[field] >= 0;
}

/* Digits as they stand; the register of Northern Ireland also writes 101-0012. */
static int read_number(cl_view *out, const cl_school_layout *layout, const cl_csv *csv, cl_error *e)
{
    *out = field_of(layout, csv, NUMBER);
    for (size_t i = 0; i < out->length; i++)
        if (strcmp(layout->scheme, "local") != 0 && (out->at[i] < '0' || out->at[i] > '9') &&
            out->at[i] != '-')
            return cl_fail(e, CL_E_INVALID, "found '%.*s' as a number of %s, expected digits",
                           (int)(out->length < 40 ? out->length : 40), out->at, layout->scheme);
    return 0;
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
                           (int)(text.length < 40 ? text.length : 40), text.at);
        number = number * 10 + (text.at[i] - '0');
    }
    *out = cl_known(number);
    return 0;
}

/* A British school overseas (type 37) stands in the register of England and is in another country.
 */
static int read_country(cl_school *school, const cl_school_layout *layout, const cl_csv *csv,
                        cl_error *e)
{
    cl_view name = field_of(layout, csv, COUNTRY);
    size_t count;
    const cl_iso_country *countries = cl_iso_countries(&count);

    school->country = layout->country;
    if (!cl_view_is(field_of(layout, csv, TYPE), "37"))
        return 0;
    for (size_t i = 0; i < count; i++)
        if (cl_view_is(name, countries[i].name)) {
            school->country = cl_view_of(countries[i].alpha2);
            return 0;
        }
    return cl_fail(e, CL_E_INVALID,
                   "a British school overseas, in '%.*s': no country of ISO 3166-1 has that name",
                   (int)(name.length < 60 ? name.length : 60), name.at == NULL ? "" : name.at);
}

/* The register of England also held the schools of Wales, under numbers from 400000, and it holds
 * British schools overseas, which have no postcode: of those the nation is not known. */
static void tell_nation(cl_school *school, const cl_school_layout *layout, cl_view number)
{
    if (!cl_view_is(school->country, "GB") ||
        (has(layout, POSTCODE) && school->postcode.length == 0))
        return;
    for (size_t i = 0; i < COUNT(nations); i++)
        if (strcmp(nations[i].scheme, layout->scheme) == 0)
            school->nation = cl_view_of(nations[i].nation);
    if (strcmp(layout->scheme, "GB-EDU") == 0 && number.length == 6 && number.at[0] == '4')
        school->nation = CL_VIEW("Wales");
}

static void tell_phase(cl_school *school, cl_view theirs, cl_view group)
{
    for (size_t i = 0; i < COUNT(phases); i++)
        if (cl_view_is(theirs, phases[i].theirs))
            school->phase = cl_view_of(phases[i].ours);
    if (cl_view_is(group, "Special schools"))
        school->phase = CL_VIEW("asn");
    for (size_t i = 0; i < COUNT(groups); i++)
        if (cl_view_is(group, groups[i].theirs))
            school->funding = cl_view_of(groups[i].ours);
}

static unsigned fields_of(const cl_school_layout *layout)
{
    unsigned fields = CL_REGISTER_NAME | CL_REGISTER_COUNTRY | CL_REGISTER_NATION;

    fields |= has(layout, TOWN) ? CL_REGISTER_TOWN : 0u;
    fields |= has(layout, POSTCODE) ? CL_REGISTER_POSTCODE : 0u;
    fields |= has(layout, OPENED) ? CL_REGISTER_OPENED : 0u;
    fields |= has(layout, CLOSED) ? CL_REGISTER_CLOSED : 0u;
    fields |= has(layout, LA_CODE) ? CL_REGISTER_LA_CODE : 0u;
    fields |= has(layout, PHASE) || has(layout, GROUP) ? CL_REGISTER_PHASE : 0u;
    fields |= has(layout, PUPILS) ? CL_REGISTER_PUPILS : 0u;
    fields |= has(layout, GROUP) ? CL_REGISTER_FUNDING : 0u;
    return fields;
}

static int read_days(cl_school *school, const cl_school_layout *layout, const cl_csv *csv,
                     cl_error *e)
{
    int rc = read_day(&school->opened, layout, csv, OPENED, e);

    if (rc == 0)
        rc = read_day(&school->closed, layout, csv, CLOSED, e);
    if (rc == 0 && !school->closed.known && cl_view_is(field_of(layout, csv, STATUS), "Closed"))
        rc = cl_fail(e, CL_E_INVALID, "the school is closed, but the row does not say since when");
    if (rc == 0 && school->opened.known && school->closed.known &&
        school->closed.value < school->opened.value)
        rc = cl_fail(e, CL_E_INVALID, "the school closes before it opens");
    return rc;
}

int cl_school_layout_read(cl_register_row *out, const cl_school_layout *layout, const cl_csv *csv,
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
    tell_phase(school, field_of(layout, csv, PHASE), field_of(layout, csv, GROUP));
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
