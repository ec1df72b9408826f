/* SPDX-License-Identifier: MIT
 *
 * Settings files: Lua that consists of constructors only, such as portals.lua, evaluated in an
 * empty environment and given back as JSON. A secret is a reference; a literal is refused without
 * being printed. Knows no lua.h and no portal.
 */
#ifndef CL_SETTINGS_H
#define CL_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "digest.h"
#include "error.h"
#include "text.h"

/** One constructor of a settings file. */
typedef struct cl_settings_word {
    const char *name; /**< "portal", "oauth2" */
    bool named;       /**< written name "id" { … }, and collected at the top of the result */
    const char *const *fields;  /**< allowed keys, ends with NULL; NULL: any (the caller knows) */
    const char *const *secrets; /**< those of them that must be references; NULL for none */
} cl_settings_word;

/** The constructors of portals.lua: portal, oauth2, bearer, header, tls. */
extern const cl_settings_word cl_settings_portals[];

/**
 * Evaluates a file. `out` gets canonical JSON: for each named constructor a member with its plural
 * ("portals"), an object by id; other constructors become an object with the member "kind".
 * `digest` (may be NULL) gets "sha256:" and 64 digits of the file.
 * CL_E_IO, CL_E_SCRIPT (file and line), CL_E_INVALID (a literal secret, an unknown key),
 * CL_E_LIMIT.
 */
int cl_settings_read(cl_text *out, char digest[7 + CL_DIGEST_HEX], const char *path,
                     const cl_settings_word *words, cl_error *e);
/** "env:NAME", "file:PATH" or "credential:NAME". */
bool cl_settings_is_reference(cl_view value);

#endif
