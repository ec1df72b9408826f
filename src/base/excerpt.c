/* SPDX-License-Identifier: MIT
 *
 * Short forms of what was found, for messages.
 */
#include "excerpt.h"

#include <string.h>

#include "utf8.h"

enum { SHOWN = 40 };

const char *cl_excerpt(char out[CL_EXCERPT], cl_view text)
{
    size_t cut = cl_utf8_cut(text, SHOWN), next = 0, used = 0;

    while (next < cut) {
        size_t here = next;
        uint32_t point = cl_utf8_next(text, &next);
        bool control = point < 0x20 || (point >= 0x7F && point <= 0x9F);

        if (control || (point == 0xFFFD && next - here == 1)) {
            out[used++] = '?';
            continue;
        }
        memcpy(out + used, text.at + here, next - here);
        used += next - here;
    }
    (void)memcpy(out + used, cut < text.length ? "…" : "", cut < text.length ? sizeof "…" : 1);
    return out;
}
