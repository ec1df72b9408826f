/* SPDX-License-Identifier: MIT
 *
 * The schema for awards and all that comes after one: the money ledger, payments, reports,
 * variations, claims for money that was paid, accreditations. What money may never do is refused
 * here, whoever writes.
 */
#include "schema_texts.h"
#include "schema_words.h"

/* clang-format would set SQL behind the macros that stand in it. */
/* clang-format off */
const char cl_schema_awards[] =
    "CREATE TABLE award(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, application INTEGER NOT "
    "NULL REFERENCES application(id), decision INTEGER REFERENCES decision(id), state TEXT NOT "
    "NULL, original INTEGER NOT NULL CHECK(original >= 0), amount INTEGER NOT NULL CHECK(amount "
    ">= 0), currency TEXT NOT NULL, answer_by TEXT, starts TEXT, ends TEXT, offer_digest TEXT, "
    "reference TEXT, machine_digest TEXT, payee INTEGER REFERENCES payee(id), round INTEGER "
    "REFERENCES funding_round(id), plan INTEGER NOT NULL) STRICT;\n"
    "CREATE INDEX award_application ON award(application);\n"
    "CREATE TRIGGER award_original BEFORE UPDATE OF original, currency ON award WHEN NEW.original "
    "<> OLD.original OR NEW.currency <> OLD.currency BEGIN SELECT RAISE(ABORT, 'the amount of an "
    "offer is frozen'); END;\n"
    KEPT("award")
    "CREATE TABLE share(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, award INTEGER NOT NULL "
    "REFERENCES award(id), line TEXT NOT NULL, school INTEGER REFERENCES school(id), amount "
    "INTEGER NOT NULL) STRICT;\n"
    "CREATE INDEX share_award ON share(award);\n"
    KEPT("share")
    "CREATE TABLE instalment(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, award INTEGER NOT "
    "NULL REFERENCES award(id), n INTEGER NOT NULL, name TEXT NOT NULL, due_when TEXT NOT NULL, "
    "amount INTEGER NOT NULL CHECK(amount >= 0), currency TEXT NOT NULL, due TEXT, state TEXT NOT "
    "NULL, machine_digest TEXT, UNIQUE(award, n)) STRICT;\n"
    "CREATE TRIGGER instalment_currency BEFORE INSERT ON instalment WHEN NEW.currency <> (SELECT "
    "currency FROM award WHERE id = NEW.award) BEGIN SELECT RAISE(ABORT, 'an award has one "
    "currency'); END;\n"
    "CREATE INDEX instalment_state ON instalment(state);\n"
    KEPT("instalment");

const char cl_schema_ledger[] =
    "CREATE TABLE transfer(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, award INTEGER NOT "
    "NULL REFERENCES award(id), round INTEGER REFERENCES funding_round(id), from_account TEXT NOT "
    "NULL, to_account TEXT NOT NULL, amount INTEGER NOT NULL CHECK(amount > 0), currency TEXT NOT "
    "NULL, line TEXT NOT NULL, school INTEGER REFERENCES school(id), instalment INTEGER "
    "REFERENCES instalment(id), cause INTEGER NOT NULL, CHECK(from_account <> to_account)) "
    "STRICT;\n"
    "CREATE INDEX transfer_award ON transfer(award, line);\n"
    "CREATE INDEX transfer_round ON transfer(round, from_account, amount) WHERE from_account = "
    "'available' OR to_account = 'available';\n"
    "CREATE UNIQUE INDEX transfer_once ON transfer(cause, award, from_account, to_account, line, "
    "coalesce(school, 0), coalesce(instalment, 0));\n"
    "CREATE TRIGGER transfer_covered BEFORE INSERT ON transfer WHEN NEW.from_account <> "
    "'available' AND NEW.amount > (SELECT coalesce(sum(CASE WHEN to_account = NEW.from_account "
    "THEN amount ELSE 0 END - CASE WHEN from_account = NEW.from_account THEN amount ELSE 0 END), "
    "0) FROM transfer WHERE award = NEW.award AND line = NEW.line AND coalesce(school, 0) = "
    "coalesce(NEW.school, 0)) BEGIN SELECT RAISE(ABORT, 'the account holds less than that'); END;\n"
    "CREATE TRIGGER transfer_budget BEFORE INSERT ON transfer WHEN NEW.from_account = 'available' "
    "AND NEW.amount > (SELECT budget - (SELECT coalesce(sum(CASE from_account WHEN 'available' "
    "THEN amount ELSE -amount END), 0) FROM transfer WHERE round = NEW.round AND (from_account = "
    "'available' OR to_account = 'available')) FROM funding_round WHERE id = NEW.round) BEGIN "
    "SELECT RAISE(ABORT, 'the budget of the round is spent'); END;\n"
    "CREATE TRIGGER transfer_currency BEFORE INSERT ON transfer WHEN NEW.currency <> (SELECT "
    "currency FROM award WHERE id = NEW.award) BEGIN SELECT RAISE(ABORT, 'an award has one "
    "currency'); END;\n"
    FROZEN("transfer", "a move of money is never changed; make one back and a new one")
    KEPT("transfer")
    "CREATE TABLE payee(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, school INTEGER NOT NULL "
    "REFERENCES school(id), details INTEGER REFERENCES personal(id), digest TEXT NOT NULL, "
    "verified_by TEXT, verified TEXT, ended TEXT) STRICT;\n"
    "CREATE INDEX payee_school ON payee(school);\n"
    KEPT("payee");

const char cl_schema_payments[] =
    "CREATE TABLE approval(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, instalment INTEGER "
    "NOT NULL REFERENCES instalment(id), person TEXT NOT NULL, day TEXT NOT NULL, voided TEXT) "
    "STRICT;\n"
    "CREATE UNIQUE INDEX approval_once ON approval(instalment, person) WHERE voided IS NULL;\n"
    KEPT("approval")
    "CREATE TABLE payment_run(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, day TEXT NOT "
    "NULL, lines INTEGER NOT NULL CHECK(lines > 0), total INTEGER NOT NULL CHECK(total >= 0), "
    "currency TEXT NOT NULL, digest TEXT NOT NULL, state TEXT NOT NULL CHECK(state IN ('made', "
    "'answered')), answer TEXT UNIQUE) STRICT;\n"
    KEPT("payment_run")
    "CREATE TABLE payment_line(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, run INTEGER NOT "
    "NULL REFERENCES payment_run(id), instalment INTEGER NOT NULL REFERENCES instalment(id), n "
    "INTEGER NOT NULL, payee INTEGER NOT NULL REFERENCES payee(id), amount INTEGER NOT NULL "
    "CHECK(amount >= 0), currency TEXT NOT NULL, reference TEXT NOT NULL UNIQUE, result TEXT NOT "
    "NULL CHECK(result IN ('sent', 'paid', 'failed')), reason TEXT, UNIQUE(instalment, n)) "
    "STRICT;\n"
    "CREATE INDEX payment_line_run ON payment_line(run);\n"
    KEPT("payment_line");

const char cl_schema_reports[] =
    "CREATE TABLE report(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, award INTEGER NOT NULL "
    "REFERENCES award(id), kind TEXT NOT NULL, opens TEXT, due TEXT, state TEXT NOT NULL, "
    "machine_digest TEXT, answers INTEGER REFERENCES personal(id), handed_in TEXT) STRICT;\n"
    "CREATE INDEX report_award ON report(award);\n"
    KEPT("report")
    "CREATE TABLE report_line(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, report INTEGER "
    "NOT NULL REFERENCES report(id), line TEXT NOT NULL, school INTEGER REFERENCES school(id), "
    "planned INTEGER NOT NULL, spent INTEGER CHECK(spent >= 0), explanation INTEGER REFERENCES "
    "personal(id)) STRICT;\n"
    "CREATE INDEX report_line_report ON report_line(report);\n"
    KEPT("report_line");

const char cl_schema_variations[] =
    "CREATE TABLE variation(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, award INTEGER NOT "
    "NULL REFERENCES award(id), kind TEXT NOT NULL, patch TEXT NOT NULL, state TEXT NOT NULL, "
    "machine_digest TEXT, proposer TEXT NOT NULL, reason INTEGER REFERENCES personal(id), "
    "effective TEXT, award_version INTEGER NOT NULL, preview TEXT NOT NULL, preview_digest TEXT "
    "NOT NULL, decision INTEGER REFERENCES decision(id), dossier INTEGER REFERENCES personal(id), "
    "signed_by TEXT, signed_digest TEXT, question INTEGER REFERENCES personal(id), answer INTEGER "
    "REFERENCES personal(id), applied TEXT) STRICT;\n"
    "CREATE INDEX variation_award ON variation(award);\n"
    "CREATE INDEX variation_state ON variation(state);\n"
    "CREATE TRIGGER variation_final BEFORE UPDATE ON variation WHEN OLD.state IN ('applied', "
    "'rejected', 'withdrawn', 'superseded') BEGIN SELECT RAISE(ABORT, 'the variation has ended; "
    "propose another'); END;\n"
    "CREATE TRIGGER variation_said BEFORE UPDATE OF award, kind, proposer ON variation WHEN "
    "NEW.award <> OLD.award OR NEW.kind <> OLD.kind OR NEW.proposer <> OLD.proposer BEGIN SELECT "
    "RAISE(ABORT, 'another change is another variation'); END;\n"
    KEPT("variation");

const char cl_schema_clawbacks[] =
    "CREATE TABLE clawback(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, award INTEGER NOT "
    "NULL REFERENCES award(id), report INTEGER REFERENCES report(id), state TEXT NOT NULL, "
    "machine_digest TEXT, reason INTEGER REFERENCES personal(id), evidence TEXT, grace_until "
    "TEXT) STRICT;\n"
    "CREATE INDEX clawback_award ON clawback(award);\n"
    "CREATE INDEX clawback_state ON clawback(state);\n"
    KEPT("clawback")
    "CREATE TABLE claim_line(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, clawback INTEGER "
    "NOT NULL REFERENCES clawback(id), line TEXT NOT NULL, school INTEGER REFERENCES school(id), "
    "claimed INTEGER NOT NULL CHECK(claimed > 0), amount INTEGER NOT NULL CHECK(amount >= 0 AND "
    "amount <= claimed), recovered INTEGER NOT NULL CHECK(recovered >= 0), written_off INTEGER "
    "NOT NULL CHECK(written_off >= 0), CHECK(recovered + written_off <= amount)) STRICT;\n"
    "CREATE UNIQUE INDEX claim_line_once ON claim_line(clawback, line, coalesce(school, 0));\n"
    KEPT("claim_line")
    "CREATE TABLE recovery(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, clawback INTEGER NOT "
    "NULL REFERENCES clawback(id), kind TEXT NOT NULL CHECK(kind IN ('repay', 'offset')), amount "
    "INTEGER NOT NULL CHECK(amount > 0), unallocated INTEGER NOT NULL CHECK(unallocated >= 0 AND "
    "unallocated <= amount), currency TEXT NOT NULL, reference TEXT, instalment INTEGER "
    "REFERENCES instalment(id), day TEXT NOT NULL) STRICT;\n"
    "CREATE INDEX recovery_clawback ON recovery(clawback);\n"
    FROZEN("recovery", "money that came in is never changed")
    KEPT("recovery");

const char cl_schema_accreditations[] =
    "CREATE TABLE accreditation(id INTEGER PRIMARY KEY, version INTEGER NOT NULL, school INTEGER "
    "NOT NULL REFERENCES school(id), award INTEGER REFERENCES award(id), level TEXT NOT NULL, "
    "programme TEXT NOT NULL, edition TEXT NOT NULL, edition_digest TEXT NOT NULL, facts TEXT NOT "
    "NULL, decision TEXT NOT NULL, evidence TEXT, state TEXT NOT NULL, machine_digest TEXT, "
    "certificate TEXT, valid_from TEXT, valid_to TEXT, replaces INTEGER REFERENCES "
    "accreditation(id)) STRICT;\n"
    "CREATE INDEX accreditation_school ON accreditation(school);\n"
    "CREATE INDEX accreditation_state ON accreditation(state);\n"
    "CREATE UNIQUE INDEX accreditation_certificate ON accreditation(certificate) WHERE "
    "certificate IS NOT NULL;\n"
    "CREATE TRIGGER accreditation_judged BEFORE UPDATE OF school, level, facts, decision ON "
    "accreditation WHEN NEW.school <> OLD.school OR NEW.level <> OLD.level OR NEW.facts <> "
    "OLD.facts OR NEW.decision <> OLD.decision BEGIN SELECT RAISE(ABORT, 'what was judged is "
    "frozen; earn another'); END;\n"
    KEPT("accreditation");
/* clang-format on */
