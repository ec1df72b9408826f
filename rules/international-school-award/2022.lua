-- SPDX-License-Identifier: MIT
--
-- International School Award, with five activities for Accreditation. The newer text names no share of the
-- pupils and no time for Accreditation.

programme "international-school-award" {
  edition = "2022", currency = "GBP",
  title = "International School Award, five activities",
  in_force = { from = "2021-09-01" },
}

use "lib.school_award"
use "lib.clauses.school_award"

param "foundation_activities"    { ["2021-09-01"] = 1, unit = "activities", cite = "W20" }
param "intermediate_activities"  { ["2021-09-01"] = 3, unit = "activities", cite = "W21" }
param "intermediate_pupils"      { ["2021-09-01"] = "50%", cite = "W21" }
param "intermediate_months"      { ["2021-09-01"] = 12, unit = "months", cite = "W21" }
param "accreditation_activities" { ["2021-09-01"] = 5, unit = "activities", cite = "W23" }
param "accreditation_partners"   { ["2021-09-01"] = 3, unit = "activities", cite = "W23" }

local foundation = F.activities:at_least(P.foundation_activities)
local intermediate = all {
  F.activities:at_least(P.intermediate_activities), F.with_partners:at_least(1),
  F.pupil_share:at_least(P.intermediate_pupils), F.within_months:at_most(P.intermediate_months),
}
local accreditation = all {
  F.activities:at_least(P.accreditation_activities), F.with_partners:at_least(P.accreditation_partners),
  F.with_language:at_least(1),
}

rule "a-level-is-reached" {
  stage = "form", level = "hard", cite = { "W20", "W21", "W23" },
  title = "The activities suffice for one of the levels",
  needs = foundation, -- the other levels ask for no less of anything
}

level "foundation"    { title = "Foundation", needs = foundation, cite = "W20" }
level "intermediate"  { title = "Intermediate", needs = intermediate, cite = "W21" }
level "accreditation" { title = "Accreditation", needs = accreditation, cite = "W23" }

-- Tests ----------------------------------------------------------------------------------------------

local function work(activities, partners, language, share, months)
  return { date = "2022-06-01", activities = activities, with_partners = partners, with_language = language,
           pupil_share = share, within_months = months }
end

cases "levels" {
  dossier = work(0, 0, 0, "0%", 0),
  given   = { "activities", "with_partners", "with_language", "pupil_share", "within_months" },
  expect  = { "level", "verdict" },
  { 5, 3, 1, "60%", 12, "accreditation", "eligible", name = "I01" },
  { 7, 2, 1, "60%", 12, "intermediate", "eligible", name = "I02" },
  { 3, 1, 0, "50%", 12, "intermediate", "eligible", name = "I03" },
  { 1, 0, 0, "10%", 12, "foundation", "eligible", name = "I04" },
  { 0, 0, 0, "0%", 12, null, "ineligible", name = "nothing" },
  { 4, 3, 1, "60%", 12, "intermediate", "eligible", name = "four activities" },
  { 5, 3, 0, "60%", 12, "intermediate", "eligible", name = "no language" },
  { 2, 1, 1, "60%", 12, "foundation", "eligible", name = "two activities" },
  { 5, 0, 1, "60%", 12, "foundation", "eligible", name = "no partner" },
  { 3, 1, 0, "49.9%", 12, "foundation", "eligible", name = "less than half of the pupils" },
  { 3, 1, 0, "50%", 13, "foundation", "eligible", name = "over thirteen months" },
}
test "few pupils do not hinder accreditation" {
  dossier = work(5, 3, 1, "10%", 24), expect = { level = "accreditation" },
}
test "the activities are not counted yet" {
  dossier = with(work(5, 3, 1, "60%", 12), { activities = unknown }),
  expect = { verdict = "undetermined", missing = { "activities" }, rules = { ["a-level-is-reached"] = "unknown" } },
}
cases "outside the days in force" {
  dossier = work(5, 3, 1, "60%", 12), given = "date", expect = "refused",
  { "2021-08-31", "in force from 2021-09-01" },
}

property "sums, signs, the order of lists and the names of records" { dossier = work(5, 3, 1, "60%", 12), expect = { grant = "0.00" } }
