/* SPDX-License-Identifier: MIT
 *
 * The smallest program that embeds clachan: it says which one it found.
 */
#include <clachan.h>
#include <stdio.h>

int main(void)
{
    clachan_error *error = clachan_error_new();
    clachan_session *session = NULL;
    int code = clachan_session_open(&session, NULL, error);

    if (code != 0)
        (void)fprintf(stderr, "%s\n", clachan_error_text(error));
    else
        (void)printf("%s\n", clachan_version());
    clachan_session_close(session);
    clachan_error_free(error);
    return code == 0 ? 0 : 1;
}
