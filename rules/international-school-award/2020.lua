-- SPDX-License-Identifier: MIT
--
-- International School Award, with seven activities for Accreditation. Foundation is described by a source
-- of 2022 only, so this edition has no such level.

programme "international-school-award" {
  edition = "2020", currency = "GBP",
  title = "International School Award, seven activities",
  in_force = { from = "2013-09-01", to = "2021-08-31" },
}

use "lib.school_award"
use "lib.clauses.school_award"

param "intermediate_activities"  { ["2013-09-01"] = 3, unit = "activities", cite = "W21" }
param "intermediate_pupils"      { ["2013-09-01"] = "50%", cite = "W21" }
param "accreditation_activities" { ["2013-09-01"] = 7, unit = "activities", cite = "W22" }
param "accreditation_partners"   { ["2013-09-01"] = 3, unit = "activities", cite = "W22" }
param "majority"                 { ["2013-09-01"] = "50%", cite = "W22", about = "more than this is a majority" }
param "months"                   { ["2013-09-01"] = 12, unit = "months", cite = { "W21", "W22" } }

local intermediate = all {
  F.activities:at_least(P.intermediate_activities), F.with_partners:at_least(1),
  F.pupil_share:at_least(P.intermediate_pupils), F.within_months:at_most(P.months),
}
local accreditation = all {
  F.activities:at_least(P.accreditation_activities), F.with_partners:at_least(P.accreditation_partners),
  F.with_language:at_least(1), F.pupil_share:more_than(P.majority), F.within_months:at_most(P.months),
}

rule "a-level-is-reached" {
  stage = "form", level = "hard", cite = { "W21", "W22" },
  title = "The activities suffice for one of the levels",
  needs = intermediate, -- Accreditation asks for no less of anything
}

level "intermediate"  { title = "Intermediate", needs = intermediate, cite = "W21" }
level "accreditation" { title = "Accreditation", needs = accreditation, cite = "W22" }

-- Tests ----------------------------------------------------------------------------------------------

local function work(activities, partners, language, share, months)
  return { date = "2020-06-01", activities = activities, with_partners = partners, with_language = language,
           pupil_share = share, within_months = months }
end

cases "levels" {
  dossier = work(0, 0, 0, "0%", 0),
  given   = { "activities", "with_partners", "with_language", "pupil_share", "within_months" },
  expect  = { "level", "verdict" },
  { 5, 3, 1, "60%", 12, "intermediate", "eligible", name = "I01" },
  { 7, 2, 1, "60%", 12, "intermediate", "eligible", name = "I02" },
  { 3, 1, 0, "50%", 12, "intermediate", "eligible", name = "I03" },
  { 1, 0, 0, "10%", 12, null, "ineligible", name = "I04" },
  { 7, 3, 1, "51%", 12, "accreditation", "eligible", name = "seven activities" },
  { 6, 3, 1, "51%", 12, "intermediate", "eligible", name = "six activities" },
  { 7, 3, 1, "50%", 12, "intermediate", "eligible", name = "half is no majority" },
  { 7, 3, 0, "60%", 12, "intermediate", "eligible", name = "no language" },
  { 2, 1, 1, "60%", 12, null, "ineligible", name = "two activities" },
  { 7, 0, 1, "60%", 12, null, "ineligible", name = "no partner" },
  { 3, 1, 0, "49.9%", 12, null, "ineligible", name = "less than half of the pupils" },
  { 7, 3, 1, "60%", 13, null, "ineligible", name = "over thirteen months" },
}
test "the share is not known" {
  dossier = with(work(7, 3, 1, "60%", 12), { pupil_share = unknown }),
  expect = { verdict = "undetermined", missing = { "pupil_share" } },
}
cases "outside the days in force" {
  dossier = work(5, 3, 1, "60%", 12), given = "date", expect = "refused",
  { "2013-08-31", "in force from 2013-09-01 to 2021-08-31" }, { "2021-09-01", "in force from 2013-09-01 to 2021-08-31" },
}

property "sums, signs, the order of lists and the names of records" { dossier = work(5, 3, 1, "60%", 12), expect = { grant = "0.00" } }
