/* SPDX-License-Identifier: MIT
 *
 * Edit distance with transpositions of neighbours, in three rows on the stack. Names are short:
 * what is longer than LONGEST gets no suggestion.
 */
#include "suggest.h"

#include "utf8.h"

enum { LONGEST = 64 };

typedef struct word {
    uint32_t points[LONGEST];
    size_t length;
} word;

static bool read_word(word *out, cl_view text)
{
    size_t offset = 0;

    out->length = 0;
    while (offset < text.length) {
        uint32_t point = cl_utf8_next(text, &offset);

        if (out->length == LONGEST)
            return false;
        if (point >= 'A' && point <= 'Z')
            point += 'a' - 'A';
        out->points[out->length++] = point;
    }
    return true;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t distance(const word *a, const word *b)
{
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];

    for (size_t j = 0; j <= b->length; j++)
        above[j] = j;
    for (size_t i = 1; i <= a->length; i++) {
        size_t *spare = before;

        row[0] = i;
        for (size_t j = 1; j <= b->length; j++) {
            bool same = a->points[i - 1] == b->points[j - 1];

            row[j] = least(least(row[j - 1], above[j]) + 1, above[j - 1] + (same ? 0 : 1));
            if (i > 1 && j > 1 && a->points[i - 1] == b->points[j - 2] &&
                a->points[i - 2] == b->points[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
        before = above;
        above = row;
        row = spare;
    }
    return above[b->length];
}

const char *cl_suggest(cl_view typed, const char *const *names, size_t count)
{
    const char *best = NULL;
    size_t best_distance = 0;
    word wanted, name;

    if (!read_word(&wanted, typed))
        return NULL;
    for (size_t i = 0; i < count; i++) {
        size_t longer, allowed, far;

        if (!read_word(&name, cl_view_of(names[i])))
            continue;
        longer = wanted.length > name.length ? wanted.length : name.length;
        allowed = longer / 3 > 1 ? longer / 3 : 1;
        far = distance(&wanted, &name);
        if (far > allowed || far >= longer) /* nothing in common is not near */
            continue;
        if (best == NULL || far < best_distance) {
            best = names[i];
            best_distance = far;
        }
    }
    return best;
}
