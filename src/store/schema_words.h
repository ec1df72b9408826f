/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: what the steps of the schema say often.
 */
#ifndef CL_SCHEMA_WORDS_H
#define CL_SCHEMA_WORDS_H

/* Is a day both in row o and in the other? */
#define SAME_DAY(other)                                                                            \
    "coalesce(o.\"from\", '0000') <= coalesce(" other ".\"to\", '9999-12-31')"                     \
    " AND coalesce(" other ".\"from\", '0000') <= coalesce(o.\"to\", '9999-12-31')"

/* Two rows of one key may not be true on the same day. `message` is what a person reads. */
#define NO_OVERLAP(table, when, key, message)                                                      \
    "CREATE TRIGGER " table "_overlap_" when " AFTER " when " ON " table " WHEN EXISTS ("          \
    "SELECT 1 FROM " table " o WHERE " key " AND o.id <> NEW.id"                                   \
    " AND " SAME_DAY("NEW") ")"                                                                    \
                            " BEGIN SELECT RAISE(ABORT, '" message "'); END;"                      \
                            "\n"

#define DATED(table, key, message)                                                                 \
    NO_OVERLAP(table, "INSERT", key, message) NO_OVERLAP(table, "UPDATE", key, message)

#define FROZEN(table, message)                                                                     \
    "CREATE TRIGGER " table "_frozen BEFORE UPDATE ON " table                                      \
    " BEGIN SELECT RAISE(ABORT, '" message "'); END;\n"

#define KEPT(table)                                                                                \
    "CREATE TRIGGER " table "_kept BEFORE DELETE ON " table                                        \
    " BEGIN SELECT RAISE(ABORT, 'records are never deleted'); END;\n"

#endif
