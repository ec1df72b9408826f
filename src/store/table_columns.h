/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: how a descriptor is written down. RECORD is the struct whose columns follow.
 */
#ifndef CL_TABLE_COLUMNS_H
#define CL_TABLE_COLUMNS_H

#include "table.h"

#define OF(field) offsetof(RECORD, field)
#define ID(field, references, about)                                                               \
    {                                                                                              \
#field, CL_COLUMN_ID, OF(field), references, about                                         \
    }
#define NUMBER(field, about)                                                                       \
    {                                                                                              \
#field, CL_COLUMN_NUMBER, OF(field), NULL, about                                           \
    }
#define MAYBE(field, about)                                                                        \
    {                                                                                              \
#field, CL_COLUMN_MAYBE, OF(field), NULL, about                                            \
    }
#define DAY(field, about)                                                                          \
    {                                                                                              \
#field, CL_COLUMN_DATE, OF(field), NULL, about                                             \
    }
#define TEXT(field, about)                                                                         \
    {                                                                                              \
#field, CL_COLUMN_TEXT, OF(field), NULL, about                                             \
    }
#define PERSONAL(field, about)                                                                     \
    {                                                                                              \
#field, CL_COLUMN_PERSONAL, OF(field), NULL, about                                         \
    }
#define START ID(id, NULL, "number, never used again"), NUMBER(version, "goes up with every change")

#define TABLE_OF(name, record, prefix, noun)                                                       \
    const cl_table cl_table_##name = {                                                             \
        #name, prefix, noun, name, sizeof name / sizeof *name, sizeof(record)}
#define TABLE(name, prefix, noun) TABLE_OF(name, cl_##name, prefix, noun)

#endif
