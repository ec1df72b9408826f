/* SPDX-License-Identifier: MIT
 *
 * The descriptors of people: who they are, why they are on record, what they may do; and of bulk
 * runs.
 */
#include "table_columns.h"

#define RECORD cl_person
static const cl_column person[] = {
    START,
    PERSONAL(name, "name"),
    PERSONAL(contact, "how to reach"),
    TEXT(basis, "why it may be kept: contract, consent, public task, legal duty"),
    DAY(consent_given, "day on which consent was given"),
    PERSONAL(consent_how, "how consent was given"),
    DAY(consent_withdrawn, "day on which it was withdrawn"),
    DAY(keep_until, "day until which it has to be kept"),
    DAY(erased, "day on which the values were erased"),
    TEXT(account, "name of the user on this computer, when it is one"),
};
#undef RECORD
#define RECORD cl_purpose
static const cl_column purpose[] = {
    START,
    ID(person, "PER", "person"),
    TEXT(purpose, "what for"),
    DAY(from, "first day"),
    DAY(to, "last day"),
};
#undef RECORD
#define RECORD cl_post
static const cl_column post[] = {
    START,
    ID(person, "PER", "person"),
    ID(school, "SCH", "school"),
    TEXT(post, "head, teacher, co-ordinator or bursar"),
    DAY(from, "first day"),
    DAY(to, "last day"),
};
#undef RECORD
#define RECORD cl_role_grant
static const cl_column role_grant[] = {
    START,
    ID(person, "PER", "person"),
    TEXT(role, "role"),
    TEXT(scope, "all, or the id of a cluster or school, or a programme"),
    DAY(from, "first day"),
    DAY(to, "last day"),
    TEXT(granted_by, "who granted it"),
};
#undef RECORD
#define RECORD cl_bulk_item
static const cl_column bulk_item[] = {
    START,
    TEXT(run, "name of the run"),
    TEXT(command, "digest of the command"),
    TEXT(item, "digest of the item"),
    NUMBER(line, "line of the file"),
    TEXT(result, "done or already"),
};
#undef RECORD

TABLE(person, "PER", "person");
TABLE(purpose, "PUR", "purpose");
TABLE(post, "POS", "post");
TABLE(role_grant, "GRT", "grant of a role");
TABLE(bulk_item, "BLK", "item of a bulk run");
