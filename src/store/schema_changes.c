/* SPDX-License-Identifier: MIT
 *
 * The step of the schema for what comes after an award: variations, claims for money that was paid,
 * accreditations, and the votes of a panel before it.
 */
#include "schema_lifecycle.h"

#include "schema_words.h"

const char cl_schema_variations[] =
    "CREATE TABLE variation(id INTEGER PRIMARY KEY, version INTEGER NOT NULL,"
    " award INTEGER NOT NULL REFERENCES award(id), kind TEXT NOT NULL, patch TEXT NOT NULL,"
    " state TEXT NOT NULL, machine_digest TEXT, proposer TEXT NOT NULL,"
    " reason INTEGER REFERENCES personal(id), effective TEXT, award_version INTEGER NOT NULL,"
    " preview TEXT NOT NULL, preview_digest TEXT NOT NULL,"
    " decision INTEGER REFERENCES decision(id), dossier INTEGER REFERENCES personal(id),"
    " signed_by TEXT, signed_digest TEXT, question INTEGER REFERENCES personal(id),"
    " answer INTEGER REFERENCES personal(id), applied TEXT) STRICT;\n"
    "CREATE INDEX variation_award ON variation(award);\n"
    "CREATE INDEX variation_state ON variation(state);\n"
    "CREATE TRIGGER variation_final BEFORE UPDATE ON variation WHEN OLD.state IN"
    " ('applied', 'rejected', 'withdrawn', 'superseded')"
    " BEGIN SELECT RAISE(ABORT, 'the variation has ended; propose another'); END;\n"
    "CREATE TRIGGER variation_said BEFORE UPDATE OF award, kind, proposer ON variation"
    " WHEN NEW.award <> OLD.award OR NEW.kind <> OLD.kind OR NEW.proposer <> OLD.proposer"
    " BEGIN SELECT RAISE(ABORT, 'another change is another variation'); END;\n";

/* What is claimed, recovered and written off of a share never is more than the claim. */
const char cl_schema_clawbacks[] =
    "CREATE TABLE clawback(id INTEGER PRIMARY KEY, version INTEGER NOT NULL,"
    " award INTEGER NOT NULL REFERENCES award(id), report INTEGER REFERENCES report(id),"
    " state TEXT NOT NULL, machine_digest TEXT, reason INTEGER REFERENCES personal(id),"
    " evidence TEXT, grace_until TEXT) STRICT;\n"
    "CREATE INDEX clawback_award ON clawback(award);\n"
    "CREATE INDEX clawback_state ON clawback(state);\n"
    "CREATE TABLE claim_line(id INTEGER PRIMARY KEY, version INTEGER NOT NULL,"
    " clawback INTEGER NOT NULL REFERENCES clawback(id), line TEXT NOT NULL,"
    " school INTEGER REFERENCES school(id), claimed INTEGER NOT NULL CHECK(claimed > 0),"
    " amount INTEGER NOT NULL CHECK(amount >= 0 AND amount <= claimed),"
    " recovered INTEGER NOT NULL CHECK(recovered >= 0),"
    " written_off INTEGER NOT NULL CHECK(written_off >= 0),"
    " CHECK(recovered + written_off <= amount)) STRICT;\n"
    "CREATE UNIQUE INDEX claim_line_once ON claim_line(clawback, line, coalesce(school, 0));\n"
    "CREATE TABLE recovery(id INTEGER PRIMARY KEY, version INTEGER NOT NULL,"
    " clawback INTEGER NOT NULL REFERENCES clawback(id),"
    " kind TEXT NOT NULL CHECK(kind IN ('repay', 'offset')),"
    " amount INTEGER NOT NULL CHECK(amount > 0),"
    " unallocated INTEGER NOT NULL CHECK(unallocated >= 0 AND unallocated <= amount),"
    " currency TEXT NOT NULL, reference TEXT, instalment INTEGER REFERENCES instalment(id),"
    " day TEXT NOT NULL) STRICT;\n"
    "CREATE INDEX recovery_clawback ON recovery(clawback);\n" FROZEN(
        "recovery", "money that came in is never changed");

const char cl_schema_accreditations[] =
    "CREATE TABLE accreditation(id INTEGER PRIMARY KEY, version INTEGER NOT NULL,"
    " school INTEGER NOT NULL REFERENCES school(id), award INTEGER REFERENCES award(id),"
    " level TEXT NOT NULL, programme TEXT NOT NULL, edition TEXT NOT NULL,"
    " edition_digest TEXT NOT NULL, facts TEXT NOT NULL, decision TEXT NOT NULL, evidence TEXT,"
    " state TEXT NOT NULL, machine_digest TEXT, certificate TEXT, valid_from TEXT, valid_to TEXT,"
    " replaces INTEGER REFERENCES accreditation(id)) STRICT;\n"
    "CREATE INDEX accreditation_school ON accreditation(school);\n"
    "CREATE INDEX accreditation_state ON accreditation(state);\n"
    "CREATE UNIQUE INDEX accreditation_certificate ON accreditation(certificate)"
    " WHERE certificate IS NOT NULL;\n"
    "CREATE TRIGGER accreditation_judged BEFORE UPDATE OF school, level, facts, decision"
    " ON accreditation WHEN NEW.school <> OLD.school OR NEW.level <> OLD.level"
    " OR NEW.facts <> OLD.facts OR NEW.decision <> OLD.decision"
    " BEGIN SELECT RAISE(ABORT, 'what was judged is frozen; earn another'); END;\n"
    "CREATE TABLE vote(id INTEGER PRIMARY KEY, version INTEGER NOT NULL,"
    " application INTEGER NOT NULL REFERENCES application(id), person TEXT NOT NULL,"
    " event TEXT NOT NULL, reason INTEGER REFERENCES personal(id), day TEXT NOT NULL,"
    " voided TEXT) STRICT;\n"
    "CREATE UNIQUE INDEX vote_once ON vote(application, person) WHERE voided IS NULL;\n";

const char cl_schema_changes_kept[] = KEPT("variation") KEPT("clawback") KEPT("claim_line")
    KEPT("recovery") KEPT("accreditation") KEPT("vote");
