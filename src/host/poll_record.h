/* SPDX-License-Identifier: MIT
 *
 * Recording what a portal says: the raw answer, the events of the application, the award.
 */
#ifndef CL_POLL_RECORD_H
#define CL_POLL_RECORD_H

#include "courier_parts.h"

/** What one reading means. Texts live in the errand's arena; NULL: not said. */
typedef struct cl_news {
    const char *event;    /**< decide_fund, decide_reject, open_review */
    const char *stage;    /**< checks_passed, taken, late_refusal: of the delivery itself */
    const char *number;   /**< the portal's tracking number */
    const char *text;     /**< the portal's word */
    const char *feedback; /**< word for word */
    const char *amount, *currency, *award;
    const char *disbursed, *disbursed_currency; /**< what the portal says that it has paid */
    const char *remember;                       /**< JSON */
    bool more;                                  /**< read again, with what is remembered now */
    bool contradicted;                          /**< a draft again: what was acknowledged is gone */
    const char *applied;                        /**< the event that was recorded */
} cl_news;

/** Reads what a dialect returned. `news->text` stays what it was when nothing new is said. */
int cl_news_read(cl_news *news, cl_arena *arena, const cl_dialect_status *status, cl_error *e);

/**
 * Stores a reading in one transaction: the answer (when it is `new`), the memory, and the event
 * with all that follows from it. CL_E_STATE: the portal's amount is not ours, or what was
 * acknowledged is gone; the reading is stored, the delivery has an alarm, and the event is not
 * applied.
 */
int cl_poll_record(cl_errand *errand, cl_exchange *reading, cl_news *news, bool new, cl_error *e);

#endif
