/* SPDX-License-Identifier: MIT
 *
 * compute: a Lua function for what the words cannot say. It runs when an application is decided.
 */
#include "words.h"

const cl_word cl_words_compute[] = {{.name = NULL}};
