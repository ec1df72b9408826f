/* SPDX-License-Identifier: MIT
 *
 * The records as C structs, one a table. A zeroed struct is an empty record: id 0 (none yet), empty
 * texts and unknown numbers and dates, which are all kept as "there is none". Texts are borrowed:
 * from the arena of the call that read them, or from the caller who writes. Knows no SQL.
 *
 * Every record has `id` (its number, never used again) and `version` (goes up with every change; a
 * change names the version it read). Fields called `…_at` are milliseconds since 1970-01-01 UTC.
 * Money is minor units with its currency beside it. What a person may be known by, free text and
 * stored requests and answers are personal values: kept apart, the log holds a commitment only
 * (events.h).
 */
#ifndef CL_RECORDS_H
#define CL_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "date.h"
#include "text.h"

/** A number or a day (days since 1970-01-01) that may be unknown. */
typedef struct cl_maybe {
    int64_t value;
    bool known;
} cl_maybe;

static inline cl_maybe cl_known(int64_t value)
{
    return (cl_maybe){value, true};
}

typedef struct cl_school {
    int64_t id, version;
    cl_view name;
    cl_view country;   /**< ISO 3166-1 alpha-2 */
    cl_view nation;    /**< England, Scotland, Wales, Northern Ireland; empty elsewhere */
    cl_view la_code;   /**< local authority: its code */
    cl_view authority; /**< and its name */
    cl_view phase;     /**< contract.md: early-years, primary, secondary, asn, all-through */
    cl_view funding;   /**< state, fee-paying */
    cl_maybe pupils;
    cl_view town, postcode;
    cl_maybe opened, closed;
    cl_view source; /**< register or "by hand" */
    int64_t import; /**< import that last changed it; 0 for none */
} cl_school;

typedef struct cl_register_id {
    int64_t id, version;
    int64_t school;
    cl_view scheme; /**< GB-EDU, GB-SCOTEDU, GB-WALEDU, GB-IRN, local */
    cl_view value;  /**< scheme and value together are unique */
    cl_maybe from, to;
} cl_register_id;

typedef struct cl_import {
    int64_t id, version;
    cl_view scheme, file, digest;
    int64_t at;
    int64_t rows, added, changed, unchanged, closed, reopened, missing, refused;
    int64_t moved; /**< schools with another postcode */
} cl_import;

/* The registers hold links in one direction only, and cycles: whoever walks remembers where it has
 * been (school_links.h). */
typedef struct cl_school_link {
    int64_t id, version;
    int64_t predecessor, successor;
    cl_view kind; /**< successor, merged, split, renamed */
    cl_maybe date;
    cl_view source; /**< register or "by hand" */
    int64_t import; /**< import that made it; 0 for none */
} cl_school_link;

/** A name beside the one in the register: an earlier one, or one in another language. */
typedef struct cl_school_name {
    int64_t id, version;
    int64_t school;
    cl_view name;
    cl_view language; /**< BCP 47, such as cy; empty for the register's own */
    cl_maybe from, to;
} cl_school_name;

typedef struct cl_cluster {
    int64_t id, version;
    cl_view name;
    cl_view structure; /**< hub-and-spoke, broad-area, formal; now (see cl_cluster_structure) */
    cl_maybe formed, dissolved;
    cl_view purpose;      /**< personal: free text */
    cl_maybe annual_cost; /**< minor units: what the schools share in a year */
    cl_view currency;     /**< of the annual cost */
} cl_cluster;

typedef struct cl_membership {
    int64_t id, version;
    int64_t cluster, school;
    cl_view role; /**< lead, partner, network, sponsor */
    cl_maybe from, to;
    cl_view reason;         /**< personal: free text */
    cl_maybe head_supports; /**< day on which the head of the school gave its support */
    cl_view evidence;       /**< personal: where the head says so */
} cl_membership;

typedef struct cl_pairing {
    int64_t id, version;
    int64_t cluster, home, overseas;
    cl_maybe from, to;
    cl_maybe asked; /**< day on which it was proposed; unknown: both sides had agreed before */
    cl_maybe home_agreed, overseas_agreed; /**< day on which each side agreed to a proposal */
} cl_pairing;

typedef struct cl_coordinator {
    int64_t id, version;
    int64_t cluster, school;
    cl_view name;    /**< personal */
    cl_view contact; /**< personal */
    cl_maybe from, to;
    int64_t person; /**< 0: only a name */
} cl_coordinator;

typedef struct cl_self_evaluation {
    int64_t id, version;
    int64_t school, cluster; /**< cluster 0: not tied to one */
    cl_maybe date;
    cl_view state;         /**< draft, submitted, superseded */
    cl_view answers;       /**< personal: JSON */
    cl_view questionnaire; /**< name@edition of what was answered */
} cl_self_evaluation;

/** How a cluster was structured, and since when; the present one stands in the cluster as well. */
typedef struct cl_cluster_structure {
    int64_t id, version;
    int64_t cluster;   /**< cluster */
    cl_view structure; /**< hub-and-spoke, broad-area or formal */
    cl_maybe from;     /**< first day */
    cl_maybe to;       /**< last day */
    cl_view reason;    /**< personal: why it changed */
} cl_cluster_structure;

/** A seat on the board of a cluster: a school, and who speaks for it. */
typedef struct cl_board_seat {
    int64_t id, version;
    int64_t cluster; /**< cluster */
    int64_t school;  /**< school */
    cl_view name;    /**< personal: who speaks for the school */
    cl_maybe from;   /**< first day */
    cl_maybe to;     /**< last day */
    int64_t person;  /**< 0: only a name */
} cl_board_seat;

/** A school term, entered by an operator: there is no national list. Of a school, of an authority,
 * or of all. */
typedef struct cl_term {
    int64_t id, version;
    cl_view name;      /**< name, such as 2020-autumn */
    int64_t school;    /**< only of this school */
    cl_view authority; /**< only of this local authority */
    cl_maybe from;     /**< first day */
    cl_maybe to;       /**< last day */
} cl_term;

/** A meeting of the board of a cluster. */
typedef struct cl_meeting {
    int64_t id, version;
    int64_t cluster; /**< cluster */
    cl_maybe date;   /**< day */
    cl_view present; /**< schools that were there (JSON) */
    cl_view minutes; /**< digest of the minutes */
    cl_view note;    /**< personal: what was decided */
} cl_meeting;

/** What a school gives to a cluster in a year, in money or in kind. */
typedef struct cl_contribution {
    int64_t id, version;
    int64_t cluster;    /**< cluster */
    int64_t school;     /**< school */
    int64_t year;       /**< year */
    cl_view formula;    /**< what it was worked out by: programme@edition, or by hand */
    cl_maybe amount;    /**< minor units */
    cl_view currency;   /**< currency */
    cl_maybe due;       /**< day on which it is due */
    cl_maybe paid;      /**< day on which it was paid */
    cl_view kind;       /**< what is given in kind */
    cl_maybe hours;     /**< hours given in kind */
    cl_maybe cancelled; /**< day on which it was taken back */
} cl_contribution;

/** What two schools have agreed on. */
typedef struct cl_agreement {
    int64_t id, version;
    int64_t cluster;  /**< cluster, when it belongs to one */
    int64_t home;     /**< first party */
    int64_t overseas; /**< second party */
    cl_view terms;    /**< personal: aims, what each gives and gets, who does what, money, meetings
                         (JSON) */
    cl_view state;    /**< draft, signed or ended */
    cl_maybe signed_on;       /**< day of the last signature */
    cl_maybe home_signed;     /**< day on which the first party signed */
    cl_maybe overseas_signed; /**< day on which the second party signed */
    int64_t every;            /**< months from one review to the next */
    cl_maybe next_review;     /**< day of the next review */
    cl_maybe ended;           /**< last day */
} cl_agreement;

/** A review of a partnership agreement. */
typedef struct cl_agreement_review {
    int64_t id, version;
    int64_t agreement; /**< agreement */
    cl_maybe date;     /**< day */
    cl_view took_part; /**< who took part: senior staff, staff, pupils, community */
    cl_view outcome;   /**< kept, changed or ended */
    cl_view note;      /**< personal: what was said */
} cl_agreement_review;

/** What the self-evaluations of a cluster add up to, pinned to those it was made of. */
typedef struct cl_cluster_evaluation {
    int64_t id, version;
    int64_t cluster; /**< cluster */
    cl_maybe date;   /**< day */
    cl_view used;    /**< self-evaluations used, each with the digest of its answers (JSON) */
    cl_view result;  /**< personal: per area: schools, least, median, greatest, needs (JSON) */
} cl_cluster_evaluation;

/** A local advisor. */
typedef struct cl_advisor {
    int64_t id, version;
    cl_view name;      /**< personal: name */
    cl_view contact;   /**< personal: how to reach */
    cl_view areas;     /**< areas served */
    cl_view languages; /**< languages */
    cl_maybe from;     /**< first day */
    cl_maybe to;       /**< last day */
    int64_t person;    /**< 0: only a name */
} cl_advisor;

/** An entry of the ledger of support: minutes given (above zero) or used (below). */
typedef struct cl_support_entry {
    int64_t id, version;
    int64_t cluster;     /**< cluster */
    int64_t minutes;     /**< given (+) or used (-) */
    cl_view purpose;     /**< introduction, reapply, use or release */
    cl_maybe date;       /**< day */
    int64_t advisor;     /**< advisor */
    int64_t application; /**< application that it is given for */
    int64_t entry;       /**< entry that it takes back */
    cl_view note;        /**< personal: what it was for */
} cl_support_entry;

/** A co-ordinator has read what the programme asks them to read. */
typedef struct cl_acknowledgement {
    int64_t id, version;
    int64_t cluster;   /**< cluster */
    cl_view programme; /**< programme */
    cl_maybe date;     /**< day */
} cl_acknowledgement;

/** An organisation that links schools. A directory, not an endorsement; no names of people. */
typedef struct cl_organisation {
    int64_t id, version;
    cl_view name;      /**< name */
    cl_view offers;    /**< find a partner, advice, materials, courses, money */
    cl_view countries; /**< countries (ISO 3166-1), separated by spaces; empty: any */
    cl_view phases;    /**< phases, separated by spaces; empty: any */
    cl_view themes;    /**< themes */
    cl_view languages; /**< languages */
    cl_view website;   /**< address on the web */
    cl_view contact;   /**< address of a role, never of a person */
    cl_view source;    /**< where this is from */
    cl_maybe checked;  /**< day on which it was last checked */
    cl_maybe ended;    /**< last day */
} cl_organisation;

/** Somebody whom the office knows. Values stand apart and can be erased; the record stays. */
typedef struct cl_person {
    int64_t id, version;
    cl_view name;           /**< personal: name */
    cl_view contact;        /**< personal: how to reach */
    cl_view basis;          /**< why it may be kept: contract, consent, public task, legal duty */
    cl_maybe consent_given; /**< day on which consent was given */
    cl_view consent_how;    /**< personal: how consent was given */
    cl_maybe consent_withdrawn; /**< day on which it was withdrawn */
    cl_maybe keep_until;        /**< day until which it has to be kept */
    cl_maybe erased;            /**< day on which the values were erased */
    cl_view account;            /**< name of the user on this computer, when it is one */
} cl_person;

/** Why a person is on record. */
typedef struct cl_purpose {
    int64_t id, version;
    int64_t person;  /**< person */
    cl_view purpose; /**< what for */
    cl_maybe from;   /**< first day */
    cl_maybe to;     /**< last day */
} cl_purpose;

/** A post that a person has at a school. */
typedef struct cl_post {
    int64_t id, version;
    int64_t person; /**< person */
    int64_t school; /**< school */
    cl_view post;   /**< head, teacher, co-ordinator or bursar */
    cl_maybe from;  /**< first day */
    cl_maybe to;    /**< last day */
} cl_post;

/** A role that a person may act in. */
typedef struct cl_role_grant {
    int64_t id, version;
    int64_t person;     /**< person */
    cl_view role;       /**< role */
    cl_view scope;      /**< all, or the id of a cluster or school, or a programme */
    cl_maybe from;      /**< first day */
    cl_maybe to;        /**< last day */
    cl_view granted_by; /**< who granted it */
} cl_role_grant;

/** One item of a bulk run, so that a run that was broken off goes on and repeats nothing. */
typedef struct cl_bulk_item {
    int64_t id, version;
    cl_view run;     /**< name of the run */
    cl_view command; /**< digest of the command */
    cl_view item;    /**< digest of the item */
    int64_t line;    /**< line of the file */
    cl_view result;  /**< done or already */
} cl_bulk_item;

typedef struct cl_application {
    int64_t id, version;
    int64_t cluster;
    cl_view programme, edition;
    cl_view edition_digest, machine_digest;
    cl_view state; /**< lifecycle.md section 4 */
    cl_view option, funding_model;
    cl_maybe date;      /**< the day the application is judged on */
    cl_view round;      /**< name or deadline of the round, once it has one */
    int64_t revision;   /**< number (n) of the current revision; 0 before the first */
    int64_t follows;    /**< earlier application; 0 for none */
    cl_view answers;    /**< personal: JSON object of the programme's own facts */
    cl_view outcome;    /**< funded, declined, lapsed, …; empty before */
    cl_maybe informed;  /**< day on which the applicant was told of a refusal */
    cl_view question;   /**< personal: what the reviewer asks */
    cl_maybe answer_by; /**< day by which it is answered */
} cl_application;

/* Requests are rows and not part of a revision's text, because a draft is edited one request at a
 * time and each edit is an event of its own; the revision freezes them as JSON. */
typedef struct cl_request {
    int64_t id, version;
    int64_t application;
    cl_view item; /**< visit, supply, training, event, project */
    int64_t school;
    cl_maybe cost; /**< minor units; unknown: the full rate is asked for */
    cl_view currency;
    cl_maybe days;
    cl_maybe removed; /**< day on which it was taken out again */
} cl_request;

typedef struct cl_revision {
    int64_t id, version;
    int64_t application;
    int64_t n;
    cl_view dossier; /**< personal: canonical JSON; frozen, the database refuses a change */
    cl_view digest;  /**< "sha256:…" of the dossier */
    cl_view author;
    cl_view reason; /**< personal */
    int64_t made_at;
} cl_revision;

typedef struct cl_decision_record {
    int64_t id, version;
    int64_t application, revision; /**< revision: id of the row; 0 for none */
    cl_view programme, edition, edition_digest;
    cl_view files;  /**< JSON: name and digest of every file of the edition */
    cl_view engine; /**< version of the program */
    int64_t schema; /**< version of the schema of facts */
    cl_view stage, verdict;
    cl_maybe date;
    cl_maybe granted; /**< minor units; unknown when the grant is null */
    cl_view currency;
    cl_view dossier_digest; /**< of the canonical dossier */
    cl_view decision;       /**< personal: the decision of contract.md section 5, as printed */
    cl_view decision_digest;
    cl_view facts;   /**< personal: JSON, facts read */
    cl_view waivers; /**< personal: JSON */
    cl_view cause;   /**< check, submit, decide_fund, … */
    int64_t decided_at;
} cl_decision_record;

/** A rule that a person set aside for one application. */
typedef struct cl_waiver_record {
    int64_t id, version;
    int64_t application;
    cl_view rule;   /**< id in the edition of the application */
    cl_view person; /**< who set it aside */
    cl_view reason; /**< personal */
    cl_maybe until; /**< last day on which it counts; none: as long as the application lives */
    cl_maybe ended; /**< day on which it was taken back */
    int64_t given_at;
} cl_waiver_record;

typedef struct cl_edition {
    int64_t id, version;
    cl_view programme, edition, digest;
    cl_view files; /**< JSON */
} cl_edition;

/** The text of a state machine that records have begun under. */
typedef struct cl_machine_text {
    int64_t id, version;
    cl_view noun; /**< application, award, … */
    cl_view edition;
    cl_view digest; /**< "sha256:…" of the source */
    cl_view source;
} cl_machine_text;

typedef struct cl_award {
    int64_t id, version;
    int64_t application, decision;
    cl_view state; /**< lifecycle.md section 5 */
    int64_t original, amount;
    cl_view currency;
    cl_maybe answer_by, starts, ends;
    cl_view offer_digest;
    cl_view reference; /**< the portal's id of the award */
    cl_view machine_digest;
    int64_t payee; /**< payee that the head of the lead named; 0 before */
    int64_t round; /**< round whose budget it uses; 0 for none */
    int64_t plan;  /**< version of lines, shares, dates and instalments: each variation makes one */
} cl_award;

typedef struct cl_share {
    int64_t id, version;
    int64_t award;
    cl_view line;
    int64_t school; /**< 0: the cluster as a whole */
    int64_t amount;
} cl_share;

typedef struct cl_instalment {
    int64_t id, version;
    int64_t award;
    int64_t n;
    cl_view name;     /**< upfront, final */
    cl_view due_when; /**< "award accepted" */
    int64_t amount;
    cl_view currency;
    cl_maybe due;
    cl_view state; /**< lifecycle.md section 6 */
    cl_view machine_digest;
} cl_instalment;

typedef struct cl_delivery {
    int64_t id, version;
    int64_t application;
    int64_t revision;     /**< id of the revision row */
    cl_view portal, kind; /**< kind: submit, answer, report, variation, withdraw */
    cl_view reference;    /**< app-12-r3 */
    cl_view dialect, dialect_digest, config_digest;
    cl_view steps;   /**< JSON array, frozen at enqueue */
    cl_view forms;   /**< personal: JSON, frozen at enqueue */
    cl_view state;   /**< delivery.md section 3 */
    cl_view memory;  /**< personal: JSON, what the dialect remembers */
    int64_t next_at; /**< not before */
    cl_maybe deadline_at;
    cl_view alarm;    /**< word for the alarm raised; empty for none */
    cl_view reason;   /**< personal: what stopped it, in words */
    int64_t failures; /**< failed attempts in a row, for the back-off */
    int64_t made_at;
    cl_maybe watch_at; /**< when poll reads it next; unknown: not watched */
    cl_view portal_id, portal_number, portal_state;
} cl_delivery;

typedef struct cl_exchange {
    int64_t id, version;
    int64_t delivery;
    int64_t n; /**< 1, 2, … within the delivery */
    cl_view step;
    cl_view purpose;           /**< step, ask, watch */
    cl_view effect;            /**< read, repeat, once */
    int64_t commits, harmless; /**< 0 or 1 */
    cl_view method, path, query;
    cl_view headers; /**< JSON object, no secret in it */
    cl_view body; /**< personal: the bytes that go out, whichever attempt it is; empty for none */
    cl_view body_digest;   /**< 64 hex digits of the bytes; of no bytes when there is no body */
    cl_view expect;        /**< JSON array of statuses */
    cl_view key;           /**< Idempotency-Key; empty for none */
    cl_maybe key_until_at; /**< until when the portal honours the key; unknown: it does not */
    cl_view state;         /**< ready, sending, done, not_done, unknown */
    int64_t made_at;
} cl_exchange;

typedef struct cl_attempt {
    int64_t id, version;
    int64_t exchange;
    int64_t n;
    int64_t started_at;
    cl_maybe ended_at;
    cl_view phase; /**< none, head, body, answer head, whole; "lost" when a crash ended it */
    cl_maybe curl_code, status;
    cl_view headers; /**< personal: head of the answer */
    cl_view answer;  /**< personal: first 64 KiB */
    cl_maybe answer_length;
    cl_view answer_digest;
    cl_maybe portal_at; /**< the answer's Date */
} cl_attempt;

typedef struct cl_receipt {
    int64_t id, version;
    int64_t application, delivery, revision;
    cl_view revision_digest;
    cl_view exchanges; /**< JSON array: method, address, key, SHA-256 of the body, times */
    cl_view digest;    /**< over that list */
    cl_view answers_digest;
    cl_view portal, portal_id, portal_number, portal_state;
    cl_maybe portal_at;
    int64_t sent_at, received_at;
    cl_view found_by; /**< content, reference, person, answer */
    int64_t head_seq; /**< head of the log when it was made */
    cl_view head_hash;
} cl_receipt;

#endif
