/* SPDX-License-Identifier: MIT
 *
 * The machines of a session: the file of a noun (a programme's own before the common one), and the
 * text that a record is pinned to. Each is loaded once.
 */
#ifndef CL_MACHINES_H
#define CL_MACHINES_H

#include "change.h"
#include "machine.h"
#include "session.h"

/**
 * The machine that a record moves by.
 *
 * @param noun       "application"
 * @param programme  whose own machine comes first; empty for the common one
 * @param digest     what the record is pinned to: when the file is another by now, the text comes
 *                   from the database. Empty: the file
 * @return 0, CL_E_NOT_FOUND (no such machine), CL_E_SCRIPT (it has errors), CL_E_STORE (the pinned
 * text is not in the database)
 */
int cl_session_machine(const cl_machine **out, cl_session *session, const char *noun,
                       cl_view programme, cl_view digest, cl_error *e);
/** As cl_session_machine() for the file, and gives the findings also when it has errors (`*out` is
 * NULL then). */
int cl_session_machine_file(const cl_machine **out, const cl_findings **findings,
                            cl_session *session, const char *noun, cl_view programme, cl_error *e);
/** Tells what is wrong with the machines that a programme's records move by, each by itself and
 * together. `told`: vector of const cl_findings *, so that a file is told once. */
int cl_session_check_machines(cl_session *session, cl_view programme, cl_vec *told,
                              const cl_sink *sink, cl_error *e);
/** Keeps the text of a machine, as part of a change that begins a record under it. */
int cl_machine_pin(cl_change *change, const cl_machine *machine, cl_error *e);

#endif
