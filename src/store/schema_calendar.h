/* SPDX-License-Identifier: MIT
 *
 * Inside store/ only: the step of the schema for calendars.
 */
#ifndef CL_SCHEMA_CALENDAR_H
#define CL_SCHEMA_CALENDAR_H

extern const char cl_schema_calendar[];

#endif
