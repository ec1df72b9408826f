/* SPDX-License-Identifier: MIT
 *
 * What a test of an edition expects: a part of a decision. Every key that is expected must hold;
 * lists of records are found by their id; what is not expected is not looked at.
 */
#ifndef CL_EXPECT_H
#define CL_EXPECT_H

#include <stdbool.h>

#include "json.h"
#include "text.h"

/**
 * Compares what was found with what is expected. Every difference is appended to `differences` as
 * "grant.amount: expected \"6000.00\"; found \"4500.00\"", joined by "; ".
 * @return true when there is none
 */
bool cl_expect(cl_text *differences, const cl_json_value *expected, const cl_json_value *found);

#endif
