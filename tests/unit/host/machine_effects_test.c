/* SPDX-License-Identifier: MIT
 *
 * Every row of every machine that ships, taken by the command that people type, with what it does
 * beside the state: money, notices, dates, what other records are told. Each scene begins where an
 * earlier one ended, and ends with a log from which everything can be rebuilt. A refused command
 * leaves the database as it was. At the end no row of the machines is left that was not taken, but
 * those that stand in `elsewhere`.
 */
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "desk.h"
#include "events.h"
#include "file.h"
#include "lifecycle_query.h"
#include "machines.h"
#include "query.h"

enum { LINES = 44, DESKS = 120, LINE = 600, ROWS = 256 };

/* ---- scenes ---- */

/* A line is one of
 *     @2021-05-01                    the day of what follows (2021-04-20 at first)
 *     ann: application check|…       works
 *     !ann: application sign|… => …  is refused with these words, and nothing has changed
 *     !tick: lapse                   the timers of the day do not cause this event
 *     = "state": "ready"             stands in the rows of the last command
 *     $ committed 4800.00            what an account of the last award holds
 *     # letter ineligible APP-1      the newest notice
 *     & INS-1 held                   the state of a record
 *     + 3                            how many notices there are
 * In it %X is the digest of the newest offer and %F the folder of the test.
 */
typedef struct scene {
    const char *name;
    const char *from; /* the scene before; NULL: there is no database */
    const char *lines[LINES];
} scene;

#define START                                                                                      \
    "application start|cluster=CLU-1|programme=connecting-classrooms-scotland"                     \
    "|option=reciprocal-visits|funding-model=visits"

#define FACTS                                                                                      \
    "{\"activities\": 5, \"with_partners\": 3, \"with_language\": 1, \"pupil_share\": \"60%\", "   \
    "\"within_months\": 12}"
#define NOTHING                                                                                    \
    "{\"activities\": 0, \"with_partners\": 3, \"with_language\": 1, \"pupil_share\": \"60%\", "   \
    "\"within_months\": 12}"

static const scene scenes[] = {
    /* ---- application: until it is submitted ---- */
    {"draft",
     NULL,
     {"ann: advisor add|name=C. Advisor", "ann: " START,
      "ann: support introduce|cluster=CLU-1|advisor=ADV-1", "!ann: " START " => live application",
      "ann: application request|application=APP-1|item=visit|school=SCH-1",
      "ann: application request|application=APP-1|item=visit|school=SCH-2",
      "ann: application request|application=APP-1|item=visit|school=SCH-3",
      "ann: application request|application=APP-1|item=visit|school=SCH-4",
      "!ann: application sign|application=APP-1 => starts from awaiting_signoff",
      "!ann: application request-signoff|application=APP-1 => starts from ready"}},
    {"never ready",
     "draft",
     {"ann: cluster coordinator|cluster=CLU-1|school=SCH-2|name=B|from=2021-04-01",
      "ann: application check|application=APP-1", "= \"state\": \"draft\""}},
    {"checked",
     "draft",
     {"ann: application check|application=APP-1", "= \"state\": \"ready\"",
      "!ann: application edit|application=APP-1|funding-model=visits|version=1 => not 1",
      "ann: application check|application=APP-1", "= \"state\": \"ready\"",
      "ann: application edit|application=APP-1|option=online", "= \"state\": \"draft\"",
      "ann: application edit|application=APP-1|option=reciprocal-visits",
      "ann: application check|application=APP-1", "= \"state\": \"ready\""}},
    {"ready no more",
     "checked",
     {"ann: cluster coordinator|cluster=CLU-1|school=SCH-2|name=B|from=2021-04-01",
      "ann: application check|application=APP-1", "= \"state\": \"draft\""}},
    {"frozen",
     "checked",
     {"ann: application request-signoff|application=APP-1",
      "ann: application show|application=APP-1", "= \"revision\": 1",
      "!ann: application sign|application=APP-1 => another person",
      "!bob: application sign|application=APP-1|digest=sha256:12 => has the digest",
      "!bob: application decline|application=APP-1 => a reason",
      "bob: application sign|application=APP-1", "= \"state\": \"awaiting_signoff\""}},
    {"declined",
     "frozen",
     {"eve: application decline|application=APP-1|reason=the budget", "= \"state\": \"draft\"",
      "ann: application check|application=APP-1",
      "ann: application request-signoff|application=APP-1",
      "ann: application show|application=APP-1", "= \"revision\": 2",
      "eve: application sign|application=APP-1", /* bob's signature is void, so it is the first */
      "= \"state\": \"awaiting_signoff\""}},
    {"signed",
     "frozen",
     {"eve: application sign|application=APP-1", "= \"state\": \"signed\"",
      "!ann: application amend|application=APP-1 => a reason",
      "!ann: application submit-by-hand|application=APP-1|evidence=%F/none => No such file"}},
    {"amended",
     "signed",
     {"ann: application amend|application=APP-1|reason=a school left", "= \"state\": \"draft\"",
      "ann: application check|application=APP-1",
      "ann: application request-signoff|application=APP-1",
      "bob: application sign|application=APP-1", "= \"state\": \"awaiting_signoff\""}},
    {"missed the round",
     "signed",
     {"@2021-06-21",
      "!tick: round_closed",
      "@2021-06-22",
      "tick",
      "= \"state\": \"expired\"",
      "# notice expired APP-1",
      "+ 1",
      "!cat: application extend|application=APP-1|until=2021-06-01|reason=flood => no round",
      "cat: application extend|application=APP-1|until=2021-06-30|reason=flood",
      "= \"state\": \"draft\"",
      "!tick: round_closed",
      "ann: application edit|application=APP-1|date=2021-06-01",
      "@2021-07-01",
      "tick",
      "= \"state\": \"expired\"",
      "@2021-07-29",
      "!tick: close",
      "@2021-07-30",
      "tick",
      "= \"state\": \"closed\"",
      "ann: application show|application=APP-1",
      "= \"outcome\": \"expired\""}},
    {"missed it ready", "checked", {"@2021-06-22", "tick", "= \"state\": \"expired\""}},
    {"missed it frozen", "frozen", {"@2021-06-22", "tick", "= \"state\": \"expired\""}},
    {"withdrawn draft",
     "draft",
     {"ann: application withdraw|application=APP-1|reason=it closes", "& APP-1 withdrawn"}},
    {"withdrawn ready",
     "checked",
     {"!ann: application withdraw|application=APP-1 => a reason",
      "ann: application withdraw|application=APP-1|reason=it closes", "= \"state\": \"withdrawn\"",
      "# letter withdrawn APP-1"}},
    {"withdrawn frozen",
     "frozen",
     {"ann: application withdraw|application=APP-1|reason=it closes",
      "= \"state\": \"withdrawn\""}},
    {"withdrawn signed",
     "signed",
     {"ann: application withdraw|application=APP-1|reason=it closes", "= \"state\": \"withdrawn\"",
      "ann: application start|cluster=CLU-1|programme=connecting-classrooms-scotland|of=APP-1",
      "= \"follows\": \"APP-1\"", "= \"funding_model\": \"visits\"", "= \"REQ-8\""}},

    /* ---- application: with the funder ---- */
    {"submitted",
     "signed",
     {"ann: application submit-by-hand|application=APP-1|evidence=%F/letter.txt",
      "= \"state\": \"submitted\"", "ann: application show|application=APP-1",
      "= \"round\": \"2021-04-26\"", "ann: receipt|application=APP-1", "= by hand",
      "!dan: application open-review|application=APP-1 => conflicts of interest"}},
    {"conflicts of interest",
     "submitted",
     {"ann: person add|name=Bina Moyo|account=bina", "ann: person add|name=Carl Reid|account=carl",
      "ann: post add|person=PER-1|school=SCH-3|post=head",
      "!bina: application open-review|application=APP-1|no-conflict= => a post at SCH-3 (POS-1)",
      "carl: application open-review|application=APP-1|no-conflict=", "& APP-1 in_review",
      "!bina: application vote|application=APP-1|for=fund|no-conflict= => and does not vote",
      "carl: application vote|application=APP-1|for=fund|no-conflict="}},
    {"recalled",
     "submitted",
     {"@2021-04-27", "!ann: application recall|application=APP-1 => closed on 2021-04-26",
      "@2021-04-26", "ann: application recall|application=APP-1", "= \"state\": \"draft\""}},
    {"withdrawn submitted",
     "submitted",
     {"ann: application withdraw|application=APP-1|reason=it closes",
      "= \"state\": \"withdrawn\""}},
    {"decided at once",
     "submitted",
     {"fun: application decide-fund|application=APP-1", "= \"state\": \"decided_fund\"",
      "!fun: application revert|application=APP-1|reason=wrong => another person",
      "cat: application revert|application=APP-1|reason=wrong", "= \"state\": \"in_review\""}},
    {"decided at once, on a condition",
     "submitted",
     {"!fun: application decide-conditional|application=APP-1 => each with a date",
      "fun: application decide-conditional|application=APP-1|condition=2021-05-01: both sign",
      "= \"state\": \"decided_conditional\""}},
    {"turned down at once",
     "submitted",
     {"!fun: application decide-reject|application=APP-1 => a reason",
      "fun: application decide-reject|application=APP-1|reason=no aims",
      "= \"state\": \"decided_reject\"", "# letter feedback APP-1",
      "ann: support list|cluster=CLU-1", "= \"reapply\""}},
    {"found ineligible at once",
     "submitted",
     {"!dan: application mark-ineligible|application=APP-1 => at least one rule",
      "dan: application mark-ineligible|application=APP-1|rule=minimum-schools",
      "= \"state\": \"ineligible\"", "+ 0"}},

    /* ---- application: under review ---- */
    {"review",
     "submitted",
     {"dan: application open-review|application=APP-1|no-conflict=", "= \"state\": \"in_review\"",
      "!dan: application answer|application=APP-1|reason=x => starts from info_requested"}},
    {"asked",
     "review",
     {"dan: application request-info|application=APP-1|question=When?|answer-by=2021-05-14",
      "= \"state\": \"info_requested\"",
      "!ann: application answer|application=APP-1 => there is no answer"}},
    {"not answered",
     "asked",
     {"@2021-05-14", "!tick: no_answer", "@2021-05-15", "tick", "= \"state\": \"in_review\""}},
    {"decided without the answer",
     "asked",
     {"fun: application decide-fund|application=APP-1", "= \"state\": \"decided_fund\""}},
    {"decided without the answer, on a condition",
     "asked",
     {"fun: application decide-conditional|application=APP-1|condition=2021-05-01: both sign",
      "= \"state\": \"decided_conditional\""}},
    {"turned down without the answer",
     "asked",
     {"fun: application decide-reject|application=APP-1|reason=no answer",
      "= \"state\": \"decided_reject\""}},
    {"ineligible without the answer",
     "asked",
     {"dan: application mark-ineligible|application=APP-1|rule=minimum-schools",
      "= \"state\": \"ineligible\""}},
    {"withdrawn when asked",
     "asked",
     {"ann: application withdraw|application=APP-1|reason=it closes",
      "= \"state\": \"withdrawn\""}},
    {"answered",
     "asked",
     {"ann: application answer|application=APP-1|reason=In May.", "= \"state\": \"in_review\"",
      "ann: application withdraw|application=APP-1|reason=it closes",
      "= \"state\": \"withdrawn\""}},
    {"ineligible",
     "review",
     {"dan: application mark-ineligible|application=APP-1|rule=minimum-schools", "+ 0",
      "!ann: application reapply|application=APP-1 => the applicant is informed",
      "dan: application inform|application=APP-1", "# letter ineligible APP-1", "+ 1",
      "ann: support list|cluster=CLU-1", "= \"reapply\"",
      "!dan: application inform|application=APP-1 => it may not be"}},
    {"reinstated",
     "ineligible",
     {"!dan: application reinstate|application=APP-1|reason=misread => another person",
      "cat: application reinstate|application=APP-1|reason=misread", "= \"state\": \"in_review\"",
      "fun: application decide-fund|application=APP-1", /* nobody was told of that */
      "cat: application revert|application=APP-1|reason=wrong", "= \"state\": \"in_review\"",
      "dan: application mark-ineligible|application=APP-1|rule=minimum-schools",
      "dan: application inform|application=APP-1", "+ 2"}},
    {"closed ineligible",
     "ineligible",
     {"@2021-05-18", "!tick: close", "@2021-05-19", "tick", "= \"state\": \"closed\"",
      "ann: application show|application=APP-1", "= \"outcome\": \"ineligible\""}},
    {"applied again",
     "ineligible",
     {"ann: application reapply|application=APP-1", "= \"state\": \"closed\"",
      "ann: application show|application=APP-1", "= \"outcome\": \"reapplied\"",
      "ann: application show|application=APP-2", "= \"state\": \"draft\"",
      "= \"follows\": \"APP-1\"", "= \"REQ-8\""}},
    {"no round ahead",
     "ineligible",
     {"@2022-05-01", "!ann: application reapply|application=APP-1 => no edition of"}},
    {"rejected",
     "review",
     {"fun: application decide-reject|application=APP-1|reason=no aims",
      "= \"state\": \"decided_reject\"", "# letter feedback APP-1",
      "ann: support list|cluster=CLU-1", "= \"reapply\"",
      "!ann: support reapply|application=APP-1 => was given its hours already (SUP-2)"}},
    {"decision to reject taken back",
     "rejected",
     {"!fun: application revert|application=APP-1|reason=wrong => another person",
      "cat: application revert|application=APP-1|reason=wrong", "= \"state\": \"in_review\"",
      "ann: support list|cluster=CLU-1", "= \"release\""}},
    {"told why",
     "rejected",
     {"!ann: application reapply|application=APP-1 => the applicant is informed",
      "dan: application feedback|application=APP-1", "= no aims",
      "!cat: application revert|application=APP-1|reason=late => informed"}},
    {"applied again after a rejection",
     "told why",
     {"ann: application reapply|application=APP-1", "= \"state\": \"closed\"",
      "ann: application show|application=APP-2", "= \"follows\": \"APP-1\""}},
    {"closed rejected",
     "told why",
     {"@2021-05-18", "!tick: close", "@2021-05-19", "tick", "= \"state\": \"closed\"",
      "ann: application show|application=APP-1", "= \"outcome\": \"decided_reject\""}},
    {"conditional",
     "review",
     {"fun: application decide-conditional|application=APP-1|condition=2021-05-01: both sign",
      "!dan: application meet|application=APP-1 => accepted evidence",
      "!dan: application fail|application=APP-1|reason=late => past its date"}},
    {"condition met",
     "conditional",
     {"dan: condition meet|condition=CND-1", "dan: application meet|application=APP-1",
      "= \"state\": \"decided_fund\""}},
    {"condition not met",
     "conditional",
     {"@2021-05-02", "dan: application fail|application=APP-1|reason=nothing came",
      "= \"state\": \"decided_reject\"", "# letter feedback APP-1",
      "ann: support list|cluster=CLU-1", "= \"reapply\""}},
    {"conditions taken back",
     "conditional",
     {"cat: application revert|application=APP-1|reason=wrong", "= \"state\": \"in_review\""}},
    {"withdrawn on conditions",
     "conditional",
     {"ann: application withdraw|application=APP-1|reason=it closes",
      "= \"state\": \"withdrawn\""}},
    {"decided",
     "review",
     {"fun: application decide-fund|application=APP-1",
      "!fun: application offer|application=APP-1 => another person"}},

    /* ---- award: the offer ---- */
    {"offered",
     "decided",
     {"dan: application offer|application=APP-1", "$ reserved 6000.00",
      "ann: award show|award=AWD-1", "= \"answer_by\": \"2021-05-18\"",
      "ann: payee add|school=SCH-1|details=12-34-56 12345678", "fin: payee verify|payee=PYE-1",
      "!bob: award accept|award=AWD-1|digest=sha256:1|payee=PYE-1 => another digest",
      "!bob: award accept|award=AWD-1|digest=%X => --payee",
      "!bob: award decline|award=AWD-1 => a reason",
      "!dan: award retract|award=AWD-1|reason=error => another person"}},
    {"declined offer",
     "offered",
     {"bob: award decline|award=AWD-1|reason=it closes", "= \"state\": \"declined\"",
      "$ reserved 0.00", "ann: application show|application=APP-1", "= \"outcome\": \"declined\"",
      "!ann: clawback propose|award=AWD-1|line=visits/SCH-3=1.00|reason=x => less than that was "
      "paid",
      "!ann: variation propose|award=AWD-1|kind=terminate|reason=x => AWD-1 is declined"}},
    {"lapsed offer",
     "offered",
     {"@2021-05-18", "!tick: lapse", "@2021-05-19",
      "!bob: award accept|award=AWD-1|digest=%X|payee=PYE-1 => not after the day", "tick",
      "= \"state\": \"lapsed\"", "$ reserved 0.00", "ann: application show|application=APP-1",
      "= \"outcome\": \"lapsed\""}},
    {"retracted offer",
     "offered",
     {"fun: award retract|award=AWD-1|reason=error", "= \"state\": \"terminated\"",
      "$ reserved 0.00", "# letter retracted AWD-1", "ann: application show|application=APP-1",
      "= \"outcome\": \"retracted\""}},
    {"active",
     "offered",
     {"bob: award accept|award=AWD-1|digest=%X|payee=PYE-1|starts=2021-05-01|ends=2021-10-31",
      "= \"state\": \"active\"", "$ reserved 0.00", "$ committed 6000.00",
      "# notice fell due INS-1", "ann: grant-report list|award=AWD-1", "= \"due\": \"2021-12-26\"",
      "ann: application show|application=APP-1", "= \"outcome\": \"funded\"",
      "ann: instalment list|award=AWD-1",
      "= INS-1\", \"award\": \"AWD-1\", \"n\": 1, \"name\": \"upfront\""}},

    /* ---- instalments ---- */
    {"approved",
     "active",
     {"!bob: instalment approve|instalment=INS-1 => another person",
      "!fin: instalment approve|instalment=INS-2 => starts from due",
      "fin: instalment approve|instalment=INS-1", "= \"state\": \"due\"",
      "!fin: instalment approve|instalment=INS-1 => another person",
      "gus: instalment approve|instalment=INS-1", "= \"state\": \"approved\"",
      "!gus: instalment unapprove|instalment=INS-1 => a reason",
      "gus: instalment unapprove|instalment=INS-1|reason=wait", "= \"state\": \"due\"",
      "fin: instalment approve|instalment=INS-1", "= \"state\": \"due\"",
      "gus: instalment approve|instalment=INS-1", "= \"state\": \"approved\""}},
    {"paid",
     "approved",
     {"!gus: payment run|file=%F/out.csv => another person",
      "!pat: payment import|run=RUN-1|file=%F/paid-1.csv => there is no payment run",
      "pat: payment run|file=%F/out.csv",
      "$ in transit 4800.00",
      "$ committed 1200.00",
      "!pat: payment import|run=RUN-1|file=%F/wrong.csv => is no reference of RUN-1",
      "!pat: payment import|run=RUN-1|file=%F/total.csv => is not the sum of the rows",
      "!pat: payment import|run=RUN-1|file=%F/nothing.csv => names its reason",
      "pat: payment import|run=RUN-1|file=%F/failed.csv",
      "$ in transit 0.00",
      "$ committed 6000.00",
      "!pat: instalment retry|instalment=INS-1 => verified again",
      "fin: payee verify|payee=PYE-1",
      "pat: instalment retry|instalment=INS-1",
      "= \"state\": \"due\"",
      "fin: instalment approve|instalment=INS-1",
      "gus: instalment approve|instalment=INS-1",
      "pat: payment run|file=%F/out.csv",
      "pat: payment import|run=RUN-2|file=%F/paid-2.csv",
      "$ paid 4800.00",
      "$ committed 1200.00",
      "$ in transit 0.00",
      "!pat: payment import|run=RUN-2|file=%F/paid-2.csv => was imported in RUN-2",
      "$ paid 4800.00"}},
    {"another account",
     "approved",
     {"ann: payee add|school=SCH-1|details=65-43-21 87654321",
      "!pat: payment run|file=%F/out.csv => have changed since they were verified"}},
    {"held",
     "approved",
     {"!dan: instalment hold|instalment=INS-1 => a reason",
      "dan: instalment hold|instalment=INS-1|reason=a question", "= \"state\": \"held\"",
      "!dan: instalment release|instalment=INS-1|reason=answered => another person",
      "eve: instalment release|instalment=INS-1|reason=answered", "= \"state\": \"due\"",
      "fin: instalment approve|instalment=INS-1",
      "= \"state\": \"due\"", /* the approvals are void */
      "dan: instalment hold|instalment=INS-2|reason=a question", "= \"state\": \"held\"",
      "eve: instalment release|instalment=INS-2|reason=answered", "= \"state\": \"planned\"",
      "dan: instalment hold|instalment=INS-1|reason=again", "= \"state\": \"held\""}},
    {"paid early",
     "active",
     {"!cat: instalment pay-early|instalment=INS-2 => a reason",
      "cat: instalment pay-early|instalment=INS-2|reason=in need", "= \"state\": \"due\"",
      "!dan: instalment cancel|instalment=INS-2|reason=x => AWD-1 is active"}},

    /* ---- award: suspended, resumed, ended ---- */
    {"suspended",
     "approved",
     {"!dan: award suspend|award=AWD-1 => a reason", "dan: award suspend|award=AWD-1|reason=unsafe",
      "= \"state\": \"suspended\"", "& INS-1 held", "& INS-2 held",
      "!eve: instalment release|instalment=INS-1|reason=x => AWD-1 is suspended"}},
    {"resumed",
     "suspended",
     {"@2021-04-30", "!cat: award resume|award=AWD-1 => a reason",
      "cat: award resume|award=AWD-1|reason=safe", "= \"state\": \"active\"",
      "ann: award show|award=AWD-1", "= \"ends\": \"2021-11-10\"",
      "ann: grant-report list|award=AWD-1", "= \"due\": \"2022-01-05\"", "& INS-1 due",
      "& INS-2 planned"}},
    {"terminated suspended",
     "suspended",
     {"ann: variation propose|award=AWD-1|kind=terminate|reason=over",
      "bob: variation sign|variation=VAR-1", "ann: variation submit|variation=VAR-1",
      "fun: variation approve|variation=VAR-1", "= \"state\": \"applied\"",
      "ann: award show|award=AWD-1", "= \"state\": \"terminated\"", "$ committed 0.00",
      "ann: grant-report list|award=AWD-1", "= \"state\": \"cancelled\"", "& INS-1 cancelled",
      "& INS-2 cancelled"}},
    {"terminated at once",
     "active",
     {"ann: variation propose|award=AWD-1|kind=terminate|reason=over",
      "bob: variation sign|variation=VAR-1", "ann: variation submit|variation=VAR-1",
      "fun: variation approve|variation=VAR-1", "& AWD-1 terminated", "$ committed 0.00",
      "& INS-1 cancelled", "& INS-2 cancelled", "& RPT-1 cancelled"}},
    {"terminated approved",
     "approved",
     {"ann: variation propose|award=AWD-1|kind=terminate|reason=over",
      "bob: variation sign|variation=VAR-1", "ann: variation submit|variation=VAR-1",
      "fun: variation approve|variation=VAR-1", "= \"state\": \"applied\"", "$ committed 0.00",
      "& INS-1 cancelled", "& INS-2 cancelled"}},
    {"sent back after the end",
     "approved",
     {"pat: payment run|file=%F/out.csv",
      "ann: variation propose|award=AWD-1|kind=terminate|reason=over",
      "bob: variation sign|variation=VAR-1", "ann: variation submit|variation=VAR-1",
      "fun: variation approve|variation=VAR-1", "$ in transit 4800.00", "$ committed 0.00",
      "pat: payment import|run=RUN-1|file=%F/failed.csv", "$ committed 4800.00",
      "dan: instalment cancel|instalment=INS-1|reason=closed", "= \"state\": \"cancelled\"",
      "$ committed 0.00", "ann: award show|award=AWD-1", "= \"amount\": {\"amount\": \"0.00\""}},
    {"reporting",
     "paid",
     {"@2021-10-31", "!tick: end_activity", "@2021-11-01", "tick", "= end_activity",
      "# notice report due AWD-1", "ann: award show|award=AWD-1", "= \"state\": \"reporting\"",
      "ann: grant-report list|award=AWD-1", "= \"state\": \"open\""}},
    {"suspended reporting",
     "reporting",
     {"@2021-11-01", "dan: award suspend|award=AWD-1|reason=unsafe", "= \"state\": \"suspended\"",
      "@2021-11-11", "cat: award resume|award=AWD-1|reason=safe", "= \"state\": \"active\"",
      "ann: award show|award=AWD-1", "= \"ends\": \"2021-11-10\"", "tick",
      "= \"state\": \"reporting\""}},
    {"extended",
     "reporting",
     {"@2021-11-01", "ann: variation propose|award=AWD-1|kind=extend|ends=2021-12-31|reason=late",
      "ann: variation submit|variation=VAR-1", "fun: variation approve|variation=VAR-1",
      "= \"state\": \"applied\"", "ann: award show|award=AWD-1", "= \"state\": \"active\"",
      "= \"ends\": \"2021-12-31\"", "ann: grant-report list|award=AWD-1",
      "= \"due\": \"2022-02-25\""}},
    {"terminated reporting",
     "reporting",
     {"@2021-11-01", "ann: grant-report spend|line=RPL-1|spent=1500.00",
      "ann: variation propose|award=AWD-1|kind=terminate|reason=over",
      "bob: variation sign|variation=VAR-1", "ann: variation submit|variation=VAR-1",
      "fun: variation approve|variation=VAR-1", "ann: award show|award=AWD-1",
      "= \"state\": \"terminated\"", "= \"amount\": {\"amount\": \"4800.00\"", "$ paid 4800.00",
      "$ committed 0.00"}},

    /* ---- reports ---- */
    {"handed in",
     "reporting",
     {"@2021-11-01", "ann: grant-report spend|line=RPL-5|spent=1500.00",
      "ann: grant-report spend|line=RPL-6|spent=1500.00",
      "ann: grant-report spend|line=RPL-7|spent=1500.00",
      "!ann: grant-report submit|report=RPT-2 => RPL-8 has no spending yet",
      "ann: grant-report spend|line=RPL-8|spent=1400.00", "ann: grant-report submit|report=RPT-2",
      "= \"state\": \"submitted\"",
      "!ann: grant-report spend|line=RPL-8|spent=1.00 => RPT-2 is submitted",
      "!dan: grant-report accept|report=RPT-2 => money was not spent"}},
    {"terminated handed in",
     "handed in",
     {"@2021-11-02", "ann: variation propose|award=AWD-1|kind=terminate|reason=over",
      "bob: variation sign|variation=VAR-1", "ann: variation submit|variation=VAR-1",
      "fun: variation approve|variation=VAR-1", "ann: grant-report list|award=AWD-1",
      "= \"RPT-2\", \"award\": \"AWD-1\", \"kind\": \"final\", \"state\": \"cancelled\""}},
    {"returned",
     "handed in",
     {"@2021-11-02", "!dan: grant-report return|report=RPT-2 => a reason",
      "dan: grant-report return|report=RPT-2|reason=Which?", "= \"state\": \"returned\"",
      "ann: grant-report list|award=AWD-1", "= \"due\": \"2021-11-16\""}},
    {"terminated returned",
     "returned",
     {"@2021-11-03", "ann: variation propose|award=AWD-1|kind=terminate|reason=over",
      "bob: variation sign|variation=VAR-1", "ann: variation submit|variation=VAR-1",
      "fun: variation approve|variation=VAR-1", "ann: grant-report list|award=AWD-1",
      "= \"RPT-2\", \"award\": \"AWD-1\", \"kind\": \"final\", \"state\": \"cancelled\""}},
    {"accepted",
     "returned",
     {"@2021-11-03", "ann: grant-report spend|line=RPL-8|spent=1500.00",
      "ann: grant-report submit|report=RPT-2",
      "!ann: grant-report accept|report=RPT-2 => another person",
      "dan: grant-report accept|report=RPT-2", "= \"state\": \"accepted\"",
      "# notice fell due INS-2", "ann: award show|award=AWD-1",
      "= \"state\": \"reporting\"", /* the interim one is open */
      "ann: grant-report spend|line=RPL-1|spent=1500.00",
      "ann: grant-report spend|line=RPL-2|spent=1500.00",
      "ann: grant-report spend|line=RPL-3|spent=1500.00",
      "ann: grant-report spend|line=RPL-4|spent=1500.00", "ann: grant-report submit|report=RPT-1",
      "eve: grant-report accept|report=RPT-1", "ann: award show|award=AWD-1",
      "= \"state\": \"closing\""}},
    {"report reopened",
     "accepted",
     {"@2021-11-04", "!cat: grant-report reopen|report=RPT-2 => a reason",
      "!dan: grant-report reopen|report=RPT-2|reason=receipt => another person",
      "cat: grant-report reopen|report=RPT-2|reason=receipt", "= \"state\": \"submitted\"",
      "ann: award show|award=AWD-1", "= \"state\": \"reporting\"", "& INS-2 planned",
      "dan: grant-report accept|report=RPT-2", "ann: award show|award=AWD-1",
      "= \"state\": \"closing\"", "fin: instalment approve|instalment=INS-2",
      "gus: instalment approve|instalment=INS-2",
      "!cat: grant-report reopen|report=RPT-2|reason=late => approved or later"}},
    {"closed",
     "accepted",
     {"@2021-11-04", "!cat: award close|award=AWD-1 => still on its way",
      "fin: instalment approve|instalment=INS-2", "gus: instalment approve|instalment=INS-2",
      "pat: payment run|file=%F/out.csv", "pat: payment import|run=RUN-3|file=%F/last.csv",
      "$ paid 6000.00", "$ committed 0.00", "!dan: award close|award=AWD-1 => another person",
      "cat: award close|award=AWD-1", "= \"state\": \"closed\"",
      "!cat: award reopen|award=AWD-1 => a reason", "cat: award reopen|award=AWD-1|reason=audit",
      "= \"state\": \"closed\"", "!cat: award reopen|award=AWD-1|reason=audit => asked for it",
      "kim: award reopen|award=AWD-1|reason=audit", "= \"state\": \"closing\""}},
    {"reported early",
     "paid",
     {"@2021-04-21",
      "!dan: grant-report submit|report=RPT-1 => starts from draft",
      "dan: grant-report open|report=RPT-1",
      "= \"state\": \"open\"",
      "# notice report due RPT-1",
      "dan: grant-report open|report=RPT-2",
      "ann: grant-report spend|line=RPL-1|spent=1500.00",
      "ann: grant-report spend|line=RPL-2|spent=1500.00",
      "ann: grant-report spend|line=RPL-3|spent=1500.00",
      "ann: grant-report spend|line=RPL-4|spent=1500.00",
      "ann: grant-report submit|report=RPT-1",
      "dan: grant-report accept|report=RPT-1",
      "ann: award show|award=AWD-1",
      "= \"state\": \"active\"",
      "ann: grant-report spend|line=RPL-5|spent=1500.00",
      "ann: grant-report spend|line=RPL-6|spent=1500.00",
      "ann: grant-report spend|line=RPL-7|spent=1500.00",
      "ann: grant-report spend|line=RPL-8|spent=1500.00",
      "ann: grant-report submit|report=RPT-2",
      "dan: grant-report accept|report=RPT-2",
      "ann: award show|award=AWD-1",
      "= \"state\": \"closing\""}},
    {"waived",
     "active",
     {"!cat: grant-report waive|report=RPT-1 => a reason",
      "cat: grant-report waive|report=RPT-1|reason=small", "= \"state\": \"scheduled\"",
      "!cat: grant-report waive|report=RPT-1|reason=small => asked for it",
      "kim: grant-report waive|report=RPT-1|reason=small", "= \"state\": \"waived\"",
      "dan: grant-report open|report=RPT-2", "ann: grant-report spend|line=RPL-5|spent=1500.00",
      "cat: grant-report waive|report=RPT-2|reason=small",
      "@2021-05-05", /* it lapsed after 14 days */
      "kim: grant-report waive|report=RPT-2|reason=small", "= \"state\": \"draft\"",
      "cat: grant-report waive|report=RPT-2|reason=small", "= \"state\": \"waived\"",
      "ann: award show|award=AWD-1", "= \"state\": \"active\""}}, /* it counts for nothing here */
    {"waived open",
     "active",
     {"dan: grant-report open|report=RPT-1", "cat: grant-report waive|report=RPT-1|reason=small",
      "kim: grant-report waive|report=RPT-1|reason=small", "= \"state\": \"waived\""}},

    /* ---- variations ---- */
    {"queried",
     "active",
     {"ann: variation "
      "propose|award=AWD-1|kind=virement|from=visits/SCH-3|to=visits/SCH-4|amount=300.00"
      "|reason=dearer",
      "!ann: variation submit|variation=VAR-1 => has not signed",
      "bob: variation sign|variation=VAR-1",
      "ann: variation edit|variation=VAR-1|from=visits/SCH-3|to=visits/SCH-4|amount=200.00",
      "!ann: variation submit|variation=VAR-1 => has not signed",
      "bob: variation sign|variation=VAR-1",
      "!dan: variation edit|variation=VAR-1 => only proposer",
      "ann: variation submit|variation=VAR-1", "= \"state\": \"submitted\"",
      "dan: variation query|variation=VAR-1|question=Why?", "= \"state\": \"queried\"",
      "!fun: variation approve|variation=VAR-1 => starts from submitted"}},
    {"variation answered",
     "queried",
     {"ann: variation answer|variation=VAR-1|answer=So.", "= \"state\": \"submitted\"",
      "!ann: variation approve|variation=VAR-1 => another person",
      "!dan: variation withdraw|variation=VAR-1 => only proposer",
      "ann: variation withdraw|variation=VAR-1", "= \"state\": \"withdrawn\"",
      "ann: variation propose|award=AWD-1|kind=suspend|reason=unsafe",
      "ann: variation withdraw|variation=VAR-2", "= \"state\": \"withdrawn\""}},
    {"variation rejected",
     "queried",
     {"!fun: variation reject|variation=VAR-1 => a reason",
      "fun: variation reject|variation=VAR-1|reason=no", "= \"state\": \"rejected\"",
      "ann: variation propose|award=AWD-1|kind=suspend|reason=unsafe",
      "ann: variation submit|variation=VAR-2", "fun: variation reject|variation=VAR-2|reason=no",
      "= \"state\": \"rejected\""}},
    {"variation withdrawn",
     "queried",
     {"ann: variation withdraw|variation=VAR-1", "= \"state\": \"withdrawn\""}},
    {"superseded",
     "queried",
     {"ann: variation "
      "propose|award=AWD-1|kind=virement|from=visits/SCH-3|to=visits/SCH-1|amount=1.00|reason=x",
      "ann: variation "
      "propose|award=AWD-1|kind=virement|from=visits/SCH-3|to=visits/SCH-1|amount=2.00|reason=x",
      "bob: variation sign|variation=VAR-3",
      "ann: variation submit|variation=VAR-3",
      "ann: variation "
      "propose|award=AWD-1|kind=virement|from=visits/SCH-3|to=visits/SCH-1|amount=3.00|reason=x"
      "|effective=2021-06-01",
      "bob: variation sign|variation=VAR-4",
      "ann: variation submit|variation=VAR-4",
      "fun: variation approve|variation=VAR-4",
      "= \"state\": \"approved\"",
      "ann: variation "
      "propose|award=AWD-1|kind=virement|from=visits/SCH-3|to=visits/SCH-1|amount=4.00|reason=x",
      "bob: variation sign|variation=VAR-5",
      "ann: variation submit|variation=VAR-5",
      "+ 1",
      "fun: variation approve|variation=VAR-5",
      "= \"state\": \"applied\"",
      "+ 5",
      "# notice superseded VAR-4",
      "ann: variation list|award=AWD-1",
      "ann: variation show|variation=VAR-1",
      "= \"state\": \"superseded\"",
      "ann: award show|award=AWD-1",
      "= \"1504.00\"",
      "= \"1496.00\""}},
    {"stale",
     "active",
     {"ann: variation "
      "propose|award=AWD-1|kind=extend|ends=2021-12-31|reason=late|effective=2021-05-02",
      "ann: variation submit|variation=VAR-1",
      "fun: variation approve|variation=VAR-1",
      "= \"state\": \"approved\"",
      "@2021-05-01",
      "!tick: apply",
      "ann: variation "
      "propose|award=AWD-1|kind=virement|from=visits/SCH-3|to=visits/SCH-4|amount=1.00|reason=x",
      "bob: variation sign|variation=VAR-2",
      "ann: variation submit|variation=VAR-2",
      "fun: variation approve|variation=VAR-2",
      "= \"state\": \"applied\"",
      "@2021-05-02",
      "tick",
      "= \"event\": \"stale\"",
      "ann: award show|award=AWD-1",
      "= \"ends\": \"2021-10-31\"",
      "fun: variation approve|variation=VAR-1",
      "= \"state\": \"applied\"",
      "ann: award show|award=AWD-1",
      "= \"ends\": \"2021-12-31\"",
      "ann: grant-report list|award=AWD-1",
      "= \"due\": \"2022-02-25\""}},
    {"in time",
     "active",
     {"ann: variation "
      "propose|award=AWD-1|kind=extend|ends=2021-12-31|reason=late|effective=2021-05-02",
      "ann: variation submit|variation=VAR-1", "fun: variation approve|variation=VAR-1",
      "@2021-05-02", "tick", "= \"event\": \"apply\"", "ann: award show|award=AWD-1",
      "= \"ends\": \"2021-12-31\""}},

    /* ---- what kinds of variations do ---- */
    {"more schools",
     "active",
     {"ann: school add|name=Domasi Primary|country=MW|phase=primary|funding=state",
      "ann: school add|name=Tay Primary|country=GB|phase=primary|funding=state",
      "ann: self-evaluation add|school=SCH-6|date=2021-01-10",
      "ann: cluster add|cluster=CLU-1|school=SCH-5|role=partner|from=2021-04-20",
      "ann: cluster add|cluster=CLU-1|school=SCH-6|role=partner|from=2021-04-20",
      "ann: cluster pair|cluster=CLU-1|school=SCH-6|partner=SCH-5|from=2021-04-20",
      "ann: cluster pair|cluster=CLU-1|school=SCH-1|partner=SCH-5|from=2021-04-20"}},
    {"a school joins",
     "active",
     {"ann: school add|name=Forth Primary|country=GB|phase=primary|funding=state",
      "ann: self-evaluation add|school=SCH-5|date=2021-01-10",
      "!ann: variation propose|award=AWD-1|kind=add_school|school=SCH-9|request=visit|reason=x => "
      "SCH-9",
      "ann: cluster add|cluster=CLU-1|school=SCH-5|role=network|from=2021-04-20",
      "ann: variation propose|award=AWD-1|kind=add_school|school=SCH-5|request=visit|reason=it "
      "joins",
      "ann: variation submit|variation=VAR-1", "fun: variation approve|variation=VAR-1",
      "& VAR-1 applied", "$ committed 6000.00", /* no visit of a network school is paid (W1) */
      "ann: variation propose|award=AWD-1|kind=add_school|school=SCH-5|reason=again",
      "= takes part already"}},
    {"a school follows another",
     "more schools",
     {"ann: variation propose|award=AWD-1|kind=replace_school|school=SCH-3|by=SCH-5|reason=it "
      "follows",
      "bob: variation sign|variation=VAR-1", "ann: variation submit|variation=VAR-1",
      "fun: variation approve|variation=VAR-1", "= \"state\": \"applied\"", "$ committed 6000.00",
      "ann: award show|award=AWD-1", "= SCH-5"}},
    {"a school leaves",
     "more schools",
     {"ann: variation propose|award=AWD-1|kind=remove_school|school=SCH-4|reason=it leaves",
      "bob: variation sign|variation=VAR-1", "ann: variation submit|variation=VAR-1",
      "!fun: variation approve|variation=VAR-1 => is not met any more", "$ committed 6000.00"}},
    {"another lead",
     "more schools",
     {"ann: payee add|school=SCH-2|details=12-34-56 22222222", "fin: payee verify|payee=PYE-2",
      "ann: cluster add|cluster=CLU-1|school=SCH-2|role=lead|from=2021-04-20",
      "ann: cluster add|cluster=CLU-1|school=SCH-1|role=partner|from=2021-04-20",
      "ann: cluster coordinator|cluster=CLU-1|school=SCH-2|name=B|from=2021-04-20",
      "ann: variation propose|award=AWD-1|kind=change_lead|school=SCH-2|payee=PYE-2|reason=it "
      "moves",
      "bob: variation sign|variation=VAR-1", "ann: variation submit|variation=VAR-1",
      "fun: variation approve|variation=VAR-1", "= \"state\": \"applied\"",
      "ann: award show|award=AWD-1", "= PYE-2"}},
    {"another scope",
     "active",
     {"ann: variation "
      "propose|award=AWD-1|kind=scope|drop=visit/SCH-4|request=event=250.00|reason=an event",
      "bob: variation sign|variation=VAR-1", "ann: variation submit|variation=VAR-1",
      "fun: variation approve|variation=VAR-1", "= \"state\": \"applied\"", "$ committed 4750.00",
      "ann: award show|award=AWD-1", "= \"amount\": {\"amount\": \"4750.00\"", "= \"events\""}},
    {"more and less",
     "paid",
     {"ann: variation propose|award=AWD-1|kind=uplift|line=visits/SCH-1=100.00|reason=dearer",
      "bob: variation sign|variation=VAR-1", "ann: variation submit|variation=VAR-1",
      "!fun: variation approve|variation=VAR-1 => more than the edition grants",
      "fun: variation approve|variation=VAR-1|waive=|reason=prices rose",
      "= \"state\": \"applied\"", "$ committed 1300.00",
      "ann: variation propose|award=AWD-1|kind=reduce|line=visits/SCH-1=400.00|reason=less",
      "bob: variation sign|variation=VAR-2", "ann: variation submit|variation=VAR-2",
      "fun: variation approve|variation=VAR-2", "= \"state\": \"applied\"", "$ committed 900.00",
      "ann: variation propose|award=AWD-1|kind=reduce|line=visits/SCH-1=100.00|reason=less",
      "bob: variation sign|variation=VAR-3", "ann: variation submit|variation=VAR-3",
      "!fun: variation approve|variation=VAR-3 => clawback", "$ committed 900.00"}},
    {"suspended by a variation",
     "active",
     {"ann: variation propose|award=AWD-1|kind=suspend|reason=unsafe",
      "ann: variation submit|variation=VAR-1", "fun: variation approve|variation=VAR-1",
      "= \"state\": \"applied\"", "ann: award show|award=AWD-1", "= \"state\": \"suspended\"",
      "@2021-04-30", "ann: variation propose|award=AWD-1|kind=resume|reason=safe",
      "ann: variation submit|variation=VAR-2", "fun: variation approve|variation=VAR-2",
      "= \"state\": \"applied\"", "ann: award show|award=AWD-1", "= \"state\": \"active\"",
      "= \"ends\": \"2021-11-10\""}},

    /* ---- claims ---- */
    {"claimed",
     "paid",
     {"!ann: clawback propose|award=AWD-1|line=visits/SCH-3=1200.01|reason=x => less than that was "
      "paid",
      "ann: clawback propose|award=AWD-1|line=visits/SCH-3=200.00|reason=ill",
      "!ann: clawback propose|award=AWD-1|line=visits/SCH-3=1000.01|reason=x => less than that was "
      "paid",
      "!ann: clawback approve|clawback=CLB-1 => another person",
      "!fun: clawback reject|clawback=CLB-1 => a reason", "$ receivable 0.00"}},
    {"claim rejected",
     "claimed",
     {"fun: clawback reject|clawback=CLB-1|reason=no", "= \"state\": \"rejected\"",
      "$ receivable 0.00", "$ paid 4800.00"}},
    {"notified",
     "claimed",
     {"fun: clawback approve|clawback=CLB-1", "$ receivable 200.00", "$ paid 4600.00",
      "dan: clawback notify|clawback=CLB-1", "ann: clawback show|clawback=CLB-1",
      "= \"grace_until\": \"2021-05-18\"", "# letter clawback CLB-1",
      "!bob: clawback dispute|clawback=CLB-1 => a reason",
      "!fin: clawback begin|clawback=CLB-1 => last day of grace"}},
    {"disputed",
     "notified",
     {"bob: clawback dispute|clawback=CLB-1|reason=we went", "= \"state\": \"disputed\"",
      "!fun: clawback uphold|clawback=CLB-1|reason=no => another person",
      "!max: clawback lower|clawback=CLB-1|line=visits/SCH-3=200.00|reason=no => less than they "
      "claim",
      "!max: clawback drop|clawback=CLB-1 => a reason", "@2021-05-19", "!tick: begin"}},
    {"upheld",
     "disputed",
     {"@2021-04-25", "max: clawback uphold|clawback=CLB-1|reason=no proof",
      "= \"state\": \"notified\"", "ann: clawback show|clawback=CLB-1",
      "= \"grace_until\": \"2021-05-23\"", "@2021-05-23", "!tick: begin", "@2021-05-24",
      "!bob: clawback dispute|clawback=CLB-1|reason=late => last day of grace", "tick",
      "= \"state\": \"recovering\""}},
    {"lowered",
     "disputed",
     {"@2021-04-25", "max: clawback lower|clawback=CLB-1|line=visits/SCH-3=150.00|reason=a part",
      "= \"state\": \"notified\"", "$ receivable 150.00", "$ paid 4650.00"}},
    {"dropped",
     "disputed",
     {"@2021-04-25", "max: clawback drop|clawback=CLB-1|reason=proof", "= \"state\": \"rejected\"",
      "$ receivable 0.00", "$ paid 4800.00"}},
    {"recovering",
     "notified",
     {"!fin: clawback repay|clawback=CLB-1|amount=1.00 => starts from recovering",
      "fin: clawback begin|clawback=CLB-1|agreed=", "= \"state\": \"recovering\"",
      "fin: clawback repay|clawback=CLB-1|amount=50.00", "= \"state\": \"recovering\"",
      "$ receivable 150.00", "$ recovered 50.00",
      "!fin: clawback offset|clawback=CLB-1|instalment=INS-2|amount=10.00 => INS-2 is planned",
      "cat: instalment pay-early|instalment=INS-2|reason=in need",
      "fin: clawback offset|clawback=CLB-1|instalment=INS-2|amount=60.00",
      "= \"state\": \"recovering\"", "$ receivable 90.00", "$ recovered 110.00",
      "$ committed 1140.00", "ann: instalment list|award=AWD-1", "= \"offset\"", "= \"1140.00\""}},
    {"repaid",
     "recovering",
     {"fin: clawback repay|clawback=CLB-1|amount=92.00", "= \"state\": \"recovered\"",
      "$ receivable 0.00", "$ recovered 200.00", "ann: clawback show|clawback=CLB-1",
      "= \"2.00\""}},
    {"offset",
     "recovering",
     {"fin: clawback offset|clawback=CLB-1|instalment=INS-2|amount=90.00",
      "= \"state\": \"recovered\"", "$ receivable 0.00", "$ recovered 200.00",
      "$ committed 1050.00"}},
    {"written off",
     "recovering",
     {"!fun: clawback write-off|clawback=CLB-1|reason=small => another person",
      "!max: clawback write-off|clawback=CLB-1 => a reason",
      "max: clawback write-off|clawback=CLB-1|reason=small", "= \"state\": \"written_off\"",
      "$ written off 90.00", "$ receivable 0.00"}},

    /* ---- the International School Award ---- */
    {"earned",
     "draft",
     {"@2022-06-01",
      "!ann: accreditation earn|school=SCH-1|evidence=%F/letter.txt|facts=" NOTHING
      " => reaches no level",
      "ann: accreditation earn|school=SCH-1|evidence=%F/letter.txt|facts=" FACTS,
      "= \"state\": \"earned\"", "!dan: accreditation issue|accreditation=ACC-1 => --certificate",
      "!ann: accreditation issue|accreditation=ACC-1|certificate=A1 => another person",
      "!dan: accreditation refuse|accreditation=ACC-1 => a reason"}},
    {"level refused",
     "earned",
     {"@2022-06-01", "dan: accreditation refuse|accreditation=ACC-1|reason=copied",
      "= \"state\": \"refused\""}},
    {"issued",
     "earned",
     {"@2022-06-01", "dan: accreditation issue|accreditation=ACC-1|certificate=A1",
      "= \"state\": \"issued\"", "ann: accreditation show|accreditation=ACC-1",
      "= \"valid_to\": \"2025-05-31\"",
      "!cat: accreditation revoke|accreditation=ACC-1 => a reason"}},
    {"revoked",
     "issued",
     {"@2022-07-01", "cat: accreditation revoke|accreditation=ACC-1|reason=made up",
      "= \"state\": \"issued\"",
      "!cat: accreditation revoke|accreditation=ACC-1|reason=made up => asked for it",
      "kim: accreditation revoke|accreditation=ACC-1|reason=made up", "= \"state\": \"revoked\"",
      "# letter revoked ACC-1"}},
    {"renewed at once",
     "issued",
     {"@2023-06-01", "ann: accreditation earn|school=SCH-1|evidence=%F/letter.txt|facts=" FACTS,
      "dan: accreditation issue|accreditation=ACC-2|certificate=A2",
      "ann: accreditation show|accreditation=ACC-2", "= \"replaces\": \"ACC-1\"",
      "ann: accreditation show|accreditation=ACC-1", "= \"state\": \"superseded\""}},
    {"ends soon",
     "issued",
     {"@2025-03-01", "!tick: near_end", "@2025-03-02", "tick", "= near_end",
      "# notice certificate ending ACC-1"}},
    {"expired",
     "ends soon",
     {"@2025-05-31", "!tick: expire", "@2025-06-01", "tick", "= \"state\": \"expired\""}},
    {"expired at once", "issued", {"@2025-06-01", "tick", "= \"state\": \"expired\""}},
    {"revoked late",
     "ends soon",
     {"@2025-04-01", "cat: accreditation revoke|accreditation=ACC-1|reason=made up",
      "kim: accreditation revoke|accreditation=ACC-1|reason=made up", "= \"state\": \"revoked\""}},
    {"renewed late",
     "ends soon",
     {"@2025-04-01", "ann: accreditation earn|school=SCH-1|evidence=%F/letter.txt|facts=" FACTS,
      "dan: accreditation issue|accreditation=ACC-2|certificate=A2",
      "ann: accreditation show|accreditation=ACC-2", "= \"replaces\": \"ACC-1\"",
      "ann: accreditation show|accreditation=ACC-1", "= \"state\": \"superseded\""}},
};

/* Rows that need a portal, and the tests over real sockets that take them with their effects. No
 * dialect that ships tells of checks that a portal makes after its receipt; and a certificate that
 * has ended has come to `expiring` before, since that timer is due earlier. */
static const struct {
    const char *noun, *event, *from, *to, *test;
} elsewhere[] = {
    {"application", "submit", "signed", "submitting", "portal/end_to_end"},
    {"application", "delivered", "submitting", "submitted", "portal/end_to_end"},
    {"application", "refused", "submitting", "draft", "portal/faults_hold"},
    {"application", "refused", "submitted", "draft", "host/machine_rows"},
    {"application", "abandon", "submitting", "signed", "portal/faults_hold"},
    {"accreditation", "expire", "issued", "expired", "host/machine_rows"},
};

/* ---- playing ---- */

/* A session is somebody's on one day. All of them stay open: loading machines and editions is most
 * of what a command costs here. (They remember which words the index of schools has, so that no two
 * scenes add one name.) */
typedef struct desk_of {
    char person[8], day[11];
    desk d;
} desk_of;

typedef struct stage {
    char day[11];
    const scene *scene;
    const char *line;
    desk *last;
} stage;

static desk_of desks[DESKS];
static size_t desk_count;
static char taken[ROWS][100]; /* "award accept offered active" */
static size_t taken_count;

__attribute__((format(printf, 2, 3), noreturn)) static void fail_at(const stage *s,
                                                                    const char *format, ...)
{
    char text[4000];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fail_msg("scene '%s': %s\n  %s", s->scene->name, s->line, text);
    abort();
}

static desk *desk_of_person(const stage *s, const char *person)
{
    desk_of *new = &desks[desk_count];

    for (size_t i = 0; i < desk_count; i++)
        if (strcmp(desks[i].person, person) == 0 && strcmp(desks[i].day, s->day) == 0)
            return &desks[i].d;
    assert_true(desk_count < DESKS);
    snprintf(new->person, sizeof new->person, "%s", person);
    snprintf(new->day, sizeof new->day, "%s", s->day);
    assert_int_equal(desk_try_as_on(&new->d, person, s->day), 0);
    desk_count++;
    return &new->d;
}

/* Any session of the day; it has opened its database. */
static cl_store *store_of(stage *s)
{
    desk *d = desk_of_person(s, "ann");

    desk_run(d, "round list");
    return cl_session_store(d->session);
}

static void *newest(const stage *s, cl_store *store, cl_arena *arena, const cl_table *of,
                    size_t *count)
{
    void *items = NULL;

    if (cl_record_list(&items, count, arena, store, of, NULL, CL_ANY_DAY, NULL) != 0)
        fail_at(s, "%s cannot be listed", of->name);
    return *count == 0 ? NULL : (char *)items + (*count - 1) * of->size;
}

static void fill(stage *s, char out[LINE], const char *line)
{
    cl_text text = CL_TEXT_INIT;
    cl_arena arena = CL_ARENA_INIT;
    const cl_award *award;
    size_t count = 0;

    for (; *line != '\0'; line++) {
        if (line[0] == '%' && line[1] == 'F') {
            cl_text_add_string(&text, cl_test_folder());
            line++;
        } else if (line[0] == '%' && line[1] == 'X') {
            award = newest(s, store_of(s), &arena, &cl_table_award, &count);
            cl_text_add_view(&text, award->offer_digest);
            line++;
        } else {
            cl_text_add_char(&text, *line);
        }
    }
    assert_true(text.length < LINE);
    memcpy(out, text.at, text.length + 1);
    cl_text_clear(&text);
    cl_arena_clear(&arena);
}

static int64_t head_of(stage *s)
{
    char hash[CL_DIGEST_HEX];
    int64_t seq = 0;

    assert_int_equal(cl_event_head(&seq, hash, store_of(s), NULL), 0);
    return seq;
}

typedef struct look {
    const char *kind;
    bool found;
} look;

static int look_for(void *context, const cl_event *event, cl_error *e)
{
    look *l = context;

    (void)e;
    l->found = l->found || cl_view_is(event->kind, l->kind);
    return 0;
}

static bool happened_since(stage *s, int64_t seq, const char *kind)
{
    cl_event_filter filter = {.after = seq};
    look l = {kind, false};

    assert_int_equal(cl_event_each(store_of(s), &filter, look_for, &l, NULL), 0);
    return l.found;
}

static int only_refusals(void *context, const cl_event *event, cl_error *e)
{
    (void)e;
    *(bool *)context = *(bool *)context && cl_view_is(event->kind, "refused");
    return 0;
}

/* ---- lines ---- */

static desk *person_of(stage *s, const char *line, const char **command)
{
    const char *colon = strstr(line, ": ");
    char person[8];

    if (colon == NULL || colon - line >= (long)sizeof person)
        fail_at(s, "nobody says it");
    memcpy(person, line, (size_t)(colon - line));
    person[colon - line] = '\0';
    *command = colon + 2;
    return desk_of_person(s, person);
}

static void do_line(stage *s)
{
    const char *command;
    char line[LINE];

    s->last = person_of(s, s->line, &command);
    fill(s, line, command);
    if (desk_try(s->last, line) != 0)
        fail_at(s, "%s", s->last->refused.at);
}

static void do_tick(stage *s)
{
    s->last = desk_of_person(s, "ann");
    if (desk_try(s->last, "tick") != 0 || s->last->refused.length > 0)
        fail_at(s, "%s", s->last->refused.at);
}

static void do_tick_without(stage *s, const char *event)
{
    int64_t before = head_of(s);

    do_tick(s);
    if (happened_since(s, before, event))
        fail_at(s, "%s happened on %s", event, s->day);
}

/* Of what is refused nothing is kept but the refusal. */
static void do_refused(stage *s)
{
    const char *command, *words = strstr(s->line, " => ");
    int64_t before = head_of(s);
    cl_event_filter filter = {.after = before};
    char line[LINE];
    bool only = true;
    desk *d;

    if (words == NULL)
        fail_at(s, "no words are expected");
    d = person_of(s, s->line + 1, &command);
    fill(s, line, command);
    *strstr(line, " => ") = '\0';
    if (desk_try(d, line) == 0)
        fail_at(s, "it is not refused");
    if (strstr(d->refused.at, words + 4) == NULL)
        fail_at(s, "%s", d->refused.at);
    assert_int_equal(cl_event_each(store_of(s), &filter, only_refusals, &only, NULL), 0);
    if (!only)
        fail_at(s, "it was refused, and something happened");
}

static void do_expect(stage *s, const char *words)
{
    if (s->last == NULL || s->last->rows.at == NULL || strstr(s->last->rows.at, words) == NULL)
        fail_at(s, "found\n%s",
                s->last == NULL || s->last->rows.at == NULL ? "nothing" : s->last->rows.at);
}

static void do_account(stage *s, const char *what)
{
    const char *amount = strrchr(what, ' ');
    char account[20], found[32];
    cl_arena arena = CL_ARENA_INIT;
    cl_store *store = store_of(s);
    const cl_award *award;
    int64_t balance = 0;
    size_t count = 0;

    award = newest(s, store, &arena, &cl_table_award, &count);
    assert_true(amount != NULL && award != NULL && amount - what < (long)sizeof account);
    memcpy(account, what, (size_t)(amount - what));
    account[amount - what] = '\0';
    assert_int_equal(cl_ledger_balance(&balance, store, award->id, account, NULL, 0, NULL), 0);
    snprintf(found, sizeof found, "%lld.%02lld", (long long)balance / 100,
             (long long)balance % 100);
    cl_arena_clear(&arena);
    if (strcmp(found, amount + 1) != 0)
        fail_at(s, "%s is %s", account, found);
}

static void do_notice(stage *s, const char *what)
{
    cl_arena arena = CL_ARENA_INIT;
    const cl_notice *n;
    char found[120] = "none";
    size_t count = 0;

    n = newest(s, store_of(s), &arena, &cl_table_notice, &count);
    if (n != NULL)
        snprintf(found, sizeof found, "%.*s %.*s %.*s", (int)n->form.length, n->form.at,
                 (int)n->kind.length, n->kind.at, (int)n->about.length, n->about.at);
    cl_arena_clear(&arena);
    if (strcmp(found, what) != 0)
        fail_at(s, "the newest notice is: %s", found);
}

static void do_state(stage *s, const char *what)
{
    const char *dash = strchr(what, '-'), *space = strchr(what, ' ');
    const cl_table *of = cl_table_of_prefix((cl_view){what, (size_t)(dash - what)});
    cl_arena arena = CL_ARENA_INIT;
    char record[1024];
    cl_view state;

    assert_true(of != NULL && space != NULL && of->size <= sizeof record);
    if (cl_record_get(record, &arena, store_of(s), of, strtoll(dash + 1, NULL, 10), NULL) != 0)
        fail_at(s, "it is not there");
    memcpy(&state, record + of->columns[cl_table_column(of, CL_VIEW("state"))].offset,
           sizeof state);
    if (!cl_view_is(state, space + 1))
        fail_at(s, "it is %.*s", (int)state.length, state.at);
    cl_arena_clear(&arena);
}

static void do_count(stage *s, const char *what)
{
    cl_arena arena = CL_ARENA_INIT;
    size_t count = 0;

    (void)newest(s, store_of(s), &arena, &cl_table_notice, &count);
    cl_arena_clear(&arena);
    if (count != strtoul(what, NULL, 10))
        fail_at(s, "there are %zu notices", count);
}

static void do_day(stage *s, const char *day)
{
    s->last = NULL;
    snprintf(s->day, sizeof s->day, "%s", day);
}

static void play_line(stage *s)
{
    const char *line = s->line;

    if (strncmp(line, "!tick: ", 7) == 0)
        do_tick_without(s, line + 7);
    else if (line[0] == '!')
        do_refused(s);
    else if (line[0] == '@')
        do_day(s, line + 1);
    else if (line[0] == '=')
        do_expect(s, line + 2);
    else if (line[0] == '$')
        do_account(s, line + 2);
    else if (line[0] == '#')
        do_notice(s, line + 2);
    else if (line[0] == '&')
        do_state(s, line + 2);
    else if (line[0] == '+')
        do_count(s, line + 2);
    else if (strcmp(line, "tick") == 0)
        do_tick(s);
    else
        do_line(s);
}

/* ---- scenes ---- */

static size_t index_of(const char *name)
{
    size_t i = 0;

    while (i < CL_ROWS(scenes) && strcmp(scenes[i].name, name) != 0)
        i++;
    assert_true(i < CL_ROWS(scenes));
    return i;
}

/* Page by page into a database that sessions have open. */
static void copy_database(const char *from, const char *to)
{
    char source[CL_TEST_PATH], target[CL_TEST_PATH];
    sqlite3 *a = NULL, *b = NULL;
    sqlite3_backup *copying;

    cl_test_path(source, from);
    cl_test_path(target, to);
    assert_int_equal(sqlite3_open(source, &a), SQLITE_OK);
    assert_int_equal(sqlite3_open(target, &b), SQLITE_OK);
    copying = sqlite3_backup_init(b, "main", a, "main");
    assert_non_null(copying);
    assert_int_equal(sqlite3_backup_step(copying, -1), SQLITE_DONE);
    assert_int_equal(sqlite3_backup_finish(copying), SQLITE_OK);
    assert_int_equal(sqlite3_close(a), SQLITE_OK);
    assert_int_equal(sqlite3_close(b), SQLITE_OK);
}

static void name_end(char out[32], size_t number)
{
    snprintf(out, 32, "end-%zu.db", number);
}

static void set_up(stage *s)
{
    char end[32];

    if (s->scene->from == NULL) {
        desk_form_cluster(desk_of_person(s, "ann"));
        return;
    }
    name_end(end, index_of(s->scene->from));
    copy_database(end, "office.db");
}

/* Whatever comes after it is verified with it. */
static bool is_last(const scene *s)
{
    for (size_t i = 0; i < CL_ROWS(scenes); i++)
        if (scenes[i].from != NULL && strcmp(scenes[i].from, s->name) == 0)
            return false;
    return true;
}

/* "award accept offered active" of each event that moved something by a machine. */
static int note_taken(void *context, const cl_event *event, cl_error *e)
{
    const char *dash = memchr(event->entity.at, '-', event->entity.length);
    const cl_table *of;
    char row[sizeof taken[0]];

    (void)context;
    (void)e;
    if (event->machine.length == 0 || event->to.length == 0 || dash == NULL)
        return 0;
    of = cl_table_of_prefix((cl_view){event->entity.at, (size_t)(dash - event->entity.at)});
    if (of == NULL)
        return 0;
    snprintf(row, sizeof row, "%s %.*s %.*s %.*s", of->name, (int)event->kind.length,
             event->kind.at, event->from.length == 0 ? 1 : (int)event->from.length,
             event->from.length == 0 ? "-" : event->from.at, (int)event->to.length, event->to.at);
    for (size_t i = 0; i < taken_count; i++)
        if (strcmp(taken[i], row) == 0)
            return 0;
    assert_true(taken_count < ROWS);
    memcpy(taken[taken_count++], row, sizeof row);
    return 0;
}

static void play(size_t i)
{
    stage s = {.scene = &scenes[i], .line = "(beginning)", .day = "2021-04-20"};
    cl_event_filter all = {.after = 0};
    char end[32];

    set_up(&s);
    for (size_t n = 0; n < LINES && scenes[i].lines[n] != NULL; n++) {
        s.line = scenes[i].lines[n];
        play_line(&s);
    }
    if (is_last(&scenes[i])) {
        s.line = "ann: verify";
        do_line(&s);
    }
    assert_int_equal(cl_event_each(store_of(&s), &all, note_taken, NULL, NULL), 0);
    name_end(end, i);
    copy_database("office.db", end);
}

/* ---- the machines ---- */

/* As those that ship, with two signatures, two approvals, an interim report and early payments. */
static void change_machine(const char *noun, const char *const changes[][2])
{
    char path[CL_TEST_PATH], name[80];
    cl_text text = CL_TEXT_INIT, out = CL_TEXT_INIT;

    snprintf(path, sizeof path, "%s/lib/machines/%s.lua", CLACHAN_TEST_RULES, noun);
    assert_int_equal(cl_file_read(&text, path, 0, NULL), 0);
    for (size_t i = 0; changes[i][0] != NULL; i++) {
        const char *at = strstr(text.at, changes[i][0]);

        assert_non_null(at);
        cl_text_reset(&out);
        cl_text_add_view(&out, (cl_view){text.at, (size_t)(at - text.at)});
        cl_text_add_string(&out, changes[i][1]);
        cl_text_add_string(&out, at + strlen(changes[i][0]));
        cl_text_reset(&text);
        cl_text_add_view(&text, cl_text_view(&out));
    }
    snprintf(name, sizeof name, "connecting-classrooms-scotland/machines/%s.lua", noun);
    cl_test_file(path, name, text.at, text.length);
    cl_text_clear(&text);
    cl_text_clear(&out);
}

static void write_machines(void)
{
    static const char *const application[][2] = {{"quorum = 1", "quorum = 2"}, {NULL, NULL}};
    static const char *const award[][2] = {{"interim_report = 0", "interim_report = 1"},
                                           {NULL, NULL}};
    static const char *const instalment[][2] = {
        {"approvals = 1", "approvals = 2"}, {"pay_early = 0", "pay_early = 1"}, {NULL, NULL}};
    char path[CL_TEST_PATH];

    cl_test_path(path, "connecting-classrooms-scotland");
    assert_int_equal(mkdir(path, 0700), 0);
    cl_test_path(path, "connecting-classrooms-scotland/machines");
    assert_int_equal(mkdir(path, 0700), 0);
    change_machine("application", application);
    change_machine("award", award);
    change_machine("instalment", instalment);
}

static void write_files(void)
{
    static const struct {
        const char *name, *rows;
    } files[] = {
        {"failed.csv", "INS-1-1,PYE-1,4800.00,GBP,failed,account closed\ntotal,1,4800.00,GBP,,\n"},
        {"nothing.csv", "INS-1-1,PYE-1,4800.00,GBP,failed,\ntotal,1,4800.00,GBP,,\n"},
        {"total.csv", "INS-1-1,PYE-1,4800.00,GBP,paid,\ntotal,1,4799.00,GBP,,\n"},
        {"wrong.csv", "INS-1-9,PYE-1,4800.00,GBP,paid,\ntotal,1,4800.00,GBP,,\n"},
        {"paid-1.csv", "INS-1-1,PYE-1,4800.00,GBP,paid,\ntotal,1,4800.00,GBP,,\n"},
        {"paid-2.csv", "INS-1-2,PYE-1,4800.00,GBP,paid,\ntotal,1,4800.00,GBP,,\n"},
        {"last.csv", "INS-2-1,PYE-1,1200.00,GBP,paid,\ntotal,1,1200.00,GBP,,\n"},
    };
    char path[CL_TEST_PATH], text[300];

    cl_test_file(path, "letter.txt", "received", 8);
    for (size_t i = 0; i < CL_ROWS(files); i++) {
        snprintf(text, sizeof text, "reference,payee,amount,currency,result,reason\n%s",
                 files[i].rows);
        cl_test_file(path, files[i].name, text, strlen(text));
    }
}

static bool is_taken(const char *row)
{
    for (size_t i = 0; i < taken_count; i++)
        if (strcmp(taken[i], row) == 0)
            return true;
    return false;
}

static bool is_elsewhere(const char *noun, const cl_transition *t, const char *from)
{
    for (size_t i = 0; i < CL_ROWS(elsewhere); i++)
        if (strcmp(elsewhere[i].noun, noun) == 0 && strcmp(elsewhere[i].event, t->event) == 0 &&
            strcmp(elsewhere[i].from, from) == 0 && strcmp(elsewhere[i].to, t->to) == 0)
            return true;
    return false;
}

static size_t check_row(const cl_machine *machine, const cl_transition *t, const char *from)
{
    const char *noun = machine->noun->name;
    char row[sizeof taken[0]];

    snprintf(row, sizeof row, "%s %s %s %s", noun, t->event, from, t->to);
    if (is_taken(row) == is_elsewhere(noun, t, from)) {
        print_error("%s is %staken\n", row, is_taken(row) ? "" : "not ");
        return 1;
    }
    return 0;
}

static void expect_all_taken(void)
{
    size_t missing = 0;
    desk d;

    desk_open(&d, false);
    for (const cl_noun *noun = cl_nouns; noun->name != NULL; noun++) {
        const cl_machine *machine;
        const cl_view none = CL_VIEW_INIT;

        assert_int_equal(cl_session_machine(&machine, d.session, noun->name, none, none, NULL), 0);
        for (size_t i = 0; i < machine->transitions.count; i++) {
            const cl_transition *t = cl_vec_at(&machine->transitions, i);

            if (t->from.count == 0)
                missing += check_row(machine, t, "-");
            for (size_t n = 0; n < t->from.count; n++)
                missing += check_row(machine, t, t->from.items[n]);
        }
    }
    desk_close(&d);
    assert_int_equal(missing, 0);
}

static void test_machine_effects__every_row_is_taken(void **state)
{
    (void)state;
    write_machines();
    write_files();
    for (size_t i = 0; i < CL_ROWS(scenes); i++)
        play(i);
    expect_all_taken();
    for (size_t i = 0; i < desk_count; i++)
        desk_close(&desks[i].d);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_machine_effects__every_row_is_taken),
};

CL_TEST_MAIN(tests)
