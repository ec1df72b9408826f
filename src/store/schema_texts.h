/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: the SQL of the schema by subject, as schema_*.c write it. A subject is
 * several texts, since a compiler need not take a string of more than 4,095 bytes.
 */
#ifndef CL_SCHEMA_TEXTS_H
#define CL_SCHEMA_TEXTS_H

extern const char cl_schema_events[], cl_schema_pins[];
extern const char cl_schema_people[], cl_schema_posts[];
extern const char cl_schema_schools[], cl_schema_search[];
extern const char cl_schema_clusters[], cl_schema_ties[], cl_schema_boards[],
    cl_schema_agreements[], cl_schema_support[];
extern const char cl_schema_rounds[];
extern const char cl_schema_applications[], cl_schema_judging[];
extern const char cl_schema_awards[], cl_schema_ledger[], cl_schema_payments[], cl_schema_reports[],
    cl_schema_variations[], cl_schema_clawbacks[], cl_schema_accreditations[];
extern const char cl_schema_outbox[], cl_schema_exchanges[];

#endif
