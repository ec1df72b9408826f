/* SPDX-License-Identifier: MIT
 *
 * The records that transitions make: signatures, letters, support hours, the money ledger, payments
 * and reports; and what changes an award afterwards: variations, clawbacks. Accreditations are the
 * last thing that a school gets. The rules of records.h hold for them. Knows no SQL.
 */
#ifndef CL_RECORDS_LIFECYCLE_H
#define CL_RECORDS_LIFECYCLE_H

#include "records.h"

typedef struct cl_signature {
    int64_t id, version;
    int64_t application, revision; /**< revision: id of the row */
    cl_view digest;                /**< of the revision; the database refuses another */
    cl_view person;
    cl_maybe day, voided;
} cl_signature;

/** A letter or notice that is due, or was sent. */
typedef struct cl_notice {
    int64_t id, version;
    cl_view about; /**< APP-12 */
    cl_view kind;  /**< a word of cl_lifecycle_letters */
    cl_view form;  /**< letter, notice */
    cl_maybe day, sent;
} cl_notice;

typedef struct cl_condition {
    int64_t id, version;
    int64_t application;
    cl_view text; /**< personal: free text */
    cl_maybe due, met;
} cl_condition;

/** The only way in after a deadline. */
typedef struct cl_extension {
    int64_t id, version;
    int64_t application;
    cl_maybe until;
    cl_view granted_by;
    cl_view reason; /**< personal */
    int64_t report; /**< 0: of the application's round */
} cl_extension;

typedef struct cl_funding_round {
    int64_t id, version;
    cl_view programme, name;
    cl_maybe opens, closes;
    cl_maybe budget; /**< minor units; unknown: unlimited */
    cl_view currency;
    cl_maybe grace;   /**< days after the last one, for what was signed in time */
    cl_maybe decides; /**< day of the decision */
    cl_view holidays; /**< next, previous: where the last day moves; empty: it does not */
} cl_funding_round;

/** A bank holiday of a division (scotland). */
typedef struct cl_holiday {
    int64_t id, version;
    cl_view division;
    cl_maybe day;
    cl_view title;
    cl_maybe ended; /**< day on which a later file no longer had it */
} cl_holiday;

/** A year whose bank holidays are known. */
typedef struct cl_holiday_year {
    int64_t id, version;
    cl_view division;
    int64_t year;
    cl_view digest; /**< of the file that first covered it */
} cl_holiday_year;

/** A move of the money ledger; never changed or removed. */
typedef struct cl_transfer {
    int64_t id, version;
    int64_t award, round;             /**< round 0: without one */
    cl_view from_account, to_account; /**< words of cl_lifecycle_accounts */
    int64_t amount;                   /**< above zero */
    cl_view currency;
    cl_view line;
    int64_t school;     /**< 0: the cluster as a whole */
    int64_t instalment; /**< 0: none */
    int64_t cause;      /**< seq of the event */
} cl_transfer;

/** Who may be paid, and that the details were verified. */
typedef struct cl_payee {
    int64_t id, version;
    int64_t school;
    cl_view details; /**< personal: account as the school gives it */
    cl_view digest;  /**< of the details */
    cl_view verified_by;
    cl_maybe verified, ended;
} cl_payee;

typedef struct cl_approval {
    int64_t id, version;
    int64_t instalment;
    cl_view person;
    cl_maybe day, voided;
} cl_approval;

typedef struct cl_payment_run {
    int64_t id, version;
    cl_maybe day;
    int64_t lines, total; /**< control count, control total in minor units */
    cl_view currency;
    cl_view digest; /**< of the file that was made */
    cl_view state;  /**< made, answered */
    cl_view answer; /**< digest of the bank's file */
} cl_payment_run;

typedef struct cl_payment_line {
    int64_t id, version;
    int64_t run, instalment;
    int64_t n; /**< which try of this instalment */
    int64_t payee;
    int64_t amount;
    cl_view currency;
    cl_view reference; /**< INS-9-1 */
    cl_view result;    /**< sent, paid, failed */
    cl_view reason;    /**< the bank's words */
} cl_payment_line;

typedef struct cl_grant_report {
    int64_t id, version;
    int64_t award;
    cl_view kind; /**< interim, final */
    cl_maybe opens, due;
    cl_view state; /**< lifecycle section 7 */
    cl_view machine_digest;
    cl_view answers; /**< personal: JSON */
    cl_maybe handed_in;
} cl_grant_report;

typedef struct cl_report_line {
    int64_t id, version;
    int64_t report;
    cl_view line;
    int64_t school;
    int64_t planned;
    cl_maybe spent;
    cl_view explanation; /**< personal */
} cl_report_line;

/** A change of an award, as it is proposed. */
typedef struct cl_variation {
    int64_t id, version;
    int64_t award;
    cl_view kind;  /**< a word of lifecycle section 8: extend, virement, … */
    cl_view patch; /**< canonical JSON: what the kind takes */
    cl_view state;
    cl_view machine_digest;
    cl_view proposer;
    cl_view reason;         /**< personal */
    cl_maybe effective;     /**< day from which it holds */
    int64_t award_version;  /**< of the award that the preview is of */
    cl_view preview;        /**< JSON: amount, shares, plan and dates before and after; rules */
    cl_view preview_digest; /**< over the preview */
    int64_t decision;       /**< decision record of the changed dossier; 0 where none was needed */
    cl_view dossier;        /**< personal: canonical JSON; empty where the kind changes none */
    cl_view signed_by;      /**< head of the lead school */
    cl_view signed_digest;  /**< the preview that was signed */
    cl_view question, answer; /**< personal */
    cl_maybe applied;
} cl_variation;

/** What one person of a panel is for. */
typedef struct cl_vote {
    int64_t id, version;
    int64_t application;
    cl_view person;
    cl_view event;  /**< decide_fund, decide_conditional, decide_reject */
    cl_view reason; /**< personal */
    cl_maybe day, voided;
} cl_vote;

/** A claim for money that was paid. */
typedef struct cl_clawback {
    int64_t id, version;
    int64_t award;
    int64_t report; /**< report that shows it; 0 for none */
    cl_view state;
    cl_view machine_digest;
    cl_view reason;   /**< personal */
    cl_view evidence; /**< digest of a file */
    cl_maybe grace_until;
} cl_clawback;

/** What is claimed of a share, and what came of it. */
typedef struct cl_claim_line {
    int64_t id, version;
    int64_t clawback;
    cl_view line;
    int64_t school;
    int64_t claimed, amount; /**< at first, now */
    int64_t recovered, written_off;
} cl_claim_line;

/** Money that came in for a claim, or was settled with an instalment. */
typedef struct cl_recovery {
    int64_t id, version;
    int64_t clawback;
    cl_view kind; /**< repay, offset */
    int64_t amount;
    int64_t unallocated; /**< what of it was more than outstanding */
    cl_view currency;
    cl_view reference;
    int64_t instalment; /**< offset: the part that was settled */
    cl_maybe day;
} cl_recovery;

/** A level of the International School Award that a school holds. */
typedef struct cl_accreditation {
    int64_t id, version;
    int64_t school;
    int64_t award; /**< award whose reports are the evidence; 0 for none */
    cl_view level; /**< foundation, intermediate, accreditation */
    cl_view programme, edition, edition_digest;
    cl_view facts;    /**< canonical JSON: the dossier that was judged */
    cl_view decision; /**< JSON, as printed */
    cl_view evidence; /**< digest of a file */
    cl_view state;
    cl_view machine_digest;
    cl_view certificate; /**< number */
    cl_maybe valid_from, valid_to;
    int64_t replaces;
} cl_accreditation;

#endif
