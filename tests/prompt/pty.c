/* SPDX-License-Identifier: MIT
 *
 * Runs a program on a pseudo-terminal and types at it as a person would: a line is typed when the
 * prompt for it is there, never after a while. What the screen then holds goes to standard output.
 *
 *   pty PROGRAM [ARGUMENT…] < keys
 *
 * A line of `keys` is a prompt and what is typed there: "> 1 + 1" or "..> end". ^C, ^D and <TAB>
 * are keys; a line that ends in ^C or ^D has no Return. Ends with the program's exit status, or
 * with 125 when nothing that was waited for comes within ten seconds. Knows the two prompts and
 * nothing else of clachan.
 */
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "screen.h"

enum { PATIENCE = 10000, LINE = 1024 }; /* milliseconds; bytes */

static const struct {
    const char *name;
    char key;
} keys[] = {{"^C", '\003'}, {"^D", '\004'}, {"<TAB>", '\t'}, {"<UP>", '\020'}};

/* What is sent for the text of a line of keys. @return its length */
static size_t translate(const char *text, char *out)
{
    size_t length = 0;
    bool enter = true;

    while (*text != '\0' && length < LINE - 2) {
        size_t k = 0;

        while (k < sizeof keys / sizeof *keys &&
               strncmp(text, keys[k].name, strlen(keys[k].name)) != 0)
            k++;
        if (k < sizeof keys / sizeof *keys) {
            out[length++] = keys[k].key;
            text += strlen(keys[k].name);
            enter = keys[k].key != '\003' && keys[k].key != '\004';
        } else {
            out[length++] = *text++;
            enter = true;
        }
    }
    if (enter)
        out[length++] = '\r';
    return length;
}

/* Shows what comes next. @return false at the end, or when nothing comes for too long */
static bool receive(int terminal, cl_screen *shown)
{
    struct pollfd wait = {terminal, POLLIN, 0};
    char bytes[512];
    ssize_t count;

    if (poll(&wait, 1, PATIENCE) <= 0)
        return false;
    count = read(terminal, bytes, sizeof bytes);
    for (ssize_t i = 0; i < count; i++)
        cl_screen_show(shown, bytes[i]);
    return count > 0;
}

/* Until the prompt stands alone on a line that is not the one typed on. */
static bool await(int terminal, cl_screen *shown, const char *prompt, size_t line_feeds)
{
    while (shown->line_feeds < line_feeds || !cl_screen_is(shown, prompt))
        if (!receive(terminal, shown))
            return false;
    return true;
}

/* Until the line editor has the keys: it writes its prompt before it takes them over, and what is
 * typed in between is echoed by the terminal and then by the editor. A terminal tells nobody that
 * its mode has changed, so it is asked again and again. */
static bool await_editor(int terminal)
{
    struct termios now;

    for (int waited = 0; waited < PATIENCE; waited++) {
        if (tcgetattr(terminal, &now) == 0 && (now.c_lflag & ICANON) == 0)
            return true;
        (void)poll(NULL, 0, 1);
    }
    return false;
}

static bool type_line(int terminal, cl_screen *shown, const char *line, size_t *line_feeds)
{
    const char *prompt = strncmp(line, "..> ", 4) == 0 ? "..> " : "> ";
    char typed[LINE];
    size_t length = translate(line + strlen(prompt), typed);

    if (!await(terminal, shown, prompt, *line_feeds)) {
        (void)fprintf(stderr, "pty: no prompt '%s' for: %s\n", prompt, line);
        return false;
    }
    if (!await_editor(terminal)) {
        (void)fprintf(stderr, "pty: nothing reads keys for: %s\n", line);
        return false;
    }
    *line_feeds = shown->line_feeds + 1;
    return write(terminal, typed, length) == (ssize_t)length;
}

/* Output that has come before this is asked for does not count: what is awaited is the next such
 * line. */
static bool await_line(int terminal, cl_screen *shown, const char *text)
{
    shown->awaited = text;
    shown->came = false;
    while (!shown->came)
        if (!receive(terminal, shown))
            break;
    shown->awaited = NULL;
    if (!shown->came)
        (void)fprintf(stderr, "pty: no line '%s'\n", text);
    return shown->came;
}

static bool type_without_prompt(int terminal, const char *text)
{
    char typed[LINE];
    size_t length = translate(text, typed);

    return write(terminal, typed, length) == (ssize_t)length;
}

/* One line of keys. */
static bool obey(int terminal, cl_screen *shown, const char *line, size_t *line_feeds)
{
    if (strncmp(line, "? ", 2) == 0)
        return await_line(terminal, shown, line + 2);
    if (strncmp(line, "! ", 2) == 0)
        return type_without_prompt(terminal, line + 2);
    if (strncmp(line, "> ", 2) == 0 || strncmp(line, "..> ", 4) == 0)
        return type_line(terminal, shown, line, line_feeds);
    (void)fprintf(stderr, "pty: begins with no prompt: %s\n", line);
    return false;
}

static bool type_all(int terminal, cl_screen *shown)
{
    char line[LINE];
    size_t line_feeds = 0;

    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (!obey(terminal, shown, line, &line_feeds))
            return false;
    }
    return true;
}

/* A terminal that does not echo by itself: what is typed before the line editor has taken over
 * would else show twice, or not, as it happens. */
static void make_quiet(struct termios *quiet)
{
    memset(quiet, 0, sizeof *quiet);
    quiet->c_iflag = ICRNL | IXON;
    quiet->c_oflag = OPOST | ONLCR;
    quiet->c_cflag = CS8 | CREAD;
    quiet->c_lflag = ICANON | ISIG | IEXTEN;
    quiet->c_cc[VINTR] = '\003';
    quiet->c_cc[VEOF] = '\004';
    quiet->c_cc[VERASE] = '\177';
    quiet->c_cc[VMIN] = 1;
    cfsetspeed(quiet, B38400);
}

int main(int argc, char **argv)
{
    struct termios quiet;
    struct winsize size = {24, CL_SCREEN_COLUMNS, 0, 0};
    cl_screen shown = {.out = stdout};
    int terminal, status = 0;
    pid_t child;
    bool typed;

    if (argc < 2)
        return 2;
    make_quiet(&quiet);
    child = forkpty(&terminal, NULL, &quiet, &size);
    if (child == 0) {
        (void)execv(argv[1], argv + 1);
        _exit(127);
    }
    if (child < 0)
        return 126;
    typed = type_all(terminal, &shown);
    if (!typed)
        (void)kill(child, 9);
    while (receive(terminal, &shown))
        continue;
    cl_screen_finish(&shown);
    if (waitpid(child, &status, 0) != child || !typed)
        return 125;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
