/* SPDX-License-Identifier: MIT
 *
 * The descriptors of what clusters do: structure, board, terms, meetings, contributions,
 * agreements, self-evaluations rolled up, support, and the directory of linking organisations.
 */
#include "table_columns.h"

#define RECORD cl_cluster_structure
static const cl_column cluster_structure[] = {
    START,
    ID(cluster, "CLU", "cluster"),
    TEXT(structure, "hub-and-spoke, broad-area or formal"),
    DAY(from, "first day"),
    DAY(to, "last day"),
    PERSONAL(reason, "why it changed"),
};
#undef RECORD
#define RECORD cl_board_seat
static const cl_column board_seat[] = {
    START,
    ID(cluster, "CLU", "cluster"),
    ID(school, "SCH", "school"),
    PERSONAL(name, "who speaks for the school"),
    DAY(from, "first day"),
    DAY(to, "last day"),
    ID(person, "PER", "who it is, when on record"),
};
#undef RECORD
#define RECORD cl_term
static const cl_column term[] = {
    START,
    TEXT(name, "name, such as 2020-autumn"),
    ID(school, "SCH", "only of this school"),
    TEXT(authority, "only of this local authority"),
    DAY(from, "first day"),
    DAY(to, "last day"),
};
#undef RECORD
#define RECORD cl_meeting
static const cl_column meeting[] = {
    START,
    ID(cluster, "CLU", "cluster"),
    DAY(date, "day"),
    TEXT(present, "schools that were there (JSON)"),
    TEXT(minutes, "digest of the minutes"),
    PERSONAL(note, "what was decided"),
};
#undef RECORD
#define RECORD cl_contribution
static const cl_column contribution[] = {
    START,
    ID(cluster, "CLU", "cluster"),
    ID(school, "SCH", "school"),
    NUMBER(year, "year"),
    TEXT(formula, "what it was worked out by: programme@edition, or by hand"),
    MAYBE(amount, "minor units"),
    TEXT(currency, "currency"),
    DAY(due, "day on which it is due"),
    DAY(paid, "day on which it was paid"),
    TEXT(kind, "what is given in kind"),
    MAYBE(hours, "hours given in kind"),
    DAY(cancelled, "day on which it was taken back"),
};
#undef RECORD
#define RECORD cl_agreement
static const cl_column agreement[] = {
    START,
    ID(cluster, "CLU", "cluster, when it belongs to one"),
    ID(home, "SCH", "first party"),
    ID(overseas, "SCH", "second party"),
    PERSONAL(terms, "aims, what each gives and gets, who does what, money, meetings (JSON)"),
    TEXT(state, "draft, signed or ended"),
    DAY(signed_on, "day of the last signature"),
    DAY(home_signed, "day on which the first party signed"),
    DAY(overseas_signed, "day on which the second party signed"),
    NUMBER(every, "months from one review to the next"),
    DAY(next_review, "day of the next review"),
    DAY(ended, "last day"),
};
#undef RECORD
#define RECORD cl_agreement_review
static const cl_column agreement_review[] = {
    START,
    ID(agreement, "AGR", "agreement"),
    DAY(date, "day"),
    TEXT(took_part, "who took part: senior staff, staff, pupils, community"),
    TEXT(outcome, "kept, changed or ended"),
    PERSONAL(note, "what was said"),
};
#undef RECORD
#define RECORD cl_cluster_evaluation
static const cl_column cluster_evaluation[] = {
    START,
    ID(cluster, "CLU", "cluster"),
    DAY(date, "day"),
    TEXT(used, "self-evaluations used, each with the digest of its answers (JSON)"),
    PERSONAL(result, "per area: schools, least, median, greatest, needs (JSON)"),
};
#undef RECORD
#define RECORD cl_advisor
static const cl_column advisor[] = {
    START,
    PERSONAL(name, "name"),
    PERSONAL(contact, "how to reach"),
    TEXT(areas, "areas served"),
    TEXT(languages, "languages"),
    DAY(from, "first day"),
    DAY(to, "last day"),
    ID(person, "PER", "who it is, when on record"),
};
#undef RECORD
#define RECORD cl_support_entry
static const cl_column support_entry[] = {
    START,
    ID(cluster, "CLU", "cluster"),
    NUMBER(minutes, "given (+) or used (-)"),
    TEXT(purpose, "introduction, reapply, use or release"),
    DAY(date, "day"),
    ID(advisor, "ADV", "advisor"),
    ID(application, "APP", "application that it is given for"),
    ID(entry, "SUP", "entry that it takes back"),
    PERSONAL(note, "what it was for"),
};
#undef RECORD
#define RECORD cl_acknowledgement
static const cl_column acknowledgement[] = {
    START,
    ID(cluster, "CLU", "cluster"),
    TEXT(programme, "programme"),
    DAY(date, "day"),
};
#undef RECORD
#define RECORD cl_organisation
static const cl_column organisation[] = {
    START,
    TEXT(name, "name"),
    TEXT(offers, "find a partner, advice, materials, courses, money"),
    TEXT(countries, "countries (ISO 3166-1), separated by spaces; empty: any"),
    TEXT(phases, "phases, separated by spaces; empty: any"),
    TEXT(themes, "themes"),
    TEXT(languages, "languages"),
    TEXT(website, "address on the web"),
    TEXT(contact, "address of a role, never of a person"),
    TEXT(source, "where this is from"),
    DAY(checked, "day on which it was last checked"),
    DAY(ended, "last day"),
};
#undef RECORD

TABLE(cluster_structure, "CST", "structure of a cluster");
TABLE(board_seat, "BSE", "seat on a board");
TABLE(term, "TRM", "term");
TABLE(meeting, "MTG", "meeting");
TABLE(contribution, "CON", "contribution");
TABLE(agreement, "AGR", "partnership agreement");
TABLE(agreement_review, "ARV", "review of an agreement");
TABLE(cluster_evaluation, "CEV", "cluster self-evaluation");
TABLE(advisor, "ADV", "advisor");
TABLE(support_entry, "SUP", "entry of support hours");
TABLE(acknowledgement, "ACK", "acknowledgement");
TABLE(organisation, "ORG", "linking organisation");
