/* SPDX-License-Identifier: MIT
 *
 * Money, hours and states that no longer agree: one tampering a rule, and verify names the record.
 */
#include <stdio.h>
#include <string.h>

#include "change.h"
#include "file.h"
#include "fixture.h"
#include "query.h"
#include "verify.h"

#define UNFREEZE "DROP TRIGGER transfer_frozen; "

static void move(cl_store *store, const char *from, const char *to, int64_t amount,
                 int64_t instalment)
{
    for (int64_t school = 1; school <= 2; school++) {
        cl_transfer transfer = {.award = 1,
                                .round = 1,
                                .from_account = cl_view_of(from),
                                .to_account = cl_view_of(to),
                                .amount = amount / 2,
                                .currency = CL_VIEW("GBP"),
                                .line = CL_VIEW("visits"),
                                .school = school,
                                .instalment = instalment,
                                .cause = 1};

        fixture_add(store, &cl_table_transfer, &transfer);
    }
}

static void plan(cl_store *store, int64_t n, int64_t amount, const char *state)
{
    cl_instalment instalment = {.award = 1,
                                .n = n,
                                .name = CL_VIEW("part"),
                                .due_when = CL_VIEW("award accepted"),
                                .amount = amount,
                                .currency = CL_VIEW("GBP"),
                                .state = cl_view_of(state),
                                .machine_digest = CL_VIEW("sha256:00")};

    fixture_add(store, &cl_table_instalment, &instalment);
}

static void pay(cl_store *store, int64_t instalment, int64_t amount, const char *result)
{
    char reference[32];
    cl_payment_run run = {.day = cl_known(18737),
                          .lines = 1,
                          .total = amount,
                          .currency = CL_VIEW("GBP"),
                          .digest = CL_VIEW("sha256:00"),
                          .state = CL_VIEW("made")};
    cl_payment_line line = {.run = fixture_add(store, &cl_table_payment_run, &run),
                            .instalment = instalment,
                            .n = 1,
                            .payee = 1,
                            .amount = amount,
                            .currency = CL_VIEW("GBP"),
                            .result = cl_view_of(result)};

    snprintf(reference, sizeof reference, "INS-%d-1", (int)instalment);
    line.reference = cl_view_of(reference);
    fixture_add(store, &cl_table_payment_line, &line);
}

/* The award's state as a transition stores it: the event says where it led. */
static void accept(cl_store *store)
{
    cl_author author = fixture_author();
    cl_arena arena = CL_ARENA_INIT;
    cl_error e = CL_ERROR_INIT;
    cl_award before, after;
    cl_change change;

    expect_ok(cl_record_get(&before, &arena, store, &cl_table_award, 1, &e), &e);
    after = before;
    after.state = CL_VIEW("active");
    expect_ok(cl_store_begin(store, &e), &e);
    expect_ok(cl_change_open(&change, store, &author, &e), &e);
    expect_ok(cl_change_set(&change, &cl_table_award, &before, &after, &e), &e);
    expect_ok(cl_change_store(&change, "accept", "AWD", 1, "offered", "active", &e), &e);
    cl_change_clear(&change);
    expect_ok(cl_store_commit(store, &e), &e);
    cl_arena_clear(&arena);
}

static void add_money(cl_store *store)
{
    cl_funding_round round = {.programme = CL_VIEW("p"),
                              .name = CL_VIEW("one"),
                              .budget = cl_known(700000),
                              .currency = CL_VIEW("GBP")};
    cl_award award = {.application = 1,
                      .state = CL_VIEW("offered"),
                      .original = 600000,
                      .amount = 600000,
                      .currency = CL_VIEW("GBP"),
                      .machine_digest = CL_VIEW("sha256:00"),
                      .round = 1};
    cl_payee payee = {.school = 1, .digest = CL_VIEW("sha256:00")};

    fixture_add(store, &cl_table_funding_round, &round);
    fixture_add(store, &cl_table_payee, &payee);
    fixture_add(store, &cl_table_award, &award);
    for (int64_t school = 1; school <= 2; school++) {
        cl_share share = {
            .award = 1, .line = CL_VIEW("visits"), .school = school, .amount = 300000};

        fixture_add(store, &cl_table_share, &share);
    }
    plan(store, 1, 480000, "paid");
    plan(store, 2, 120000, "sent");
    pay(store, 1, 480000, "paid");
    pay(store, 2, 120000, "sent");
}

static void claim(cl_store *store)
{
    cl_clawback clawback = {
        .award = 1, .state = CL_VIEW("approved"), .machine_digest = CL_VIEW("sha256:00")};

    fixture_add(store, &cl_table_clawback, &clawback);
    for (int64_t school = 1; school <= 2; school++) {
        cl_claim_line line = {.clawback = 1,
                              .line = CL_VIEW("visits"),
                              .school = school,
                              .claimed = 5000,
                              .amount = 5000};

        fixture_add(store, &cl_table_claim_line, &line);
    }
}

/* An award of £6,000 of which £4,800 are paid, £1,200 on their way and £100 claimed back. */
static void fill(void)
{
    cl_store *store = fixture_open("a.db");
    cl_support_entry entry = {
        .cluster = 1, .minutes = 1620, .purpose = CL_VIEW("introduction"), .date = cl_known(18737)};
    cl_signature signature = {.application = 1,
                              .revision = 1,
                              .digest = CL_VIEW("sha256:00"),
                              .person = CL_VIEW("B. Head"),
                              .day = cl_known(18737)};

    fixture_school(store, "Clyde Primary");
    fixture_school(store, "Zomba Primary");
    fixture_cluster(store, "One");
    fixture_application(store, 1);
    fixture_revision(store, 1, 1);
    fixture_add(store, &cl_table_signature, &signature);
    fixture_add(store, &cl_table_support_entry, &entry);
    add_money(store);
    move(store, "available", "reserved", 600000, 0);   /* TRF-1, TRF-2 */
    move(store, "reserved", "committed", 600000, 0);   /* TRF-3, TRF-4 */
    move(store, "committed", "in transit", 480000, 1); /* TRF-5, TRF-6 */
    move(store, "in transit", "paid", 480000, 1);      /* TRF-7, TRF-8 */
    move(store, "committed", "in transit", 120000, 2); /* TRF-9, TRF-10 */
    move(store, "paid", "receivable", 10000, 0);       /* TRF-11, TRF-12 */
    claim(store);
    accept(store);
    assert_int_equal(fixture_verify(store, NULL, 0), 0);
    cl_store_close(store);
}

static const struct {
    const char *sql, *want;
} tamperings[] = {
    {"UPDATE share SET amount = 290000 WHERE id = 2",
     "4 0 [AWD-1] the shares do not add up to the award: 590000 in shares, 600000 awarded"},
    {"UPDATE share SET amount = 290000 WHERE id = 2",
     "4 0 [SHA-2] the accounts do not add up to the share: 300000 in the ledger, the share is "
     "290000"},
    {"UPDATE instalment SET amount = 120001 WHERE id = 2",
     "4 0 [AWD-1] the instalments do not add up to the award: 600001 in instalments, 600000 "
     "awarded"},
    {"UPDATE instalment SET currency = 'EUR' WHERE id = 2",
     "4 0 [INS-2] the instalment is in EUR, its award in GBP"},
    {UNFREEZE "UPDATE transfer SET currency = 'EUR' WHERE id = 3",
     "4 0 [TRF-3] the move is in EUR, its award in GBP"},
    {UNFREEZE "UPDATE transfer SET amount = 310000 WHERE id = 4",
     "4 0 [TRF-4] the move takes more from the account reserved than it held: -10000 are left"},
    /* at that moment, although all is there in the end */
    {UNFREEZE "UPDATE transfer SET id = 99 WHERE id = 1",
     "4 0 [TRF-3] the move takes more from the account reserved than it held: -300000 are left"},
    {"UPDATE award SET amount = 500000",
     "4 0 [AWD-1] the accounts do not add up to the award: 600000 in the ledger, 500000 awarded"},
    {UNFREEZE "UPDATE transfer SET amount = 250000 WHERE id = 5",
     "4 0 [INS-1] 490000 of the instalment have left the award, 480000 should have"},
    {"UPDATE instalment SET state = 'due' WHERE id = 2",
     "4 0 [INS-2] 120000 of the instalment have left the award, 0 should have"},
    {"UPDATE instalment SET state = 'paid' WHERE id = 2",
     "4 0 [INS-2] 120000 of the instalment are on their way to the bank, 0 should be"},
    {"UPDATE instalment SET state = 'paid' WHERE id = 2",
     "4 0 [AWD-1] paid, claimed and recovered money do not add up to the instalments that are paid:"
     " 480000 in the ledger, 600000 in instalments"},
    {"UPDATE instalment SET amount = 500000 WHERE id = 1",
     "4 0 [AWD-1] 620000 are paid or on their way, more than the 600000 awarded"},
    {UNFREEZE "UPDATE transfer SET amount = 250000 WHERE id = 12",
     "4 0 [AWD-1] more was claimed back than paid (visits of SCH-2): by 10000"},
    {"UPDATE claim_line SET amount = 4999 WHERE id = 1",
     "4 0 [AWD-1] 10000 are receivable, recovered or written off, the claims that were approved "
     "come to 9999"},
    {"UPDATE funding_round SET budget = 599999",
     "4 0 [RND-1] 600000 of the round are awarded, its budget is 599999"},
    {"UPDATE award SET state = 'terminated'; UPDATE instalment SET state = 'approved' WHERE id = 2",
     "4 0 [INS-2] it is approved, although its award is terminated"},
    {"UPDATE award SET state = 'closed'",
     "4 0 [AWD-1] the award is closed, yet 130000 are open in its accounts"},
    {"UPDATE payment_run SET total = 480001 WHERE id = 1",
     "4 0 [RUN-1] the run has 1 lines of 480000 in all, its control count and total are 1 of "
     "480001"},
    {"UPDATE payment_line SET amount = 1 WHERE id = 1",
     "4 0 [PAY-1] the line pays 1 for an instalment of 480000"},
    {"UPDATE payment_line SET result = 'paid' WHERE id = 2",
     "4 0 [PAY-2] the line is paid, its instalment is sent"},
    {"INSERT INTO payment_line SELECT 9, 1, run, instalment, 2, payee, amount, currency, 'INS-1-2',"
     " result, NULL FROM payment_line WHERE id = 1",
     "4 0 [INS-1] the instalment is paid 2 times"},
    {"DROP TRIGGER support_unchanged; UPDATE support_entry SET minutes = -15",
     "4 0 [SUP-1] the cluster has -15 minutes of support left after it"},
    {"UPDATE signature SET digest = 'sha256:11'",
     "4 0 [SIG-1] it signs sha256:11, the digest of its revision is sha256:00"},
    {"UPDATE application SET revision = 2",
     "4 0 [APP-1] the current revision is not the last one: it is 2, the last is 1"},
    {"UPDATE award SET state = 'closing'",
     "4 0 [AWD-1] its state is closing, the last event of the log leads to active"},
    /* what the database itself refuses is missed when it is gone */
    {"DROP TRIGGER transfer_frozen", "0 0 [] schema, row trigger transfer_frozen: it is missing"},
    {"DROP TRIGGER transfer_kept", "0 0 [] schema, row trigger transfer_kept: it is missing"},
    {"DROP TRIGGER transfer_covered", "0 0 [] schema, row trigger transfer_covered: it is missing"},
    {"DROP TRIGGER transfer_kept; DELETE FROM transfer WHERE id = 12",
     "3 0 [TRF-12] transfer, row 12: it is missing"},
};

/* The whole database anew, as it was filled. */
static void put_back(const char *path, const cl_text *whole)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(whole->at, 1, whole->length, file), whole->length);
    assert_int_equal(fclose(file), 0);
}

static void test_verify_sums__name_what_does_not_agree(void **state)
{
    cl_text whole = CL_TEXT_INIT;
    char text[8192], path[CL_TEST_PATH];

    (void)state;
    fill();
    cl_test_path(path, "a.db");
    assert_int_equal(cl_file_read(&whole, path, (size_t)16 << 20, NULL), 0);
    for (size_t i = 0; i < CL_ROWS(tamperings); i++) {
        cl_store *store;

        put_back(path, &whole);
        fixture_tamper("a.db", tamperings[i].sql);
        store = fixture_open("a.db");
        assert_true(fixture_verify(store, text, sizeof text) > 0);
        if (strstr(text, tamperings[i].want) == NULL)
            fail_msg("%s:\nexpected: %s\nfound:\n%s", tamperings[i].sql, tamperings[i].want, text);
        cl_store_close(store);
    }
    cl_text_clear(&whole);
}

/* Rows of the ledger are neither changed nor removed, whoever tries. */
static void test_verify_sums__the_ledger_is_frozen(void **state)
{
    static const struct {
        const char *sql, *want;
    } rows[] = {
        {"UPDATE transfer SET amount = 1", "a move of money is never changed"},
        {"DELETE FROM transfer", "records are never deleted"},
        {"INSERT INTO transfer SELECT 99, 1, award, round, 'committed', 'paid', 1, currency, line,"
         " school, instalment, 99 FROM transfer WHERE id = 1",
         "the account holds less than that"},
        {"INSERT INTO transfer SELECT 99, 1, award, round, 'available', 'reserved', 100001,"
         " currency, line, school, instalment, 99 FROM transfer WHERE id = 1",
         "the budget of the round is spent"},
    };
    char message[256];

    (void)state;
    fill();
    for (size_t i = 0; i < CL_ROWS(rows); i++) {
        assert_int_not_equal(fixture_try_tamper("a.db", rows[i].sql, message, sizeof message), 0);
        if (strstr(message, rows[i].want) == NULL)
            fail_msg("%s: %s", rows[i].sql, message);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_verify_sums__name_what_does_not_agree),
    cmocka_unit_test(test_verify_sums__the_ledger_is_frozen),
};

CL_TEST_MAIN(tests)
