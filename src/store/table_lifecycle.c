/* SPDX-License-Identifier: MIT
 *
 * The descriptors of records_lifecycle.h.
 */
#include "table_columns.h"

#define RECORD cl_signature
static const cl_column signature[] = {
    START,
    ID(application, "APP", "application"),
    ID(revision, "REV", "revision"),
    TEXT(digest, "digest that was signed"),
    TEXT(person, "who signed"),
    DAY(day, "day"),
    DAY(voided, "day on which it became void"),
};
#undef RECORD
#define RECORD cl_notice
static const cl_column notice[] = {
    START,
    TEXT(about, "record"),
    TEXT(kind, "what it says"),
    TEXT(form, "letter or notice"),
    DAY(day, "day on which it became due"),
    DAY(sent, "day on which it was sent"),
};
#undef RECORD
#define RECORD cl_condition
static const cl_column condition[] = {
    START,
    ID(application, "APP", "application"),
    PERSONAL(text, "condition"),
    DAY(due, "day by which it is met"),
    DAY(met, "day on which its evidence was accepted"),
};
#undef RECORD
#define RECORD cl_extension
static const cl_column extension[] = {
    START,
    ID(application, "APP", "application"),
    DAY(until, "last day"),
    TEXT(granted_by, "who granted it"),
    PERSONAL(reason, "why"),
    ID(report, "RPT", "report; none: the round"),
};
#undef RECORD
#define RECORD cl_funding_round
static const cl_column funding_round[] = {
    START,
    TEXT(programme, "programme"),
    TEXT(name, "name or deadline"),
    DAY(opens, "first day"),
    DAY(closes, "last day"),
    MAYBE(budget, "budget in minor units; none: unlimited"),
    TEXT(currency, "currency"),
    MAYBE(grace, "days after the last one for what was signed in time"),
    DAY(decides, "day of the decision"),
    TEXT(holidays, "where a last day that is no working day moves: next or previous"),
};
#undef RECORD
#define RECORD cl_holiday
static const cl_column holiday[] = {
    START,
    TEXT(division, "england-and-wales, scotland or northern-ireland"),
    DAY(day, "day"),
    TEXT(title, "what it is"),
    DAY(ended, "day on which a later list no longer had it"),
};
#undef RECORD
#define RECORD cl_holiday_year
static const cl_column holiday_year[] = {
    START,
    TEXT(division, "england-and-wales, scotland or northern-ireland"),
    NUMBER(year, "year that is known"),
    TEXT(digest, "digest of the file"),
};
#undef RECORD
#define RECORD cl_transfer
static const cl_column transfer[] = {
    START,
    ID(award, "AWD", "award"),
    ID(round, "RND", "round"),
    TEXT(from_account, "from account"),
    TEXT(to_account, "to account"),
    NUMBER(amount, "minor units"),
    TEXT(currency, "currency"),
    TEXT(line, "line of the award"),
    ID(school, "SCH", "school; none: the cluster"),
    ID(instalment, "INS", "instalment"),
    NUMBER(cause, "event that caused it"),
};
#undef RECORD
#define RECORD cl_payee
static const cl_column payee[] = {
    START,
    ID(school, "SCH", "school"),
    PERSONAL(details, "account"),
    TEXT(digest, "digest of the account"),
    TEXT(verified_by, "who verified it"),
    DAY(verified, "day on which it was verified"),
    DAY(ended, "day from which it no longer holds"),
};
#undef RECORD
#define RECORD cl_approval
static const cl_column approval[] = {
    START,           ID(instalment, "INS", "instalment"),        TEXT(person, "who approved"),
    DAY(day, "day"), DAY(voided, "day on which it became void"),
};
#undef RECORD
#define RECORD cl_payment_run
static const cl_column payment_run[] = {
    START,
    DAY(day, "day"),
    NUMBER(lines, "control count"),
    NUMBER(total, "control total, minor units"),
    TEXT(currency, "currency"),
    TEXT(digest, "digest of the file"),
    TEXT(state, "made or answered"),
    TEXT(answer, "digest of the bank's file"),
};
#undef RECORD
#define RECORD cl_payment_line
static const cl_column payment_line[] = {
    START,
    ID(run, "RUN", "payment run"),
    ID(instalment, "INS", "instalment"),
    NUMBER(n, "which try of it"),
    ID(payee, "PYE", "payee"),
    NUMBER(amount, "minor units"),
    TEXT(currency, "currency"),
    TEXT(reference, "reference"),
    TEXT(result, "sent, paid or failed"),
    TEXT(reason, "the bank's reason"),
};
#undef RECORD
#define RECORD cl_grant_report
static const cl_column report[] = {
    START,
    ID(award, "AWD", "award"),
    TEXT(kind, "interim or final"),
    DAY(opens, "day on which it opens"),
    DAY(due, "day by which it is due"),
    TEXT(state, "state"),
    TEXT(machine_digest, "digest of the state machine"),
    PERSONAL(answers, "answers (JSON)"),
    DAY(handed_in, "day on which it was handed in"),
};
#undef RECORD
#define RECORD cl_report_line
static const cl_column report_line[] = {
    START,
    ID(report, "RPT", "report"),
    TEXT(line, "line of the award"),
    ID(school, "SCH", "school; none: the cluster"),
    NUMBER(planned, "awarded, minor units"),
    MAYBE(spent, "spent, minor units"),
    PERSONAL(explanation, "why it differs"),
};
#undef RECORD
#define RECORD cl_variation
static const cl_column variation[] = {
    START,
    ID(award, "AWD", "award"),
    TEXT(kind, "what it changes"),
    TEXT(patch, "the change (JSON)"),
    TEXT(state, "state"),
    TEXT(machine_digest, "digest of the state machine"),
    TEXT(proposer, "who proposed it"),
    PERSONAL(reason, "why"),
    DAY(effective, "day from which it holds"),
    NUMBER(award_version, "version of the award that the preview is of"),
    TEXT(preview, "before and after (JSON)"),
    TEXT(preview_digest, "digest of the preview"),
    ID(decision, "DEC", "decision record of the changed dossier"),
    PERSONAL(dossier, "the changed dossier, canonical JSON"),
    TEXT(signed_by, "head of the lead school who signed"),
    TEXT(signed_digest, "digest of the preview that was signed"),
    PERSONAL(question, "question of the funder"),
    PERSONAL(answer, "answer"),
    DAY(applied, "day on which it was applied"),
};
#undef RECORD
#define RECORD cl_clawback
static const cl_column clawback[] = {
    START,
    ID(award, "AWD", "award"),
    ID(report, "RPT", "report that shows it"),
    TEXT(state, "state"),
    TEXT(machine_digest, "digest of the state machine"),
    PERSONAL(reason, "why"),
    TEXT(evidence, "digest of the evidence"),
    DAY(grace_until, "last day to dispute it"),
};
#undef RECORD
#define RECORD cl_claim_line
static const cl_column claim_line[] = {
    START,
    ID(clawback, "CLB", "clawback"),
    TEXT(line, "line of the award"),
    ID(school, "SCH", "school; none: the cluster"),
    NUMBER(claimed, "claimed at first, minor units"),
    NUMBER(amount, "claimed now, minor units"),
    NUMBER(recovered, "recovered, minor units"),
    NUMBER(written_off, "written off, minor units"),
};
#undef RECORD
#define RECORD cl_recovery
static const cl_column recovery[] = {
    START,
    ID(clawback, "CLB", "clawback"),
    TEXT(kind, "repay or offset"),
    NUMBER(amount, "minor units"),
    NUMBER(unallocated, "more than was outstanding, minor units"),
    TEXT(currency, "currency"),
    TEXT(reference, "reference of the payment"),
    ID(instalment, "INS", "part of an instalment that was settled"),
    DAY(day, "day"),
};
#undef RECORD
#define RECORD cl_accreditation
static const cl_column accreditation[] = {
    START,
    ID(school, "SCH", "school"),
    ID(award, "AWD", "award whose reports are the evidence"),
    TEXT(level, "foundation, intermediate or accreditation"),
    TEXT(programme, "programme"),
    TEXT(edition, "edition"),
    TEXT(edition_digest, "digest of the edition"),
    TEXT(facts, "the dossier that was judged (JSON)"),
    TEXT(decision, "the decision (JSON)"),
    TEXT(evidence, "digest of the evidence"),
    TEXT(state, "state"),
    TEXT(machine_digest, "digest of the state machine"),
    TEXT(certificate, "number of the certificate"),
    DAY(valid_from, "first day"),
    DAY(valid_to, "last day; none: it does not expire"),
    ID(replaces, "ACC", "the one that it replaces"),
};
#undef RECORD
#define RECORD cl_vote
static const cl_column vote[] = {
    START,
    ID(application, "APP", "application"),
    TEXT(person, "who voted"),
    TEXT(event, "the decision that it is for"),
    PERSONAL(reason, "why"),
    DAY(day, "day"),
    DAY(voided, "day on which it became void"),
};
#undef RECORD

TABLE(signature, "SIG", "signature");
TABLE(notice, "NOT", "notice");
TABLE(condition, "CND", "condition");
TABLE(extension, "EXT", "extension");
TABLE_OF(funding_round, cl_funding_round, "RND", "round");
TABLE(holiday, "HOL", "bank holiday");
TABLE(holiday_year, "HYR", "year of bank holidays");
TABLE(transfer, "TRF", "transfer");
TABLE(payee, "PYE", "payee");
TABLE(approval, "APR", "approval");
TABLE(payment_run, "RUN", "payment run");
TABLE(payment_line, "PAY", "payment line");
TABLE_OF(report, cl_grant_report, "RPT", "report");
TABLE(report_line, "RPL", "line of a report");
TABLE(variation, "VAR", "variation");
TABLE(clawback, "CLB", "clawback");
TABLE(claim_line, "CLL", "line of a clawback");
TABLE(recovery, "RCV", "recovery");
TABLE(accreditation, "ACC", "accreditation");
TABLE(vote, "VOT", "vote");
