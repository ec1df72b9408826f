/* SPDX-License-Identifier: MIT
 *
 * Pricing by the plan. Not for other layers.
 */
#ifndef CL_PLAN_PRICE_H
#define CL_PLAN_PRICE_H

#include "award.h"
#include "plan.h"

/** As cl_price_line(), into zeroed memory, from the slots of a plan that has run. False when
 * something is not covered or not known: `out` is then nothing, and cl_price_line() has to be
 * asked. */
bool cl_plan_price(cl_priced_line *out, cl_evaluator *evaluator, const cl_line *line,
                   const cl_planned_line *planned);

#endif
