/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: the condition on schools that listing and searching share. Parameters 1 to 7
 * are country, town, nation, phase, funding, authority (texts, NULL: all) and open_only.
 */
#ifndef CL_SCHOOL_FILTER_H
#define CL_SCHOOL_FILTER_H

#define CL_SCHOOL_FILTER                                                                           \
    "(?1 IS NULL OR t.country = ?1) AND (?2 IS NULL OR t.town = ?2 COLLATE NOCASE)"                \
    " AND (?3 IS NULL OR t.nation = ?3) AND (?4 IS NULL OR t.phase = ?4)"                          \
    " AND (?5 IS NULL OR t.funding = ?5) AND (?6 IS NULL OR t.la_code = ?6 COLLATE NOCASE"         \
    " OR t.authority = ?6 COLLATE NOCASE) AND (?7 = 0 OR t.closed IS NULL)"

#endif
