/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: the step of the schema for people (schema_people.c).
 */
#ifndef CL_SCHEMA_PEOPLE_H
#define CL_SCHEMA_PEOPLE_H

extern const char cl_schema_people[], cl_schema_bulk[];

#endif
