/* SPDX-License-Identifier: MIT
 *
 * Params that are set for a what-if, as text.
 */
#ifndef CL_ASSUME_H
#define CL_ASSUME_H

#include "decision.h"
#include "eval.h"

/** Gives params of this decision the values that are assumed; memory is the evaluator's. @return 0;
 * CL_E_INVALID for what is no param or no value of it, CL_E_MEMORY */
int cl_assume(cl_evaluator *evaluator, const cl_assumption *assumed, size_t count, cl_error *e);

#endif
