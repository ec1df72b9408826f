/* SPDX-License-Identifier: MIT
 *
 * The rules by hand: one pass over the schools, one over the requests, three-valued where a fact
 * may be missing.
 */
#include "plain.h"

#include <string.h>

#include "date.h"

const char *const plain_rules[PLAIN_RULES] = {
    "minimum-schools",
    "participating-country",
    "four-partner-schools",
    "equal-numbers",
    "one-partner-country",
    "one-lead",
    "lead-in-uk",
    "lead-is-paired",
    "partners-are-paired",
    "partner-countries",
    "network-not-paired",
    "network-in-uk",
    "self-evaluations",
    "coordinator",
    "coordinator-in-lead-school",
    "visits-model",
    "deadline",
    "lead-is-state-funded",
};
const char *const plain_lines[PLAIN_LINES] = {"visits", "online",   "supply", "training",
                                              "events", "projects", "ceiling"};

enum line { VISITS, ONLINE, SUPPLY, TRAINING, EVENTS, PROJECTS, CEILING };
enum item { VISIT, SUPPLY_COVER, TRAINING_COURSE, EVENT, PROJECT };
enum role { LEAD, PARTNER, NETWORK, SPONSOR };
enum { VISIT_RATE = 150000, DAY_RATE = 20000, NETWORK_RATE = 25000, PARTNER_RATE = 10000 };
enum { EVENT_RATE = 25000, PROJECT_RATE = 50000, CEILING_AMOUNT = 3500000, ONE_TO_ONE = 40000 };
enum { SUPPLY_DAYS = 7, EVENTS_MOST = 2, FEWEST = 4, HOME = 'G' * 256 + 'B' };

/* no < open < yes: and is the least of two, or the greatest, not what is left of 2. */
typedef uint8_t tri;
enum { NO, OPEN, YES };

static struct {
    unsigned option, model, cluster, requests;
    unsigned coordinator, schools, coordinator_school;
    unsigned country, role, funding, evaluated, partners;
    unsigned item, school, days, cost;
    bool participating[1 << 15];
    cl_date last_day;
} at;

static bool field(unsigned *out, const cl_schema *schema, unsigned type, const char *name)
{
    int found = cl_schema_find(schema, type, cl_view_of(name));

    *out = (unsigned)found;
    return found >= 0;
}

static bool field_of_list(unsigned *out, const cl_schema *schema, unsigned type, unsigned list,
                          const char *name)
{
    return field(out, schema, cl_schema_field(schema, type, list)->type, name);
}

bool plain_begin(const cl_schema *schema)
{
    static const char countries[][3] = {"EG", "IQ", "JO", "LB", "MA", "PS", "TN", "YE", "AF", "BD",
                                        "IN", "NP", "PK", "ET", "GH", "KE", "LS", "MW", "MZ", "NG",
                                        "RW", "SL", "ZA", "SS", "SD", "TZ", "UG", "ZM", "ZW"};
    unsigned cluster, schools, coordinator;

    for (size_t i = 0; i < sizeof countries / sizeof *countries; i++)
        at.participating[countries[i][0] * 256 + countries[i][1]] = true;
    cl_date_make(&at.last_day, 2021, 6, 21, NULL);
    if (!field(&at.option, schema, 0, "option") || !field(&at.model, schema, 0, "funding_model") ||
        !field(&at.cluster, schema, 0, "cluster") || !field(&at.requests, schema, 0, "requests"))
        return false;
    cluster = cl_schema_field(schema, 0, at.cluster)->type;
    if (!field(&at.coordinator, schema, cluster, "coordinator") ||
        !field(&at.schools, schema, cluster, "schools"))
        return false;
    schools = cl_schema_field(schema, cluster, at.schools)->type;
    coordinator = cl_schema_field(schema, cluster, at.coordinator)->type;
    return field(&at.coordinator_school, schema, coordinator, "school") &&
           field(&at.country, schema, schools, "country") &&
           field(&at.role, schema, schools, "role") &&
           field(&at.funding, schema, schools, "funding") &&
           field(&at.evaluated, schema, schools, "self_evaluation") &&
           field(&at.partners, schema, schools, "partners") &&
           field_of_list(&at.item, schema, 0, at.requests, "item") &&
           field_of_list(&at.school, schema, 0, at.requests, "school") &&
           field_of_list(&at.days, schema, 0, at.requests, "days") &&
           field_of_list(&at.cost, schema, 0, at.requests, "cost");
}

static const cl_fact *fact_of(const cl_dossier *dossier, uint32_t record, unsigned number)
{
    return &dossier->facts[dossier->records[record].first + number];
}

static tri yes_if(bool condition)
{
    return condition ? YES : NO;
}

static tri both(tri a, tri b)
{
    return a < b ? a : b;
}

static tri either(tri a, tri b)
{
    return a > b ? a : b;
}

static tri not(tri a)
{
    return (tri)(YES - a);
}

/* How many there are: for certain, and perhaps. */
typedef struct count {
    int low, high;
} count;

static void add(count *c, tri in)
{
    c->low += in == YES;
    c->high += in != NO;
}

static tri at_least(count c, int n)
{
    return c.low >= n ? YES : c.high < n ? NO : OPEN;
}

static tri equal(count a, count b)
{
    if (a.low == a.high && b.low == b.high)
        return yes_if(a.low == b.low);
    return a.high < b.low || b.high < a.low ? NO : OPEN;
}

typedef struct schools {
    uint32_t first;
    int number;
    tri home[PLAIN_SCHOOLS], taking_part[PLAIN_SCHOOLS];
    count paired, at_home, overseas, paired_overseas, leads, countries;
    int64_t seen[PLAIN_SCHOOLS];
    tri in_uk, is_paired, are_paired, partner_countries, network_alone, network_in_uk;
    tri evaluated, state_funded;
} schools;

static tri is_role(const cl_fact *role, enum role wanted)
{
    return role->state != CL_FACT_KNOWN ? OPEN : yes_if(role->value == wanted);
}

static void count_country(schools *s, tri in, const cl_fact *country)
{
    if (in == NO)
        return;
    s->countries.high++;
    if (in == OPEN)
        return;
    for (int i = 0; i < s->countries.low; i++)
        if (s->seen[i] == country->value) {
            s->countries.high--;
            return;
        }
    s->seen[s->countries.low++] = country->value;
}

static void place(schools *s, const cl_dossier *dossier, int i)
{
    const cl_fact *country = fact_of(dossier, s->first + (uint32_t)i, at.country);

    s->home[i] = s->taking_part[i] = OPEN;
    if (country->state != CL_FACT_KNOWN)
        return;
    s->home[i] = yes_if(country->value == HOME);
    s->taking_part[i] = yes_if(at.participating[country->value]);
}

/* Whether a school has a partner overseas, and at home. */
static void look_across(const schools *s, const cl_dossier *dossier, const cl_fact *partners,
                        tri *overseas, tri *home)
{
    *overseas = *home = partners->state == CL_FACT_KNOWN ? NO : OPEN;
    if (partners->state != CL_FACT_KNOWN)
        return;
    for (uint32_t p = 0; p < partners->extra; p++) {
        const cl_fact *other = fact_of(dossier, (uint32_t)partners->value + p, 0);
        bool known = other->state == CL_FACT_KNOWN;
        uint32_t i = (uint32_t)other->value - s->first;

        *overseas = either(*overseas, known ? s->taking_part[i] : OPEN);
        *home = either(*home, known ? s->home[i] : OPEN);
    }
}

static void look_at_school(schools *s, const cl_dossier *dossier, int i)
{
    uint32_t record = s->first + (uint32_t)i;
    const cl_fact *role = fact_of(dossier, record, at.role);
    const cl_fact *funding = fact_of(dossier, record, at.funding);
    const cl_fact *evaluated = fact_of(dossier, record, at.evaluated);
    const cl_fact *partners = fact_of(dossier, record, at.partners);
    tri lead = is_role(role, LEAD), partner = is_role(role, PARTNER);
    tri network = is_role(role, NETWORK), home = s->home[i], abroad = s->taking_part[i];
    tri paired = role->state != CL_FACT_KNOWN ? OPEN : either(lead, partner), there, here;

    add(&s->leads, lead);
    add(&s->paired, paired);
    add(&s->at_home, both(paired, home));
    add(&s->overseas, abroad);
    add(&s->paired_overseas, both(paired, abroad));
    count_country(s, both(paired, abroad), fact_of(dossier, record, at.country));
    look_across(s, dossier, partners, &there, &here);
    s->in_uk = both(s->in_uk, either(not(lead), home));
    s->is_paired = both(s->is_paired, either(not(lead), there));
    s->are_paired = both(s->are_paired,
                         either(not(partner), both(either(not(home), there), either(home, here))));
    s->partner_countries = both(s->partner_countries, either(not(partner), either(home, abroad)));
    s->network_alone =
        both(s->network_alone,
             either(not(network),
                    partners->state != CL_FACT_KNOWN ? OPEN : yes_if(partners->extra == 0)));
    s->network_in_uk = both(s->network_in_uk, either(not(network), home));
    s->evaluated =
        both(s->evaluated, either(not(home), evaluated->state == CL_FACT_UNKNOWN
                                                 ? OPEN
                                                 : yes_if(evaluated->state == CL_FACT_KNOWN)));
    s->state_funded = both(
        s->state_funded,
        either(not(lead), funding->state != CL_FACT_KNOWN ? OPEN : yes_if(funding->value == 0)));
}

static void look_at_schools(schools *s, const cl_dossier *dossier, uint32_t cluster)
{
    const cl_fact *list = fact_of(dossier, cluster, at.schools);

    memset(s, 0, sizeof *s);
    s->first = (uint32_t)list->value;
    s->number = (int)list->extra;
    s->in_uk = s->is_paired = s->are_paired = s->partner_countries = YES;
    s->network_alone = s->network_in_uk = s->evaluated = s->state_funded = YES;
    for (int i = 0; i < s->number; i++)
        place(s, dossier, i);
    for (int i = 0; i < s->number; i++)
        look_at_school(s, dossier, i);
}

/* ---- rules ---- */

static uint8_t outcome(tri truth)
{
    static const uint8_t outcomes[] = {CL_OUTCOME_FAIL, CL_OUTCOME_UNKNOWN, CL_OUTCOME_PASS};

    return outcomes[truth];
}

static tri wants_visit(const cl_dossier *dossier, uint32_t request)
{
    const cl_fact *item = fact_of(dossier, request, at.item);
    const cl_fact *school = fact_of(dossier, request, at.school), *role;
    tri is_visit = item->state != CL_FACT_KNOWN ? OPEN : yes_if(item->value == VISIT);

    if (is_visit == NO || school->state != CL_FACT_KNOWN)
        return is_visit == NO ? NO : OPEN;
    role = fact_of(dossier, (uint32_t)school->value, at.role);
    return both(is_visit, role->state != CL_FACT_KNOWN
                              ? OPEN
                              : yes_if(role->value == LEAD || role->value == PARTNER));
}

static tri wants_visits(const cl_dossier *dossier)
{
    const cl_fact *requests = fact_of(dossier, 0, at.requests);
    tri wanted = NO;

    for (uint32_t i = 0; i < requests->extra; i++)
        wanted = either(wanted, wants_visit(dossier, (uint32_t)requests->value + i));
    return wanted;
}

static void judge_coordinator(plain_record *out, const cl_dossier *dossier, uint32_t cluster)
{
    const cl_fact *coordinator = fact_of(dossier, cluster, at.coordinator), *school, *role;
    tri there =
        coordinator->state == CL_FACT_UNKNOWN ? OPEN : yes_if(coordinator->state == CL_FACT_KNOWN);
    tri leads = OPEN;

    if (there == YES) {
        school = fact_of(dossier, (uint32_t)coordinator->value, at.coordinator_school);
        role = school->state != CL_FACT_KNOWN ? school
                                              : fact_of(dossier, (uint32_t)school->value, at.role);
        leads = role->state != CL_FACT_KNOWN ? OPEN : yes_if(role->value == LEAD);
    }
    out->outcomes[13] = outcome(there);
    out->outcomes[14] = outcome(either(not(there), leads));
}

/* A person may accept several countries, and has not said so yet. */
static uint8_t one_country(const schools *s, tri counts)
{
    tri one = s->countries.high <= 1 ? YES : s->countries.low > 1 ? NO : OPEN;

    if (counts == NO || one == YES)
        return CL_OUTCOME_PASS;
    return counts == OPEN || one == OPEN ? CL_OUTCOME_UNKNOWN : CL_OUTCOME_JUDGEMENT;
}

static void judge_rules(plain_record *out, const cl_dossier *dossier, const schools *s,
                        uint32_t cluster)
{
    const cl_fact *option = fact_of(dossier, 0, at.option), *model = fact_of(dossier, 0, at.model);
    bool known = option->state == CL_FACT_KNOWN;
    tri cluster_asked = known ? yes_if(option->value != 3) : OPEN;
    tri pairs_asked = known ? yes_if(option->value < 2) : OPEN;
    tri online = model->state == CL_FACT_KNOWN ? yes_if(model->value == 1) : OPEN;
    uint8_t *o = out->outcomes;

    o[0] = outcome(either(not(cluster_asked), yes_if(s->number >= FEWEST)));
    o[1] = outcome(at_least(s->overseas, 1));
    o[2] = outcome(either(not(pairs_asked), at_least(s->paired, FEWEST)));
    o[3] = outcome(either(not(pairs_asked), equal(s->at_home, s->paired_overseas)));
    o[4] = one_country(s, pairs_asked);
    o[5] = outcome(equal(s->leads, (count){1, 1}));
    o[6] = outcome(s->in_uk);
    o[7] = outcome(s->is_paired);
    o[8] = outcome(s->are_paired);
    o[9] = outcome(s->partner_countries);
    o[10] = outcome(s->network_alone);
    o[11] = outcome(s->network_in_uk);
    o[12] = outcome(s->evaluated);
    judge_coordinator(out, dossier, cluster);
    o[15] = outcome(either(not(online), not(wants_visits(dossier))));
    o[16] = outcome(yes_if(dossier->date <= at.last_day));
    o[17] = outcome(s->state_funded);
}

static void judge_stages(plain_record *out)
{
    static const unsigned ends[3] = {12, 17, 18};
    bool seen[5] = {false};
    unsigned i = 0;

    for (unsigned stage = 0; stage < 3; stage++) {
        for (; i < ends[stage]; i++)
            seen[out->outcomes[i]] = true;
        out->stages[stage] = seen[CL_OUTCOME_FAIL]        ? CL_VERDICT_INELIGIBLE
                             : seen[CL_OUTCOME_UNKNOWN]   ? CL_VERDICT_UNDETERMINED
                             : seen[CL_OUTCOME_JUDGEMENT] ? CL_VERDICT_NEEDS_JUDGEMENT
                                                          : CL_VERDICT_ELIGIBLE;
    }
}

/* ---- the award ---- */

/* False where it is not known. */
static bool take_cost(plain_part *part, const cl_dossier *dossier, int64_t rate)
{
    const cl_fact *cost = fact_of(dossier, part->request, at.cost);

    part->amount = cost->state == CL_FACT_KNOWN && cost->value < rate ? cost->value : rate;
    return cost->state != CL_FACT_UNKNOWN;
}

static void refuse(plain_part *part, cl_part_fate fate, uint8_t why)
{
    part->fate = (uint8_t)fate;
    part->why = why;
    part->amount = 0;
}

static bool is_paid(const plain_part *part)
{
    return part->fate == CL_PART_PAID;
}

/* Of two parts for one school the dearer is paid, of two equal ones the first. */
static void keep_dearest(const cl_dossier *dossier, plain_part *parts, unsigned n, uint8_t why)
{
    for (unsigned i = 0; i < n; i++)
        for (unsigned j = i + 1; j < n && is_paid(&parts[i]); j++) {
            if (!is_paid(&parts[j]) || fact_of(dossier, parts[i].request, at.school)->value !=
                                           fact_of(dossier, parts[j].request, at.school)->value)
                continue;
            refuse(parts[j].amount > parts[i].amount ? &parts[i] : &parts[j], CL_PART_REPEATED,
                   why);
        }
}

static void keep_so_many(plain_part *parts, unsigned n, unsigned most)
{
    unsigned paid = n;

    while (paid > most) {
        unsigned cheapest = n;

        for (unsigned i = 0; i < n; i++)
            if (is_paid(&parts[i]) && (cheapest == n || parts[i].amount <= parts[cheapest].amount))
                cheapest = i;
        refuse(&parts[cheapest], CL_PART_BEYOND, 0);
        paid--;
    }
}

static void cut(plain_part *part, int64_t left)
{
    if (left == 0) {
        refuse(part, CL_PART_BEYOND, 0);
        return;
    }
    part->fate = CL_PART_CUT;
    if (DAY_RATE * left < part->amount)
        part->amount = DAY_RATE * left;
}

static void keep_so_many_days(const cl_dossier *dossier, plain_part *parts, unsigned n)
{
    int64_t left = SUPPLY_DAYS, days[PLAIN_PARTS];
    bool done[PLAIN_PARTS] = {false};

    for (unsigned i = 0; i < n; i++)
        days[i] = fact_of(dossier, parts[i].request, at.days)->value;
    for (unsigned taken = 0; taken < n; taken++) {
        unsigned next = n;

        for (unsigned i = 0; i < n; i++)
            if (!done[i] &&
                (next == n || parts[i].amount * days[next] > parts[next].amount * days[i]))
                next = i;
        done[next] = true;
        if (days[next] > left)
            cut(&parts[next], left);
        left -= days[next] <= left ? days[next] : left;
    }
}

static const cl_fact *of_school(const cl_dossier *dossier, uint32_t request, unsigned number)
{
    const cl_fact *school = fact_of(dossier, request, at.school);

    return school->state != CL_FACT_KNOWN ? school
                                          : fact_of(dossier, (uint32_t)school->value, number);
}

static bool ask_visit(plain_part *part, const cl_dossier *dossier, bool online)
{
    const cl_fact *role = of_school(dossier, part->request, at.role);
    const cl_fact *funding = of_school(dossier, part->request, at.funding);
    bool known = take_cost(part, dossier, VISIT_RATE);

    if (online)
        refuse(part, CL_PART_REFUSED, 0);
    else if (role->state == CL_FACT_KNOWN && role->value == NETWORK)
        refuse(part, CL_PART_REFUSED, 1);
    else if (funding->state == CL_FACT_KNOWN && funding->value == 1)
        refuse(part, CL_PART_REFUSED, 2);
    else
        return known && role->state == CL_FACT_KNOWN && funding->state == CL_FACT_KNOWN;
    return true;
}

static bool ask_training(plain_part *part, const cl_dossier *dossier)
{
    const cl_fact *role = of_school(dossier, part->request, at.role);
    bool known;

    if (role->state != CL_FACT_KNOWN)
        return false;
    known = take_cost(part, dossier, role->value == NETWORK ? NETWORK_RATE : PARTNER_RATE);
    if (role->value != LEAD && role->value != SPONSOR)
        return known;
    refuse(part, CL_PART_REFUSED, 0);
    return true;
}

/* Fills a part; false where what it rests on is not known. */
static bool ask(plain_part *part, const cl_dossier *dossier, bool online)
{
    const cl_fact *days;

    switch (part->line) {
    case VISITS:
        return ask_visit(part, dossier, online);
    case SUPPLY:
        days = fact_of(dossier, part->request, at.days);
        return days->state == CL_FACT_KNOWN && take_cost(part, dossier, days->value * DAY_RATE);
    case TRAINING:
        return ask_training(part, dossier);
    case EVENTS:
        return take_cost(part, dossier, EVENT_RATE);
    default:
        return take_cost(part, dossier, PROJECT_RATE);
    }
}

static void limit(const cl_dossier *dossier, plain_part *parts, unsigned n, enum line line)
{
    if (line == VISITS)
        keep_dearest(dossier, parts, n, 3);
    else if (line == TRAINING)
        keep_dearest(dossier, parts, n, 1);
    else if (line == SUPPLY)
        keep_so_many_days(dossier, parts, n);
    else
        keep_so_many(parts, n, EVENTS_MOST);
}

static int64_t price(plain_record *out, const cl_dossier *dossier, enum line line, enum item item,
                     bool online)
{
    const cl_fact *requests = fact_of(dossier, 0, at.requests);
    plain_part *parts = out->parts + out->part_count;
    bool known = requests->state != CL_FACT_UNKNOWN;
    unsigned n = 0;

    for (uint32_t i = 0; requests->state == CL_FACT_KNOWN && i < requests->extra; i++) {
        uint32_t request = (uint32_t)requests->value + i;
        const cl_fact *wanted = fact_of(dossier, request, at.item);

        known = known && wanted->state != CL_FACT_UNKNOWN;
        if (wanted->state != CL_FACT_KNOWN || wanted->value != (int64_t)item)
            continue;
        parts[n] = (plain_part){request, (uint8_t)line, CL_PART_PAID, 0, 0};
        known = ask(&parts[n++], dossier, online) && known;
    }
    if (known)
        limit(dossier, parts, n, line);
    out->part_count += n;
    out->shown[line] = n > 0 || !known;
    out->known[line] = known;
    out->lines[line] = 0;
    for (unsigned i = 0; known && i < n; i++)
        out->lines[line] += parts[i].amount;
    return out->lines[line];
}

/* The step above one school in the UK is in no source, so the amount is not known. */
static void price_online(plain_record *out, const schools *s, const cl_fact *model)
{
    bool online = model->state == CL_FACT_KNOWN && model->value == 1;

    out->shown[ONLINE] = online || model->state == CL_FACT_UNKNOWN;
    out->known[ONLINE] = model->state != CL_FACT_UNKNOWN && (!online || s->at_home.high <= 1);
    out->lines[ONLINE] = online && out->known[ONLINE] ? ONE_TO_ONE : 0;
}

static void price_all(plain_record *out, const cl_dossier *dossier, const schools *s)
{
    const cl_fact *model = fact_of(dossier, 0, at.model);
    bool online = model->state == CL_FACT_KNOWN && model->value == 1;
    int64_t sum = price(out, dossier, VISITS, VISIT, online);

    price_online(out, s, model);
    sum += out->lines[ONLINE];
    sum += price(out, dossier, SUPPLY, SUPPLY_COVER, online);
    sum += price(out, dossier, TRAINING, TRAINING_COURSE, online);
    sum += price(out, dossier, EVENTS, EVENT, online);
    sum += price(out, dossier, PROJECTS, PROJECT, online);
    out->grant_known = true;
    for (enum line line = VISITS; line <= PROJECTS; line++)
        out->grant_known = out->grant_known && out->known[line];
    out->known[CEILING] = out->grant_known;
    out->shown[CEILING] = sum > CEILING_AMOUNT || !out->grant_known;
    out->lines[CEILING] = sum > CEILING_AMOUNT ? CEILING_AMOUNT - sum : 0;
    out->grant = sum + out->lines[CEILING];
    out->instalment_count = out->grant_known && out->stages[2] != CL_VERDICT_INELIGIBLE ? 2 : 0;
    out->instalments[0] = out->grant * 4 / 5;
    out->instalments[1] = out->grant - out->instalments[0];
}

void plain_decide(plain_record *out, const cl_dossier *dossier)
{
    uint32_t cluster = (uint32_t)fact_of(dossier, 0, at.cluster)->value;
    schools s;

    out->part_count = 0;
    look_at_schools(&s, dossier, cluster);
    judge_rules(out, dossier, &s, cluster);
    judge_stages(out);
    price_all(out, dossier, &s);
}
