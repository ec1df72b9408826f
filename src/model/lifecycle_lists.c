/* SPDX-License-Identifier: MIT
 *
 * The closed lists: lifecycle rules say which facts, roles, effects and guards there are; a machine
 * file says how they are put together.
 */
#include "lifecycle.h"

#define YES(name, about)                                                                           \
    {                                                                                              \
        name, CL_FACT_YESNO, false, NULL, about                                                    \
    }
#define CORE(name, about)                                                                          \
    {                                                                                              \
        name, CL_FACT_YESNO, true, NULL, about                                                     \
    }
#define DAY(name, about)                                                                           \
    {                                                                                              \
        name, CL_FACT_DATE, false, NULL, about                                                     \
    }
#define TEXT(name, about)                                                                          \
    {                                                                                              \
        name, CL_FACT_TEXT, false, NULL, about                                                     \
    }
#define REASON TEXT("reason", "a reason")
#define END_FACTS                                                                                  \
    {                                                                                              \
        NULL, CL_FACT_YESNO, false, NULL, NULL                                                     \
    }
#define END_SETTINGS                                                                               \
    {                                                                                              \
        NULL, 0, NULL                                                                              \
    }
#define END_CORE                                                                                   \
    {                                                                                              \
        NULL, NULL, NULL, NULL, NULL, false                                                        \
    }

const char *const cl_lifecycle_roles[] = {
    "coord", "head",    "head of lead", "head of own school", "officer", "funder", "funder higher",
    "panel", "finance", "admin",        "proposer",           NULL};
const char *const cl_lifecycle_systems[] = {"timer", "courier", "poll", "import", NULL};
const char *const cl_lifecycle_letters[] = {
    "ineligible",         "feedback", "retracted", "expired",    "withdrawn",
    "answer due",         "fell due", "clawback",  "report due", "superseded",
    "certificate ending", "revoked",  NULL};
const char *const cl_lifecycle_accounts[] = {"available",  "reserved",    "committed",
                                             "in transit", "paid",        "receivable",
                                             "recovered",  "written off", NULL};

/* ---- application ---- */

static const char *const verdicts[] = {"eligible", "ineligible", "undetermined", "needs-judgement",
                                       NULL};

static const cl_noun_fact application_facts[] = {
    REASON,
    YES("cluster_dissolved", "the cluster is dissolved"),
    YES("edition_in_force", "the edition is in force on the date"),
    CORE("no_other_live", "the cluster has no other live application in this programme"),
    YES("version_read", "the version that was read is the version now"),
    {"apply_verdict", CL_FACT_CHOICE, false, verdicts, "the verdict up to the stage apply"},
    {"fund_verdict", CL_FACT_CHOICE, false, verdicts, "the verdict up to the stage fund"},
    YES("decision_current", "the decision record is of these answers and this edition"),
    YES("grant_known", "the grant is known"),
    YES("unknown_grant_taken", "the programme takes an unknown grant"),
    YES("waived", "what fails is waived"),
    YES("quorum_complete", "the quorum is complete with this signature"),
    YES("digest_quoted", "the signature is for the digest of the revision"),
    YES("in_delivery", "a delivery of it is under way"),
    CORE("round_open", "the round is open, or a named extension runs"),
    YES("portal_carries", "a portal is configured and can carry everything"),
    YES("portal_routes", "a portal of the programme takes applications"),
    YES("evidence_kept", "a file with the evidence is kept"),
    YES("receipt_kept", "the receipt is stored"),
    YES("delivery_rejected", "the portal rejected the delivery"),
    CORE("submit_never_sent", "the delivery never sent its submit step"),
    YES("deadline_passed", "the deadline has passed"),
    YES("portal_withdraws", "the portal can withdraw it, or was not used"),
    YES("rule_named", "at least one rule is named"),
    YES("informed", "the applicant is informed"),
    YES("conflicts_settled", "conflicts of interest are declared and settled"),
    TEXT("question", "a question"),
    DAY("answer_by", "the day to answer by"),
    YES("answered", "answers have changed, or a text is given"),
    YES("panel_complete", "as many have decided as the panel needs"),
    CORE("budget_left", "the budget of the round covers it"),
    YES("conditions_dated", "conditions are given, each with a date"),
    YES("conditions_met", "every condition has accepted evidence"),
    YES("condition_overdue", "a condition is past its date"),
    YES("award_made", "an award is made"),
    CORE("amount_recorded", "the amount is that of the decision record"),
    YES("award_answered", "the award is accepted, declined, lapsed or retracted"),
    YES("reapply_allowed", "the programme lets a cluster apply again"),
    YES("round_ahead", "a round is ahead"),
    DAY("round_closes", "the last day of the last round it could enter"),
    YES("extension_named", "an extension or a new round is named"),
    DAY("open_until", "the last day to appeal, to apply again or to be extended"),
    END_FACTS,
};

static const cl_noun_setting application_settings[] = {
    {"quorum", 1, "signatures that a revision needs"},
    {"panel", 1, "persons who decide"},
    {"appeal_days", 28, "days to appeal or to apply again after a refusal"},
    {"support_minutes", 180, "support for applying again, in minutes"},
    {"remind_days", 0, "days before an answer is due on which a notice is made; 0: none"},
    END_SETTINGS,
};

static const cl_noun_core application_core[] = {
    {"start", NULL, "draft", "no_other_live", NULL, false},
    {"sign", "awaiting_signoff", "awaiting_signoff", NULL, "request_signoff", false},
    {"sign", "awaiting_signoff", "signed", NULL, "request_signoff", false},
    {"submit", "signed", "submitting", "round_open", NULL, false},
    {"abandon", "submitting", "signed", "submit_never_sent", NULL, false},
    {"reinstate", "ineligible", "in_review", NULL, "mark_ineligible", false},
    {"decide_fund", "in_review", "decided_fund", "budget_left", NULL, false},
    {"revert", "decided_fund", "in_review", NULL, "decide_fund decide_conditional decide_reject",
     false},
    {"offer", "decided_fund", "offered", "amount_recorded", "decide_fund", false},
    END_CORE,
};

/* ---- award ---- */

static const cl_noun_fact award_facts[] = {
    REASON,
    CORE("sums_agree", "shares, lines and amount agree"),
    CORE("plan_adds_up", "the instalments add up to the amount"),
    CORE("digest_quoted", "the digest of the offer is quoted"),
    DAY("answer_by", "the day to answer by"),
    YES("payee_may_hold", "the payee is a member that may hold money"),
    YES("payee_verified", "the payee's details are verified"),
    DAY("ends", "the last day of the activity"),
    CORE("money_settled", "nothing is committed, in transit or receivable"),
    END_FACTS,
};

static const cl_noun_setting award_settings[] = {
    {"answer_days", 28, "days to answer an offer"},
    {"interim_report", 0, "1: an interim report is due half way"},
    {"report_days", 56, "days from the end of the activity to the final report"},
    {"remind_days", 0, "days before an answer is due on which a notice is made; 0: none"},
    END_SETTINGS,
};

static const cl_noun_core award_core[] = {
    {"offer", NULL, "offered", "sums_agree plan_adds_up", NULL, false},
    {"accept", "offered", "active", "digest_quoted", NULL, false},
    {"retract", "offered", "terminated", NULL, "offer", false},
    {"close", "closing", "closed", "money_settled", NULL, false},
    {"reopen", "closed", "closing", NULL, NULL, true},
    END_CORE,
};

/* ---- instalment ---- */

static const cl_noun_fact instalment_facts[] = {
    REASON,
    YES("when_happened", "what it waits for has happened"),
    YES("award_open", "the award is active, reporting or closing"),
    CORE("same_amount", "it is the part that an offset settles, of the same amount"),
    YES("early_allowed", "the programme allows it to be paid early"),
    YES("released_undone", "what released it was reopened"),
    YES("last_approval", "it is the last approval that this amount needs"),
    CORE("run_agrees", "it is in a run whose count and total agree"),
    YES("payee_unchanged", "the payee's details are unchanged since they were verified"),
    CORE("line_agrees", "the bank's line has the same reference, payee and amount"),
    TEXT("bank_reason", "the bank's reason"),
    YES("verified_again", "the payee's details are verified again"),
    YES("award_suspended", "the award is suspended"),
    YES("plan_without", "a new plan is without it, or the award has ended"),
    END_FACTS,
};

static const cl_noun_setting instalment_settings[] = {
    {"approvals", 1, "approvals that an instalment needs"},
    {"approvals_above", 2, "approvals that one above `threshold` needs"},
    {"threshold", 1000000, "amount in minor units above which more approvals are needed"},
    {"pay_early", 0, "1: an administrator may pay early"},
    END_SETTINGS,
};

static const cl_noun_core instalment_core[] = {
    {"settle", "due", "paid", "same_amount", NULL, false},
    {"approve", "due", "due", NULL, "fall_due pay_early retry approve", false},
    {"approve", "due", "approved", NULL, "fall_due pay_early retry approve", false},
    {"send", "approved", "sent", "run_agrees", "approve", false},
    {"confirm", "sent", "paid", "line_agrees", NULL, false},
    END_CORE,
};

/* ---- report ---- */

static const cl_noun_fact report_facts[] = {
    REASON,
    DAY("opens", "the day on which it opens"),
    YES("version_read", "the version that was read is the version now"),
    YES("answers_complete", "every required answer is there"),
    YES("lines_accounted", "every line and school is accounted for"),
    CORE("spending_adds_up", "the spending adds up"),
    YES("variances_explained", "each variance is inside the tolerance or explained"),
    YES("unspent_covered", "unspent money has a variation or a clawback proposed"),
    YES("nothing_released", "nothing that it released is approved or later"),
    YES("award_ended", "the award is terminated, or a variation cancels it"),
    END_FACTS,
};

static const cl_noun_setting report_settings[] = {
    {"return_days", 14, "days to answer a returned report"},
    {"tolerance_percent", 10, "variance of a line that needs no explanation"},
    {"waived_counts", 0, "1: a waived report counts as accepted"},
    {"remind_days", 0, "days before a report is due on which a notice is made; 0: none"},
    END_SETTINGS,
};

static const cl_noun_core report_core[] = {
    {"submit", "draft", "submitted", "spending_adds_up", NULL, false},
    {"accept", "submitted", "accepted", NULL, "submit", false},
    {"reopen", "accepted", "submitted", NULL, "accept", false},
    {"waive", "draft", "waived", NULL, NULL, true},
    END_CORE,
};

/* ---- variation ---- */

static const cl_noun_fact variation_facts[] = {
    REASON,
    YES("award_changeable", "the award is active, suspended, reporting or closing"),
    YES("preview_current", "the preview is of the award's present version"),
    YES("lead_signed", "the head of the lead has signed where money or lead changes"),
    YES("preview_eligible", "the preview is eligible in the pinned edition"),
    YES("waived", "what fails is waived"),
    YES("money_there", "the money is there"),
    CORE("version_same", "the award's version is that of the preview"),
    YES("fields_touched", "an applied variation touched the same fields"),
    DAY("effective", "the day from which it holds"),
    TEXT("question", "a question"),
    END_FACTS,
};

static const cl_noun_setting variation_settings[] = {END_SETTINGS};

static const cl_noun_core variation_core[] = {
    {"approve", "submitted", "approved", NULL, "propose", false},
    {"apply", "approved", "applied", "version_same", NULL, false},
    END_CORE,
};

/* ---- clawback ---- */

static const cl_noun_fact clawback_facts[] = {
    REASON,
    CORE("within_paid", "for each school and line it is at most what was paid and not claimed yet"),
    DAY("grace_until", "the last day of grace"),
    YES("smaller", "the new amounts are smaller"),
    YES("school_agrees", "the school agrees"),
    YES("settles_all", "it is all that is outstanding"),
    YES("within_outstanding", "it is at most what is outstanding"),
    END_FACTS,
};

static const cl_noun_setting clawback_settings[] = {
    {"grace_days", 28, "days to dispute a claim"},
    END_SETTINGS,
};

static const cl_noun_core clawback_core[] = {
    {"propose", NULL, "proposed", "within_paid", NULL, false},
    {"approve", "proposed", "approved", NULL, "propose", false},
    {"uphold", "disputed", "notified", NULL, "approve", false},
    {"lower", "disputed", "notified", NULL, "approve", false},
    {"drop", "disputed", "rejected", NULL, "approve", false},
    {"write_off", "recovering", "written_off", NULL, "approve", false},
    END_CORE,
};

/* ---- accreditation ---- */

static const cl_noun_fact accreditation_facts[] = {
    REASON,
    YES("level_reached", "the accepted evidence gives a level"),
    TEXT("certificate", "the number of the certificate"),
    DAY("notice_from", "the day from which its end is announced"),
    DAY("valid_to", "the last day on which it is valid"),
    END_FACTS,
};

static const cl_noun_setting accreditation_settings[] = {
    {"notice_days", 90, "days before the end at which it is announced"},
    {"valid_years", 3, "years for which an accreditation is valid"},
    END_SETTINGS,
};

static const cl_noun_core accreditation_core[] = {
    {"issue", "earned", "issued", NULL, "earn", false},
    {"revoke", "issued", "revoked", NULL, NULL, true},
    END_CORE,
};

#define NOUN(name, prefix, states)                                                                 \
    {                                                                                              \
#name, prefix, states, name##_facts, name##_settings, name##_core                          \
    }

const cl_noun cl_nouns[] = {
    NOUN(application, "APP",
         "draft ready awaiting_signoff signed submitting submitted ineligible in_review "
         "info_requested decided_fund decided_conditional decided_reject offered expired withdrawn "
         "closed"),
    NOUN(award, "AWD",
         "offered active declined suspended reporting closing closed terminated lapsed"),
    NOUN(instalment, "INS", "planned due approved sent paid failed held cancelled"),
    NOUN(report, "RPT", "scheduled open draft submitted returned accepted waived cancelled"),
    NOUN(variation, "VAR",
         "draft submitted queried approved applied rejected withdrawn superseded"),
    NOUN(clawback, "CLB",
         "proposed approved notified disputed recovering recovered written_off rejected"),
    NOUN(accreditation, "ACC", "earned issued refused expiring expired superseded revoked"),
    {NULL, NULL, NULL, NULL, NULL, NULL},
};

/* ---- effects ---- */

const cl_effect_row cl_lifecycle_effects[] = {
    {"move", CL_EFFECT_ACCOUNTS, "moves its money from one account to another"},
    {"tell", CL_EFFECT_TELL, "causes an event of a record that belongs to it"},
    {"letter", CL_EFFECT_LETTER, "a letter becomes due"},
    {"notice", CL_EFFECT_LETTER, "a notice becomes due"},
    {"fall_due", CL_EFFECT_TEXT, "what waits for these words falls due"},
    {"outcome", CL_EFFECT_TEXT, "how the record ended"},
    /* application */
    {"pin_edition", CL_EFFECT_PLAIN, "pins edition and machine"},
    {"copy_earlier", CL_EFFECT_PLAIN, "copies answers and feedback of the application it follows"},
    {"record_decision", CL_EFFECT_PLAIN, "keeps the decision record"},
    {"freeze_revision", CL_EFFECT_PLAIN, "freezes the answers as a revision"},
    {"keep_signature", CL_EFFECT_PLAIN, "keeps the signature of the revision's digest"},
    {"void_signatures", CL_EFFECT_PLAIN, "voids the signatures of the revision"},
    {"assign_round", CL_EFFECT_PLAIN, "assigns the round"},
    {"queue_delivery", CL_EFFECT_PLAIN, "queues the delivery to the portal"},
    {"keep_receipt", CL_EFFECT_PLAIN, "keeps the evidence as a receipt"},
    {"void_votes", CL_EFFECT_PLAIN, "voids the votes of the panel"},
    {"void_decisions", CL_EFFECT_PLAIN, "marks the decision void"},
    {"ask", CL_EFFECT_PLAIN, "keeps the question and its answer-by day"},
    {"keep_conditions", CL_EFFECT_PLAIN, "keeps the conditions"},
    {"mark_informed", CL_EFFECT_PLAIN, "marks the applicant as informed"},
    {"forget_informed", CL_EFFECT_PLAIN, "the applicant is not informed of what comes next"},
    {"credit_support", CL_EFFECT_PLAIN, "credits support hours for applying again"},
    {"withdraw_support", CL_EFFECT_PLAIN, "withdraws the support hours it credited"},
    {"begin_award", CL_EFFECT_PLAIN, "begins the award"},
    {"begin_again", CL_EFFECT_PLAIN, "begins a new draft that follows it, with its feedback"},
    {"keep_extension", CL_EFFECT_PLAIN, "keeps the named extension"},
    /* award, instalment, report */
    {"make_offer", CL_EFFECT_PLAIN, "freezes the offer: digest, answer-by day"},
    {"plan_reports", CL_EFFECT_PLAIN, "plans the reports"},
    {"hold_instalments", CL_EFFECT_PLAIN, "holds the open instalments"},
    {"rejudge_instalments", CL_EFFECT_PLAIN, "judges held instalments again"},
    {"cancel_instalments", CL_EFFECT_PLAIN, "cancels what is not paid or sent"},
    {"cancel_reports", CL_EFFECT_PLAIN, "cancels the reports that are not accepted"},
    {"shift_dates", CL_EFFECT_PLAIN, "moves open dates by the days suspended"},
    {"keep_approval", CL_EFFECT_PLAIN, "keeps the approval"},
    {"void_approvals", CL_EFFECT_PLAIN, "voids the approvals"},
    {"rejudge", CL_EFFECT_PLAIN, "judges again what it waits for"},
    {"return_money", CL_EFFECT_PLAIN, "returns its money to the round, and the award falls by it"},
    {"freeze_report", CL_EFFECT_PLAIN, "freezes the report's answers"},
    {"return_days", CL_EFFECT_PLAIN, "sets the new day to hand it in"},
    {"tell_award", CL_EFFECT_PLAIN, "tells the award when every report is accepted or waived"},
    {"release", CL_EFFECT_PLAIN, "what waits for the acceptance of this report falls due"},
    {"fall_back", CL_EFFECT_PLAIN, "what it released goes back to planned"},
    /* variation, clawback, accreditation */
    {"keep_preview", CL_EFFECT_PLAIN, "keeps the preview: re-check, re-price, new plan"},
    {"apply_when_due", CL_EFFECT_PLAIN, "applies it at once when its day has come"},
    {"mark_applied", CL_EFFECT_PLAIN, "keeps the day on which it was applied"},
    {"apply_patch", CL_EFFECT_PLAIN, "changes award, shares, plan and dates at once"},
    {"supersede_others", CL_EFFECT_PLAIN, "supersedes open variations of the same fields"},
    {"begin_grace", CL_EFFECT_PLAIN, "the days of grace begin"},
    {"lower_claim", CL_EFFECT_PLAIN, "lowers the claim and gives the difference back"},
    {"book_recovery", CL_EFFECT_PLAIN, "books what comes in"},
    {"set_validity", CL_EFFECT_PLAIN, "sets the days on which it is valid, by its level"},
    {"replace_earlier", CL_EFFECT_PLAIN, "supersedes the one that it replaces"},
    {NULL, CL_EFFECT_PLAIN, NULL},
};
