/* SPDX-License-Identifier: MIT
 *
 * The descriptors. A column stands here once; its order is the order in listings.
 */
#include "table.h"

#include <string.h>

#include "ids.h"
#include "table_columns.h"
#include "utf8.h"

#define RECORD cl_school
static const cl_column school[] = {
    START,
    TEXT(name, "name in its register"),
    TEXT(country, "ISO 3166-1 alpha-2"),
    TEXT(nation, "England, Scotland, Wales or Northern Ireland"),
    TEXT(la_code, "local authority code"),
    TEXT(phase, "early-years, primary, secondary, asn or all-through"),
    TEXT(funding, "state or fee-paying"),
    MAYBE(pupils, "number of pupils"),
    TEXT(town, "town"),
    TEXT(postcode, "postcode"),
    DAY(opened, "first day"),
    DAY(closed, "last day"),
    TEXT(source, "where the record comes from"),
    ID(import, "IMP", "import that last changed it"),
    TEXT(authority, "local authority"),
};
#undef RECORD
#define RECORD cl_register_id
static const cl_column register_id[] = {
    START,
    ID(school, "SCH", "school"),
    TEXT(scheme, "register: GB-EDU, GB-SCOTEDU, GB-WALEDU, GB-IRN, local"),
    TEXT(value, "number in the register"),
    DAY(from, "first day"),
    DAY(to, "last day"),
};
#undef RECORD
#define RECORD cl_import
static const cl_column import[] = {
    START,
    TEXT(scheme, "register"),
    TEXT(file, "file that was imported"),
    TEXT(digest, "SHA-256 of its bytes"),
    NUMBER(at, "milliseconds UTC"),
    NUMBER(rows, "rows read"),
    NUMBER(added, "schools that were new"),
    NUMBER(changed, "schools of which something changed"),
    NUMBER(unchanged, "schools as they were"),
    NUMBER(closed, "schools that closed"),
    NUMBER(reopened, "schools that opened again"),
    NUMBER(missing, "open schools that were not in the file"),
    NUMBER(refused, "rows refused"),
    NUMBER(moved, "schools with another postcode"),
};
#undef RECORD
#define RECORD cl_school_link
static const cl_column school_link[] = {
    START,
    ID(predecessor, "SCH", "school that was"),
    ID(successor, "SCH", "school that follows it"),
    TEXT(kind, "successor, merged, split or renamed"),
    DAY(date, "day"),
    TEXT(source, "where the record comes from"),
    ID(import, "IMP", "import that made it"),
};
#undef RECORD
#define RECORD cl_school_name
static const cl_column school_name[] = {
    START,
    ID(school, "SCH", "school"),
    TEXT(name, "name"),
    TEXT(language, "language, such as cy"),
    DAY(from, "first day"),
    DAY(to, "last day"),
};
#undef RECORD
#define RECORD cl_cluster
static const cl_column cluster[] = {
    START,
    TEXT(name, "name"),
    TEXT(structure, "hub-and-spoke, broad-area or formal"),
    DAY(formed, "first day"),
    DAY(dissolved, "last day"),
    PERSONAL(purpose, "what it is for"),
    MAYBE(annual_cost, "what the schools share in a year, minor units"),
    TEXT(currency, "currency of the annual cost"),
};
#undef RECORD
#define RECORD cl_membership
static const cl_column membership[] = {
    START,
    ID(cluster, "CLU", "cluster"),
    ID(school, "SCH", "school"),
    TEXT(role, "lead, partner, network or sponsor"),
    DAY(from, "first day"),
    DAY(to, "last day"),
    PERSONAL(reason, "why it ended"),
    DAY(head_supports, "day on which the head gave its support"),
    PERSONAL(evidence, "where the head says so"),
};
#undef RECORD
#define RECORD cl_pairing
static const cl_column pairing[] = {
    START,
    ID(cluster, "CLU", "cluster"),
    ID(home, "SCH", "school in the United Kingdom"),
    ID(overseas, "SCH", "school overseas"),
    DAY(from, "first day"),
    DAY(to, "last day"),
    DAY(asked, "day on which it was proposed"),
    DAY(home_agreed, "day on which the school at home agreed"),
    DAY(overseas_agreed, "day on which the school overseas agreed"),
};
#undef RECORD
#define RECORD cl_coordinator
static const cl_column coordinator[] = {
    START,
    ID(cluster, "CLU", "cluster"),
    ID(school, "SCH", "school that the post is at"),
    PERSONAL(name, "name"),
    PERSONAL(contact, "how to reach"),
    DAY(from, "first day"),
    DAY(to, "last day"),
    ID(person, "PER", "who it is, when on record"),
};
#undef RECORD
#define RECORD cl_self_evaluation
static const cl_column self_evaluation[] = {
    START,
    ID(school, "SCH", "school"),
    ID(cluster, "CLU", "cluster"),
    DAY(date, "day"),
    TEXT(state, "draft, submitted or superseded"),
    PERSONAL(answers, "answers (JSON)"),
    TEXT(questionnaire, "what was answered: name@edition"),
};
#undef RECORD
#define RECORD cl_edition
static const cl_column edition[] = {
    START,
    TEXT(programme, "programme"),
    TEXT(edition, "edition"),
    TEXT(digest, "digest of its files"),
    TEXT(files, "each file and its digest (JSON)"),
};
#undef RECORD
#define RECORD cl_application
static const cl_column application[] = {
    START,
    ID(cluster, "CLU", "cluster"),
    TEXT(programme, "programme"),
    TEXT(edition, "edition, pinned"),
    TEXT(edition_digest, "digest of the edition"),
    TEXT(machine_digest, "digest of the state machine"),
    TEXT(state, "state"),
    TEXT(option, "reciprocal-visits, online, network or one-to-one"),
    TEXT(funding_model, "visits or online"),
    DAY(date, "day on which it is judged"),
    TEXT(round, "round"),
    NUMBER(revision, "current revision"),
    ID(follows, "APP", "earlier application"),
    PERSONAL(answers, "the programme's own facts (JSON)"),
    TEXT(outcome, "how it ended"),
    DAY(informed, "day on which the applicant was told"),
    PERSONAL(question, "what the reviewer asks"),
    DAY(answer_by, "day by which it is answered"),
};
#undef RECORD
#define RECORD cl_request
static const cl_column request[] = {
    START,
    ID(application, "APP", "application"),
    TEXT(item, "visit, supply, training, event or project"),
    ID(school, "SCH", "school"),
    MAYBE(cost, "cost in minor units"),
    TEXT(currency, "currency of the cost"),
    MAYBE(days, "days"),
    DAY(removed, "day on which it was taken out"),
};
#undef RECORD
#define RECORD cl_revision
static const cl_column revision[] = {
    START,
    ID(application, "APP", "application"),
    NUMBER(n, "1, 2, … within the application"),
    PERSONAL(dossier, "canonical JSON"),
    TEXT(digest, "digest of the dossier"),
    TEXT(author, "who made it"),
    PERSONAL(reason, "why"),
    NUMBER(made_at, "milliseconds UTC"),
};
#undef RECORD
#define RECORD cl_decision_record
static const cl_column decision[] = {
    START,
    ID(application, "APP", "application"),
    ID(revision, "REV", "revision that was judged"),
    TEXT(programme, "programme"),
    TEXT(edition, "edition"),
    TEXT(edition_digest, "digest of the edition"),
    TEXT(files, "each file and its digest (JSON)"),
    TEXT(engine, "version of the program"),
    NUMBER(schema, "version of the schema of facts"),
    TEXT(stage, "form, apply or fund"),
    TEXT(verdict, "eligible, ineligible, undetermined or needs-judgement"),
    DAY(date, "day on which it was judged"),
    MAYBE(granted, "grant in minor units"),
    TEXT(currency, "currency of the grant"),
    TEXT(dossier_digest, "digest of the dossier"),
    PERSONAL(decision, "the decision (JSON)"),
    TEXT(decision_digest, "digest of the decision"),
    PERSONAL(facts, "facts that were read (JSON)"),
    PERSONAL(waivers, "waivers (JSON)"),
    TEXT(cause, "the event that needed it"),
    NUMBER(decided_at, "milliseconds UTC"),
};
#undef RECORD
#define RECORD cl_machine_text
static const cl_column machine[] = {
    START,
    TEXT(noun, "what it is a machine of"),
    TEXT(edition, "edition"),
    TEXT(digest, "digest of the text"),
    TEXT(source, "the text"),
};
#undef RECORD
#define RECORD cl_waiver_record
static const cl_column waiver[] = {
    START,
    ID(application, "APP", "application"),
    TEXT(rule, "rule that is set aside"),
    TEXT(person, "who set it aside"),
    PERSONAL(reason, "why"),
    DAY(until, "last day on which it counts"),
    DAY(ended, "day on which it was taken back"),
    NUMBER(given_at, "milliseconds UTC"),
};
#undef RECORD
#define RECORD cl_award
static const cl_column award[] = {
    START,
    ID(application, "APP", "application"),
    ID(decision, "DEC", "decision record it rests on"),
    TEXT(state, "state"),
    NUMBER(original, "amount offered, minor units"),
    NUMBER(amount, "amount now, minor units"),
    TEXT(currency, "currency"),
    DAY(answer_by, "last day to accept"),
    DAY(starts, "first day of the activity"),
    DAY(ends, "last day of the activity"),
    TEXT(offer_digest, "digest of the offer"),
    TEXT(reference, "the portal's id"),
    TEXT(machine_digest, "digest of the state machine"),
    ID(payee, "PYE", "payee"),
    ID(round, "RND", "round"),
    NUMBER(plan, "version of its plan"),
};
#undef RECORD
#define RECORD cl_share
static const cl_column share[] = {
    START,
    ID(award, "AWD", "award"),
    TEXT(line, "line of the award"),
    ID(school, "SCH", "school; none: the cluster"),
    NUMBER(amount, "minor units"),
};
#undef RECORD
#define RECORD cl_instalment
static const cl_column instalment[] = {
    START,
    ID(award, "AWD", "award"),
    NUMBER(n, "1, 2, … within the award"),
    TEXT(name, "name in the programme"),
    TEXT(due_when, "what makes it due"),
    NUMBER(amount, "minor units"),
    TEXT(currency, "currency"),
    DAY(due, "day"),
    TEXT(state, "state"),
    TEXT(machine_digest, "digest of the state machine"),
};
#undef RECORD
#define RECORD cl_delivery
static const cl_column delivery[] = {
    START,
    ID(application, "APP", "application"),
    ID(revision, "REV", "revision that is sent"),
    TEXT(portal, "portal"),
    TEXT(kind, "submit, answer, report, variation or withdraw"),
    TEXT(reference, "our reference"),
    TEXT(dialect, "dialect"),
    TEXT(dialect_digest, "digest of the dialect"),
    TEXT(config_digest, "digest of the portal's settings"),
    TEXT(steps, "steps (JSON)"),
    PERSONAL(forms, "answers to the portal's forms (JSON)"),
    TEXT(state, "state"),
    PERSONAL(memory, "what the dialect remembers (JSON)"),
    NUMBER(next_at, "not before, milliseconds UTC"),
    MAYBE(deadline_at, "deadline, milliseconds UTC"),
    TEXT(alarm, "alarm"),
    PERSONAL(reason, "what stopped it"),
    NUMBER(failures, "failures in a row"),
    NUMBER(made_at, "milliseconds UTC"),
    MAYBE(watch_at, "next poll, milliseconds UTC"),
    TEXT(portal_id, "the portal's id"),
    TEXT(portal_number, "the portal's number"),
    TEXT(portal_state, "state at the portal"),
};
#undef RECORD
#define RECORD cl_exchange
static const cl_column exchange[] = {
    START,
    ID(delivery, "DEL", "delivery"),
    NUMBER(n, "1, 2, … within the delivery"),
    TEXT(step, "step of the dialect"),
    TEXT(purpose, "step, ask or watch"),
    TEXT(effect, "read, repeat or once"),
    NUMBER(commits, "1: after it the funder has the application"),
    NUMBER(harmless, "1: a lost one does no harm"),
    TEXT(method, "method"),
    TEXT(path, "path"),
    TEXT(query, "query"),
    TEXT(headers, "headers without secrets (JSON)"),
    PERSONAL(body, "bytes of the body"),
    TEXT(body_digest, "SHA-256 of the body"),
    TEXT(expect, "statuses expected (JSON)"),
    TEXT(key, "idempotency key"),
    MAYBE(key_until_at, "until when the key is honoured, milliseconds UTC"),
    TEXT(state, "ready, sending, done, not_done or unknown"),
    NUMBER(made_at, "milliseconds UTC"),
};
#undef RECORD
#define RECORD cl_attempt
static const cl_column attempt[] = {
    START,
    ID(exchange, "EXC", "exchange"),
    NUMBER(n, "1, 2, … within the exchange"),
    NUMBER(started_at, "milliseconds UTC"),
    MAYBE(ended_at, "milliseconds UTC"),
    TEXT(phase, "how far it came"),
    MAYBE(curl_code, "libcurl's code"),
    MAYBE(status, "HTTP status"),
    PERSONAL(headers, "head of the answer"),
    PERSONAL(answer, "answer, first 64 KiB"),
    MAYBE(answer_length, "bytes of the whole answer"),
    TEXT(answer_digest, "SHA-256 of the answer"),
    MAYBE(portal_at, "the portal's clock, milliseconds UTC"),
};
#undef RECORD
#define RECORD cl_receipt
static const cl_column receipt[] = {
    START,
    ID(application, "APP", "application"),
    ID(delivery, "DEL", "delivery"),
    ID(revision, "REV", "revision"),
    TEXT(revision_digest, "digest of the revision"),
    TEXT(exchanges, "what was sent (JSON)"),
    TEXT(digest, "digest of what was sent"),
    TEXT(answers_digest, "digest of the answers"),
    TEXT(portal, "portal"),
    TEXT(portal_id, "the portal's id"),
    TEXT(portal_number, "the portal's number"),
    TEXT(portal_state, "state at the portal"),
    MAYBE(portal_at, "the portal's clock, milliseconds UTC"),
    NUMBER(sent_at, "our clock, milliseconds UTC"),
    NUMBER(received_at, "our clock, milliseconds UTC"),
    TEXT(found_by, "answer, content, reference or person"),
    NUMBER(head_seq, "head of the log"),
    TEXT(head_hash, "its hash"),
};
#undef RECORD

TABLE(school, "SCH", "school");
TABLE(register_id, "RID", "register number");
TABLE(import, "IMP", "import");
TABLE(school_link, "LNK", "link between schools");
TABLE(school_name, "SNA", "name of a school");
TABLE(cluster, "CLU", "cluster");
TABLE(membership, "MEM", "membership");
TABLE(pairing, "PAR", "pairing");
TABLE(coordinator, "COO", "co-ordinator's post");
TABLE(self_evaluation, "EVA", "self-evaluation");
TABLE(edition, "EDN", "edition");
TABLE(application, "APP", "application");
TABLE(request, "REQ", "request");
TABLE(revision, "REV", "revision");
TABLE_OF(decision, cl_decision_record, "DEC", "decision");
TABLE_OF(machine, cl_machine_text, "MAC", "state machine");
TABLE_OF(waiver, cl_waiver_record, "WAI", "waiver");
TABLE(award, "AWD", "award");
TABLE(share, "SHA", "share");
TABLE(instalment, "INS", "instalment");
TABLE(delivery, "DEL", "delivery");
TABLE(exchange, "EXC", "exchange");
TABLE(attempt, "ATT", "attempt");
TABLE(receipt, "REC", "receipt");

/* A line each, so that two changes do not meet in one. */
/* clang-format off */
static const cl_table *const tables[] = {
    &cl_table_import,
    &cl_table_school,
    &cl_table_register_id,
    &cl_table_cluster,
    &cl_table_membership,
    &cl_table_pairing,
    &cl_table_coordinator,
    &cl_table_self_evaluation,
    &cl_table_edition,
    &cl_table_application,
    &cl_table_request,
    &cl_table_revision,
    &cl_table_decision,
    &cl_table_award,
    &cl_table_share,
    &cl_table_instalment,
    &cl_table_delivery,
    &cl_table_exchange,
    &cl_table_attempt,
    &cl_table_receipt,
    &cl_table_school_link,
    &cl_table_school_name,
    &cl_table_machine,
    &cl_table_waiver,
    &cl_table_cluster_structure,
    &cl_table_board_seat,
    &cl_table_term,
    &cl_table_meeting,
    &cl_table_contribution,
    &cl_table_agreement,
    &cl_table_agreement_review,
    &cl_table_cluster_evaluation,
    &cl_table_advisor,
    &cl_table_support_entry,
    &cl_table_acknowledgement,
    &cl_table_organisation,
    &cl_table_person,
    &cl_table_purpose,
    &cl_table_post,
    &cl_table_role_grant,
    &cl_table_bulk_item,
    &cl_table_signature,
    &cl_table_notice,
    &cl_table_condition,
    &cl_table_extension,
    &cl_table_funding_round,
    &cl_table_transfer,
    &cl_table_payee,
    &cl_table_approval,
    &cl_table_payment_run,
    &cl_table_payment_line,
    &cl_table_report,
    &cl_table_report_line,
    &cl_table_variation,
    &cl_table_clawback,
    &cl_table_claim_line,
    &cl_table_recovery,
    &cl_table_accreditation,
    &cl_table_vote,
    &cl_table_holiday,
    &cl_table_holiday_year,
};
/* clang-format on */

enum { TABLES = sizeof tables / sizeof *tables };

const cl_table *const *cl_tables(size_t *count)
{
    *count = TABLES;
    return tables;
}

const cl_table *cl_table_find(cl_view name)
{
    for (size_t i = 0; i < TABLES; i++)
        if (cl_view_is(name, tables[i]->name))
            return tables[i];
    return NULL;
}

const cl_table *cl_table_of_prefix(cl_view prefix)
{
    for (size_t i = 0; i < TABLES; i++)
        if (cl_view_is(prefix, tables[i]->prefix))
            return tables[i];
    return NULL;
}

int cl_table_column(const cl_table *table, cl_view name)
{
    for (size_t i = 0; i < table->count; i++)
        if (cl_view_is(name, table->columns[i].name))
            return (int)i;
    return -1;
}

bool cl_column_differs(const cl_column *column, const void *a, const void *b)
{
    const cl_maybe *x = a, *y = b;

    switch (column->kind) {
    case CL_COLUMN_ID:
    case CL_COLUMN_NUMBER:
        return *(const int64_t *)a != *(const int64_t *)b;
    case CL_COLUMN_MAYBE:
    case CL_COLUMN_DATE:
        return x->known != y->known || (x->known && x->value != y->value);
    case CL_COLUMN_TEXT:
    case CL_COLUMN_PERSONAL:
        break;
    }
    return !cl_view_equal(*(const cl_view *)a, *(const cl_view *)b);
}

bool cl_table_differs(const cl_table *table, const void *a, const void *b)
{
    for (size_t i = 2; i < table->count; i++)
        if (cl_column_differs(&table->columns[i], (const char *)a + table->columns[i].offset,
                              (const char *)b + table->columns[i].offset))
            return true;
    return false;
}

static void print_name(cl_text *out, const char *name)
{
    if (out->at[out->length - 1] != '{')
        cl_text_add_string(out, ", ");
    cl_text_add_char(out, '"');
    cl_text_add_string(out, name);
    cl_text_add_string(out, "\": ");
}

static void print_id(cl_text *out, const cl_table *table, const cl_column *column, int64_t id)
{
    if (id == 0)
        return;
    print_name(out, column->name);
    cl_text_add_char(out, '"');
    cl_id_print(out, column->references == NULL ? table->prefix : column->references, id);
    cl_text_add_char(out, '"');
}

static void print_maybe(cl_text *out, const cl_column *column, cl_maybe value)
{
    if (!value.known)
        return;
    print_name(out, column->name);
    if (column->kind == CL_COLUMN_MAYBE) {
        cl_text_add_int(out, value.value);
        return;
    }
    cl_text_add_char(out, '"');
    cl_date_print(out, (cl_date)value.value);
    cl_text_add_char(out, '"');
}

static void print_text(cl_text *out, const cl_column *column, cl_view value)
{
    if (value.length == 0 || !cl_utf8_valid(value, NULL))
        return;
    print_name(out, column->name);
    cl_text_add_json(out, value);
}

static void print_column(cl_text *out, const cl_table *table, const cl_column *column,
                         const void *record)
{
    const char *at = (const char *)record + column->offset;

    switch (column->kind) {
    case CL_COLUMN_ID:
        print_id(out, table, column, *(const int64_t *)(const void *)at);
        break;
    case CL_COLUMN_NUMBER:
        print_name(out, column->name);
        cl_text_add_int(out, *(const int64_t *)(const void *)at);
        break;
    case CL_COLUMN_MAYBE:
    case CL_COLUMN_DATE:
        print_maybe(out, column, *(const cl_maybe *)(const void *)at);
        break;
    case CL_COLUMN_TEXT:
    case CL_COLUMN_PERSONAL:
        print_text(out, column, *(const cl_view *)(const void *)at);
        break;
    }
}

int cl_record_json(cl_text *out, const cl_table *table, const void *record)
{
    if (cl_text_add_char(out, '{') != 0)
        return out->failed;
    for (size_t i = 0; i < table->count && out->failed == 0; i++)
        print_column(out, table, &table->columns[i], record);
    return cl_text_add_char(out, '}');
}

int cl_record_keep(cl_arena *arena, const cl_table *table, void *record, cl_error *e)
{
    for (size_t i = 0; i < table->count; i++) {
        cl_view *text = (cl_view *)(void *)((char *)record + table->columns[i].offset);

        if (table->columns[i].kind != CL_COLUMN_TEXT &&
            table->columns[i].kind != CL_COLUMN_PERSONAL)
            continue;
        if (text->length == 0)
            continue;
        text->at = cl_arena_copy(arena, *text);
        if (text->at == NULL)
            return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    return 0;
}
