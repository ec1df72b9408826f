/* SPDX-License-Identifier: MIT
 *
 * Running the properties of an edition on made dossiers, and shrinking what breaks one.
 */
#ifndef CL_RULES_PROPERTY_H
#define CL_RULES_PROPERTY_H

#include "programme.h"
#include "session.h"
#include "verb.h"

enum { CL_PROPERTY_DOSSIERS = 100 }; /**< enough for every day */

/**
 * Tries every property of an edition on so many dossiers made from the one that it names: a row for
 * each, a refusal for each that is broken, with the smallest dossier that shows it as a test to be
 * pasted. Whatever a property says, of each dossier it must hold that the lines add up to the grant
 * and the instalments do, that nothing is negative, that a rule that refuses cites a clause, and
 * that neither the order of lists nor the names of records matter.
 * @return 0, or a code when trying itself could not go on
 */
int cl_rules_property(cl_session *session, const cl_programme *programme, size_t dossiers,
                      const cl_sink *sink, cl_error *e);

#endif
