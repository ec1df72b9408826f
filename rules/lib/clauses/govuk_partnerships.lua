-- SPDX-License-Identifier: MIT
--
-- Clauses of the guide to partnership models on GOV.UK, October 2019, in our own words.

local page = "GOV.UK, partnership models guide (9 October 2019)"

clause "Q50"  { source = page, place = "hub and spoke", sense = "One school leads a small group, as a rule of four or five schools at most." }
clause "Q51"  { source = page, place = "broad area", sense = "A board in which each school is represented leads the partnership and meets every term." }
clause "Q52"  { source = page, place = "broad area", sense = "All schools may carry the costs by a yearly contribution that is fair to each." }
clause "Q53"  { source = page, place = "hub and spoke", sense = "The lead school does some of the work for all and bears most of the costs." }
clause "Q54"  { source = page, place = "hub and spoke", sense = "The schools decide on strategy together." }
clause "Q55"  { source = page, place = "hub and spoke", sense = "A hub and spoke partnership often becomes a broad area one." }
clause "Q56"  { source = page, place = "broad area", sense = "The schools of a broad area partnership are equals." }
clause "Q57"  { source = page, place = "broad area", sense = "The contribution may pay a co-ordinator who works for all schools." }
clause "Q58"  { source = page, place = "formal structures", sense = "A lead sponsor may work with partner schools to support an academy." }
clause "Q59"  { source = page, place = "formal structures", sense = "Support is money, teachers' time, staff for a department, or help with the curriculum." }
clause "Q103" { source = page, place = "introduction", sense = "Good partnerships help every school, can be kept up, and show in what pupils reach." }
clause "Q104" { source = page, place = "broad area", sense = "Such a partnership often covers a whole town or borough." }
clause "Q105" { source = page, place = "broad area", sense = "Schools may give different amounts and benefit alike." }
clause "Q106" { source = page, place = "broad area", sense = "The contribution as a rule pays for what the partnership does." }
clause "Q107" { source = page, place = "broad area", sense = "Such partnerships often begin small and grow." }
clause "Q108" { source = page, place = "formal structures", sense = "This may be a new free school or the sponsorship of an academy." }
clause "Q109" { source = page, place = "introduction", sense = "Partnerships range from two or three schools to many." }
