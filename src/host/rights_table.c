/* SPDX-License-Identifier: MIT
 *
 * Who may run which writing command. The office's records are the officers'; what a cluster is and
 * does is also its co-ordinator's; what a school says of itself is also its head's; money is for
 * finance as well. Roles, erasure and restoring are the administrator's alone.
 */
#include "rights.h"

#include <stddef.h>

#define OFFICE "officer admin"
#define CLUSTER "coord officer admin"
#define SCHOOL "head coord officer admin"
#define BY_MACHINE(name)                                                                           \
    {                                                                                              \
        name, NULL, CL_RIGHT_BY_MACHINE, NULL                                                      \
    }

const cl_right cl_rights[] = {
    BY_MACHINE("accreditation *"),
    {"advisor add", OFFICE, CL_RIGHT_SHARED, NULL},
    {"advisor end", OFFICE, CL_RIGHT_SHARED, NULL},
    {"agreement draft", SCHOOL, CL_RIGHT_MEMBERS, NULL},
    {"agreement end", SCHOOL, CL_RIGHT_MEMBERS, NULL},
    {"agreement review", SCHOOL, CL_RIGHT_MEMBERS, NULL},
    {"agreement sign", SCHOOL, CL_RIGHT_MEMBERS, NULL},
    BY_MACHINE("application *"),
    {"application feedback", "officer panel funder", CL_RIGHT_REMEMBERED, NULL},
    BY_MACHINE("award *"),
    {"backup", NULL, CL_RIGHT_FREE, NULL}, /* reads, as every listing does */
    {"bank-holiday import", OFFICE, CL_RIGHT_SHARED, NULL},
    {"board leave", CLUSTER, 0, NULL},
    {"board seat", CLUSTER, 0, NULL},
    {"bulk", NULL, CL_RIGHT_FREE, NULL}, /* each of its commands is asked */
    BY_MACHINE("clawback *"),
    {"cluster add", CLUSTER, 0, NULL},
    {"cluster agree", SCHOOL, CL_RIGHT_MEMBERS, "school"},
    {"cluster coordinator", CLUSTER, 0, NULL},
    {"cluster create", CLUSTER, CL_RIGHT_SHARED, NULL},
    {"cluster dissolve", CLUSTER, 0, NULL},
    {"cluster edit", CLUSTER, 0, NULL},
    {"cluster head", SCHOOL, CL_RIGHT_MEMBERS, "school"},
    {"cluster pair", CLUSTER, 0, NULL},
    {"cluster remove", CLUSTER, 0, NULL},
    {"cluster structure", CLUSTER, 0, NULL},
    {"condition meet", "officer", CL_RIGHT_REMEMBERED, NULL},
    {"contribution add", CLUSTER, CL_RIGHT_REMEMBERED, NULL},
    {"contribution cancel", CLUSTER, CL_RIGHT_REMEMBERED, NULL},
    {"contribution pay", "coord finance officer admin", CL_RIGHT_REMEMBERED, NULL},
    {"contribution plan", CLUSTER, CL_RIGHT_REMEMBERED, NULL},
    {"delivery cancel", CLUSTER, 0, NULL},
    {"delivery reconcile", OFFICE, CL_RIGHT_SHARED, NULL},
    {"delivery requeue", CLUSTER, 0, NULL},
    {"delivery resolve", OFFICE, 0, NULL},
    {"delivery resume", CLUSTER, 0, NULL},
    {"directory add", OFFICE, CL_RIGHT_SHARED, NULL},
    {"directory check", OFFICE, CL_RIGHT_SHARED, NULL},
    {"directory edit", OFFICE, CL_RIGHT_SHARED, NULL},
    {"extension grant", "admin", CL_RIGHT_REMEMBERED, NULL},
    BY_MACHINE("grant-report *"),
    {"init", NULL, CL_RIGHT_FREE, NULL}, /* there is nobody yet */
    BY_MACHINE("instalment *"),
    {"journey acknowledge", CLUSTER, 0, NULL},
    {"meeting add", CLUSTER, 0, NULL},
    {"payee add", "head coord finance officer", CL_RIGHT_MEMBERS | CL_RIGHT_REMEMBERED, NULL},
    {"payee verify", "finance", CL_RIGHT_MEMBERS | CL_RIGHT_REMEMBERED, NULL},
    BY_MACHINE("payment *"),
    {"person add", OFFICE, CL_RIGHT_SHARED, NULL},
    {"person edit", OFFICE, CL_RIGHT_SHARED, NULL},
    {"person erase", "admin", 0, NULL},
    {"poll", NULL, CL_RIGHT_FREE, NULL}, /* the system acts */
    {"post add", OFFICE, CL_RIGHT_SHARED, NULL},
    {"post end", OFFICE, CL_RIGHT_SHARED, NULL},
    {"purpose add", OFFICE, CL_RIGHT_SHARED, NULL},
    {"purpose end", OFFICE, CL_RIGHT_SHARED, NULL},
    {"redact", "admin", 0, NULL},
    {"reminder done", OFFICE, CL_RIGHT_SHARED, NULL},
    {"reminder send", OFFICE, CL_RIGHT_SHARED, NULL},
    {"restore", "admin", 0, NULL}, /* asked in what is restored: restore_verbs.c */
    {"role grant", "admin", CL_RIGHT_FIRST, "scope"},
    {"role revoke", "admin", CL_RIGHT_FIRST, NULL},
    {"round create", "finance officer admin", CL_RIGHT_SHARED, NULL},
    {"round edit", "finance officer admin", CL_RIGHT_SHARED, NULL},
    {"school add", OFFICE, CL_RIGHT_SHARED, NULL},
    {"school edit", "head officer admin", 0, NULL},
    {"school import", OFFICE, CL_RIGHT_SHARED, NULL},
    {"school link", OFFICE, CL_RIGHT_SHARED, NULL},
    {"school number", OFFICE, CL_RIGHT_SHARED, NULL},
    {"self-evaluation add", SCHOOL, CL_RIGHT_MEMBERS, NULL},
    {"self-evaluation roll-up", CLUSTER, 0, NULL},
    BY_MACHINE("submit"),
    {"support book", CLUSTER, 0, NULL},
    {"support introduce", OFFICE, 0, NULL},
    {"support reapply", OFFICE, 0, NULL},
    {"support release", CLUSTER, 0, NULL},
    {"term add", OFFICE, CL_RIGHT_SHARED, NULL},
    {"tick", NULL, CL_RIGHT_FREE, NULL}, /* the system acts */
    BY_MACHINE("variation *"),
    {"waiver add", "funder panel admin", CL_RIGHT_REMEMBERED, NULL},
    {"waiver end", "funder panel admin", CL_RIGHT_REMEMBERED, NULL},
    {NULL, NULL, 0, NULL},
};
