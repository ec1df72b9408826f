-- SPDX-License-Identifier: MIT
--
-- Clauses on the International School Award, in our own words.

local site = "www.britishcouncil.org/school-resources/accreditation/international-school-award"

clause "W20" { source = "myprimarylanguagesclassroom.com, 20 July 2022", place = "account of a school", sense = "Foundation asks for one activity with an international side." }
clause "W21" { source = site, place = "levels, intermediate", sense = "Intermediate asks for three activities, one of them with a partner abroad, for half of the pupils, in the twelve months before." }
clause "W22" { source = site, place = "levels, accreditation (older text)", sense = "Accreditation asked for seven activities in a school year, three with partners abroad and one with a foreign language, for most of the pupils." }
clause "W23" { source = site, place = "levels, accreditation (newer text)", sense = "Accreditation asks for five activities, three with partner schools abroad and one with language learning, and holds for three years." }
clause "W24" { source = site, place = "how to apply", sense = "Action plans and impact evaluations have dates; Foundation and Intermediate are open all year." }
