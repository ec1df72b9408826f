/* SPDX-License-Identifier: MIT
 *
 * Made dossiers. Facts are numbered in the order in which they are written, by made_print() and
 * made_complete() alike.
 */
#include "made_dossier.h"

#include <string.h>

uint64_t made_random(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * 2685821657736338717u;
}

static unsigned below(uint64_t *seed, unsigned count)
{
    return (unsigned)((made_random(seed) >> 33) % count);
}

/* Mostly well-formed clusters, so that rules are near their thresholds. */
static void fill_school(made_school *school, unsigned index, unsigned count, uint64_t *seed)
{
    bool home = index < (count + 1) / 2;

    school->country = below(seed, 12) == 0 ? below(seed, 4) : home ? 0 : 1;
    school->role = index == 0 ? 0 : below(seed, 5) == 0 ? 2 : 1;
    school->funding = below(seed, 8) == 0;
    school->evaluated = below(seed, 10) != 0;
    school->holds_grant = below(seed, 12) == 0;
    school->phase = below(seed, 5);
    school->pupils = 50 + below(seed, 900);
    school->partner = below(seed, 10) == 0 ? 0 : 1 + (index + (count + 1) / 2) % count;
}

static void fill_request(made_request *request, unsigned schools, uint64_t *seed)
{
    request->item = below(seed, 5);
    request->school = below(seed, schools);
    request->days = 1 + below(seed, 6);
    request->cost = below(seed, 3) == 0 ? 0 : 5000 + below(seed, 200000);
}

void made_fill(made_dossier *made, uint64_t *seed)
{
    memset(made, 0, sizeof *made);
    made->option = below(seed, 3);
    made->model = below(seed, 3) == 0;
    made->school_count = 3 + below(seed, MADE_SCHOOLS - 2);
    made->request_count = below(seed, MADE_REQUESTS + 1);
    made->coordinator = below(seed, 8) == 0 ? below(seed, 3) : 1;
    for (unsigned i = 0; i < made->school_count; i++)
        fill_school(&made->schools[i], i, made->school_count, seed);
    for (unsigned i = 0; i < made->request_count; i++)
        fill_request(&made->requests[i], made->school_count, seed);
}

/* ---- walking the facts ---- */

typedef struct walk {
    const made_dossier *made;
    unsigned fact;
} walk;

static bool is_shown(walk *w)
{
    bool hidden = w->fact < 64 && ((w->made->hidden >> w->fact) & 1) != 0;

    w->fact++;
    return !hidden;
}

static void another(walk *w, unsigned *value, unsigned choices, uint64_t *seed)
{
    if (!is_shown(w))
        *value = below(seed, choices);
}

void made_complete(made_dossier *made, const made_dossier *partly, uint64_t *seed)
{
    walk w = {partly, 0};

    *made = *partly;
    another(&w, &made->option, 3, seed);
    another(&w, &made->model, 2, seed);
    another(&w, &made->coordinator, made->school_count + 1, seed);
    for (unsigned i = 0; i < made->school_count; i++) {
        made_school *school = &made->schools[i];

        another(&w, &school->country, 4, seed);
        another(&w, &school->role, 3, seed);
        another(&w, &school->funding, 2, seed);
        another(&w, &school->evaluated, 2, seed);
        another(&w, &school->holds_grant, 2, seed);
    }
    for (unsigned i = 0; i < made->request_count; i++) {
        another(&w, &made->requests[i].item, 5, seed);
        another(&w, &made->requests[i].school, made->school_count, seed);
        another(&w, &made->requests[i].days, 9, seed);
    }
    made->hidden = 0;
}

static void comma(cl_text *out, bool *first)
{
    cl_text_add_string(out, *first ? "" : ", ");
    *first = false;
}

static void word(cl_text *out, walk *w, bool *first, const char *key, const char *value)
{
    if (!is_shown(w))
        return;
    comma(out, first);
    cl_text_format(out, "\"%s\": %s", key, value);
}

static void print_school(cl_text *out, walk *w, unsigned index)
{
    static const char *const countries[] = {"\"GB\"", "\"MW\"", "\"KE\"", "\"FR\""};
    static const char *const roles[] = {"\"lead\"", "\"partner\"", "\"network\""};
    static const char *const fundings[] = {"\"state\"", "\"fee-paying\""};
    static const char *const phases[] = {"\"early-years\"", "\"primary\"", "\"secondary\"",
                                         "\"asn\"", "\"all-through\""};
    const made_school *school = &w->made->schools[index];
    bool first = false;

    cl_text_format(out, "{\"id\": \"s%u\", \"name\": \"School %u\"", index + 1, index + 1);
    word(out, w, &first, "country", countries[school->country]);
    word(out, w, &first, "role", roles[school->role]);
    word(out, w, &first, "funding", fundings[school->funding]);
    word(out, w, &first, "self_evaluation", school->evaluated != 0 ? "\"2020-01-10\"" : "null");
    word(out, w, &first, "holds_grant", school->holds_grant != 0 ? "true" : "false");
    cl_text_format(out, ", \"phase\": %s, \"pupils\": %u, \"partners\": [", phases[school->phase],
                   school->pupils);
    if (school->role != 2 && school->partner != 0)
        cl_text_format(out, "\"s%u\"", school->partner);
    cl_text_add_string(out, "]}");
}

static void print_request(cl_text *out, walk *w, unsigned index)
{
    static const char *const items[] = {"\"visit\"", "\"supply\"", "\"training\"", "\"event\"",
                                        "\"project\""};
    const made_request *request = &w->made->requests[index];
    cl_text school = CL_TEXT_INIT, days = CL_TEXT_INIT;
    bool first = true;

    cl_text_format(&school, "\"s%u\"", request->school + 1);
    cl_text_format(&days, "%u", request->days);
    cl_text_add_char(out, '{');
    word(out, w, &first, "item", items[request->item]);
    word(out, w, &first, "school", school.at);
    word(out, w, &first, "days", days.at);
    if (request->cost != 0) {
        comma(out, &first);
        cl_text_format(out, "\"cost\": \"%u.%02u\"", request->cost / 100, request->cost % 100);
    }
    cl_text_add_char(out, '}');
    cl_text_clear(&school);
    cl_text_clear(&days);
}

/* Items of a list in the order that `start` says; the numbers of the facts go with the item. */
static void print_list(cl_text *out, walk *w, unsigned count, unsigned start, unsigned facts,
                       void (*print)(cl_text *, walk *, unsigned))
{
    unsigned base = w->fact;

    for (unsigned i = 0; i < count; i++) {
        unsigned index = (i + start) % count;

        cl_text_add_string(out, i == 0 ? "" : ", ");
        w->fact = base + index * facts;
        print(out, w, index);
    }
    w->fact = base + count * facts;
}

unsigned made_print(cl_text *out, const made_dossier *made, const char *programme,
                    const char *edition, const char *date)
{
    static const char *const options[] = {"\"reciprocal-visits\"", "\"online\"", "\"network\""};
    static const char *const models[] = {"\"visits\"", "\"online\""};
    cl_text coordinator = CL_TEXT_INIT;
    walk w = {made, 0};
    bool first = false;

    cl_text_format(out, "{\"programme\": \"%s\", \"edition\": \"%s\", \"date\": \"%s\"", programme,
                   edition, date);
    word(out, &w, &first, "option", options[made->option]);
    word(out, &w, &first, "funding_model", models[made->model]);
    cl_text_add_string(out, ", \"cluster\": {\"name\": \"Made\"");
    if (made->coordinator == 0)
        cl_text_add_string(&coordinator, "null");
    else
        cl_text_format(&coordinator, "{\"name\": \"A. Teacher\", \"school\": \"s%u\"}",
                       made->coordinator);
    word(out, &w, &first, "coordinator", coordinator.at);
    cl_text_add_string(out, ", \"schools\": [");
    print_list(out, &w, made->school_count, made->first_school, 5, print_school);
    cl_text_add_string(out, "]}, \"requests\": [");
    print_list(out, &w, made->request_count, made->first_request, 3, print_request);
    cl_text_add_string(out, "]}");
    cl_text_clear(&coordinator);
    return w.fact;
}

void made_path(cl_text *out, const made_dossier *made, unsigned fact)
{
    static const char *const of_school[] = {"country", "role", "funding", "self_evaluation",
                                            "holds_grant"};
    static const char *const of_request[] = {"item", "school", "days"};
    static const char *const of_dossier[] = {"option", "funding_model", "cluster.coordinator"};
    unsigned schools = made->school_count * 5;

    if (fact < 3)
        cl_text_add_string(out, of_dossier[fact]);
    else if (fact - 3 < schools)
        cl_text_format(out, "cluster.schools[s%u].%s", (fact - 3) / 5 + 1,
                       of_school[(fact - 3) % 5]);
    else
        cl_text_format(out, "requests[%u].%s", (fact - 3 - schools) / 3 + 1,
                       of_request[(fact - 3 - schools) % 3]);
}
