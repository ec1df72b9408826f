/* SPDX-License-Identifier: MIT
 *
 * Batches of rows go round between two threads: one fills them, the other empties them. Without a
 * thread the second fills each when it has emptied the one before.
 */
#include "register_ahead.h"

#include <pthread.h>
#include <string.h>

#include "alloc.h"
#include "vec.h"

enum {
    ROWS = 512,
    BATCHES = 4,
    SHORT = 2 * ROWS /* lines for which no thread is worth its start */
};

typedef struct item {
    int line;
    bool readable, refused;
    size_t why; /* in the errors of its batch */
} item;

typedef struct batch {
    char *rows; /* ROWS structs of the caller's */
    item items[ROWS];
    size_t count;
    cl_arena texts;
    cl_vec errors; /* of the rows that are refused */
    bool last;
    int rc; /* with which the reading ended, and why */
    cl_error why;
} batch;

struct cl_ahead {
    cl_csv *csv;
    cl_register_read_function *read;
    void *context;
    size_t size;
    batch batches[BATCHES];
    batch *present; /* that rows are taken from; NULL before the first */
    size_t at;
    pthread_t thread;
    bool runs;
    pthread_mutex_t lock;
    pthread_cond_t changed; /* one of the three below, which the lock guards */
    size_t filled, emptied;
    bool stop;
};

bool cl_ahead_is_refusal(int code)
{
    return code == CL_E_INVALID || code == CL_E_LIMIT || code == CL_E_RANGE;
}

/* ---- filling ---- */

static void end_at(batch *b, int rc)
{
    b->last = true;
    b->rc = rc;
}

/* False: there is no room for the reason, so that the reading ends. */
static bool refuse(batch *b, item *i)
{
    i->refused = true;
    i->why = b->errors.count;
    if (cl_vec_add(&b->errors, &b->why) == 0)
        return true;
    end_at(b, cl_fail(&b->why, CL_E_MEMORY, "out of memory"));
    return false;
}

static void read_row(cl_ahead *ahead, batch *b)
{
    item *i = &b->items[b->count];
    void *row = b->rows + b->count * ahead->size;
    bool more = true;
    int rc = cl_csv_next(ahead->csv, &more, &b->why);

    if (!more) {
        end_at(b, rc);
        return;
    }
    *i = (item){cl_csv_line(ahead->csv), rc == 0, false, 0};
    memset(row, 0, ahead->size);
    if (rc == 0)
        rc = ahead->read(ahead->context, row, &b->texts, &b->why);
    if (rc != 0 && !cl_ahead_is_refusal(rc)) {
        end_at(b, rc);
        return;
    }
    if (rc == 0 || refuse(b, i))
        b->count++;
}

static void fill(cl_ahead *ahead, batch *b)
{
    b->count = 0;
    b->rc = 0;
    cl_arena_reset(&b->texts);
    cl_vec_reset(&b->errors);
    while (b->count < ROWS && !b->last)
        read_row(ahead, b);
}

/* The next batch to fill; NULL when no more are wanted. */
static batch *wait_for_empty(cl_ahead *ahead)
{
    batch *b = NULL;

    pthread_mutex_lock(&ahead->lock);
    while (!ahead->stop && ahead->filled - ahead->emptied == BATCHES)
        pthread_cond_wait(&ahead->changed, &ahead->lock);
    if (!ahead->stop)
        b = &ahead->batches[ahead->filled % BATCHES];
    pthread_mutex_unlock(&ahead->lock);
    return b;
}

static void count_up(cl_ahead *ahead, size_t *counter)
{
    pthread_mutex_lock(&ahead->lock);
    ++*counter;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->lock);
}

static void *read_all(void *data)
{
    cl_ahead *ahead = data;
    bool last = false;
    batch *b;

    while (!last && (b = wait_for_empty(ahead)) != NULL) {
        fill(ahead, b);
        last = b->last;
        count_up(ahead, &ahead->filled);
    }
    return NULL;
}

/* ---- emptying ---- */

static void wait_for_filled(cl_ahead *ahead)
{
    pthread_mutex_lock(&ahead->lock);
    while (ahead->filled == ahead->emptied)
        pthread_cond_wait(&ahead->changed, &ahead->lock);
    pthread_mutex_unlock(&ahead->lock);
}

static void next_batch(cl_ahead *ahead)
{
    if (ahead->present != NULL)
        count_up(ahead, &ahead->emptied);
    ahead->present = &ahead->batches[ahead->emptied % BATCHES]; /* only this thread counts it */
    ahead->at = 0;
    if (ahead->runs) {
        wait_for_filled(ahead);
        return;
    }
    fill(ahead, ahead->present);
    count_up(ahead, &ahead->filled);
}

int cl_ahead_next(cl_ahead_row *out, bool *more, cl_ahead *ahead, cl_error *e)
{
    batch *b;
    const item *i;

    *more = false;
    while (ahead->present == NULL || (ahead->at == ahead->present->count && !ahead->present->last))
        next_batch(ahead);
    b = ahead->present;
    if (ahead->at == b->count) {
        if (b->rc != 0 && e != NULL)
            *e = b->why;
        return b->rc;
    }
    i = &b->items[ahead->at];
    out->line = i->line;
    out->row = b->rows + ahead->at * ahead->size;
    out->refused = i->refused ? cl_vec_at(&b->errors, i->why) : NULL;
    out->readable = i->readable;
    ahead->at++;
    *more = true;
    return 0;
}

/* ---- from beginning to end ---- */

static bool make_batches(cl_ahead *ahead)
{
    for (int i = 0; i < BATCHES; i++) {
        batch *b = &ahead->batches[i];

        b->errors = (cl_vec)CL_VEC_INIT(cl_error);
        b->rows = cl_calloc(ROWS, ahead->size);
        if (b->rows == NULL)
            return false;
    }
    return true;
}

static void free_batches(cl_ahead *ahead)
{
    for (int i = 0; i < BATCHES; i++) {
        batch *b = &ahead->batches[i];

        cl_free(b->rows);
        cl_vec_clear(&b->errors);
        cl_arena_clear(&b->texts);
    }
}

int cl_ahead_open(cl_ahead **out, cl_csv *csv, size_t lines, size_t size,
                  cl_register_read_function *read, void *context, cl_error *e)
{
    cl_ahead *ahead = cl_calloc(1, sizeof *ahead);

    *out = NULL;
    if (ahead == NULL)
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    ahead->csv = csv;
    ahead->read = read;
    ahead->context = context;
    ahead->size = size;
    if (!make_batches(ahead)) {
        free_batches(ahead);
        cl_free(ahead);
        return cl_fail(e, CL_E_MEMORY, "out of memory");
    }
    pthread_mutex_init(&ahead->lock, NULL); /* without attributes they cannot fail */
    pthread_cond_init(&ahead->changed, NULL);
    ahead->runs = lines > SHORT && pthread_create(&ahead->thread, NULL, read_all, ahead) == 0;
    *out = ahead;
    return 0;
}

void cl_ahead_close(cl_ahead *ahead)
{
    if (ahead == NULL)
        return;
    pthread_mutex_lock(&ahead->lock);
    ahead->stop = true;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->lock);
    if (ahead->runs)
        pthread_join(ahead->thread, NULL);
    pthread_cond_destroy(&ahead->changed);
    pthread_mutex_destroy(&ahead->lock);
    free_batches(ahead);
    cl_free(ahead);
}
