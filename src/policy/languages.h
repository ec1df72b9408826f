/* SPDX-License-Identifier: MIT
 *
 * The words of an edition in other languages: what choices, countries, months and units are called
 * where they are filled into a message.
 */
#ifndef CL_LANGUAGES_H
#define CL_LANGUAGES_H

#include "programme.h"

/** `word` in a language; `word` itself where the edition has none for it, or `language` is NULL. */
const char *cl_language_word(const cl_programme *programme, const char *language, const char *word);
/** The language of the message that cl_rule_message() gives; NULL: that of the edition. */
const char *cl_rule_message_language(const cl_rule *rule, const char *language);
/** Findings for words that no message can hold, and that are given twice. */
void cl_languages_check(cl_programme *programme);

#endif
