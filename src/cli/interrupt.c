/* SPDX-License-Identifier: MIT
 *
 * The one global of the program: a signal handler sees nothing else.
 */
#include "interrupt.h"

#include <signal.h>
#include <stddef.h>

static clachan_session *volatile watched;
static volatile sig_atomic_t patience_left;

/* Without a session, and when asked twice, the signal does what it always does. */
static void on_signal(int number)
{
    if (watched != NULL && patience_left != 0) {
        patience_left = patience_left > 0 ? patience_left - 1 : patience_left;
        clachan_session_interrupt(watched);
        return;
    }
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

void cl_interrupt_watch(clachan_session *session, cl_patience patience)
{
    struct sigaction action = {.sa_handler = on_signal};

    watched = session;
    patience_left = patience == CL_ALWAYS ? -1 : 1;
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

void cl_interrupt_forget(void)
{
    watched = NULL;
}
