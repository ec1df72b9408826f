/* SPDX-License-Identifier: MIT
 *
 * Edit distance with transpositions over short names; a beginning of a name is near too.
 */
#include "nearest.h"

#include <string.h>

enum { LONGEST = 64 };

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment; three rows are enough. Both lengths are at most LONGEST. */
static size_t distance_of(const char *a, size_t length_a, const char *b, size_t length_b)
{
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];

    for (size_t j = 0; j <= length_b; j++)
        above[j] = j;
    for (size_t i = 1; i <= length_a; i++) {
        size_t *spare = before;

        row[0] = i;
        for (size_t j = 1; j <= length_b; j++) {
            size_t same = a[i - 1] == b[j - 1] ? 0 : 1;

            row[j] = smaller(smaller(above[j] + 1, row[j - 1] + 1), above[j - 1] + same);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = smaller(row[j], before[j - 2] + 1);
        }
        before = above;
        above = row;
        row = spare;
    }
    return above[length_b];
}

void cl_nearest_try(cl_nearest *nearest, const char *name)
{
    size_t typed = strlen(nearest->typed), length = strlen(name), distance, allowed;

    if (typed == 0 || typed > LONGEST || length > LONGEST)
        return;
    if (nearest->best != NULL && strcmp(nearest->best, name) == 0)
        return;
    distance = distance_of(nearest->typed, typed, name, length);
    allowed = (typed > length ? typed : length) / 3;
    if (typed >= 3 && strncmp(nearest->typed, name, typed) == 0)
        distance = 1; /* the rest was left out */
    if (distance > (allowed == 0 ? 1 : allowed) || distance > nearest->distance)
        return;
    nearest->best = distance == nearest->distance ? NULL : name;
    nearest->distance = distance;
}
